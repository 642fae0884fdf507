"""S-09: rows and columns whose labels were edited, though they could be found all the same."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assembler.excel.book import Book
from assembler.excel.found import Found
from assembler.excel.layout import Place
from assembler.excel.standing import Standing
from assembler.excel.texts import At, SheetTexts, normal
from assembler.excel.values import text_of
from assembler.model.grid import ancestors
from assembler.model.spec import Line, ReportSpec


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
        for line, case, at, label in _differing(standing, SheetTexts(book.sheets[standing.sheet])):
            text = text_of(book.sheets[standing.sheet].content(*at).value)
            yield Relabelled(f"{block}.{line.id}", case, name, text, label, Place(standing.sheet, *at))


def _differing(standing: Standing, texts: SheetTexts) -> Iterator[tuple[Line, str, At, str]]:
    """Lines with where their labels should be; groups once, not for each of their lines."""
    block = standing.block
    for case, lines, places in (("row", block.rows, standing.rows), ("column", block.columns, standing.columns)):
        for line in lines:
            members = [each for each in lines if each.id in places and (each == line or line in ancestors(lines, each))]
            if not members or not line.label:
                continue
            cells = [_covering(standing, texts, case, places[each.id]) for each in members]
            if not any(texts.at.get(at) == normal(line.label) for each in cells for at in each):
                own = {standing.form.wanted[each.id] for each in members if each != line}
                place = places[members[0].id]
                edge = (place, 0) if case == "row" else (standing.header, place)  # of a sheet without room for labels
                yield line, case, _instead(texts, cells[0] or [edge], own), line.label


def _covering(standing: Standing, texts: SheetTexts, case: str, place: int) -> list[At]:
    """The cells whose labels count for a row or column, nearest to the figures first; blank where there is none."""
    if case == "row":
        edge = min(standing.columns.values())
        return _unique(_left_of(texts, place, edge, standing.header))
    first = standing.header - standing.form.depth + 1
    return _unique(_over(texts, place, first, standing.header))


def _left_of(texts: SheetTexts, row: int, edge: int, header: int) -> Iterator[At]:
    for column in range(edge - 1, -1, -1):
        at = texts.area((row, column))[:2]
        up = row
        while texts.is_empty(up, column) and up > header + 1 and not texts.sheet.area.get((up, column)):
            up -= 1  # a group's label that isn't merged over its rows
        yield at if up == row else texts.area((up, column))[:2]


def _over(texts: SheetTexts, column: int, first: int, header: int) -> Iterator[At]:
    for row in range(header, max(first, 0) - 1, -1):
        left = column
        while texts.is_empty(row, left) and left > 0:
            left -= 1
        yield texts.area((row, left))[:2]


def _unique(cells: Iterable[At]) -> list[At]:
    return list(dict.fromkeys(cells))


def _instead(texts: SheetTexts, cells: list[At], own: set[str]) -> At:
    """The cell in which the label is missed: the nearest that holds no label of the line itself."""
    return next((at for at in cells if texts.at.get(at, "") not in own), cells[0])
