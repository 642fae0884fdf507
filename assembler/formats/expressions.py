"""Reading ``new_received + carried_in = results_total + carried_out`` and ``total = natural..org_other``.

No functions, no numbers, no evaluation of code: ids, ranges ``a..b``, groups, ``last.a`` for last year's report, plus,
minus, and one ``=`` or ``>=``; nothing but 0 after ``>=`` says that the other side isn't negative.
"""

from collections import Counter
from typing import NamedTuple

from assembler.formats.node import Node, nearest
from assembler.model.equations import Equation, Relation, Term
from assembler.model.grid import ancestors
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line
from assembler.patterns import late

_LINES = late(r"(last\.)?([a-z][a-z0-9_]*(?:\.\.[a-z][a-z0-9_]*)?)")


class Summand(NamedTuple):
    """Whether it counts negative, whether it is last year's, and the ids of the lines it adds up."""

    negative: bool
    last_year: bool
    lines: tuple[str, ...]


def relations(node: Node, equation: Equation, block: Block) -> tuple[Relation, ...]:
    """Resolve an equation at each row or column of its block; refuses what doesn't make sense, by file and path."""
    lines = block.rows if equation.each == "column" else block.columns
    if equation.each == "row" and block.control:
        lines = (*lines, block.control)
    halves = equation.holds.split(equation.sign)
    if len(halves) != 2 or ("=" in "".join(halves)):
        raise node.refuse("FORMAT-EXPRESSION", "holds", found=equation.holds)
    never_negative = equation.sign == ">=" and halves[1].strip() == "0"
    left, right = _side(node, halves[0], lines), [] if never_negative else _side(node, halves[1], lines)
    counted = Counter((each.last_year, line) for each in (*left, *right) for line in each.lines)
    for (_, line), times in counted.items():
        if times > 1:
            raise node.refuse("FORMAT-TWICE", "holds", found=line)
    places = block.leaf_columns if equation.each == "column" else block.leaf_rows
    return tuple(
        Relation(equation, at.id, _terms(left, equation, at.id), _terms(right, equation, at.id)) for at in places
    )


def _terms(side: list[Summand], equation: Equation, at: str) -> tuple[Term, ...]:
    def cell(line: str) -> CellRef:
        return CellRef(equation.block, line, at) if equation.each == "column" else CellRef(equation.block, at, line)

    return tuple(Term(tuple(map(cell, each.lines)), each.negative, each.last_year) for each in side)


def _side(node: Node, text: str, lines: tuple[Line, ...]) -> list[Summand]:
    """One side of the equals sign: summands joined by plus or minus."""
    words = text.replace("+", " + ").replace("-", " - ").split()
    if words[:1] not in (["+"], ["-"]):
        words.insert(0, "+")
    signs, names = words[::2], words[1::2]
    matches = [_LINES.fullmatch(name) for name in names]
    if len(signs) != len(names) or set(signs) - {"+", "-"} or not all(matches):
        raise node.refuse("FORMAT-EXPRESSION", "holds", found=text.strip())
    side = [
        Summand(sign == "-", bool(match[1]), _lines(node, match[2], lines))
        for sign, match in zip(signs, matches, strict=True)
        if match
    ]
    for name, each in zip(names, side, strict=True):
        if not each.lines:  # groups only, or a group of totals only
            raise node.refuse("FORMAT-EXPRESSION", "holds", found=name)
    return side


def _lines(node: Node, word: str, lines: tuple[Line, ...]) -> tuple[str, ...]:
    first, _, last = word.partition("..")
    by_id = {line.id: n for n, line in enumerate(lines)}
    for each in filter(None, (first, last)):
        if each not in by_id:
            raise node.refuse("FORMAT-ID", "holds", found=each, nearest=nearest(each, by_id))
    if not last:
        line = lines[by_id[first]]
        return tuple(each.id for each in _leaves(lines, line)) if line.kind == "group" else (line.id,)
    if by_id[first] >= by_id[last]:
        raise node.refuse("FORMAT-RANGE", "holds", found=word)
    span = [line for line in lines[by_id[first] : by_id[last] + 1] if line.kind != "group"]
    for line in span:
        if line.kind == "computed":
            raise node.refuse("FORMAT-TWICE", "holds", found=line.id)
    return tuple(line.id for line in span)


def _leaves(lines: tuple[Line, ...], group: Line) -> list[Line]:
    return [line for line in lines if line.kind in ("input", "control") and group in ancestors(lines, line)]
