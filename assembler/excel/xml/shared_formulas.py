"""A formula moved to another cell, as spreadsheets store a block of like formulas once only."""

import re

from assembler.model.columns import column_of, letters
from assembler.patterns import late

_LAST_ROW, _COLUMNS = 1_048_576, 16_384
_PIECE = late(
    r"""
    (?P<kept>
        "(?:[^"]|"")*"            # a text
        | '(?:[^']|'')*'          # the name of a sheet
        | \[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]   # a workbook, or columns of a table
    )
    | (?<![\w.$\\?\]])(?:
        (?P<cell>(?P<column>\$?[A-Za-z]{1,3})(?P<row>\$?[1-9][0-9]{0,6}))(?![\w.(!\\?])
        | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!\\?$])
        | (?P<rows>\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6})(?![\w.(!\\?$])
    )
    """,
    re.VERBOSE,
)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula so many rows further down and columns further right: relative references move along, those with $
    stay; a reference that would leave the sheet becomes #REF!."""

    def piece(match: re.Match[str]) -> str:
        if match["kept"]:
            return match[0]
        if match["cell"]:
            column, row = _column(match["column"], columns), _row(match["row"], rows)
            return column + row if column and row else "#REF!"
        ends = match[0].split(":")
        ends = [_column(end, columns) if match["columns"] else _row(end, rows) for end in ends]
        return ":".join(ends) if all(ends) else "#REF!"

    return _PIECE.sub(piece, formula)


def _row(row: str, by: int) -> str:
    """The row so far below; "" if there is none."""
    if row.startswith("$"):
        return row
    number = int(row) + by
    return str(number) if 1 <= number <= _LAST_ROW else ""


def _column(column: str, by: int) -> str:
    """The column so far to the right; "" if there is none."""
    if column.startswith("$"):
        return column
    number = column_of(column) + by
    return letters(number) if 0 <= number < _COLUMNS else ""
