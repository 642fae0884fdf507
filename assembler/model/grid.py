"""The printed geometry of a statutory table: which cell of the grid holds which label or figure.

One source for the workbook's sheet, the Word template and the reading back of both.
"""

from collections.abc import Iterator
from math import lcm
from typing import Literal

from assembler.model.kept import kept
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line, Table
from assembler.records import dataclass

Role = Literal["caption", "corner", "header", "stub", "figure"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of the printed table, at its top left grid position (from 0), with its spans.

    ``ref`` is set where role is "figure"; ``line`` is the id of the row or column whose label this is.
    """

    row: int
    column: int
    rows: int
    columns: int
    role: Role
    text: str = ""
    ref: CellRef | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in reading order; together they cover ``rows`` x ``columns`` without a gap."""

    rows: int
    columns: int
    header_rows: int
    cells: tuple[GridCell, ...]

    def figures(self) -> Iterator[GridCell]:
        """The cells that hold figures."""
        return (cell for cell in self.cells if cell.role == "figure")


@kept
def grid_of(table: Table) -> Grid:
    """Lay out a table: its blocks below each other, each of the full width and divided evenly, as the form prints it:
    a block of three columns over one of two needs a grid of four."""
    stub = max(_stub_depth(block) for block in table.blocks)
    whole = lcm(*(len(block.leaf_columns) for block in table.blocks))
    edges = sorted({edge for block in table.blocks for edge in _edges(block, whole)})
    width = stub + len(edges) - 1
    cells: list[GridCell] = []
    top = 0
    header_rows = 0
    for block in table.blocks:
        starts = [_stub_depth(block), *(stub + edges.index(edge) for edge in _edges(block, whole)[1:])]
        body = list(_block_cells(block, top, width, starts))
        cells += body
        if not header_rows:
            header_rows = min(cell.row for cell in body if cell.role == "figure")
        top = max(cell.row + cell.rows for cell in body)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(rows=top, columns=width, header_rows=header_rows, cells=tuple(cells))


def _block_cells(block: Block, top: int, width: int, starts: list[int]) -> Iterator[GridCell]:
    """``starts``: left grid column of each leaf column, and the right edge."""
    if block.caption:
        yield GridCell(top, 0, 1, width, "caption", block.caption)
        top += 1
    stub = _stub_depth(block)
    depth = _depth(block.columns)
    if stub:
        yield GridCell(top, 0, depth, stub, "corner", block.corner)
    below = _leaves(block.columns, block.leaf_columns)
    for line in block.columns:
        leaves = below[line.id]
        level = _level(block.columns, line)
        tall = 1 if line.kind == "group" else depth - level
        left, right = starts[leaves[0]], starts[leaves[-1] + 1]
        yield GridCell(top + level, left, tall, right - left, "header", line.label, line=line.id)
    top += depth
    places = {row.id: top + n for n, row in enumerate(block.leaf_rows)}
    below = _leaves(block.rows, block.leaf_rows)
    for line in block.rows:
        leaves = below[line.id]
        level = _level(block.rows, line)
        wide = 1 if line.kind == "group" else stub - level
        if wide:
            yield GridCell(top + leaves[0], level, len(leaves), wide, "stub", line.label, line=line.id)
    order = {column.id: n for n, column in enumerate(block.leaf_columns)}
    for ref in block.cells():
        n = order[ref.column]
        yield GridCell(places[ref.row], starts[n], 1, starts[n + 1] - starts[n], "figure", ref=ref)


def _stub_depth(block: Block) -> int:
    """Number of stub columns; none where no row has a label (表四)."""
    return _depth(block.rows) if any(row.label for row in block.rows) else 0


def _edges(block: Block, whole: int) -> list[int]:
    """Where its leaf columns begin and end, in parts of the width right of the stub."""
    count = len(block.leaf_columns)
    return [whole // count * n for n in range(count + 1)]


def _depth(lines: tuple[Line, ...]) -> int:
    return 1 + max(_level(lines, line) for line in lines)


def _level(lines: tuple[Line, ...], line: Line) -> int:
    return len(ancestors(lines, line))


def _leaves(lines: tuple[Line, ...], leaves: tuple[Line, ...]) -> dict[str, list[int]]:
    """Which leaves, counted from 0, each line spans: a leaf itself, a group those that stand in it."""
    found: dict[str, list[int]] = {}
    for n, leaf in enumerate(leaves):
        for line in (leaf, *ancestors(lines, leaf)):
            found.setdefault(line.id, []).append(n)
    return found


def ancestors(lines: tuple[Line, ...], line: Line) -> tuple[Line, ...]:
    """The groups that a line stands in, outermost first."""
    by_id = {each.id: each for each in lines} if line.parent else {}
    found: list[Line] = []
    while line.parent is not None:
        line = by_id[line.parent]
        found.insert(0, line)
    return tuple(found)
