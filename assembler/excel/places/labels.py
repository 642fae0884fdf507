"""S-09: rows and columns whose labels were edited, though they could be found all the same."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from assembler.excel.book import Book
from assembler.excel.layout import Place
from assembler.excel.places.found import Found
from assembler.excel.places.headers import form_of
from assembler.excel.places.texts import At, SheetTexts, bare, normal
from assembler.excel.places.turned import says_otherwise
from assembler.excel.values import text_of
from assembler.model.grid import ancestors
from assembler.model.spec import Line, ReportSpec

if TYPE_CHECKING:
    from assembler.excel.places.standing import Standing

_WORDS = 3  # characters of a name that says something by itself: not 其他, 总计


class Relabelled(NamedTuple):
    """``ref``: t3.open; ``case``: row, column, or numbers where the words are the same; what stands there and what the
    form says; where."""

    ref: str
    case: str
    table: str
    found: str
    label: str
    place: Place


def relabelled(spec: ReportSpec, book: Book, found: Found) -> Iterator[Relabelled]:
    """Labels that differ from the form by more than white space and the shape of quotation marks."""
    for block, standing in found.standings.items():
        name = spec.table_of[block].name
        for ref, case, at, label in _differing(standing, standing.texts):
            value = book.sheets[standing.sheet].content(*at).value
            text = text_of(value) if isinstance(value, str) else ""
            case = "numbers" if bare(normal(text)) == bare(normal(label)) else case
            yield Relabelled(ref, case, name, text, label, Place(standing.sheet, *at))


def doubtful(spec: ReportSpec, book: Book, found: Found, year: str) -> dict[str, str]:
    """Of the lines (t3.open) whose label, or a group's over it, was edited to say something else: what it says now,
    maybe what another line is called. Its figures may be in another unit, of another year, of other cases."""
    doubts: dict[str, str] = {}
    for each in relabelled(spec, book, found):
        text = normal(each.found)
        turned = _names_others(spec, text, normal(each.label)) or says_otherwise(each.found, each.label, year)
        name, _, line_id = each.ref.partition(".")
        block = spec.blocks[name]
        if text in _groups(spec):
            turned = bool(form_of(spec, name).over.get(line_id))  # other rows and columns say themselves what they are
        if each.case == "numbers" or not turned:
            continue
        if not line_id:  # a caption
            doubts |= dict.fromkeys((name, *(f"{name}.{line.id}" for line in block.rows)), each.found)
        for lines in (block.rows, block.columns):
            for line in lines:
                if line_id in (line.id, *(group.id for group in ancestors(lines, line))):
                    doubts[f"{name}.{line.id}"] = each.found
    return doubts


def _names_others(spec: ReportSpec, text: str, label: str) -> bool:
    """It says what another row or column is called, be it among other words: 行政处罚和行政强制."""
    names = (bare(line) for line in _lines(spec) if line not in label)
    return text in _lines(spec) or any(len(name) >= _WORDS and name in text and name not in label for name in names)


@cache
def _lines(spec: ReportSpec) -> frozenset[str]:
    """What rows and columns of figures are called."""
    lines = (line for block in spec.blocks.values() for line in (*block.leaf_rows, *block.leaf_columns))
    return frozenset(normal(line.label) for line in lines if line.label)


@cache
def _groups(spec: ReportSpec) -> frozenset[str]:
    """What groups of rows and columns are called."""
    lines = (line for block in spec.blocks.values() for line in (*block.rows, *block.columns) if line.kind == "group")
    return frozenset(normal(line.label) for line in lines if line.label)


def _differing(standing: "Standing", texts: SheetTexts) -> Iterator[tuple[str, str, At, str]]:
    """Refs with where their labels should be; groups once, not for each of their lines."""
    block = standing.block
    for case, lines, places in (("row", block.rows, standing.rows), ("column", block.columns, standing.columns)):
        for line in lines:
            ref = f"{block.id}.{line.id}"
            if line.id in places and line.label:
                place = places[line.id]
                at = _of_row(standing, place) if case == "row" else _of_column(standing, line, place)
                if line.id not in standing.labels and texts.at.get(at) != normal(line.label):
                    yield ref, case, at, line.label
                elif (label := standing.labels.get(line.id)) in texts.renumbered and label:
                    yield ref, case, label, line.label
                elif other := _named_otherwise(standing, line, ancestors(lines, line), at):
                    yield ref, case, other, line.label
            elif line.kind == "group":
                over = list(_over_members(standing, line))
                own = [at for each in over for at in each if texts.at.get(at) == normal(line.label)]
                if over and not own:
                    level = len(ancestors(lines, line))
                    yield ref, case, over[0][min(level, len(over[0]) - 1)], line.label
                elif own and texts.renumbered.issuperset(own):
                    yield ref, case, own[0], line.label
    if block.caption and standing.heading:
        at = texts.area((max(standing.first - 1, 0), standing.edge))[:2]
        if texts.at.get(at) != normal(block.caption):
            yield block.id, "row", at, block.caption


def _left(standing: "Standing") -> int:
    """The first column of the labels of rows and their groups."""
    places, rows = standing.texts.places, range(standing.header + 1, standing.end)
    cells = [at for line in standing.block.rows if line.label for at in places.get(normal(line.label), ())]
    cells += [_of_row(standing, row) for line, row in standing.rows.items() if line in standing.alike]
    return min((column for row, column in cells if row in rows and column < standing.edge), default=0)


def _of_row(standing: "Standing", row: int) -> At:
    """The cell of a row's own label: the nearest to its figures; where all are blank, the nearest of these."""
    texts, left = standing.texts, min((at[1] for at in standing.labels.values()), default=0)
    nearest = max(standing.edge - 1, 0)  # a table may begin in the first column, without room for labels
    columns = range(standing.edge - 1, min(left, nearest) - 1, -1)
    cells = [texts.area((row, column))[:2] for column in columns if texts.area((row, column))[::2] == (row, row)]
    return next((at for at in cells if at in texts.at), cells[0] if cells else (row, nearest))


def _of_column(standing: "Standing", line: Line, column: int) -> At:
    """The cell of a column's own label: the lowest over its figures that isn't a group's."""
    rows = range(standing.header, standing.first - 1, -1)
    cells = [standing.texts.area((row, column))[:2] for row in rows]
    groups = {normal(each.label) for each in ancestors(standing.block.columns, line)}
    return next((at for at in cells if standing.texts.at.get(at, "") not in {"", *groups}), cells[0])


def _named_otherwise(standing: "Standing", line: Line, groups: Sequence[Line], at: At) -> At | None:
    """A cell over a column's own label, or left of a row's, that says what neither the label nor a group does: half of
    a merged cell that was split, filled and overwritten; what another line's label was merged with."""
    row, column = standing.labels.get(line.id, at)
    texts, own = standing.texts, {normal(each.label) for each in (line, *groups)}
    if line.id in standing.rows:
        own |= {normal(each.label) for each in standing.block.rows if each.kind == "group"}  # it says itself what it is
        before = [(row, each) for each in range(_left(standing), column)]
    else:
        before = [(each, column) for each in range(standing.first, row)]
    cells = dict.fromkeys(texts.area(at)[:2] for at in before if not texts.is_empty(*at))
    strange = [at for at in cells if texts.at.get(at) not in own]
    edited = sum(_is_edited(standing, each) for each in groups)  # told by themselves
    return strange[-1] if len(strange) > edited else None


def _is_edited(standing: "Standing", group: Line) -> bool:
    """A group's label stands over none of its lines."""
    over = _over_members(standing, group)
    return not any(standing.texts.at.get(at) == normal(group.label) for each in over for at in each)


def _over_members(standing: "Standing", group: Line) -> Iterator[list[At]]:
    """For each line of a group that was found the cells that count as its groups'."""
    block = standing.block
    case, lines, places = ("row", block.rows, standing.rows)
    if group in block.columns:
        case, lines, places = ("column", block.columns, standing.columns)
    for line in lines:
        if line.id in places and group in ancestors(lines, line):
            yield list(_groups_of(standing, standing.texts, case, places[line.id]))


def _groups_of(standing: "Standing", texts: SheetTexts, case: str, place: int) -> Iterator[At]:
    """The cells whose labels count as groups of a row or column, outermost first: a label that isn't merged counts for
    the blank cells below (right of) it."""
    if case == "row":
        for column in range(_left(standing), standing.edge):
            row = place
            while texts.is_empty(row, column) and row > standing.header + 1 and (row, column) not in texts.sheet.area:
                row -= 1
            yield texts.area((row, column))[:2]
    else:
        for row in range(standing.first, standing.header + 1):
            column = place
            while texts.is_empty(row, column) and column > standing.edge and (row, column) not in texts.sheet.area:
                column -= 1
            yield texts.area((row, column))[:2]
