"""A look at the bytes before any parser sees them: what is it, and does it stay within bounds.

The limits keep a file within a few seconds and 300 MB whatever it holds (tests/hostile). A filled workbook has 20
parts, 0.5 MB of XML and 20,000 tags.
"""

import math
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NoReturn

from assembler.directory import Damaged, Entry, entries
from assembler.errors import UnusableInput
from assembler.excel.sources.kinds import ENCRYPTED, XLS, ZIP, kind_of, unreadable
from assembler.files import FILE_LIMIT, read_input
from assembler.package import unpacked_part
from assembler.patterns import late
from assembler.records import dataclass

ODS = "ods"

_MEGABYTE = 1024 * 1024
XML_LIMIT = 40 * _MEGABYTE  # of all XML parts, unpacked; pictures and embedded files are never unpacked
PARTS_LIMIT = 500
TAGS_LIMIT = 1_000_000  # of all XML parts; a second of parsing
TREE_LIMIT = 250_000  # of a part that is kept as a tree
ATTRIBUTES_LIMIT = 600_000  # likewise; in one tag they are all held at once

_ENTRY, _ENTRY_SIZE = b"PK\x01\x02", 46
_MAIN_PARTS = {
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"spreadsheetml.template.main+xml": "xlsx",
    b"sheet.macroEnabled.main+xml": "xlsm",
    b"template.macroEnabled.main+xml": "xlsm",
    b"ms-excel.sheet.binary.macroEnabled.main": "xlsb",
}
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCODING = late(rb"""\bencoding\s*=\s*["']([^"']*)["']""")
_DTD = late(rb"<!(?:DOCTYPE|ENTITY)")
_ROOT = late(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^<>]*\?>)?\s*<[A-Za-z_]")
"""Of most parts the first tag is that of the root: then there is no DTD, which would have to stand before it."""
_PLAIN = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_DECLARATION = late(r"^\ufeff?<\?xml\b[^>]{0,200}\?>")


@dataclass(frozen=True)
class Package:
    """A workbook that a parser may open. ``kind``: xlsx, xlsm, or a foreign one: xls, ods. ``parts``: its XML,
    unpacked once, within the limits, in UTF-8 and without a DTD; none of an .xls. ``names``: all that is in it."""

    path: Path
    kind: str
    parts: Mapping[str, bytes]
    names: frozenset[str]

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """The names of its parts as they stand there, by their small letters."""
        return {name.lower(): name for name in self.parts}


def read_package(path: Path, data: bytes | None = None) -> Package:
    """Unpack a workbook; UnusableInput for anything else. ``data``: its bytes, if they have been read already."""
    data = read_input(path, FILE_LIMIT) if data is None else data
    kind = kind_of(data)
    if kind == ENCRYPTED:
        raise UnusableInput("INPUT-ENCRYPTED", path=path)
    if kind == XLS:
        return Package(path, XLS, {}, frozenset())
    if kind != ZIP:
        raise unreadable(path, data)
    return _Unpacking(path, data).package()


class _Unpacking:
    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = path, data
        self.read = self.tags = self.attributes = 0
        self.uncounted: list[bytes] = []

    def package(self) -> Package:
        entries = self.entries()
        names = {entry.filename: entry for entry in entries}
        if self.is_ods(names):
            return self.ods(names)
        types = names.get("[Content_Types].xml")
        wanted = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
        self.bounded(sum(entry.file_size for entry in wanted), XML_LIMIT, "MB", _MEGABYTE)
        known = self.part(types) if types else b""
        kind = next((kind for mark, kind in _MAIN_PARTS.items() if mark in known), "")
        if not kind and "xl/workbook.xml" not in names:
            found = "Word 文档" if "word/document.xml" in names else "压缩包"
            raise UnusableInput("INPUT-NOT-WORKBOOK", path=self.path, found=found)
        if kind == "xlsb":  # its merged areas, by which the tables are found, no maintained reader gives
            raise UnusableInput("INPUT-NOT-XLSX", path=self.path, found="二进制工作簿（.xlsb）")
        parts = {entry.filename: self.plain(self.part(entry)) for entry in wanted}
        return Package(self.path, kind or "xlsx", parts, frozenset(names))

    def entries(self) -> list[Entry]:
        """What the package says is in it, once that is no lie."""
        # zipfile makes an object for each entry before it can be asked how many there are
        # (a workbook that is embedded unpacked has entries of its own)
        if len(self.data) > 4 * PARTS_LIMIT * _ENTRY_SIZE and self.data.count(_ENTRY) > 4 * PARTS_LIMIT:
            self.bounded(self.data.count(_ENTRY), PARTS_LIMIT, "个部件")
        try:
            listed = entries(self.data)
        except Exception as error:  # a dozen kinds
            cut = b"PK\x05\x06" not in self.data[-70_000:]
            self.damaged("文件不完整" if cut else "压缩包结构有误", error)
        self.bounded(len(listed), PARTS_LIMIT, "个部件")
        if len({entry.filename.lower() for entry in listed}) < len(listed):
            self.damaged("部件重名")
        if any(entry.flag_bits & 1 for entry in listed):
            raise UnusableInput("INPUT-ENCRYPTED", path=self.path)
        return listed

    def is_ods(self, names: Mapping[str, Entry]) -> bool:
        mime = names.get("mimetype")
        return mime is not None and mime.file_size < 200 and self.part(mime).startswith(_ODS_TYPE)

    def ods(self, names: Mapping[str, Entry]) -> Package:
        wanted = [names[each] for each in ("META-INF/manifest.xml", "content.xml") if each in names]
        self.bounded(sum(entry.file_size for entry in wanted), XML_LIMIT, "MB", _MEGABYTE)
        if any(b"encryption-data" in self.part(entry) for entry in wanted[:-1]):
            raise UnusableInput("INPUT-ENCRYPTED", path=self.path)
        if "content.xml" not in names:
            self.damaged("文件不完整")
        content = self.plain(self.part(names["content.xml"]))
        self.bounded(content.count(b"<"), TREE_LIMIT, "个标记")
        return Package(self.path, ODS, {"content.xml": content}, frozenset(names))

    def part(self, entry: Entry) -> bytes:
        """One part, unpacked."""
        try:
            return unpacked_part(self.data, entry)
        except Damaged as error:
            self.damaged(str(error), error)

    def plain(self, part: bytes) -> bytes:
        """A part in UTF-8, without a DTD (entity bombs need one), and not more tags than a parser digests."""
        try:
            part = _plain(part) if len(part) > _SMALL else _recalled(part)
        except ValueError as error:
            self.damaged(str(error), error)
        self.count(part)
        return part

    def count(self, part: bytes) -> None:
        """Tags and attributes, as soon as there are so many bytes that there could be too many of them."""
        self.read += len(part)
        self.uncounted.append(part)
        if self.read > min(TAGS_LIMIT, ATTRIBUTES_LIMIT):
            self.tags += sum(each.count(b"<") for each in self.uncounted)
            self.attributes += sum(each.count(b"=") for each in self.uncounted)
            self.uncounted.clear()
            self.bounded(self.tags, TAGS_LIMIT, "个标记")
            self.bounded(self.attributes, ATTRIBUTES_LIMIT, "个属性")

    def bounded(self, found: int, limit: int, unit: str, size: int = 1) -> None:
        """``size``: how many of what was counted make one unit."""
        if found > limit:
            found, limit = math.ceil(found / size), limit // size
            raise UnusableInput("INPUT-TOO-LARGE", path=self.path, found=found, limit=limit, unit=unit)

    def damaged(self, reason: str, error: Exception | None = None) -> NoReturn:
        raise UnusableInput("INPUT-DAMAGED", path=self.path, reason=reason) from error


def _plain(part: bytes) -> bytes:
    """A part in UTF-8, without a DTD. ValueError, in words, if it isn't or has one."""
    part = _decoded(part)
    if not _ROOT.match(part) and _DTD.search(part):
        raise ValueError("含有文档类型声明")
    return part


_SMALL = 32_768  # bytes
_recalled = lru_cache(maxsize=64)(_plain)
"""Small parts that were looked at already: most are the same in all workbooks made of one form."""


def _decoded(part: bytes) -> bytes:
    """Office writes UTF-8 and may write UTF-16; any other encoding could hide what is looked for here."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            part = _DECLARATION.sub("", part.decode("utf-16")).encode()
        except UnicodeError as error:
            raise ValueError("文字编码有误") from error
    head = part.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _ENCODING.search(head, 0, head.find(b">")) if head.startswith(b"<?xml") else None
    foreign = declared and declared[1].lower() not in _PLAIN
    if foreign or b"\x00" in part or head[:1] not in (b"<", b""):
        raise ValueError("文字编码有误")
    return part
