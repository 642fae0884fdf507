"""Reads an .xls in a process of its own, because the reader may take any amount of memory, or abort.

Run as a file, not as a module of the package, so that nothing else is loaded. Arguments: how many rows and columns of
each sheet, seconds, bytes of memory. The workbook comes in on standard input; out goes one JSON document:
``{"sheets": [{"name", "state", "merged": [[top, left, bottom, right]], "cells": [[row, column, kind, text]]}]}`` or
``{"refused": "encrypted"}``. Whatever else happens is a code other than 0.
"""

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

CHARACTERS = 5_000_000  # of all cells together


def main(rows: int, columns: int, seconds: int, memory: int) -> None:
    """Answer for the one workbook on standard input."""
    _limit(seconds, memory)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        answer: dict[str, Any] = {"refused": "encrypted"}
    else:
        answer = {
            "sheets": [
                {
                    "name": each.name,
                    "state": "visible" if each.visible == SheetVisibleEnum.Visible else "hidden",
                    "merged": _merged(sheet, rows, columns),
                    "cells": list(_cells(sheet, rows, columns)),
                }
                for index, each in enumerate(book.sheets_metadata)
                if each.typ == SheetTypeEnum.WorkSheet
                for sheet in [book.get_sheet_by_index(index)]
            ]
        }
        if sum(len(text) for sheet in answer["sheets"] for *_, text in sheet["cells"]) > CHARACTERS:
            sys.exit("too much text")  # one string may stand in any number of cells
    json.dump(answer, sys.stdout)  # ASCII, whatever the computer's own encoding is


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: time is limited from outside, memory isn't
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _merged(sheet: CalamineSheet, rows: int, columns: int) -> list[tuple[int, int, int, int]]:
    return [
        (top, left, min(bottom, rows - 1), min(right, columns - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < rows and left < columns
    ]


def _cells(sheet: CalamineSheet, rows: int, columns: int) -> Iterator[tuple[int, int, str, str]]:
    if sheet.start is None:
        return
    top, left = sheet.start
    for row, values in enumerate(islice(sheet.iter_rows(), max(rows - top, 0)), top):
        for column, value in enumerate(islice(values, max(columns - left, 0)), left):
            if value != "":
                yield row, column, *_told(value)


def _told(value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return "bool", str(int(value))
    if isinstance(value, int | float):
        return "number", repr(value)
    if isinstance(value, datetime | date | time):
        return type(value).__name__, value.isoformat()
    if isinstance(value, timedelta):
        return "timedelta", repr(value.total_seconds())
    return "text", str(value)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
