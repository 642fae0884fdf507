"""Paragraphs and tables of a Word part as people see them: the text, and where it stands."""

from collections.abc import Iterator

from assembler.records import dataclass
from assembler.word.parts import Element, w

_PARAGRAPH, _TABLE, _ROW, _CELL = (w(name) for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = w("t"), w("txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text a second time
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
# Struck-out and moved-away text (tracked changes) is not printed; tab stops in paragraph properties are no tabs.
PASSED_OVER = {w("del"), w("moveFrom"), _FALLBACK, _BOX}
_SILENT = {w("pPr"), w("rPr"), *PASSED_OVER}
_VAL, _WIDTH, _SPAN, _MERGE = (w(name) for name in ("val", "w", "gridSpan", "vMerge"))
_BEFORE, _GRID_COLUMN = f"{w('trPr')}/{w('gridBefore')}", f"{w('tblGrid')}/{w('gridCol')}"
_SLIVER = 57  # 1 mm: no column of the form is as narrow


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its place in words; ``row`` is the table row around it, None outside of tables."""

    text: str
    place: str
    row: Element | None


def text_of(paragraph: Element) -> str:
    """The visible text; a tab is a tab, a soft break a line break; text boxes are paragraphs of their own."""
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return "".join(pieces)


def _gather(element: Element, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == _TEXT:
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag not in _SILENT:
            _gather(child, pieces)


def paragraphs_of(root: Element, name: str) -> Iterator[Paragraph]:
    """All paragraphs below ``root`` in order, those in tables and text boxes included.

    ``name`` is what the part is called, such as 正文; paragraphs and tables are counted from 1.
    """
    yield from _walk(root, name, {"paragraphs": 0, "tables": 0}, None)


def _walk(element: Element, name: str, count: dict[str, int], row: Element | None) -> Iterator[Paragraph]:
    for child in element.iterchildren():
        if child.tag == _PARAGRAPH:
            count["paragraphs"] += row is None
            place = f"{name}第{count['paragraphs']}段" if row is None else name
            yield Paragraph(text_of(child), place, row)
            yield from (each for box in child.iter(_BOX) for each in _walk(box, f"{place}的文本框", dict(count), row))
        elif child.tag == _TABLE and row is None:
            count["tables"] += 1
            yield from _table(child, f"{name}第{count['tables']}张表", count)
        elif isinstance(child.tag, str):
            yield from _walk(child, name, count, row)


def _table(table: Element, name: str, count: dict[str, int]) -> Iterator[Paragraph]:
    for r, row in enumerate(table.iter(_ROW), 1):
        for c, cell in enumerate(row.iter(_CELL), 1):
            yield from _walk(cell, f"{name}第{r}行第{c}格", count, row)


def blocks(body: Element) -> Iterator[Element]:
    """The outermost paragraphs and tables below ``body`` in order; content controls are looked through."""
    for child in body.iterchildren():
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif isinstance(child.tag, str):
            yield from blocks(child)


def is_table(block: Element) -> bool:
    """True for a table, False for a paragraph."""
    return bool(block.tag == _TABLE)


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell of a table as it stands in a document."""

    rows: int
    columns: int
    text: str


def cells_of(table: Element) -> dict[tuple[int, int], FoundCell]:
    """The cells by grid position (row, column, from 0); a merged cell stands at its top left."""
    found: dict[tuple[int, int], FoundCell] = {}
    open_merges: dict[int, tuple[int, int]] = {}
    slivers = _slivers(table)
    for r, row in enumerate(table.iterchildren(_ROW)):
        before = row.find(_BEFORE)
        left = 0 if before is None else int(before.get(_VAL))
        for cell in row.iter(_CELL):
            span, merge, text = _content(cell)
            column, right = left, left + span
            if slivers:
                column, right = _visible(slivers, left), _visible(slivers, left + span)
            start = open_merges.get(column)
            if merge == "continue" and start is not None:
                above = found[start]
                found[start] = FoundCell(above.rows + 1, above.columns, above.text + text)
            else:
                found[r, column] = FoundCell(1, right - column, text)
                open_merges.pop(column, None)
                if merge == "restart":
                    open_merges[column] = (r, column)
            left += span
    return found


def _slivers(table: Element) -> list[int]:
    """The grid columns of a hair's breadth: office programs add one where the edges of two rows differ by a
    rounding. Some give widths in fractions."""
    widths = (float(each.get(_WIDTH, "0")) for each in table.iterfind(_GRID_COLUMN))
    return [n for n, width in enumerate(widths) if 0 < width < _SLIVER]


def _visible(slivers: list[int], column: int) -> int:
    """A grid column without the slivers before it."""
    return column - sum(each < column for each in slivers)


def _content(cell: Element) -> tuple[int, str | None, str]:
    """Grid columns, "restart" or "continue" in a vertical merge, and the text, its paragraphs joined by line breaks."""
    columns, merge = None, None
    texts: list[str] = []
    for each in cell.iter(_SPAN, _MERGE, _PARAGRAPH):  # a cell begins with its properties
        if each.tag == _PARAGRAPH:
            texts.append(text_of(each))
        elif texts:  # the properties of a cell inside this one
            continue
        elif each.tag == _SPAN:
            columns = columns or int(each.get(_VAL))
        else:
            merge = merge or each.get(_VAL, "continue")
    return columns or 1, merge, "\n".join(texts)
