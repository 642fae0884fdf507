"""Relations as spreadsheet formulas: the same rule data as the command line. Only SUM, IF, AND, ROUND, COUNT,
COUNTIF, COUNTBLANK, LEN and SUBSTITUTE are used: every Excel since 2010, WPS and LibreOffice know them."""

from collections.abc import Iterable
from itertools import groupby

from assembler.excel.layout import Layout, Place, quoted
from assembler.model.columns import letters
from assembler.model.equations import Relation, Term


def areas(places: Iterable[Place]) -> list[tuple[Place, Place]]:
    """Rectangles that cover these places of one sheet exactly: (top left, bottom right), vertical runs joined."""
    spans: list[tuple[int, int, int]] = []  # row, first column, last column
    by_row = sorted(set(places))
    for row, cells in groupby(by_row, key=lambda place: place.row):
        columns = [cell.column for cell in cells]
        start = 0
        for n in range(1, len(columns) + 1):
            if n == len(columns) or columns[n] != columns[n - 1] + 1:
                spans.append((row, columns[start], columns[n - 1]))
                start = n
    sheet = by_row[0].sheet
    found: list[tuple[Place, Place]] = []
    for row, first, last in sorted(spans, key=lambda span: (span[1], span[2], span[0])):
        if found and (found[-1][0].column, found[-1][1].column, found[-1][1].row + 1) == (first, last, row):
            found[-1] = (found[-1][0], Place(sheet, row, last))
        else:
            found.append((Place(sheet, row, first), Place(sheet, row, last)))
    return sorted(found)


def reference(area: tuple[Place, Place], sheet: bool = False) -> str:
    """$E$6:$J$7, with the sheet's name before it if asked."""
    first, last = area
    prefix = f"{quoted(first.sheet)}!" if sheet else ""
    one = f"${letters(first.column)}${first.row + 1}"
    return f"{prefix}{one}" if first == last else f"{prefix}{one}:${letters(last.column)}${last.row + 1}"


def total(layout: Layout, terms: tuple[Term, ...], sheet: bool = False) -> str:
    """SUM(…)-SUM(…): text in a cell adds nothing and never makes an error."""
    formula = ""
    for negative in (False, True):
        cells = [layout.place(cell) for term in terms if term.negative is negative for cell in term.cells]
        if cells:
            listed = ",".join(reference(area, sheet) for area in areas(cells))
            formula += f"{'-' if negative else ''}SUM({listed})"
    return formula


def broken(layout: Layout, relation: Relation) -> str:
    """True where the relation doesn't hold, for conditional formats on the table's own sheet."""
    unequal = f"{total(layout, relation.left)}<>{total(layout, relation.right)}"
    if not relation.equation.when_filled:
        return f"={unequal}"
    filled = ",".join(f'{reference((layout.place(cell),) * 2)}<>""' for term in relation.left for cell in term.cells)
    return f"=AND({filled},{unequal})"


def blanks(places: Iterable[Place]) -> str:
    """Number of blank cells among these, on any one sheet."""
    return "+".join(f"COUNTBLANK({reference(area, sheet=True)})" for area in areas(places))


def numbers(places: Iterable[Place]) -> str:
    """Number of cells among these, on any one sheet, that hold numbers."""
    return "+".join(f"COUNT({reference(area, sheet=True)})" for area in areas(places))


def characters(address: str) -> str:
    """Number of characters without blanks and line breaks."""
    bare = address
    for blank in ('" "', '"　"', "CHAR(10)"):
        bare = f'SUBSTITUTE({bare},{blank},"")'
    return f"LEN({bare})"


def count_characters(text: str) -> int:
    """What ``characters`` gives for this text."""
    return sum(len(each.encode("utf-16-le")) // 2 for each in text if each not in " 　\n")
