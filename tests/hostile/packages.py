"""Workbooks as packages, to be spoilt: their parts, and archives whose headers lie."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from assembler.assets import examples

COUNTY = next(path for path in examples() if path.name.startswith("云岭"))
TABLE = "xl/worksheets/sheet5.xml"  # 三、申请情况
MEGABYTE = 1024 * 1024

Parts = dict[str, bytes]
Change = Callable[[Parts], None]


def parts_of(data: bytes) -> Parts:
    """The parts in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def altered(change: Change, source: Path = COUNTY) -> bytes:
    """An example with its parts changed."""
    parts = parts_of(source.read_bytes())
    change(parts)
    return packed(parts)


def with_part(name: str, part: bytes) -> bytes:
    """An example with a part put in or exchanged."""
    return altered(lambda parts: parts.update({name: part}))


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    """An example with something exchanged once in a part; it must be there."""

    def change(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return altered(change)


def deflated(chunk: bytes, times: int) -> tuple[bytes, int, int]:
    """What that chunk, repeated, is when packed: bytes, size and checksum, made without ever holding all of it."""
    pack, checksum, out = zlib.compressobj(1, zlib.DEFLATED, -15), 0, []
    for _ in range(times):
        checksum = zlib.crc32(chunk, checksum)
        out.append(pack.compress(chunk))
    return b"".join((*out, pack.flush())), len(chunk) * times, checksum


def forged(parts: Mapping[str, bytes], name: str, packed_bytes: bytes, size: int, checksum: int) -> bytes:
    """A package in which one part is that, under a header that says what is given here."""
    whole = packed({**parts, name: b"?"}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        entry = package.getinfo(name)
        start = package.start_dir
    local = entry.header_offset + 30 + len(name.encode())
    sizes = struct.pack("<III", checksum, len(packed_bytes), size)
    head = bytearray(whole[entry.header_offset : local])
    head[8:10] = struct.pack("<H", 8)
    head[14:26] = sizes
    directory = bytearray(whole[start:])
    grown = len(packed_bytes) - 1
    at = 0
    while directory[at : at + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        (offset,) = struct.unpack_from("<I", directory, at + 42)
        if directory[at + 46 : at + 46 + length] == name.encode():
            directory[at + 10 : at + 12] = struct.pack("<H", 8)
            directory[at + 16 : at + 28] = sizes
        elif offset > entry.header_offset:
            directory[at + 42 : at + 46] = struct.pack("<I", offset + grown)
        at += 46 + length + extra + comment
    directory[at + 16 : at + 20] = struct.pack("<I", start + grown)
    return b"".join((whole[: entry.header_offset], head, packed_bytes, whole[local + 1 : start], directory))
