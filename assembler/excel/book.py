"""The contents of a workbook as plain values: for each cell its formula and its value, bounded, without styles."""

from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, repeat
from operator import is_, is_not, itemgetter
from pathlib import Path
from typing import Any

from assembler.excel.layout import Place
from assembler.records import dataclass, field

# The form ends far above and left of these; what stands beyond is stray formatting.
ROWS, COLUMNS = 1000, 60
_LAST = 4  # contents of which is known what was made of them
_MOST = 64  # things that are known of a shape


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds. ``value``: the constant, or the result stored beside the formula (None: never computed).
    ``formula``: with its equals sign, or None. ``error``: the value is an error such as #REF!. ``percent``: the number
    is shown as a percentage (0.12 as 12%). ``shown``: what people see instead of the number (412件, 4120; "" if
    nothing), None if they see the number itself; of a text with runs that are struck out, raised, lowered or white,
    that text with these marked."""

    value: object
    formula: str | None = None
    error: bool = False
    percent: bool = False
    shown: str | None = None


EMPTY = Content(None)
At = tuple[int, int]
"""Row and column from 0."""


Pick = Callable[[Sequence[Any]], tuple[Any, ...]]
Look = Callable[[list[tuple[At, Content]]], Any]


class _Seen:
    """Some cells of all sheets of one shape, and what was made of their contents; of the last few, that is."""

    def __init__(self, keys: tuple[At, ...], pick: Pick) -> None:
        self.keys, self.pick = keys, pick
        self._last: list[tuple[tuple[Content, ...], Any]] = []

    def look(self, cells: tuple[Content, ...], look: Look) -> Any:
        """What ``look`` makes of them; it isn't asked again for the same contents."""
        cells = self.pick(cells)
        for seen, made in self._last:
            if all(map(is_, seen, cells)):
                return made
        made = look(list(zip(self.keys, cells, strict=True)))
        self._last = [(cells, made), *self._last[: _LAST - 1]]
        return made


class _Base:
    """A sheet of a shape that others are compared with. ``found``: for what was asked of its texts, which of its cells
    it is true of."""

    def __init__(self, cells: tuple[Content, ...]) -> None:
        self.cells = list(cells)
        self.found: dict[object, list[int]] = {}


class Shape:
    """What is the same in all sheets of one shape: they are written alike but for the values in their cells, so that
    places, formulas, merged areas and what is hidden are the same. ``keys``: of the cells that hold something, in
    order. The rest is what follows from it, worked out for one sheet and kept for the next."""

    def __init__(self, keys: tuple[At, ...]) -> None:
        self.keys = keys
        self.known: dict[object, _Seen] = {}
        self.picks: dict[object, Pick] = {}
        self.base: _Base | None = None


class Drawn(Mapping[At, Content]):
    """The contents of a sheet by its shape: ``cells`` in the order of its keys. What is asked of all cells is answered
    for those that are the same as in another sheet without looking at them."""

    def __init__(self, shape: Shape, cells: tuple[Content, ...]) -> None:
        self.shape, self.cells = shape, cells

    @cached_property
    def _whole(self) -> dict[At, Content]:
        whole = dict(zip(self.shape.keys, self.cells, strict=True))
        self.__dict__["get"] = whole.get  # from now on as quick as that of a dict
        return whole

    def __getitem__(self, at: At) -> Content:
        return self._whole[at]

    def get(self, at: At, default: Any = None) -> Any:
        """As of any mapping."""
        return self._whole.get(at, default)

    def __iter__(self) -> Iterator[At]:
        return iter(self.shape.keys)

    def __len__(self) -> int:
        return len(self.cells)

    def items(self) -> ItemsView[At, Content]:
        """As of any mapping."""
        return self._whole.items()

    def of(self, what: object, places: Iterable[At]) -> Iterable[Content]:
        """As ``Sheet.contents_of``."""
        pick = self.shape.picks.get(what)
        if pick is None:
            if len(self.shape.picks) >= _MOST:
                self.shape.picks.clear()
            at = {key: n for n, key in enumerate(self.shape.keys)}
            pick = self.shape.picks[what] = picker([at.get(place, -1) for place in places])
        return pick((*self.cells, EMPTY))

    def look(self, what: object, wanted: Callable[[At, Content], bool], look: Look) -> Any:
        """As ``Sheet.look``."""
        known, keys = self.shape.known, self.shape.keys
        seen = known.get(what)
        if seen is None:
            if len(known) >= _MOST:
                known.clear()
            places = [n for n, key in enumerate(keys) if wanted(key, self.cells[n])]
            seen = known[what] = _Seen(tuple(keys[n] for n in places), picker(places))
        return seen.look(self.cells, look)

    @cached_property
    def _compared(self) -> tuple[_Base, list[tuple[int, At, str]], set[int]]:
        """A sheet of that shape, the cells whose texts are others there, and all cells that are."""
        base, cells, keys = self.shape.base, self.cells, self.shape.keys
        if base is None:
            base = self.shape.base = _Base(cells)
        others = {*compress(range(len(cells)), map(is_not, base.cells, cells))}
        texts = [(n, keys[n], text) for n in others if isinstance(text := cells[n].value, str)]
        for n, _, text in texts:
            if text == base.cells[n].value:
                base.cells[n] = cells[n]  # made anew; of the next sheet it will be the same
                others.discard(n)
        return base, [each for each in texts if each[0] in others], others

    def texts_that(self, what: object, wanted: Callable[[At, str], object]) -> list[tuple[At, str]]:
        """As ``Sheet.texts_that``."""
        (base, changed, others), keys = self._compared, self.shape.keys
        same = base.found.get(what)
        if same is None:
            if len(base.found) >= _MOST:
                base.found.clear()
            texts = [(n, each.value) for n, each in enumerate(base.cells) if isinstance(each.value, str)]
            same = base.found[what] = [n for n, text in texts if wanted(keys[n], text)]
        found = [n for n, at, text in changed if wanted(at, text)]
        found += [n for n in same if n not in others]
        return [(keys[n], str(self.cells[n].value)) for n in sorted(found)]


def picker(places: Sequence[int]) -> Pick:
    """Takes what stands at these places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda found: tuple(found[n] for n in places)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: contents by (row, column) from 0, as Drawn where its shape was known to the reader, and merged areas
    as (top, left, bottom, right).

    ``state``: visible, hidden or veryHidden. ``hidden_rows``, ``hidden_columns``: from 0, within the bounds.
    ``protected``: its protection stands. ``extras``: kinds of what is not cells (picture, chart, shape, comment,
    control, object, pivot), and beyond: cells with something in them outside ROWS and COLUMNS. ``comments``:
    what people wrote in them, by cell.
    """

    name: str
    contents: Mapping[tuple[int, int], Content]
    merged: tuple[tuple[int, int, int, int], ...]
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = True
    extras: tuple[str, ...] = ()
    comments: tuple[tuple[At, str], ...] = ()

    def content(self, row: int, column: int) -> Content:
        """The content of a cell; EMPTY if there is none."""
        return self.contents.get((row, column), EMPTY)

    @cached_property
    def drawn(self) -> Drawn | None:
        """The contents by their shape, if that is known."""
        return self.contents if isinstance(self.contents, Drawn) else None

    def contents_of(self, what: Hashable, places: Iterable[At]) -> Iterable[Content]:
        """What stands in these cells, which ``what`` names; EMPTY where nothing does."""
        if self.drawn is not None:
            return self.drawn.of((self.name, what), places)
        return map(self.contents.get, places, repeat(EMPTY))

    def look(self, what: Hashable, wanted: Callable[[At, Content], bool], look: Look) -> Any:
        """What ``look`` makes of those cells that are ``wanted``, and of nothing else but the name and the shape of the
        sheet, and ``what``: with the same contents it isn't asked again. ``wanted``: by place and formula alone."""
        if self.drawn is not None:
            return self.drawn.look((self.name, what), wanted, look)
        return look([(at, content) for at, content in self.contents.items() if wanted(at, content)])

    def texts_that(self, what: Hashable, wanted: Callable[[At, str], object]) -> list[tuple[At, str]]:
        """The cells whose value is a text of which that is true, by nothing but the place, the text, and ``what``."""
        if self.drawn is not None:
            return self.drawn.texts_that(what, wanted)
        texts = ((at, each.value) for at, each in self.contents.items() if isinstance(each.value, str))
        return [(at, text) for at, text in texts if wanted(at, text)]

    @cached_property
    def area(self) -> Mapping[tuple[int, int], tuple[int, int, int, int]]:
        """The merged area that a cell belongs to, for cells in one."""
        return {
            (row, column): area
            for area in self.merged
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }


@dataclass(frozen=True)
class Book:
    """A workbook. ``names``: defined names that point to one cell. ``format`` and ``schema``: the marks of the
    standard workbook, "" if it bears none.

    ``program``: what saved it last, "WPS" by its traces, else what docProps/app.xml says. ``kind``: xlsx, xlsm, xls, …
    ``formulas_known``: False for a foreign format of which only values could be read. ``styles_known``: False if the
    style table is missing or broken, so that dates are numbers. ``features``: macros, external-links, cell-images,
    other-sheets (charts, dialogs), uncalculated (no spreadsheet has computed it since it was written).
    ``lost_names``: defined names that point to nothing any more (#REF!); those that are gone altogether can be told
    only by who knows the format. ``names_astray``: of these, the ones that point to a sheet that isn't there.
    ``from_1904``: serial numbers of dates count from 1904 on; dates themselves are right.
    """

    path: Path
    sheets: Mapping[str, Sheet]
    names: Mapping[str, Place]
    format: str
    schema: str
    program: str = ""
    kind: str = "xlsx"
    formulas_known: bool = True
    styles_known: bool = True
    features: frozenset[str] = frozenset()
    lost_names: frozenset[str] = frozenset()
    names_astray: Mapping[str, Place] = field(default_factory=dict)
    from_1904: bool = False

    def content(self, place: Place) -> Content:
        """The content of a cell."""
        return self.sheets[place.sheet].content(place.row, place.column)
