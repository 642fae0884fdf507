"""An .xlsx as a Book: the XML of its parts, read in one pass, as plain values."""

from collections.abc import Mapping

from assembler.errors import UnusableInput
from assembler.excel.book import ROWS, Book, Sheet
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY
from assembler.excel.sources.preflight import Package
from assembler.excel.xml.cells import Budget
from assembler.excel.xml.extras import comments, extras
from assembler.excel.xml.parts import Broken
from assembler.excel.xml.sheet import read_sheet
from assembler.excel.xml.values import Values
from assembler.excel.xml.workbook import SheetPart, WorkbookXml, read_workbook

META_ROWS = 2
"""Rows of the hidden sheet that are read: the marks. The rest is for the eyes of developers."""


def read_xlsx(package: Package) -> Book:
    """Read an .xlsx. UnusableInput if it is damaged; that goes for each of its sheets: what can't be read as a whole
    is never read in part."""
    try:
        return _book(package)
    except Broken as error:
        raise UnusableInput("INPUT-DAMAGED", path=package.path, reason=error) from error


def _book(package: Package) -> Book:
    workbook = read_workbook(package)
    formats, marks = workbook.styles or ({}, {})
    values = Values(workbook.strings, formats, workbook.from_1904, marks)
    budget = Budget()
    sheets = {each.name: _sheet(package, each, values, budget) for each in workbook.sheets}
    if not sheets:
        raise Broken("0 × worksheet")
    names = workbook.names.among(sheets.keys())
    marks = _marks(workbook, sheets)
    return Book(
        path=package.path,
        sheets=sheets,
        names=names.places,
        format=marks.get(FORMAT_PROPERTY, ""),
        schema=marks.get(SCHEMA_PROPERTY, ""),
        program=workbook.program,
        kind=package.kind,
        styles_known=workbook.styles is not None and not values.odd_styles,
        features=workbook.features,
        lost_names=names.lost,
        names_astray=names.astray,
        from_1904=workbook.from_1904,
    )


def _sheet(package: Package, sheet: SheetPart, values: Values, budget: Budget) -> Sheet:
    rows = META_ROWS if sheet.name == META_SHEET else ROWS
    try:
        read = read_sheet(sheet.part, package.parts[sheet.part], values, rows, budget)
    except Broken as error:
        raise Broken(f"{sheet.name}: {error}") from error
    kinds = extras(package, sheet.part)
    return Sheet(
        sheet.name,
        read.contents,
        read.merged,
        state=sheet.state,
        hidden_rows=read.hidden_rows,
        hidden_columns=read.hidden_columns,
        protected=read.protected,
        extras=kinds + ("beyond",) * (read.beyond and rows == ROWS),
        comments=comments(package, sheet.part) if "comment" in kinds else (),
    )


def _marks(workbook: WorkbookXml, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Format and schema: by custom property, hidden sheet, or defined name; whichever a program left standing."""
    marks: dict[str, str] = {}
    if FORMAT_NAME in workbook.names.texts:
        marks[FORMAT_PROPERTY] = workbook.names.texts[FORMAT_NAME].strip('"')
    if META_SHEET in sheets:
        meta = sheets[META_SHEET]
        for row in range(META_ROWS):
            marks[str(meta.content(row, 0).value)] = str(meta.content(row, 1).value)
    own = (FORMAT_PROPERTY, SCHEMA_PROPERTY)
    return marks | {mark: workbook.properties[mark] for mark in own if mark in workbook.properties}
