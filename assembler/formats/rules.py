"""Reading the rules of an edition: equations with their words, checks with their thresholds and word lists."""

from string import Formatter
from typing import cast, get_args

from assembler.formats.asks import CHECKS
from assembler.formats.expressions import relations
from assembler.formats.node import Node, nearest
from assembler.model.equations import Each, Equation, Relation
from assembler.model.findings import Severity
from assembler.model.spec import Block, Check, Table

LANGUAGES = ("zh", "en")
FIELDS = frozenset({"table", "at", "left", "right", "difference"})


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
        Check(word, Severity.INFO, "", official=False, numbers=dict.fromkeys(CHECKS[word].numbers, 0),
              words=dict.fromkeys(CHECKS[word].lists(()), ()), judged=False)
        for word in words
    ]  # fmt: skip


def read_check(node: Node, aspects: tuple[str, ...]) -> Check:
    """A check with the thresholds and word lists that its code asks for, in an edition with these aspects."""
    check_id = node.choice("id", CHECKS)
    asks = CHECKS[check_id]
    number_node, word_node = node.node("numbers"), node.node("words")
    check = Check(
        id=check_id,
        severity=node.choice("severity", list(Severity)),
        source=node.text("source"),
        official=node.flag("official"),
        numbers={key: number_node.number(key) for key in asks.numbers},
        words={key: word_node.texts(key) for key in asks.lists(aspects)},
    )
    for each in (number_node, word_node, node):
        each.done()
    return check
