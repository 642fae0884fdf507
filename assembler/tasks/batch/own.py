"""Which files are the program's own: what may be replaced, and what is no workbook to work on."""

import io
import zipfile

from assembler.excel.layout import REVIEW_SHEET
from assembler.model.batch import MARK
from assembler.package import BROKEN, PROPERTIES, is_sealed

_SHEETS_MOST = 1024 * 1024
"""Bytes of the list of sheets; ours has a few thousand, and nobody has looked at the file yet."""


def is_returned(data: bytes) -> bool:
    """True for a copy that was returned with marks and that nobody has worked in since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = package.getinfo("xl/workbook.xml")
            named = sheets.file_size < _SHEETS_MOST and REVIEW_SHEET.encode() in package.read(sheets)
    except BROKEN:
        return False
    return named and is_sealed(data)


def is_summary(data: bytes) -> bool:
    """True for the summary of a batch, whatever it is called and whoever has worked in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            properties = package.getinfo(PROPERTIES)
            return properties.file_size < _SHEETS_MOST and MARK.encode() in package.read(properties)
    except BROKEN:
        return False


def is_torn(data: bytes) -> bool:
    """True if nobody can have made this: a result that a power cut left without its end."""
    if data.startswith(b"<!DOCTYPE html"):
        return not data.rstrip().endswith(b"</html>")
    return not data.strip(b"\0") or (data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)))
