"""The summary of a batch as a workbook."""

from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from assembler.excel.writing import summary
from assembler.excel.writing.summary import write_summary
from assembler.model.batch import Line, Note, Overview

HEADINGS = ("序号", "文件", "单位", "年度", "结论", "错误", "提醒", "年报", "退回件", "检查结果", "问题")
OVERVIEW = Overview(
    language="zh",
    title="汇总",
    program="assembler",
    counts=(("工作簿", 2), ("通过", 1)),
    notes=(Note("BATCH-TWINS", "=1+1", "留一份。", ("@SUM(A1)", "b"), 3),),
    notes_title="需要留意",
    lines_title="各份情况",
    headings=HEADINGS,
    numeric=frozenset({0, 3, 5, 6}),
    remedy="处理：",
    more="……",
)


def line(number: int, organisation: str = "某局", report: str = "reports/某局 2023#1.docx", problem: str = "") -> Line:
    links = {7: report} if report else {}
    cells = (number, f"in/{number}.xlsx", organisation, 2023, "通过", 0, 1, "年报" if report else "", "", "", problem)
    return Line("ok", cells, links)


def test_it_can_be_filtered_printed_and_followed(tmp_path):
    write_summary(tmp_path / "s.xlsx", OVERVIEW, [line(1), line(2, report="")])
    book = load_workbook(tmp_path / "s.xlsx")
    totals, lines = book.worksheets
    assert (totals.title, lines.title) == ("汇总", "各份情况")
    assert [cell.value for cell in lines[1]] == list(HEADINGS)
    assert [cell.value for cell in lines[3]][:3] == [2, "in/2.xlsx", "某局"]
    assert lines.auto_filter.ref == "A1:K3"
    assert lines.freeze_panes == "C2"
    assert lines.print_title_rows == "$1:$1"
    assert (lines.page_setup.orientation, lines.page_setup.paperSize) == ("landscape", 9)
    assert unquote(lines["H2"].hyperlink.target) == "reports/某局 2023#1.docx"
    assert lines["H2"].hyperlink.location is None
    assert [lines["H2"].value, lines["H3"].value, lines["H3"].hyperlink] == ["年报", "", None]


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+1", "http://example.org", "<b>", "_x000D_", "a\x01b", "长" * 40_000]
)
def test_text_is_text(text, tmp_path):
    write_summary(tmp_path / "s.xlsx", OVERVIEW, [line(1, organisation=text, problem=text)])
    book = load_workbook(tmp_path / "s.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.coordinate for cell in book["各份情况"][2] if cell.hyperlink] == ["H2"]
    assert str(book["各份情况"]["C2"].value)[:4] == text.replace("\x01", "")[:4]


def test_a_row_is_high_enough_for_its_longest_text(tmp_path):
    write_summary(tmp_path / "s.xlsx", OVERVIEW, [line(1), line(2, problem="字" * 60)])
    sheet = load_workbook(tmp_path / "s.xlsx")["各份情况"]
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (None, 45)  # None: one line
    write_summary(tmp_path / "s.xlsx", OVERVIEW, [line(1, organisation="a\nb")])
    assert load_workbook(tmp_path / "s.xlsx")["各份情况"].row_dimensions[2].height == 30


def test_what_has_more_links_than_a_sheet_can_hold_names_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(summary, "LINKS_MOST", 1)
    write_summary(tmp_path / "s.xlsx", OVERVIEW, [line(1), line(2)])
    sheet = load_workbook(tmp_path / "s.xlsx")["各份情况"]
    assert [cell.hyperlink is not None for cell in (sheet["H2"], sheet["H3"])] == [True, False]
    assert sheet["H3"].value == "reports/某局 2023#1.docx"


def test_the_lines_are_taken_one_by_one_and_give_the_same_bytes(tmp_path):
    def lines() -> Iterator[Line]:
        return (line(n) for n in range(100))

    for name in ("a", "b"):
        write_summary(tmp_path / name, OVERVIEW, lines())
    assert sha256((tmp_path / "a").read_bytes()).digest() == sha256((tmp_path / "b").read_bytes()).digest()
