"""Office files as packages (zip): the same bytes for the same content, and a seal that tells our own, untouched
files from those that somebody has worked in.

The seal is a custom property with the checksum of all other parts. Excel, Word, WPS and LibreOffice may keep the
property when they save, but the parts change, so the seal no longer fits.
"""

import contextlib
import io
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from assembler.checksum import sha256
from assembler.directory import Damaged, Entry, entries
from assembler.records import dataclass

if TYPE_CHECKING:
    from zipfile import ZipInfo

BROKEN = (zlib.error, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What a damaged package may raise; zipfile adds its BadZipFile."""

PROPERTIES = "docProps/custom.xml"
"""The part that holds the seal."""
_NAME = "assembler.seal"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CONTENT_TYPE = (
    '<Override PartName="/docProps/custom.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
)
_RELATIONSHIP = (
    '<Relationship Id="rIdAssemblerSeal" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" '
    'Target="docProps/custom.xml"/>'
)
# The records of a zip: version 2.0, deflated, 1980-01-01, for the owner to read
# and write; checksum, sizes, length of the name.
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_SIZES = struct.Struct("<16x3LH")  # of those of the directory: checksum, sizes, length of the name
_END = struct.Struct("<4s4H2LH")
_SEAL_LIMIT = 100_000  # bytes of the part that holds the seal
_VERSION, _DEFLATED, _TIME, _DATE, _UTF8, _ATTRIBUTES = 20, 8, 0, 33, 0x800, 0o600 << 16
_STORED = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it lies in a package; ``packed`` is its deflated content, ``size`` that of the plain one."""

    name: str
    crc: int
    size: int
    packed: bytes


QUICKLY = 3
"""A level for large parts that are deflated for each file: a report's document takes half the time, and is 0.9 kB
larger."""


def part(name: str, content: bytes, level: int = zlib.Z_DEFAULT_COMPRESSION) -> Part:
    """Deflate a part."""
    return Part(name, zlib.crc32(content), len(content), zlib.compress(content, level, -zlib.MAX_WBITS))


def unpacked(data: bytes) -> dict[str, bytes]:
    """All parts of a package by name, in its order; one of BROKEN if it is damaged or a checksum is wrong."""
    own = _as_written(data)
    if own is not None:
        return own
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as package:
            return {entry.filename: package.read(entry) for entry in package.infolist()}
    except BadZipFile as error:
        raise Damaged(str(error)) from error


def _as_written(data: bytes) -> dict[str, bytes] | None:
    """The same in a third of the time, if these are the very bytes that ``_zip`` writes for some parts, and each of
    them is whole; else None, and zipfile may say what is wrong."""
    try:
        parts = list(_listed(data))
        if _zip(parts) != data or len({each.name for each in parts}) < len(parts):
            return None
        return {each.name: _content(each.packed, _DEFLATED, each.size, each.crc, whole=True) for each in parts}
    except (struct.error, UnicodeDecodeError, Damaged):
        return None


def _listed(data: bytes) -> Iterator[Part]:
    """The parts that the directory names, if they lie one behind the other from the beginning. Names are such as every
    program understands in one way."""
    *_, count, _, at, _ = _END.unpack_from(data, len(data) - _END.size)
    place = 0
    for _ in range(count):
        crc, packed, size, length = _SIZES.unpack_from(data, at)
        at += _CENTRAL.size + length
        name = data[at - length : at].decode("ascii")
        if "\\" in name or not name.isprintable():
            return
        begin = place + _LOCAL.size + length
        place = begin + packed
        yield Part(name, crc, size, data[begin:place])


def seal(data: bytes) -> bytes:
    """Pack a package anew: parts in their order, no clock, and the seal set."""
    parts = unpacked(data)
    place = list(parts).index(PROPERTIES) if PROPERTIES in parts else len(parts)
    properties = parts.pop(PROPERTIES, None)
    if properties is None:
        types, rels = "[Content_Types].xml", "_rels/.rels"
        parts[types] = parts[types].replace(b"</Types>", _CONTENT_TYPE.encode() + b"</Types>")
        parts[rels] = parts[rels].replace(b"</Relationships>", _RELATIONSHIP.encode() + b"</Relationships>")
    packed = [part(name, content) for name, content in parts.items()]
    return sealed(packed, (properties or _EMPTY.encode()).decode(), place)


def sealed(parts: Sequence[Part], properties: str, place: int) -> bytes:
    """The package of these parts, and at ``place`` among them the custom properties with the seal set; nothing is
    deflated again."""
    digest = _digest((each.name, each.crc, each.size) for each in parts)
    seal = part(PROPERTIES, _with_property(properties, digest).encode())
    return _zip([*parts[:place], seal, *parts[place:]])


def is_sealed(data: bytes) -> bool:
    """True if these bytes are what ``seal`` gave: nobody has saved the file since."""
    try:
        listed = entries(data)
        digest = _digest((entry.filename, entry.CRC, entry.file_size) for entry in listed)
        seal = {entry.filename: entry for entry in listed}[PROPERTIES]
        return seal.file_size < _SEAL_LIMIT and _value(digest).encode() in unpacked_part(data, seal)
    except BROKEN:
        return False


def unpacked_part(data: bytes, entry: "Entry | ZipInfo") -> bytes:
    """One part of the package with these bytes, unpacked to the size that it declares and not much further. zipfile
    unpacks all that is there before it cuts, however little was declared. Damaged, in words, if it isn't so."""
    at = entry.header_offset
    mark, *_, name, extra = _LOCAL.unpack(data[at : at + 30].ljust(30, b"\0"))
    start = at + 30 + name + extra
    content = data[start : start + entry.compress_size]
    if mark != b"PK\x03\x04" or len(content) < entry.compress_size:
        raise Damaged("文件不完整")
    return _content(content, entry.compress_type, entry.file_size, entry.CRC)


def _content(packed: bytes, method: int, size: int, crc: int, *, whole: bool = False) -> bytes:
    inflate = _recalled if max(size, len(packed)) <= _SMALL else _inflated
    return inflate(packed, method, size, crc, whole)


def _inflated(content: bytes, method: int, size: int, crc: int, whole: bool) -> bytes:
    """``whole``: not content alone, its end mark too must be there, and nothing behind it. Others write what they
    like."""
    if method == _DEFLATED:
        try:
            content = _whole(content, size) if whole else _deflated(content, size)
        except zlib.error as error:
            raise Damaged("压缩包结构有误") from error
    elif method != _STORED:
        raise Damaged("压缩方式不是办公软件所用的")
    if len(content) != size or zlib.crc32(content) != crc:
        raise Damaged("内容与校验码不符")
    return content


def _whole(content: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    found = inflater.decompress(content, size + 1)
    if inflater.unused_data or not inflater.eof:
        raise zlib.error("no end, or more behind it")
    return found


def _deflated(content: bytes, size: int) -> bytes:
    """What was deflated, not much further than ``size``."""
    if len(content) <= _SMALL:  # can't be more than a thousand times as much; into one piece of memory, so quicker
        with contextlib.suppress(zlib.error):
            return zlib.decompress(content, -zlib.MAX_WBITS, size or 1)
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, size + 1)


_SMALL = 32_768  # bytes, packed and unpacked: what is kept of all parts together stays below 4 MB
_recalled = lru_cache(maxsize=64)(_inflated)
"""Small parts, unpacked already: styles, theme, names and guides are byte by byte the same in all workbooks that one
program made of one form. Being one object, they are also found again quickly by whoever keeps what they mean."""


def _zip(parts: Iterable[Part]) -> bytes:
    """What zipfile writes for these parts, byte for byte; zipfile itself takes no members that are packed already."""
    out, central, count = bytearray(), bytearray(), 0
    for each in parts:
        name = each.name.encode()
        flags = 0 if each.name.isascii() else _UTF8
        shared = (flags, _DEFLATED, _TIME, _DATE, each.crc, len(each.packed), each.size, len(name), 0)
        central += _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *shared, 0, 0, 0, _ATTRIBUTES, len(out)) + name
        out += _LOCAL.pack(b"PK\x03\x04", _VERSION, *shared) + name + each.packed
        count += 1
    return bytes(out + central + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), len(out), 0))


def _digest(parts: Iterable[tuple[str, int, int]]) -> str:
    listed = sorted(part for part in parts if part[0] != PROPERTIES)
    return sha256(repr(listed).encode()).hexdigest()


def _value(digest: str) -> str:
    return f"<vt:lpwstr>{digest}</vt:lpwstr>"


def _with_property(xml: str, digest: str) -> str:
    xml = re.sub(rf'<property [^>]*name="{re.escape(_NAME)}"[^>]*>.*?</property>', "", xml)
    if "</Properties>" not in xml:
        xml = _EMPTY
    pids = [int(pid) for pid in re.findall(r'pid="(\d+)"', xml)]
    own = f'<property fmtid="{_FMTID}" pid="{max(pids, default=1) + 1}" name="{_NAME}">{_value(digest)}</property>'
    return xml.replace("</Properties>", f"{own}</Properties>")
