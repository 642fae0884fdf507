"""S-09: rows and columns whose labels were edited, though they could be found all the same."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from assembler.excel.book import Book, Sheet
from assembler.excel.layout import Place
from assembler.excel.locate import Found, normal
from assembler.excel.values import text_of
from assembler.model.grid import GridCell, grid_of
from assembler.model.spec import Block, ReportSpec, Table


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
    for table in spec.tables:
        for block in table.blocks:
            if block.id not in found.absent:
                yield from _of_block(table, block, book, found)


def _of_block(table: Table, block: Block, book: Book, found: Found) -> Iterator[Relabelled]:
    cells = grid_of(replace(table, blocks=(block,))).cells
    figures = [(cell, found.places[str(cell.ref)]) for cell in cells if str(cell.ref) in found.places]
    if not figures:
        return
    sheet = book.sheets[figures[0][1].sheet]
    rows = _reckoned({cell.row: place.row for cell, place in figures})
    columns = _reckoned({cell.column: place.column for cell, place in figures})
    labels = [cell for cell in cells if cell.line and cell.text and cell.row in rows and cell.column in columns]
    told = [(cell, *_content(sheet, rows[cell.row], columns[cell.column])) for cell in labels]
    changed = [each for each in told if normal(each[1]) != normal(each[0].text)]
    if len(changed) * 2 > len(told):
        return  # the labels stand somewhere else; they were found there
    for cell, text, place in changed:
        if not _elsewhere(sheet, cell, place):
            case = "row" if cell.role == "stub" else "column"
            yield Relabelled(f"{block.id}.{cell.line}", case, table.name, text, cell.text, place)


def _reckoned(known: Mapping[int, int]) -> dict[int, int]:
    """Rows (columns) of the grid in the sheet: those of figures as found, headers and stubs counted back from them."""
    first = min(known)
    return {n: known[first] - (first - n) for n in range(first)} | dict(known)


def _content(sheet: Sheet, row: int, column: int) -> tuple[str, Place]:
    """The text of a cell, or of the merged area that it belongs to, and where that stands."""
    row, column = sheet.area.get((row, column), (row, column, row, column))[:2]
    return text_of(sheet.content(row, column).value), Place(sheet.name, row, column)


def _elsewhere(sheet: Sheet, cell: GridCell, place: Place) -> bool:
    """True if the form's label stands in another cell of that row or column."""
    wanted = normal(cell.text)
    line, across = (place.row, 0) if cell.role == "stub" else (place.column, 1)
    return any(at[across] == line and normal(text_of(each.value)) == wanted for at, each in sheet.contents.items())
