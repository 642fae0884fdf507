"""Each finding is raised by what it is about, and a report in order has none."""

from dataclasses import replace
from pathlib import Path

import pytest

from assembler.checks import check
from assembler.model.findings import CellNote, Finding
from assembler.model.refs import CellRef
from tests.checks.submissions import (
    COMPARED,
    RAISING,
    SPEC,
    WORKBOOKS,
    a_year_before,
    compared,
    in_order,
    in_workbook,
    outcome_of,
    with_copied_sheet,
    with_stored_total,
)


def key(finding: Finding) -> str:
    return f"{finding.code}/{finding.case}" if finding.case else finding.code


def noticed(file: Path) -> list[tuple[str, str]]:
    outcome = outcome_of(file)
    assert outcome.checked is not None
    return [(key(each), each.at) for each in outcome.checked.findings]


def test_a_report_in_order_has_no_finding():
    assert check(SPEC, in_order()) == ()
    assert check(SPEC, in_order(), a_year_before()) == ()


def test_every_rule_of_the_format_is_raised_by_some_case():
    raised = {name.partition("/")[0] for name in (*RAISING, *COMPARED, *WORKBOOKS)}
    assert raised == {*SPEC.checks, *(equation.id for equation in SPEC.equations)}


@pytest.mark.parametrize("name", RAISING)
def test_finding_is_raised_by_its_case(name):
    assert name in [key(each) for each in check(SPEC, RAISING[name](in_order()))]


@pytest.mark.parametrize("name", [name for name in RAISING if not name.startswith("T3-0")])
def test_case_raises_nothing_else(name):
    assert [key(each) for each in check(SPEC, RAISING[name](in_order()))] == [name]


@pytest.mark.parametrize("name", COMPARED)
def test_what_last_year_shows_is_raised_by_its_case_and_nothing_else(name):
    assert {key(each) for each in compared(name)} == {name}


@pytest.mark.parametrize("name", COMPARED)
def test_nothing_of_it_is_said_without_last_year(name):
    assert check(SPEC, COMPARED[name][0](in_order())) == ()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_reading_notices_its_case_and_nothing_else(name, tmp_path):
    found = [each for each, _ in noticed(WORKBOOKS[name](tmp_path))]
    assert [each for each in found if each.startswith(("W-", "S-09"))] == [name]
    # beside the finding that was to be explained, the total that is wrong, the figure not read, and the lacking year
    assert len(found) == 1 or name in (
        "W-05/short",
        "W-04/unknown",
        "W-06/order",
        "W-10",
        "S-09/doubt",
        "W-19/inside",
        "W-19/lost",
    )


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda folder: with_stored_total(folder, "t3.new_received.total", "7"), [("W-01", "t3.new_received.total")]),
        (lambda folder: with_stored_total(folder, "t3.new_received.total", "6"), []),
        (lambda folder: with_stored_total(folder, "t3.new_received.total", "6.0"), []),
        (lambda folder: with_stored_total(folder, "t4.count.review_total", "1"), [("W-01", "t4.count.review_total")]),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", "6"), [("W-02", "t3.new_received.natural")]),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", 6), []),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", 6.0), []),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", "6件"), [("W-02", "t3.new_received.natural")]),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", "约6件"), [
            ("V-01/text", "t3.new_received.natural")]),
        (lambda folder: in_workbook(folder, "t3.new_received.natural", "无"), [
            ("T3-01", "natural"), ("V-03/typed", "t3"), ("T3-01", "total")]),
        (lambda folder: with_copied_sheet(folder, "四、复议诉讼"), [("W-03", "t4")]),
        (lambda folder: with_copied_sheet(folder, "填报说明"), []),
        (lambda folder: with_copied_sheet(folder, "校验"), []),
    ],
)  # fmt: skip
def test_what_reading_a_workbook_notices(make, expected, tmp_path):
    assert sorted(noticed(make(tmp_path))) == sorted(expected)


def as_found(finding: Finding, filled) -> list[CellNote]:
    """The notes as the submission itself would give them."""
    entries = {f"info.{entry}": value for entry, value in filled.info.items()}
    entries |= {"organisation": filled.organisation, "year": str(filled.year or "")} | dict(filled.texts)
    notes = []
    for note in finding.cells:
        if note.ref in filled.unread:
            notes.append(CellNote(note.ref, filled.unread[note.ref]))
        elif note.ref.startswith("accepted."):
            notes.append(CellNote(note.ref, filled.accepted.get(note.ref.removeprefix("accepted."))))
        elif note.ref in entries:
            notes.append(CellNote(note.ref, entries[note.ref] if entries[note.ref].strip() else note.value))
        else:
            figure = filled.figure(CellRef.parse(note.ref))
            notes.append(CellNote(note.ref, None if figure is None else format(figure, "f")))
    return notes


@pytest.mark.parametrize("name", RAISING)
def test_cells_say_what_stands_in_them(name):
    filled = RAISING[name](in_order())
    for finding in check(SPEC, filled):
        assert list(finding.cells) == as_found(finding, filled)


@pytest.mark.parametrize("name", RAISING)
def test_one_finding_for_each_rule_and_place(name):
    places = [(each.code, each.at) for each in check(SPEC, RAISING[name](in_order()))]
    assert len(places) == len(set(places))


def test_severities_are_those_of_the_format_except_where_a_case_is_graver_or_lighter():
    declared = {each.id: each.severity for each in SPEC.checks.values()}
    declared |= {each.id: each.severity for each in SPEC.equations}
    others: dict[str, str] = {}
    for change in RAISING.values():
        others |= {key(f): str(f.severity) for f in check(SPEC, change(in_order())) if f.severity != declared[f.code]}
    others = {name: severity for name, severity in others.items() if not name.endswith(("/doubtful", "/explained"))}
    assert others == {"C-01/none": "info", "D-02/partly": "info", "D-03/unreadable": "error"}


@pytest.mark.parametrize("name", RAISING)
def test_checking_changes_nothing_and_says_the_same_again(name):
    filled = RAISING[name](in_order())
    before = replace(filled)
    assert check(SPEC, filled) == check(SPEC, filled)
    assert filled == before
