"""The tables of a finished report, quickly: what stands between the texts of a table is the same in every report of a
template, so its shape is looked at once, with ``cells_of``, and after that only the texts are read.

Nothing is taken on trust: the texts are those of the bytes, and whatever isn't the same to the byte is another shape.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, zip_longest

from assembler.patterns import late
from assembler.records import dataclass
from assembler.word.paragraphs import PASSED_OVER, FoundCell, cells_of
from assembler.word.parts import parse, w

Place = tuple[int, int]
_START, _END = b"<w:tbl>", b"</w:tbl>"
_STAND_IN = b"<w:tbl/>"
_MISLEADING = (b"<!", b"<?", b"<w:tbl ", _STAND_IN)
_NO_CHARACTER = late("[\ufffe\uffff]")  # in XML; only the parser says so
_TEXT = late(rb'<w:t(?: xml:space="preserve")?>([^<&\x00-\x1f]*)</w:t>')
_TEXT_AS_READ = b'<w:t xml:space="preserve">%b</w:t>'
_MARK = late("\ue000([0-9]+)\ue001")


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
    pieces = document.split(_START)
    halves = [piece.split(_END) for piece in pieces[1:]]
    frame, body, _ = pieces[0].partition(b"<w:body>")
    if not body or b"UTF-8" not in frame[:60] or any(len(half) != 2 for half in halves):
        return None
    outside = [pieces[0], *(after for _, after in halves)]
    found = [_cells(frame, inner) for inner, _ in halves]
    if _misleads(b"".join(outside)[2:]) or None in found:
        return None
    cells, texts, plain = zip(*filter(None, found), strict=True) if found else ((), (), ())
    said = "\n".join(texts)
    return None if _NO_CHARACTER.search(said) else Tables(_STAND_IN.join(outside), cells, said, all(plain))


def _misleads(part: bytes) -> bool:
    return any(each in part for each in _MISLEADING)


def _cells(frame: bytes, inner: bytes) -> tuple[Mapping[Place, FoundCell], str, bool] | None:
    pieces = _TEXT.split(inner)
    shape = _shape(frame, tuple(pieces[::2]))
    if shape is None:
        return None
    said = b"\n".join(pieces[1::2]).decode()
    texts = said.split("\n")
    cells = {
        place: _cell(rows, columns, "".join([texts[each] if isinstance(each, int) else each for each in own]))
        for place, rows, columns, own in shape.pieces
    }
    return cells, said, shape.plain


_cell = lru_cache(maxsize=4096)(FoundCell)  # labels and small figures come again and again


@lru_cache(maxsize=32)  # a template has a handful of tables
def _shape(frame: bytes, between: tuple[bytes, ...]) -> _Shape | None:
    """Read once with a mark in the place of each text, so that it shows where each one comes out."""
    if _misleads(b"\0".join(between)):
        return None
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
