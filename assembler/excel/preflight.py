"""A look at the bytes before any parser sees them: what is it, and does it stay within bounds."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assembler.errors import UnusableInput
from assembler.files import read_input
from assembler.package import BROKEN

FILE_LIMIT = 50 * 1024 * 1024
TOTAL_LIMIT = 100 * 1024 * 1024
PART_LIMIT = 40 * 1024 * 1024
PARTS_LIMIT = 500
ROWS_LIMIT = 200_000
MERGED_LIMIT = 100_000  # cells in merged areas; openpyxl makes an object for each
_MERGE = re.compile(rb'mergeCell [^>]*ref="\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"')
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_UTF16 = "utf-16-le"


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx that a parser may open. ``parts``: its XML parts, unpacked once, within the limits; ``names``: all that
    is in it."""

    path: Path
    parts: Mapping[str, bytes]
    names: frozenset[str]


def read_package(path: Path, data: bytes | None = None) -> Package:
    """Unpack an .xlsx; UnusableInput for anything else. ``data``: the file's bytes, if they have been read already."""
    data = read_input(path, FILE_LIMIT) if data is None else data
    if data.startswith(_OLE):
        if "EncryptedPackage".encode(_UTF16) in data:
            raise UnusableInput("INPUT-ENCRYPTED", path=path)
        raise UnusableInput("INPUT-NOT-XLSX", path=path, found="旧版 .xls、.et 或 .doc 文件")
    if not data.startswith(b"PK"):
        raise UnusableInput("INPUT-NOT-XLSX", path=path, found=_kind(path, data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return Package(path, _unpacked(path, package), frozenset(package.namelist()))
    except BROKEN as error:
        raise UnusableInput("INPUT-DAMAGED", path=path, reason=error) from error


def _unpacked(path: Path, package: zipfile.ZipFile) -> dict[str, bytes]:
    """The XML parts, each within bounds."""
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > PARTS_LIMIT or len(set(names)) != len(names):
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=f"{len(entries)} 个部件", limit=f"{PARTS_LIMIT} 个部件")
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    if total > TOTAL_LIMIT or largest > PART_LIMIT:
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=_size(max(total, largest)), limit=_size(TOTAL_LIMIT))
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnusableInput("INPUT-ENCRYPTED", path=path)
    if "xl/workbook.xml" not in names:
        kind = "Word 文档" if "word/document.xml" in names else "其他压缩包"
        raise UnusableInput("INPUT-NOT-XLSX", path=path, found=kind)
    if _STRICT in package.read("xl/workbook.xml"):
        raise UnusableInput("INPUT-NOT-XLSX", path=path, found="“Strict Open XML 电子表格”")
    parts = {entry.filename: package.read(entry) for entry in entries if entry.filename.endswith((".xml", ".rels"))}
    for name, part in parts.items():
        _plain_xml(path, name, part)
    return parts


def _plain_xml(path: Path, name: str, part: bytes) -> None:
    """No DTD (entity bombs need one), no sheet that is formatted down to the last row."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise UnusableInput("INPUT-DAMAGED", path=path, reason=f"{name} 含有文档类型声明")
    if part.count(b"<row ") > ROWS_LIMIT or part.count(b"<c ") > ROWS_LIMIT:
        found = f"{max(part.count(b'<row '), part.count(b'<c '))} 行或格"
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=found, limit=f"{ROWS_LIMIT}")
    merged = sum(_area(*match) for match in _MERGE.findall(part))
    if merged > MERGED_LIMIT:
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=f"合并单元格 {merged} 格", limit=f"{MERGED_LIMIT}")


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    def number(letters: bytes) -> int:
        return sum((letter - 64) * 26**n for n, letter in enumerate(reversed(letters)))

    return (abs(number(right) - number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _kind(path: Path, data: bytes) -> str:
    if path.name.startswith(("~$", ".~")):
        return "办公软件打开文件时的临时文件，请选文件本身"
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        return "网页"
    if head.startswith(b"%pdf"):
        return "PDF 文件"
    if head.startswith(b"<?xml"):
        return "XML 文本"
    return "文本" if b"\x00" not in data[:512] else "其他格式"


def _size(size: int) -> str:
    return f"{size // 1024 // 1024} MB"
