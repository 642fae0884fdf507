"""Number formats of an .xls, from its records."""

import struct

import pytest

from assembler.excel.book import Content
from assembler.excel.sources.foreign import _formatted, _sheet
from assembler.excel.sources.foreign_child import _formats, _formats_of


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(words: str, count: str) -> bytes:
    return struct.pack(count, len(words)) + b"\x01" + words.encode("utf-16-le")


def stream() -> bytes:
    """A workbook of one sheet: a number, a formula, two numbers in a row, and a text."""
    styles = b"".join(record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 164, 9, 165))
    formats = record(0x041E, struct.pack("<H", 164) + text('0"万"', "<H")) + record(
        0x041E, struct.pack("<HH", 165, 7) + b"\x00General"
    )
    cells = [
        record(0x0203, struct.pack("<HHHd", 5, 4, 1, 412)),
        record(0x0006, struct.pack("<HHH", 6, 4, 2) + bytes(14)),
        record(0x00BD, struct.pack("<HH", 7, 4) + struct.pack("<HIHI", 0, 0, 1, 0) + struct.pack("<H", 5)),
        record(0x00FD, struct.pack("<HHHI", 8, 4, 1, 0)),
        record(0x027E, struct.pack("<HHHI", 9, 4, 3, 0)),
        record(0x000A, b""),
        record(0x0203, struct.pack("<HHHd", 9, 9, 1, 412)),
    ]
    start = 0
    for _ in range(2):
        sheets = record(0x0085, struct.pack("<IH", start, 0) + text("表", "<B"))
        head = record(0x0809, bytes(16)) + formats + styles + sheets + record(0x000A, b"")
        start = len(head)
    return head + record(0x0809, bytes(16)) + b"".join(cells)


def test_numbers_have_the_codes_of_their_styles() -> None:
    assert dict(_formats_of(stream())) == {"表": [(5, 4, '0"万"'), (6, 4, "0%"), (7, 5, '0"万"')]}


@pytest.mark.parametrize("length", range(0, len(stream()), 7))
def test_a_stream_that_breaks_off_ends(length: int) -> None:
    for data in (stream()[:length], stream()[length:]):
        try:
            dict(_formats_of(data))
        except (ValueError, IndexError, struct.error):
            continue


def test_what_is_no_such_file_has_no_formats() -> None:
    assert _formats(b"") == _formats(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == {}


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (412, '0"万"', Content(412, shown="412万")),
        (1, "0%", Content(1, percent=True)),
        (412, "#,##0", Content(412)),
        (412, "yyyy", Content(412)),
    ],
)
def test_a_number_is_what_its_format_shows(value: int, code: str, expected: Content) -> None:
    assert _formatted(value, code) == expected


def test_only_numbers_have_formats() -> None:
    cells = [[5, 4, "number", "412"], [6, 4, "text", "约5"]]
    sheet = _sheet({
        "name": "表", "state": "visible", "merged": [], "cells": cells,
        "formats": [[5, 4, ";;;"], [6, 4, ";;;"], [9, 9, ";;;"]],
    })  # fmt: skip
    assert sheet.contents == {(5, 4): Content(412, shown=""), (6, 4): Content("约5")}
