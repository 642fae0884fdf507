"""From a prepared template and a plan to a finished document: only programs run, only their print is deflated."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assembler.errors import DefectiveForm, UnusableInput
from assembler.package import QUICKLY, Part, part, sealed
from assembler.patterns import late
from assembler.word.plan import RenderPlan
from assembler.word.prepared import OWN, Prepared
from assembler.word.printer import TooMuch, run
from assembler.word.program import Statement

_PARAGRAPH, _RUN, _TEXT = (late(rf"<w:{tag}(?: [^>]*)?>.*?</w:{tag}>", re.DOTALL) for tag in "prt")
_LOOKS = late(r"<w:rPr>.*?</w:rPr>")
_SMALL = 10_000  # bytes
_LONG = 5_000  # paragraphs: a report has some fifty, and a sound template prints ten times as many as these


def render(prepared: Prepared, plan: RenderPlan) -> bytes:
    """The report as a .docx, sealed: the same bytes for the same input.

    DefectiveForm if a tag asks for what there is not, or the report grows beyond all bounds; UnusableInput if it does
    so because of all that the workbook says.
    """
    values = {**plan.values, OWN: _own(plan)}
    try:
        parts = [
            each if isinstance(each, Part) else _packed(each.name, printed(each.statements, values, prepared.file))
            for each in prepared.parts
        ]
    except DefectiveForm as error:
        if error.code == "TEMPLATE-ENDLESS" and len(plan.printed) > _LONG:
            raise UnusableInput("INPUT-TOO-LONG", paragraphs=len(plan.printed)) from error
        raise
    if prepared.quick:
        return sealed(parts, prepared.properties, len(parts))
    from assembler.word.plain import attempted, render_plain  # docxtpl takes 100 ms to load

    return attempted(prepared.file, lambda: render_plain(prepared.template, plan))


def _packed(name: str, content: bytes) -> Part:
    """Headers and footers are the same in most reports."""
    return part(name, content, QUICKLY) if len(content) > _SMALL else _packed_once(name, content)


_packed_once = lru_cache(maxsize=32)(part)


def printed(program: list[Statement], values: Mapping[str, Any], file: str) -> bytes:
    """The print of a program of the template ``file``; DefectiveForm as above."""
    try:
        return _tabbed(run(program, values))
    except TooMuch as error:
        raise DefectiveForm("TEMPLATE-ENDLESS", file=file) from error
    except (LookupError, TypeError) as error:
        raise DefectiveForm("TEMPLATE-RENDER", file=file, reason=error) from error


def _own(plan: RenderPlan) -> Mapping[str, Any]:
    """What the file says about itself; Word takes 255 characters."""
    own = plan.properties
    return {"title": own.title[:255], "author": own.author[:255], "day": own.day.isoformat()}


def _tabbed(xml: bytes) -> bytes:
    """Tabs in texts as Word wants them, in the way of docxtpl; other breaks can't come: they end paragraphs."""
    return _PARAGRAPH.sub(_tabbed_paragraph, xml.decode()).encode() if b"\t" in xml else xml


def _tabbed_paragraph(paragraph: re.Match[str]) -> str:
    return _RUN.sub(_tabbed_run, paragraph[0]) if "\t" in paragraph[0] else paragraph[0]


def _tabbed_run(found: re.Match[str]) -> str:
    looks = _LOOKS.search(found[0])
    run = f"<w:r>{looks[0] if looks else ''}"
    tab = f'</w:t></w:r>{run}<w:tab/></w:r>{run}<w:t xml:space="preserve">'
    return _TEXT.sub(lambda text: text[0].replace("\t", tab), found[0])
