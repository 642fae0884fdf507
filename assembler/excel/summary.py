"""The summary of a batch as a workbook to filter, print and pass on; written row by row, however many there are."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assembler.model.batch import Line, Note, Overview
from assembler.model.plain import clean

LINKS_MOST = 20_000
"""Cells with links; a sheet holds 65,530, and each is kept in memory until the end."""
_WIDTHS = (6, 34, 30, 7, 10, 7, 7, 30, 24, 18, 46)
_CELL_MOST = 32_000  # characters; a cell holds 32,767
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "align": "center"},
    "label": {"border": 1},
    "count": {"border": 1, "align": "right"},
    "grave": {"bold": True, "font_color": "#9C0006", "text_wrap": True, "valign": "top"},
    "plain": {"text_wrap": True, "valign": "top"},
    "small": {"font_color": "#595959", "font_size": 9},
    "link": {"border": 1, "text_wrap": True, "valign": "top", "font_color": "#0563C1", "underline": 1},
    "ok": {"border": 1, "text_wrap": True, "valign": "top"},
    "warnings": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"},
    "errors": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#F8CBAD"},
    "unusable": {"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#D9D9D9"},
}  # fmt: skip


def write_summary(target: Path, overview: Overview, lines: Iterable[Line]) -> None:
    """Two sheets: totals and notes, then a line for each workbook. Text is text: nothing in it becomes a formula or a
    link; only the results are linked, by paths relative to the folder that the summary lies in. No clock: the same
    lines give the same bytes."""
    book = Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": overview.title, "created": datetime(2000, 1, 1), "author": overview.program})
    looks = {name: book.add_format({"font_name": "宋体", **look}) for name, look in _LOOKS.items()}
    _write_totals(book.add_worksheet(overview.title[:31]), overview, looks)
    _write_lines(book.add_worksheet(overview.lines_title[:31]), overview, lines, looks)
    book.close()


def _write_totals(sheet: Worksheet, overview: Overview, looks: dict[str, Format]) -> None:
    _for_paper(sheet, overview, landscape=False)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 40)
    sheet.write_string(0, 0, overview.title, looks["title"])
    row = 2
    for label, count in overview.counts:
        sheet.write_string(row, 0, label, looks["label"])
        sheet.write_number(row, 1, count, looks["count"])
        row += 1
    row += 1
    if overview.notes:
        sheet.write_string(row, 0, overview.notes_title, looks["title"])
    for note in overview.notes:
        row = _write_note(sheet, row + 2, note, overview, looks)
    sheet.write_string(row + 2, 0, overview.program, looks["small"])


def _write_note(sheet: Worksheet, row: int, note: Note, overview: Overview, looks: dict[str, Format]) -> int:
    """Returns the last row that was written."""
    sheet.write_string(row, 0, _held(note.message), looks["grave" if note.grave else "plain"])
    sheet.write_string(row, 1, _held(overview.remedy + note.remedy), looks["plain"])
    files = [*note.files, *([overview.more] if note.count > len(note.files) else [])]
    for row, file in enumerate(files, row + 1):  # noqa: B020  # goes on below the note
        sheet.write_string(row, 0, _held(file), looks["plain"])
    return row


def _write_lines(sheet: Worksheet, overview: Overview, lines: Iterable[Line], looks: dict[str, Format]) -> None:
    _for_paper(sheet, overview, landscape=True)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 2)
    for column, (heading, width) in enumerate(zip(overview.headings, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, looks["heading"])
    row = links = 0
    for row, line in enumerate(lines, 1):
        for column, cell in enumerate(line.cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, looks[line.grade])
            elif column in line.links and links < LINKS_MOST:
                sheet.write_url(row, column, _address(line.links[column]), looks["link"], _held(cell))
                links += 1
            else:
                sheet.write_string(row, column, _held(cell), looks[line.grade])
    sheet.autofilter(0, 0, max(row, 1), len(overview.headings) - 1)


def _for_paper(sheet: Worksheet, overview: Overview, *, landscape: bool) -> None:
    sheet.set_paper(9)  # A4
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer(f"&L{overview.program}&R&P / &N")


def _address(path: str) -> str:
    """A file beside the summary, as Excel links to it."""
    return "external:" + path.replace("%", "%25").replace("#", "%23")


def _held(text: str) -> str:
    """A text as a cell can hold it."""
    return clean(text)[:_CELL_MOST]
