"""Workbooks spoilt at random: bits, headers of the archive, parts, XML. A number tells which, so that each can be
made again: ``mutant(seed)``."""

import io
import random
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from assembler.assets import examples, workbook
from tests.hostile.cases import macros, prefixed, strict, utf16
from tests.hostile.packages import COUNTY, Parts, packed, parts_of

PROGRAMS = Path(__file__).parents[1] / "data/programs"
_TAG = re.compile(rb"<[^<>?!]*>")
_ATTRIBUTE = re.compile(rb'([\w:.]+)="([^"<]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_ODD = (
    b"", b"0", b"-1", b"1", b"65536", b"1048577", b"99999999999999999999", b"1e308", b"-1e-320", b"NaN", b"inf",
    b"2.0000000001", b"A1", b"XFD1048576", b"A0", b"ZZZZ9", b"A1:B2:C3", b"$A$1:A", b"#REF!", b"_x000D_", b"_xD800_",
    b"&#x41;", b"&amp;lt;", b"&#0;", b"&nbsp;", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"true", b"shared",
    b"inlineStr", b"str", b"e", b"d", b"rId1", b"rId99", b"../../x.xml", b"/xl/workbook.xml", b"hidden", b"veryHidden",
    "１２件".encode(), "—".encode(), b"SUM(A1:A9)", b"[1]x!A1", b"'", b"x" * 40_000, b"9" * 5000, b"(" * 9000,
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """``steps``: what was done to which workbook."""

    seed: int
    steps: tuple[str, ...]
    data: bytes


@cache
def sources() -> dict[str, bytes]:
    """The workbooks that are spoilt: ours, and as other programs saved them."""
    saved = io.BytesIO()
    load_workbook(COUNTY).save(saved)
    return {
        "2021.xlsx": workbook("2021").read_bytes(),
        "2019.xlsx": workbook("2019").read_bytes(),
        **{path.name: path.read_bytes() for path in examples()},
        **{path.name: path.read_bytes() for path in sorted(PROGRAMS.iterdir())},
        "openpyxl.xlsx": saved.getvalue(),
        "macros.xlsm": macros(),
        "strict.xlsx": strict(),
        "prefixed.xlsx": prefixed(),
        "utf16.xlsx": utf16(),
    }


def mutant(seed: int) -> Mutant:
    """The mutant of that number: nine of ten by one or two changes, the others by up to eight."""
    chance = random.Random(seed)
    name = chance.choice(sorted(sources()))
    data, steps = sources()[name], [name]
    changes = chance.randint(3, 8) if chance.random() < 0.1 else chance.randint(1, 2)
    if name.endswith(".xls") or chance.random() < 0.2:
        for _ in range(changes):
            step = chance.choice(_BYTES)
            data = step(data, chance)
            steps.append(step.__name__)
    else:
        parts = parts_of(data)
        for _ in range(changes):
            change = chance.choice(_PARTS)
            steps.append(f"{change.__name__} {change(parts, chance)}")
        data = packed(parts)
    return Mutant(seed, tuple(steps), data)


# --- of bytes


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 3, 30))):
        if whole:
            whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(whole)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 2, 8, 512, 5000)) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[max(0, start - chance.choice((1, 8, 512))) : start] + data[start:]


def overwrite(data: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(data) + 1), chance.choice((1, 4, 16, 600))
    return data[:start] + chance.choice((b"\0", b"\xff", chance.randbytes(1))) * size + data[start + size :]


def spoil_header(data: bytes, chance: random.Random) -> bytes:
    """A number in a header of the archive, or in a record of an .xls."""
    marks = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    start = chance.choice(marks) if marks else chance.randrange(len(data) + 1)
    at = start + chance.randrange(4, 46, 2)
    value = chance.choice((0, 1, 8, 12, 255, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, len(data)))
    field = struct.pack("<I", value) if chance.random() < 0.5 else struct.pack("<H", value & 0xFFFF)
    return data[:at] + field + data[at + len(field) :]


_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip_bits, cut, cut_out, repeat, overwrite, spoil_header, spoil_header,
)  # fmt: skip


# --- of parts; each says which


def _some(parts: Parts, chance: random.Random) -> str:
    """A part's name: a sheet, or one of those that hold the workbook together, or any."""
    names = sorted(parts)
    sheets = [name for name in names if "sheet" in name.lower() or name == "content.xml"]
    return chance.choice(sheets if sheets and chance.random() < 0.6 else names)


def drop_part(parts: Parts, chance: random.Random) -> str:
    name = _some(parts, chance)
    if len(parts) > 1:
        del parts[name]
    return name


def swap_parts(parts: Parts, chance: random.Random) -> str:
    one, other = _some(parts, chance), _some(parts, chance)
    parts[one], parts[other] = parts[other], parts[one]
    return f"{one} {other}"


def foreign_part(parts: Parts, chance: random.Random) -> str:
    """A part from another workbook."""
    name = _some(parts, chance)
    archives = [data for data in sources().values() if data.startswith(b"PK")]
    others = parts_of(chance.choice(archives))
    parts[name] = others.get(name, chance.choice(sorted(others.values())))
    return name


def spoil_bytes(parts: Parts, chance: random.Random) -> str:
    name = _some(parts, chance)
    step = chance.choice((flip_bits, cut, cut_out, repeat, overwrite))
    parts[name] = step(parts[name], chance)
    return f"{step.__name__} {name}"


def _exchange(parts: Parts, chance: random.Random, pattern: re.Pattern[bytes], group: int, new: bytes | None) -> str:
    """One match of a pattern in a part becomes ``new``, or what another match is."""
    name = _some(parts, chance)
    found = list(pattern.finditer(parts[name]))
    if not found:
        return name
    match = chance.choice(found)
    value = chance.choice(found)[group] if new is None else new
    parts[name] = parts[name][: match.start(group)] + value + parts[name][match.end(group) :]
    return f"{name} {match[0][:60]!r} {value[:40]!r}"


def odd_attribute(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _ATTRIBUTE, 2, chance.choice(_ODD))


def other_attribute(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _ATTRIBUTE, 0, None)


def odd_text(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _TEXT, 1, chance.choice(_ODD))


def other_text(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _TEXT, 1, None)


def shuffle_texts(parts: Parts, chance: random.Random) -> str:
    """Many texts of a part, of a sheet numbers and references to strings, in another order."""
    name = _some(parts, chance)
    found = list(_TEXT.finditer(parts[name]))
    chosen = chance.sample(found, min(len(found), chance.choice((3, 30, 10_000))))
    order = sorted(chosen, key=lambda match: match.start())
    pieces: list[bytes] = []
    at = 0
    for match, other in zip(order, chosen, strict=True):
        pieces += (parts[name][at : match.start(1)], other[1])
        at = match.end(1)
    parts[name] = b"".join(pieces) + parts[name][at:]
    return f"{name} × {len(chosen)}"


def shift_cells(parts: Parts, chance: random.Random) -> str:
    """Every cell of a sheet, but no merged area, so many columns and rows further; what falls off is gone."""
    name = _some(parts, chance)
    right, down = chance.randint(-3, 3), chance.randint(-5, 5)

    def moved(match: re.Match[bytes]) -> bytes:
        column, row = match[2][0] + right, int(match[3]) + down
        return b"%s%c%d" % (match[1], column, row) if 65 <= column <= 90 and row > 0 else b"<x"

    parts[name] = re.sub(rb"(<c r=\")([A-Z])([0-9]+)", moved, parts[name])
    return f"{name} {right} {down}"


def drop_tag(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _TAG, 0, b"")


def other_tag(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _TAG, 0, None)


def drop_attribute(parts: Parts, chance: random.Random) -> str:
    return _exchange(parts, chance, _ATTRIBUTE, 0, b"")


def _element(part: bytes, chance: random.Random) -> tuple[int, int] | None:
    """Where an element without children of its own name begins and ends."""
    tags = [match for match in _TAG.finditer(part) if not match[0].startswith(b"</")]
    if not tags:
        return None
    tag = chance.choice(tags)
    if tag[0].endswith(b"/>"):
        return tag.span()
    closing = b"</" + re.split(rb"[\s>/]", tag[0][1:])[0] + b">"
    end = part.find(closing, tag.end())
    return (tag.start(), end + len(closing)) if end >= 0 else None


def drop_element(parts: Parts, chance: random.Random) -> str:
    name = _some(parts, chance)
    span = _element(parts[name], chance)
    if span:
        parts[name] = parts[name][: span[0]] + parts[name][span[1] :]
    return f"{name} {span}"


def repeat_element(parts: Parts, chance: random.Random) -> str:
    name, times = _some(parts, chance), chance.choice((1, 1, 2, 50))
    span = _element(parts[name], chance)
    if span and span[1] - span[0] < 100_000:
        parts[name] = parts[name][: span[1]] + parts[name][slice(*span)] * times + parts[name][span[1] :]
    return f"{name} {span} × {times}"


def move_element(parts: Parts, chance: random.Random) -> str:
    name = _some(parts, chance)
    span, other = _element(parts[name], chance), _element(parts[name], chance)
    if span and other and span[1] <= other[0]:
        part = parts[name]
        parts[name] = part[: span[0]] + part[span[1] : other[0]] + part[slice(*span)] + part[other[0] :]
    return f"{name} {span} {other}"


def nest(parts: Parts, chance: random.Random) -> str:
    name, depth = _some(parts, chance), chance.choice((2, 100, 300, 20_000))
    span = _element(parts[name], chance)
    if span:
        part = parts[name]
        parts[name] = part[: span[0]] + b"<x>" * depth + part[slice(*span)] + b"</x>" * depth + part[span[1] :]
    return f"{name} {span} × {depth}"


def declare(parts: Parts, chance: random.Random) -> str:
    """Something before or inside the XML that has no place in a workbook."""
    name = _some(parts, chance)
    odd = chance.choice(
        (b"<!DOCTYPE x>", b"<!-- < -->", b"<![CDATA[<c>]]>", b"<?x y?>", b"\xef\xbb\xbf", b"&e;", b"\0", b"]]>", b"<")
    )
    at = chance.choice((0, parts[name].find(b">") + 1, chance.randrange(len(parts[name]) + 1)))
    parts[name] = parts[name][:at] + odd + parts[name][at:]
    return f"{name} {odd!r} at {at}"


_PARTS: tuple[Callable[[Parts, random.Random], str], ...] = (
    drop_part, swap_parts, foreign_part, spoil_bytes, odd_attribute, odd_attribute, odd_attribute, other_attribute,
    other_attribute, drop_attribute, odd_text, odd_text, other_text, shuffle_texts, shuffle_texts, shift_cells,
    drop_tag, other_tag, drop_element, repeat_element, move_element, nest, declare,
)  # fmt: skip
