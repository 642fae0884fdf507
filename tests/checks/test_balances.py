"""Linear relations: T3-01…03, T3-08, T4-01…03."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks import check
from assembler.checks.balances import check_balances
from assembler.model.refs import CellRef
from assembler.model.submission import completed
from assembler.tasks.submission_json import load_submission
from tests.checks.submissions import DATA, SPEC, absent, both, control, figures, in_order, nothing_yet, unread

PUBLISHED = DATA / "published"
EXPECTED = json.loads((PUBLISHED / "expected.json").read_text(encoding="utf-8"))
T3 = [cell for cell in SPEC.cells if cell.block == "t3"]
T4 = [cell for cell in SPEC.cells if cell.block == "t4"]


def broken(filled):
    return [(each.code, each.at) for each in check_balances(SPEC, filled)]


def changed(cell: CellRef, by: int = 1):
    filled = in_order()
    figure = filled.figures[cell]
    assert figure is not None
    return replace(filled, figures={**filled.figures, cell: figure + by})


# The report in order has 6 new requests of natural persons: 2 open, 1 forbidden by law, 3 not held.
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # T3-01: what came in is what was done and what is left
        (figures(t3={"carried_out.biz": 1, "carried_out.total": 1}), {("T3-01", "biz"), ("T3-01", "total")}),
        (figures(t3={"new_received.biz": 1, "new_received.total": 7, "carried_out.biz": 1, "carried_out.total": 1}),
         set()),
        # T3-02: the total of a column
        (figures(t3={"results_total.biz": 1, "carried_in.biz": 1, "results_total.natural": 5, "carried_out.natural": 1,
                     "carried_in.total": 1, "carried_out.total": 1}),
         {("T3-02", "natural"), ("T3-02", "biz")}),
        (figures(t3={"other_misc.biz": 1, "other_misc.total": 1, "results_total.biz": 1, "results_total.total": 7,
                     "new_received.biz": 1, "new_received.total": 7}), set()),
        # T3-03: the total of a row
        (figures(t3={"carried_in.natural": 1, "new_received.natural": 5}),
         {("T3-03", "carried_in"), ("T3-03", "new_received")}),
        (figures(t3={"carried_in.natural": 1, "carried_in.total": 1, "new_received.natural": 5,
                     "new_received.total": 5}), set()),
        # T3-08: as many as in the register, where that was filled in
        (control({"open": 3}), {("T3-08", "open")}),
        (control({"open": 2, "carried_out": 0, "results_total": 6}), set()),
        (control({"open": 0}), {("T3-08", "open")}),
        (control({"open": None}), set()),
        # T4: three sums
        (figures(t4={"count.review_upheld": 1}), {("T4-01", "count")}),
        (figures(t4={"count.review_upheld": 1, "count.review_total": 1}), set()),
        (figures(t4={"count.suit_direct_pending": 2, "count.suit_direct_total": 1}), {("T4-02", "count")}),
        (figures(t4={"count.suit_direct_pending": 1, "count.suit_direct_total": 1}), set()),
        (figures(t4={"count.suit_after_total": 1, "count.suit_direct_total": 1}),
         {("T4-02", "count"), ("T4-03", "count")}),
        (figures(t4={"count.suit_after_other": 1, "count.suit_after_total": 1}), set()),
        # decimals are exact, blanks are nothing
        (figures(t3={"open.natural": "0.1", "open.biz": "0.2", "open.total": "0.3"}), {
            ("T3-02", "natural"), ("T3-02", "biz"), ("T3-02", "total")}),
        (figures(t4={"count.review_upheld": None, "count.review_total": None}), set()),
        (figures(t3={"open.natural": None, "open.total": 0}), {("T3-02", "natural"), ("T3-02", "total")}),
    ],
)  # fmt: skip
def test_relations_that_do_not_hold(change, expected):
    assert set(broken(change(in_order()))) == expected


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("cell", [*T3, *T4], ids=str)
def test_a_changed_cell_is_noticed_by_exactly_the_relations_that_contain_it(cell, by):
    containing = {
        (relation.equation.id, relation.at)
        for relation in SPEC.live_relations
        if cell in relation.cells and not relation.equation.when_filled
    }
    assert containing
    assert set(broken(changed(cell, by))) == containing


def test_cells_are_contained_in_as_many_relations_as_the_form_says():
    """An input of 表三 stands in its column and its row; each total once more or less by its own definition."""
    times = {cell: len(broken(changed(cell))) for cell in (*T3, *T4)}
    assert {times[cell] for cell in T3} == {2, 3}
    assert [str(cell) for cell in T3 if times[cell] == 3] == [
        f"t3.results_total.{column.id}" for column in SPEC.blocks["t3"].leaf_columns
    ]
    assert {times[cell] for cell in T4} == {1}


@pytest.mark.parametrize("row", [row.id for row in SPEC.blocks["t3"].leaf_rows])
def test_a_register_count_is_compared_with_the_total_of_its_row(row):
    total = in_order().figures[CellRef("t3", row, "total")] or 0
    assert broken(control({row: str(total)})(in_order())) == []
    assert broken(control({row: str(total + 1)})(in_order())) == [("T3-08", row)]


WRONG = figures(t3={"new_received.natural": 7, "open.total": 9})
WRONG_ROWS = {("T3-03", "open"), ("T3-03", "new_received")}


@pytest.mark.parametrize(
    ("unknown", "judged"),
    [
        (absent(), {*WRONG_ROWS, ("T3-01", "natural"), ("T3-02", "total")}),
        (absent("t3"), set()),
        (absent("t3.partial"), WRONG_ROWS),  # what it adds to the results isn't known
        (absent("t3.biz"), {("T3-01", "natural")}),
        (absent("t3.natural"), set()),
        (unread(t3__partial__natural="约3件"), WRONG_ROWS),
        (unread(t3__partial__biz="约3件"), {*WRONG_ROWS, ("T3-01", "natural")}),
        (unread(t3__open__natural="约2件"), {("T3-03", "new_received")}),
        (unread(t3__open__control="约2件"), {*WRONG_ROWS, ("T3-01", "natural"), ("T3-02", "total")}),
        # a dash is a blank, and a blank adds nothing
        (unread(t3__partial__natural="—"), {*WRONG_ROWS, ("T3-01", "natural"), ("T3-02", "total")}),
        (unread(t3__open__natural="无"), {
            *WRONG_ROWS, ("T3-01", "natural"), ("T3-02", "natural"), ("T3-02", "total")}),
    ],
)  # fmt: skip
def test_a_relation_with_an_unknown_figure_is_not_judged(unknown, judged):
    assert set(broken(both(WRONG, unknown)(in_order()))) == judged


def test_a_total_of_totals_is_unknown_where_one_figure_is():
    wrong = figures(t3={"carried_in.total": 1})
    assert broken(wrong(in_order())) == [("T3-01", "total"), ("T3-03", "carried_in")]
    assert broken(both(wrong, unread(t3__partial__biz="约3件"))(in_order())) == [("T3-03", "carried_in")]


def test_what_a_finding_says():
    change = figures(t3={"carried_in.natural": 1, "carried_in.total": 1})
    finding = next(each for each in check_balances(SPEC, change(in_order())) if each.at == "natural")
    assert dict(finding.facts) == {
        "table": "表三",
        "at": "自然人",
        "left": "本年新收 6＋上年结转 1＝7",
        "right": "办理结果总计 6＋结转下年 0＝6",
        "difference": "1",
    }
    assert (finding.expected, finding.actual) == ("7", "6")
    assert [(note.ref, note.value) for note in finding.cells] == [
        ("t3.new_received.natural", "6"),
        ("t3.carried_in.natural", "1"),
        ("t3.results_total.natural", "6"),
        ("t3.carried_out.natural", "0"),
    ]


@pytest.mark.parametrize(
    ("change", "expected", "actual", "difference"),
    [
        (figures(t3={"open.total": 3}), "2", "3", "1"),
        (figures(t4={"count.review_upheld": 2}), "2", "0", "-2"),
        (control({"open": 5}), "2", "5", "3"),
    ],
)
def test_expected_is_what_the_addends_give(change, expected, actual, difference):
    finding = next(check_balances(SPEC, change(in_order())))
    if finding.code == "T3-02":
        finding = next(each for each in check_balances(SPEC, change(in_order())) if each.code == "T3-03")
    assert (finding.expected, finding.actual, finding.facts["difference"]) == (expected, actual, difference)


@pytest.mark.parametrize("name", EXPECTED)
def test_published_reports_break_exactly_the_known_relations(name):
    spec, filled = load_submission(PUBLISHED / name)
    found = [(each.code, each.at) for each in check(spec, filled) if each.code.startswith("T")]
    assert sorted(found) == sorted(tuple(each) for each in EXPECTED[name]["broken"])


@pytest.mark.parametrize("name", EXPECTED)
def test_published_reports_have_exactly_the_known_blanks(name):
    spec, filled = load_submission(PUBLISHED / name)
    blanks = {note.ref for each in check(spec, filled) if each.code == "V-03" for note in each.cells}
    assert blanks == {*EXPECTED[name]["blank_cells"], *EXPECTED[name]["not_legible"]}


def test_nothing_filled_in_breaks_nothing():
    assert broken(nothing_yet()) == []


LEFT_OVER = "carried_out"
ROWS = [
    row.id for row in SPEC.blocks["t3"].leaf_rows if row.kind == "input" and row.id not in ("new_received", LEFT_OVER)
]
COLUMNS = [column.id for column in SPEC.blocks["t3"].leaf_columns if column.kind == "input"]
OTHERS = [cell for cell in SPEC.cells if cell.block != "t3" and not SPEC.is_computed(cell)]
ARITHMETIC = {equation.id for equation in SPEC.equations if equation.severity == "error"}
COUNTS = st.integers(0, 10_000)


@settings(max_examples=1000)
@given(
    inside=st.lists(COUNTS, min_size=len(ROWS) * len(COLUMNS), max_size=len(ROWS) * len(COLUMNS)),
    elsewhere=st.lists(COUNTS, min_size=len(OTHERS), max_size=len(OTHERS)),
    spare=st.lists(COUNTS, min_size=len(COLUMNS), max_size=len(COLUMNS)),
)
def test_a_report_that_balances_has_no_arithmetic_finding(inside, elsewhere, spare):
    named = dict(zip([CellRef("t3", row, column) for row in ROWS for column in COLUMNS], inside, strict=True))
    named |= dict(zip(OTHERS, elsewhere, strict=True))
    for column, more in zip(COLUMNS, spare, strict=True):
        done = sum(named[CellRef("t3", row, column)] for row in ROWS if row != "carried_in")
        came_in = named[CellRef("t3", "carried_in", column)]
        named[CellRef("t3", "new_received", column)] = max(done + more - came_in, 0)
        named[CellRef("t3", LEFT_OVER, column)] = max(more, came_in - done)
    whole = completed(SPEC, {cell: Decimal(count) for cell, count in named.items()})
    filled = replace(in_order(), figures=whole)
    assert [each.code for each in check(SPEC, filled) if each.code in ARITHMETIC] == []


def test_findings_of_a_table_with_several_faults_are_all_told():
    change = both(figures(t3={"open.total": 9}, t4={"count.review_total": 1}), control({"partial": 4}))
    assert broken(change(in_order())) == [
        ("T3-02", "total"),
        ("T3-03", "open"),
        ("T3-08", "partial"),
        ("T4-01", "count"),
    ]
