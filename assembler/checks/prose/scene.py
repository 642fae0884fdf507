"""What a sentence is about at each point: requests or other affairs, this year or another, which part of what."""

from collections.abc import Container, Iterable, Sequence

from assembler.checks.prose.items import TOPICS, Item
from assembler.checks.prose.tokens import Token
from assembler.records import dataclass

AFFAIRS = {
    "request": "request", "attribute": "request", "new": "request", "results": "request", "foreign": "foreign",
    "publicity": "publicity", "thing": "thing", "case": "case", "document": "document", "decision": "decision",
    "fee": "fee",
}  # fmt: skip
ACTS = frozenset({"receive", "new", "process", "finish", "carry", "pending"})
_AFFAIRS = frozenset(AFFAIRS)
_PARTS = frozenset({"part", "whole"})
_TIMES = frozenset({"this_year", "year", "last_year", "next_year", "period"})

_ENDS = frozenset({"category", "carry", "pending"})


@dataclass(slots=True)
class Scene:
    """Where the reader is.

    ``affair``: what was last spoken of ("" = nothing yet); ``default``: what a new sentence is about; ``other_time``:
    another year, or a part of this one; ``inner``: after 其中; ``kind``: what the last figure was of; ``verb``: the
    last act; ``cases``, ``document``: those named in the sentence; ``told``: it speaks of disclosure; ``judged``:
    outcomes of the cases were told; ``published``: it speaks of publishing; ``narrows``: it comes to disclosure only
    after 其中; ``aside``: how many brackets are open where the other time was named.
    """

    year: int | None
    default: str = ""
    affair: str = ""
    other_time: bool = False
    inner: bool = False
    kind: str = ""
    verb: str = ""
    cases: tuple[str, ...] = ()
    document: str = ""
    told: bool = False
    judged: bool = False
    published: bool = False
    narrows: bool = False
    aside: int = 0

    def begin(self, tokens: Sequence[Token]) -> None:
        """A new sentence: only what the text as a whole is about stays."""
        kinds = [token.kind for token in tokens]
        self.narrows = "part" in kinds and "subject" in kinds[kinds.index("part") :]
        self.affair, self.other_time, self.inner, self.kind, self.verb = self.default, False, False, "", ""
        self.document, self.told, self.published, self.aside = "", False, False, 0

    def enter(self, item: Item) -> str:
        """Go on to an item; the affair that its figure belongs to."""
        kinds = item.kinds
        own = "" if _AFFAIRS.isdisjoint(kinds) else self._affair(item.leading, item)
        if not own and item.after and not has(item.leading, TOPICS):
            own = self._affair(item.after, item, first=True)
        affair = own or self.affair
        if not own and self.affair == "publicity" and self.default == "request" and kinds & {"receive", "new"}:
            affair = "request"
        if affair != "thing":
            self.affair = affair
        if item.lead == "semicolon":
            self.inner = self.other_time = False
        if item.depth < self.aside:  # 138件（上年为126件），其中
            self.other_time, self.aside = False, 0
        if not (item.compared or _TIMES.isdisjoint(kinds) or kinds & {"carry", "pending"}):
            self._times(item)
        if not kinds.isdisjoint(_PARTS) and has(item.leading, _PARTS):
            self.inner = True
        self._name(item)
        return affair

    def _name(self, item: Item) -> None:
        """What the words name."""
        for token in item.words:
            if token.kind == "outcome" and item.figure is not None:
                self.judged = True
            elif token.kind == "case" and token.word:
                if self.judged:
                    self.cases, self.judged = (), False
                self.cases = tuple(dict.fromkeys((*self.cases, *token.word.means)))
            elif token.kind == "document" and token.word:
                self.document = "" if "thing" in item.kinds else token.word.means[0]  # 清理规范性文件86件，废止3件
            elif token.kind in ("subject", "request"):
                self.told = True
            elif token.kind == "publicity" or (token.word and token.word.listed):  # 公开行政许可…件
                self.published = True

    def leave(self, item: Item) -> None:
        """Past an item: the words after its figure hold for what follows."""
        affair = self._affair(item.after, item) if item.after else ""
        if affair and affair != "thing":
            self.affair = affair
        if not ACTS.isdisjoint(item.kinds):
            self.verb = [token.kind for token in item.words if token.kind in ACTS][-1]

    def _affair(self, words: Sequence[Token], item: Item, first: bool = False) -> str:
        if not has(words, AFFAIRS):
            return ""
        ends = [n for n, token in enumerate(words) if token.kind in _ENDS and not (token.word and token.word.listed)]
        reasons = ends[-1] if ends else 0  # 因信访投诉不予处理: what stands before the result is its reason
        found = [
            token
            for n, token in enumerate(words)
            if token.kind in AFFAIRS and not (n < reasons and token.kind in ("foreign", "thing", "publicity"))
        ]
        for token in found if first else reversed(found):
            of_papers = token.kind == "attribute" or (token.kind == "request" and token.form.endswith("公开"))
            if not (of_papers and self.affair == "publicity" and ACTS.isdisjoint(item.kinds)):
                return AFFAIRS[token.kind]
        return ""

    def _times(self, item: Item) -> None:
        for token in item.words:
            if token.kind == "this_year" or (token.kind == "year" and token.value == self.year):
                self.other_time = False
            elif token.kind in ("last_year", "next_year", "period") or (
                token.kind == "year" and token.value is not None and self.year is not None
            ):
                self.other_time, self.aside = True, item.depth


def has(words: Iterable[Token], kinds: Container[str]) -> bool:
    """True if there is a word of one of these kinds."""
    for token in words:  # noqa: SIM110 - asked hundreds of times a report, and twice as quick as any()
        if token.kind in kinds:
            return True
    return False


def direction(words: Sequence[Token], year: int | None) -> str:
    """Whether 结转 means into this year (``carried_in``), out of it (``carried_out``), or doesn't say ("")."""
    years = [int(token.value) for token in words if token.kind == "year" and token.value is not None]
    if any(token.kind == "carry" and "下" in token.form for token in words):
        return "carried_out"
    if has(words, {"next_year"}) or (year is not None and any(each > year for each in years)):
        return "carried_out"
    if has(words, {"last_year"}) or (year is not None and any(each < year for each in years)):
        return "carried_in"
    kinds = [token.kind for token in words]
    if "carry" in kinds and any(kind == "this_year" for kind in kinds[kinds.index("carry") :]):
        return "carried_in"
    return ""
