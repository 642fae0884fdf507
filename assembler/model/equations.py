"""Linear relations (勾稽关系) as data: one rule serves the checker, the wording, the Excel formula,
the live 校验 sheet and the derivation of totals."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Literal

from assembler.model.refs import CellRef
from assembler.records import dataclass

Each = Literal["row", "column"]
Sign = Literal["=", ">="]
Figure = Decimal | None
"""The figure in a cell; None is a blank cell, which is not zero."""

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Term:
    """A summand: the cells it adds up, whether they count negative, and whether they are last year's."""

    cells: tuple[CellRef, ...]
    negative: bool = False
    last_year: bool = False

    def value(self, figure: Callable[[CellRef], Figure]) -> Decimal:
        """Sum of the cells; a blank adds nothing."""
        total = sum(filter(None, map(figure, self.cells)), _NOTHING)
        return -total if self.negative else total


@dataclass(frozen=True, slots=True)
class Equation:
    """A rule as the format states it; holds at every ``each`` of its block. Its cells stand in its relations, one for
    each place.

    ``holds``: the rule as it is typed in the format's file (``total = natural + legal``), ``left_name`` and
    ``right_name``: its sides as people call them. ``when_filled``: judged only where the left side was typed (control
    counts). ``sign``: how the sides compare. ``messages``, ``remedies``: words of its own, by language. ``severities``:
    where a place differs from ``severity``, by its id. ``since``: the first report year that the rule is for, 0 = all.
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
    sign: Sign = "="
    severities: tuple[tuple[str, str], ...] = ()
    since: int = 0


@dataclass(frozen=True)  # no slots: what every report asks is worked out once
class Relation:
    """An equation at one place: ``at`` is the id of that row or column."""

    equation: Equation
    at: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]

    @cached_property
    def cells(self) -> tuple[CellRef, ...]:
        """This year's cells concerned, left side first."""
        return tuple(cell for term in (*self.left, *self.right) if not term.last_year for cell in term.cells)

    @cached_property
    def needs(self) -> tuple[CellRef, ...]:
        """Last year's cells concerned."""
        return tuple(cell for term in (*self.left, *self.right) if term.last_year for cell in term.cells)

    def sides(
        self, figure: Callable[[CellRef], Figure], last_year: Callable[[CellRef], Figure] | None = None
    ) -> tuple[Decimal, Decimal]:
        """Values of both sides; blanks count as nothing, as they do in the workbook's own formulas."""
        sums = []
        for side in (self.left, self.right):
            values = [term.value(last_year if term.last_year and last_year else figure) for term in side]
            sums.append(sum(values, _NOTHING))
        return sums[0], sums[1]

    def holds(self, left: Decimal, right: Decimal) -> bool:
        """True if sides of these values agree with the rule."""
        return left >= right if self.equation.sign == ">=" else left == right

    @property
    def severity(self) -> str:
        """The severity at this place."""
        return dict(self.equation.severities).get(self.at, self.equation.severity)

    def applies(self, figure: Callable[[CellRef], Figure]) -> bool:
        """False where an optional count was not filled in."""
        if not self.equation.when_filled:
            return True
        return all(figure(cell) is not None for term in self.left for cell in term.cells)

    @cached_property
    def defines(self) -> CellRef | None:
        """The cell that this relation computes, if its left side is that one cell."""
        cells = [cell for term in self.left for cell in term.cells]
        alone = len(cells) == 1 and not self.left[0].negative and not self.left[0].last_year
        return cells[0] if alone and not self.needs and self.equation.sign == "=" else None
