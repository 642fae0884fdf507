"""What a table of a report looks like, whatever the texts in it: looked at once for all reports of a template, and for
our own templates once for all runs (``recall``).
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from assembler.patterns import late
from assembler.recall import keep, recalled
from assembler.records import dataclass
from assembler.word.paragraphs import PASSED_OVER, cells_of
from assembler.word.parts import read, w

Place = tuple[int, int]
START, END = b"<w:tbl>", b"</w:tbl>"
STAND_IN = b"<w:tbl/>"
_MISLEADING = (b"<!", b"<?", b"<w:tbl ", STAND_IN)
_TEXT_AS_READ = b'<w:t xml:space="preserve">%b</w:t>'
_TEXTS = (b"<w:t>", b"<w:t ", b"<w:delText", b"<w:instrText")
_MARK = late("\ue000([0-9]+)\ue001")
_HERE = Path(__file__)
_KEPT = _HERE.with_name("shapes")
_CODE = tuple(_HERE.with_name(f"{name}.py") for name in ("shapes", "paragraphs", "parts", "tables"))
_MOST = 12
"""Shapes that are kept: two editions with three tables each, and as many before an edition was changed."""
Known = dict[tuple[bytes, tuple[bytes, ...]], tuple[Any, bool]]
_known: Known | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """``pieces`` of each cell by grid position: its rows and columns, fixed words and numbers of texts by turns;
    ``plain``: nothing in it is passed over in reading."""

    pieces: tuple[tuple[Place, int, int, tuple[str | int, ...]], ...]
    plain: bool


@lru_cache(maxsize=32)  # a template has a handful of tables
def shape_of(frame: bytes, between: tuple[bytes, ...]) -> Shape | None:
    """The shape of a table: ``frame``: what stands before the body; ``between``: what stands before, between and behind
    the texts of the table, to the byte. None if its bytes may mislead."""
    global _known
    if _known is None:
        _known = recalled(_KEPT, _CODE) or {}
    if found := _known.get((frame, between)):
        return Shape(*found)
    shape = None if misleads(b"\0".join(between)) else _looked_at(frame, between)
    if shape and not any(each in piece for piece in between for each in _TEXTS):  # else it may be what somebody wrote
        known = {} if len(_known) >= _MOST else _known
        _known = {**known, (frame, between): (shape.pieces, shape.plain)}
        keep(_KEPT, _CODE, _known)
    return shape


def misleads(part: bytes) -> bool:
    """True if the part has something by which its bytes may mislead."""
    return any(each in part for each in _MISLEADING)


def _looked_at(frame: bytes, between: tuple[bytes, ...]) -> Shape:
    """Read with a mark in the place of each text, so that it shows where each one comes out."""
    marks = [_TEXT_AS_READ % f"\ue000{n}\ue001".encode() for n in range(len(between) - 1)]
    inner = b"".join(chain.from_iterable(zip_longest(between, marks, fillvalue=b"")))
    root = read(frame + b"<w:body>" + START + inner + END + b"</w:body></w:document>")
    table = next(root.iter(w("tbl")))
    pieces = [(place, cell.rows, cell.columns, tuple(_by_turns(cell.text))) for place, cell in cells_of(table).items()]
    return Shape(tuple(pieces), next(table.iter(*PASSED_OVER), None) is None)


def _by_turns(text: str) -> Iterator[str | int]:
    for n, piece in enumerate(_MARK.split(text)):
        if n % 2:
            yield int(piece)
        elif piece:
            yield piece
