"""``assembler build``: one workbook -> one Word report, compared with the workbook before it gets its name."""

from pathlib import Path

from assembler.assets import template
from assembler.errors import DefectiveForm
from assembler.files import write_output
from assembler.formats import format_ids, load_format
from assembler.model.findings import Severity
from assembler.model.outcome import Checked
from assembler.model.plain import file_name
from assembler.package import is_sealed
from assembler.records import dataclass
from assembler.tasks.check import archive_of, checked
from assembler.word import plan, prepare, read_back, render


@dataclass(frozen=True, slots=True)
class Built:
    """``output`` is None if the report was refused because of errors. ``figures`` and ``paragraphs``: how many were
    read back and found equal to the workbook's."""

    checked: Checked
    output: Path | None
    figures: int = 0
    paragraphs: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report, sealed, and how much of it was compared."""

    data: bytes
    figures: int
    paragraphs: int


def build(
    workbook: Path,
    output: Path | None = None,
    *,
    template_file: Path | None = None,
    draft: bool = False,
    strict: bool = False,
    force: bool = False,
    previous: Path | None = None,
    password: str = "",
) -> Built:
    """Make the report, unless there are errors (``strict``: or warnings) and it isn't to be a draft. ``previous``: last
    year's workbook or a folder that holds it, for comparison."""
    found = checked(workbook, archive_of(previous), password=password)
    if blocked(found, strict) and not draft:
        return Built(found, None)
    report = report_of(found, template_file, draft=draft)
    source = template_file or template(found.spec.id)
    target = output or workbook.parent / default_name(found)
    write_output(target, report.data, force=force, inputs=[workbook, source], is_ours=is_sealed, suffixes=[".docx"])
    return Built(found, target, report.figures, report.paragraphs)


def blocked(found: Checked, strict: bool = False) -> bool:
    """True if there may be no report but a draft: there are errors, or with ``strict`` warnings."""
    return bool(found.count(Severity.ERROR) or (strict and found.count(Severity.WARNING)))


def report_of(found: Checked, template_file: Path | None = None, *, draft: bool = False) -> Report:
    """The report on a workbook, read back; DefectiveForm if the template is at fault."""
    planned = plan(found.spec, found.submission, draft=draft)
    data = render(prepare(template_file or template(found.spec.id), found.spec), planned)
    verified = read_back(found.spec, planned, data)
    return Report(data, verified.figures, verified.paragraphs)


def examine(template_file: Path) -> None:
    """DefectiveForm if a template is in order for no edition, with its faults for the newest."""
    faults = []
    for format_id in reversed(format_ids()):
        try:
            prepare(template_file, load_format(format_id))
            return
        except DefectiveForm as error:
            faults.append(error)
    raise faults[0]


def default_name(found: Checked) -> str:
    """某局2023年政府信息公开工作年度报告.docx."""
    year = str(found.submission.year or "")
    return file_name(found.submission.organisation, f"{found.spec.title.format(year=year)}.docx")
