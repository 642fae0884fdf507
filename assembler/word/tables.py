"""The tables of a finished report, quickly: what stands between the texts of a table is the same in every report of a
template, so its shape is looked at once (``shapes``), and after that only the texts are read.

Nothing is taken on trust: the texts are those of the bytes, and whatever isn't the same to the byte is another shape.
"""

from collections.abc import Mapping
from functools import lru_cache

from assembler.patterns import late
from assembler.records import dataclass
from assembler.word.paragraphs import FoundCell
from assembler.word.shapes import END, STAND_IN, START, misleads, shape_of

Place = tuple[int, int]
_NO_CHARACTER = late("[\ufffe\uffff]")  # in XML; only the parser says so
_TEXT = late(rb'<w:t(?: xml:space="preserve")?(?:>([^<&\x00-\x1f]*)</w:t>|/>)')


@dataclass(frozen=True, slots=True)
class Tables:
    """``rest``: the document with an empty table in the place of each; ``cells`` of each by grid position; ``texts``:
    all that is said in them; ``plain``: nothing in them is passed over in reading."""

    rest: bytes
    cells: tuple[Mapping[Place, FoundCell], ...]
    texts: str
    plain: bool


def tables_of(document: bytes) -> Tables | None:
    """None if the document has something by which its bytes may mislead: comments, CDATA, tables in tables, another
    encoding. etree.XMLSyntaxError if a table isn't well-formed."""
    pieces = document.split(START)
    halves = [piece.split(END) for piece in pieces[1:]]
    frame, body, _ = pieces[0].partition(b"<w:body>")
    if not body or b"UTF-8" not in frame[:60] or any(len(half) != 2 for half in halves):
        return None
    outside = [pieces[0], *(after for _, after in halves)]
    found = [_cells(frame, inner) for inner, _ in halves]
    if misleads(b"".join(outside)[2:]) or None in found:
        return None
    cells, texts, plain = zip(*filter(None, found), strict=True) if found else ((), (), ())
    said = "\n".join(texts)
    return None if _NO_CHARACTER.search(said) else Tables(STAND_IN.join(outside), cells, said, all(plain))


def _cells(frame: bytes, inner: bytes) -> tuple[Mapping[Place, FoundCell], str, bool] | None:
    pieces = _TEXT.split(inner)
    shape = shape_of(frame, tuple(pieces[::2]))
    if shape is None:
        return None
    said = b"\n".join([piece or b"" for piece in pieces[1::2]]).decode()
    texts = said.split("\n")
    cells = {
        place: _cell(rows, columns, "".join([texts[each] if isinstance(each, int) else each for each in own]))
        for place, rows, columns, own in shape.pieces
    }
    return cells, said, shape.plain


_cell = lru_cache(maxsize=4096)(FoundCell)  # labels and small figures come again and again
