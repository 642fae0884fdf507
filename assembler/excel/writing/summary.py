"""The summary of a batch as a workbook to filter, print and pass on; written row by row, however many there are."""

import math
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from assembler.model.batch import MARK, Line, Note, Overview
from assembler.model.plain import clean

LINKS_MOST = 1_000
"""Cells with links: each is kept in memory until the end, 1.5 kilobytes, and memory must not grow with a batch."""
_WIDTHS = (6, 32, 30, 7, 10, 7, 7, 8, 8, 10, 50)
_LINE = 15  # points; a row is as high as its longest text needs, as not every program finds that out
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
    with TemporaryDirectory(prefix="new-", dir=target.parent) as folder:
        _write(target, overview, lines, folder)


def _write(target: Path, overview: Overview, lines: Iterable[Line], folder: str) -> None:
    """``folder``: for what there is too much of to be kept in memory."""
    options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False}
    book = Workbook(str(target), {**options, "strings_to_urls": False})
    book.set_properties({"title": overview.title, "created": datetime(2000, 1, 1), "author": overview.program})
    book.set_custom_property(MARK, overview.program)
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
        linked = line.links if links + len(line.links) <= LINKS_MOST else {}
        links += len(linked)
        texts = [line.links[n] if n in line.links and not linked else cell for n, cell in enumerate(line.cells)]
        if (height := max(map(_lines_of, texts, _WIDTHS))) > 1:
            sheet.set_row(row, _LINE * height)
        for kept in (sheet.row_info, sheet.row_sizes):
            kept.pop(row - 2, None)  # what is on disk already; XlsxWriter would keep it until the end
        for column, text in enumerate(texts):
            if isinstance(text, int):
                sheet.write_number(row, column, text, looks[line.grade])
            elif column in linked:
                link: Any = _link(linked[column], text)  # XlsxWriter's annotation knows strings only
                sheet.write_url(row, column, link, looks["link"])
            else:
                sheet.write_string(row, column, _held(text), looks[line.grade])
    sheet.autofilter(0, 0, max(row, 1), len(overview.headings) - 1)


def _lines_of(text: str | int, width: int) -> int:
    """How many lines a text takes in a column of that width; a Chinese character is two wide."""
    if 2 * len(str(text)) < width and "\n" not in str(text):
        return 1
    lines = 0
    for line in clean(str(text)).split("\n"):
        wide = sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
        lines += max(1, math.ceil(wide / (width - 1)))
    return lines


def _for_paper(sheet: Worksheet, overview: Overview, *, landscape: bool) -> None:
    sheet.set_paper(9)  # A4
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer(f"&L{overview.program}&R&P / &N")


def _link(path: str, text: str) -> Url:
    """A link to a file below the summary's folder. XlsxWriter turns its slashes, which only Windows understands."""
    address = quote(path)
    link = Url(f"external:{address}")
    link.text, link._relationship_link = text, address
    return link


def _held(text: str) -> str:
    """A text as a cell can hold it."""
    return clean(text)[:_CELL_MOST]
