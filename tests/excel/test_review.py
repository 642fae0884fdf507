"""审核意见, marks and comments of a returned workbook, as other programs see them."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assembler.excel import Mark, Place, Remark, Review, make_workbook, open_book, read_submission, standard_places
from assembler.excel.book import Content, Sheet
from assembler.excel.layout import REVIEW_AUTHOR, REVIEW_COLUMNS, REVIEW_SHEET, REVIEW_TOP, layout, names
from assembler.excel.review import is_review
from assembler.excel.writing.pen import lines_needed
from assembler.excel.writing.review import COMMENT_COLUMNS, COMMENT_LINES, fitted
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank

GRADES = ("error", "warning", "info", "mended")
MARKS = {
    "t3.open.natural": Mark("error", "【错误】第 1 条　V-01\n应填整数"),
    "t3.open.biz": Mark("warning", "【提醒】第 2 条"),
    "t3.open.total": Mark("", "【错误】第 1 条"),
    "t3.open.control": Mark("info", "【说明】第 3 条"),
    "t2_1.regulation.issued": Mark("mended", "【已改好】第 4 条"),
    "s1.platform": Mark("error", '=HYPERLINK("http://a")\x01 <b>&amp;\n' + "很长的话。" * 2000),
    "organisation": Mark("error", "没有填写"),
    "year": Mark("error", "没有填写"),
    "info.signed_on": Mark("warning", "@SUM(A1)"),
    "info.level": Mark("warning", "不在列表中"),
}


def remark(grade: str, target: Place | None, **words: str) -> Remark:
    told = {"label": grade, "codes": "T3-01 T3-03", "place": "", "problem": "不平", "remedy": "核对", **words}
    return Remark(grade=grade, target=target, **told)


def review(spec: ReportSpec, *more: Remark) -> Review:
    places = standard_places(spec, blank(spec), ["D-02-ABCDEF"])
    remarks = [
        remark("error", places["t3.open.natural"], place="三、申请情况!E8", suggestion="应为 3"),
        remark("warning", places["s1.platform"], place="一、总体情况!B17", reason="D-02-ABCDEF"),
        remark("info", places["accepted.D-02-ABCDEF"], place="校验!D78"),
        remark("mended", places["organisation"], place="基本信息!C4"),
        remark("accepted", None, place="整份工作簿"),
        *more,
    ]
    return Review("某局　2023 年度", "错误 1 处", "改正后交回。", tuple(remarks), MARKS, {"D-02-ABCDEF": "成文日期"})


@pytest.fixture(scope="module")
def returned(spec: ReportSpec) -> bytes:
    return make_workbook(spec, blank(spec), review=review(spec))


@pytest.fixture(scope="module")
def book(returned: bytes) -> Any:
    return load_workbook(BytesIO(returned))


def cell_at(book: Any, spec: ReportSpec, ref: str) -> Any:
    place = layout(spec).place(ref)
    return book[place.sheet][place.address]


def test_the_list_comes_first_and_is_open(book: Any) -> None:
    assert book.sheetnames[0] == REVIEW_SHEET
    assert book.active.title == REVIEW_SHEET
    sheet = book[REVIEW_SHEET]
    assert [cell.value for cell in sheet[REVIEW_TOP + 1]][1:] == list(REVIEW_COLUMNS)
    assert [sheet.cell(row, 2).value for row in range(REVIEW_TOP + 2, REVIEW_TOP + 7)] == [1, 2, 3, 4, 5]
    assert [sheet.cell(row, 2).value for row in range(1, 5)] == [
        "审核意见",
        "某局　2023 年度",
        "错误 1 处",
        "改正后交回。",
    ]


def test_the_list_can_be_filtered_and_printed(book: Any) -> None:
    sheet = book[REVIEW_SHEET]
    assert sheet.auto_filter.ref == "B6:I11"
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter  # not forbidden
    assert sheet.freeze_panes == "A7"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$6:$6")
    assert sheet.print_area == f"'{REVIEW_SHEET}'!$B$1:$I$11"


def links(book: Any) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((cell.coordinate, cell.hyperlink.location) for cell in row if cell.hyperlink)


def lead_somewhere(book: Any) -> int:
    """Every link leads to a cell of a sheet that is there; how many."""
    found = list(links(book))
    for _, location in found:
        sheet, address = re.fullmatch(r"'?(.+?)'?[!.]\$?([A-Z]+\$?[0-9]+)", location).groups()  # type: ignore[union-attr]
        assert sheet in book.sheetnames, location
        assert book[sheet][address.replace("$", "")].row < 300
    return len(found)


def test_every_link_leads_to_its_cell(book: Any) -> None:
    lead_somewhere(book)
    sheet = book[REVIEW_SHEET]
    rows = range(REVIEW_TOP + 2, REVIEW_TOP + 7)
    targets = [sheet.cell(row, 5).hyperlink and sheet.cell(row, 5).hyperlink.location for row in rows]
    assert targets == ["'三、申请情况'!E8", "'一、总体情况'!B17", "'校验'!D78", "'基本信息'!C4", None]
    assert [bool(sheet.cell(row, 9).hyperlink) for row in rows] == [False, True, False, False, False]
    assert sheet.cell(REVIEW_TOP + 3, 9).hyperlink.location == "'校验'!D78"
    assert book["校验"]["B78"].value == "D-02-ABCDEF\n成文日期"


def test_marks_differ_without_colour_too(book: Any, spec: ReportSpec) -> None:
    looks: dict[str, set[tuple[str, str]]] = {}
    for ref, mark in MARKS.items():
        cell = cell_at(book, spec, ref)
        looks.setdefault(mark.grade, set()).add((cell.border.left.style, cell.fill.fgColor.rgb))
    assert {grade: len(look) for grade, look in looks.items()} == dict.fromkeys(("", *GRADES), 1)
    assert len({line for look in looks.values() for line, _ in look if line != "thin"}) == 3
    assert len({colour for look in looks.values() for _, colour in look}) == 5
    sheet = book[REVIEW_SHEET]
    for row, grade in enumerate(GRADES, REVIEW_TOP + 2):
        cell = sheet.cell(row, 3)
        assert looks[grade] == {(cell.border.left.style, cell.fill.fgColor.rgb)}


def test_marked_inputs_stay_open_and_keep_their_rules(book: Any, spec: ReportSpec) -> None:
    for ref in MARKS:
        if ref in names(spec):
            assert not cell_at(book, spec, ref).protection.locked
    sheet = book["三、申请情况"]
    assert [rule.type for rule in sheet.data_validations.dataValidation if "E8" in rule.sqref] == ["whole"]
    assert cell_at(book, spec, "info.signed_on").number_format == 'yyyy"年"m"月"d"日"'


def test_comments_stand_at_marked_cells(book: Any, spec: ReportSpec) -> None:
    found = {
        f"{sheet.title}!{cell.coordinate}": cell.comment
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    plan = layout(spec)
    assert found.keys() == {f"{plan.place(ref).sheet}!{plan.place(ref).address}" for ref in MARKS}
    assert {comment.author for comment in found.values()} == {REVIEW_AUTHOR}
    short, long = found["三、申请情况!E8"], found["一、总体情况!B17"]
    assert short.text == REVIEW_SHEET + MARKS["t3.open.natural"].text
    assert long.text.startswith('审核意见=HYPERLINK("http://a") <b>&amp;\n很长')
    assert 0.8 * COMMENT_LINES < lines_needed(long.text, COMMENT_COLUMNS) <= COMMENT_LINES
    assert long.text.endswith("…")


def test_comments_are_as_large_as_their_words(returned: bytes) -> None:
    with zipfile.ZipFile(BytesIO(returned)) as package:
        drawings = b"".join(package.read(name) for name in package.namelist() if name.endswith(".vml")).decode()
    heights = sorted(float(each) for each in re.findall("height:([0-9.]+)pt", drawings))
    assert 20 < heights[0] < 40  # a line or two
    assert 300 < heights[-1] < 460  # the longest, and still on the screen


def test_long_words_are_cut_so_that_no_row_is(spec: ReportSpec) -> None:
    long = "很长的话。" * 900
    row = remark("error", None, problem="很长。\n" * 9000, remedy="\x00\ud800=1+1", suggestion=long, codes="V-01 " * 99)
    data = make_workbook(spec, blank(spec), review=review(spec, row))
    sheet: Any = load_workbook(BytesIO(data))[REVIEW_SHEET]
    last = REVIEW_TOP + 7
    assert sheet.cell(last, 6).value.endswith("…")
    assert sheet.cell(last, 8).value.endswith("…")
    assert sheet.cell(last, 7).value == "=1+1"
    assert sheet.cell(last, 7).data_type == "s"
    assert sheet.row_dimensions[last].height <= 409


@pytest.mark.parametrize("text", ["", "短", "很长的话。" * 900, "行\n" * 90, "w" * 9000, "=1+1\x00"])
def test_a_text_is_cut_to_so_many_lines(text: str) -> None:
    told = fitted(text, 20.0, 5)
    assert lines_needed(told, 20.0) <= 5
    assert told in text or told == "=1+1" or (told.endswith("…") and told[:-1] in text)


def test_the_list_is_no_part_of_what_the_workbook_says(spec: ReportSpec, returned: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(returned)
    reading = read_submission(spec, open_book(path))
    assert reading.submission == blank(spec)
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("change", "ours"),
    [
        (lambda sheet: sheet.insert_rows(1, 3), True),
        (lambda sheet: setattr(sheet, "title", "审核意见 (2)"), True),
        (lambda sheet: setattr(sheet, "title", "改名"), False),  # then it is told as a sheet beside the form
        (lambda sheet: sheet.delete_rows(REVIEW_TOP + 1), False),
    ],
)
def test_the_list_is_known_by_name_and_headings(book: Any, change: Callable[[Any], None], ours: bool) -> None:
    sheet = book.copy_worksheet(book[REVIEW_SHEET])
    sheet.title = f"{REVIEW_SHEET}1"
    change(sheet)
    contents = {(cell.row, cell.column): Content(cell.value) for row in sheet.iter_rows() for cell in row}
    assert is_review(Sheet(sheet.title, contents, ())) is ours
    book.remove(sheet)


def test_a_sheet_of_that_name_that_a_clerk_made_is_not_ours(spec: ReportSpec, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make_workbook(spec, blank(spec)))
    book = load_workbook(path)
    book.create_sheet(REVIEW_SHEET)["A1"] = "领导批示：重报"
    book.save(path)
    (finding,) = read_submission(spec, open_book(path)).findings
    assert (finding.code, finding.facts["listed"]) == ("W-19", "“审核意见”")


def test_a_comment_of_somebody_else_is_told(spec: ReportSpec, returned: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(BytesIO(returned)) as ours, zipfile.ZipFile(path, "w") as theirs:
        for entry in ours.infolist():
            part = ours.read(entry)
            if entry.filename == "xl/comments1.xml":
                part = part.replace(REVIEW_SHEET.encode(), "张三：请核对".encode(), 1)
            theirs.writestr(entry, part)
    (told,) = read_submission(spec, open_book(path)).findings
    assert (told.code, told.case, told.facts["count"]) == ("W-19", "comments", "1")
    assert "张三：请核对" in told.facts["listed"]


def test_the_file_passes_a_strict_schema_check(returned: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(returned)
    done = subprocess.run([sys.executable, "-m", "openxml_audit", path], capture_output=True, text=True)
    assert "Errors: 0" in done.stdout + done.stderr
    assert done.returncode == 0


def test_a_workbook_without_a_review_has_none_of_it(spec: ReportSpec, returned: bytes) -> None:
    plain = make_workbook(spec, blank(spec))
    with zipfile.ZipFile(BytesIO(plain)) as package:
        assert not [name for name in package.namelist() if "comment" in name.lower() or "vml" in name.lower()]
    assert make_workbook(spec, blank(spec), review=review(spec)) == returned


@pytest.mark.office
def test_libreoffice_keeps_all_of_it(
    spec: ReportSpec,
    returned: bytes,
    office: Callable[[Sequence[Path], str, Path], None],
    anything: Callable[[int], Submission],
    tmp_path: Path,
) -> None:
    filled = replace(anything(4), accepted={"T2-05-ABCDEF": "因机构改革划入"})
    paths = [tmp_path / "blank.xlsx", tmp_path / "filled.xlsx"]
    paths[0].write_bytes(returned)
    paths[1].write_bytes(make_workbook(spec, filled, review=review(spec)))
    office(paths, "xlsx", tmp_path / "out")
    for path, submission in zip(paths, (blank(spec), filled), strict=True):
        saved = tmp_path / "out" / path.name
        reading = read_submission(spec, open_book(saved))
        assert reading.submission == submission
        assert [(each.code, each.case) for each in reading.findings] == []
        before: Any = load_workbook(path)
        after: Any = load_workbook(saved)
        assert lead_somewhere(after) == lead_somewhere(before)
        assert set(names(spec).values()) <= set(after.defined_names)
        for sheet in before.worksheets[:-1]:
            same = after[sheet.title]
            comments = [
                [cell.coordinate for row in each.iter_rows() for cell in row if cell.comment] for each in (sheet, same)
            ]
            assert comments[0] == comments[1]
            assert len(same.conditional_formatting) >= bool(len(sheet.conditional_formatting))
            assert same.data_validations.count >= bool(sheet.data_validations.count)
            assert same.protection.sheet
        assert after[REVIEW_SHEET].auto_filter.ref == "B6:I11"
