"""Alterations of the form: rows, columns, merges, whole tables moved, copied, turned."""

from collections import Counter
from copy import copy
from random import Random

from tests.semantic.alterations import alteration
from tests.semantic.paper import Page, Paper
from tests.semantic.places import any_block, any_merged, any_table, area_of, blocks, spec_of, spots
from tests.semantic.truth import UNSAYABLE, Labels


def _table_pages(paper: Paper) -> list[Page]:
    pages = {id(block.page): block.page for block in blocks(paper)}
    return list(pages.values())


@alteration("rows inserted on top", harmless=True)
def _on_top(paper: Paper, chance: Random) -> object:
    pages = _table_pages(paper)
    if not pages:
        return False
    page, count = chance.choice(pages), chance.randint(1, 3)
    paper.insert(page, 0, chance.randint(0, 2), count)
    return True


@alteration("rows inserted above a text", harmless=True)
def _above_text(paper: Paper, chance: Random) -> object:
    place = Labels(paper).one(f"label/{chance.choice(list(spec_of(paper).texts))}")
    if not place:
        return False
    paper.insert(place[0], 0, place[1], chance.randint(1, 2))
    return True


@alteration("a row inserted between a text's label and the text", harmless=True)
def _inside_text(paper: Paper, chance: Random) -> object:
    place = Labels(paper).one(f"label/{chance.choice(list(spec_of(paper).texts))}")
    if not place:
        return False
    paper.insert(place[0], 0, place[1] + chance.randint(1, 2))
    return True


@alteration("a text goes on in the row below")
def _text_goes_on(paper: Paper, chance: Random) -> object:
    ref = chance.choice(list(spec_of(paper).texts))
    place = Labels(paper).one(f"value/{ref}")
    if not place or not isinstance(place[0].value(*place[1:]), str):
        return False
    page, row, column = place
    paper.insert(page, 0, row + 1)
    page.at(row + 1, column).type("第三段，写在下一格。")
    page.at(row, column).means = UNSAYABLE
    return True


@alteration("a text goes on in the cell beside it")
def _text_beside(paper: Paper, chance: Random) -> object:
    ref = chance.choice(list(spec_of(paper).texts))
    place = Labels(paper).one(f"value/{ref}")
    if not place or not isinstance(place[0].value(*place[1:]), str) or place[0].area(*place[1:])[3] != place[2]:
        return False
    page, row, column = place
    page.at(row, column + 1).type("第三段，写在右边一格。")
    page.at(row, column).means = UNSAYABLE
    return True


@alteration("a text typed over its label")
def _text_over_label(paper: Paper, chance: Random) -> object:
    ref = chance.choice(list(spec_of(paper).texts))
    labels = Labels(paper)
    place, label = labels.one(f"value/{ref}"), labels.one(f"label/{ref}")
    if not place or not label or place[0] is not label[0] or not isinstance(place[0].value(*place[1:]), str):
        return False
    page, row, column = place
    page.at(*label[1:]).type(page.value(row, column))
    page.at(*label[1:]).label = None
    page.at(row, column).type(None, UNSAYABLE)
    return True


@alteration("a column inserted between labels and entries of 基本信息", harmless=True)
def _inside_info(paper: Paper, _: Random) -> object:
    place = Labels(paper).one("label/organisation")
    if not place:
        return False
    paper.insert(place[0], 1, place[2] + 1)
    return True


@alteration("a blank row inserted inside a table", harmless=True)
def _blank_row(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 2)
    if not block:
        return False
    paper.insert(block.page, 0, chance.choice(sorted(block.rows.values())[1:]))
    return True


@alteration("a blank row inserted below the header", harmless=True)
def _below_header(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    paper.insert(block.page, 0, min(block.rows.values()))
    return True


@alteration("a row with a label of its own inserted")
def _own_row(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 2)
    if not block:
        return False
    row = chance.choice(sorted(block.rows.values())[1:])
    paper.insert(block.page, 0, row)
    column = max(block.stubs.values())
    block.page.at(row, column).value = chance.choice(("4.其他情况", "小计", "其中：网上申请", "2.其他"))
    for each in block.columns.values():
        block.page.at(row, each).value = float(chance.randint(10_000, 99_999))
    return True


@alteration("a row deleted")
def _delete_row(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 2)
    if not block:
        return False
    paper.delete(block.page, 0, chance.choice(list(block.rows.values())), chance.choice((1, 1, 2)))
    return True


@alteration("a column deleted")
def _delete_column(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block or len(block.columns) < 2:
        return False
    column = chance.choice(list(block.columns.values()))
    for row in block.rows.values():
        first, next_one = block.page.at(row, column), block.page.at(row, column + 1)
        if first.label and "/row/" in first.label and not next_one.label:  # a row without words: any figure tells it
            next_one.label = first.label
    paper.delete(block.page, 1, column)
    return True


@alteration("a blank column inserted inside a table", harmless=True)
def _blank_column(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block or len(block.columns) < 2:
        return False
    paper.insert(block.page, 1, chance.choice(sorted(block.columns.values())[1:]))
    return True


@alteration("a column inserted left of the figures", harmless=True)
def _before_figures(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    paper.insert(block.page, 1, chance.choice((0, 1, min(block.columns.values()))))
    return True


@alteration("a column with a label of its own inserted")
def _own_column(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block or len(block.columns) < 2:
        return False
    column = chance.choice(sorted(block.columns.values())[1:])
    paper.insert(block.page, 1, column)
    block.page.at(max(block.heads.values()), column).value = chance.choice(("外国人", "其他1", "小计", "备注"))
    for row in block.rows.values():
        block.page.at(row, column).value = float(chance.randint(10_000, 99_999))
    return True


@alteration("table moved on its sheet", harmless=True)
def _moved(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found:
        return False
    _, page, area = found
    if page.bounds()[1] > area[3] + 1 or page.bounds()[0] > area[2] + 1:
        return False  # something stands beside or below it, which would be overwritten
    paper.cut(page, area, page, area[0] + chance.randint(0, 5), area[1] + chance.randint(0, 6))
    return True


@alteration("lower part of the table moved down", harmless=True)
def _apart(paper: Paper, chance: Random) -> object:
    return _split(paper, chance, 0)


@alteration("lower part of the table moved down and aside")
def _apart_and_aside(paper: Paper, chance: Random) -> object:
    return _split(paper, chance, chance.choice((1, 2, -1)))


def _split(paper: Paper, chance: Random, across: int) -> bool:
    found = [each for each in blocks(paper) if each.block.id == "t3"]
    area = area_of(paper, spec_of(paper).table_of["t3"])
    if not found or not area or area[1][1] + across < 0 or len(found[0].rows) < 3:
        return False
    block, (page, (_, left, bottom, right)) = found[0], area
    cut = chance.choice(sorted(block.rows.values())[2:])
    said = Counter(
        (cell.label, tuple(page.value(row, each) for each in block.columns.values()))
        for (row, column), cell in page.cells.items()
        if cell.label and column in block.stubs.values()
    )
    if across and max(said.values(), default=0) > 1:
        return False  # a row was copied over another: the one that stays says what the label says
    if page.bounds()[0] > bottom + 1 or page.bounds()[1] > right + 1:
        return False
    if any(each[0] < cut <= each[2] for each in page.merged):
        page.merged = [each for each in page.merged if not each[0] < cut <= each[2]]
    paper.cut(page, (cut, left, bottom, right), page, cut + chance.randint(1, 4), left + across)
    if across:  # the figures no longer stand under their columns
        for cell in page.cells.values():
            if cell.label and cell.label.split("/")[2] in block.rows and block.rows[cell.label.split("/")[2]] >= cut:
                cell.label = None
    return True


@alteration("two rows exchanged with their labels", harmless=True)
def _exchange_rows(paper: Paper, chance: Random) -> object:
    found = [each for each in blocks(paper) if each.block.id == "t3"]
    if not found:
        return False
    block = found[0]
    deepest = [line for line, column in block.stubs.items() if column == max(block.stubs.values())]
    if len(deepest) < 2:
        return False
    one, other = (block.rows[line] for line in chance.sample(deepest, 2))
    if any_merged(block.page, (one, other), (*block.columns.values(), max(block.stubs.values()))):
        return False
    _reorder(block.page, {one: other, other: one}, max(block.stubs.values()))
    return True


@alteration("a block of rows sorted with labels", harmless=True)
def _sort_rows(paper: Paper, chance: Random) -> object:
    found = [each for each in blocks(paper) if each.block.id == "t3"]
    if not found:
        return False
    block = found[0]
    rows = sorted(row for line, row in block.rows.items() if block.stubs[line] == max(block.stubs.values()))[:8]
    order = rows[:]
    chance.shuffle(order)
    if any_merged(block.page, rows, (*block.columns.values(), max(block.stubs.values()))):
        return False  # Excel refuses that
    _reorder(block.page, dict(zip(rows, order, strict=True)), max(block.stubs.values()))
    return True


def _reorder(page: Page, order: dict[int, int], left: int) -> None:
    """Rows put in another order, from that column on; names stay where they are, as Excel leaves them."""
    columns = range(left, page.bounds()[1])
    taken = {(row, column): page.at(row, column) for row in order for column in columns}
    for row, source in order.items():
        for column in columns:
            page.cells[row, column] = taken[source, column]


@alteration("two columns exchanged with their labels", harmless=True)
def _exchange_columns(paper: Paper, chance: Random) -> object:
    found = [each for each in blocks(paper) if each.block.id == "t3"]
    if not found:
        return False
    block = found[0]
    inner = [line for line in ("biz", "research", "charity", "legal", "org_other") if line in block.columns]
    if len(inner) < 2:
        return False
    one, other = (block.columns[line] for line in chance.sample(inner, 2))
    if any_merged(block.page, (*block.rows.values(), block.heads[inner[0]]), (one, other)):
        return False
    for row in range(block.heads[inner[0]], block.page.bounds()[0]):
        here, there = block.page.at(row, one), block.page.at(row, other)
        block.page.cells[row, one], block.page.cells[row, other] = there, here
    return True


def _with_other_numbers(paper: Paper, chance: Random, where: str) -> bool:
    """The table once more on the same sheet: nobody can tell which of them counts."""
    found = any_table(paper, chance)
    if not found:
        return False
    _, page, area = found
    rows, columns = page.bounds()
    target = (rows + 2, area[1]) if where == "below" else (area[0], columns + 2)
    paper.paste(page, area, page, *target)
    bottom, right = target[0] + area[2] - area[0], target[1] + area[3] - area[1]
    for (row, column), cell in page.cells.items():
        if target[0] <= row <= bottom and target[1] <= column <= right and isinstance(cell.value, float):
            cell.type(float(chance.randint(20_000, 99_999)))
    return True


@alteration("table copied below itself with other numbers")
def _twice_below(paper: Paper, chance: Random) -> object:
    return _with_other_numbers(paper, chance, "below")


@alteration("table copied beside itself with other numbers")
def _twice_beside(paper: Paper, chance: Random) -> object:
    return _with_other_numbers(paper, chance, "beside")


@alteration("rows copied below the table with other numbers")
def _rows_twice(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found or found[0].id == "t4":
        return False
    _, page, area = found
    first = chance.randint(max(area[0], area[2] - 8), area[2])
    target = page.bounds()[0] + chance.randint(0, 2)
    paper.paste(page, (first, area[1], area[2], area[3]), page, target, area[1])
    for (row, _), cell in page.cells.items():
        if row >= target and isinstance(cell.value, float):
            cell.type(float(chance.randint(20_000, 99_999)))
    return True


@alteration("a column copied beside the table with other numbers")
def _column_twice(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    column = chance.choice(list(block.columns.values()))
    target = max(block.page.bounds()[1], max(block.columns.values()) + 2)
    area = (block.header, column, max(block.rows.values()), column)
    paper.paste(block.page, area, block.page, block.header, target)
    for row in block.rows.values():
        block.page.at(row, target).type(float(chance.randint(20_000, 99_999)))
    if block.block.id == "t4":  # without its group it is nobody's
        block.page.at(max(block.heads.values()), target).label = None
        block.page.at(block.header, target).label = None
    return True


@alteration("header rows deleted")
def _no_header(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    first = min(block.rows.values())
    paper.delete(block.page, 0, block.header, max(1, first - block.header))
    return True


@alteration("last header row deleted")
def _less_header(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    paper.delete(block.page, 0, max(block.heads.values()))
    return True


@alteration("caption deleted")
def _no_caption(paper: Paper, chance: Random) -> object:
    captions = [label for label in Labels(paper).places if "/caption/" in label]
    place = Labels(paper).one(chance.choice(captions)) if captions else None
    if not place:
        return False
    paper.delete(place[0], 0, place[1])
    return True


@alteration("merged cells split", harmless=True)
def _split_merged(paper: Paper, chance: Random) -> object:
    pages = _table_pages(paper)
    if not pages:
        return False
    chance.choice(pages).merged.clear()
    return True


@alteration("one merged cell split", harmless=True)
def _split_one(paper: Paper, chance: Random) -> object:
    pages = [page for page in _table_pages(paper) if page.merged]
    if not pages:
        return False
    page = chance.choice(pages)
    page.merged.remove(chance.choice(page.merged))
    return True


@alteration("a row inserted inside the header", harmless=True)
def _inside_header(paper: Paper, chance: Random) -> object:
    found = [each for each in blocks(paper) if len(set(each.heads.values())) > 1]
    if not found:
        return False
    block = chance.choice(found)
    paper.insert(block.page, 0, max(block.heads.values()))
    return True


@alteration("columns numbered below the header")
def _numbered_columns(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    row = max(max(block.heads.values()) + 1, min(block.rows.values()) - 1)
    if row > min(block.rows.values()):
        return False
    paper.insert(block.page, 0, row)
    for n, column in enumerate(sorted(block.columns.values()), 1):
        block.page.at(row, column).value = float(n)
    return True


@alteration("merged cells split and filled with the label", harmless=True)
def _split_filled(paper: Paper, chance: Random) -> object:
    pages = _table_pages(paper)
    if not pages:
        return False
    page = chance.choice(pages)
    for top, left, bottom, right in page.merged:
        cell = page.at(top, left)
        if cell.label and isinstance(cell.value, str):
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    page.at(row, column).value = cell.value
    page.merged.clear()
    return True


@alteration("two figures merged")
def _merge_figures(paper: Paper, chance: Random) -> object:
    found = spots(paper, totals=None, tables="t3")
    if not found:
        return False
    spot = chance.choice(found)
    down, across = chance.choice(((0, 1), (1, 0), (1, 1)))
    area = (spot.row, spot.column, spot.row + down, spot.column + across)
    if not any(
        each.page is spot.page and (each.row, each.column) == (spot.row + down, spot.column + across) for each in found
    ):
        return False  # merged with what is no figure
    return merge(spot.page, area)


@alteration("a label merged with its figure")
def _merge_label(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    line = chance.choice(list(block.rows))
    return merge(block.page, (block.rows[line], block.stubs[line], block.rows[line], min(block.columns.values())))


@alteration("two labels merged")
def _merge_labels(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 3)
    if not block:
        return False
    line = chance.choice(list(block.rows))
    return merge(block.page, (block.rows[line], block.stubs[line], block.rows[line] + 1, block.stubs[line]))


def merge(page: Page, area: tuple[int, int, int, int]) -> bool:
    """Only the first cell survives; whose its figure is, nobody can tell."""
    top, left, bottom, right = area
    if any(each[0] <= bottom and top <= each[2] and each[1] <= right and left <= each[3] for each in page.merged):
        return False
    inside = [page.at(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    first = next((cell for cell in inside if cell.value is not None), inside[0])
    kept = copy(first)
    for cell in inside:
        cell.type(None)
        cell.label = None
    inside[0].type(kept.value, kept.means)
    inside[0].label = kept.label
    page.merged.append(area)
    return True


@alteration("table turned")
def _transposed(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found:
        return False
    _, page, area = found
    top, left, bottom, right = area
    if page.bounds()[1] > right + 1:
        return False
    taken = {at: cell for at, cell in page.cells.items() if top <= at[0] <= bottom and left <= at[1] <= right}
    for at in taken:
        del page.cells[at]
    page.merged = [each for each in page.merged if each[0] < top or each[0] > bottom]
    for (row, column), cell in taken.items():
        cell.label = None
        page.cells[top + column - left, left + row - top] = cell
    return True


@alteration("table pasted a row lower over itself")
def _pasted_lower(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found:
        return False
    _, page, area = found
    paper.paste(page, area, page, area[0] + 1, area[1])
    # what is left of the first row stands above a table that is whole
    for column in range(area[1], area[3] + 1):
        if (area[0], column) in page.cells:
            page.cells[area[0], column].label = None
    return True


@alteration("table cut and pasted a row lower", harmless=True)
def _cut_lower(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found or found[1].bounds()[0] > found[2][2] + 1:
        return False
    _, page, area = found
    paper.cut(page, area, page, area[0] + 1, area[1])
    return True


@alteration("control column deleted")
def _no_control(paper: Paper, _: Random) -> object:
    place = Labels(paper).one("t3/column/control")
    if not place:
        return False
    paper.delete(place[0], 1, place[2])
    return True


@alteration("notes beside the table", harmless=True)
def _notes(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    column = block.page.bounds()[1] + 1
    for _ in range(4):
        row = chance.randint(block.header, max(block.rows.values()))
        block.page.at(row, column).value = chance.choice(("已核对", "见台账", 12.0, "与上年相同？", "总数"))
    return True


@alteration("a label repeated beside the table", harmless=True)
def _label_beside(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if not block:
        return False
    line = block.block.column(chance.choice(list(block.columns)))
    block.page.at(block.heads[line.id], block.page.bounds()[1] + 1).value = line.label
    return True


@alteration("labels repeated in a note below", harmless=True)
def _label_below(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 2)
    if not block:
        return False
    line = block.block.row(chance.choice(list(block.rows)))
    block.page.at(block.page.bounds()[0] + 1, 1).value = line.label or "注"
    return True
