"""S-09: rows and columns whose labels were edited, though they could be found all the same."""

from collections.abc import Iterator
from typing import NamedTuple

from assembler.excel.book import Book
from assembler.excel.layout import Place
from assembler.excel.places.found import Found
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import At, SheetTexts, normal
from assembler.excel.values import text_of
from assembler.model.grid import ancestors
from assembler.model.spec import ReportSpec


class Relabelled(NamedTuple):
    """``ref``: t3.open; ``case``: row or column; what stands there and what the form says; where."""

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
            yield Relabelled(ref, case, name, text, label, Place(standing.sheet, *at))


def _differing(standing: Standing, texts: SheetTexts) -> Iterator[tuple[str, str, At, str]]:
    """Refs with where their labels should be; groups once, not for each of their lines."""
    block = standing.block
    for case, lines, places in (("row", block.rows, standing.rows), ("column", block.columns, standing.columns)):
        for line in lines:
            ref = f"{block.id}.{line.id}"
            if line.id in places and line.label:
                at = _of_row(standing, places[line.id]) if case == "row" else _of_column(standing, places[line.id])
                if line.id not in standing.labels and texts.at.get(at) != normal(line.label):
                    yield ref, case, at, line.label
            elif line.kind == "group":
                members = [places[each.id] for each in lines if each.id in places and line in ancestors(lines, each)]
                over = [list(_groups_of(standing, texts, case, place)) for place in members]
                if over and not any(texts.at.get(at) == normal(line.label) for each in over for at in each):
                    level = len(ancestors(lines, line))
                    yield ref, case, over[0][min(level, len(over[0]) - 1)], line.label
    if block.caption and standing.heading:
        at = texts.area((max(standing.header - standing.form.depth, 0), standing.edge))[:2]
        if texts.at.get(at) != normal(block.caption):
            yield block.id, "row", at, block.caption


def _of_row(standing: Standing, row: int) -> At:
    """The cell of a row's own label: the nearest to its figures; where all are blank, the nearest of these."""
    texts, left = standing.texts, min((at[1] for at in standing.labels.values()), default=0)
    nearest = max(standing.edge - 1, 0)  # a table may begin in the first column, without room for labels
    columns = range(standing.edge - 1, min(left, nearest) - 1, -1)
    cells = [texts.area((row, column))[:2] for column in columns if texts.area((row, column))[::2] == (row, row)]
    return next((at for at in cells if at in texts.at), cells[0] if cells else (row, nearest))


def _of_column(standing: Standing, column: int) -> At:
    """The cell of a column's own label: the lowest over its figures."""
    rows = range(standing.header, max(standing.header - standing.form.depth, -1), -1)
    cells = [standing.texts.area((row, column))[:2] for row in rows]
    return next((at for at in cells if at in standing.texts.at), cells[0])


def _groups_of(standing: Standing, texts: SheetTexts, case: str, place: int) -> Iterator[At]:
    """The cells whose labels count as groups of a row or column, outermost first: a label that isn't merged counts for
    the blank cells below (right of) it."""
    if case == "row":
        for column in range(standing.edge):
            row = place
            while texts.is_empty(row, column) and row > standing.header + 1 and (row, column) not in texts.sheet.area:
                row -= 1
            yield texts.area((row, column))[:2]
    else:
        for row in range(max(standing.header - standing.form.depth + 1, 0), standing.header + 1):
            column = place
            while texts.is_empty(row, column) and column > standing.edge:
                column -= 1
            yield texts.area((row, column))[:2]
