"""Exact elimination over linear relations: what each says beyond the ones before it, and of which ones it is made."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from assembler.model.equations import Relation
from assembler.model.refs import CellRef

Row = dict[CellRef, Fraction]
"""Coefficients of cells, none of them 0; the sum of cell × coefficient is 0 where the relation holds."""
BEFORE = "last."


class Step(NamedTuple):
    """``row``: what the relation adds to the ones before it; empty = nothing. ``parts``: of which relations (by their
    numbers) it was made, and how often each; where the row is empty, the last one follows from the others."""

    row: Row
    parts: dict[int, Fraction]


def coefficients(relation: Relation) -> Row:
    """The relation as a row; last year's cells are unknowns of their own (``last.t3.…``)."""
    row: Row = {}
    for sign, terms in ((1, relation.left), (-1, relation.right)):
        for term in terms:
            for cell in term.cells:
                key = before(cell) if term.last_year else cell
                row[key] = row.get(key, Fraction(0)) + (-sign if term.negative else sign)
    return {cell: value for cell, value in row.items() if value}


def before(cell: CellRef) -> CellRef:
    """The same cell in last year's report."""
    return cell._replace(block=BEFORE + cell.block)


def a_year_before(row: Row) -> Row:
    """The same relation among last year's figures."""
    return {before(cell): value for cell, value in row.items()}


def eliminate(rows: Iterable[Row]) -> Iterator[Step]:
    """A step for each row, in order. The first cell of a step's row stands in no later step's row."""
    pivots: dict[CellRef, Step] = {}
    for number, given in enumerate(rows):
        step = Step(given, {number: Fraction(1)})
        for cell in [cell for cell in given if cell in pivots]:
            step = _minus(step, pivots[cell], step.row.get(cell, Fraction(0)) / pivots[cell].row[cell])
        yield step
        if step.row:
            pivot = next(iter(step.row))
            for other, against in pivots.items():
                if pivot in against.row:
                    pivots[other] = _minus(against, step, against.row[pivot] / step.row[pivot])
            pivots[pivot] = step


def _minus(step: Step, other: Step, times: Fraction) -> Step:
    row, parts = dict(step.row), dict(step.parts)
    for cell, value in other.row.items():
        row[cell] = row.get(cell, Fraction(0)) - times * value
    for number, value in other.parts.items():
        parts[number] = parts.get(number, Fraction(0)) - times * value
    return Step(
        {cell: value for cell, value in row.items() if value},
        {number: value for number, value in parts.items() if value},
    )
