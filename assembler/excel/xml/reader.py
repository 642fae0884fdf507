"""An .xlsx as a Book: the XML of its parts, read in one pass, as plain values."""

import re
from collections.abc import Mapping
from functools import lru_cache

from assembler.errors import UnusableInput
from assembler.excel.book import ROWS, Book, Sheet
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY, Place
from assembler.excel.sources.preflight import Package
from assembler.excel.xml.cells import Budget, column_number
from assembler.excel.xml.extras import extras
from assembler.excel.xml.parts import Broken
from assembler.excel.xml.sheet import read_sheet
from assembler.excel.xml.values import Values
from assembler.excel.xml.workbook import SheetPart, WorkbookXml, read_workbook

_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!:,()\s]+))!"
_SHORT = 200  # characters; sheets have names of 31
_CELL = r"\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})(?::\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})?"
META_ROWS = 2
"""Rows of the hidden sheet that are read: the marks. The rest is for the eyes of developers."""
_TARGET = re.compile(_SHEET + _CELL)


def read_xlsx(package: Package) -> Book:
    """Read an .xlsx. UnusableInput if it is damaged; that goes for each of its sheets: what can't be read as a whole
    is never read in part."""
    try:
        return _book(package)
    except Broken as error:
        raise UnusableInput("INPUT-DAMAGED", path=package.path, reason=error) from error


def _book(package: Package) -> Book:
    workbook = read_workbook(package)
    values = Values(workbook.strings, workbook.styles or {}, workbook.from_1904)
    budget = Budget()
    sheets = {each.name: _sheet(package, each, values, budget) for each in workbook.sheets}
    if not sheets:
        raise Broken("0 × worksheet")
    places = {name: place for name, text in workbook.names.items() if len(text) < _SHORT and (place := _place(text))}
    names = {name: place for name, place in places.items() if place.sheet in sheets}
    gone = {name for name, text in workbook.names.items() if "#REF!" in text}
    marks = _marks(workbook, sheets)
    return Book(
        path=package.path,
        sheets=sheets,
        names=names,
        format=marks.get(FORMAT_PROPERTY, ""),
        schema=marks.get(SCHEMA_PROPERTY, ""),
        program=workbook.program,
        kind=package.kind,
        styles_known=workbook.styles is not None and not values.odd_styles,
        features=workbook.features,
        lost_names=frozenset(gone | (places.keys() - names.keys())),
        from_1904=workbook.from_1904,
    )


def _sheet(package: Package, sheet: SheetPart, values: Values, budget: Budget) -> Sheet:
    rows = META_ROWS if sheet.name == META_SHEET else ROWS
    try:
        cells = read_sheet(sheet.part, package.parts[sheet.part], values, rows, budget)
        contents = cells.finish()
    except Broken as error:
        raise Broken(f"{sheet.name}: {error}") from error
    return Sheet(
        sheet.name,
        contents,
        tuple(cells.merged),
        state=sheet.state,
        hidden_rows=frozenset(cells.hidden_rows),
        hidden_columns=frozenset(cells.hidden_columns),
        protected=cells.protected,
        extras=extras(package, sheet.part) + ("beyond",) * (cells.beyond and rows == ROWS),
    )


@lru_cache(maxsize=4096)
def _place(text: str) -> Place | None:
    """The cell that a name points to, of an area its top left one; None if it stands for anything else."""
    match = _TARGET.fullmatch(text)
    if not match:
        return None
    sheet = match["bare"] or match["quoted"].replace("''", "'")
    return Place(sheet, int(match["row"]) - 1, column_number(match["column"]))


def _marks(workbook: WorkbookXml, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Format and schema: by custom property, hidden sheet, or defined name; whichever a program left standing."""
    marks: dict[str, str] = {}
    if FORMAT_NAME in workbook.names:
        marks[FORMAT_PROPERTY] = workbook.names[FORMAT_NAME].strip('"')
    if META_SHEET in sheets:
        meta = sheets[META_SHEET]
        for row in range(META_ROWS):
            marks[str(meta.content(row, 0).value)] = str(meta.content(row, 1).value)
    own = (FORMAT_PROPERTY, SCHEMA_PROPERTY)
    return marks | {mark: workbook.properties[mark] for mark in own if mark in workbook.properties}
