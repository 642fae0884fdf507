"""Opening a template: is this file a Word document that can be worked with at all?"""

import io
import zlib
from collections.abc import Sequence
from pathlib import Path

from assembler.errors import DefectiveForm
from assembler.files import read_file, reason
from assembler.package import unpacked_part
from assembler.word.parts import xml_parts

MAX_BYTES = 50 * 1024 * 1024  # unpacked
MAX_XML = 4 * 1024 * 1024  # of all XML parts; ours have 0.1 MB
MAX_PARTS = 500


class DefectiveTemplate(DefectiveForm):
    """A template with faults: this error is the first of them, ``others`` are the rest, each with code and facts."""

    others: tuple[DefectiveForm, ...]

    def __init__(self, faults: Sequence[DefectiveForm]) -> None:
        first, *others = faults
        super().__init__(first.code, **first.facts)
        self.others = tuple(others)


def template_bytes(path: Path) -> bytes:
    """What the file holds; DefectiveForm if it can't be read or is too large for a template."""
    try:
        data, size = read_file(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise DefectiveForm("TEMPLATE-MISSING", file=path, reason=reason(error)) from error
    if size > MAX_BYTES:
        raise DefectiveForm("TEMPLATE-TOO-LARGE", file=path.name, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    return data


def load_template(path: Path) -> bytes:
    """The bytes of a template; DefectiveForm if it is missing, not a .docx, too large, or carries what it must not."""
    data = template_bytes(path)
    if not data.startswith(b"PK\x03\x04"):
        raise DefectiveForm("TEMPLATE-NOT-DOCX", file=path.name)
    from assembler.word.hazards import hazards

    try:
        parts = _preflight(data, path.name)
        _open(data)
        found = hazards(parts)
    except DefectiveForm:
        raise
    except Exception as error:  # zipfile, lxml and python-docx each have a family of their own for broken files
        raise DefectiveForm("TEMPLATE-NOT-DOCX", file=path.name) from error
    if found:
        raise DefectiveTemplate([DefectiveForm(each.code, file=path.name, **each.facts) for each in found])
    return data


def _open(data: bytes) -> None:
    """What python-docx can't open docxtpl can't either; the main part must be a Word document's."""
    from docx import Document  # takes 25 ms to load, and is not needed for a template that is prepared

    Document(io.BytesIO(data))


def _preflight(data: bytes, name: str) -> dict[str, bytes]:
    """The parts, within limits by their declared sizes, and not a byte beyond them."""
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise DefectiveForm("TEMPLATE-TOO-LARGE", file=name, limit=f"{MAX_BYTES // 1024 // 1024} MB")
        if len({entry.filename for entry in entries}) < len(entries):
            raise zlib.error("two parts of one name")
        parts = {entry.filename: unpacked_part(data, entry) for entry in entries}
    for part, content in parts.items():
        # Office writes no DTD, and what reads one can be made to grow without end; NULs hide it in UTF-16.
        if b"<!DOCTYPE" in (plain := content.replace(b"\0", b"")) or b"<!ENTITY" in plain:
            raise DefectiveForm("TEMPLATE-DTD", file=name, part=part)
    if sum(len(parts[each]) for each in xml_parts(parts)) > MAX_XML:
        raise DefectiveForm("TEMPLATE-TOO-LARGE", file=name, limit=f"XML {MAX_XML // 1024 // 1024} MB")
    return parts
