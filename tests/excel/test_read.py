"""Reading what comes back."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assembler.excel import Book, Reading, looks_like, make_workbook, open_book, read_submission
from assembler.excel.book import Content
from assembler.excel.layout import layout, names
from assembler.excel.values import is_number, number, stored, text_of, typed_number
from assembler.formats import load_format
from assembler.model.findings import Severity
from assembler.model.plain import clean, plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed
from assembler.tasks.submission_json import load_submission
from tests.excel.altering import with_cells


@pytest.fixture(scope="module")
def county(data: Path) -> Submission:
    return load_submission(data / "example-county-2023.json")[1]


@pytest.fixture(scope="module")
def filled(spec: ReportSpec, county: Submission) -> bytes:
    return make_workbook(spec, county)


@pytest.fixture
def altered(spec: ReportSpec, filled: bytes, tmp_path: Path) -> Callable[[Callable[[Workbook], None]], Reading]:
    """Read the county's workbook after somebody worked in it."""

    def read(alter: Callable[[Workbook], None]) -> Reading:
        book = load_workbook(BytesIO(filled))
        alter(book)
        path = tmp_path / "altered.xlsx"
        book.save(path)
        return read_submission(spec, open_book(path))

    return read


def put(ref: str, value: Any) -> Callable[[Workbook], None]:
    place = layout(load_format("2021")).place(ref)

    def alter(book: Workbook) -> None:
        book[place.sheet][place.address] = value

    return alter


def rename_all(book: Workbook) -> None:
    for n, sheet in enumerate(book.worksheets[:-1]):
        sheet.title = f"表{n}"


def reverse_all(book: Workbook) -> None:
    book._sheets.reverse()  # type: ignore[attr-defined]


def drop_names(book: Workbook) -> None:
    book.defined_names.clear()


def drop_marks(book: Any) -> None:
    drop_names(book)
    del book["_meta"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def shift(sheet: str, rows: int, columns: int) -> Callable[[Workbook], None]:
    """The table cut and pasted elsewhere; names and merges, unlike in Excel, don't follow, so both are dropped."""

    def alter(book: Workbook) -> None:
        drop_names(book)
        page = book[sheet]
        areas = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in page.merged_cells.ranges]
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        page.move_range(page.dimensions, rows=rows, cols=columns, translate=True)
        for top, left, bottom, right in areas:
            page.merge_cells(None, top + rows, left + columns, bottom + rows, right + columns)

    return alter


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        pytest.param(lambda _: None, set(), id="saved again"),
        pytest.param(rename_all, {"renamed", "names"}, id="sheets renamed"),  # names follow in Excel, not in openpyxl
        pytest.param(reverse_all, set(), id="sheets in another order"),
        pytest.param(drop_names, {"names"}, id="names lost"),
        pytest.param(drop_marks, {"names", "W-16"}, id="names and marks lost"),
        # in openpyxl absolute references stay behind, so that formulas add up other cells: W-11/same
        pytest.param(shift("三、申请情况", 4, 2), {"names", "moved", "same"}, id="table 三 moved"),
        pytest.param(shift("二、主动公开", 1, 0), {"names", "moved"}, id="row above table 二"),
        pytest.param(shift("四、复议诉讼", 2, 3), {"names", "moved", "same"}, id="table 四 moved"),
        pytest.param(shift("一、总体情况", 3, 0), {"names", "moved"}, id="texts moved"),
    ],
)
def test_the_same_is_read_however_the_form_was_moved(
    altered: Callable[[Callable[[Workbook], None]], Reading],
    county: Submission,
    alter: Callable[[Workbook], None],
    told: set[str],
) -> None:
    reading = altered(alter)
    assert reading.submission == county
    assert {finding.case or finding.code for finding in reading.findings} == told
    assert {finding.severity for finding in reading.findings} <= {Severity.INFO}


@pytest.mark.parametrize(
    ("name", "at", "is_read"),
    [
        ("表三", 0, True),
        ("2023年申请情况", 0, True),
        ("2022年", 0, False),
        ("表三（旧）", 0, False),
        ("表三", 4, False),
    ],
)
def test_a_sheet_that_a_program_renamed_is_read_where_it_stood_and_told(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission, name: str, at: int, is_read: bool
) -> None:
    """Names still point to the old one, as they do where a program deleted it and another year's is left elsewhere."""

    def rename(book: Workbook) -> None:
        book["三、申请情况"].title = name
        book.move_sheet(name, at)

    reading = altered(rename)
    if is_read:
        assert reading.submission == county
        assert [(each.code, each.case, each.at, each.severity) for each in reading.findings] == [
            ("W-03", "renamed", "t3", Severity.WARNING)
        ]
    else:
        assert "t3" in reading.submission.absent


def test_a_form_without_marks_is_known_by_its_tables(spec: ReportSpec, filled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "marks.xlsx"
    book = load_workbook(BytesIO(filled))
    drop_marks(book)
    book.save(path)
    assert open_book(path).format == ""
    assert looks_like(spec, open_book(path))
    del book["三、申请情况"]
    book.save(path)
    assert not looks_like(spec, open_book(path))


@pytest.fixture(scope="module")
def book(filled: bytes, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The county's workbook, as it was read."""
    path = tmp_path_factory.mktemp("book") / "county.xlsx"
    path.write_bytes(filled)
    return open_book(path)


def notices(reading: Reading) -> list[tuple[str, str, str]]:
    """Code and case, what stood there, what was read."""
    return [
        (
            f"{each.code}/{each.case}" if each.case else each.code,
            each.facts.get("before") or each.facts.get("raw") or each.facts.get("value", ""),
            each.facts.get("after") or (each.facts.get("value", "") if each.code == "W-02" else ""),
        )
        for each in reading.findings
    ]


@pytest.mark.parametrize(
    ("typed", "figure", "unread", "told"),
    [
        (7, "7", None, None),
        (2.0, "2", None, None),
        (0.1 + 0.2, "0.3", None, None),  # Excel shows 0.3
        (2.0000000001, "2", None, ("W-09/rounded", "2.0000000001", "2")),
        (2.5, "2.5", None, None),  # V-01
        (-3, "-3", None, None),
        ("7", "7", None, ("W-02", "7", "7")),
        ("１２", "12", None, ("W-02", "１２", "12")),
        (" 12 ", "12", None, ("W-02", " 12 ", "12")),
        ("\xa012", "12", None, ("W-02", "〔U+00A0〕12", "12")),
        ("1\u200b2", "12", None, ("W-02", "1〔U+200B〕2", "12")),
        ("1,234", "1234", None, ("W-02", "1,234", "1234")),
        ("12件", "12", None, ("W-02", "12件", "12")),
        ("0件", "0", None, ("W-02", "0件", "0")),
        ("12.0", "12", None, ("W-02", "12.0", "12")),
        ("12.5", "12.5", None, ("W-02", "12.5", "12.5")),
        ("12万元", None, "12万元", None),
        ("1,2345", None, "1,2345", None),
        ("十二", None, "十二", None),
        ("约12", None, "约12", None),
        ("①", None, "①", None),
        ("٣", None, "٣", None),
        ("—", None, "—", None),
        ("\u200b无", None, "无", None),
        ("", None, None, None),
        (" \u3000\xa0", None, None, None),
        (True, None, "TRUE", None),
        (datetime(2024, 1, 2), None, "2024-01-02", None),  # 1-2, as Excel took it: never 45293
        (time(12, 30), None, "12:30:00", None),
        (timedelta(hours=30), None, "30:00:00", None),
        (Content(0.12, percent=True), None, "12%", None),
        (Content(412, shown="412件"), "412", None, None),
        (Content(412, shown="4120"), None, "412（显示为“4120”）", None),
        (Content(412, shown=" ¥ 412.00 "), "412", None, ("W-09/money", "¥ 412.00", "412")),
        (Content(412, shown=" "), None, "412（显示为空白）", None),
        (Content("121641", shown="〔删除线：12〕1641"), None, "121641（显示为“〔删除线：12〕1641”）", None),
        (Content("1\u200b2", shown="1〔上标：\u200b2〕"), None, "1〔U+200B〕2（显示为“1〔上标：〔U+200B〕2〕”）", None),
        (Content(None, "=1/3"), "0.333333333333333", None, ("W-21/same", "=1/3", "0.333333333333333")),
        (Content(None, "=1e999999999*1e999999"), None, "=1e999999999*1e999999", None),
        (Content(None, "=1e999*1e999"), None, "=1e999*1e999", None),
        (Content("#REF!", error=True), None, "#REF!", None),
        (Content(None, "=SUM(A1:A3)"), None, "=SUM(A1:A3)", None),
        (Content(None, "=3+4"), "7", None, ("W-21/same", "=3+4", "7")),
        (Content(7, "=3+4"), "7", None, ("W-21/same", "=3+4", "7")),
        (None, None, None, None),
    ],
)
def test_a_figure_is_read_as_what_it_can_only_mean(
    spec: ReportSpec, book: Book, typed: object, figure: str | None, unread: str | None, told: tuple[str, ...] | None
) -> None:
    cell = CellRef("t3", "open", "natural")
    reading = read_submission(spec, with_cells(book, {str(cell): typed}))
    assert plain(reading.submission.figures[cell]) == figure
    assert reading.submission.unread.get(str(cell)) == unread
    stale = {"W-01/several"}  # the totals that Excel would have computed anew
    assert [each for each in notices(reading) if each[0] not in stale] == ([told] if told else [])


@pytest.mark.parametrize(
    ("typed", "figure", "unread"),
    [("8310.503303万元", "8310.503303", None), ("8,310.5 万元", "8310.5", None), ("12件", None, "12件"),
     (Content(8310.5, shown="¥8,310.50"), None, "8310.5（显示为“¥8,310.50”）"), (Content(0, shown="¥ - "), "0", None),
     (Content(8310.5, shown="¥8310.5万元"), "8310.5", None), ("8310元", None, "8310元"),
     ("8310万", None, "8310万"), (0.1 + 0.2, "0.3", None)],
)  # fmt: skip
def test_the_unit_is_that_of_the_cell_or_none(
    spec: ReportSpec, book: Book, typed: object, figure: str | None, unread: str | None
) -> None:
    cell = CellRef("t2_8", "fee", "amount_wan")
    submission = read_submission(spec, with_cells(book, {str(cell): typed})).submission
    assert (plain(submission.figures[cell]), submission.unread.get(str(cell))) == (figure, unread)


@pytest.mark.parametrize(("shown", "year"), [("2023年", 2023), ("2023年度", 2023), ("20230", None)])
def test_a_year_is_the_one_that_is_shown(spec: ReportSpec, book: Book, shown: str, year: int | None) -> None:
    submission = read_submission(spec, with_cells(book, {"year": Content(2023, shown=shown)})).submission
    assert (submission.year, submission.unread.get("year")) == (year, None if year else f"2023（显示为“{shown}”）")


def test_a_year_or_a_date_with_digits_struck_out_is_none(spec: ReportSpec, book: Book) -> None:
    year, day = Content("2023", shown="202〔删除线：3〕"), Content("2024-01-12", shown="2024-01-1〔删除线：2〕")
    submission = read_submission(spec, with_cells(book, {"year": year, "info.signed_on": day})).submission
    assert (submission.year, submission.unread["year"]) == (None, "2023（显示为“202〔删除线：3〕”）")
    assert submission.info["signed_on"] == "2024-01-12（显示为“2024-01-1〔删除线：2〕”）"


@pytest.mark.parametrize(
    ("content", "said", "told"),
    [
        (Content("留删留", shown="留〔删除线：删〕留"), "留〔删除线：删〕留", []),
        (Content("国办〔2021〕30号", shown="〔白字：国办〔2021〕30号〕"), "〔白字：国办〔2021〕30号〕", []),
        (Content(8227, shown="〔删除线：8227〕"), "〔删除线：8227〕", []),
        (
            Content("约104平方米", shown="约10〔上标：4〕平方米"),
            "约104平方米",
            [("约10〔上标：4〕平方米", "约104平方米")],
        ),
        (
            Content("H2O删", shown="H〔下标：2〕O〔删除线：删〕"),
            "H2O〔删除线：删〕",
            [("H〔下标：2〕O〔删除线：删〕", "H2O〔删除线：删〕")],
        ),
        (Content(8227, shown="〔白字：8-227〕"), "〔白字：8-227〕", []),
    ],
)
def test_words_that_are_struck_out_or_white_keep_their_marks(
    spec: ReportSpec, book: Book, content: Content, said: str, told: list[tuple[str, str]]
) -> None:
    refs = ("s1.platform", "organisation", "info.phone")
    reading = read_submission(spec, with_cells(book, dict.fromkeys(refs, content)))
    submission = reading.submission
    assert {submission.texts[refs[0]], submission.organisation, submission.info["phone"]} == {said}
    small = [each for each in reading.findings if each.code == "W-09"]
    assert [(each.facts["before"], each.facts["after"]) for each in small] == told * len(refs)
    assert {(each.case, each.severity) for each in small} <= {("small", Severity.WARNING)}


def test_an_entry_that_shows_another_number_is_told(spec: ReportSpec, book: Book) -> None:
    phone = Content(3568227, shown="0356-8227")
    reading = read_submission(spec, with_cells(book, {"info.phone": phone}))
    (finding,) = [each for each in reading.findings if each.code == "W-09"]
    assert (finding.at, finding.case, finding.facts) == (
        "info.phone", "entry", {"before": "0356-8227", "after": "3568227"},
    )  # fmt: skip
    assert reading.submission.info["phone"] == "3568227"


def test_a_date_that_is_struck_out_is_none(spec: ReportSpec, book: Book) -> None:
    day = Content(datetime(2024, 1, 12), shown="〔删除线：2024-01-12〕")
    submission = read_submission(spec, with_cells(book, {"info.signed_on": day})).submission
    assert submission.info["signed_on"] == "2024-01-12（显示为“〔删除线：2024-01-12〕”）"


def test_many_figures_that_are_text_are_one_finding_a_table(spec: ReportSpec, book: Book) -> None:
    cells = [cell for cell in spec.blocks["t3"].cells() if not spec.is_computed(cell)]
    reading = read_submission(spec, with_cells(book, {str(cell): f"{n % 9}件" for n, cell in enumerate(cells)}))
    (finding,) = [each for each in reading.findings if each.code == "W-02"]
    assert (finding.at, finding.case, finding.facts["count"]) == ("t3", "several", str(len(cells)))
    assert [note.value for note in finding.cells[:3]] == ["0件", "1件", "2件"]
    assert finding.facts["listed"] == "“0件”→0、“1件”→1、“2件”→2、“3件”→3、“4件”→4、“5件”→5……"


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [
        (datetime(2024, 1, 9), "2024-01-09", None),
        (45300, "2024-01-09", ("W-09/entry", "45300", "2024-01-09")),
        (45300.5, "2024-01-09", ("W-09/entry", "45300.5", "2024-01-09")),
        (datetime(2024, 1, 9, 15, 30), "2024-01-09", ("W-09/entry", "2024-01-09 15:30:00", "2024-01-09")),
        # texts stay as typed; D-03 says how their notation was understood, or that it wasn't
        ("2024年1月9日", "2024年1月9日", None),
        ("2024年01月09日", "2024年01月09日", None),
        (20240109, "20240109", None),
        ("二〇二四年一月九日", "二〇二四年一月九日", None),
        ("1/9/2024", "1/9/2024", None),
        (time(1, 9), "01:09:00", None),
        ("明年一月", "明年一月", None),
        (None, "", None),
    ],
)
def test_the_date_is_read_from_dates_serials_and_texts(
    spec: ReportSpec, book: Book, typed: object, kept: str, told: tuple[str, ...] | None
) -> None:
    reading = read_submission(spec, with_cells(book, {"info.signed_on": typed}))
    assert reading.submission.info["signed_on"] == kept
    assert "info.signed_on" not in reading.submission.unread
    assert notices(reading) == ([told] if told else [])


def test_a_number_of_days_counts_from_1904_where_the_workbook_says_so(spec: ReportSpec, book: Book) -> None:
    old = replace(with_cells(book, {"info.signed_on": 43838}), from_1904=True)
    reading = read_submission(spec, old)
    assert reading.submission.info["signed_on"] == "2024-01-09"
    assert notices(reading) == [("W-09/entry", "43838", "2024-01-09")]


@pytest.mark.parametrize(
    ("typed", "year", "unread", "told"),
    [
        (2023, 2023, None, None),
        ("2023", 2023, None, None),
        ("2023年", 2023, None, ("W-09/entry", "2023年", "2023")),
        ("２０２３", 2023, None, ("W-09/entry", "２０２３", "2023")),
        ("二〇二三年", 2023, None, ("W-09/entry", "二〇二三年", "2023")),
        (2023.0, 2023, None, None),
        (datetime(2023, 1, 1), 2023, None, ("W-09/entry", "2023-01-01", "2023")),
        (datetime(2023, 12, 31), None, "2023-12-31", None),
        (datetime(1905, 7, 15), None, "1905-07-15", None),  # 2023 in a cell for dates: Excel shows 1905
        ("去年", None, "去年", None),
        (23, None, "23", None),
        (Content(None, "=A1"), None, "=A1", ("W-07", "=A1", "")),
        (Content("#REF!", error=True), None, "#REF!", ("W-12/entry", "#REF!", "")),
    ],
)
def test_the_year_is_read(
    spec: ReportSpec, book: Book, typed: object, year: int | None, unread: str | None, told: tuple[str, ...] | None
) -> None:
    reading = read_submission(spec, with_cells(book, {"year": typed}))
    assert (reading.submission.year, reading.submission.unread.get("year")) == (year, unread)
    assert notices(reading) == ([told] if told else [])


@pytest.mark.parametrize(
    ("typed", "text", "unread", "told"),
    [
        ("甲\r\n乙\r丙", "甲\n乙\n丙", None, None),
        ("甲\xa0乙　丙", "甲\xa0乙　丙", None, None),
        ("公开\u200b信\u00ad息\u200b", "公开信息", None, ("W-08", "", "")),
        ("甲\x0b乙\u2028丙", "甲\n乙\n丙", None, ("W-08/breaks", "", "")),
        ("甲\x0c\u200b乙", "甲\n乙", None, ("W-08/breaks", "", "")),
        ("我\u202e局", "我局", None, ("W-08", "", "")),
        (Content("甲", "=A1"), "甲", None, ("W-21/entry", "=A1", "")),
        (Content("甲", "='[1]总'!A1"), "甲", None, ("W-13/entry", "='[1]总'!A1", "")),
        (Content(None, "=A1"), "", "=A1", ("W-07", "=A1", "")),
        (Content("#NAME?", "=-公开信息", error=True), "", "=-公开信息", ("W-12/entry", "#NAME?", "")),
        ("=SUM(A1)", "=SUM(A1)", None, ("W-07/typed", "=SUM(A1)", "")),
        (datetime(2024, 1, 9), "2024-01-09", None, ("W-09/date", "2024-01-09", "")),
        (Content(0.95, percent=True), "95%", None, None),
        (True, "TRUE", None, None),
    ],
)
def test_a_text_is_what_people_typed_and_nothing_is_lost_without_a_word(
    spec: ReportSpec, book: Book, typed: object, text: str, unread: str | None, told: tuple[str, ...] | None
) -> None:
    reading = read_submission(spec, with_cells(book, {"s6": typed}))
    assert reading.submission.texts["s6"] == text
    assert reading.submission.unread.get("s6") == unread
    assert notices(reading) == ([told] if told else [])


def test_what_nobody_sees_is_shown_with_the_words_around_it(spec: ReportSpec, book: Book) -> None:
    reading = read_submission(spec, with_cells(book, {"s6": "我局在网站\u200b公开信\x07息\u200b。"}))
    (finding,) = reading.findings
    assert (finding.facts["count"], finding.facts["listed"]) == ("3", "U+200B×2、U+0007×1")
    assert finding.excerpt == "我局在网站〔U+200B〕公开信〔U+0007〕息〔U+200B〕。"


@pytest.mark.parametrize(
    ("ref", "typed", "read"),
    [
        ("info.phone", 13800138000, "13800138000"),
        ("info.phone", 1.38e10, "13800000000"),
        ("info.phone", 3562218008, "3562218008"),  # the 0 in front is lost; C-01 says so
        ("info.postcode", 48026, "48026"),  # C-03
        ("info.postcode", "048026", "048026"),
        ("info.level", " 部门 ", ""),
    ],
)
def test_numbers_in_entries_for_words_stay_the_digits_that_are_left(
    spec: ReportSpec, book: Book, ref: str, typed: object, read: str
) -> None:
    assert read_submission(spec, with_cells(book, {ref: typed})).submission.info[ref.removeprefix("info.")] == read


def test_a_level_that_is_not_in_the_list_is_kept_as_it_stands(
    altered: Callable[[Callable[[Workbook], None]], Reading],
) -> None:
    reading = altered(put("info.level", "国企"))
    assert reading.submission.info["level"] == ""
    assert reading.submission.unread == {"info.level": "国企"}


@pytest.mark.parametrize(
    ("sheet", "absent"),
    [
        ("二、主动公开", {"t2_1", "t2_5", "t2_6", "t2_8"}),
        ("三、申请情况", {"t3"}),
        ("四、复议诉讼", {"t4"}),
        ("五、问题与改进", {"s5"}),
        ("一、总体情况", {"preamble", "s1.proactive", "s1.on_request", "s1.info_mgmt", "s1.platform", "s1.oversight"}),
    ],
)
def test_a_deleted_sheet_is_absent_not_blank(
    altered: Callable[[Callable[[Workbook], None]], Reading], sheet: str, absent: set[str]
) -> None:
    def delete(book: Workbook) -> None:
        del book[sheet]
        for name, defined in list(book.defined_names.items()):
            if sheet in (defined.attr_text or ""):
                del book.defined_names[name]

    assert altered(delete).submission.absent == absent


def test_rows_without_label_and_name_are_said_to_be_absent(
    altered: Callable[[Callable[[Workbook], None]], Reading],
) -> None:
    def erase(book: Workbook) -> None:
        drop_names(book)
        book["三、申请情况"]["D14"] = None
        book["三、申请情况"].insert_rows(15)

    reading = altered(erase)
    assert "t3.deny_internal_affairs" in reading.submission.absent
    assert reading.submission.figures[CellRef("t3", "deny_internal_affairs", "natural")] is None


def test_a_relabelled_row_is_still_known_by_its_names(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission
) -> None:
    def relabel(book: Workbook) -> None:
        book["三、申请情况"]["D14"] = "5.内部事务"

    assert altered(relabel).submission == county


def test_of_two_copies_of_a_table_the_named_one_is_read_and_the_other_told(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission
) -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book["三、申请情况"])

    reading = altered(copy)
    assert reading.submission == county
    (finding,) = reading.findings
    assert (finding.code, finding.facts["sheet"]) == ("W-03", "三、申请情况 Copy")


def cut(source: str, target: str) -> Callable[[Workbook], None]:
    """What Ctrl-X, Ctrl-V does: the cell's name goes along, the target's name is lost."""
    plan, known = layout(load_format("2021")), names(load_format("2021"))

    def alter(book: Workbook) -> None:
        here, there = plan.place(source), plan.place(target)
        book[there.sheet][there.address] = book[here.sheet][here.address].value
        book[here.sheet][here.address] = None
        book.defined_names[known[source]].attr_text = there.absolute
        book.defined_names[known[target]].attr_text = "#REF!"

    return alter


@pytest.mark.parametrize(
    ("source", "target"),
    [("s1.proactive", "preamble"), ("info.address", "info.phone"), ("s5", "s6"), ("year", "organisation")],
)
def test_what_was_cut_and_pasted_is_read_where_people_see_it(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission, source: str, target: str
) -> None:
    submission = altered(cut(source, target)).submission
    said = {**submission.texts, **{f"info.{key}": value for key, value in submission.info.items()}}
    said |= {"organisation": submission.organisation, "year": str(submission.year or "")}
    before = {**county.texts, **{f"info.{key}": value for key, value in county.info.items()}, "year": str(county.year)}
    assert said[target] == before[source]
    assert said[source] == ""
    assert submission.figures == county.figures


def test_a_row_inserted_by_a_tool_that_leaves_the_names_behind_moves_texts_and_figures_alike(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission
) -> None:
    def insert(book: Workbook) -> None:
        page = book["一、总体情况"]
        page.move_range(page.dimensions, rows=1)

    assert altered(insert).submission == county


def test_a_name_is_believed_where_the_label_is_lost_but_not_for_anothers_place(
    altered: Callable[[Callable[[Workbook], None]], Reading], county: Submission
) -> None:
    def relabel(book: Workbook) -> None:
        book["一、总体情况"]["B6"] = "主动公开有关情况"

    def relabel_and_cut(book: Workbook) -> None:
        relabel(book)
        cut("s1.proactive", "preamble")(book)

    assert altered(relabel).submission == county
    submission = altered(relabel_and_cut).submission
    assert submission.texts["preamble"] == county.texts["s1.proactive"]
    assert "s1.proactive" in submission.absent


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), True, "1", None])
def test_what_is_no_number_is_not_read_as_one(value: object) -> None:
    assert not is_number(value)
    assert isinstance(text_of(value), str)


def test_a_stale_total_is_recomputed_and_told(spec: ReportSpec, county: Submission, tmp_path: Path) -> None:
    path = tmp_path / "stale.xlsx"
    path.write_bytes(make_workbook(spec, county))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, part in parts.items():
        parts[name] = re.sub(rb"(<f>SUM\(\$E\$6:\$J\$6\)</f><v>)488", rb"\g<1>400", part)
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    reading = read_submission(spec, open_book(path))
    assert reading.submission == county
    (finding,) = reading.findings
    assert (finding.code, finding.at, dict(finding.facts)) == (
        "W-01",
        "t3.new_received.total",
        {"value": "400", "expected": "488"},
    )


figures = st.one_of(
    st.none(),
    st.integers(0, 99_999).map(Decimal),
    st.decimals(-10, 10**9, places=6),
    st.decimals(0, 10**20, places=3),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(
    lambda text: "_x" not in text
) | st.sampled_from(["=1+1", "_x000D_", "_x0041_x", "第一段\n\n第二段", " 缩进", "<b>&amp;]]>", "'引号"])


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    spec = load_format("2021")
    named = draw(st.dictionaries(st.sampled_from(spec.cells), figures, max_size=30))
    control = draw(st.dictionaries(st.sampled_from(spec.controls), figures, max_size=3))
    empty = blank(spec, draw(texts.map(str.strip)).replace("\n", ""), draw(st.none() | st.integers(2021, 2099)))
    info = {
        "phone": draw(texts).strip(),
        "level": draw(st.sampled_from(["", "summary"])),
        "signed_on": draw(st.sampled_from(["", "2024-01-09", "2024年01月09日"])),
    }
    return replace(
        empty,
        organisation=clean(empty.organisation).strip(),
        info={**empty.info, **{key: clean(value).strip() for key, value in info.items()}},
        figures=completed(spec, named),
        control={**empty.control, **control},
        texts={**empty.texts, **{key: clean(draw(texts)) for key in ("preamble", "s5")}},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("law")
    yield path
    shutil.rmtree(path)


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(submission=submissions())
def test_whatever_is_written_is_read_again(spec: ReportSpec, folder: Path, submission: Submission) -> None:
    path = folder / "any.xlsx"
    path.write_bytes(make_workbook(spec, submission))
    reading = read_submission(spec, open_book(path))
    assert reading.submission == submission


@given(st.decimals(-(10**15), 10**15, places=6) | st.integers(-(10**20), 10**20).map(Decimal))
def test_a_figure_survives_the_spreadsheet_as_number_or_as_text(figure: Decimal) -> None:
    value = stored(figure)
    back = typed_number(value) if isinstance(value, str) else number(value or 0.0)
    assert back == figure
