"""Alterations of figures: what is typed, pasted, dragged, sorted in the cells."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from tests.semantic.alterations import alteration
from tests.semantic.paper import Cell, Paper, dragged
from tests.semantic.places import Spot, any_block, any_merged, spec_of, spots
from tests.semantic.truth import UNSAYABLE, Labels


def _one(paper: Paper, chance: Random, *, totals: bool | None = False, tables: str = "t2 t3 t4") -> Spot | None:
    found = spots(paper, totals=totals, tables=tables)
    return chance.choice(found) if found else None


def _typed(name: str, make: Callable[[int], tuple[Any, Any]], *, harmless: bool = False) -> None:
    """An alteration that types something made of a number in a cell: what stands there, and what it says."""

    @alteration(name, harmless=harmless)
    def _alter(paper: Paper, chance: Random) -> object:
        spot = _one(paper, chance)
        if spot is None:
            return False
        spot.cell.type(*make(chance.randint(2, 899)))
        return True


def _shown(name: str, code: str, make: Callable[[int], tuple[Any, Any]], *, harmless: bool = False) -> None:
    """An alteration that types a number and has it shown by a format: what is stored, and what people see."""

    @alteration(name, harmless=harmless)
    def _alter(paper: Paper, chance: Random) -> object:
        spot = _one(paper, chance)
        if spot is None:
            return False
        spot.cell.type(*make(chance.randint(2, 899)))
        spot.cell.style = paper.style(code)
        return True


_shown("a format for thousands", "#,##0,", lambda n: (n * 1000, Decimal(n)))
_shown("a format for ten thousands", "0!.0000", lambda n: (n * 10000, Decimal(n)))
_shown("a format that adds a digit", '0"0"', lambda n: (n, Decimal(n * 10)))
_shown("a format that hides", ";;;", lambda n: (n, None))
_shown("a format that shows a word", '"无"', lambda n: (n, UNSAYABLE))
_shown("a percent format", "0%", lambda n: (n, UNSAYABLE))
_shown("a format for accounts", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', lambda n: (n, None), harmless=True)
_shown("a format with noughts before", "00000", lambda n: (n, None), harmless=True)


@alteration("a currency format")
def currency(paper: Paper, chance: Random) -> object:
    """A sign of money says what a count is not, and of an amount that it is in yuan."""
    found = spots(paper)
    if not found:
        return False
    amounts = [each for each in found if spec_of(paper).value_of(each.ref) == "amount"]
    spot = chance.choice(amounts if amounts and chance.random() < 0.5 else found)
    spot.cell.type(chance.randint(2, 899), UNSAYABLE if spot in amounts else None)
    spot.cell.style = paper.style(chance.choice(('"¥"#,##0.00', "[$¥-804]0.00", '_ ¥* #,##0_ ;_ ¥* "-"??_ ;_ @_ ')))
    return True


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


_typed("another number", lambda n: (n, None), harmless=True)
_typed("number as text", lambda n: (str(n), Decimal(n)), harmless=True)
_typed("full-width digits", lambda n: (_wide(str(n)), Decimal(n)), harmless=True)
_typed("blanks around a number", lambda n: (f" {n}\u00a0\u3000", Decimal(n)), harmless=True)
_typed("line break behind a number", lambda n: (f"{n}\n", Decimal(n)), harmless=True)
_typed("thousands separators", lambda n: (f"{n},{n:03}", Decimal(n * 1001)), harmless=True)
_typed("comma elsewhere", lambda n: (f"{n},{n % 100:02}", UNSAYABLE))
_typed("a unit", lambda n: (f"{n}件", Decimal(n)))
_typed("another counter", lambda n: (f"共{n}个", Decimal(n)), harmless=True)
_typed("a full stop behind a number", lambda n: (f"{n}。", Decimal(n)), harmless=True)
_typed("another unit", lambda n: (f"{n}万件", UNSAYABLE))
_typed("about", lambda n: (f"约{n}", UNSAYABLE))
_typed("a range", lambda n: (f"{n}-{n + 3}", UNSAYABLE))
_typed("a sum as text", lambda n: (f"{n}+3", UNSAYABLE))
_typed("a dash", lambda n: ("—/无-"[n % 4], UNSAYABLE))
_typed("a Chinese numeral", lambda _: ("十二", Decimal(12)))
_typed("a circled digit", lambda _: ("①", UNSAYABLE))
_typed("a note in the cell", lambda n: (f"{n}（含网上{n // 2}）", UNSAYABLE))
_typed("scientific notation", lambda n: (f"{n}e3", UNSAYABLE))
_typed("a date as text", lambda n: (f"2023-1-{n % 28 + 1}", UNSAYABLE))
_typed("negative", lambda n: (-n, None))
_typed("negative in brackets", lambda n: (f"({n})", UNSAYABLE))
_typed("a fraction", lambda n: (n + 0.5, None))
_typed("binary noise", lambda n: (n + 1e-10, Decimal(n)), harmless=True)
_typed("true", lambda _: (True, UNSAYABLE))
_typed("cleared", lambda _: (None, None))
_typed("blanks only", lambda _: ("   ", None), harmless=True)


@alteration("part of a number struck out")
def _struck_part(paper: Paper, chance: Random) -> object:
    return _in_runs(paper, chance, "12<strike/>")


@alteration("a footnote at a number")
def _footnote(paper: Paper, chance: Random) -> object:
    return _in_runs(paper, chance, '2<vertAlign val="superscript"/>', behind=True)


@alteration("part of a number in white")
def _white_part(paper: Paper, chance: Random) -> object:
    return _in_runs(paper, chance, '7<color theme="0"/>', behind=True)


def _in_runs(paper: Paper, chance: Random, odd: str, *, behind: bool = False) -> bool:
    spot, number = _one(paper, chance), chance.randint(2, 899)
    if spot:
        text, _, look = odd.partition("<")
        runs = [(text, f"<{look}"), (str(number), "")]
        spot.cell.type_runs(*(reversed(runs) if behind else runs), means=Decimal(number))
    return bool(spot)


@alteration("a number struck out")
def _struck_number(paper: Paper, chance: Random) -> object:
    return _in_font(paper, chance, "<strike/>")


@alteration("a number in white")
def _white_number(paper: Paper, chance: Random) -> object:
    return _in_font(paper, chance, '<color theme="0"/>')


def _in_font(paper: Paper, chance: Random, look: str) -> bool:
    spot = _one(paper, chance)
    if spot:
        spot.cell.type(float(chance.randint(2, 899)), UNSAYABLE)
        spot.cell.style = paper.font(look)
    return bool(spot)


@alteration("words struck out in a text")
def _struck_words(paper: Paper, chance: Random) -> object:
    return _in_text(paper, chance, "旧的一句。", "<strike/>")


@alteration("a raised figure in a text")
def _raised_figure(paper: Paper, chance: Random) -> object:
    return _in_text(paper, chance, "4", '<vertAlign val="superscript"/>')


def _in_text(paper: Paper, chance: Random, words: str, look: str) -> bool:
    place = Labels(paper).one(f"value/{chance.choice(list(spec_of(paper).texts))}")
    if not place:
        return False
    place[0].at(*place[1:]).type_runs(("新的一句，点击10", ""), (words, look), ("次。", ""), means=UNSAYABLE)
    return True


@alteration("a formula in an input")
def _formula(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance)
    if spot:
        spot.cell.type(7.0)
        spot.cell.formula = "3+4"
    return bool(spot)


@alteration("a formula without its result")
def _no_result(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance)
    if spot:
        spot.cell.type(None, UNSAYABLE)
        spot.cell.formula = "Sheet9!A1+4"
    return bool(spot)


@alteration("an external link")
def _link(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance)
    if spot:
        spot.cell.type(float(chance.randint(1, 99)))
        spot.cell.formula = "[1]表三!$E$6"
    return bool(spot)


@alteration("an error value")
def _error(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=None)
    if spot:
        spot.cell.type(chance.choice(("#REF!", "#N/A", "#VALUE!", "#DIV/0!")), UNSAYABLE)
        spot.cell.error = True
        if chance.random() < 0.5:
            spot.cell.formula = "A1+#REF!"
    return bool(spot)


@alteration("a date in a number")
def _date(paper: Paper, chance: Random) -> object:
    spot, date = _one(paper, chance), Labels(paper).one("value/info.signed_on")
    if spot is None or date is None:
        return False
    spot.cell.type(float(45300), UNSAYABLE)
    spot.cell.style = date[0].at(*date[1:]).style
    return True


@alteration("total typed over, right")
def _total_right(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True)
    if spot and isinstance(spot.cell.value, float):
        spot.cell.type(spot.cell.value)
        return True
    return False


@alteration("total typed over, wrong")
def _total_wrong(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True)
    if spot:
        spot.cell.type(float(chance.randint(10_000, 99_999)))
    return bool(spot)


@alteration("total by another formula")
def _total_other(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True)
    if spot:
        spot.cell.type(float(chance.randint(10_000, 99_999)))
        spot.cell.formula = "E6+12"
    return bool(spot)


@alteration("total dragged with shifted references")
def _drag_total(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True)
    if spot and spot.cell.formula:
        spot.cell.formula = dragged(spot.cell.formula, chance.choice((0, 1)), 1)
        return True
    return False


@alteration("totals without formulas", harmless=True)
def _constants(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True)
    return _without_formulas([spot.page] if spot else [])


@alteration("values pasted over everything", harmless=True)
def _all_constants(paper: Paper, _: Random) -> object:
    return _without_formulas(paper.pages)


def _without_formulas(pages: list[Any]) -> bool:
    cells = [cell for page in pages for cell in page.cells.values() if cell.formula]
    for cell in cells:
        cell.formula = None
    return bool(cells)


@alteration("filled down")
def _fill_down(paper: Paper, chance: Random) -> object:
    return _fill(paper, chance, 1, 0)


@alteration("filled to the right")
def _fill_right(paper: Paper, chance: Random) -> object:
    return _fill(paper, chance, 0, 1)


def _fill(paper: Paper, chance: Random, down: int, across: int) -> bool:
    spot = _one(paper, chance, totals=None, tables="t3")
    if spot is None:
        return False
    counts = chance.random() < 0.5 and isinstance(spot.cell.value, float)  # Ctrl held: 5, 6, 7
    for n in range(1, chance.randint(2, 4)):
        target = spot.page.at(spot.row + n * down, spot.column + n * across)
        if target.label or (target.value is None and target.formula is None):
            break
        target.type(spot.cell.value + n if counts else spot.cell.value, spot.cell.means)
        target.formula, target.error, target.runs = spot.cell.formula, spot.cell.error, spot.cell.runs
        target.style = spot.cell.style
    return True


@alteration("several cells cleared")
def _clear_some(paper: Paper, chance: Random) -> object:
    found = spots(paper, totals=None, tables="t3")
    for spot in chance.sample(found, min(len(found), 9)):
        spot.cell.type(None)
    return bool(found)


@alteration("a figure cut to another cell")
def _cut_figure(paper: Paper, chance: Random) -> object:
    spot, other = _one(paper, chance), _one(paper, chance)
    if not spot or not other or (spot.page, spot.row, spot.column) == (other.page, other.row, other.column):
        return False
    kept = spot.cell.label, other.cell.label  # what row they stand in is not what they hold
    if any(kept):
        return False
    here = (spot.row, spot.column, spot.row, spot.column)
    paper.cut(spot.page, here, other.page, other.row, other.column)
    return True


@alteration("figures cut elsewhere without their labels")
def _cut_block(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 4)
    if block is None:
        return False
    top = chance.choice(list(block.rows.values()))
    left, right = min(block.columns.values()), max(block.columns.values())
    if _labels_within(block.page, (top, left, top + 2, right)):
        return False
    paper.cut(block.page, (top, left, top + 2, right), block.page, top + chance.choice((1, 2, 30)), left)
    return True


@alteration("figures copied a row lower without their labels")
def _paste_lower(paper: Paper, chance: Random) -> object:
    return _paste_values(paper, chance, 1, 0)


@alteration("figures copied a column further without their labels")
def _paste_further(paper: Paper, chance: Random) -> object:
    return _paste_values(paper, chance, 0, 1)


def _paste_values(paper: Paper, chance: Random, down: int, across: int) -> bool:
    block = any_block(paper, chance, 2)
    if block is None:
        return False
    top, bottom = min(block.rows.values()), max(block.rows.values())
    left, right = min(block.columns.values()), max(block.columns.values())
    area = (top, left, bottom, right)
    if _labels_within(block.page, area) or _labels_within(block.page, (top, left, bottom + down, right + across)):
        return False
    paper.paste(block.page, area, block.page, top + down, left + across, values=True)
    return True


def _labels_within(page: Any, area: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = area
    return any(
        cell.label and top <= row <= bottom and left <= column <= right for (row, column), cell in page.cells.items()
    )


@alteration("rows of figures sorted without labels")
def _sort_figures(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance, 3)
    if block is None:
        return False
    rows = sorted(chance.sample(list(block.rows.values()), min(len(block.rows), 6)))
    order = rows[:]
    chance.shuffle(order)
    if block.block.id == "t3" and any_merged(block.page, rows, block.columns.values()):
        return False
    for column in block.columns.values():
        cells = [block.page.at(row, column) for row in order]
        if any(cell.label for cell in cells):
            return False
        for row, cell in zip(rows, cells, strict=True):
            block.page.cells[row, column] = cell
    return True


@alteration("two columns of figures swapped without labels")
def _swap_columns(paper: Paper, chance: Random) -> object:
    block = any_block(paper, chance)
    if block is None or len(block.columns) < 2:
        return False
    one, other = chance.sample(list(block.columns.values()), 2)
    cells = block.page.cells
    if block.block.id == "t3" and any_merged(block.page, block.rows.values(), (one, other)):
        return False
    for row in block.rows.values():
        here, there = block.page.at(row, one), block.page.at(row, other)
        here.label, there.label = there.label, here.label  # the row is named by where it stands
        cells[row, one], cells[row, other] = there, here
    return True


@alteration("cells deleted, those below moved up")
def _delete_up(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, tables="t3")
    if spot is None:
        return False
    block = any_block(paper, chance)
    bottom = max(block.rows.values()) if block and block.page is spot.page else spot.row
    return _pull(spot, bottom)


def _pull(spot: Spot, bottom: int) -> bool:
    cells = spot.page.cells
    column = [cells.get((row, spot.column)) or Cell() for row in range(spot.row, bottom + 2)]
    merged = any_merged(spot.page, range(spot.row, bottom + 2), (spot.column,))
    if merged or any(cell.label for cell in column) or bottom <= spot.row:
        return False
    for row in range(spot.row, bottom + 1):
        cells[row, spot.column] = column[row - spot.row + 1]
    cells.pop((bottom + 1, spot.column), None)
    return True


@alteration("a cell inserted, those right of it moved on")
def _insert_right(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, tables="t3")
    if spot is None:
        return False
    moved = sorted((at for at in spot.page.cells if at[0] == spot.row and at[1] >= spot.column), reverse=True)
    if any(spot.page.cells[at].label for at in moved) or any(
        area[0] <= spot.row <= area[2] and area[3] >= spot.column for area in spot.page.merged
    ):
        return False
    for row, column in moved:
        spot.page.cells[row, column + 1] = spot.page.cells.pop((row, column))
    return True


@alteration("control counts moved")
def _move_control(paper: Paper, chance: Random) -> object:
    labels = Labels(paper)
    head, block = labels.one("t3/column/control"), any_block(paper, chance, 20)
    if not head or not block or head[0] is not block.page:
        return False
    rows = sorted(block.rows.values())
    where = chance.choice(((rows[0] + 1, head[2]), (rows[0], head[2] + 2)))
    paper.cut(head[0], (rows[0], head[2], rows[-1], head[2]), head[0], *where)
    return True


@alteration("control counts moved with their label", harmless=True)
def _move_control_column(paper: Paper, chance: Random) -> object:
    labels = Labels(paper)
    head, block = labels.one("t3/column/control"), any_block(paper, chance, 20)
    if not head or not block or head[0] is not block.page or _beside(block.page, head[2] + 1):
        return False
    area = (head[1], head[2], max(block.rows.values()), head[2])
    paper.cut(head[0], area, head[0], head[1], head[2] + chance.randint(1, 3))
    return True


def _beside(page: Any, column: int) -> bool:
    return any(at[1] >= column and cell.value is not None for at, cell in page.cells.items())


@alteration("a count typed in the total")
def _count_in_total(paper: Paper, chance: Random) -> object:
    spot = _one(paper, chance, totals=True, tables="t3")
    if spot:
        spot.cell.type(str(chance.randint(10_000, 99_999)), None)
        spot.cell.means = Decimal(str(spot.cell.value))
    return bool(spot)
