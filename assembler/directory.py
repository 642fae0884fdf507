"""What is in a package (zip) by its directory. Where that is written plainly, as office programs write it, it is read
here; to load zipfile takes a twentieth of a run that makes one report. All else is left to zipfile, and of what is read
here zipfile says the same (tests/test_directory.py)."""

import io
import struct
from collections.abc import Iterator
from typing import NamedTuple

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = 20  # bytes, before the end, of what says that there is more
_VERSION = 45
"""Of zip, at most; office programs need 20."""
_LATER = 0xFFFFFFFF  # the number stands elsewhere


class Damaged(ValueError):
    """A package can't be unpacked; the message says why, in words."""


class Entry(NamedTuple):
    """A part as the directory has it, by the names that zipfile gives it."""

    filename: str
    flag_bits: int
    compress_type: int
    CRC: int
    compress_size: int
    file_size: int
    header_offset: int


def entries(data: bytes) -> list[Entry]:
    """The parts, in the order of the directory. Damaged, or whatever else zipfile raises, if there is none."""
    try:
        return list(_plain(data))
    except (struct.error, Damaged):
        return _by_zipfile(data)


def _plain(data: bytes) -> Iterator[Entry]:
    """Damaged or struct.error for whatever takes zipfile: names that aren't ASCII, additions, comments, anything
    between directory and end or before the first part."""
    end = len(data) - _END.size
    if end < _LOCATOR:
        raise Damaged
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    if mark != b"PK\x05\x06" or disk or first or comment or here != count or start + size != end:
        raise Damaged
    if data[end - _LOCATOR : end].startswith(b"PK\x06\x07"):
        raise Damaged
    at = start
    for _ in range(count):
        found = _CENTRAL.unpack_from(data, at)
        mark, _, needed, flags, method, _, _, crc, packed, whole, length, extra, comment, disk, _, _, place = found
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + length]
        if mark != b"PK\x01\x02" or needed > _VERSION or extra or comment or disk or _LATER in (packed, whole, place):
            raise Damaged
        if not name.isascii() or b"\\" in name or not name.decode().isprintable():
            raise Damaged
        at += _CENTRAL.size + length
        yield Entry(name.decode(), flags, method, crc, packed, whole, place)
    if at != end:
        raise Damaged


def _by_zipfile(data: bytes) -> list[Entry]:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as package:
            return [Entry(*(getattr(each, name) for name in Entry._fields)) for each in package.infolist()]
    except BadZipFile as error:
        raise Damaged(str(error)) from error
