"""A workbook as it was read, with cells, sheets and marks changed: no file is written for what only meaning decides."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assembler.excel import Book
from assembler.excel.book import Content, Sheet
from assembler.excel.layout import layout
from assembler.formats import load_format

SPEC = load_format("2021")
PLAN = layout(SPEC)


def with_cells(book: Book, changes: Mapping[str, object]) -> Book:
    """Contents by ref (t3.open.natural) or by address (三、申请情况!E6); what is no Content is a constant."""
    sheets = dict(book.sheets)
    for name, content in changes.items():
        sheet, row, column = _at(name)
        contents = dict(sheets[sheet].contents)
        contents[row, column] = content if isinstance(content, Content) else Content(content)
        sheets[sheet] = replace(sheets[sheet], contents=contents)
    return replace(book, sheets=sheets)


def _at(name: str) -> tuple[str, int, int]:
    if "!" not in name:
        place = PLAN.place(name)
        return place.sheet, place.row, place.column
    sheet, address = name.split("!")
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return sheet, int(address[len(letters) :]) - 1, column - 1


def with_sheet(book: Book, name: str, **changes: Any) -> Book:
    """A sheet with other properties: hidden rows, protection, extras; ``title`` renames it."""
    title = changes.pop("title", name)
    sheets = {(title if each == name else each): sheet for each, sheet in book.sheets.items()}
    sheets[title] = replace(sheets[title], name=title, **changes)
    return replace(book, sheets=sheets)


def with_new_sheet(book: Book, name: str, contents: Mapping[tuple[int, int], object]) -> Book:
    """One more sheet with these constants."""
    sheet = Sheet(name, {at: Content(value) for at, value in contents.items()}, ())
    return replace(book, sheets={**book.sheets, name: sheet})
