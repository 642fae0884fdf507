"""Which files are the program's own: what may be replaced, and what is no workbook to work on."""

import io
import re
import zipfile

from assembler.excel.layout import REVIEW_SHEET
from assembler.excel.review import ORIGIN_PROPERTY
from assembler.model.batch import MARK
from assembler.package import BROKEN, PROPERTIES, is_sealed, unpacked_part
from assembler.records import dataclass

_MOST = 1024 * 1024
"""Bytes of the part that tells; ours has a few thousand, and nobody has looked at the file yet."""
_ORIGIN = re.compile(rb'name="%s"[^>]*>\s*<[^>]*>([0-9a-f]{64})<' % re.escape(ORIGIN_PROPERTY).encode())


@dataclass(frozen=True, slots=True)
class Made:
    """What we made of a file. ``kind``: ``returned`` for a copy that was returned with marks and that nobody has
    worked in since; ``summary`` for the summary of a batch, whatever it is called and whoever has worked in it; "" for
    anything else. ``origin``: the checksum of the workbook that a copy was made from; "" if it says nothing of it."""

    kind: str = ""
    origin: str = ""


def made_by_us(data: bytes) -> Made:
    """What of a file is ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            properties = _told(package, PROPERTIES, data)
            returned = REVIEW_SHEET.encode() in _told(package, "xl/workbook.xml", data)
    except (zipfile.BadZipFile, *BROKEN):
        return Made()
    if returned and is_sealed(data):
        return Made("returned")
    origin = _ORIGIN.search(properties)
    return Made("summary" if MARK.encode() in properties else "", origin[1].decode() if origin else "")


def _told(package: zipfile.ZipFile, name: str, data: bytes) -> bytes:
    part = package.NameToInfo.get(name)
    return unpacked_part(data, part) if part and part.file_size < _MOST else b""


def is_torn(data: bytes) -> bool:
    """True if nobody can have made this: a result that a power cut left without its end."""
    if data.startswith(b"<!DOCTYPE html"):
        return b"</html>" not in data  # behind it somebody may have put a note
    return not data.strip(b"\0") or (data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)))
