"""Reads an .xls in a process of its own, because the reader may take any amount of memory, or abort.

Run as a file, not as a module of the package, so that nothing else is loaded. Arguments: how many rows and columns of
each sheet, seconds, bytes of memory. The workbook comes in on standard input; out goes one JSON document:
``{"sheets": [{"name", "state", "merged": [[top, left, bottom, right]], "cells": [[row, column, kind, text]],
"formats": [[row, column, code]], "marks": [[row, column, mark]], "runs": [[row, column, [[text, mark]]]]}]}`` or
``{"refused": "encrypted"}``. Whatever else happens is a code other than 0.

Number formats and the look of letters, which python-calamine doesn't give, are taken from the records of the file
(MS-XLS: BoundSheet8, Format, Font, Palette, XF, SST, Continue, Number, RK, MulRk, Formula, LabelSst).
"""

import io
import json
import struct
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import olefile
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

CHARACTERS = 5_000_000  # of all cells together
_STREAM = "Workbook"
_SHEET, _FORMAT, _XF, _END = 0x0085, 0x041E, 0x00E0, 0x000A
_SINGLE = frozenset((0x0203, 0x027E, 0x0006))  # Number, RK, Formula
_SEVERAL = 0x00BD  # MulRk
_FONT, _PALETTE, _STRINGS, _CONTINUE, _STRING = 0x0031, 0x0092, 0x00FC, 0x003C, 0x00FD
_WHITE = (1, 9, 65)  # in the palette that a file comes with; 65 is the window's own
_OWN_COLOURS = 8  # from here on a file may have a palette of its own
_AT_ONCE = 8192  # bytes
_LIGHT = 0xE0  # of 255, in each of red, green, blue
Told = TypeVar("Told")
Runs = list[tuple[str, str]]
"""Parts of a text with their marks: struck, white, raised, lowered, "" for none."""
_LONGEST = 256  # characters of a format code, one more than there may be
_NO_RECORD = {9: "0%", 10: "0.00%", **dict.fromkeys((5, 6, 7, 8, 42, 44), '"¥"#,##0.00')}
"""Codes of the formats that need no record."""


def main(rows: int, columns: int, seconds: int, memory: int) -> None:
    """Answer for the one workbook on standard input."""
    _limit(seconds, memory)
    try:
        data = sys.stdin.buffer.read()
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        answer: dict[str, Any] = {"refused": "encrypted"}
    else:
        shown, looks = _from_records(data, _formats_of), _from_records(data, _looks_of)
        answer = {
            "sheets": [
                {
                    "name": each.name,
                    "state": "visible" if each.visible == SheetVisibleEnum.Visible else "hidden",
                    "merged": _merged(sheet, rows, columns),
                    "cells": list(_cells(sheet, rows, columns)),
                    "formats": [at for at in shown.get(each.name, ()) if at[0] < rows and at[1] < columns],
                    "marks": [at for at in looks.get(each.name, _PLAIN).marks if at[0] < rows and at[1] < columns],
                    "runs": [at for at in looks.get(each.name, _PLAIN).runs if at[0] < rows and at[1] < columns],
                }
                for index, each in enumerate(book.sheets_metadata)
                if each.typ == SheetTypeEnum.WorkSheet
                for sheet in [book.get_sheet_by_index(index)]
            ]
        }
        told = (each for sheet in answer["sheets"] for each in (*sheet["cells"], *sheet["formats"]))
        parts = (len(text) + 1 for sheet in answer["sheets"] for *_, runs in sheet["runs"] for text, _ in runs)
        if sum(len(text) for *_, text in told) + sum(parts) > CHARACTERS:
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


def _from_records(data: bytes, what: Callable[[bytes], Iterator[tuple[str, Told]]]) -> dict[str, Told]:
    """What the records of the file say of each sheet, as far as that can be told."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as package:  # type: ignore[no-untyped-call]
            stream = package.openstream(_STREAM).read()
        return dict(what(stream))
    except (OSError, ValueError, IndexError, struct.error):
        return {}


def _formats_of(stream: bytes) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """For each sheet row, column and format code of its numbers."""
    sheets: dict[str, int] = {}
    codes: dict[int, str] = dict(_NO_RECORD)
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


class _Looks(NamedTuple):
    """Of the cells of a sheet: marks of those whose letters are struck out or white as a whole; parts of texts of which
    some look otherwise."""

    marks: list[tuple[int, int, str]]
    runs: list[tuple[int, int, Runs]]


_PLAIN = _Looks([], [])


def _looks_of(stream: bytes) -> Iterator[tuple[str, _Looks]]:
    """For each sheet the look of its letters."""
    sheets: dict[str, int] = {}
    fonts: list[bytes] = []
    styles: list[bytes] = []
    strings: list[bytes] = []
    palette: list[bytes] = []
    last = 0
    for kind, body in _records(stream, 0):
        if kind == _SHEET:
            sheets[_text(body[6], body[7:])] = int.from_bytes(body[:4], "little")
        elif kind == _PALETTE:
            palette = [body[n : n + 3] for n in range(2, len(body), 4)]
        elif kind == _STRINGS or (kind == _CONTINUE and last == _STRINGS):
            strings.append(body)
        elif kind in (_FONT, _XF):
            (fonts if kind == _FONT else styles).append(body)
        last = _STRINGS if kind == _CONTINUE and last == _STRINGS else kind
    marks = _font_marks(fonts, palette)
    if any(marks.values()):
        cells = {n: mark for n, body in enumerate(styles) if (mark := _cell_mark(body, marks, palette))}
        runs = dict(_runs_of(strings, marks))
        for name, start in sheets.items():
            yield name, _looks_of_sheet(stream, start, cells, runs)


def _looks_of_sheet(stream: bytes, start: int, cells: Mapping[int, str], runs: Mapping[int, Runs]) -> _Looks:
    styles = list(_numbers(stream, start))
    texts = [struct.unpack_from("<HHHI", body) for kind, body in _records(stream, start) if kind == _STRING]
    styles += [(row, column, style) for row, column, style, _ in texts]
    return _Looks(
        [(row, column, cells[style]) for row, column, style in styles if style in cells],
        [(row, column, runs[string]) for row, column, _, string in texts if string in runs],
    )


def _font_marks(fonts: Sequence[bytes], palette: Sequence[bytes]) -> dict[int, str]:
    """The marks of fonts by their numbers, of which there is no 4."""
    marks = {}
    for n, body in enumerate(fonts):
        flags, colour, _, raised = struct.unpack_from("<HHHH", body, 2)
        mark = {1: "raised", 2: "lowered"}.get(raised, "")
        mark = "white" if _is_light(colour, palette) else mark
        marks[n + (n >= 4)] = "struck" if flags & 8 else mark
    return marks


def _cell_mark(style: bytes, fonts: Mapping[int, str], palette: Sequence[bytes]) -> str:
    """The mark of a cell style; "" for white on another ground."""
    mark = fonts.get(int.from_bytes(style[:2], "little"), "")
    pattern, ground = int.from_bytes(style[14:18], "little") >> 26, int.from_bytes(style[18:20], "little") & 0x7F
    is_paper = pattern == 0 or (pattern == 1 and _is_light(ground, palette))
    return mark if mark == "struck" or (mark == "white" and is_paper) else ""


def _is_light(colour: int, palette: Sequence[bytes]) -> bool:
    own = colour - _OWN_COLOURS
    return min(palette[own]) >= _LIGHT if 0 <= own < len(palette) and palette[own] else colour in _WHITE


class _Strings:
    """The bytes of the table of strings, which goes on in Continue records: in the middle of characters, too, which
    then begin with another byte of flags."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self.records, self.n, self.at = records, 0, 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            if self.at >= len(self.records[self.n]):
                self.n, self.at = self.n + 1, 0
            piece = self.records[self.n][self.at : self.at + count - len(taken)]
            taken, self.at = taken + piece, self.at + len(piece)
        return taken

    def characters(self, count: int, wide: int) -> bytes:
        """So many as UTF-16."""
        taken = b""
        while len(taken) < 2 * count:
            if self.at >= len(self.records[self.n]):
                self.n, self.at = self.n + 1, 1
                wide = self.records[self.n][0] & 1
            room = (len(self.records[self.n]) - self.at) // (1 + wide)
            piece = self.take(min(count - len(taken) // 2, max(room, 1)) * (1 + wide))
            taken += piece if wide else piece.decode("latin-1").encode("utf-16-le")
        return taken


def _runs_of(records: Sequence[bytes], fonts: Mapping[int, str]) -> Iterator[tuple[int, Runs]]:
    """The strings of which parts look otherwise, by their numbers."""
    strings = _Strings(records)
    for n in range(struct.unpack("<II", strings.take(8))[1] if records else 0):
        length, flags = struct.unpack("<HB", strings.take(3))
        count = struct.unpack("<H", strings.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", strings.take(4))[0] if flags & 4 else 0
        text = strings.characters(length, flags & 1)
        runs = [struct.unpack("<HH", strings.take(4)) for _ in range(count)]
        while more > 0:  # phonetic guides
            more -= len(strings.take(min(more, _AT_ONCE)))
        if any(fonts.get(font) for _, font in runs):
            starts = [(0, ""), *((at, fonts.get(font, "")) for at, font in runs)]
            ends = [at for at, _ in starts[1:]] + [length]
            yield (
                n,
                [
                    (text[2 * at : 2 * end].decode("utf-16-le", "replace"), mark)
                    for (at, mark), end in zip(starts, ends, strict=True)
                ],
            )


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
