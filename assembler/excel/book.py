"""The contents of a workbook as plain values: for each cell its formula and its value, bounded, without styles."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assembler.errors import UnusableInput
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY, Place
from assembler.excel.preflight import FILE_LIMIT, read_package
from assembler.excel.values import ESCAPE
from assembler.files import read_input

# The form ends far above and left of these; what stands beyond is stray formatting.
ROWS, COLUMNS = 1000, 60


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds. ``value``: the constant, or the result stored beside the formula (None: never computed).
    ``formula``: with its equals sign, or None. ``error``: the value is an error such as #REF!. ``percent``: the number
    is shown as a percentage (0.12 as 12%)."""

    value: object
    formula: str | None = None
    error: bool = False
    percent: bool = False


EMPTY = Content(None)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: contents by (row, column) from 0, and merged areas as (top, left, bottom, right).

    ``state``: visible, hidden or veryHidden. ``hidden_rows``, ``hidden_columns``: from 0, within the bounds.
    ``protected``: its protection stands. ``extras``: kinds of what is not cells: picture, chart, comment, control.
    """

    name: str
    contents: Mapping[tuple[int, int], Content]
    merged: tuple[tuple[int, int, int, int], ...]
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = True
    extras: tuple[str, ...] = ()

    def content(self, row: int, column: int) -> Content:
        """The content of a cell; EMPTY if there is none."""
        return self.contents.get((row, column), EMPTY)

    @cached_property
    def area(self) -> Mapping[tuple[int, int], tuple[int, int, int, int]]:
        """The merged area that a cell belongs to, for cells in one."""
        return {
            (row, column): area
            for area in self.merged
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }


@dataclass(frozen=True)
class Book:
    """A workbook. ``names``: defined names that point to one cell. ``format`` and ``schema``: the marks of the
    standard workbook, "" if it bears none.

    ``program``: what saved it last, "WPS" by its traces, else what docProps/app.xml says. ``kind``: xlsx, xlsm, xls, …
    ``formulas_known``: False for a foreign format of which only values could be read. ``styles_known``: False if the
    style table is missing or broken, so that dates are numbers. ``features``: macros, external-links, cell-images.
    ``lost_names``: defined names that point to nothing any more (#REF!); those that are gone altogether can be told
    only by who knows the format. ``from_1904``: serial numbers of dates count from 1904 on; dates themselves are right.
    """

    path: Path
    sheets: Mapping[str, Sheet]
    names: Mapping[str, Place]
    format: str
    schema: str
    program: str = ""
    kind: str = "xlsx"
    formulas_known: bool = True
    styles_known: bool = True
    features: frozenset[str] = frozenset()
    lost_names: frozenset[str] = frozenset()
    from_1904: bool = False

    def content(self, place: Place) -> Content:
        """The content of a cell."""
        return self.sheets[place.sheet].content(place.row, place.column)


def open_book(path: Path, data: bytes | None = None) -> Book:
    """Read an .xlsx; UnusableInput says what is wrong with anything else. ``data``: its bytes, if they have been read
    already."""
    data = read_input(path, FILE_LIMIT) if data is None else data
    read_package(path, data)
    data = _escapes_kept(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on extensions that we don't use anyway
            formulas = load_workbook(io.BytesIO(data), keep_links=False)
            values = load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
        sheets = {sheet.title: _sheet(sheet, values[sheet.title]) for sheet in formulas.worksheets}
        names = dict(_names(formulas))
        marks = _marks(formulas, sheets)
    except Exception as error:  # whatever a parser makes of a broken file
        raise UnusableInput("INPUT-DAMAGED", path=path, reason=_reason(error)) from error
    return Book(path, sheets, names, marks.get(FORMAT_PROPERTY, ""), marks.get(SCHEMA_PROPERTY, ""))


def _escapes_kept(data: bytes) -> bytes:
    """The package with ``_x005F_`` (an underscore that is meant) put so that openpyxl can't drop it: it would make
    ``_x005F_x000D_``, the seven characters, and ``_x000D_``, a carriage return, the same."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    kept = {name: part.replace(b"_x005F_", ESCAPE.encode()) for name, part in parts.items() if name.startswith("xl/")}
    if all(parts[name] == part for name, part in kept.items()):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in (parts | kept).items():
            package.writestr(name, part)
    return out.getvalue()


def _sheet(formulas: Worksheet, values: Worksheet) -> Sheet:
    contents = {}
    rows, columns = min(formulas.max_row, ROWS), min(formulas.max_column, COLUMNS)
    for typed, shown in zip(
        formulas.iter_rows(max_row=rows, max_col=columns),
        values.iter_rows(max_row=rows, max_col=columns),
        strict=True,
    ):
        for cell, result in zip(typed, shown, strict=True):
            if cell.value is not None:
                formula = _formula(cell.value) if cell.data_type == "f" else None
                value = result.value if formula else cell.value
                contents[cell.row - 1, cell.column - 1] = Content(value, formula, result.data_type == "e")
    merged = tuple(
        (area.min_row - 1, area.min_col - 1, min(area.max_row, ROWS) - 1, min(area.max_col, COLUMNS) - 1)
        for area in formulas.merged_cells.ranges
    )
    return Sheet(formulas.title, contents, merged)


def _formula(value: object) -> str:
    """The text of a plain or array formula."""
    return str(getattr(value, "text", None) or value)


def _names(book: Workbook) -> Iterator[tuple[str, Place]]:
    for name, defined in book.defined_names.items():
        if "!" not in (defined.attr_text or "") or "#REF" in defined.attr_text:
            continue
        targets = list(defined.destinations)
        if len(targets) != 1 or targets[0][0] not in book.sheetnames:
            continue
        sheet, reference = targets[0]
        match = _single(reference)
        if match:
            yield name, Place(sheet, match[0], match[1])


def _single(reference: str) -> tuple[int, int] | None:
    """Row and column from 0 of $E$6; of an area its top left cell."""
    left, top, _, _ = range_boundaries(reference)
    return (top - 1, left - 1) if isinstance(left, int) and isinstance(top, int) else None


def _marks(book: Workbook, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Format and schema: by custom property, hidden sheet, or defined name; whichever a program left standing."""
    marks: dict[str, str] = {}
    if FORMAT_NAME in book.defined_names:
        marks[FORMAT_PROPERTY] = (book.defined_names[FORMAT_NAME].attr_text or "").strip('"')
    if META_SHEET in sheets:
        meta = sheets[META_SHEET]
        for row in range(2):
            marks[str(meta.content(row, 0).value)] = str(meta.content(row, 1).value)
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs don't know it
    for mark in (FORMAT_PROPERTY, SCHEMA_PROPERTY):
        if mark in properties.names:
            marks[mark] = str(properties[mark].value)
    return marks


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
