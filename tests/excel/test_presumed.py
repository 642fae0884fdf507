"""What stands where entries without a place presumably are: carried by name or shape, never read, never guessed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assembler.excel import Book, make_workbook, open_book, read_submission
from assembler.excel.book import Content
from assembler.excel.layout import Place
from assembler.model.refs import CellRef
from assembler.model.submission import Submission
from assembler.tasks.submission_json import load_submission
from tests.excel.altering import PLAN, SPEC, with_cells, with_new_sheet, with_sheet

T2, T3 = "二、主动公开", "三、申请情况"
INPUTS = [cell for cell in SPEC.tables[1].cells() if not SPEC.is_computed(cell)]
LABELS_OF_T3: dict[str, Any] = {f"{T3}!{column}{row}": None for column in "BCD" for row in range(6, 31)}


@pytest.fixture(scope="module")
def county(data: Path) -> Submission:
    return load_submission(data / "example-county-2023.json")[1]


@pytest.fixture(scope="module", params=[False, True], ids=["alone", "last year beside"])
def book(county: Submission, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Book:
    """The county's workbook; with last year's figures beside, each of which is one more."""
    path = tmp_path_factory.mktemp("book") / "county.xlsx"
    more = {cell: None if figure is None else figure + 1 for cell, figure in county.figures.items()}
    path.write_bytes(make_workbook(SPEC, county, replace(county, year=2022, figures=more) if request.param else None))
    return open_book(path)


def carried(book: Book) -> dict[str, tuple[str, str]]:
    submission = read_submission(SPEC, book).submission
    assert all(submission.figure(CellRef.parse(ref)) is None for ref in submission.carried)
    return {ref: (each[0], each[1]) for ref, each in submission.carried.items()}


def as_entered(county: Submission, sheet: str, down: int = 0) -> dict[str, tuple[str, str]]:
    """All inputs and counts of 表三 with their cells."""
    counts = {cell: count for cell, count in county.control.items() if count is not None}
    entered = {cell: county.figures[cell] for cell in INPUTS} | counts
    places = {cell: PLAN.place(cell) for cell in entered}
    return {
        str(cell): (str(figure), f"“{sheet}”{replace(places[cell], row=places[cell].row + down).address}")
        for cell, figure in entered.items()
    }


def without_names(book: Book) -> Book:
    return replace(book, names={})


def test_a_table_whose_rows_lost_their_labels_is_carried_by_its_names(book: Book, county: Submission) -> None:
    lost = with_cells(book, LABELS_OF_T3)
    assert "t3" in read_submission(SPEC, lost).submission.absent
    assert carried(lost) == as_entered(county, T3)


def test_without_names_a_table_is_carried_by_its_shape(book: Book, county: Submission) -> None:
    lost = with_sheet(without_names(with_cells(book, LABELS_OF_T3)), T3, title="表三")
    assert carried(lost) == as_entered(county, "表三")


def test_a_row_above_it_moves_the_shape_not_the_figures(book: Book, county: Submission) -> None:
    lost = without_names(with_cells(book, LABELS_OF_T3))
    contents = {(row + 2, column): content for (row, column), content in lost.sheets[T3].contents.items()}
    assert carried(with_sheet(lost, T3, contents=contents)) == as_entered(county, T3, down=2)


@pytest.mark.parametrize("named", [True, False])
def test_where_a_figure_stands_right_beside_the_table_nothing_is_carried(book: Book, named: bool) -> None:
    """A column of serial numbers: nobody knows which of the columns is one too many."""
    changed = with_cells(book, LABELS_OF_T3 | {f"{T3}!D{row}": row for row in range(6, 31)})
    assert carried(changed if named else without_names(changed)) == {}


def test_where_two_sheets_have_the_shape_nothing_is_carried(book: Book) -> None:
    lost = without_names(with_cells(book, LABELS_OF_T3))
    twin = {at: content.value for at, content in lost.sheets[T3].contents.items()}
    assert carried(with_new_sheet(lost, "草稿", twin)) == {}


def test_where_a_label_is_rather_another_lines_nothing_is_carried(book: Book) -> None:
    """The rows were sorted, and their labels spoilt: names and shape are whole and say something else."""
    spoilt = {f"{T3}!D22": "2.重复申请等", f"{T3}!D23": "1.信访举报投诉类申请等"}
    assert carried(with_cells(book, LABELS_OF_T3 | spoilt)) == {}


def test_names_that_stayed_behind_carry_no_labels(book: Book) -> None:
    """A program moved the last strip down a row, names aside; its only row is blank and has lost its label."""
    strip = {(row, column): each for (row, column), each in book.sheets[T2].contents.items() if row >= 13}
    cells = {f"{T2}!{Place(T2, row, column).address}": None for row, column in strip}
    moved = {f"{T2}!{Place(T2, row + 1, column).address}": each for (row, column), each in strip.items()}
    changed = with_cells(book, cells | moved | {f"{T2}!B17": None, f"{T2}!C17": None})
    assert "t2_8" in read_submission(SPEC, changed).submission.absent
    assert carried(changed) == {}


def test_what_stands_twice_is_not_carried(book: Book) -> None:
    again = with_new_sheet(without_names(book), "表三", {(at[0], at[1]): each.value for at, each in _t3(book).items()})
    changed = with_sheet(with_cells(again, {"表三!E6": 99999}), T3, title="表三之一")
    submission = read_submission(SPEC, changed).submission
    assert "t3" in submission.twice
    assert not submission.carried


def _t3(book: Book) -> dict[tuple[int, int], Content]:
    return dict(book.sheets[T3].contents)


def test_totals_are_carried_only_where_they_were_typed_and_differ(book: Book, county: Submission) -> None:
    agrees, differs = CellRef.parse("t3.new_received.total"), CellRef.parse("t3.carried_in.total")
    typed = {f"{T3}!K6": int(county.figures[agrees] or 0), f"{T3}!K7": int(county.figures[differs] or 0) + 1}
    found = carried(with_cells(book, LABELS_OF_T3 | typed))
    assert found.keys() - as_entered(county, T3).keys() == {str(differs)}


def test_what_is_no_figure_is_carried_as_it_stands_and_what_is_as_that_figure(book: Book) -> None:
    typed = {f"{T3}!E6": "约20", f"{T3}!F6": Content(None), f"{T3}!G6": "\u00a0１２件", f"{T3}!L6": 3}
    found = carried(with_cells(book, LABELS_OF_T3 | typed))
    assert found["t3.new_received.natural"][0] == "约20"
    assert found["t3.new_received.research"][0] == "12"
    assert "t3.new_received.biz" not in found
    assert found["t3.new_received.control"] == ("3", f"“{T3}”L6")


def test_a_row_without_a_place_is_carried_where_its_neighbours_leave_room(book: Book, county: Submission) -> None:
    """Another line's label makes it a row that isn't read, but no other row could be meant."""
    lost = without_names(with_cells(book, {f"{T3}!D10": "本机关已另行处理的其他各类事项", f"{T3}!C10": None}))
    assert read_submission(SPEC, lost).submission.absent == {"t3.deny_state_secret"}
    wanted = {ref: each for ref, each in as_entered(county, T3).items() if ref.startswith("t3.deny_state_secret.")}
    assert carried(lost) == wanted


def test_control_counts_are_carried_by_their_names(book: Book) -> None:
    found = carried(with_cells(book, {f"{T3}!L3": "件数", f"{T3}!L6": 3}))
    assert {ref.split(".")[2] for ref in found} == {"control"}
    assert found["t3.new_received.control"] == ("3", f"“{T3}”L6")


def test_without_a_header_nothing_tells_which_column_the_counts_are(book: Book) -> None:
    header = {f"{T3}!{column}{row}": None for column in "BCDEFGHIJKL" for row in (3, 4, 5)}
    changed = with_cells(book, header | {f"{T3}!L6": 3})
    assert "t3" not in read_submission(SPEC, changed).submission.absent
    assert carried(changed) == {}
