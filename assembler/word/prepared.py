"""A template that is ready to print: its tags as programs, everything else deflated once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assembler.model.refs import CellRef
from assembler.package import Part
from assembler.recall import recalled
from assembler.records import dataclass
from assembler.word.known import Known, KnownTable
from assembler.word.plan import Printed
from assembler.word.program import Statement

FORM = 3
"""Of the files in ``prepared/``; raise it when what is kept there changes."""
OWN = ""
"""The name under which programs find what the file says about itself (title, author, day); no tag can say it."""
_HERE = Path(__file__)
_SHIPPED = _HERE.parent / "prepared"
_CODE = (_HERE, _HERE.with_name("shelf.py"))


@dataclass(frozen=True, slots=True)
class Program:
    """A part that is printed for each report."""

    name: str
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Prepared:
    """``file``: what the template is called; ``template``: its bytes.

    parts       all parts of a report in order, but for the custom properties: fixed ones and programs
    properties  the custom properties without the report's seal
    quick       False: only docxtpl prints this template rightly; the programs tell how much it prints, no more
    known       of its reports, read by lxml; None if the next one has to be read like the first
    """

    file: str
    template: bytes
    parts: tuple[Part | Program, ...]
    properties: str
    quick: bool
    known: Known | None = None


def shipped(format_id: str) -> Path:
    """Where the prepared form of our own template of a format lies."""
    return _SHIPPED / f"{format_id}.json"


def recalled_form(form: Path, file: str, template: bytes) -> Prepared | None:
    """The prepared form in a file, recalled if it has been read before; None if there is none, or it is that of another
    template."""
    if not form.is_file():
        return None
    values = recalled(form.with_suffix(""), (form, *_CODE), lambda: _values(form))
    return from_values(values, file, template)


def _values(form: Path) -> dict[str, Any]:
    from assembler.word.shelf import values_of  # takes longer to load than what is recalled

    return values_of(form.read_text(encoding="utf-8"))


def from_values(values: dict[str, Any], file: str, template: bytes) -> Prepared | None:
    """The prepared form of these bytes; None if it is that of another template or of another version."""
    if values["form"] != FORM or values["template"] != template:
        return None
    return Prepared(
        file=file,
        template=template,
        parts=tuple(_parts(values["parts"])),
        properties=values["properties"],
        quick=values["quick"],
        known=_known(**values["known"]) if values["known"] else None,
    )


def _parts(listed: list[list[Any]]) -> Iterator[Part | Program]:
    for name, *content in listed:
        if len(content) == 1:
            yield Program(name, content[0])
        else:
            crc, size, packed = content
            yield Part(name, crc, size, packed)


def _known(tables: list[Any], **others: Any) -> Known:
    found = (
        KnownTable(Printed("table", name, name), pieces, tuple(CellRef(*each) for each in cells))
        for name, pieces, cells in tables
    )
    return Known(tables=tuple(found), **others)
