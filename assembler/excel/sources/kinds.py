"""What a file is, by its content; its name is not believed."""

from pathlib import Path

from assembler.errors import UnusableInput

ZIP, XLS, ENCRYPTED = "zip", "xls", "encrypted"

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = 4096
# The streams of an OLE file that tell what it is; an .et of WPS is an .xls. The first that is there counts.
_STREAMS = {"EncryptedPackage": ENCRYPTED, "Workbook": XLS, "WordDocument": "", "PowerPoint Document": "", "Book": XLS}
# In lower case. What is no workbook in any program begins with …
_OTHERS = {
    b"%pdf": "PDF 文件",
    b"{\\rtf": "Word 文档",
    b"\x89png": "图片",
    b"\xff\xd8\xff": "图片",
    b"gif8": "图片",
    b"rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    _OLE: "旧版 Office 文件",
}
# … and what Excel and WPS can open and save as .xlsx holds
_TABLES = {
    b"urn:schemas-microsoft-com:office:spreadsheet": "XML 电子表格 2003",
    b"<html": "网页",
    b"<!doctype html": "网页",
    b"<table": "网页",
    b"mime-version:": "网页",
}


def kind_of(data: bytes) -> str:
    """ZIP, XLS, ENCRYPTED, or "" for what can't be read as a workbook."""
    if data.startswith(_OLE):
        return next((kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") in data), "")
    return ZIP if data.startswith(b"PK\x03\x04") else ""


def is_ole(data: bytes) -> bool:
    """True for old Office files and for those that need a password."""
    return data.startswith(_OLE)


def unreadable(path: Path, data: bytes) -> UnusableInput:
    """The refusal of what can't be read as a workbook: in words what it is, and whether Excel could save it as one."""
    if path.name.startswith(("~$", ".~", "._")):  # beside a workbook that is open; of macOS on foreign disks
        return UnusableInput("INPUT-NOT-WORKBOOK", path=path, found="办公软件的临时文件")
    head = _plain(data[:_HEAD])
    words = next((words for mark, words in _OTHERS.items() if head.startswith(mark)), "")
    if b"schemas.microsoft.com/office/word" in head:
        words = "Word 文档"
    if words:
        return UnusableInput("INPUT-NOT-WORKBOOK", path=path, found=words)
    words = next((words for mark, words in _TABLES.items() if mark in head), "")
    if words or b"\x00" not in head:
        return UnusableInput("INPUT-NOT-XLSX", path=path, found=words or "文本")
    return UnusableInput("INPUT-NOT-WORKBOOK", path=path, found="其他格式")


def _plain(head: bytes) -> bytes:
    """In lower case, without byte order mark; UTF-16 as UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n\t").lower()
