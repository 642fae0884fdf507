"""A workbook of any kind, by its content, as a Book."""

from pathlib import Path

from assembler.excel.book import Book
from assembler.excel.review import is_review
from assembler.excel.sources.kinds import XLS, is_ole
from assembler.excel.sources.preflight import ODS, read_package
from assembler.excel.xml.reader import read_xlsx
from assembler.files import FILE_LIMIT, read_input
from assembler.records import replace


def open_book(path: Path, data: bytes | None = None, password: str = "") -> Book:
    """Read a workbook; UnusableInput says what is wrong with anything else. ``data``: its bytes, if they have been
    read already. ``password``: for one that needs it. 审核意见 of a workbook that we returned is left out: it says
    nothing that somebody entered."""
    book = _opened(path, data, password)
    sheets = {name: sheet for name, sheet in book.sheets.items() if not is_review(sheet)}
    return replace(book, sheets=sheets) if len(sheets) < len(book.sheets) else book


def _opened(path: Path, data: bytes | None, password: str) -> Book:
    data = read_input(path, FILE_LIMIT) if data is None else data
    if password and is_ole(data):
        from assembler.excel.sources.encrypted import decrypted

        data = decrypted(path, data, password)
    package = read_package(path, data)
    if package.kind == XLS:
        from assembler.excel.sources.foreign import read_xls

        return read_xls(path, data)
    if package.kind == ODS:
        from assembler.excel.sources.ods import read_ods

        return read_ods(path, package.parts["content.xml"])
    return read_xlsx(package)
