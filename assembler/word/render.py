"""From template and plan to a finished document."""

import io
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from docx.document import Document as WordDocument
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from assembler.errors import DefectiveForm
from assembler.word.lint import FILTERS, lint
from assembler.word.plan import Properties, RenderPlan
from assembler.word.template import DefectiveTemplate, load_template, open_document


class _Report(DocxTemplate):
    """docxtpl without two habits that alter a clerk's text."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Not as Jinja: a title would be run as a template, and ``&`` would be escaped twice."""

    def render_xml_part(self, src_xml: str, part: object, context: Any, jinja_env: Any = None) -> str:  # noqa: ARG002
        """Without docxtpl's own escapes: ``{_{`` in a text is ``{_{`` and not ``{{``."""
        xml: str = self.resolve_listing(_compiled(src_xml).render(context))  # type: ignore[no-untyped-call]
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


_ENVIRONMENT = _environment()


@lru_cache(maxsize=32)  # the parts of a few templates; compiling is half the work of a report
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def render(template: Path, plan: RenderPlan) -> bytes:
    """The report as a .docx, the same bytes for the same input once it is packed anew.

    DefectiveForm (DefectiveTemplate with all faults) if the template is no Word file or a tag is not in order.
    """
    data = load_template(template)
    faults = lint(open_document(data), plan.names)
    if faults:
        named = [DefectiveForm(fault.code, file=template.name, **fault.facts) for fault in faults]
        raise DefectiveTemplate(named)
    report = _Report(io.BytesIO(data))
    try:
        report.render(dict(plan.values), _ENVIRONMENT)
    except (TemplateError, XMLSyntaxError) as error:
        raise DefectiveForm("TEMPLATE-RENDER", file=template.name, reason=error) from error
    _set_properties(cast(WordDocument, report.docx), plan.properties)
    out = io.BytesIO()
    report.save(out)
    return out.getvalue()


def _set_properties(document: WordDocument, properties: Properties) -> None:
    """What the file says about itself comes from the report, not from the template's last editor or the clock."""
    core = document.core_properties
    core.title = properties.title[:255]
    core.author = core.last_modified_by = properties.author[:255]
    core.subject, core.language = properties.subject, properties.language
    core.keywords = core.comments = core.category = ""
    core.revision = 1
    core.created = core.modified = datetime.combine(properties.day, time())
