"""Paragraphs and tables of a Word part as people see them: the text, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from assembler.word.parts import Element, w

_PARAGRAPH, _TABLE, _ROW, _CELL = (w(name) for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = w("t"), w("txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text a second time
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
# Struck-out and moved-away text (tracked changes) is not printed; tab stops in paragraph properties are no tabs.
_SILENT = {w(name) for name in ("del", "moveFrom", "pPr", "rPr")} | {_FALLBACK, _BOX}
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


def cell_text(cell: Element) -> str:
    """The text of a table cell, its paragraphs joined by line breaks."""
    return "\n".join(text_of(paragraph) for paragraph in cell.iter(_PARAGRAPH))


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
    widths = [int(each.get(w("w"), "0")) for each in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
    for r, row in enumerate(table.iterchildren(_ROW)):
        before = row.find(f"{w('trPr')}/{w('gridBefore')}")
        left = 0 if before is None else int(before.get(w("val")))
        for cell in row.iter(_CELL):
            span, merge = _spans(cell)
            column = _visible(widths, left)
            start = open_merges.get(column)
            if merge == "continue" and start is not None:
                above = found[start]
                found[start] = FoundCell(above.rows + 1, above.columns, above.text + cell_text(cell))
            else:
                found[r, column] = FoundCell(1, _visible(widths, left + span) - column, cell_text(cell))
                open_merges.pop(column, None)
                if merge == "restart":
                    open_merges[column] = (r, column)
            left += span
    return found


def _visible(widths: list[int], column: int) -> int:
    """A grid column without the slivers before it: office programs add a column of a hair's breadth where the edges
    of two rows differ by a rounding."""
    return column - sum(0 < width < _SLIVER for width in widths[:column])


def _spans(cell: Element) -> tuple[int, str | None]:
    """Grid columns, and "restart" or "continue" in a vertical merge."""
    properties = cell.find(w("tcPr"))
    if properties is None:
        return 1, None
    span, merge = properties.find(w("gridSpan")), properties.find(w("vMerge"))
    columns = 1 if span is None else int(span.get(w("val")))
    return columns, None if merge is None else merge.get(w("val"), "continue")
