"""Which findings are told as one, and which are not."""

from dataclasses import replace

import pytest

from assembler.checks import check
from assembler.messages.causes import LOCATED, Cause, causes
from assembler.model.findings import Finding
from tests.checks.submissions import RAISING, SPEC, Change, both, figures, in_order, unread

RESULTS = [row.id for row in SPEC.blocks["t3"].leaf_rows]
APPLICANTS = [column.id for column in SPEC.blocks["t3"].leaf_columns]


def broken(change: Change) -> list[Finding]:
    """The broken relations of the report in order, changed."""
    return [finding for finding in check(SPEC, change(in_order())) if finding.code in ("T3-01", "T3-02", "T3-03")]


def kinds(found: tuple[Cause, ...]) -> list[tuple[str, list[str]]]:
    return [(cause.kind, [f"{finding.code} {finding.at}" for finding in cause.findings]) for cause in found]


def all_of(line: str, figure: int | None) -> Change:
    """Every cell of a row or column of 表三."""
    if line in APPLICANTS:
        return figures(t3={f"{row}.{line}": figure for row in RESULTS})
    return figures(t3={f"{line}.{column}": figure for column in APPLICANTS})


@pytest.mark.parametrize("figure", [0, None])
def test_a_column_of_totals_left_empty_is_one_cause(figure):
    [cause] = causes(broken(all_of("total", figure)))
    assert (cause.kind, cause.line) == ("line", "t3.total")
    assert {finding.code for finding in cause.findings} == {"T3-03"}
    assert cause.suspects[0] == "t3.new_received.total"
    assert len(cause.suspects) == len(cause.findings) == 5


def test_another_fault_beside_it_stays_by_itself():
    found = causes(broken(both(figures(t3={"carried_out.biz": 3}), all_of("total", 0))))
    assert [(cause.kind, len(cause.findings)) for cause in found] == [("single", 1), ("line", 6)]


def test_relations_with_the_same_cell_to_blame_are_one_cause():
    [cause] = causes(broken(figures(t3={"open.natural": 9})))
    assert kinds((cause,)) == [("cell", ["T3-03 open", "T3-02 natural"])]
    assert cause.suspects == ("t3.open.natural",)
    assert cause.suggestion is not None
    assert cause.suggestion.after == "2"


def test_a_typed_total_is_one_cause():
    [cause] = causes(broken(figures(t3={"open.total": 0})))
    assert kinds((cause,)) == [("cell", ["T3-03 open", "T3-02 total"])]


def test_two_cells_exchanged_are_one_cause():
    [cause] = causes(broken(figures(t3={"open.natural": 1, "deny_law_forbids.natural": 2})))
    assert cause.kind == "exchange"
    assert set(cause.suspects) == {"t3.open.natural", "t3.deny_law_forbids.natural"}


def test_a_total_that_is_off_because_a_column_is_goes_with_it():
    found = causes(broken(figures(t3={"new_received.natural": 7, "new_received.total": 7})))
    assert kinds(found) == [("together", ["T3-01 natural", "T3-01 total"])]
    assert found[0].suspects[0] == "t3.new_received.natural"


def test_two_faults_are_two_causes():
    found = causes(broken(figures(t3={"open.natural": 9, "carried_out.biz": 1})))
    assert {cause.kind for cause in found} <= {"cell", "single", "together"}
    assert len(found) > 1


def test_without_a_common_cause_every_finding_is_told_by_itself():
    alone = [replace(finding, facts={}, suggestion=None) for finding in broken(figures(t3={"open.natural": 9}))]
    assert [cause.kind for cause in causes(alone)] == ["single", "single"]


@pytest.mark.parametrize(("count", "told"), [(6, ["single"] * 6), (7, ["alike"])])
def test_many_cells_with_one_fault_are_one_cause(count, told):
    """Those of another block, or with another fault, stay by themselves."""
    rows = [row.id for row in SPEC.blocks["t3"].leaf_rows if row.kind == "input"][:count]
    raws = {f"t3__{row}__natural": "约20" for row in rows}
    other = {"t2_5__license__decisions": "约20", "t3__carried_out__biz": "2024-01-02"}
    found = causes([each for each in check(SPEC, unread(**raws, **other)(in_order())) if each.code == "V-01"])
    assert sorted(cause.kind for cause in found) == sorted([*told, "single", "single"])
    alike = [ref for cause in found if cause.kind == "alike" for ref in cause.suspects]
    assert alike == ([f"t3.{row}.natural" for row in rows] if told == ["alike"] else [])


def test_what_is_accepted_is_told_by_itself():
    accepted = [replace(finding, accepted="理由") for finding in broken(figures(t3={"open.natural": 9}))]
    assert [cause.kind for cause in causes(accepted)] == ["single", "single"]


@pytest.mark.parametrize("name", RAISING)
def test_every_finding_is_in_one_cause_and_the_order_is_kept(name):
    found = check(SPEC, both(RAISING[name], all_of("total", 0))(in_order()))
    told = causes(found)
    ids = [id(finding) for cause in told for finding in cause.findings]
    assert sorted(ids) == sorted(id(finding) for finding in found)
    heads = [found.index(cause.head) for cause in told]
    assert heads == sorted(heads)
    assert all(finding.severity is cause.head.severity for cause in told for finding in cause.findings)


def test_the_facts_of_locating_are_those_that_are_given():
    changes = [figures(t3={"open.natural": 9}), all_of("total", 0), figures(t3={"new_received.natural": 7})]
    changes.append(figures(t3={"open.natural": 1, "deny_law_forbids.natural": 2}))
    own = {"table", "at", "left", "right", "difference"}
    assert {fact for change in changes for finding in broken(change) for fact in finding.facts} - own <= LOCATED
