"""Paragraphs and tables of a Word part as people see them: the text, and where it stands."""

from collections.abc import Container, Iterator

from assembler.records import dataclass
from assembler.word.parts import Element, w

_PARAGRAPH, _TABLE, _ROW, _CELL = (w(name) for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = w("t"), w("txbxContent")
_ALTERNATES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SIGNS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
UNREAD = "\ufffc"
"""Stands in a text for what is printed there and isn't text of the document: a field, a symbol, a formula, a number."""
_THROUGH = {w(name) for name in ("r", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "ins", "moveTo")}
_BLOCKS_THROUGH = {w(name) for name in ("sdt", "sdtContent", "customXml")}
# Struck-out and moved-away text (tracked changes) is not printed; text boxes are paragraphs of their own, and a
# template with other alternatives than drawings is refused (``word/hazards.py``).
PASSED_OVER = {w("del"), w("moveFrom"), _ALTERNATES, _BOX}
_MARKS = {
    w(f"{kind}{end}")
    for kind in ("bookmark", "perm", "commentRange", "moveFromRange", "moveToRange", "customXmlInsRange")
    for end in ("Start", "End")
}
_SILENT = {
    *PASSED_OVER,
    *_MARKS,
    *(w(name) for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "proofErr", "instrText")),
    *(w(name) for name in ("drawing", "pict", "object", "lastRenderedPageBreak", "softHyphen")),
    *(w(name) for name in ("commentReference", "annotationRef", "delText")),
}
_SYMBOL, _FIELD_CHAR, _FIELD_TYPE = w("sym"), w("fldChar"), w("fldCharType")
_VAL, _WIDTH, _SPAN, _MERGE = (w(name) for name in ("val", "w", "gridSpan", "vMerge"))
_NUMBER, _STYLE = f"{w('pPr')}/{w('numPr')}", f"{w('pPr')}/{w('pStyle')}"
_BEFORE, _GRID_COLUMN = f"{w('trPr')}/{w('gridBefore')}", f"{w('tblGrid')}/{w('gridCol')}"
_SLIVER = 57  # 1 mm: no column of the form is as narrow


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its place in words; ``row`` is the table row around it, None outside of tables."""

    text: str
    place: str
    row: Element | None


def text_of(paragraph: Element) -> str:
    """The text as it is printed; a tab is a tab, a soft break a line break; text boxes are paragraphs of their own.
    What the office program puts there by itself is UNREAD, and so is whatever isn't known: only what is sure is text.
    """
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return "".join(pieces)


def _gather(element: Element, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == _TEXT:
            pieces.append(child.text or "")
        elif tag in _THROUGH:
            _gather(child, pieces)
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == _FIELD_CHAR:
            pieces.append(UNREAD if child.get(_FIELD_TYPE) == "begin" else "")
        elif tag not in _SILENT and isinstance(tag, str):
            pieces.append(UNREAD)


def tell_unread(root: Element, numbered: Container[str]) -> bool:
    """Put a sign, which ``text_of`` reads as UNREAD, where a paragraph prints something before its own text: a number
    (``numbered``: the styles that give one), or more of a field that began in a paragraph before, such as a table of
    contents. True if there are such fields, or a field doesn't end."""
    depth, reaching = 0, False
    for each in list(root.iter(_PARAGRAPH, _FIELD_CHAR)):
        if each.tag == _FIELD_CHAR:
            depth += {"begin": 1, "end": -1}.get(each.get(_FIELD_TYPE), 0)
        elif depth > 0 or _is_numbered(each, numbered):
            reaching = reaching or depth > 0
            each.insert(0, each.makeelement(_SYMBOL))
    return reaching or depth != 0


def _is_numbered(paragraph: Element, numbered: Container[str]) -> bool:
    """True if it has a number of its own, or its style's; the list 0 takes the style's away."""
    number = paragraph.find(_NUMBER)
    if number is not None:
        return gives_number(number)
    style = paragraph.find(_STYLE)
    return (style.get(_VAL) if style is not None else "") in numbered


def gives_number(number: Element) -> bool:
    """True unless it is the list 0, which there is not."""
    listed = number.find(w("numId"))
    return listed is None or listed.get(_VAL) != "0"


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
        elif child.tag in _BLOCKS_THROUGH:
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
