"""Reads a workbook with openpyxl, as the package did before it had a reader of its own, which has to equal this."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import STRIP_RE
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assembler.excel.book import COLUMNS, ROWS, Book, Content, Sheet
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY, Place

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNDERSCORE = "\uf8f5"  # stands for the one of _x005F_, which openpyxl drops


def read(path: Path) -> Book:
    """The book as openpyxl has it; without what openpyxl doesn't tell (program, features, extras)."""
    data = _underscores_kept(path.read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        formulas = load_workbook(io.BytesIO(data), keep_links=False)
        values = load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
    sheets = {sheet.title: _sheet(sheet, values[sheet.title]) for sheet in formulas.worksheets}
    marks = _marks(formulas, sheets)
    return Book(
        path,
        sheets,
        dict(_names(formulas)),
        marks.get(FORMAT_PROPERTY, ""),
        marks.get(SCHEMA_PROPERTY, ""),
        from_1904=formulas.epoch.year == 1904,
    )


def _underscores_kept(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"_x005F_", _UNDERSCORE.encode()))
    return out.getvalue()


def _unescaped(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value).replace(_UNDERSCORE, "_")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
                formula = str(getattr(cell.value, "text", None) or cell.value) if cell.data_type == "f" else None
                value = _unescaped(result.value if formula else cell.value)
                if formula and value is None and result.data_type == "str":
                    value = ""  # on purpose: computed, and the result is an empty text
                percent = result.data_type == "n" and value is not None and _percent(cell.number_format)
                contents[cell.row - 1, cell.column - 1] = Content(value, formula, result.data_type == "e", percent)
    merged = tuple(
        (area.min_row - 1, area.min_col - 1, min(area.max_row, ROWS) - 1, min(area.max_col, COLUMNS) - 1)
        for area in formulas.merged_cells.ranges
        if area.min_row <= ROWS and area.min_col <= COLUMNS
    )
    return Sheet(
        formulas.title,
        contents,
        merged,
        state=formulas.sheet_state,
        hidden_rows=frozenset(row - 1 for row, how in formulas.row_dimensions.items() if how.hidden and row <= ROWS),
        hidden_columns=frozenset(_hidden_columns(formulas)),
        protected=formulas.protection.sheet,
    )


def _percent(code: str) -> bool:
    return "%" in STRIP_RE.sub("", code.split(";")[0])


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for name, how in sheet.column_dimensions.items():
        if how.hidden:
            first = how.min or column_index_from_string(name)
            yield from range(first - 1, min(how.max or first, COLUMNS))


def _names(book: Workbook) -> Iterator[tuple[str, Place]]:
    for name, defined in book.defined_names.items():
        if "!" not in (defined.attr_text or "") or "#REF" in defined.attr_text:
            continue
        targets = list(defined.destinations)
        if len(targets) != 1 or targets[0][0] not in book.sheetnames:
            continue
        left, top, _, _ = range_boundaries(targets[0][1])
        if isinstance(left, int) and isinstance(top, int):
            yield name, Place(targets[0][0], top - 1, left - 1)


def _marks(book: Workbook, sheets: dict[str, Sheet]) -> dict[str, str]:
    marks: dict[str, str] = {}
    if FORMAT_NAME in book.defined_names:
        marks[FORMAT_PROPERTY] = (book.defined_names[FORMAT_NAME].attr_text or "").strip('"')
    if META_SHEET in sheets:
        for row in range(2):
            marks[str(sheets[META_SHEET].content(row, 0).value)] = str(sheets[META_SHEET].content(row, 1).value)
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs don't know it
    for mark in (FORMAT_PROPERTY, SCHEMA_PROPERTY):
        if mark in properties.names:
            marks[mark] = str(properties[mark].value)
    return marks


def comparable(book: Book) -> dict[str, object]:
    """What both readers tell, in a form that pytest compares piece by piece."""
    return {
        "names": dict(book.names),
        "marks": (book.format, book.schema, book.from_1904),
        **{
            f"{name} {what}": each
            for name, sheet in book.sheets.items()
            for what, each in (
                ("contents", {key: _exact(content) for key, content in sheet.contents.items() if _told(name, key)}),
                ("merged", sorted(sheet.merged)),
                ("state", (sheet.state, sheet.protected)),
                ("hidden", (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns))),
            )
        },
    }


def _exact(content: Content) -> tuple[object, ...]:
    """1, 1.0 and True are equal to Python."""
    return type(content.value).__name__, content.value, content.formula, content.error, content.percent


def _told(sheet: str, key: tuple[int, int]) -> bool:
    """Of the hidden sheet only the marks are read."""
    return sheet != META_SHEET or key[0] < 2
