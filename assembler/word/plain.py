"""docxtpl at work: it mends the XML that Word has torn, understands the forms of tags, and renders what the quick way
(``word/render.py``) can't, in the way that everybody knows."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from typing import Any, TypeVar, cast

from docx.document import Document as WordDocument
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from assembler.errors import DefectiveForm
from assembler.package import seal
from assembler.records import dataclass
from assembler.word.lint import FILTERS
from assembler.word.parts import w
from assembler.word.plan import Properties, RenderPlan

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_Result = TypeVar("_Result")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class _Report(DocxTemplate):
    """docxtpl without two habits that alter a clerk's text."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Not as Jinja: a title would be run as a template, and ``&`` would be escaped twice."""

    def render_xml_part(self, src_xml: str, part: object, context: Any, jinja_env: Any = None) -> str:  # noqa: ARG002
        """Without docxtpl's own escapes: ``{_{`` in a text is ``{_{`` and not ``{{``."""
        xml: str = self.resolve_listing(jinja_env.from_string(src_xml).render(context))  # type: ignore[no-untyped-call]
        return xml


def _finished(value: object) -> object:
    """What a tag may print; the linter has seen to it, so anything else is a bug of this program."""
    if not isinstance(value, (str, int)):
        raise TypeError(f"a tag prints {type(value).__name__}")
    return value


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_finished)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


ENVIRONMENT = _environment()
"""Jinja as docxtpl gets it: sandboxed, escaping, strict; no functions, the filters of the linter alone."""


def attempted(file: str, work: Callable[[], _Result]) -> _Result:
    """What docxtpl makes of a template; DefectiveForm if it can't make anything."""
    try:
        return work()
    except Exception as error:  # docxtpl, python-docx, Jinja and lxml each have a family of their own for broken files
        raise DefectiveForm("TEMPLATE-RENDER", file=file, reason=error) from error


def render_plain(template: bytes, plan: RenderPlan) -> bytes:
    """The report by docxtpl alone, sealed. Raises what docxtpl, python-docx, Jinja and lxml may raise."""
    report = _Report(io.BytesIO(template))
    report.render(dict(plan.values), ENVIRONMENT)
    _set_properties(cast(WordDocument, report.docx), plan.properties)
    out = io.BytesIO()
    report.save(out)
    return seal(out.getvalue())


def _set_properties(document: WordDocument, properties: Properties) -> None:
    """What the file says about itself comes from the report, not from the template's last editor or the clock."""
    core = document.core_properties
    core.title = properties.title[:255]
    core.author = core.last_modified_by = properties.author[:255]
    core.subject, core.language = properties.subject, properties.language
    core.keywords = core.comments = core.category = ""
    core.revision = 1
    core.created = core.modified = datetime.combine(properties.day, time())


@dataclass(frozen=True, slots=True)
class Source:
    """A part as docxtpl hands it to Jinja. ``before`` and ``after`` are the rest of the part, without tags.
    ``steady``: whatever the tags print, docxtpl would alter nothing else afterwards."""

    before: str
    xml: str
    after: str
    steady: bool


def sources(template: bytes) -> Mapping[str, Source]:
    """The parts that docxtpl renders, by name."""
    report = _Report(io.BytesIO(template))
    report.render_init()  # type: ignore[no-untyped-call]
    return dict(_sources(report))


def _sources(report: _Report) -> Iterator[tuple[str, Source]]:
    document = cast(Any, report.docx)
    yield _name(document.part), _body(report)
    for uri in (report.HEADER_URI, report.FOOTER_URI):
        for _, part in report.get_headers_footers(uri):  # type: ignore[no-untyped-call]
            xml = report.patch_xml(report.get_part_xml(part))  # type: ignore[no-untyped-call]
            yield _name(part), Source(_DECLARATION, xml, "", _is_settled(report, xml))
    for part in document.part.package.parts:
        if part.content_type == _FOOTNOTES:
            xml = report.patch_xml(part.blob.decode("utf-8"))  # type: ignore[no-untyped-call]
            yield _name(part), Source("", xml, "", _is_settled(report, xml))


def _name(part: Any) -> str:
    return str(part.partname).lstrip("/")


def _body(report: _Report) -> Source:
    """The body between the tags of its document. docxtpl numbers drawings anew and widens the grid of a table that
    has more cells than columns: the first is done here, the second leaves the template to docxtpl."""
    root = cast(Any, report.docx).element
    before = report.get_xml()  # type: ignore[no-untyped-call]
    body = report.fix_tables(before)  # type: ignore[no-untyped-call]
    is_right = etree.tostring(body, encoding="unicode") == before
    report.fix_docpr_ids(body)  # type: ignore[no-untyped-call]
    xml = report.patch_xml(report.xml_to_string(body))  # type: ignore[no-untyped-call]
    root.replace(root.body, etree.Element(w("body")))
    start, end = etree.tostring(root, encoding="unicode").split("<w:body/>")
    xml = re.sub(r"^<w:body [^<>]*>", "<w:body>", xml)  # the names that lxml declares once more stand in the frame
    return Source(_DECLARATION + start, xml, end, is_right and _is_settled(report, xml))


def _is_settled(report: _Report, xml: str) -> bool:
    """True if there are no tabs and line breaks in the words of the template itself, which docxtpl would replace."""
    return bool(report.resolve_listing(xml) == xml)  # type: ignore[no-untyped-call]
