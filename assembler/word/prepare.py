"""Preparing a template: judged, mended by docxtpl, turned into programs, tried. Done once for all reports."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assembler.errors import DefectiveForm
from assembler.model.spec import ReportSpec
from assembler.package import PROPERTIES, Part, part, unpacked
from assembler.records import replace
from assembler.word.parts import parse
from assembler.word.plan import Properties, names_of, plan, specimen
from assembler.word.prepared import OWN, Prepared, Program, recalled_form, shipped
from assembler.word.program import Statement
from assembler.word.readback import lessons
from assembler.word.render import printed, render
from assembler.word.template import DefectiveTemplate, load_template, template_bytes

if TYPE_CHECKING:
    from assembler.word.plain import Source

_ROOM = 8  # templates; a run needs one or two
_kept: list[tuple[ReportSpec, Prepared]] = []
_OWN = Properties(title="\ue000title\ue000", author="\ue000author\ue000", day=date(1999, 9, 9))


def prepare(template: Path, spec: ReportSpec) -> Prepared:
    """The template of an edition, ready to print. Kept by the content of the file as long as the program runs; our own
    templates come prepared, so docxtpl and Jinja aren't even loaded for them.

    DefectiveForm (DefectiveTemplate with all faults) if the file is no Word document, carries what a template must
    not carry, has a tag that is not in order, prints a figure in the wrong place, or loses a text.
    """
    data = template_bytes(template)
    for known, prepared in _kept:
        if known is spec and prepared.template == data:
            return prepared if prepared.file == template.name else replace(prepared, file=template.name)
    prepared = recalled_form(shipped(spec.id), template.name, data) or prepared_anew(template, spec)
    _kept[_ROOM - 1 :] = []
    _kept.insert(0, (spec, prepared))
    if prepared.known:
        lessons(spec).add(prepared.known)
    return prepared


def prepared_anew(template: Path, spec: ReportSpec) -> Prepared:
    """The same without anything that is kept. It is tried with a different figure in each cell: where this year's
    figures are equal (all 0), two exchanged tags would go unnoticed."""
    from assembler.word.differences import compare  # lxml takes 5 ms to load

    prepared = compiled_template(template, spec)
    trial = plan(spec, specimen(spec), draft=False)
    return replace(prepared, known=compare(spec, trial, unpacked(render(prepared, trial)), teaching=True))


def compiled_template(template: Path, spec: ReportSpec) -> Prepared:
    """The template judged by its tags and turned into programs; what they print isn't read back yet."""
    data = load_template(template)
    names = names_of(spec)
    trial = replace(plan(spec, specimen(spec), draft=True), properties=_OWN)
    from assembler.word.lint import lint, lint_source, loose_ends  # Jinja, docxtpl: a third of a second
    from assembler.word.plain import attempted, render_plain, sources

    parts = unpacked(data)
    _refuse(lint(parts, names) or loose_ends(parts), template.name)
    found = attempted(template.name, lambda: sources(data))
    _refuse([fault for name, each in found.items() for fault in lint_source(name, each.xml, names)], template.name)
    programs = _programs(found, template.name)
    prints = {name: printed(each, trial.values, template.name) for name, each in programs.items()}  # within bounds
    package = unpacked(attempted(template.name, lambda: render_plain(data, trial)))
    return Prepared(
        file=template.name,
        template=data,
        parts=tuple(_parts(package, programs)),
        properties=package[PROPERTIES].decode(),
        quick=all(each.steady for each in found.values())
        and not any(_numbered_inside(each) for each in programs.values())
        and all(_equal(package[name], each) for name, each in prints.items()),
    )


def _refuse(faults: Sequence[DefectiveForm], file: str) -> None:
    if faults:
        raise DefectiveTemplate([DefectiveForm(fault.code, file=file, **fault.facts) for fault in faults])


def _programs(found: Mapping[str, "Source"], file: str) -> dict[str, list[Statement]]:
    from assembler.word.compile import Crossing, compiled

    programs = {}
    for name, source in found.items():
        try:
            programs[name] = [source.before, *compiled(source.xml), source.after]
        except Crossing as crossing:
            near, tag = crossing.args
            raise DefectiveForm("TEMPLATE-CROSSING", file=file, place=name, near=near[-20:], tag=tag) from crossing
    return programs


def _parts(package: Mapping[str, bytes], programs: Mapping[str, list[Statement]]) -> Iterator[Part | Program]:
    for name, content in package.items():
        if name in programs:
            yield Program(name, programs[name])
        elif _OWN.title.encode() in content:
            yield Program(name, _core(content.decode()))
        elif name != PROPERTIES:
            yield part(name, content)


def _core(xml: str) -> list[Statement]:
    """The part in which python-docx has put the marks, as a program that prints what belongs there."""
    marks = {_OWN.title: "title", _OWN.author: "author", _OWN.day.isoformat(): "day"}
    pieces = re.split(f"({'|'.join(marks)})", xml)
    return [["print", ["name", OWN, marks[each]]] if each in marks else each for each in pieces]


def _numbered_inside(program: Sequence[Statement], depth: int = 0) -> bool:
    """True if a loop or question holds a drawing: docxtpl would number the drawings of each report anew."""
    for each in program:
        if isinstance(each, str):
            if depth and "<wp:docPr" in each:
                return True
        elif each[0] != "print" and any(_numbered_inside(body, depth + 1) for body in each[-2:]):
            return True
    return False


def _equal(plain: bytes, quick: bytes) -> bool:
    """True if two prints of a part say the same."""
    from lxml import etree

    return etree.tostring(parse(plain), method="c14n") == etree.tostring(parse(quick), method="c14n")
