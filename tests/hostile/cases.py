"""Hostile, broken and foreign workbooks, each with what it must give: the code of its refusal with a word that the
message or remedy says, or READ. ``HEAVY`` ones are measured, too."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from assembler.assets import template
from tests.hostile.packages import (
    COUNTY,
    MEGABYTE,
    TABLE,
    Parts,
    altered,
    deflated,
    forged,
    packed,
    parts_of,
    replaced,
    with_part,
)

READ = ""
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Case:
    """``code``: READ or that of the refusal. ``word``: said in its message or remedy."""

    name: str
    make: Callable[[], bytes]
    code: str
    word: str = ""


def county() -> bytes:
    return COUNTY.read_bytes()


def sheet(rows: bytes, after: bytes = b"") -> bytes:
    """A worksheet of these rows."""
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (MAIN.encode(), rows, after)


def strings(content: bytes) -> bytes:
    return b'<sst xmlns="%s">%s</sst>' % (MAIN.encode(), content)


# --- too much of it


def declared_bomb() -> bytes:
    return forged(parts_of(county()), TABLE, *deflated(b" " * MEGABYTE, 200))


def undeclared_bomb() -> bytes:
    body, _, checksum = deflated(b" " * MEGABYTE, 400)
    return forged(parts_of(county()), TABLE, body, 5000, checksum)


def overlapping_entries() -> bytes:
    """All parts of the directory point to the same bytes."""
    whole = packed({"xl/workbook.xml": b" " * MEGABYTE} | {f"xl/{n:03}.xml": b"" for n in range(100)})
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        start, entry = package.start_dir, package.getinfo("xl/workbook.xml")
    directory = bytearray(whole[start:])
    at = 0
    first = directory[16:28]
    while directory[at : at + 4] == b"PK\x01\x02":
        directory[at + 16 : at + 28] = first
        directory[at + 42 : at + 46] = entry.header_offset.to_bytes(4, "little")
        at += 46 + int.from_bytes(directory[at + 28 : at + 30], "little")
    return whole[:start] + bytes(directory)


def many_parts() -> bytes:
    return altered(lambda parts: parts.update({f"xl/x{n}.xml": b"" for n in range(60_000)}))


def formatted_rows() -> bytes:
    return with_part(TABLE, sheet(b'<row r="1" s="1" customFormat="1"/>' * 1_048_576))


def formatted_columns() -> bytes:
    return with_part(TABLE, sheet(b'<row r="9">' + b'<c r="A9" s="1"/>' * 16_384 * 61 + b"</row>"))


def many_strings() -> bytes:
    return with_part(STRINGS, strings(b"<si><t>x</t></si>" * 300_000))


def long_strings() -> bytes:
    return replaced(STRINGS, b"</sst>", (b"<si><t>" + "长".encode() * 30_000 + b"</t></si>") * 400 + b"</sst>")


def endless_prose() -> bytes:
    """As many numbers in one sentence as a cell holds, in three texts."""

    def change(parts: Parts) -> None:
        for begin in ("本报告根据", "本年度通过", "本年度共收到"):
            at = parts[STRINGS].index(begin.encode())
            end = parts[STRINGS].index(b"</t>", at)
            text = ("其中自然人3件，法人2件；" * 2600)[:32_000].encode()
            parts[STRINGS] = parts[STRINGS][:at] + text + parts[STRINGS][end:]

    return altered(change)


def texts_in_cells() -> bytes:
    """What no office program writes in that number: texts that stand in their cells."""
    cell = b'<c t="inlineStr"><is><t>%s</t></is></c>' % ("长".encode() * 180)
    rows = b"".join(b'<row r="%d">%s</row>' % (row, cell * 42) for row in range(100, 500))
    return replaced(TABLE, b"</sheetData>", rows + b"</sheetData>")


def labels_everywhere() -> bytes:
    """Two sheets whose cells hold labels of the form, row by row."""

    def change(parts: Parts) -> None:
        known = parts[STRINGS].count(b"<si>")
        rows = (b"<row>%s</row>" % (b'<c t="s"><v>%d</v></c>' % (row % known) * 58) for row in range(1000))
        body = sheet(b"".join(rows))
        parts.update({f"xl/worksheets/sheet{n}.xml": body for n in (4, 5)})

    return altered(change)


def long_text() -> bytes:
    return replaced(STRINGS, "本报告根据".encode(), "长".encode() * 40_000)


def wide_tag() -> bytes:
    attributes = b"".join(b' a%d=""' % n for n in range(570_000))
    return replaced(TABLE, b"<sheetData>", b"<x%s/><sheetData>" % attributes)


def merges(areas: bytes) -> bytes:
    return altered(lambda parts: parts.update({TABLE: re.sub(b"<mergeCells.*</mergeCells>", areas, parts[TABLE])}))


def merge_everything() -> bytes:
    return merges(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')


def merges_upon_merges() -> bytes:
    return merges(b"<mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A1:BH1000"/>' * 20_000))


def many_sheets(number: int, body: bytes) -> bytes:
    """The county's workbook with so many more sheets, all alike."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"

    def change(parts: Parts) -> None:
        names = [b"z%d" % n for n in range(number)]
        relations = b"".join(
            b'<Relationship Id="%s" Type="%s" Target="worksheets/%s.xml"/>' % (name, kind, name) for name in names
        )
        listed = b"".join(
            b'<sheet name="%s" sheetId="%d" r:id="%s"/>' % (name, n + 99, name) for n, name in enumerate(names)
        )
        for name, end, more in (
            ("xl/_rels/workbook.xml.rels", b"</Relationships>", relations),
            (BOOK, b"</sheets>", listed),
        ):
            parts[name] = parts[name].replace(end, more + end)
        parts.update({f"xl/worksheets/z{n}.xml": body for n in range(number)})

    return altered(change)


def merged_sheets() -> bytes:
    return many_sheets(450, sheet(b"", b'<mergeCells><mergeCell ref="A1:BH1000"/></mergeCells>'))


def shared_formulas() -> bytes:
    formula = b'<f t="shared" ref="A1:A700" si="0">%s</f><v>1</v>' % b"+".join([b"A1"] * 2000)
    cells = b"".join(b'<row r="%d"><c r="A%d"><f t="shared" si="0"/><v>1</v></c></row>' % (n, n) for n in range(2, 700))
    return many_sheets(200, sheet(b'<row r="1"><c r="A1">%s</c></row>%s' % (formula, cells)))


def picture_bomb() -> bytes:
    """A bomb where nobody looks: pictures aren't unpacked."""
    return forged(parts_of(county()), "xl/media/image1.png", *deflated(b" " * MEGABYTE, 200))


def nested_bomb() -> bytes:
    return with_part("xl/embeddings/book.xlsx", declared_bomb())


def far_cell() -> bytes:
    return replaced(TABLE, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


# --- XML that is more than it seems

BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (n + 1, (b"&%c;" % n) * 10) for n in range(97, 107)
)


def with_dtd(dtd: bytes, text: bytes) -> bytes:
    def change(parts: Parts) -> None:
        head, root, rest = parts[STRINGS].partition(b"<sst")
        parts[STRINGS] = head + dtd + root + rest.replace(b"<t>", b"<t>" + text, 1)

    return altered(change)


def utf16_bomb() -> bytes:
    text = ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB.decode() + "<sst>&k;</sst>").encode("utf-16")
    return with_part(STRINGS, text)


def utf7_bomb() -> bytes:
    text = (BOMB.decode() + "<sst>&k;</sst>").encode("utf-7").replace(b"<!D", b"+ADwAIQ-D")
    return with_part(STRINGS, b'<?xml version="1.0" encoding="UTF-7"?>' + text)


def declared_far_away() -> bytes:
    """The same with so many blanks before the encoding that a short look doesn't find it."""
    return altered(lambda parts: parts.update({STRINGS: _blanks(parts_of(utf7_bomb())[STRINGS])}))


def _blanks(part: bytes) -> bytes:
    return part.replace(b" encoding", b" " * 100_000 + b"encoding")


def ebcdic() -> bytes:
    """An encoding that parsers recognise without any word."""
    return with_part(STRINGS, ("<?xml version='1.0'?>" + BOMB.decode() + "<sst>&k;</sst>").encode("cp037"))


def utf16() -> bytes:
    """Every sheet in the other encoding that Office may write."""

    def change(parts: Parts) -> None:
        for name in parts:
            if name.startswith("xl/worksheets/sheet") or name == STRINGS:
                parts[name] = parts[name].decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16")

    return altered(change)


def prefixed() -> bytes:
    """Every element of the sheets under a prefix, as some programs write."""

    def change(parts: Parts) -> None:
        for name in parts:
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[name])
                parts[name] = part.replace(b" xmlns=", b" xmlns:x=")

    return altered(change)


def strict() -> bytes:
    """As Excel saves “Strict Open XML”."""
    pairs = (
        (MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    )

    def change(parts: Parts) -> None:
        for name in parts:
            for old, new in pairs:
                parts[name] = parts[name].replace(old, new)

    return altered(change)


def macros() -> bytes:
    def change(parts: Parts) -> None:
        types = parts["[Content_Types].xml"]
        main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        parts["[Content_Types].xml"] = types.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        parts["xl/vbaProject.bin"] = OLE + b"Auto_Open"

    return altered(change)


def deep() -> bytes:
    return replaced(TABLE, b"<sheetData>", b"<x>" * 200_000 + b"<sheetData>")


def circle() -> bytes:
    """The workbook is its own sheet."""
    return replaced("xl/_rels/workbook.xml.rels", b"worksheets/sheet5.xml", b"workbook.xml")


def outside() -> bytes:
    return replaced("xl/_rels/workbook.xml.rels", b"worksheets/sheet5.xml", b"../../../../etc/passwd")


def without(name: str) -> Callable[[], bytes]:
    def make() -> bytes:
        def change(parts: Parts) -> None:
            del parts[name]

        return altered(change)

    return make


# --- broken archives


def twice() -> bytes:
    out = io.BytesIO(county())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("XL/Workbook.xml", b"<x/>")
    return out.getvalue()


def squeezed(method: int) -> Callable[[], bytes]:
    return lambda: packed(parts_of(county()), method)


def locked_entry() -> bytes:
    """The archive itself has a password."""
    whole = bytearray(county())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


def cut(size: float) -> Callable[[], bytes]:
    return lambda: county()[: int(len(county()) * size)]


def garbled() -> bytes:
    whole = county()
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        at = package.getinfo(STRINGS).header_offset + 200
    return whole[:at] + b"\xff" * 64 + whole[at + 64 :]


def document() -> bytes:
    return template("2021").read_bytes()


def archive_of_workbooks() -> bytes:
    return packed({"年报.xlsx": county()})


def html(encoding: str) -> Callable[[], bytes]:
    return lambda: "\n<HTML><body><table><tr><td>单位名称</td></tr></table>".encode(encoding)


def stream(name: str) -> Callable[[], bytes]:
    return lambda: OLE + b"\0" * 504 + name.encode("utf-16-le") + b"\0" * 600


NOT_XLSX, NOT_BOOK, DAMAGED, LARGE = "INPUT-NOT-XLSX", "INPUT-NOT-WORKBOOK", "INPUT-DAMAGED", "INPUT-TOO-LARGE"

HEAVY = [
    Case("a part of 200 MB", declared_bomb, LARGE, "整行整列"),
    Case("a part that says 5 kB and holds 400 MB", undeclared_bomb, DAMAGED, "校验码"),
    Case("60,000 parts", many_parts, LARGE, "个部件"),
    Case("1,048,576 formatted rows", formatted_rows, LARGE, "整行整列"),
    Case("16,384 columns of 61 rows", formatted_columns, LARGE, "整行整列"),
    Case("strings of 36 MB", long_strings, READ),
    Case("96,000 characters of numbers", endless_prose, READ),
    Case("9 MB of texts in their cells", texts_in_cells, READ),
    Case("labels in 116,000 cells", labels_everywhere, READ),
    Case("a tag of 570,000 attributes", wide_tag, READ),
    Case("20,000 merged areas on top of each other", merges_upon_merges, DAMAGED, "mergeCell"),
    Case("a merged area in each of 450 sheets", merged_sheets, DAMAGED, "mergeCell"),
    Case("shared formulas in 200 sheets", shared_formulas, DAMAGED, "<f>"),
    Case("a merged area of a whole sheet", merge_everything, READ),
    Case("parts that share their bytes", overlapping_entries, LARGE, "MB"),
]

CASES = [
    Case("300,000 strings", many_strings, LARGE, "个标记"),
    Case("a text that is longer than any cell", long_text, DAMAGED, "32767"),
    Case("a picture of 200 MB", picture_bomb, READ),
    Case("a bomb in an embedded workbook", nested_bomb, READ),
    Case("a cell at the far end", far_cell, READ),
    Case("an entity bomb", lambda: with_dtd(BOMB, b"&k;"), DAMAGED, "文档类型声明"),
    Case(
        "an external entity",
        lambda: with_dtd(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"&e;"),
        DAMAGED,
        "文档类型声明",
    ),
    Case("an external DTD", lambda: with_dtd(b'<!DOCTYPE x SYSTEM "http://localhost/x.dtd">', b""), DAMAGED),
    Case("a bomb in UTF-16", utf16_bomb, DAMAGED, "文档类型声明"),
    Case("a bomb in UTF-7", utf7_bomb, DAMAGED, "编码"),
    Case("a bomb in UTF-7, told far away", declared_far_away, DAMAGED, "编码"),
    Case("a bomb in EBCDIC", ebcdic, DAMAGED, "编码"),
    Case("UTF-16 without its mark", lambda: with_part(STRINGS, "<sst/>".encode("utf-16-le")), DAMAGED, "编码"),
    Case("half a character of UTF-16", lambda: with_part(STRINGS, b"\xff\xfe<\0s"[:5]), DAMAGED, "编码"),
    Case("all in UTF-16", utf16, READ),
    Case("all under a prefix", prefixed, READ),
    Case("Strict Open XML", strict, READ),
    Case("a workbook with macros", macros, READ),
    Case("200,000 levels", deep, DAMAGED),
    Case("a workbook that is its own sheet", circle, DAMAGED),
    Case("a sheet outside of the package", outside, DAMAGED),
    Case("no content types", without("[Content_Types].xml"), READ),
    Case("no styles", without("xl/styles.xml"), READ),
    Case("no strings", without(STRINGS), DAMAGED),
    Case("no workbook", without(BOOK), DAMAGED),
    Case("no sheet", without(TABLE), DAMAGED),
    Case("two parts of one name", twice, DAMAGED, "重名"),
    Case("packed by LZMA", squeezed(zipfile.ZIP_LZMA), DAMAGED, "压缩方式"),
    Case("packed by bzip2", squeezed(zipfile.ZIP_BZIP2), DAMAGED, "压缩方式"),
    Case("not packed at all", squeezed(zipfile.ZIP_STORED), READ),
    Case("an archive with a password", locked_entry, "INPUT-ENCRYPTED", "密码"),
    *(Case(f"cut at {size:.0%}", cut(size), DAMAGED, "不完整") for size in (0.01, 0.5, 0.9, 0.999)),
    Case("garbled", garbled, DAMAGED, "重新接收"),
    Case("a Word document", document, NOT_BOOK, "Word 文档"),
    Case("an archive of workbooks", archive_of_workbooks, NOT_BOOK, "解压"),
    Case("a web page", html("utf-8"), NOT_XLSX, "另存为"),
    Case("a web page in GBK", html("gbk"), NOT_XLSX, "网页"),
    Case("a web page in UTF-16", html("utf-16"), NOT_XLSX, "网页"),
    Case(
        "an XML spreadsheet of 2003",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        NOT_XLSX,
        "2003",
    ),
    Case("comma-separated", lambda: "单位名称,某局\r\n".encode("gbk"), NOT_XLSX, "另存为"),
    Case("a PDF", lambda: b"%PDF-1.7\n<html>", NOT_BOOK, "PDF"),
    Case("a photo", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", NOT_BOOK, "图片"),
    Case("a RAR archive", lambda: b"Rar!\x1a\x07\x01\0", NOT_BOOK, "解压"),
    Case("an old Word document", stream("WordDocument"), NOT_BOOK, "旧版"),
    Case("an encrypted workbook", stream("EncryptedPackage"), "INPUT-ENCRYPTED", "--password-stdin"),
    Case("an .xls of nothing", stream("Workbook"), DAMAGED, "重新"),
    Case("noise", lambda: bytes(range(256)) * 40, NOT_BOOK, "其他格式"),
    Case("nothing but the mark of an archive", lambda: b"PK\x03\x04", DAMAGED, "不完整"),
]
