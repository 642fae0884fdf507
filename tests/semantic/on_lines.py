"""Alterations by which more stands at a label than one figure, or something else beside the figures: rows and columns
split below one label, merged entries split, columns put in by tools that leave names, merges and formulas behind."""

from copy import copy
from random import Random

from tests.semantic.alterations import alteration
from tests.semantic.paper import Area, Cell, Page, Paper
from tests.semantic.places import Standing, any_block, spots
from tests.semantic.truth import UNSAYABLE


@alteration("a row split in two below its label")
def _row_split(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    lines = [line for line in block.rows if block.block.row(line).label] if block else []
    if not block or not lines:
        return False
    line = chance.choice(lines)
    row, stub = block.rows[line], block.stubs[line]
    top, left, bottom, right = block.page.area(row, stub)
    cells = [(row, column) for column in block.columns.values()]
    if top != bottom or not _can_be_split(block.page, cells):
        return False
    paper.insert(block.page, 0, row + 1)
    _stretch(block.page, (top, left, bottom, right), (top, left, bottom + 1, right))
    return _share(block.page, cells, chance, 1, 0)


@alteration("a column split in two below its label")
def _column_split(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block or len(block.columns) < 2:
        return False
    line = chance.choice(list(block.columns))
    column, head = block.columns[line], block.heads[line]
    top, left, bottom, right = block.page.area(head, column)
    cells = [(row, column) for row in block.rows.values()]
    if left != right or not _can_be_split(block.page, cells):
        return False
    paper.insert(block.page, 1, column + 1)
    _stretch(block.page, (top, left, bottom, right), (top, left, bottom, right + 1))
    return _share(block.page, cells, chance, 0, 1)


@alteration("a merged entry split, with two figures in it")
def _entry_split(paper: Paper, chance: Random) -> object:
    here = {(id(spot.page), spot.ref.block, spot.column) for spot in spots(paper, totals=None)}
    found = [
        spot
        for spot in spots(paper)
        if (right := spot.page.area(spot.row, spot.column)[3]) > spot.column
        if not any((id(spot.page), spot.ref.block, n) in here for n in range(spot.column + 1, right + 1))  # two figures
    ]
    if not found:
        return False
    spot = chance.choice(found)
    area = spot.page.area(spot.row, spot.column)
    spot.page.merged.remove(area)
    spot.page.at(spot.row, chance.randint(spot.column + 1, area[3])).type(float(chance.randint(10, 999)))
    spot.cell.means = UNSAYABLE
    return True


def _can_be_split(page: Page, cells: list[tuple[int, int]]) -> bool:
    """Some hold a number that was typed, and none is part of more."""
    found = [page.at(*at) for at in cells]
    alone = all(page.area(*at)[::2] == (at[0], at[0]) for at in cells)
    return alone and not any(cell.label for cell in found) and any(map(_is_typed, found))


def _is_typed(cell: Cell) -> bool:
    return isinstance(cell.value, float) and not cell.formula


def _stretch(page: Page, area: Area, new: Area) -> None:
    """A label's area after what it covers grew; cells of the row or column that was put in belong to it."""
    page.merged = [each for each in page.merged if each != area]
    for row in range(new[0], new[2] + 1):
        for column in range(new[1], new[3] + 1):
            if (row, column) != area[:2]:
                page.cells.pop((row, column), None)
    page.merged.append(new)


def _share(page: Page, cells: list[tuple[int, int]], chance: Random, down: int, across: int) -> bool:
    """Part of each figure goes to the cell beside it: what the entry says is in both."""
    for row, column in cells:
        cell, other = page.at(row, column), page.at(row + down, column + across)
        if _is_typed(cell):
            other.type(float(chance.randint(1, 99)))
            cell.means = UNSAYABLE
    return True


@alteration("a column of serial numbers before the figures, names left behind", harmless=True)
def _serial_numbers(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    heading, numbers = chance.choice((("序号", True), ("编号", False), ("代码\n（内部）", True)))
    return _column_before(paper, block, heading, numbers=numbers)


@alteration("a column without a heading before the figures, names left behind")
def _nameless_numbers(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    return block is not None and _column_before(paper, block, None, numbers=chance.random() < 0.7)


def _column_before(paper: Paper, block: Standing, heading: str | None, *, numbers: bool) -> bool:
    """1, 2, 3 or A, B, C before the first column, as a tool puts it there that moves cells and nothing else."""
    stale, column = dict(paper.names), min(block.columns.values())
    rows, head = sorted(block.rows.values()), max(block.heads.values())
    if any(area[1] < column <= area[3] and area[2] >= block.header for area in block.page.merged):
        return False  # within what is merged
    paper.insert(block.page, 1, column)
    block.page.at(head, column).value = heading
    for n, row in enumerate(rows):
        block.page.at(row, column).value = float(n + 1) if numbers else chr(65 + n)
    for name, place in stale.items():
        if place and place.sheet == block.page.name:
            paper.names[name] = place
    return True


@alteration("a row or column put in by a tool that moves nothing but cells")
def _moved_bare(paper: Paper, chance: Random) -> object:
    """Names, merged areas and formulas stay behind; what merged areas then cover is gone."""
    block = any_block(paper, chance)
    if not block:
        return False
    axis = chance.choice((0, 1))
    lines = [*block.rows.values()] if axis == 0 else [*block.columns.values()]
    at = chance.choice((0, *sorted(lines)[:3], max(lines)))
    cells = block.page.cells
    moved = {_on(place, axis) if place[axis] >= at else place: copy(cell) for place, cell in cells.items()}
    page = block.page
    page.cells = moved
    page.cells = {place: cell for place, cell in moved.items() if page.area(*place)[:2] == place}
    return True


def _on(at: tuple[int, int], axis: int) -> tuple[int, int]:
    return (at[0] + 1, at[1]) if axis == 0 else (at[0], at[1] + 1)
