"""Linear relations (勾稽关系) as data: one rule serves the checker, the wording, the Excel formula,
the live 校验 sheet and the derivation of totals."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assembler.model.refs import CellRef

Each = Literal["row", "column"]
Figure = Decimal | None
"""The figure in a cell; None is a blank cell, which is not zero."""


@dataclass(frozen=True, slots=True)
class Term:
    """A summand: the cells it adds up, and whether they count negative."""

    cells: tuple[CellRef, ...]
    negative: bool = False

    def value(self, figure: Callable[[CellRef], Figure]) -> Decimal:
        """Sum of the cells; a blank adds nothing."""
        total = sum((figure(cell) or Decimal(0) for cell in self.cells), Decimal(0))
        return -total if self.negative else total


@dataclass(frozen=True, slots=True)
class Equation:
    """A rule as the format states it; holds at every ``each`` of its block.

    ``left`` and ``right`` list signed ids of lines, groups not yet resolved into cells: that is what the
    relations are for. ``when_filled``: judged only where the left side was typed (control counts).
    """

    id: str
    block: str
    each: Each
    holds: str
    severity: str
    title: str
    left_name: str
    right_name: str
    source: str
    official: bool
    when_filled: bool
    messages: tuple[tuple[str, str], ...]
    remedies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """An equation at one place: ``at`` is the id of that row or column."""

    equation: Equation
    at: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """All cells concerned, left side first."""
        return tuple(cell for term in (*self.left, *self.right) for cell in term.cells)

    def sides(self, figure: Callable[[CellRef], Figure]) -> tuple[Decimal, Decimal]:
        """Values of both sides; blanks count as nothing, as they do in the workbook's own formulas."""
        left = sum((term.value(figure) for term in self.left), Decimal(0))
        right = sum((term.value(figure) for term in self.right), Decimal(0))
        return left, right

    def applies(self, figure: Callable[[CellRef], Figure]) -> bool:
        """False where an optional count was not filled in."""
        if not self.equation.when_filled:
            return True
        return all(figure(cell) is not None for term in self.left for cell in term.cells)

    @property
    def defines(self) -> CellRef | None:
        """The cell that this relation computes, if its left side is that one cell."""
        cells = [cell for term in self.left for cell in term.cells]
        return cells[0] if len(cells) == 1 and not self.left[0].negative else None
