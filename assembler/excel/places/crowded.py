"""Entries with more figures than one: a row was put in below a merged label, a merged entry was split and filled. What
is meant, one of them or their sum, nobody can tell."""

from collections.abc import Iterator

from assembler.excel.layout import Place
from assembler.excel.places.lost_lines import stub_columns
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import Area, At
from assembler.excel.values import is_number, typed_number


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
    """The rows that a row's label covers, but for those of other lines."""
    if stub is None:
        return [row]
    top, _, bottom, _ = _own(found, line, (row, stub))
    return [each for each in range(top, bottom + 1) if each == row or each not in found.rows.values()]


def _columns(found: Standing, line: str, column: int) -> list[int]:
    """The columns that a column's label covers, or the form's does where nothing else is written, but for those of
    other lines."""
    texts, label = found.texts, found.labels.get(line, (found.header, column))
    _, left, _, right = _own(found, line, label)
    while right - left + 1 < found.form.widths[line] and texts.text(label[0], right + 1) in ("", texts.text(*label)):
        right += 1
    taken = {*found.columns.values(), found.control} - {column}
    return [each for each in range(left, right + 1) if each not in taken]


def _own(found: Standing, line: str, at: At) -> Area:
    """What a line's label covers, maybe an edited one; the cell alone where that is another's."""
    words = found.form.words - {found.form.wanted[line]}
    return (*at, *at) if found.texts.text(*at) in words else found.texts.area(at)


def _is_other(found: Standing, place: Place, at: At) -> bool:
    """Another cell than the entry's, which people see, holds a figure."""
    own = found.texts.area((place.row, place.column))
    value = found.texts.sheet.content(*at).value
    is_seen = found.texts.area(at)[:2] == at and found.texts.area(at) != own
    return is_seen and (is_number(value) or (isinstance(value, str) and typed_number(value) is not None))
