"""W-14…W-20: what was done to the form and to its file, and what stands beside the form."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assembler.excel import Book, make_workbook, open_book, read_submission
from assembler.excel.book import Content
from assembler.excel.layout import layout, names
from assembler.model.findings import Finding
from assembler.model.refs import CellRef
from assembler.model.submission import Submission, blank
from assembler.tasks.submission_json import load_submission
from tests.excel.altering import SPEC, with_cells, with_new_sheet, with_sheet

T2, T3, T4, S1, INFO = "二、主动公开", "三、申请情况", "四、复议诉讼", "一、总体情况", "基本信息"
Alter = Callable[[Book], Book]


@pytest.fixture(scope="module")
def county(data: Path) -> Submission:
    return load_submission(data / "example-county-2023.json")[1]


@pytest.fixture(scope="module")
def book(county: Submission, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The county's workbook with last year's beside it, as it was read."""
    path = tmp_path_factory.mktemp("book") / "county.xlsx"
    path.write_bytes(make_workbook(SPEC, county, replace(county, year=2022)))
    return open_book(path)


def findings(book: Book) -> tuple[Finding, ...]:
    return read_submission(SPEC, book).findings


def split(book: Book, address: str, value: object) -> Book:
    """Something is typed into a cell of a merged area that was split."""
    changed = with_cells(book, {address: value})
    name = address.partition("!")[0]
    (at,) = changed.sheets[name].contents.keys() - book.sheets[name].contents.keys()
    areas = tuple(
        area for area in book.sheets[name].merged if at not in {(area[0], n) for n in range(area[1], area[3] + 1)}
    )
    return with_sheet(changed, name, merged=areas)


def told(book: Book) -> list[tuple[str, str]]:
    return [(f"{each.code}/{each.case}" if each.case else each.code, str(each.severity)) for each in findings(book)]


@pytest.mark.parametrize("last_year", [False, True])
@pytest.mark.parametrize("filled", [False, True])
def test_a_workbook_as_it_was_made_has_nothing_to_tell(
    county: Submission, tmp_path: Path, filled: bool, last_year: bool
) -> None:
    path = tmp_path / "new.xlsx"
    now = county if filled else blank(SPEC)
    path.write_bytes(make_workbook(SPEC, now, replace(county, year=2022) if last_year else None))
    assert told(open_book(path)) == []


@pytest.mark.parametrize(
    ("alter", "expected"),
    [
        (lambda book: with_sheet(book, T3, hidden_rows=frozenset({7})), [("W-14/lines", "warning")]),
        (lambda book: with_sheet(book, T3, hidden_columns=frozenset({5, 6})), [("W-14/lines", "warning")]),
        (lambda book: with_sheet(book, T3, hidden_rows=frozenset({0, 1, 40}), hidden_columns=frozenset({0, 20})), []),
        (lambda book: with_sheet(book, S1, state="hidden"), [("W-14/sheet", "warning")]),
        (lambda book: with_sheet(book, INFO, state="veryHidden"), [("W-14/sheet", "warning")]),
        (lambda book: with_sheet(book, "填报说明", state="hidden"), []),
        (lambda book: with_sheet(book, "_meta", state="hidden"), []),  # as LibreOffice leaves it
        (lambda book: with_sheet(book, T3, protected=False), [("W-15/unprotected", "info")]),
        (lambda book: with_sheet(book, "填报说明", title="说明", protected=False), []),
        (lambda book: with_sheet(book, "校验", title="核对"), []),
        (lambda book: with_sheet(book, T4, merged=book.sheets[T4].merged[1:]), [("W-15/unmerged", "info")]),
        (lambda book: replace(book, names=dict(list(book.names.items())[5:])), [("W-15/names", "info")]),
        (lambda book: replace(book, format="", schema=""), [("W-16", "info")]),
        (lambda book: replace(book, kind="xls", formulas_known=False), [("W-17", "warning")]),
        (lambda book: replace(book, kind="ods", format=""), [("W-17", "warning")]),
        (lambda book: replace(book, kind="xlsm", features=frozenset({"macros"})), [("W-18", "info")]),
        (lambda book: replace(book, features=frozenset({"external-links"})), []),
        (lambda book: replace(book, styles_known=False), [("W-20", "warning")]),
        (lambda book: with_new_sheet(book, "Sheet1", {(0, 0): "附件"}), [("W-19/sheets", "info")]),
        (lambda book: with_new_sheet(book, "Sheet1", {(0, 0): " "}), []),
        (lambda book: with_sheet(book, T3, extras=("picture",)), [("W-19/extras", "info")]),
        (lambda book: with_cells(book, {f"{T3}!B40": "注：含上年补报"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T3}!AZ9": 12}), [("W-19/cells", "warning")]),
        (lambda book: with_cells(book, {f"{T3}!A8": 3}), [("W-19/cells", "warning")]),
        (lambda book: with_cells(book, {f"{T3}!A9": "另有5件"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T3}!D2": "单位：人"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T4}!A7": None}), [("W-19/cells", "warning")]),
        (lambda book: with_cells(book, {f"{T4}!A6": "2023年"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T4}!A6": "本年"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T4}!A7": "2022年", f"{T4}!C7": 4}), []),
        (lambda book: with_cells(book, {f"{S1}!A5": "另有一段"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{INFO}!E6": "电话已停用", f"{INFO}!C20": "另附"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{INFO}!E4": "曾用名"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{INFO}!D4": "晋城市某局"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{S1}!C5": "旁边还有文字"}), [("W-06/more", "warning")]),
        (lambda book: with_cells(book, {"填报说明!B90": "附注"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {"校验!K3": "注意"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T2}!B2": "各格已填；勾稽关系全部平衡", f"{S1}!C5": 312}), []),
        (lambda book: split(book, f"{T2}!D9", "其中"), [("W-15/unmerged", "info"), ("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{T4}!C20": "备注"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{S1}!B30": "另附一段"}), [("W-19/cells", "info")]),
        (lambda book: with_cells(book, {f"{S1}!E5": "已改"}), [("W-19/cells", "info")]),
    ],
)
def test_what_was_done_to_the_form_is_told_once_and_changes_nothing(
    book: Book, county: Submission, alter: Alter, expected: list[tuple[str, str]]
) -> None:
    changed = alter(book)
    assert told(changed) == expected
    assert read_submission(SPEC, changed).submission == county


@pytest.mark.parametrize("label", ["2022年", "上年", "去年数"])
def test_a_row_that_says_it_is_another_years_is_not_read(book: Book, label: str) -> None:
    changed = with_cells(book, {f"{T4}!A6": label, f"{T4}!A7": "本年"})
    submission = read_submission(SPEC, changed).submission
    assert not any(figure for cell, figure in submission.figures.items() if cell.block == "t4")
    assert submission.absent & {"t4", "t4.count"}


@pytest.mark.parametrize("value", [800, "800", "800件"])
def test_a_second_figure_in_what_was_one_merged_cell_leaves_the_entry_unread(book: Book, value: object) -> None:
    submission = read_submission(SPEC, split(book, f"{T2}!D9", value)).submission
    assert submission.unread == {"t2_5.license.decisions": f"4827（同一行名、列名之下还有 D9：{value}）"}
    assert submission.figure(CellRef.parse("t2_5.license.decisions")) is None


def test_hidden_entries_are_counted_and_those_that_are_filled_are_named(book: Book) -> None:
    empty = dict.fromkeys(("t3.new_received.natural", "t3.new_received.biz"))
    row = with_sheet(with_cells(book, empty), T3, hidden_rows=frozenset({5}))
    (finding,) = [each for each in findings(row) if each.code == "W-14"]
    assert (finding.facts["sheet"], finding.facts["lines"], finding.facts["count"]) == (T3, "6:6", "8")
    assert "t3.new_received.natural" not in {note.ref for note in finding.cells}
    rest = with_sheet(book, T3, hidden_rows=frozenset({7, 8, 9, 12}), hidden_columns=frozenset({5, 6}))
    (lines,) = [each for each in findings(rest) if each.code == "W-14"]
    assert lines.facts["lines"] == "8:10、13:13、F:G"
    blanks = with_cells(book, {str(cell): None for cell in SPEC.blocks["t4"].cells()})
    (hidden,) = [each for each in findings(with_sheet(blanks, T4, state="hidden")) if each.code == "W-14"]
    assert (str(hidden.severity), hidden.facts["filled"]) == ("info", "0")


def moved(book: Book, sheet: str, row: int) -> Book:
    """A row inserted above that one, as Excel does it: everything below moves, names too; formulas aren't looked at."""
    page = book.sheets[sheet]
    contents = {(at + (at >= row), column): content for (at, column), content in page.contents.items()}
    areas = tuple((a + (a >= row), left, b + (b >= row), right) for a, left, b, right in page.merged)
    places = {
        name: replace(place, row=place.row + 1) if place.sheet == sheet and place.row >= row else place
        for name, place in book.names.items()
    }
    return replace(with_sheet(book, sheet, contents=contents, merged=areas), names=places, formulas_known=True)


def test_figures_in_a_row_that_is_not_the_forms_are_told_as_not_read(book: Book, county: Submission) -> None:
    inserted = moved(book, T3, 8)
    assert "W-15/moved" in dict(told(inserted))
    noted = with_cells(inserted, {f"{T3}!E9": 5, f"{T3}!F9": "２", f"{T3}!G9": "其中"})
    reading = read_submission(SPEC, noted)
    (finding,) = [each for each in reading.findings if each.case == "inside"]
    assert (str(finding.severity), finding.at, finding.facts["listed"]) == ("warning", "t3", "E9：5、F9：２")
    assert reading.submission.figures == county.figures


def test_names_are_counted_among_those_of_the_form(book: Book) -> None:
    (finding,) = findings(replace(book, names={}))
    assert (finding.facts["count"], finding.facts["all"]) == (str(len(names(SPEC))),) * 2


def test_what_is_left_out_is_listed_by_name(book: Book) -> None:
    changed = with_new_sheet(with_cells(book, {f"{T3}!B40": "注：\n含补报"}), "台账", {(3, 3): 1})
    sheets, cells = findings(changed)
    assert sheets.facts["listed"] == "“台账”"
    assert cells.facts["listed"] == "“三、申请情况”B40（注： 含补报）"


def test_figures_of_a_table_that_is_not_found_are_listed(book: Book) -> None:
    labels = {f"{T4}!{column}{row}": None for column in "BCDEFGHIJKLMNOP" for row in (3, 4, 5)}
    lost = replace(with_cells(book, labels | {f"{T4}!Q6": 7}), names={})
    reading = read_submission(SPEC, lost)
    (finding,) = [each for each in reading.findings if (each.code, each.at) == ("W-19", "t4")]
    assert "t4" in reading.submission.absent
    assert finding.case == "lost"
    assert "B6：" in finding.facts["listed"]
    assert "Q6：7" in finding.facts["everything"]
    assert not reading.submission.carried


@pytest.mark.parametrize(
    ("address", "label"),
    [(f"{T3}!D10", "1.属于国家秘密"), (f"{T3}!E4", "自然人"), (f"{T3}!C10", "（三）不予公开"),
     (f"{INFO}!B4", "单位名称")],
)  # fmt: skip
def test_a_label_that_a_formula_says_is_that_label(book: Book, county: Submission, address: str, label: str) -> None:
    sheet = address.partition("!")[0]
    by_formula = with_cells(book, {address: Content(label, f'="{label}"')})
    assert [at for at, each in book.sheets[sheet].contents.items() if each.value == label] == [
        at for at, each in by_formula.sheets[sheet].contents.items() if each.formula and each.value == label
    ]
    reading = read_submission(SPEC, with_sheet(by_formula, S1, title="概述"))
    assert [(each.code, each.case) for each in reading.findings] == [("W-15", "renamed")]
    assert reading.submission.figures == county.figures


def test_an_entry_that_was_written_over_the_hint_beside_it_is_read_there(book: Book, county: Submission) -> None:
    place = layout(SPEC).place("info.phone")
    moved = with_cells(book, {"info.phone": None, f"{INFO}!D{place.row + 1}": county.info["phone"]})
    reading = read_submission(SPEC, moved)
    assert reading.submission.info == county.info
    assert told(moved) == [("W-15/moved", "info")]


@pytest.mark.parametrize(
    ("address", "text", "expected"),
    [
        (f"{T3}!B2", "单位：百件", [("W-19/unit", "error")]),
        (f"{T3}!B3", "（单位：千件）", [("W-19/unit", "error")]),
        (f"{T3}!B1", "三、收到和处理政府信息公开申请情况（万件）", [("W-19/unit", "error")]),
        (f"{T3}!C40", "注：表中数字单位为百件", [("W-19/unit", "error")]),
        (f"{T2}!B2", "单位：元", [("W-19/unit", "error")]),
        (f"{T2}!B2", "单位：件、万元", [("W-19/cells", "info")]),
        (f"{T3}!B2", "单位：件", [("W-19/cells", "info")]),
        (f"{T3}!B2", "收取信息处理费2万元", [("W-19/cells", "info")]),
        (f"{T3}!B1", "三、2022年收到和处理政府信息公开申请情况", [("W-19/said", "warning")]),
        (f"{T3}!B1", "三、2023年收到和处理政府信息公开申请情况", [("W-19/cells", "info")]),
        (f"{T4}!B2", "上年数字", [("W-19/said", "warning")]),
        (f"{T4}!B2", "草表，数据未核", [("W-19/said", "warning")]),
        (f"{T3}!C40", "注：上年补报3件，不含县级", [("W-19/cells", "info")]),
        (f"{T3}!C40", "为民办十件实事", [("W-19/cells", "info")]),
        (f"{T3}!B40", "注：以上为2022年数据", [("W-19/said", "warning")]),
        (f"{T3}!AA9", "本表为上半年数字", [("W-19/said", "warning")]),
        (f"{T3}!A6", "2022年", [("W-19/said", "warning")]),
        (f"{T3}!A6", "2022年结转", [("W-19/cells", "info")]),
        (f"{T3}!A6", "2023年", [("W-19/cells", "info")]),
        (f"{T3}!B40", "注：含上年结转3件", [("W-19/cells", "info")]),
        (f"{T3}!B40", "注：以上含上年补报3件，较2022年增加", [("W-19/cells", "info")]),
        (f"{T3}!B40", "以上数据由张三1月9日填写", [("W-19/cells", "info")]),
        (f"{T3}!B40", "本表为2023年全年数据", [("W-19/cells", "info")]),
        (f"{INFO}!B20", "以下各表均为2022年数据", [("W-19/said", "warning")] * 3),
        (f"{INFO}!B20", "2022年更名", [("W-19/cells", "info")]),
        ("填报说明!B90", "本表数字单位一律为百件", [("W-19/unit", "error")] * 3),
        ("填报说明!B90", "本表金额单位为元", [("W-19/unit", "error")]),
        ("填报说明!B90", "本表金额单位为万元", [("W-19/cells", "info")]),
    ],
)
def test_words_at_a_table_that_put_its_figures_in_doubt_are_told_by_consequence(
    book: Book, county: Submission, address: str, text: str, expected: list[tuple[str, str]]
) -> None:
    reading = read_submission(SPEC, with_cells(book, {address: text}))
    assert [(f"{each.code}/{each.case}", str(each.severity)) for each in reading.findings] == expected
    assert reading.submission.figures == county.figures
