"""Entries with more figures than one: a row was put in below a merged label, a merged entry was split and filled. What
is meant, one of them or their sum, nobody can tell."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assembler.excel.book import Content
from assembler.excel.layout import Place
from assembler.excel.places.lost_lines import stub_columns
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import Area, At
from assembler.excel.values import as_stored, is_number, typed_number
from assembler.model.spec import Line
from assembler.patterns import late

_YEAR = late("(?:[0-9]{4}|上)年")


def crowded(found: Standing) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Refs of entries with the other cells below the same labels that hold a figure."""
    block, stubs = found.block, stub_columns(found)
    rows = {line: _rows(found, line, row, stubs.get(line)) for line, row in found.rows.items()}
    columns = {line: _columns(found, line, column) for line, column in found.columns.items()}
    for cell in (*block.cells(), *block.controls()):
        place = found.place(cell)
        if place:
            across = columns.get(cell.column, range(place.column, place.column + 1))
            reach = ((row, column) for row in rows[cell.row] for column in across)
            if others := tuple(Place(found.sheet, *at) for at in reach if _is_other(found, place, at)):
                yield str(cell), others


def _rows(found: Standing, line: str, row: int, stub: int | None) -> list[int]:
    """The rows that a row's label covers, but for those of other lines; one that isn't merged counts for the rows
    without a label below it, down to the next line."""
    if stub is None:
        last = row if found.form.wanted[line] else _typed_to(found, row)
        return [row, *(each for each in range(row + 1, last + 1) if not _is_last_years(found, each))]
    top, _, bottom, _ = area = _own(found, line, (row, stub))
    taken = set(found.rows.values()) - {row}
    if area == (row, stub, row, stub):
        last = _before_next(found.form.rows, line, found.rows)
        if line == found.form.rows[-1].id:
            last = _typed_to(found, row)
        bottom = next((each for each in range(row + 1, last + 1) if _is_labelled(found, each, stub)), last + 1) - 1
    return [each for each in range(top, bottom + 1) if each not in taken]


def _is_labelled(found: Standing, row: int, stub: int) -> bool:
    """Something is written before the figures of a row, or stands there from above."""
    texts = found.texts
    return any(texts.text(row, n) if n >= stub else texts.at.get((row, n)) for n in range(found.edge))


def _columns(found: Standing, line: str, column: int) -> list[int]:
    """The columns that a column's label covers, but for those of other lines; one that isn't merged counts for those
    without a label right of it, up to the next line, or as far as it does in the form."""
    label = found.labels.get(line, (found.header, column))
    _, left, _, right = area = _own(found, line, label)
    taken = {*found.columns.values(), *filter(None, [found.control])} - {column}
    last = left + found.form.widths[line] - 1
    if area == (*label, *label):
        last = max(last, _before_next(found.form.columns, line, found.columns))
        if line == found.form.columns[-1].id:
            last = max(last, _goes_on(found, column, lambda each: [(row, each) for row in found.rows.values()]))
    own = {"", found.texts.text(*label)}
    while right < last and own.issuperset(
        found.texts.text(row, right + 1) for row in range(label[0], found.header + 1)
    ):
        right += 1
    return [each for each in range(left, right + 1) if each not in taken]


def _before_next(lines: Sequence[Line], line: str, found: Mapping[str, int]) -> int:
    """The last row (column) before that of the next line; the line's own where that is lost, or stands elsewhere."""
    here = found[line]
    ids = [each.id for each in lines]
    after = found.get(ids[ids.index(line) + 1], here) if line != ids[-1] else here
    beyond = [each for each in found.values() if each > here]
    return after - 1 if beyond and after == min(beyond) else here


def _typed_to(found: Standing, row: int) -> int:
    return _goes_on(found, row, lambda each: [(each, column) for column in found.columns.values()])


def _is_last_years(found: Standing, row: int) -> bool:
    """Last year's figures, which we put below this year's, with the year before them."""
    return any(_YEAR.fullmatch(found.texts.at.get((row, column), "")) for column in range(found.edge))


def _goes_on(found: Standing, line: int, cells: Callable[[int], list[At]]) -> int:
    """The last row (column) behind the last of a block in which numbers were typed; behind it there may be notes."""
    while any(_is_typed(found.texts.sheet.content(*at)) for at in cells(line + 1)):
        line += 1
    return line


def _is_typed(content: Content) -> bool:
    return is_number(content.value) and content.formula is None


def _own(found: Standing, line: str, at: At) -> Area:
    """What a line's label covers, maybe an edited one; the cell alone where that is another's."""
    words = found.form.words - {found.form.wanted[line]}
    return (*at, *at) if found.texts.text(*at) in words else found.texts.area(at)


def _is_other(found: Standing, place: Place, at: At) -> bool:
    """Another cell than the entry's, which people see, holds a figure."""
    own = found.texts.area((place.row, place.column))
    value = found.texts.sheet.content(*at).value
    is_seen = found.texts.area(at)[:2] == at and found.texts.area(at) != own
    return is_seen and (
        is_number(value) or (isinstance(value, str) and typed_number(as_stored(value), found.block.unit) is not None)
    )
