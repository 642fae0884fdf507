"""An OpenDocument workbook (.ods) as a Book: one pass over content.xml, bounded like every other."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from assembler.errors import UnusableInput
from assembler.excel.book import COLUMNS, ROWS, Book, Content, Sheet
from assembler.excel.shown import says
from assembler.excel.sources.foreign import foreign_book
from assembler.excel.sources.ods_looks import Looks
from assembler.excel.values import as_stored
from assembler.model.look import in_runs, marked
from assembler.records import replace

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


_ROW, _PARAGRAPH, _BLANKS, _TAB, _BREAK, _NOTE, _SPAN = map(
    _q, ("table:table-row", "text:p", "text:s", "text:tab", "text:line-break", "office:annotation", "text:span")
)
_CELL_STYLE, _TEXT_STYLE = _q("table:style-name"), _q("text:style-name")
_CELLS = (_q("table:table-cell"), _q("table:covered-table-cell"))
_STYLE, _PROPERTIES = _q("style:style"), _q("style:table-properties")


class _Cell(NamedTuple):
    content: Content
    repeated: int
    rows: int
    columns: int


def read_ods(path: Path, content: bytes) -> Book:
    """The workbook whose content.xml that is. UnusableInput for what is no such thing."""
    try:
        sheets = list(_sheets(etree.fromstring(content, _parser())))
    except (etree.XMLSyntaxError, ValueError, OverflowError) as error:
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="内容读不出") from error
    return foreign_book(path, "ods", sheets)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _sheets(root: etree._Element) -> Iterator[Sheet]:
    hidden = {
        style.get(_q("style:name"))
        for style in root.iter(_STYLE)
        for properties in style.iter(_PROPERTIES)
        if properties.get(_q("table:display")) == "false"
    }
    looks = Looks(root)
    for table in root.iterfind("office:body/office:spreadsheet/table:table", _NAMESPACES):
        state = "hidden" if table.get(_q("table:style-name")) in hidden else "visible"
        yield _sheet(table, state, looks)


def _sheet(table: etree._Element, state: str, looks: Looks) -> Sheet:
    contents: dict[tuple[int, int], Content] = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    top = 0
    for row in table.iter(_ROW):
        repeated = _count(row, "table:number-rows-repeated")
        last = min(top + repeated, ROWS)
        cells = list(_row(row, looks))
        for each in range(top, last):
            if row.get(_q("table:visibility")) in ("collapse", "filter"):
                hidden.add(each)
            for column, cell in cells:
                if cell.content.value is not None:
                    contents[each, column] = cell.content
                if cell.rows > 1 or cell.columns > 1:
                    bottom, right = min(each + cell.rows, ROWS) - 1, min(column + cell.columns, COLUMNS) - 1
                    merged.append((each, column, bottom, right))
        top += repeated
        if top >= ROWS:
            break
    return Sheet(table.get(_q("table:name"), ""), contents, tuple(merged), state, frozenset(hidden))


def _row(row: etree._Element, looks: Looks) -> Iterator[tuple[int, _Cell]]:
    """The cells of a row that hold or merge something, each with its column."""
    column = 0
    for element in row.iterchildren(*_CELLS):
        cell = _cell(element, looks)
        if cell.content.value is not None or cell.rows > 1 or cell.columns > 1:
            for each in range(column, min(column + cell.repeated, COLUMNS)):
                yield each, cell
        column += cell.repeated
        if column >= COLUMNS:
            return


def _cell(element: etree._Element, looks: Looks) -> _Cell:
    spans = (_count(element, "table:number-rows-spanned"), _count(element, "table:number-columns-spanned"))
    return _Cell(_looked(element, _content(element), looks), _count(element, "table:number-columns-repeated"), *spans)


def _count(element: etree._Element, name: str) -> int:
    return max(int(element.get(_q(name), "1")), 1)


def _content(element: etree._Element) -> Content:
    kind = element.get(_q("office:value-type"), "")
    if element.get(_q("calcext:value-type")) == "error":
        return Content(_text(element), error=True)
    if kind in ("float", "currency", "percentage"):
        value = float(element.get(_q("office:value"), "nan"))
        number = int(value) if value.is_integer() else value
        shown = _shown(element, number)
        if kind == "currency" and element.find(_PARAGRAPH) is None:
            shown = f"{element.get(_q('office:currency'), '¥')}{element.get(_q('office:value'))}"
        return Content(number, percent=kind == "percentage", shown=shown)
    if kind == "boolean":
        return Content(element.get(_q("office:boolean-value")) == "true")
    if kind == "date":
        return Content(_day(element.get(_q("office:date-value"), "")))
    return Content(_text(element) or element.get(_q("office:string-value")) or None)


def _looked(element: etree._Element, content: Content, looks: Looks) -> Content:
    """The content with what its look says."""
    if not looks or content.value in (None, ""):
        return content
    shown = content.shown
    if isinstance(content.value, str):
        shown = in_runs(_runs(element, looks))
    if mark := looks.cells.get(element.get(_CELL_STYLE, "")):
        shown = marked(as_stored(content.value) if shown is None else shown, mark)
    return replace(content, shown=shown)


def _runs(element: etree._Element, looks: Looks) -> Iterator[tuple[str, str]]:
    """The text of a cell in parts of one look, with their marks."""
    for n, paragraph in enumerate(element.iterchildren(_PARAGRAPH)):
        yield ("\n" if n else "") + (paragraph.text or ""), ""
        for child in paragraph:
            mark = looks.texts.get(child.get(_TEXT_STYLE, ""), "") if child.tag == _SPAN else ""
            yield "".join(_said(child)), mark
            yield child.tail or "", ""


def _shown(element: etree._Element, value: float) -> str | None:
    """What people see where it isn't the number. Some programs don't say."""
    if element.find(_PARAGRAPH) is None or not math.isfinite(value):
        return None
    text = _text(element)
    return None if says(text, value) else text


def _day(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _text(element: etree._Element) -> str:
    """What the cell shows, without its comment."""
    return "\n".join("".join(_spoken(each)) for each in element.iterchildren(_PARAGRAPH))


def _spoken(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _said(child)
        yield child.tail or ""


def _said(child: etree._Element) -> Iterator[str]:
    """What an element within a text adds to it."""
    if child.tag == _BLANKS:
        yield " " * min(_blanks(child), 100)
    elif child.tag in (_TAB, _BREAK):
        yield "\t" if child.tag == _TAB else "\n"
    elif child.tag != _NOTE:
        yield from _spoken(child)


def _blanks(element: etree._Element) -> int:
    return max(int(element.get(_q("text:c"), "1")), 1)
