"""What the code of each check asks of an edition: thresholds, word lists, and the parts of the form it looks up.

An edition is data, and a rule in code can't but call some of it by id. Whatever it calls so is declared here, and
proved by ``lookups``: an edition that lacks it is refused, unless it leaves the rule out by name.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Asks(NamedTuple):
    """``numbers`` and ``words``: its thresholds and its lists of words of the language. ``aspects``: it has a list for
    each sub-headed text, named by the last part of the text's id. ``naming``: lists whose words are ids, and of what.
    ``needs``: what its code calls by id.

    A part of the form is written as its kind and its id, ``{}`` being the word of the list: ``text s5``, ``info phone``
    (``date``, ``choice``: one of that kind), ``level summary``, ``block t3``, ``row t2_1.regulation``,
    ``part t4.review_pending`` (a column beside its total), ``cell t3.open.total``.
    """

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    aspects: bool = False
    naming: Mapping[str, str] = {}
    needs: tuple[str, ...] = ()

    def lists(self, aspects: tuple[str, ...]) -> tuple[str, ...]:
        """All its word lists in an edition with these aspects."""
        return (*self.words, *self.naming, *(aspects if self.aspects else ()))


CHECKS: dict[str, Asks] = {
    "S-01": Asks(),
    "S-05": Asks(numbers=("min_chars",), words=("problems", "improvements"), needs=("text s5",)),
    "S-06": Asks(words=("fee",), needs=("text s6",)),
    "S-08": Asks(),
    "S-11": Asks(words=("leftovers",)),
    "V-01": Asks(),
    "V-02": Asks(),
    "V-03": Asks(words=("placeholders",)),
    "D-01": Asks(needs=("date signed_on",)),
    "D-02": Asks(needs=("date signed_on", "choice level")),
    "D-03": Asks(needs=("date signed_on",)),
    "D-04": Asks(words=("title_rests",)),
    "S-03": Asks(aspects=True),
    "S-04": Asks(),
    "S-07": Asks(words=("assessment", "review", "liability"), naming={"levels": "level {}"}, needs=("choice level",)),
    "S-09": Asks(),
    "S-10": Asks(),
    "S-12": Asks(words=("verbs", "counters", "nouns")),
    "S-13": Asks(words=("beginnings",)),
    "S-14": Asks(numbers=("reach",), words=("topics", "unless")),
    "S-15": Asks(numbers=("since",), words=("superseded",)),
    "S-16": Asks(numbers=("least",)),
    "S-17": Asks(words=("slips",)),
    "T2-05": Asks(
        words=("without_power", "with_power", "places"),
        naming={"levels_without": "level {}"},
        needs=("choice level", "row t2_1.regulation"),
    ),
    "T2-07": Asks(numbers=("least", "near_percent", "times")),
    "T3-04": Asks(needs=("cell t3.new_received.total", "text s5", "text s6")),
    "T3-05": Asks(
        numbers=("percent", "least"), naming={"rows": "cell t3.{}.total"}, needs=("cell t3.results_total.total",)
    ),
    "T3-06": Asks(words=("notices",), naming={"rows": "cell t3.{}.total"}, needs=("text s6",)),
    "T4-05": Asks(needs=("cell t3.new_received.total", "cell t3.carried_in.total", "block t4")),
    "Y-03": Asks(naming={"pending": "part t4.{}"}),
    "Y-04": Asks(numbers=("least", "times"), needs=("block t3",)),
    "Y-05": Asks(numbers=("percent", "min_chars"), naming={"not_compared": "text {}"}),
    "Y-06": Asks(words=("verbs", "selves", "nouns", "fillers", "allowed", "ahead"), needs=("text s5", "text s6")),
    "Y-07": Asks(words=("period", "not_titles", "fees"), needs=("text s6",)),
    "C-01": Asks(words=("contact",), needs=("info phone",)),
    "C-02": Asks(words=("address",), needs=("info address",)),
    "C-03": Asks(needs=("info postcode",)),
    "C-04": Asks(words=("none",), needs=("info email",)),
    "C-05": Asks(words=("download",), needs=("info website", "text s6")),
    "N-01": Asks(),
    "N-02": Asks(),
    "N-03": Asks(),
    "N-04": Asks(),
    "N-05": Asks(),
    "N-06": Asks(),
    "N-07": Asks(),
    "N-08": Asks(),
    "N-09": Asks(),
    "N-10": Asks(),
    "N-11": Asks(),
    "N-12": Asks(),
    "D-05": Asks(words=("selves", "not_in_names")),
    "W-04": Asks(),
    "W-01": Asks(),
    "W-02": Asks(),
    "W-03": Asks(),
    "W-05": Asks(numbers=("min_chars",)),
    "W-06": Asks(),
    "W-07": Asks(),
    "W-08": Asks(),
    "W-09": Asks(),
    "W-10": Asks(),
    "W-11": Asks(),
    "W-12": Asks(),
    "W-13": Asks(),
    "W-14": Asks(),
    "W-15": Asks(),
    "W-16": Asks(),
    "W-17": Asks(),
    "W-18": Asks(),
    "W-19": Asks(),
    "W-20": Asks(),
    "W-21": Asks(),
    "W-22": Asks(),
}
