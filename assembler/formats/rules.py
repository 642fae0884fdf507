"""Reading the rules of an edition: equations with their words, checks with their thresholds and word lists."""

from string import Formatter
from typing import cast, get_args

from assembler.formats.expressions import relations
from assembler.formats.node import Node, nearest
from assembler.model.equations import Each, Equation, Relation
from assembler.model.findings import Severity
from assembler.model.spec import Block, Check, Table

LANGUAGES = ("zh", "en")
FIELDS = frozenset({"table", "at", "left", "right", "difference"})
# What the code of each check asks of the data: its thresholds and its word lists.
CHECKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "S-01": ((), ()),
    "S-05": (("min_chars",), ("problems", "improvements")),
    "S-06": ((), ("fee",)),
    "S-08": ((), ()),
    "S-11": ((), ("leftovers",)),
    "V-01": ((), ()),
    "V-02": ((), ()),
    "V-03": ((), ("placeholders",)),
    "D-01": ((), ()),
    "D-02": ((), ()),
    "D-03": ((), ()),
    "D-04": ((), ("title_rests",)),
    "S-03": ((), ("proactive", "on_request", "info_mgmt", "platform", "oversight")),
    "S-04": ((), ()),
    "S-07": ((), ("levels", "assessment", "review", "liability")),
    "S-09": ((), ()),
    "S-10": ((), ()),
    "S-12": ((), ("verbs", "counters", "nouns")),
    "S-13": ((), ("beginnings",)),
    "S-14": (("reach",), ("topics", "unless")),
    "S-15": (("since",), ("superseded",)),
    "S-16": (("least",), ()),
    "S-17": ((), ("slips",)),
    "T2-05": ((), ("levels_without", "without_power", "with_power", "places")),
    "T2-07": (("least", "near_percent", "times"), ()),
    "T3-04": ((), ()),
    "T3-05": (("percent", "least"), ("rows",)),
    "T3-06": ((), ("rows", "notices")),
    "T4-05": ((), ()),
    "Y-03": ((), ("pending",)),
    "Y-04": (("least", "times"), ()),
    "Y-05": (("percent", "min_chars"), ("not_compared",)),
    "Y-06": ((), ("verbs", "selves", "nouns", "fillers", "allowed", "ahead")),
    "Y-07": ((), ("period", "not_titles", "fees")),
    "C-01": ((), ("contact",)),
    "C-02": ((), ("address",)),
    "C-03": ((), ()),
    "C-04": ((), ("none",)),
    "C-05": ((), ("download",)),
    "N-01": ((), ()),
    "N-02": ((), ()),
    "N-03": ((), ()),
    "N-04": ((), ()),
    "N-05": ((), ()),
    "N-06": ((), ()),
    "N-07": ((), ()),
    "N-08": ((), ()),
    "N-09": ((), ()),
    "N-10": ((), ()),
    "N-11": ((), ()),
    "N-12": ((), ()),
    "D-05": ((), ("selves", "not_in_names")),
    "W-04": ((), ()),
    "W-01": ((), ()),
    "W-02": ((), ()),
    "W-03": ((), ()),
    "W-05": (("min_chars",), ()),
    "W-06": ((), ()),
    "W-07": ((), ()),
    "W-08": ((), ()),
    "W-09": ((), ()),
    "W-10": ((), ()),
    "W-11": ((), ()),
    "W-12": ((), ()),
    "W-13": ((), ()),
    "W-14": ((), ()),
    "W-15": ((), ()),
    "W-16": ((), ()),
    "W-17": ((), ()),
    "W-18": ((), ()),
    "W-19": ((), ()),
    "W-20": ((), ()),
    "W-21": ((), ()),
    "W-22": ((), ()),
}


def read_equations(node: Node, tables: list[Table]) -> list[tuple[Equation, tuple[Relation, ...]]]:
    """An equation, and its relations at every place of its block; once for each block where it names several."""
    known = {block.id: block for table in tables for block in table.blocks}
    if "blocks" not in node.values:
        blocks: tuple[str, ...] = (node.choice("block", known),)
    else:
        blocks = node.texts("blocks")
        for each in blocks:
            if each not in known or blocks.count(each) > 1:
                raise node.refuse("FORMAT-ID", "blocks", found=each, nearest=nearest(each, known.keys() - {*blocks}))
    found = [_equation(node, known[block]) for block in blocks]
    node.done()
    return [(equation, relations(node, equation, known[equation.block])) for equation in found]


def _equation(node: Node, block: Block) -> Equation:
    return Equation(
        id=node.text("id"),
        block=block.id,
        each=cast(Each, node.choice("each", get_args(Each))),
        holds=node.text("holds"),
        severity=node.choice("severity", list(Severity)),
        title=node.text("title"),
        left_name=node.text("left_name", ""),
        right_name=node.text("right_name", ""),
        source=node.text("source"),
        official=node.flag("official"),
        when_filled=node.flag("when_filled", False),
        messages=_wordings(node, "message"),
        remedies=_wordings(node, "remedy"),
        sign=">=" if ">=" in node.text("holds") else "=",
        severities=_severities(node, block),
        since=node.number("since", 0),
    )


def _severities(node: Node, block: Block) -> tuple[tuple[str, str], ...]:
    """Places of the rule that have a severity of their own."""
    places = {line.id for line in (block.leaf_columns if node.text("each") == "column" else block.leaf_rows)}
    own = node.node("severity_at")
    found = []
    for place in own.values:
        if place not in places:
            raise own.refuse("FORMAT-ID", place, found=place, nearest=nearest(place, places))
        found.append((place, own.choice(place, list(Severity))))
    own.done()
    return tuple(found)


def _wordings(node: Node, key: str) -> tuple[tuple[str, str], ...]:
    texts = node.node(key).all_texts()
    for language in LANGUAGES:
        if not texts.get(language, "").strip():
            raise node.refuse("FORMAT-MESSAGE", f"{key}.{language}")
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise node.refuse("FORMAT-KEY", f"{key}.{language}", found=language, nearest=nearest(language, LANGUAGES))
        fields(node, f"{key}.{language}", text, FIELDS)
    return tuple(texts.items())


def fields(node: Node, key: str, text: str, known: frozenset[str]) -> set[str]:
    """The names in braces; refused if unknown, if only half in braces, or with a format of their own."""
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        raise node.refuse("FORMAT-ID", key, found=text, nearest=nearest(text, known)) from None
    for _, field, form, conversion in parts:
        word = f"{field}{'!' if conversion else ''}{conversion or ''}{':' if form else ''}{form}"
        if word not in known:
            raise node.refuse("FORMAT-ID", key, found=word, nearest=nearest(word, known))
    return {str(field) for _, field, _, _ in parts}


def left_out(rules: Node) -> list[Check]:
    """Checks of the code that the edition says it has no rule for; they stay without thresholds and words."""
    words = rules.texts("left_out") if "left_out" in rules.values else ()
    for word in words:
        if word not in CHECKS:
            raise rules.refuse("FORMAT-ID", "left_out", found=word, nearest=nearest(word, CHECKS))
    return [
        Check(word, Severity.INFO, "", official=False, numbers=dict.fromkeys(CHECKS[word][0], 0),
              words=dict.fromkeys(CHECKS[word][1], ()), judged=False)
        for word in words
    ]  # fmt: skip


def read_check(node: Node) -> Check:
    """A check with the thresholds and word lists that its code asks for."""
    check_id = node.choice("id", CHECKS)
    numbers, words = CHECKS[check_id]
    number_node, word_node = node.node("numbers"), node.node("words")
    check = Check(
        id=check_id,
        severity=node.choice("severity", list(Severity)),
        source=node.text("source"),
        official=node.flag("official"),
        numbers={key: number_node.number(key) for key in numbers},
        words={key: word_node.texts(key) for key in words},
    )
    for each in (number_node, word_node, node):
        each.done()
    return check
