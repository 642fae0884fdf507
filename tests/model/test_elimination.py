"""Exact elimination: what is new in a relation, and of which others one that isn't new is made."""

from fractions import Fraction

import pytest

from assembler.model.elimination import a_year_before, before, coefficients, eliminate
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

Stated = list[dict[str, int]]


def _rows(stated: Stated) -> list[dict[CellRef, Fraction]]:
    return [{CellRef("t", "r", cell): Fraction(value) for cell, value in row.items()} for row in stated]


@pytest.mark.parametrize(
    ("stated", "new"),
    [
        ([{"a": 1, "b": -1}], [True]),
        ([{"a": 1, "b": -1}, {"a": 2, "b": -2}], [True, False]),
        ([{"a": 1, "b": -1}, {"b": 1, "c": -1}, {"a": 1, "c": -1}], [True, True, False]),
        ([{"a": 1, "b": -1}, {"b": 1, "c": -1}, {"a": 1, "c": 1}], [True, True, True]),
        ([{"a": 3, "b": 7}, {"a": 1, "b": 2}, {"a": 5, "b": 11}], [True, True, False]),
        ([{}], [False]),
    ],
)
def test_a_row_that_follows_from_others_says_nothing_new(stated: Stated, new: list[bool]) -> None:
    assert [bool(step.row) for step in eliminate(_rows(stated))] == new


def test_parts_say_how_a_row_is_made() -> None:
    rows = _rows([{"a": 3, "b": 7}, {"a": 1, "b": 2}, {"c": 1}, {"a": 5, "b": 11}])
    for step in eliminate(rows):
        sums: dict[CellRef, Fraction] = {}
        for number, times in step.parts.items():
            for cell, value in rows[number].items():
                sums[cell] = sums.get(cell, Fraction(0)) + times * value
        assert {cell: value for cell, value in sums.items() if value} == step.row
    assert step.row == {}
    assert step.parts.keys() == {0, 1, 3}


def test_no_later_row_holds_the_first_cell_of_an_earlier_one(spec: ReportSpec) -> None:
    steps = [step.row for step in eliminate(map(coefficients, spec.live_relations))]
    for n, row in enumerate(steps):
        assert not row or not any(next(iter(row)) in later for later in steps[n + 1 :])


def test_last_years_cells_are_unknowns_of_their_own(spec: ReportSpec) -> None:
    cell = CellRef("t3", "open", "natural")
    assert before(cell) != cell
    assert a_year_before({cell: Fraction(2)}) == {before(cell): Fraction(2)}
    for relation in spec.relations:
        row = coefficients(relation)
        assert set(row) == {*relation.cells, *map(before, relation.needs)}
