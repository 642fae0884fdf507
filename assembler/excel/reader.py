"""Opens a workbook: the XML of an .xlsx, read in one pass, as a Book of plain values."""

import re
from collections.abc import Iterator, Mapping

from assembler.errors import UnusableInput
from assembler.excel.book import Book, Sheet
from assembler.excel.extras import extras
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY, Place
from assembler.excel.parts import Broken
from assembler.excel.preflight import Package
from assembler.excel.sheet_cells import column_number
from assembler.excel.sheet_xml import read_sheet
from assembler.excel.values_xml import Values
from assembler.excel.workbook_xml import SheetPart, WorkbookXml, read_workbook

_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!:,()\s]+))!"
_CELL = r"\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})(?::\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})?"
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
    sheets = {each.name: _sheet(package, each, values) for each in workbook.sheets}
    if not sheets:
        raise Broken("0 × worksheet")
    names = {name: place for name, place in _places(workbook.names) if place.sheet in sheets}
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
        lost_names=frozenset(_lost(workbook.names, sheets)),
        from_1904=workbook.from_1904,
    )


def _sheet(package: Package, sheet: SheetPart, values: Values) -> Sheet:
    cells = read_sheet(sheet.part, package.parts[sheet.part], values)
    return Sheet(
        sheet.name,
        cells.finish(),
        tuple(cells.merged),
        state=sheet.state,
        hidden_rows=frozenset(cells.hidden_rows),
        hidden_columns=frozenset(cells.hidden_columns),
        protected=cells.protected,
        extras=extras(package, sheet.part) + ("beyond",) * cells.beyond,
    )


def _places(names: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Names that point to one cell; of an area its top left cell."""
    for name, text in names.items():
        match = _TARGET.fullmatch(text)
        if match:
            sheet = match["bare"] or match["quoted"].replace("''", "'")
            yield name, Place(sheet, int(match["row"]) - 1, column_number(match["column"]))


def _lost(names: Mapping[str, str], sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """Names whose cell or sheet is gone."""
    gone = {name for name, place in _places(names) if place.sheet not in sheets}
    return (name for name, text in names.items() if "#REF!" in text or name in gone)


def _marks(workbook: WorkbookXml, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Format and schema: by custom property, hidden sheet, or defined name; whichever a program left standing."""
    marks: dict[str, str] = {}
    if FORMAT_NAME in workbook.names:
        marks[FORMAT_PROPERTY] = workbook.names[FORMAT_NAME].strip('"')
    if META_SHEET in sheets:
        meta = sheets[META_SHEET]
        for row in range(2):
            marks[str(meta.content(row, 0).value)] = str(meta.content(row, 1).value)
    own = (FORMAT_PROPERTY, SCHEMA_PROPERTY)
    return marks | {mark: workbook.properties[mark] for mark in own if mark in workbook.properties}
