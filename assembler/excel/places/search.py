"""Blocks of the form on a sheet that was worked on, as far as their labels tell.

A header is a row with at least half of a block's column labels; its rows are those below it, down to the next header or
caption. Where a label stands twice over different contents, nothing is chosen.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from assembler.excel.layout import Place
from assembler.excel.places.headers import BlockForm, Header
from assembler.excel.places.lost_lines import by_name, find_lost, named_lines, similar_columns
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import At, SheetTexts, normal
from assembler.model.refs import CellRef
from assembler.model.spec import Line

MOST_TWINS = 50  # of a row's label: more of them are looked at no more closely


def search(
    form: BlockForm, texts: SheetTexts, header: Header | None, end: int, named: Mapping[CellRef, Place], year: str
) -> Standing:
    """A block below one header (None: its labels are lost, and names tell the columns): by labels, and what they
    don't tell by names and neighbours. Nothing is placed by guess. ``year``: of the report."""
    found = Standing(form, texts, header, end, year)
    if header:
        _columns_by_label(found, header)
        if not found.columns:
            similar_columns(found)  # rows are told by what stands before the figures
    else:
        by_name(found, form.columns, found.columns, named)
    found.control = _control(found)
    _rows_by_label(found)
    if header:
        _again_elsewhere(found)
    find_lost(found, named)
    _elsewhere(found, named)
    _under_others(found)
    if header is None and _is_numbered(found):
        found.columns.clear()
    return found


def _is_numbered(found: Standing) -> bool:
    """The rows have numbers or letters where the first column of figures should be: a program put these in and left
    the names."""
    column = found.columns.get(found.form.columns[0].id)
    rows = sorted(found.rows.values())
    values = [found.texts.sheet.content(row, column).value for row in rows] if column is not None else []
    numbers, letters = list(range(1, len(rows) + 1)), [chr(65 + n) for n in range(len(rows))]
    return len(rows) > 2 and values in (numbers, letters)


def _columns_by_label(found: Standing, header: Header) -> None:
    cells: dict[str, list[At]] = {}
    labels = {found.form.wanted[line.id] for line in found.form.columns}
    first = found.first
    rows = range(header.row + 1, min(found.end, header.row + 2 * len(found.form.rows) + 2))
    for line in found.form.columns:
        own = [at for at in header.cells if found.texts.at[at] == found.form.wanted[line.id]]
        under = {at: _is_under(found, line, at, first) for at in own}
        cells[line.id] = [at for at in own if under[at]]
        above = [(row, column) for top, column in cells[line.id] for row in range(first, top)]
        doubtful = [at for at in above if found.texts.text(*at) in labels - {found.texts.at[own[0]]}]  # bears two names
        doubtful += [at for at in own if under[at] is None and found.contents((row, at[1]) for row in rows)]
        if doubtful:
            found.twice[line.id] = [*cells[line.id], *doubtful]
            cells[line.id] = []
    _choose(found, found.form.columns, cells, 1, lambda column: found.contents((row, column) for row in rows))


def _is_under(found: Standing, line: Line, at: At, first: int) -> bool | None:
    """The groups that tell a column from others stand over its label. None if it can't be told how far one of them
    reaches: it isn't merged, and more stands below it than is its own."""
    over = dict(found.texts.above(at, first))
    for group in found.form.over[line.id]:
        if group not in over:
            return False
        _, left, _, right = over[group]
        between = Counter(filter(None, (found.texts.at.get((at[0], column)) for column in range(left, at[1] + 1))))
        known = Counter({text: count for text, count in between.items() if text in found.form.wanted.values()})
        under = found.form.under[group]
        if at[1] > right and (known - under or between.total() > under.total()):
            return None
    return True


def _rows_by_label(found: Standing) -> None:
    cells: dict[str, list[At]] = {}
    first = found.heading.row if found.heading else -1
    for line in found.form.rows:
        text = found.form.wanted[line.id]
        cells[line.id] = [
            at
            for at in (found.texts.places.get(text, ()) if text else ())
            if first < at[0] < found.end and at[1] < found.edge
        ]
    _align(found.form, cells)
    cells = {line: [at for at in each if _beside_figures(found, at)] for line, each in cells.items()}
    _choose(found, found.form.rows, cells, 0, found.across)


def _beside_figures(found: Standing, at: At) -> bool:
    """Nothing stands between a row's label and its first figure, but the label once more where merged cells were split
    and filled, or what has a heading of its own."""
    texts, edge = found.texts, found.edge
    right, text = texts.area(at)[3], texts.at[at]
    if at[1] and texts.text(at[0], at[1] - 1) == text:
        return False  # counted where it begins
    between = range(right + 1, edge)
    return right < edge and all(
        texts.is_empty(at[0], n) or texts.text(at[0], n) == text or found.is_foreign(n) for n in between
    )


def _align(form: BlockForm, cells: dict[str, list[At]]) -> None:
    """Labels of one level stand in one column, that of the highest of them, right of those of the groups around them:
    where part of a table was moved aside, its figures stand under other columns."""
    first: dict[int, int] = {}
    for line, at in sorted(((line, at) for line, each in cells.items() for at in each), key=lambda each: each[1]):
        level = form.levels[line]
        if all((level > other) is (at[1] > column) for other, column in first.items() if other != level):
            first.setdefault(level, at[1])
    for line, each in cells.items():
        if not any(at[1] == first.get(form.levels[line]) for at in each):
            cells[line] = []


def _choose(
    found: Standing,
    lines: Sequence[Line],
    cells: Mapping[str, list[At]],
    axis: int,
    content: Callable[[int], object],
) -> None:
    """Where a label stands once, that is it. Of several the one beside its neighbours, if the others stand over nothing
    else."""
    into = found.rows if axis == 0 else found.columns
    for line in lines:
        if len({at[axis] for at in cells[line.id]}) == 1:
            into[line.id], found.labels[line.id] = cells[line.id][0][axis], cells[line.id][0]
    taken = set(into.values())
    for n, line in enumerate(lines):
        places = sorted({at[axis] for at in cells[line.id]} - taken)
        if line.id in into or not places:
            continue
        expected = _expected(lines, n, into)
        best = places[0] if expected is None else min(places, key=lambda place: abs(place - expected))
        if any(content(each) not in (content(best), None) for each in places):
            found.twice[line.id] = cells[line.id]
        else:
            into[line.id], found.labels[line.id] = best, next(at for at in cells[line.id] if at[axis] == best)


def _again_elsewhere(found: Standing) -> None:
    """A row that stands once more on the sheet, below no header, with other figures beside the same label; or aside,
    where its figures stand under no column or a wrong one."""
    wanted = [found.form.wanted[line.id] for line in found.form.rows]
    for line in found.form.rows:
        if line.id not in found.labels or wanted.count(found.form.wanted[line.id]) > 1:
            continue
        at = found.labels[line.id]
        cells = found.texts.places[found.texts.at[at]]
        if len(cells) <= MOST_TWINS:
            cells = [each for each in cells if _says_otherwise(found, at, each)]
        if cells:
            found.twice[line.id] = [at, *cells]
            del found.rows[line.id], found.labels[line.id]


def _says_otherwise(found: Standing, own: At, other: At) -> bool:
    """Other figures stand beside a label than beside the row's own, which says the same."""
    if other[0] == own[0]:
        return False  # merged cells that were split and filled, or a note
    if other[1] == own[1]:
        if not found.header < other[0] < found.end:
            return found.across(other[0]) not in (None, found.across(own[0]))
        if _beside_figures(found, other):
            return False  # chosen from before
    figures = found.texts.figures_beside(other, len(found.form.columns))
    return bool(figures) and figures != found.texts.figures_beside(own, len(found.form.columns))


def _elsewhere(found: Standing, named: Mapping[CellRef, Place]) -> None:
    """Rows without their labels, which stand on the sheet beside other figures. Where nothing but the room tells that
    this is the block, it is another one, with the same columns."""
    wanted, count = found.form.wanted, len(found.form.columns)
    is_ours = found.rows_told or _is_below_caption(found)
    names = named_lines(found, found.form.rows, found.rows, named)
    for line in found.form.rows:
        if line.id in found.labels or line.id not in found.rows or not line.label:
            continue
        row = found.rows[line.id]
        here = found.texts.figures_beside((row, max(found.edge - 1, 0)), count)
        cells = [at for at in found.texts.places.get(wanted[line.id], ())[:MOST_TWINS] if at[0] != row]
        if cells := [at for at in cells if found.texts.figures_beside(at, count) not in ([], here)]:
            if is_ours or names.get(line.id) == row:
                found.twice[line.id] = [(row, found.edge), *cells]
            del found.rows[line.id]


def _is_below_caption(found: Standing) -> bool:
    """The block's own caption, if it has one, stands right above the header."""
    top = found.heading.top if found.heading else 0
    captions = found.texts.places.get(normal(found.block.caption), ())
    return not found.block.caption or any(0 < top - row <= 2 for row, _ in captions)


def _under_others(found: Standing) -> None:
    """Columns that their labels don't tell, while these stand over other figures: names that were left behind; or while
    what stands over them may be another's."""
    top = found.first if found.heading else 0
    for line in found.form.columns:
        doubtful = [at for each in found.form.columns for at in found.twice.get(each.id, ()) if each is not line]
        told = line.id in found.labels or not found.form.over[line.id]  # S-09 tells of a single column
        if not told and found.columns.get(line.id) in {column for _, column in doubtful}:
            found.twice[line.id] = [(found.header, found.columns.pop(line.id))]
            continue
        if line.id in found.labels or line.id not in found.columns or found.form.over[line.id]:
            continue
        own = found.columns[line.id]
        cells = [at for at in found.texts.places.get(found.form.wanted[line.id], ()) if top <= at[0] <= found.header]
        columns = {own, *(column for _, column in cells)}
        if len({found.contents((row, each) for row in found.rows.values()) for each in columns} - {None}) > 1:
            found.twice[line.id] = [(found.header, own), *cells]
            del found.columns[line.id]


def _control(found: Standing) -> int | None:
    """The column of the control counts; its label stands once, beside the header."""
    header = found.heading
    if found.block.control is None or header is None:
        return None
    columns = {
        at[1]
        for at in found.texts.places.get(normal(found.block.control.label), ())
        if found.first - found.form.depth < at[0] <= header.row <= found.texts.foot(at, header.row)
    }
    return columns.pop() if len(columns) == 1 else None


def _expected(lines: Sequence[Line], n: int, known: Mapping[str, int]) -> int | None:
    """Where a line should stand beside its nearest neighbour."""
    for distance in range(1, len(lines)):
        for other in (n - distance, n + distance):
            if 0 <= other < len(lines) and lines[other].id in known:
                return known[lines[other].id] + n - other
    return None
