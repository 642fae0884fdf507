"""Which files are the program's own: what may be replaced, and what is no workbook to work on."""

import io
import zipfile

from assembler.excel.layout import REVIEW_SHEET
from assembler.model.batch import MARK
from assembler.package import BROKEN, PROPERTIES, is_sealed, unpacked_part

_MOST = 1024 * 1024
"""Bytes of the part that tells; ours has a few thousand, and nobody has looked at the file yet."""
_TELLING = {"returned": ("xl/workbook.xml", REVIEW_SHEET.encode()), "summary": (PROPERTIES, MARK.encode())}


def own_kind(data: bytes) -> str:
    """``returned`` for a copy that was returned with marks and that nobody has worked in since; ``summary`` for the
    summary of a batch, whatever it is called and whoever has worked in it; "" for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            kinds = [kind for kind, (part, mark) in _TELLING.items() if mark in _told(package, part, data)]
    except (zipfile.BadZipFile, *BROKEN):
        return ""
    return next((kind for kind in kinds if kind != "returned" or is_sealed(data)), "")


def _told(package: zipfile.ZipFile, name: str, data: bytes) -> bytes:
    part = package.NameToInfo.get(name)
    return unpacked_part(data, part) if part and part.file_size < _MOST else b""


def is_torn(data: bytes) -> bool:
    """True if nobody can have made this: a result that a power cut left without its end."""
    if data.startswith(b"<!DOCTYPE html"):
        return not data.rstrip().endswith(b"</html>")
    return not data.strip(b"\0") or (data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)))
