"""A template that is ready to print: its tags as programs, everything else deflated once."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assembler.package import Part
from assembler.records import dataclass
from assembler.word.known import Known
from assembler.word.program import Statement
from assembler.word.shelf import as_text, from_text

FORM = 2
"""Of the file below; raise it when what is kept there changes."""
OWN = ""
"""The name under which programs find what the file says about itself (title, author, day); no tag can say it."""
_SHIPPED = Path(__file__).parent / "prepared"


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


def as_json(prepared: Prepared) -> str:
    """The prepared form for a file: no code, only text, names and numbers."""
    document = {
        "form": FORM,
        "template": _text(prepared.template),
        "quick": prepared.quick,
        "properties": prepared.properties,
        "known": as_text(prepared.known) if prepared.known else None,
        "parts": [
            [each.name, each.statements]
            if isinstance(each, Program)
            else [each.name, each.crc, each.size, _text(each.packed)]
            for each in prepared.parts
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, file: str, template: bytes) -> Prepared | None:
    """The prepared form of these bytes; None if the text is that of another template or of another version."""
    document = json.loads(text)
    if document["form"] != FORM or document["template"] != _text(template):
        return None
    return Prepared(
        file=file,
        template=template,
        parts=tuple(_parts(document["parts"])),
        properties=document["properties"],
        quick=document["quick"],
        known=from_text(document["known"]) if document["known"] else None,
    )


def _parts(listed: list[list[Any]]) -> Iterator[Part | Program]:
    for name, *content in listed:
        if len(content) == 1:
            yield Program(name, content[0])
        else:
            crc, size, packed = content
            yield Part(name, crc, size, base64.b64decode(packed))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
