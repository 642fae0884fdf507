"""Alterations by which lines, labels and headers of a table get where others stand: copied over, cut, merged,
stretched, repeated for the next page."""

from copy import copy
from random import Random

from tests.semantic.alterations import alteration
from tests.semantic.on_form import merge
from tests.semantic.paper import Area, Page, Paper
from tests.semantic.places import Standing, any_block, area_of, blocks, spec_of
from tests.semantic.truth import Labels

_INNER = ("biz", "research", "charity", "legal", "org_other")


def _block(paper: Paper, name: str) -> Standing | None:
    return next((each for each in blocks(paper) if each.block.id == name), None)


@alteration("a row copied over another with its label")
def _row_over(paper: Paper, chance: Random) -> object:
    block = _block(paper, "t3")
    deepest = max(block.stubs.values()) if block else 0
    lines = [line for line, column in block.stubs.items() if column == deepest] if block else []
    if not block or len(lines) < 2:
        return False
    one, other = (block.rows[line] for line in chance.sample(lines, 2))
    right = max(block.columns.values())
    paper.paste(block.page, (one, deepest, one, right), block.page, other, deepest)
    return _maybe_retyped(block.page, (other, deepest, other, right), chance)


@alteration("a column copied over another with its label")
def _column_over(paper: Paper, chance: Random) -> object:
    block = _block(paper, "t3")
    lines = [line for line in _INNER if line in block.columns] if block else []
    if not block or len(lines) < 2:
        return False
    one, other = chance.sample(lines, 2)
    top, bottom = block.heads[one], max(block.rows.values())
    column, to = block.columns[one], block.columns[other]
    paper.paste(block.page, (top, column, bottom, column), block.page, block.heads[other], to)
    return _maybe_retyped(block.page, (top, to, bottom, to), chance)


def _maybe_retyped(page: Page, area: Area, chance: Random) -> bool:
    """Every other time with figures of its own."""
    other_figures = chance.random() < 0.5
    for row in range(area[0], area[2] + 1):
        for column in range(area[1], area[3] + 1):
            cell = page.at(row, column)
            if other_figures and isinstance(cell.value, float) and not cell.formula:
                cell.type(float(chance.randint(10_000, 99_999)))
    return True


@alteration("a label cut to the next cell")
def _label_cut(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    line = chance.choice([*block.rows, *block.columns])
    row, column = (block.rows.get(line, block.heads.get(line, 0)), block.stubs.get(line, block.columns.get(line, 0)))
    down, across = chance.choice(((0, 1), (1, 0), (0, -1), (-1, 0)))
    if min(row + down, column + across) < 0 or isinstance(block.page.value(row, column), float):
        return False
    top, left, bottom, right = block.page.area(row, column)
    reached = [(n, m) for n in range(top + down, bottom + down + 1) for m in range(left + across, right + across + 1)]
    if any(cell.label and isinstance(cell.value, float) for at in reached if (cell := block.page.cells.get(at))):
        return False  # 表四 has no label for its row: its first figure stands for one
    paper.cut(block.page, (top, left, bottom, right), block.page, row + down, column + across)
    return True


@alteration("two column labels merged")
def _column_labels_merged(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block or len(block.columns) < 2:
        return False
    line = chance.choice(list(block.columns))
    row, column = block.heads[line], block.columns[line]
    return merge(block.page, (row, column, row, column + 1))


@alteration("a group's label stretched over its neighbour's columns")
def _group_stretched(paper: Paper, chance: Random) -> object:
    """Whose the columns in between are now, nobody can tell."""
    place = Labels(paper).one(f"t4/column/{chance.choice(('review', 'suit_direct'))}")
    if not place:
        return False
    page, row, column = place
    if page.value(row, column) is None:
        return False  # a cleared label names nothing
    own = page.area(row, column)
    other = next((each for each in page.merged if (each[0], each[1]) == (row, own[3] + 1)), None)
    by = chance.choice((-2, -1, 1, 2))
    if not other or own[3] - own[1] < 2 or other[3] - other[1] < 2 or other[:2] not in page.cells:
        return False
    page.merged = [each for each in page.merged if each not in (own, other)]
    page.cells[row, other[1] + by] = page.cells.pop(other[:2])
    page.merged += [(*own[:3], own[3] + by), (row, other[1] + by, *other[2:])]
    between = range(min(own[3] + by, own[3]) + 1, max(own[3] + by, own[3]) + 1)
    for (down, across), cell in page.cells.items():
        if down > row and across in between and (cell.label or "").startswith("t4/column/"):
            cell.label = None
    return True


@alteration("the header repeated inside a table", harmless=True)
def _header_repeated(paper: Paper, chance: Random) -> object:
    block = _block(paper, "t3")
    if not block or len(block.rows) < 3:
        return False
    page, top = block.page, block.header
    height = max(block.heads.values()) - top + 1
    starts = [row for row in sorted(block.rows.values())[1:] if not _crosses(page, row, min(block.columns.values()))]
    if not starts:
        return False
    row = chance.choice(starts)
    page.merged = [(*each[:2], row - 1, each[3]) if each[0] < row <= each[2] else each for each in page.merged]
    page.merged = [each for each in page.merged if each[:2] != each[2:]]
    paper.insert(page, 0, row, height)
    right = max(block.columns.values())
    for n in range(height):
        for column in range(right + 1):
            if (top + n, column) in page.cells:
                page.cells[row + n, column] = copy(page.cells[top + n, column])
                page.cells[row + n, column].label = None
    heads = [each for each in page.merged if top <= each[0] and each[2] < top + height and each[3] <= right]
    page.merged += [(each[0] - top + row, each[1], each[2] - top + row, each[3]) for each in heads]
    return True


def _crosses(page: Page, row: int, edge: int) -> bool:
    """Figures, or the label of one row, are merged across that line."""
    lines = [each for each in page.merged if each[0] < row <= each[2]]
    return any(each[3] >= edge or (page.at(*each[:2]).label or "/group").count("/row/") == 0 for each in lines)


@alteration("table moved beside another")
def _beside_another(paper: Paper, chance: Random) -> object:
    found = [each for table in spec_of(paper).tables if (each := area_of(paper, table))]
    if len(found) < 2:
        return False
    (page, area), (other, where) = chance.sample(found, 2)
    if page is other:
        return False
    paper.cut(page, area, other, where[0] + chance.choice((0, 0, 1, 3)), other.bounds()[1] + chance.choice((0, 1, 2)))
    return True


@alteration("the row of 表四 deleted")
def _fourth_deleted(paper: Paper, _: Random) -> object:
    """In a prefilled workbook last year's moves up into its place."""
    block = _block(paper, "t4")
    if not block:
        return False
    paper.delete(block.page, 0, next(iter(block.rows.values())))
    return True
