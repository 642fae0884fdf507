"""Office files as packages (zip): the same bytes for the same content, and a seal that tells our own, untouched
files from those that somebody has worked in.

The seal is a custom property with the checksum of all other parts. Excel, Word, WPS and LibreOffice may keep the
property when they save, but the parts change, so the seal no longer fits.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable

BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What zipfile may raise on a damaged package."""

_PART = "docProps/custom.xml"
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
_EPOCH = (1980, 1, 1, 0, 0, 0)


def seal(data: bytes) -> bytes:
    """Pack a package anew: parts in their order, no clock, and the seal set."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    if _PART not in parts:
        parts[_PART] = _EMPTY.encode()
        types, rels = "[Content_Types].xml", "_rels/.rels"
        parts[types] = parts[types].replace(b"</Types>", _CONTENT_TYPE.encode() + b"</Types>")
        parts[rels] = parts[rels].replace(b"</Relationships>", _RELATIONSHIP.encode() + b"</Relationships>")
    digest = _digest((name, zlib.crc32(part), len(part)) for name, part in parts.items())
    parts[_PART] = _with_property(parts[_PART].decode(), digest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, part)
    return out.getvalue()


def is_sealed(data: bytes) -> bool:
    """True if these bytes are what ``seal`` gave: nobody has saved the file since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            digest = _digest((entry.filename, entry.CRC, entry.file_size) for entry in package.infolist())
            return _value(digest) in package.read(_PART).decode("utf-8", "replace")
    except BROKEN:
        return False


def _digest(parts: Iterable[tuple[str, int, int]]) -> str:
    listed = sorted(part for part in parts if part[0] != _PART)
    return hashlib.sha256(repr(listed).encode()).hexdigest()


def _value(digest: str) -> str:
    return f"<vt:lpwstr>{digest}</vt:lpwstr>"


def _with_property(xml: str, digest: str) -> str:
    xml = re.sub(rf'<property [^>]*name="{re.escape(_NAME)}"[^>]*>.*?</property>', "", xml)
    if "</Properties>" not in xml:
        xml = _EMPTY
    pids = [int(pid) for pid in re.findall(r'pid="(\d+)"', xml)]
    own = f'<property fmtid="{_FMTID}" pid="{max(pids, default=1) + 1}" name="{_NAME}">{_value(digest)}</property>'
    return xml.replace("</Properties>", f"{own}</Properties>")
