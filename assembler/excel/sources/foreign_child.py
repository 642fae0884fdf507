"""Reads an .xls in a process of its own, because the reader may take any amount of memory, or abort.

Run as a file, not as a module of the package, so that nothing else is loaded. Arguments: how many rows and columns of
each sheet, seconds, bytes of memory. The workbook comes in on standard input; out goes one JSON document:
``{"sheets": [{"name", "state", "merged": [[top, left, bottom, right]], "cells": [[row, column, kind, text]],
"formats": [[row, column, code]]}]}`` or ``{"refused": "encrypted"}``. Whatever else happens is a code other than 0.

Number formats, which python-calamine doesn't give, are taken from the records of the file (MS-XLS: BoundSheet8, Format,
XF, Number, RK, MulRk, Formula).
"""

import io
import json
import struct
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import olefile
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

CHARACTERS = 5_000_000  # of all cells together
_STREAM = "Workbook"
_SHEET, _FORMAT, _XF, _END = 0x0085, 0x041E, 0x00E0, 0x000A
_SINGLE = frozenset((0x0203, 0x027E, 0x0006))  # Number, RK, Formula
_SEVERAL = 0x00BD  # MulRk
_LONGEST = 256  # characters of a format code, one more than there may be
_PERCENT = {9: "0%", 10: "0.00%"}  # of the formats that need no record


def main(rows: int, columns: int, seconds: int, memory: int) -> None:
    """Answer for the one workbook on standard input."""
    _limit(seconds, memory)
    try:
        data = sys.stdin.buffer.read()
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        answer: dict[str, Any] = {"refused": "encrypted"}
    else:
        shown = _formats(data)
        answer = {
            "sheets": [
                {
                    "name": each.name,
                    "state": "visible" if each.visible == SheetVisibleEnum.Visible else "hidden",
                    "merged": _merged(sheet, rows, columns),
                    "cells": list(_cells(sheet, rows, columns)),
                    "formats": [each for each in shown.get(each.name, ()) if each[0] < rows and each[1] < columns],
                }
                for index, each in enumerate(book.sheets_metadata)
                if each.typ == SheetTypeEnum.WorkSheet
                for sheet in [book.get_sheet_by_index(index)]
            ]
        }
        told = (each for sheet in answer["sheets"] for each in (*sheet["cells"], *sheet["formats"]))
        if sum(len(text) for *_, text in told) > CHARACTERS:
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


def _formats(data: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """For each sheet row, column and format code of its numbers, as far as they can be told."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as package:  # type: ignore[no-untyped-call]
            stream = package.openstream(_STREAM).read()
        return dict(_formats_of(stream))
    except (OSError, ValueError, IndexError, struct.error):
        return {}


def _formats_of(stream: bytes) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    sheets: dict[str, int] = {}
    codes: dict[int, str] = dict(_PERCENT)
    styles: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _SHEET:
            sheets[_text(body[6], body[7:])] = int.from_bytes(body[:4], "little")
        elif kind == _FORMAT:
            codes[int.from_bytes(body[:2], "little")] = _text(int.from_bytes(body[2:4], "little"), body[4:])[:_LONGEST]
        elif kind == _XF:
            styles.append(int.from_bytes(body[2:4], "little"))
    known = {number: codes[style] for number, style in enumerate(styles) if codes.get(style, "General") != "General"}
    for name, start in sheets.items():
        cells = _numbers(stream, start)
        yield name, [(row, column, known[style]) for row, column, style in cells if style in known]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record of the part that begins there."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _numbers(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of each number."""
    for kind, body in _records(stream, start):
        if kind in _SINGLE:
            yield struct.unpack_from("<HHH", body)
        elif kind == _SEVERAL:
            row, first = struct.unpack_from("<HH", body)
            for n in range((len(body) - 6) // 6):
                yield row, first + n, int.from_bytes(body[4 + 6 * n : 6 + 6 * n], "little")


def _text(count: int, body: bytes) -> str:
    """So many characters after a byte of flags."""
    wide = body[0] & 1
    return body[1 : 1 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


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
