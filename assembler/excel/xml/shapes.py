"""The quickest way through a sheet: one whose rows are written just like others before, but for the values in them.

All workbooks that one program made of one form have the same XML around their values: the same rows, cells, styles,
formulas. When the scan has accounted for such rows, character by character, what they mean is kept, and of the next
sheet only the values are looked at: each stands between ``<v>`` and ``</v>``, so the XML is cut at every v, and every
piece but the values has to be equal. Nothing here decides what a value means: one that hasn't been met with that type,
style and formula goes to ``Values``. A pattern is kept when it has been met a few times, and only if it gives what the
scan gave.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from assembler.excel.book import Content, Drawn, Shape, picker
from assembler.excel.xml.cells import Beside, Cells, Gathered, Place, covered
from assembler.excel.xml.parts import Broken
from assembler.excel.xml.scan import Parted, heads
from assembler.excel.xml.strings import plain_text, unreferenced
from assembler.excel.xml.values import MOST_TABLES, Kept, Values
from assembler.patterns import late

_CUT = b"v"
_BEFORE, _AFTER = b">", b"</"  # what the cut leaves of the tags around a value
_LONGEST = 200_000  # bytes of rows
_MOST_BYTES = 4_000_000  # of rows whose pattern is kept
_BEFORE_LEARNING = 2  # times; to learn a pattern takes as long as to scan it, and one or two workbooks are soon read
_MOST_SEEN = 4096  # patterns that were met
_MOST_SHAPES = 8  # of one pattern
_MOST_VALUES = 8192
_SHORT = 64  # bytes of a value; longer ones are seldom met again
_BARE = late(rb">[0-9A-Za-z.+-]+</")
Meanings = dict[bytes, Content]
Pick = Callable[[Sequence[Any]], tuple[Any, ...]]


class _Head(NamedTuple):
    """What stands before a value; ``formula`` with its equals sign."""

    kind: str
    style: str
    formula: str | None


Holes = dict[int, tuple[Place, _Head]]
"""Where values are among the pieces: the cell, and what stands before it."""


class _Unlike(Exception):
    """A value is written in a way that takes the scan."""


class _Pattern:
    """All that is the same in rows that are written alike. ``others``: contents of cells without a value, formulas
    without a result. ``meanings``: what values mean that were met already, by what stands before them."""

    def __init__(
        self, pieces: list[bytes], holes: Holes, others: dict[Place, Content], meanings: dict[_Head, Meanings]
    ) -> None:
        shared = [n for n, (_, head) in holes.items() if head.kind == "s"]
        own = [n for n, (_, head) in holes.items() if head.kind != "s"]
        self.fixed_at = picker([n for n in range(len(pieces)) if n not in holes])
        self.fixed = self.fixed_at(pieces)
        self.shared_at, self.own_at = picker(shared), picker(own)
        self.heads = tuple(holes[n][1] for n in own)
        self.meanings = [meanings.setdefault(head, {}) for head in self.heads]
        self.constants = [meanings.setdefault(head._replace(formula=None), {}) for head in self.heads]
        self.others = tuple(others.values())
        self.keys = (*(holes[n][0] for n in (*shared, *own)), *others)
        self.hidden_rows: frozenset[int] = frozenset()
        self.extended = False
        self.shapes: dict[Beside, tuple[Shape, Pick]] = {}

    def shape(self, beside: Beside) -> tuple[Shape, Pick]:
        """The shape with that beside the rows, and how its cells are picked: those that merged cells hide left out."""
        found = self.shapes.get(beside)
        if found is None:
            hidden = set(covered(beside.merged))
            kept = sorted((key, n) for n, key in enumerate(self.keys) if key not in hidden)
            found = Shape(tuple(key for key, _ in kept)), picker([n for _, n in kept])
            if len(self.shapes) >= _MOST_SHAPES:
                self.shapes.clear()
            self.shapes[beside] = found
        return found


class Shelf:
    """Patterns met in workbooks with the same styles and years; from time to time all is forgotten, to be learnt
    anew."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._patterns: dict[int, list[_Pattern]] = {}
        self._meanings: dict[_Head, Meanings] = {}
        self._seen: dict[int, int] = {}  # how often patterns were met, by their hash
        self._bytes = self._values = 0

    def recall(self, part: Parted, beside: Beside, values: Values) -> Gathered | None:
        """A sheet whose pattern is known; None if it isn't."""
        pieces = part.rows.split(_CUT)
        for pattern in self._patterns.get(len(pieces), ()):
            if pattern.fixed_at(pieces) == pattern.fixed and (part.extended or not pattern.extended):
                try:
                    return self._filled(pattern, pieces, beside, values)
                except _Unlike:
                    return None
        return None

    def _filled(self, pattern: _Pattern, pieces: list[bytes], beside: Beside, values: Values) -> Gathered:
        """The sheet of that pattern with these values."""
        shape, pick = pattern.shape(beside)
        drawn = Drawn(shape, pick(self._contents(pattern, pieces, values)))
        return Gathered(drawn, pattern.hidden_rows, *beside[:3])

    def _contents(self, pattern: _Pattern, pieces: list[bytes], values: Values) -> tuple[Content, ...]:
        """The contents of its cells, by its keys."""
        texts = pattern.own_at(pieces)
        own: list[Any] = [*map(dict.get, pattern.meanings, texts)]
        if not all(own):
            if self._values >= _MOST_VALUES:
                self._forget_values()
            new = [n for n, content in enumerate(own) if content is None]
            self._values += len(new)
            for n in new:
                constant = pattern.constants[n].get(texts[n])
                if constant is None or constant.error or constant.percent or constant.shown is not None:
                    own[n] = self._meaning(pattern, n, texts[n], values)
                else:  # the usual case: another result
                    own[n] = pattern.meanings[n][texts[n]] = Content(constant.value, pattern.heads[n].formula)
        return *_shared(pattern.shared_at(pieces), values), *own, *pattern.others

    def _meaning(self, pattern: _Pattern, n: int, piece: bytes, values: Values) -> Content:
        """What a value means that hasn't been met there."""
        content, formula = pattern.constants[n].get(piece), pattern.heads[n].formula
        if content is None:
            kind, style, _ = pattern.heads[n]
            content = values.constant(kind, style, _text(piece))
            if style not in values.styles or len(piece) > _SHORT:  # an unknown style is told each time
                return content if formula is None else _computed(content, formula)
            pattern.constants[n][piece] = content
        if formula is not None:
            content = pattern.meanings[n][piece] = _computed(content, formula)
        return content

    def _forget_values(self) -> None:
        for each in self._meanings.values():
            each.clear()
        self._values = 0

    def learn(self, part: Parted, cells: Cells, values: Values) -> None:
        """Keep the pattern of rows that were scanned, once it has been met before often enough; none is tried twice."""
        pieces = part.rows.split(_CUT)
        seen = hash(tuple(piece for piece in pieces if not _is_value(piece)))
        if self._bytes > _MOST_BYTES or len(self._seen) >= _MOST_SEEN:
            self._forget()
        before = self._seen.get(seen, 0)
        self._seen[seen] = before + 1
        if before == _BEFORE_LEARNING and cells.in_order and not cells.beyond and len(part.rows) <= _LONGEST:
            pattern = self._pattern(part, pieces, cells.contents)
            if pattern and self._gives(pattern, pieces, cells, values):
                pattern.hidden_rows = frozenset(cells.hidden_rows)
                pattern.extended = b"x14ac:" in part.rows  # a prefix that the part has to declare
                self._patterns.setdefault(len(pieces), []).append(pattern)
                self._bytes += len(part.rows)

    def _pattern(self, part: Parted, pieces: list[bytes], contents: dict[Place, Content]) -> _Pattern | None:
        """None if the pieces don't have the values alone in their places, or a formula gives a shared text."""
        found = list(heads(part.rows.decode()))
        holes = [n for n in range(1, len(pieces) - 1) if _is_hole(pieces, n)]
        if len(found) != len(holes) or any(kind == "s" and formula is not None for _, kind, _, formula in found):
            return None
        keys = [key for key, *_ in found]
        told = [_Head(kind, style, formula and f"={formula}") for _, kind, style, formula in found]
        others = {key: contents[key] for key in contents.keys() - set(keys)}
        return _Pattern(pieces, dict(zip(holes, zip(keys, told, strict=True), strict=True)), others, self._meanings)

    def _gives(self, pattern: _Pattern, pieces: list[bytes], cells: Cells, values: Values) -> bool:
        """True if the pattern gives what the scan gave."""
        try:
            found = dict(zip(pattern.keys, self._contents(pattern, pieces, values), strict=True))
        except (_Unlike, Broken):
            return False
        return found == cells.contents and all(
            type(found[key].value) is type(each.value) for key, each in cells.contents.items()
        )


@lru_cache(maxsize=2 * MOST_TABLES)
def _shelf(_: Kept, rows: int) -> Shelf:  # noqa: ARG001  # what they are known by
    return Shelf()


def shelf_of(values: Values, rows: int) -> Shelf:
    """The patterns of sheets with the same styles and years of which so many rows are read."""
    return _shelf(values.kept, rows)


def _computed(content: Content, formula: str) -> Content:
    return Content(content.value, formula, content.error, content.percent, content.shown)


def _is_value(piece: bytes) -> bool:
    """True for what may be the text of a value, not an empty one; a text with a v in it is cut in two."""
    return piece[:1] == _BEFORE and piece[-2:] == _AFTER and len(piece) > len(_BEFORE + _AFTER)


def _is_hole(pieces: list[bytes], n: int) -> bool:
    """True for a text between <v> and </v>."""
    before, piece, after = pieces[n - 1 : n + 2]
    return _is_value(piece) and before[-1:] == b"<" and after[:1] == b">"


def _text(piece: bytes) -> str:
    """The text of a value."""
    if _BARE.fullmatch(piece):
        return piece[1:-2].decode()
    text = plain_text(piece[1:-2]) if _is_value(piece) and b"<" not in piece[:-2] else None
    if text is None:
        raise _Unlike
    return unreferenced(text) if "&" in text else text


_INDICES: dict[bytes, int] = {}
_MOST_INDICES = 2048


def _shared(pieces: tuple[bytes, ...], values: Values) -> list[Content]:
    """The shared texts of these numbers."""
    if not _INDICES:
        _INDICES.update((b">%d</" % n, n) for n in range(_MOST_INDICES))
    found: list[Any] = [*map(_INDICES.get, pieces)]
    if None in found or max(found, default=-1) >= len(values.strings):
        return [values.text(_text(piece)) for piece in pieces]
    return [*map(values.strings.__getitem__, found)]
