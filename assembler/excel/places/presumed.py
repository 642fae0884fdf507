"""Where entries that have no place in a workbook presumably stand: labels don't tell, but names or the shape of the
table do, and no label speaks against it. What stands there is never read as a figure; a returned copy carries it, to be
confirmed (docs/decisions/0023)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby, pairwise, takewhile

from assembler.excel.book import COLUMNS, ROWS, Book
from assembler.excel.layout import Place, TableLayout, layout, names
from assembler.excel.places.found import Found
from assembler.excel.places.headers import BlockForm, form_of, likeness, numbered
from assembler.excel.places.lost_lines import ALIKE
from assembler.excel.places.standard import own_words
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import At, SheetTexts
from assembler.excel.values import is_number, typed_number
from assembler.model.spec import Block, Line, ReportSpec
from assembler.patterns import late
from assembler.records import dataclass

_HEADER = 4  # rows above a block in which labels of its columns stand
_LAST_YEAR = late(r"(?:[0-9]{4}|上)年(?:\n.*)?", re.DOTALL)
_FULL = 3 / 4  # of a table's cells; fewer don't show its shape
Lines = Mapping[str, int]


@dataclass(frozen=True)
class _Grid:
    """Rows and columns of a block by line id, that of its control counts included. ``fresh``: the lines of these that
    are presumed; the others were found."""

    form: BlockForm
    texts: SheetTexts
    rows: Lines
    columns: Lines
    fresh: frozenset[str]

    def places(self) -> Iterator[tuple[str, Place]]:
        """Each cell and control count that has a row and a column, by ref."""
        for cell in (*self.form.block.cells(), *self.form.block.controls()):
            if cell.row in self.rows and cell.column in self.columns:
                yield str(cell), Place(self.texts.sheet.name, self.rows[cell.row], self.columns[cell.column])

    def labels(self) -> Iterator[tuple[str, str]]:
        """What stands nearest before each row and above each column that is presumed, by line id."""
        left, top = min(self.columns.values()) - 1, min(self.rows.values()) - 1
        for line, row in self.rows.items():
            if line in self.fresh:
                yield line, self._first((row, column) for column in range(left, -1, -1))
        for line, column in self.columns.items():
            if line in self.fresh:
                yield line, self._first((row, column) for row in range(top, max(top - _HEADER, -1), -1))

    def _first(self, cells: Iterable[At]) -> str:
        return next(filter(None, (self.texts.text(*at) for at in cells)), "")


def presumed(spec: ReportSpec, book: Book, found: Found) -> dict[str, Place]:
    """By ref. What stands twice has no place that is likelier than the other."""
    taken, words = set(found.places.values()), own_words(spec) - {""}
    places: dict[str, Place] = {}
    for grid in _Search(spec, book, found).grids():
        if grid.fresh and not _says_otherwise(grid, words):
            free = {ref: place for ref, place in grid.places() if ref not in found.places and place not in taken}
            places |= free
            taken |= set(free.values())
    return places


class _Search:
    def __init__(self, spec: ReportSpec, book: Book, found: Found) -> None:
        self.spec, self.book, self.found = spec, book, found
        self._texts: dict[str, SheetTexts] = {}

    def grids(self) -> Iterator[_Grid]:
        """Of tables and blocks without a place, and of blocks that lack rows or columns."""
        for table in layout(self.spec).tables:
            blocks = table.table.blocks
            lost = [block for block in blocks if block.id in self.found.absent and block.id not in self.found.twice]
            named = [grid for block in lost if (grid := self._named(block))]
            yield from named
            if not named and len(lost) == len(blocks):
                yield from self._shaped(table)
        for standing in self.found.standings.values():
            yield self._completed(standing)

    def _texts_of(self, name: str) -> SheetTexts:
        return self._texts.setdefault(name, SheetTexts(self.book.sheets[name], numbered(self.spec)))

    def _grid(self, block: Block, sheet: str, rows: Lines, columns: Lines) -> _Grid:
        fresh = frozenset((*rows, *columns))
        return _Grid(form_of(self.spec, block.id), self._texts_of(sheet), rows, columns, fresh)

    def _named(self, block: Block) -> _Grid | None:
        """Where the names of all its inputs point: to one sheet, each line of cells to one line there, in their order,
        and no figure stands between or beside them: no name was left behind."""
        known = names(self.spec)
        cells = [cell for cell in (*block.cells(), *block.controls()) if str(cell) in known]
        places = [place for cell in cells if (place := self.book.names.get(known[str(cell)]))]
        sheets = {place.sheet for place in places}
        if len(places) < len(cells) or len(sheets) != 1 or not sheets <= self.book.sheets.keys():
            return None
        told = list(zip(cells, places, strict=True))
        rows = _in_order(block.leaf_rows, [(cell.row, place.row) for cell, place in told])
        columns = _in_order(_across(block), [(cell.column, place.column) for cell, place in told])
        if not rows or not columns:
            return None
        grid = self._grid(block, sheets.pop(), rows, columns)
        return grid if _stands_alone(grid) else None

    def _shaped(self, table: TableLayout) -> Iterator[_Grid]:
        """On the only sheet without entries on which figures stand just as in the form, and nowhere else."""
        plan, blocks = layout(self.spec), table.table.blocks
        cells = {cell: plan.place(cell) for block in blocks for cell in block.cells()}
        controls = {cell: plan.place(cell) for block in blocks for cell in block.controls()}
        places, more = ({(each.row, each.column) for each in group.values()} for group in (cells, controls))
        totals = {(place.row, place.column) for cell, place in cells.items() if self.spec.is_computed(cell)}
        moved: list[tuple[str, At]] = []
        for name in self.book.sheets.keys() - {place.sheet for place in self.found.places.values()}:
            texts = self._texts_of(name)
            if by := _moved(places, totals, texts) or _moved(places | more, totals, texts):
                moved.append((name, by))
        for name, (down, right) in moved if len(moved) == 1 else ():
            for block in blocks:
                own = [(cell, place) for cell, place in (cells | controls).items() if cell.block == block.id]
                rows = {cell.row: place.row + down for cell, place in own}
                columns = {cell.column: place.column + right for cell, place in own}
                yield self._grid(block, name, rows, columns)

    def _completed(self, standing: Standing) -> _Grid:
        """A block with the rows and columns that have no place where their neighbours leave just the room for them, and
        with the control counts where their names are."""
        block = standing.block
        rows = _by_room(block.leaf_rows, standing.rows, standing.twice, lambda row: _is_used(standing.across(row)))
        taken = {*standing.columns.values(), standing.control}
        columns: Lines = _by_room(
            block.leaf_columns, standing.columns, standing.twice,
            lambda at: at not in taken and _is_used(standing.contents((row, at) for row in standing.rows.values())),
        )  # fmt: skip
        if block.control and standing.heading and standing.control is None:
            columns = {**columns, **self._control(standing, rows, {*columns.values()})}
        fresh = frozenset((rows.keys() - standing.rows.keys()) | (columns.keys() - standing.columns.keys()))
        return _Grid(standing.form, standing.texts, rows, columns, fresh)

    def _control(self, standing: Standing, rows: Lines, taken: set[int]) -> Lines:
        block, known = standing.block, names(self.spec)
        places = {cell.row: self.book.names.get(known[str(cell)]) for cell in block.controls()}
        columns = {place.column for place in places.values() if place and place.sheet == standing.sheet} - taken
        fits = all(place and place.row == rows.get(row) for row, place in places.items())
        return {block.control.id: columns.pop()} if block.control and fits and len(columns) == 1 else {}


def _across(block: Block) -> list[Line]:
    """The columns, with that of the control counts."""
    return [*block.leaf_columns, *([block.control] if block.control else [])]


def _in_order(lines: Sequence[Line], told: list[tuple[str, int]]) -> Lines:
    """The row or column of each line, if all of its cells are in one and all lines in the form's order; totals, which
    have no names, beside the line before. Empty otherwise."""
    known = dict(told)
    if any(known[line] != at for line, at in told):
        return {}
    for before, line in pairwise(lines):
        if line.id not in known and before.id in known:
            known[line.id] = known[before.id] + 1
    order = [known[line.id] for line in lines if line.id in known]
    return known if len(order) == len(lines) and order == sorted(set(order)) else {}


def _stands_alone(grid: _Grid) -> bool:
    """No figure stands between the lines of a block, or right beside it: it has just this shape."""
    rows, columns = sorted(grid.rows.values()), sorted(grid.columns.values())
    cells = {(place.row, place.column) for _, place in grid.places()}
    return all(
        (row, column) in cells
        for row, column in _figures(grid.texts)
        if rows[0] - 1 <= row <= rows[-1] + 1 and columns[0] - 1 <= column <= columns[-1] + 1
    )


def _moved(cells: Set[At], totals: Set[At], texts: SheetTexts) -> At | None:
    """By how many rows and columns a table was moved, if the figures of a sheet are just in its cells, and formulas in
    its totals."""
    figures = _figures(texts)
    if len(figures) < _FULL * len(cells - totals):
        return None
    first, edge, _, _ = _box(figures)
    formulas = {at for at, each in texts.sheet.contents.items() if each.formula and at[0] >= first and at[1] >= edge}
    used = figures | formulas
    (top, left, bottom, right), (_, _, last, end) = _box(cells), _box(used)
    down, across = first - top, edge - left
    own = {(row - down, column - across) for row, column in used}
    fits = (last, end) == (bottom + down, right + across) and own <= cells
    return (down, across) if fits and {(row - down, at - across) for row, at in formulas} <= totals else None


def _figures(texts: SheetTexts) -> set[At]:
    """Where numbers stand, and texts that are one; without last year's, which we put beside or below ourselves."""
    contents = texts.sheet.contents.items()
    years = [at for at, each in contents if isinstance(each.value, str) and _LAST_YEAR.fullmatch(each.value)]
    right = min((column for _, column in years if column), default=COLUMNS)
    bottom = min((row for row, column in years if not column), default=ROWS)
    return {
        (row, column)
        for (row, column), each in contents
        if row < bottom and column < right
        if is_number(each.value) or (isinstance(each.value, str) and typed_number(each.value) is not None)
    }


def _box(cells: Set[At]) -> tuple[int, int, int, int]:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return min(rows), min(columns), max(rows), max(columns)


def _is_used(values: tuple[object, ...] | None) -> bool:
    return any(is_number(value) for value in values or ())


def _by_room(lines: Sequence[Line], known: Lines, twice: Iterable[str], is_used: Callable[[int], bool]) -> Lines:
    """The lines, those without a place in the used rows (columns) between their neighbours if these are just as many;
    before the first and behind the last line, in those right beside it."""
    found = dict(known)
    ids = [line.id for line in lines]
    for lacks, run in groupby(range(len(ids)), key=lambda n: ids[n] not in known):
        own = list(run)
        if not lacks or len(own) == len(ids) or not {ids[n] for n in own}.isdisjoint(twice):
            continue
        before, after = (known.get(ids[n]) if 0 <= n < len(ids) else None for n in (own[0] - 1, own[-1] + 1))
        if before is not None and after is not None:
            free = list(filter(is_used, range(before + 1, after)))
        elif before is not None:
            free = list(takewhile(is_used, range(before + 1, before + len(own) + 2)))
        else:
            end = after or 0
            free = list(takewhile(is_used, range(end - 1, max(end - len(own) - 2, -1), -1)))[::-1]
        if len(free) == len(own):
            found.update(zip((ids[n] for n in own), free, strict=True))
    return found


def _says_otherwise(grid: _Grid, words: Set[str]) -> bool:
    """A label resembles that of another line more than of the one that is presumed there; or the form's own words stand
    where figures should."""
    wanted = grid.form.wanted
    if any(grid.texts.text(place.row, place.column) in words for _, place in grid.places()):
        return True
    for line, label in grid.labels():
        own = wanted.get(line, "")
        if own and label and label != own:
            best = max(likeness(label, each) for each in wanted.values() if each)
            if best >= ALIKE and likeness(label, own) < best:
                return True
    return False
