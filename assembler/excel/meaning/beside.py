"""Last year's figures and texts as they stand beside this year's in a prefilled workbook. They are never judged; a copy
shows them again."""

import re
from collections.abc import Iterator

from assembler.excel.book import At, Book, Sheet
from assembler.excel.layout import LAST_TEXT_COLUMN, STATUS_ROW, TEXT_COLUMN, Place, TableLayout, layout
from assembler.excel.places.locate import Found
from assembler.excel.values import is_number, number, text_of
from assembler.model.equations import Figure
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_YEAR = late(r"(?:((?:19|20)[0-9]{2})年|上年)(?:\n.*)?", re.DOTALL, needs=("年",))
_YEAR_LENGTH = 5  # characters
_WIDEST = 20  # columns under one heading, at most
_TEXTS = late(r"(?:((?:19|20)[0-9]{2})年|上年)的文字（供对照.*", needs=("的文字（供对照",))


def beside(spec: ReportSpec, book: Book, found: Found) -> Submission | None:
    """What stands where ``make_workbook`` puts last year's, below its headings; None if there is none of it. Tables
    whose headings don't stand over all of their columns are left out."""
    years: list[str] = []
    figures: dict[CellRef, Figure] = {}
    words: dict[CellRef, str] = {}
    dated = any(_years(sheet) for sheet in book.sheets.values())
    for table in layout(spec).tables if dated else ():
        places = {cell: place for cell in table.table.cells() if (place := found.places.get(str(cell)))}
        for cell, place in _last_year(table, places, book, years):
            value = book.content(place).value
            if is_number(value):
                figures[cell] = number(value)
            elif value is not None:
                words[cell] = text_of(value)
    texts = dict(_texts(spec, book, found, years))
    if not years:
        return None
    year = next((int(each) for each in years if each), None)
    return Submission(spec.id, "", year, info={}, figures=figures, texts=texts, words=words)


def _last_year(
    table: TableLayout, places: dict[CellRef, Place], book: Book, years: list[str]
) -> Iterator[tuple[CellRef, Place]]:
    """Where last year's figures of a table stand; adds the year of their heading to ``years``."""
    down, across = table.last_year
    there = {cell: Place(each.sheet, each.row + down, each.column + across) for cell, each in places.items()}
    sheets = {place.sheet for place in there.values()}
    if len(sheets) != 1:
        return
    headings = _headings(book.sheets[sheets.pop()], min(place.column for place in places.values()))
    wanted = {(0, place.column) if across else (place.row, 0) for place in there.values()}
    if wanted <= headings.keys():
        years.append(next(iter(headings.values())))
        yield from there.items()


def _headings(sheet: Sheet, edge: int) -> dict[tuple[int, int], str]:
    """The years in headings of last year's figures, by (0, column); those in the first column, left of ``edge``, by
    (row, 0)."""
    found = {}
    widths = {area[:2]: min(area[3] - area[1] + 1, _WIDEST) for area in sheet.merged}
    for (row, column), text, year in _years(sheet):
        if "\n" in text:
            found.update({(0, column + n): year for n in range(widths.get((row, column), 1))})
        elif column == 0 < edge:
            found[row, 0] = year
    return found


def _years(sheet: Sheet) -> list[tuple[At, str, str]]:
    """The texts that could be such headings, and their years."""
    found = sheet.texts_that(_years, lambda _, text: "年" in text[:_YEAR_LENGTH] and _YEAR.fullmatch(text))
    return [(at, text, match[1] or "") for at, text in found if (match := _YEAR.fullmatch(text))]


def _texts(spec: ReportSpec, book: Book, found: Found, years: list[str]) -> Iterator[tuple[str, str]]:
    for ref in spec.texts:
        place = found.places.get(ref)
        if place is None:
            continue
        heading = book.content(Place(place.sheet, STATUS_ROW, LAST_TEXT_COLUMN)).value
        match = _TEXTS.fullmatch(heading) if isinstance(heading, str) else None
        if match and place.column == TEXT_COLUMN:
            years.append(match[1] or "")
            yield ref, text_of(book.content(Place(place.sheet, place.row, LAST_TEXT_COLUMN)).value)
