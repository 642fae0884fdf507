"""Which findings are told as one, and which are not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assembler.checks import check
from assembler.messages.causes import Cause, causes
from assembler.model.findings import Finding, Suggestion
from assembler.model.outcome import Checked
from assembler.model.refs import CellRef
from tests.checks.submissions import RAISING, SPEC, Change, both, figures, in_order, unread

RESULTS = [row.id for row in SPEC.blocks["t3"].leaf_rows]
APPLICANTS = [column.id for column in SPEC.blocks["t3"].leaf_columns]


def checked(change: Change, alter: Callable[[Finding], Finding] = lambda finding: finding) -> Checked:
    """The arithmetic findings on the report in order, changed; without what the locating of faults adds."""
    filled = change(in_order())
    found = (replace(finding, suggestion=None) for finding in check(SPEC, filled))
    return Checked(SPEC, filled, {}, tuple(alter(finding) for finding in found if finding.code.startswith("T3")))


def kinds(found: tuple[Cause, ...]) -> list[tuple[str, list[str]]]:
    return [(cause.kind, [f"{finding.code} {finding.at}" for finding in cause.findings]) for cause in found]


def all_of(line: str, figure: int | None) -> Change:
    """Every cell of a row or column of 表三."""
    if line in APPLICANTS:
        return figures(t3={f"{row}.{line}": figure for row in RESULTS})
    return figures(t3={f"{line}.{column}": figure for column in APPLICANTS})


@pytest.mark.parametrize("figure", [0, None])
def test_a_column_of_totals_left_empty_is_one_cause(figure):
    [cause] = causes(checked(all_of("total", figure)))
    assert cause.kind == "zeros"
    assert cause.line == "t3.total"
    assert {finding.code for finding in cause.findings} == {"T3-03"}
    assert len(cause.findings) == 5
    assert cause.suspects[0] == "t3.new_received.total"
    assert "t3.deny_law_forbids.natural" not in cause.suspects


def test_a_row_of_totals_left_empty_takes_the_balances_with_it():
    [cause] = causes(checked(all_of("results_total", 0)))
    assert cause.line == "t3.results_total"
    assert {finding.code for finding in cause.findings} == {"T3-01", "T3-02"}


def test_what_the_sums_would_not_mend_stays_by_itself():
    found = causes(checked(both(figures(t3={"carried_out.biz": 3}), all_of("total", 0))))
    assert sorted(cause.kind for cause in found) == ["single", "zeros"]
    [single] = [cause for cause in found if cause.kind == "single"]
    assert (single.head.code, single.head.at) == ("T3-01", "biz")


def test_one_total_left_at_0_is_no_empty_line():
    found = causes(checked(figures(t3={"open.total": 0})))
    assert {cause.kind for cause in found} == {"single"}


def test_a_total_that_is_the_sum_of_a_broken_column_goes_with_it():
    more = figures(t3={"new_received.natural": 7, "new_received.total": 7})
    assert kinds(causes(checked(more))) == [("follows", ["T3-01 natural", "T3-01 total"])]


def test_a_total_over_a_wrong_total_does_not_go_with_anything():
    wrong = both(figures(t3={"new_received.natural": 7, "new_received.total": 8}))
    assert kinds(causes(checked(wrong))) == [
        ("single", ["T3-01 natural"]), ("single", ["T3-01 total"]), ("single", ["T3-03 new_received"]),
    ]  # fmt: skip


def test_the_sum_of_two_broken_columns_is_told_once():
    two = figures(t3={"carried_out.natural": 1, "carried_out.biz": 1, "carried_out.total": 2})
    assert kinds(causes(checked(two))) == [
        ("follows", ["T3-01 natural", "T3-01 total"]), ("single", ["T3-01 biz"]),
    ]  # fmt: skip


def suspecting(ref: str, after: str, certainty: str = "unique") -> Callable[[Finding], Finding]:
    return lambda finding: replace(finding, suggestion=Suggestion(ref, "9", after, certainty))


def test_relations_with_the_same_cell_to_blame_are_one_cause():
    nine = checked(figures(t3={"open.natural": 9}), suspecting("t3.open.natural", "2"))
    [cause] = causes(nine)
    assert kinds((cause,)) == [("cell", ["T3-03 open", "T3-02 natural"])]
    assert cause.suspects == ("t3.open.natural",)
    assert cause.suggestion is not None


def test_relations_with_different_cells_to_blame_are_not():
    def blame(finding: Finding) -> Finding:
        cell = finding.cells[0]
        return replace(finding, suggestion=Suggestion(cell.ref, cell.value, "2", "unique"))

    found = causes(checked(figures(t3={"open.natural": 9}), blame))
    assert [cause.kind for cause in found] == ["single", "single"]


def test_what_is_accepted_is_told_by_itself():
    def accept(finding: Finding) -> Finding:
        return replace(finding, accepted="理由", suggestion=Suggestion("t3.open.natural", "9", "2", "unique"))

    found = causes(checked(figures(t3={"open.natural": 9}), accept))
    assert [cause.kind for cause in found] == ["single", "single"]


@pytest.mark.parametrize("name", RAISING)
def test_every_finding_is_in_one_cause_and_the_order_is_kept(name):
    filled = both(RAISING[name], unread(t2_6__coercion__decisions="无"), all_of("total", 0))(in_order())
    found = Checked(SPEC, filled, {}, tuple(check(SPEC, filled)))
    told = causes(found)
    ids = [id(finding) for cause in told for finding in cause.findings]
    assert sorted(ids) == sorted(id(finding) for finding in found.findings)
    heads = [found.findings.index(cause.head) for cause in told]
    assert heads == sorted(heads)
    ranks = [cause.head.severity.rank for cause in told]
    assert ranks == sorted(ranks)


def test_the_totals_meant_here_are_those_of_the_form():
    assert SPEC.is_computed(CellRef("t3", "open", "total"))
    assert SPEC.is_computed(CellRef("t3", "results_total", "natural"))
