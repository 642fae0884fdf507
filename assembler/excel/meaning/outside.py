"""What stands in a workbook beside the form: sheets, notes, figures between the lines. It is never read."""

import re
from collections.abc import Iterator

from assembler.excel.book import Book, Content, Sheet
from assembler.excel.layout import (
    CHECK_SHEET,
    GUIDE_SHEET,
    INFO_SHEET,
    META_SHEET,
    REASON_COLUMNS,
    STATUS_ROW,
    TEXT_STEP,
    Place,
    layout,
)
from assembler.excel.places.locate import Found
from assembler.excel.values import is_number, raw_of, typed_number
from assembler.model.spec import ReportSpec, Table

GUIDE_TITLE = "政府信息公开工作年度报告 填报工作簿"
_LAST_YEAR = re.compile(r"(?:[0-9]{4}年|上年)(?:\n.*|的文字（供对照，不印入年报）)?", re.DOTALL)
Beside = list[tuple[Place, str]]


def extra_sheets(spec: ReportSpec, book: Book, found: Found) -> list[str]:
    """Names of sheets that are no part of the form and hold something."""
    used = {GUIDE_SHEET, INFO_SHEET, CHECK_SHEET, META_SHEET, *(each.sheet for each in spec.sections)}
    used |= {place.sheet for place in found.places.values()}
    used |= {name for _, copies in found.copies.values() for name in copies}
    return [
        sheet.name
        for sheet in book.sheets.values()
        if sheet.name not in used and not _is_ours(sheet) and (sheet.extras or any(map(_says, sheet.contents.values())))
    ]


def _is_ours(sheet: Sheet) -> bool:
    """True for 填报说明 and 校验 under another name."""
    return any(content.value in (GUIDE_TITLE, *REASON_COLUMNS) for content in sheet.contents.values())


def _says(content: Content) -> bool:
    return content.value is not None and (not isinstance(content.value, str) or bool(content.value.strip()))


def unread_inside(spec: ReportSpec, book: Book, found: Found) -> Iterator[tuple[Table, Beside]]:
    """For each table the figures that stand in rows or columns which aren't the form's, between those that are."""
    entries = {(place.sheet, place.row, place.column) for place in found.places.values()}
    for table in spec.tables:
        cells: Beside = []
        for block in table.blocks:
            places = [found.places[str(cell)] for cell in block.cells() if str(cell) in found.places]
            if not places:
                continue
            rows = range(min(each.row for each in places), max(each.row for each in places) + 1)
            columns = range(min(each.column for each in places), max(each.column for each in places) + 1)
            sheet = book.sheets[places[0].sheet]
            for (row, column), content in sheet.contents.items():
                inside = row in rows and column in columns and (sheet.name, row, column) not in entries
                if inside and _is_figure(content):
                    cells.append((Place(sheet.name, row, column), raw_of(content.value)))
        if cells:
            yield table, sorted(cells)


def _is_figure(content: Content) -> bool:
    value = content.value
    return is_number(value) or (isinstance(value, str) and typed_number(value) is not None)


def notes_beside(spec: ReportSpec, book: Book, found: Found) -> Beside:
    """Cells that say something right of the form or below it, on its own sheets; last year's figures and texts, which
    we put there ourselves, left out."""
    plan = layout(spec)
    beside: Beside = []
    for section in spec.sections:
        if section.table:
            down, across = next(each.last_year for each in plan.tables if each.table is section.table)
            refs = [str(cell) for block in section.table.blocks for cell in (*block.cells(), *block.controls())]
        else:
            down, across = 0, 2
            refs = [text.id for text in section.texts]
        places = {found.places[ref] for ref in refs if ref in found.places}
        if places:
            beside += _beside(book, places, (down, across), is_text=section.table is None)
    told = {place for places in found.continued.values() for place in places}
    return sorted((place, text) for place, text in beside if place not in told)


def _beside(book: Book, places: set[Place], last_year: tuple[int, int], is_text: bool) -> Iterator[tuple[Place, str]]:
    sheet = book.sheets[next(iter(places)).sheet]
    bottom = max(place.row for place in places)
    right = max(place.column for place in places) + (1 if is_text else 0)  # the length of a text stands beside it
    form_rows = {place.row - n for place in places for n in range(TEXT_STEP)} if is_text else set(range(bottom + 1))
    form_rows |= set(range(min(place.row for place in places)))
    down, across = last_year
    for (row, column), content in sheet.contents.items():
        if content.formula or not _says(content):
            continue
        if column <= right and row <= bottom and row in form_rows:
            continue
        text = raw_of(content.value)
        ours = Place(sheet.name, row - down, column - across) in places or _LAST_YEAR.fullmatch(text)
        if not ours and not (is_text and row == STATUS_ROW):
            yield Place(sheet.name, row, column), text.replace("\n", " ")
