"""Reading ``new_received + carried_in = results_total + carried_out`` and ``total = natural..org_other``.

No functions, no numbers, no evaluation of code: ids, ranges ``a..b``, groups, plus, minus, one equals sign.
"""

import re
from collections import Counter

from assembler.formats.node import Node, nearest
from assembler.model.equations import Equation, Relation, Term
from assembler.model.grid import ancestors
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line

_LINES = re.compile(r"[a-z][a-z0-9_]*(\.\.[a-z][a-z0-9_]*)?")
Summand = tuple[bool, tuple[str, ...]]
"""Whether it counts negative, and the ids of the lines it adds up."""


def relations(node: Node, equation: Equation, block: Block) -> tuple[Relation, ...]:
    """Resolve an equation at each row or column of its block; refuses what doesn't make sense, by file and path."""
    lines = block.rows if equation.each == "column" else block.columns
    if equation.each == "row" and block.control:
        lines = (*lines, block.control)
    halves = equation.holds.split("=")
    if len(halves) != 2:
        raise node.refuse("FORMAT-EXPRESSION", "holds", found=equation.holds)
    left, right = (_side(node, half, lines) for half in halves)
    counted = Counter(line for _, ids in (*left, *right) for line in ids)
    for line, times in counted.items():
        if times > 1:
            raise node.refuse("FORMAT-TWICE", "holds", found=line)
    places = block.leaf_columns if equation.each == "column" else block.leaf_rows
    return tuple(
        Relation(equation, at.id, _terms(left, equation, at.id), _terms(right, equation, at.id)) for at in places
    )


def _terms(side: list[Summand], equation: Equation, at: str) -> tuple[Term, ...]:
    def cell(line: str) -> CellRef:
        return CellRef(equation.block, line, at) if equation.each == "column" else CellRef(equation.block, at, line)

    return tuple(Term(tuple(cell(line) for line in lines), negative) for negative, lines in side)


def _side(node: Node, text: str, lines: tuple[Line, ...]) -> list[Summand]:
    """One side of the equals sign: summands joined by plus or minus."""
    words = text.replace("+", " + ").replace("-", " - ").split()
    if words[:1] not in (["+"], ["-"]):
        words.insert(0, "+")
    signs, names = words[::2], words[1::2]
    if len(signs) != len(names) or set(signs) - {"+", "-"} or not all(map(_LINES.fullmatch, names)):
        raise node.refuse("FORMAT-EXPRESSION", "holds", found=text.strip())
    side = [(sign == "-", _lines(node, name, lines)) for sign, name in zip(signs, names, strict=True)]
    for name, (_, ids) in zip(names, side, strict=True):
        if not ids:  # groups only, or a group of totals only
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
