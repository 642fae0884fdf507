"""What a workbook says, and the totals that its formulas would give."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.model.equations import Figure
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed, derived

ref = CellRef.parse
counts = st.none() | st.integers(0, 10**6).map(Decimal)


def _named(**by_row: dict[str, int | None]) -> dict[CellRef, Figure]:
    return {
        CellRef("t3", row, column): None if value is None else Decimal(value)
        for row, columns in by_row.items()
        for column, value in columns.items()
    }


def test_an_entry_for_every_cell_in_printed_order(spec: ReportSpec) -> None:
    assert tuple(completed(spec, {})) == spec.cells


def test_nothing_named_is_all_blank(spec: ReportSpec) -> None:
    assert set(completed(spec, {}).values()) == {None}


def test_totals_not_named_are_derived(spec: ReportSpec) -> None:
    figures = completed(spec, _named(open={"natural": 2, "biz": 1}, partial={"natural": 3}))
    assert figures[ref("t3.open.total")] == 3
    assert figures[ref("t3.partial.total")] == 3
    assert figures[ref("t3.results_total.natural")] == 5
    assert figures[ref("t3.results_total.biz")] == 1


def test_total_of_totals_is_derived_from_derived_totals(spec: ReportSpec) -> None:
    figures = completed(spec, _named(open={"natural": 2, "biz": 1}, partial={"natural": 3}))
    assert figures[ref("t3.results_total.total")] == 6


def test_total_of_a_blank_row_is_blank_not_zero(spec: ReportSpec) -> None:
    figures = completed(spec, _named(open={"natural": 0}))
    assert figures[ref("t3.open.total")] == 0
    assert figures[ref("t3.partial.total")] is None
    assert figures[ref("t3.results_total.natural")] == 0
    assert figures[ref("t3.results_total.biz")] is None
    assert figures[ref("t3.results_total.total")] == 0
    assert figures[ref("t4.count.review_total")] is None


def test_total_that_was_typed_is_kept_and_takes_part(spec: ReportSpec) -> None:
    figures = completed(spec, _named(open={"natural": 2, "total": 7}, results_total={"natural": 9}))
    assert figures[ref("t3.open.total")] == 7
    assert figures[ref("t3.results_total.natural")] == 9
    assert figures[ref("t3.results_total.total")] == 7  # by T3-02: the totals of the rows above it


def test_total_that_was_left_blank_stays_blank(spec: ReportSpec) -> None:
    figures = completed(spec, _named(open={"natural": 2, "total": None}, partial={"natural": 3}))
    assert figures[ref("t3.open.total")] is None
    assert figures[ref("t3.results_total.natural")] == 5
    assert figures[ref("t3.results_total.total")] == 3


def test_cells_that_the_form_lacks_are_left_out(spec: ReportSpec) -> None:
    assert ref("t9.no.cell") not in completed(spec, {ref("t9.no.cell"): Decimal(1)})


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, None),
        ({"natural": None, "biz": None}, None),
        ({"natural": 0}, 0),
        ({"natural": 2, "biz": None, "org_other": 3}, 5),
        ({"natural": 2, "total": 99}, 2),  # the typed total doesn't change what its formula gives
    ],
)
def test_derived_is_what_the_formula_gives(
    spec: ReportSpec, figures: dict[str, int | None], expected: int | None
) -> None:
    assert derived(spec, _named(open=figures), ref("t3.open.total")) == expected


def test_derived_adds_decimals_exactly(spec: ReportSpec) -> None:
    figures = {ref("t3.open.natural"): Decimal("0.1"), ref("t3.open.biz"): Decimal("0.2")}
    assert derived(spec, figures, ref("t3.open.total")) == Decimal("0.3")


@given(values=st.lists(counts, min_size=166, max_size=166))
def test_totals_agree_with_their_rules_whatever_was_filled_in(spec: ReportSpec, values: list[Figure]) -> None:
    """All relations hold but T3-01, which relates inputs; of it hold those that the inputs make hold."""
    inputs = [cell for cell in spec.cells if not spec.is_computed(cell)]
    figures = completed(spec, dict(zip(inputs, values, strict=True)))
    for relation in spec.live_relations:
        if relation.equation.id != "T3-01" and relation.applies(figures.get):
            left, right = relation.sides(figures.get)
            assert left == right, (relation.equation.id, relation.at)


@given(values=st.lists(st.integers(0, 99), min_size=22 * 6, max_size=22 * 6))
def test_every_relation_holds_where_requests_and_results_balance(spec: ReportSpec, values: list[int]) -> None:
    """With as many carried out as are left over, every relation of the form holds."""
    rows = [row.id for row in spec.blocks["t3"].leaf_rows if row.kind == "input" and row.id != "carried_out"][1:]
    columns = [column.id for column in spec.blocks["t3"].leaf_columns if column.kind == "input"]
    assert len(rows) == 22
    given_cells = [CellRef("t3", row, column) for row in rows for column in columns]
    named: dict[CellRef, Figure] = {cell: Decimal(value) for cell, value in zip(given_cells, values, strict=True)}
    for column in columns:
        done = sum(named[CellRef("t3", row, column)] or 0 for row in rows if row != "carried_in")
        carried_in = named[CellRef("t3", "carried_in", column)] or Decimal(0)
        named[CellRef("t3", "new_received", column)] = Decimal(done)
        named[CellRef("t3", "carried_out", column)] = carried_in
    figures = completed(spec, named)
    for relation in spec.live_relations:
        left, right = relation.sides(figures.get)
        assert left == right or not relation.applies(figures.get), (relation.equation.id, relation.at)


@given(values=st.lists(counts, min_size=200, max_size=200))
def test_completing_what_is_complete_changes_nothing(spec: ReportSpec, values: list[Figure]) -> None:
    named = dict(zip(spec.cells, values, strict=True))
    assert completed(spec, named) == named


def test_blank_submission_has_an_entry_for_everything(spec: ReportSpec) -> None:
    submission = blank(spec, "某局", 2023)
    assert (submission.format, submission.organisation, submission.year) == ("2021", "某局", 2023)
    assert submission.figures == dict.fromkeys(spec.cells)
    assert submission.control == dict.fromkeys(spec.controls)
    assert submission.texts == dict.fromkeys(spec.texts, "")
    assert submission.info == {field.id: "" for field in spec.info}


def test_figure_is_found_among_cells_and_control_counts() -> None:
    cell, control = ref("t3.open.total"), ref("t3.open.control")
    submission = Submission("2021", "某局", 2023, {}, {cell: Decimal(3)}, {}, control={control: Decimal(4)})
    assert submission.figure(cell) == 3
    assert submission.figure(control) == 4
    assert submission.figure(ref("t3.open.natural")) is None


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        (set(), False),
        ({"t3"}, True),
        ({"t3.open"}, True),
        ({"t3.natural"}, True),
        ({"t3.partial"}, False),
        ({"t4"}, False),
        ({"open"}, False),
    ],
)
def test_cell_is_absent_with_its_table_row_or_column(absent: set[str], expected: bool) -> None:
    submission = Submission("2021", "某局", 2023, {}, {}, {}, absent=frozenset(absent))
    assert submission.is_absent(ref("t3.open.natural")) is expected
