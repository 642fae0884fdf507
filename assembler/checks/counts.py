"""Figures looked at all together. In nearly every report they are whole numbers that add up; to see that of all of them
at once takes a tenth of the time that each cell and each relation alone does. What isn't so is left to the checks that
go cell by cell and tell what they find."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from assembler.model.equations import Figure, Relation
from assembler.model.kept import kept
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission

_NOTHING = Decimal(0)
_LARGE = Decimal(10) ** 15
"""Sums of smaller ones are exact, in whatever order they are added up."""

_Chosen = Callable[[Sequence[Figure]], tuple[Decimal, ...]]


class _Plain(NamedTuple):
    """Relations by their number: ``totals`` say that a cell, by its number, is the sum of others, ``sums`` that two
    sums are equal. ``concerned`` are all cells in them."""

    concerned: _Chosen
    totals: tuple[tuple[int, int, _Chosen], ...]
    sums: tuple[tuple[int, _Chosen, _Chosen], ...]


def in_order(spec: ReportSpec, submission: Submission) -> tuple[Figure, ...]:
    """The figures in the order of the form's cells."""
    figures = submission.figures
    return tuple(figures.values()) if tuple(figures) == spec.cells else tuple(map(figures.get, spec.cells))


def are_counts(figures: Collection[Figure]) -> bool:
    """True if they are whole numbers, none is blank, negative or absurdly large."""
    return all(
        each is not None and 0 <= each < _LARGE and each == each.to_integral_value() for each in {*figures} - _small()
    )


@cache
def _small() -> frozenset[Figure]:
    return frozenset(map(Decimal, range(300)))


@kept
def places(spec: ReportSpec) -> Mapping[str, slice]:
    """Where the cells of each table and block stand among all cells."""
    found = {}
    since = 0
    for table in spec.tables:
        start = since
        for block in table.blocks:
            found[block.id] = slice(since, since := since + len(tuple(block.cells())))
        found[table.id] = slice(start, since)
    return found


def uneven(spec: ReportSpec, submission: Submission) -> list[int]:
    """The plain relations, by number, that don't hold, or all of them where that can't be seen at once."""
    concerned, totals, sums = _plain(spec)
    figures = in_order(spec, submission)
    distinct = {*concerned(figures)}
    if None in distinct:
        distinct.discard(None)  # a blank adds nothing
        figures = tuple(_NOTHING if each is None else each for each in figures)
    if not are_counts(distinct):
        return sorted(plain_relations(spec))
    return [
        *(number for number, total, parts in totals if figures[total] != sum(parts(figures), _NOTHING)),
        *(number for number, one, other in sums if sum(one(figures), _NOTHING) != sum(other(figures), _NOTHING)),
    ]


@kept
def plain_relations(spec: ReportSpec) -> frozenset[int]:
    """The numbers of the relations that say that sums of this year's figures are equal."""
    cells = {*spec.cells}
    always = ((n, each) for n, each in enumerate(spec.relations) if not each.needs and not each.equation.when_filled)
    return frozenset(n for n, each in always if each.equation.sign == "=" and cells.issuperset(each.cells))


@kept
def _plain(spec: ReportSpec) -> _Plain:
    """The same as cells by their number in the form."""
    number = {cell: n for n, cell in enumerate(spec.cells)}
    totals, sums = [], []

    def side(relation: Relation, *, negative: bool) -> list[int]:
        """Cells that count negative stand on the other side."""
        left = [term for term in relation.left if term.negative is negative]
        right = [term for term in relation.right if term.negative is not negative]
        return [number[cell] for term in (*left, *right) for cell in term.cells]

    chosen = sorted(plain_relations(spec))
    for n in chosen:
        one, other = (side(spec.relations[n], negative=negative) for negative in (False, True))
        if len(one) == 1:
            totals.append((n, one[0], _chooser(other)))
        else:
            sums.append((n, _chooser(one), _chooser(other)))
    concerned = sorted({number[cell] for n in chosen for cell in spec.relations[n].cells})
    return _Plain(_chooser(concerned), tuple(totals), tuple(sums))


def _chooser(numbers: list[int]) -> _Chosen:
    """What gives the figures with these numbers, however few."""
    few = itemgetter(slice(numbers[0], numbers[0] + 1) if numbers else slice(0, 0))
    return itemgetter(*numbers) if len(numbers) > 1 else few
