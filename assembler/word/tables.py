"""The tables of a finished report, quickly: what stands between the texts of a table is the same in every report of a
template, so its shape is looked at once, with ``cells_of``, and after that only the texts are read.

Nothing is taken on trust: the texts are those of the bytes, and whatever isn't the same to the byte is another shape.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

from assembler.word.paragraphs import PASSED_OVER, FoundCell, cells_of
from assembler.word.parts import parse, w

Place = tuple[int, int]
_START, _END = b"<w:tbl>", b"</w:tbl>"
_STAND_IN = b"<w:tbl/>"
_MISLEADING = (b"<!", b"<w:tbl ", _STAND_IN, b"\xef\xbf")  # the last: U+FFFE and U+FFFF are no characters of XML
_TEXT = re.compile(rb'<w:t(?: xml:space="preserve")?>([^<&\x00-\x1f]*)</w:t>')
_TEXT_AS_READ = b'<w:t xml:space="preserve">%b</w:t>'
_MARK = re.compile("\ue000([0-9]+)\ue001")


@dataclass(frozen=True, slots=True)
class Tables:
    """``rest``: the document with an empty table in the place of each; ``cells`` of each by grid position; ``texts``:
    all that is said in them; ``plain``: nothing in them is passed over in reading."""

    rest: bytes
    cells: tuple[Mapping[Place, FoundCell], ...]
    texts: str
    plain: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """``pieces`` of each cell by grid position: its rows and columns, fixed words and numbers of texts by turns."""

    pieces: tuple[tuple[Place, int, int, tuple[str | int, ...]], ...]
    plain: bool


def tables_of(document: bytes) -> Tables | None:
    """None if the document has something by which its bytes may mislead: comments, CDATA, tables in tables, another
    encoding. etree.XMLSyntaxError if a table isn't well-formed."""
    if document.find(b"<?", 2) > 0 or b"UTF-8" not in document[:60] or any(each in document for each in _MISLEADING):
        return None
    pieces = document.split(_START)
    halves = [piece.split(_END) for piece in pieces[1:]]
    frame, body, _ = pieces[0].partition(b"<w:body>")
    if not body or _END in pieces[0] or any(len(half) != 2 for half in halves):
        return None
    found = [_cells(frame, inner) for inner, _ in halves]
    rest = _STAND_IN.join([pieces[0], *(after for _, after in halves)])
    texts = "\n".join(chain.from_iterable(said for _, said, _ in found))
    return Tables(rest, tuple(cells for cells, _, _ in found), texts, all(plain for _, _, plain in found))


def _cells(frame: bytes, inner: bytes) -> tuple[Mapping[Place, FoundCell], list[str], bool]:
    pieces = _TEXT.split(inner)
    texts = b"\n".join(pieces[1::2]).decode().split("\n") if len(pieces) > 1 else []
    shape = _shape(frame, tuple(pieces[::2]))
    cells = {
        place: FoundCell(rows, columns, "".join([texts[each] if isinstance(each, int) else each for each in own]))
        for place, rows, columns, own in shape.pieces
    }
    return cells, texts, shape.plain


@lru_cache(maxsize=32)  # a template has a handful of tables
def _shape(frame: bytes, between: tuple[bytes, ...]) -> _Shape:
    """Read once with a mark in the place of each text, so that it shows where each one comes out."""
    marks = [_TEXT_AS_READ % f"\ue000{n}\ue001".encode() for n in range(len(between) - 1)]
    inner = b"".join(chain.from_iterable(zip_longest(between, marks, fillvalue=b"")))
    root = parse(frame + b"<w:body>" + _START + inner + _END + b"</w:body></w:document>")
    table = next(root.iter(w("tbl")))
    pieces = [(place, cell.rows, cell.columns, tuple(_by_turns(cell.text))) for place, cell in cells_of(table).items()]
    return _Shape(tuple(pieces), next(table.iter(*PASSED_OVER), None) is None)


def _by_turns(text: str) -> Iterator[str | int]:
    for n, piece in enumerate(_MARK.split(text)):
        if n % 2:
            yield int(piece)
        elif piece:
            yield piece
