"""A report in order, made for any edition: every cell has a figure of its own, and every relation holds."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from assembler.model.elimination import coefficients, eliminate
from assembler.model.equations import Figure, Relation
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank
from assembler.records import dataclass, replace

STRIDE = 131
# Three digits, none of them 0 and no two alike, so that exchanging two of them, or two cells, changes something.
# None is five times another, so that no year seems to differ much from the next.
DISTINCT = tuple(n for n in range(234, 988) if len({*str(n)} - {"0"}) == 3)
CENTS = "253614"
ORGANISATION = "某市某局"
WORDS = "160.5964万元"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """A report in order, and what it can be compared with: counts from the register, and last year's report."""

    report: Submission
    control: dict[CellRef, Figure]
    last_year: Submission


def balanced(spec: ReportSpec) -> Witnesses:
    """The same for the same edition, always."""
    year = spec.last_year or spec.first_year + 2
    figures = _figures(spec)
    signed = {"signed_on": f"{year + 1}-01-15"}
    report = blank(spec, ORGANISATION, year)
    words = dict.fromkeys(spec.worded, WORDS)
    report = replace(report, figures=figures, words=words, info={**report.info, **signed})
    return Witnesses(report, _control(spec, figures), _last_year(spec, report))


def _figures(spec: ReportSpec) -> dict[CellRef, Figure]:
    """Any figures for the cells that are free, and for the others what the relations make of them."""
    free = {cell: _any(spec, cell, n) for n, cell in enumerate(spec.cells, 1) if cell not in spec.worded}
    for relation in spec.relations:
        if relation.equation.sign == ">=" and not relation.needs:
            left, right = relation.sides(free.get)
            if not relation.holds(left, right):
                free[relation.left[0].cells[0]] += right - left
    steps = eliminate(coefficients(each) for each in spec.live_relations if not each.equation.when_filled)
    for row in reversed([step.row for step in steps if step.row]):
        pivot = next(iter(row))
        total = sum((value * Fraction(free[cell]) for cell, value in row.items() if cell != pivot), Fraction(0))
        solved = -total / row[pivot]
        free[pivot] = Decimal(solved.numerator) / Decimal(solved.denominator)
    return {cell: free.get(cell) for cell in spec.cells}


def _any(spec: ReportSpec, cell: CellRef, number: int) -> Decimal:
    """A figure that no other free cell has; where it may be negative a small one, so that sums stay above 0."""
    whole = DISTINCT[number * STRIDE % len(DISTINCT)]
    kind = spec.value_of(cell)
    if kind == "amount":
        return Decimal(f"{whole}.{CENTS[: spec.blocks[cell.block].scale]}")
    return Decimal(whole // (-10 if number % 2 else 10)) if kind == "signed" else Decimal(whole)


def _control(spec: ReportSpec, figures: dict[CellRef, Figure]) -> dict[CellRef, Figure]:
    """The register agrees with the table."""
    counts: dict[CellRef, Figure] = dict.fromkeys(spec.controls)
    for relation in spec.relations:
        if relation.equation.when_filled:
            counts[relation.left[0].cells[0]] = relation.sides(figures.get)[1]
    return counts


def _last_year(spec: ReportSpec, report: Submission) -> Submission:
    """This year's figures, but for those that this year's must follow from."""
    before = replace(report, year=(report.year or 0) - 1, figures=dict(report.figures))
    figures = dict(before.figures)
    for relation in _across_years(spec):
        left, right = relation.sides(report.figure, figures.get)
        if not relation.holds(left, right):
            cell, counts = relation.needs[0], _times(relation)
            figures[cell] = (figures[cell] or Decimal(0)) + (right - left) / counts
    return replace(before, figures=figures)


def _across_years(spec: ReportSpec) -> Iterable[Relation]:
    return (relation for relation in spec.relations if relation.needs)


def _times(relation: Relation) -> int:
    """How often the left side minus the right one counts the first of last year's cells: 1 or -1."""
    for sign, terms in ((1, relation.left), (-1, relation.right)):
        for term in terms:
            if term.last_year:
                return -sign if term.negative else sign
    raise ValueError(relation)
