"""The quick way through a sheet that is written as Excel, WPS, LibreOffice and XlsxWriter write one.

Its rows and cells are taken by regular expressions that have to account for every character between <sheetData> and
</sheetData>; whatever they don't know (shared formulas, inline texts, comments, prefixes, odd attributes) sends the
whole sheet to the parser, which reads it alike (tests/excel hold one against the other). The rest of the part goes to
the parser in any case, without validations and conditional formats, which are nine tenths of it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assembler.excel.book import ROWS
from assembler.excel.xml.cells import Cells, Place
from assembler.excel.xml.strings import plain_text, unreferenced
from assembler.model.columns import column_of
from assembler.patterns import late

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ATTRIBUTES = "spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph|x14ac:dyDescent"
# what stands behind <c r=" up to the next one or the end of the row
_CELL = late(
    r'(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})"'
    r'(?: s="(?P<style>[0-9]{1,5})")?(?: t="(?P<kind>n|s|b|e|str)")?(?: ?/>|>'
    r"(?:<f(?: aca=\"[a-z01]{1,5}\")?(?: ca=\"[a-z01]{1,5}\")?>(?P<formula>[^<]+)</f>)?"
    r"(?:<v>(?P<text>[^<]+)</v>|(?P<hollow><v></v>|<v ?/>))?</c>)\s*"
)
_ROW = late(
    rf'<row r="(?P<row>[1-9][0-9]{{0,6}})"(?P<attributes>(?: (?:{_ATTRIBUTES})="[^"<>&]*")*)(?P<empty> ?/)?>\s*'
)
_NEW = ((-1, -1), "")
_HEADS: dict[str, tuple[Place, str, str, str | None]] = {}
"""What stands before the values of cells: place, type, style, formula. In workbooks of one form it is the same."""
_MOST = 8192
_KEPT = 100_000  # bytes
_SHORT = 500  # characters; what is longer is not kept
_column = lru_cache(maxsize=1024)(column_of)
_ATTRIBUTE = late(r'([A-Za-z0-9:]+)="([^"]*)"')
_UNSEEN = late(rb"<!(?:--|\[CDATA\[)")
_SKIPPED = (b"conditionalFormatting", b"dataValidations")


class Parted(NamedTuple):
    """A worksheet part: its rows so far as they are read, and the part without rows and what is skipped.
    ``extended``: rows may have attributes of x14ac."""

    rows: bytes
    rest: bytes
    extended: bool


class _Frame(NamedTuple):
    """What stands before and behind the rows of a part, the tags around them included, and what it comes to."""

    head: bytes
    tail: bytes
    rest: bytes | None
    extended: bool


_FRAMES: dict[str, _Frame] = {}
"""The last one of each name: in workbooks of one form it is the same, and to compare is quicker than to search."""
_MOST_FRAMES = 32


def parted(name: str, part: bytes, rows: int = ROWS) -> Parted | None:
    """Take a part apart; None if it isn't written plainly. ``name``: of the part."""
    frame = _FRAMES.get(name)
    if frame is None or not _stands(frame, part):
        start, end = part.find(_OPEN) + len(_OPEN), part.rfind(_CLOSE)
        if not len(_OPEN) <= start <= end:
            return None
        frame = _framed(part[:start], part[end:])
        if len(frame.head) + len(frame.tail) <= _KEPT:
            if len(_FRAMES) >= _MOST_FRAMES:
                _FRAMES.clear()
            _FRAMES[name] = frame
    body = part[len(frame.head) : len(part) - len(frame.tail)]
    if rows < ROWS:
        body = body.partition(b'<row r="%d"' % (rows + 1))[0]
    return Parted(body, frame.rest, frame.extended) if frame.rest is not None else None


def _stands(frame: _Frame, part: bytes) -> bool:
    """True if the part is one with that frame."""
    enough = len(part) >= len(frame.head) + len(frame.tail)
    return enough and part.endswith(frame.tail) and part.startswith(frame.head)


def _framed(head: bytes, tail: bytes) -> _Frame:
    """The rest is None if there may be tags in it that are none."""
    if _hidden(head[5:]) or _hidden(tail):
        return _Frame(head, tail, None, False)
    rest = tail
    for name in _SKIPPED:
        rest = _without(name, rest)
    return _Frame(head, tail, head + rest, b"xmlns:x14ac=" in head)


def scan(part: Parted, cells: Cells) -> bool:
    """Put a sheet's cells and hidden rows into ``cells``; False if they aren't written plainly: then ``cells`` is of no
    use any more."""
    text = plain_text(part.rows)
    return text is not None and (part.extended or "x14ac:" not in text) and _scanned(text, cells)


def heads(rows: str) -> Iterator[tuple[Place, str, str, str | None]]:
    """What stands before the values of all cells that have one: place, type, style, formula. ``rows``: as they were
    scanned."""
    for piece in rows.split('<c r="')[1:]:
        match = _CELL.match(piece)
        if match and match["text"]:
            formula = match["formula"] and unreferenced(match["formula"])
            column, row, style, kind = match.group("column", "row", "style", "kind")
            yield (int(row) - 1, _column(column)), kind or "n", style or "0", formula


def _hidden(part: bytes) -> bool:
    """True if there may be tags in it that are none: in a comment, a CDATA section, a processing instruction."""
    return (b"!" in part and _UNSEEN.search(part) is not None) or (b"?" in part and b"<?" in part)


def _scanned(text: str, cells: Cells) -> bool:
    """Put all cells and rows of the text; False at the first thing that takes the parser."""
    *rows, rest = text.split("</row>")
    known, shared, lay = cells.values.known, cells.values.shared, cells.lay
    for row in rows:
        head, *pieces = row.split('<c r="')
        if not _begun(head, cells, inside=True):
            return False
        for piece in pieces:
            cell = known.get(piece, _NEW)
            if cell is None:
                continue
            if cell is not _NEW:
                key, content = cell
                lay(key, (shared.get(content) or cells.values.text(content)) if isinstance(content, str) else content)
            elif not _put(piece, cells):
                return False
    return _begun(rest, cells, inside=False)


def _begun(text: str, cells: Cells, inside: bool) -> bool:
    """Note rows that are hidden; False unless there are only empty rows and then, if cells are to follow (``inside``),
    one that begins."""
    found = (_rows if len(text) < _SHORT else _rows.__wrapped__)(text)
    if found is None or found[1] != inside:
        return False
    for row, attributes in found[0]:
        cells.hide_row(row, dict(_ATTRIBUTE.findall(attributes)))
    return True


@lru_cache(maxsize=2048)
def _rows(text: str) -> tuple[tuple[tuple[int, str], ...], bool] | None:
    """Rows that may be hidden, with their attributes, and whether the last one is left open; None if there is anything
    else."""
    at, inside, hidden = len(text) - len(text.lstrip()), False, []
    while at < len(text):
        row = _ROW.match(text, at)
        if row is None or inside:
            return None
        attributes = row["attributes"]
        if _repeated(attributes):
            return None
        if "hidden=" in attributes or ' ht="0' in attributes:
            hidden.append((int(row["row"]) - 1, attributes))
        at, inside = row.end(), not row["empty"]
    return tuple(hidden), inside


def _repeated(attributes: str) -> bool:
    """True if one of them stands twice, which is not well-formed."""
    names = [name for name, _ in _ATTRIBUTE.findall(attributes)]
    return len(names) > len(set(names))


def _put(piece: str, cells: Cells) -> bool:
    """Put a cell that hasn't been met before; False if it takes the parser."""
    before, _, rest = piece.partition("<v>")
    head, text = _HEADS.get(before), rest.removesuffix("</v></c>")
    if head is None or not text or "<" in text or len(text) == len(rest):
        return _put_new(piece, cells)
    if "&" in text:
        text = unreferenced(text)
    key, kind, style, formula = head
    content = cells.put(key, kind, style, formula, text)
    if len(piece) < _SHORT and (kind != "s" or not formula):
        cells.values.remember(piece, style, (key, text if kind == "s" else content) if content else None)
    return True


def _put_new(piece: str, cells: Cells) -> bool:
    """The same of a cell that hasn't been met with any value."""
    match = _CELL.fullmatch(piece)
    if match is None:
        return False
    column, row, style, kind, formula, text, hollow = match.groups()
    if "&" in piece:
        formula, text = formula and unreferenced(formula), text and unreferenced(text)
    head = (int(row) - 1, _column(column)), kind or "n", style or "0", formula
    if cells.put(*head, text or ("" if hollow else None)) is None and len(piece) < _SHORT:
        cells.values.remember(piece, head[2], None)
    if text and len(piece) < _SHORT:
        if len(_HEADS) >= _MOST:
            _HEADS.clear()
        _HEADS[piece.partition("<v>")[0]] = head
    return True


def _without(name: bytes, tail: bytes) -> bytes:
    """The tail without all elements of that name."""
    opening = re.compile(rb"<%b(?: [A-Za-z0-9:]+=\"[^\"<]*\")*>" % name)
    closing = b"</%b>" % name
    kept, at = [], 0
    while match := opening.search(tail, at):
        end = tail.find(closing, match.end())
        if end < 0:
            break
        kept.append(tail[at : match.start()])
        at = end + len(closing)
    return b"".join(kept) + tail[at:]
