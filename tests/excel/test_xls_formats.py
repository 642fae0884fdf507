"""Number formats and the look of letters in an .xls, from its records."""

import struct

import pytest

from assembler.excel.book import Content
from assembler.excel.sources.foreign import _formatted, _sheet
from assembler.excel.sources.foreign_child import Runs, _formats_of, _from_records, _looks_of, _runs_of


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


def test_a_currency_format_needs_no_code_of_its_own() -> None:
    book = stream().replace(struct.pack("<HH", 0, 9) + bytes(16), struct.pack("<HH", 0, 44) + bytes(16))
    assert (6, 4, '"¥"#,##0.00') in dict(_formats_of(book))["表"]


@pytest.mark.parametrize("length", range(0, len(stream()), 7))
def test_a_stream_that_breaks_off_ends(length: int) -> None:
    for data in (stream()[:length], stream()[length:]):
        try:
            dict(_formats_of(data))
        except (ValueError, IndexError, struct.error):
            continue


def test_what_is_no_such_file_has_no_formats() -> None:
    for data in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        assert not _from_records(data, _formats_of)
        assert not _from_records(data, _looks_of)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (412, '0"万"', Content(412, shown="412万")),
        (1, "0%", Content(1, percent=True)),
        (412, '"¥"0.00', Content(412, shown="¥412.00")),
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
        "formats": [[5, 4, ";;;"], [6, 4, ";;;"], [9, 9, ";;;"]], "marks": [], "runs": [],
    })  # fmt: skip
    assert sheet.contents == {(5, 4): Content(412, shown=""), (6, 4): Content("约5")}


def font(struck: bool = False, colour: int = 0x7FFF, raised: int = 0) -> bytes:
    return record(0x0031, struct.pack("<HHHHH", 200, 8 * struck, colour, 400, raised) + bytes(6))


def style(font: int, ground: int | None = None) -> bytes:
    fill = struct.pack("<IH", 0 if ground is None else 1 << 26, ground or 0)
    return record(0x00E0, struct.pack("<HH", font, 0) + bytes(10) + fill)


def string(words: str, *runs: tuple[int, int], wide: bool = True, phonetic: bytes = b"") -> bytes:
    flags = wide + 8 * bool(runs) + 4 * bool(phonetic)
    head = struct.pack("<HB", len(words), flags) + (struct.pack("<H", len(runs)) if runs else b"")
    head += struct.pack("<I", len(phonetic)) if phonetic else b""
    told = words.encode("utf-16-le" if wide else "latin-1")
    return head + told + b"".join(struct.pack("<HH", *run) for run in runs) + phonetic


FONTS = font() + font(struck=True) + font(colour=9) + font(raised=1) + font(colour=8, raised=2)  # numbers 0 1 2 3 5
PALETTE = record(0x0092, struct.pack("<H", 2) + b"\xf8\xf8\xf8\x00" + b"\x1f\x4e\x79\x00")  # colours 8 and 9
STYLES = b"".join(style(*each) for each in ((0,), (1,), (1, 9), (5,), (5, 8), (5, 9), (3,), (2,)))
STRINGS = (
    string("甲"),
    string("121641", (0, 1), (2, 0), wide=False),
    string("约10四", (3, 3), phonetic=b"yue1 shi2"),
    string("白字", (1, 5)),
    string("黑体字", (1, 0)),
)


def looking(strings: bytes, more: bytes = b"") -> bytes:
    """A workbook of one sheet: a number in each style, below it each string in the first."""
    numbers = [record(0x0203, struct.pack("<HHHd", 0, n, n, 12)) for n in range(8)]
    texts = [record(0x00FD, struct.pack("<HHHI", 1, n, 0, n)) for n in range(5)]
    start = 0
    for _ in range(2):
        sheets = record(0x0085, struct.pack("<IH", start, 0) + text("表", "<B"))
        head = record(0x0809, bytes(16)) + FONTS + PALETTE + STYLES + sheets + strings + more + record(0x000A, b"")
        start = len(head)
    return head + record(0x0809, bytes(16)) + b"".join((*numbers, *texts)) + record(0x000A, b"")


SEEN: dict[int, Runs] = {
    1: [("", ""), ("12", "struck"), ("1641", "")],
    2: [("约10", ""), ("四", "raised")],
    3: [("白", ""), ("字", "white")],
}
HEAD = struct.pack("<II", 5, 5)


def test_cells_and_parts_of_texts_that_are_struck_out_raised_or_white_are_told() -> None:
    told = _looks_of(looking(record(0x00FC, HEAD + b"".join(STRINGS))))
    ((name, found),) = told
    assert (name, found.runs) == ("表", [(1, n, runs) for n, runs in SEEN.items()])
    # on white, on the palette's white; not on its blue, nor what is raised as a whole; colour 9 is blue here
    assert found.marks == [(0, 1, "struck"), (0, 2, "struck"), (0, 3, "white"), (0, 4, "white")]


@pytest.mark.parametrize("length", range(1, len(b"".join(STRINGS))))
def test_a_table_of_strings_goes_on_in_another_record(length: int) -> None:
    """Wherever it is cut; characters that are cut begin with their width again, in another one if need be."""
    whole, cuts, at = b"".join(STRINGS), set(), 0
    inside: dict[int, bool] = {}
    for each, wide in zip(STRINGS, (True, False, True, True, True), strict=True):
        count = struct.unpack("<H", each[:2])[0]
        begin = at + 3 + 2 * bool(each[2] & 8) + 4 * bool(each[2] & 4)
        inside |= {begin + n * (1 + wide): wide for n in range(count)}
        cuts |= {begin + n for n in range(1, count * (1 + wide)) if n % (1 + wide)}
        at += len(each)
    if length in cuts:
        return  # no program cuts a character in two
    flags = bytes([inside[length]]) if length in inside else b""
    assert (
        dict(_runs_of([HEAD + whole[:length], flags + whole[length:]], {1: "struck", 3: "raised", 5: "white"})) == SEEN
    )


@pytest.mark.parametrize("length", range(0, 200, 7))
def test_a_table_that_breaks_off_ends(length: int) -> None:
    for more in (b"", record(0x003C, b""), record(0x003C, b"\x01" * 9)):
        with pytest.raises((IndexError, ValueError, struct.error)):
            dict(_looks_of(looking(record(0x00FC, (HEAD + b"\xff" * 4 + b"".join(STRINGS))[:length]), more)))


def test_the_look_of_a_cell_is_put_into_its_content() -> None:
    cells = [[0, 0, "number", "412"], [0, 1, "text", "121641"], [0, 2, "text", "划"], [0, 3, "number", "412"]]
    sheet = _sheet({
        "name": "表", "state": "visible", "merged": [], "cells": cells, "formats": [[0, 3, "0,"]],
        "marks": [[0, 0, "struck"], [0, 2, "white"], [0, 3, "struck"], [9, 9, "struck"]],
        "runs": [[0, 1, [["12", "struck"], ["1641", ""]]], [0, 0, [["12", "struck"]]]],
    })  # fmt: skip
    assert [sheet.content(0, n).shown for n in range(4)] == [
        "〔删除线：412〕", "〔删除线：12〕1641", "〔白字：划〕", "〔删除线：0〕",
    ]  # fmt: skip
