"""The cells of one sheet as they are gathered from its XML: places checked, bounds kept, formulas spread."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from assembler.excel.book import COLUMNS, ROWS, Content
from assembler.excel.xml.parts import Broken, true
from assembler.excel.xml.values import Values
from assembler.model.columns import column_of, letters
from assembler.patterns import late
from assembler.records import dataclass, replace

Place = tuple[int, int]
"""Row and column from 0."""
Area = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0."""

_FORMULA_LIMIT = 8192  # characters, as in Excel
_REFERENCE = late(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_REFERENCE_LENGTH = 10
_AREA = late(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6}))?")
_AREA_LENGTH = 25
_NUMBER = late(r"([1-9][0-9]{0,6})(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class FormulaTag:
    """What stands beside a formula: its type (t), the number of the shared one (si), its area, its attributes r1 and
    r2 if it is a data table."""

    kind: str | None = None
    shared: str | None = None
    area: str | None = None
    inputs: tuple[str, ...] = ()


class Budget:
    """What all sheets of a workbook may take together: cells in merged areas and under array formulas, characters of
    formulas made from shared ones. An office program keeps far below it."""

    def __init__(self, areas: int = 200_000, characters: int = 5_000_000) -> None:
        self.areas, self.characters = areas, characters

    def spend(self, name: str, areas: int = 0, characters: int = 0) -> None:
        """Broken if nothing is left; ``name``: of the part that wants it."""
        self.areas -= areas
        self.characters -= characters
        if min(self.areas, self.characters) < 0:
            raise Broken(f"{name}: {'mergeCell' if self.areas < 0 else '<f>'}")


class Beside(NamedTuple):
    """What stands in a sheet beside its rows. ``cells``: how many lie in merged areas."""

    merged: tuple[Area, ...]
    hidden_columns: frozenset[int]
    protected: bool
    cells: int


class Gathered(NamedTuple):
    """A sheet as it was read: contents from left to right, top to bottom. ``beyond``: there are more cells with
    something in them."""

    contents: Mapping[Place, Content]
    hidden_rows: frozenset[int]
    merged: tuple[Area, ...]
    hidden_columns: frozenset[int]
    protected: bool
    beyond: bool = False


class Sides:
    """Gathers what stands beside the rows. ``protected``: the sheet's protection is switched on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hidden_columns: set[int] = set()
        self.protected = False
        self.merged: list[Area] = []
        self._covered = 0

    def beside(self) -> Beside:
        """All of it."""
        return Beside(tuple(self.merged), frozenset(self.hidden_columns), self.protected, self._covered)

    def hide_columns(self, attributes: Mapping[str, str]) -> None:
        """Note columns that are hidden or have no width."""
        if true(attributes.get("hidden")) or _nothing(attributes.get("width")):
            first, last = (self._count(attributes.get(name, "")) for name in ("min", "max"))
            self.hidden_columns.update(range(first - 1, min(last, COLUMNS)))

    def merge(self, reference: str) -> None:
        """Note a merged area as far as it lies within ROWS and COLUMNS."""
        area = self._clipped(self._area(reference))
        if area:
            self.merged.append(area)

    def _area(self, reference: str) -> Area:
        """The area behind A1:B5 or A1."""
        area = _area(reference) if len(reference) <= _AREA_LENGTH else None
        if area is None:
            raise Broken(f"{self.name}: {reference[:20]!r}")
        return area

    def _clipped(self, area: Area) -> Area | None:
        top, left, bottom, right = area[0], area[1], min(area[2], ROWS - 1), min(area[3], COLUMNS - 1)
        if bottom < top or right < left:
            return None
        self._cover((bottom - top + 1) * (right - left + 1))
        return top, left, bottom, right

    def _cover(self, cells: int) -> None:
        self._covered += cells

    def _count(self, text: str) -> int:
        match = _NUMBER.fullmatch(text)
        if not match:
            raise Broken(f"{self.name}: {text[:20]!r}")
        return int(match[1])


class Cells(Sides):
    """Gathers a sheet within ``rows`` and COLUMNS, in whatever order its XML tells it. ``in_order``: each cell came
    behind the one before it."""

    def __init__(self, name: str, values: Values, rows: int = ROWS, budget: Budget | None = None) -> None:
        super().__init__(name)
        self.values, self.rows = values, rows
        self.budget = budget or Budget()
        self.contents: dict[Place, Content] = {}
        self.beyond = False
        self.hidden_rows: set[int] = set()
        self.in_order = True
        self._last = (-1, -1)
        self._masters: dict[str | None, tuple[str, int, int]] = {}
        self._shared: list[tuple[Place, str | None]] = []
        self._arrays: list[tuple[Area, str]] = []

    def row(self, text: str) -> int:
        """Row from 0 of what a row says it is, 1 or more. Broken for what is no number."""
        return self._count(text) - 1

    def put(
        self, key: Place, kind: str, style: str, formula: str | None, text: str | None, shown: str | None = None
    ) -> Content | None:
        """A cell: its type (t), style (s), formula without equals sign, text (v); None for what isn't there; what is
        ``shown`` of an inline text, if that is more. What it holds is returned. Broken if the cell is there already
        with another content."""
        if formula is not None:
            if len(formula) > _FORMULA_LIMIT:
                raise Broken(f"{self.name}: <f> > {_FORMULA_LIMIT}")
            content = self.values.result(kind, style, text, formula)
        elif text or (text is not None and kind == "inlineStr"):
            content = self.values.constant(kind, style, text)
        else:
            return None
        if shown is not None:
            content = replace(content, shown=shown)
        if self.values.marks:
            content = self.values.looked(style, content)
        self.lay(key, content)
        return content

    def lay(self, key: Place, content: Content) -> None:
        """A cell with that content; Broken as above."""
        row, column = key
        if row >= self.rows or column >= COLUMNS:
            self.beyond = True
        elif key > self._last:
            self._last = key
            self.contents[key] = content
        else:
            self.in_order = False
            there = self.contents.setdefault(key, content)
            if there != content or type(there.value) is not type(content.value):  # 1 is True to Python
                raise Broken(f"{self.name}: {letters(key[1])}{key[0] + 1} ×2")

    def note(self, key: Place, tag: FormulaTag, formula: str) -> None:
        """What kind of formula stands in that cell, if it isn't a plain one."""
        if tag.kind == "shared":
            if formula:
                self._masters.setdefault(tag.shared, (formula, *key))
            self._shared.append((key, tag.shared))
        elif tag.kind in ("array", "dataTable") and tag.area:
            text = f"={formula}" if tag.kind == "array" else f"=TABLE({','.join(tag.inputs)})"
            area = self._clipped(self._area(tag.area))
            if area:
                self._arrays.append((area, text))

    def hide_row(self, row: int, attributes: Mapping[str, str]) -> None:
        """Note a row that is hidden or has no height."""
        if row < ROWS and (true(attributes.get("hidden")) or _nothing(attributes.get("ht"))):
            self.hidden_rows.add(row)

    def take(self, beside: Beside) -> None:
        """Note what stands beside the rows, all at once."""
        self.merged, self.hidden_columns = list(beside.merged), set(beside.hidden_columns)
        self.protected = beside.protected
        self._cover(beside.cells)

    def _cover(self, cells: int) -> None:
        self.budget.spend(self.name, areas=cells)

    def finish(self) -> Gathered:
        """All of it: shared formulas moved to their cells, array formulas spread over their areas, what merged cells
        hide left out."""
        self._spread_shared()
        for area, formula in self._arrays:
            for key in _keys(area):
                if key in self.contents:
                    self.contents[key] = replace(self.contents[key], formula=formula)
        for key in covered(self.merged):
            self.contents.pop(key, None)
        contents = self.contents if self.in_order else dict(sorted(self.contents.items()))
        return Gathered(contents, frozenset(self.hidden_rows), *self.beside()[:3], self.beyond)

    def _spread_shared(self) -> None:
        if not self._shared:
            return
        from assembler.excel.xml.shared_formulas import moved

        for key, number in self._shared:
            formula, row, column = self._masters.get(number, ("", *key))
            if key in self.contents:
                text = moved(formula, key[0] - row, key[1] - column)
                self.budget.spend(self.name, characters=len(text))
                self.contents[key] = replace(self.contents[key], formula=f"={text}")


def covered(areas: Iterable[Area]) -> Iterator[Place]:
    """The cells that merged areas hide: all but the first of each."""
    return (key for area in areas for key in _keys(area) if key != area[:2])


def _keys(area: Area) -> Iterator[Place]:
    return ((row, column) for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1))


def _nothing(length: str | None) -> bool:
    return length is not None and re.fullmatch(r"0+(\.0*)?", length) is not None


def place(reference: str) -> Place | None:
    """Row and column from 0 of B5; None for what is no reference."""
    return _place(reference) if len(reference) <= _REFERENCE_LENGTH else None


@lru_cache(maxsize=4096)
def _area(reference: str) -> Area | None:
    match = _AREA.fullmatch(reference)
    if not match:
        return None
    rows = sorted(int(row) - 1 for row in (match[2], match[4] or match[2]))
    columns = sorted(column_of(column) for column in (match[1], match[3] or match[1]))
    return rows[0], columns[0], rows[1], columns[1]


@lru_cache(maxsize=16384)
def _place(reference: str) -> Place | None:
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]) - 1, column_of(match[1])) if match else None
