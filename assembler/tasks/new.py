"""``assembler new``: a workbook to fill in."""

from collections.abc import Iterator
from pathlib import Path

from assembler.errors import UnusableInput
from assembler.excel import make_workbook
from assembler.files import write_output
from assembler.formats import format_for_year, format_ids, load_format
from assembler.model.findings import Finding
from assembler.model.plain import file_name
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed, typed
from assembler.package import is_sealed
from assembler.records import dataclass, replace
from assembler.tasks.check import checked
from assembler.tasks.returned import not_kept, whole_of
from assembler.tasks.submission_json import load_submission
from assembler.tasks.workbook import read


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the workbook should hold. ``data``: a submission JSON; ``source``: a workbook whose entries are taken over
    into a whole form; ``previous``: last year's workbook; the others prevail over these. ``output``: None = beside
    ``data``, ``source`` or ``previous``, named after organisation and year."""

    output: Path | None = None
    year: int | None = None
    organisation: str | None = None
    data: Path | None = None
    source: Path | None = None
    previous: Path | None = None
    format_id: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """Where the workbook is, of which edition, and what should be said about last year's: keys of the catalog's words,
    with facts. ``left_out``: findings on what ``source`` holds that isn't in the workbook, or what it lacks."""

    output: Path
    spec: ReportSpec
    notes: tuple[tuple[str, dict[str, object]], ...] = ()
    left_out: tuple[Finding, ...] = ()


def make(wanted: Wanted) -> Made:
    """Write the workbook."""
    last_year = read(wanted.previous)[1].submission if wanted.previous else None
    source = checked(wanted.source) if wanted.source else None
    spec, filled = (source.spec, whole_of(source)) if source else _start(wanted, last_year)
    filled = _renamed(filled, wanted)
    notes = tuple(_doubts(spec, filled, last_year)) if last_year else ()
    if last_year:
        filled = _carried(spec, filled, last_year)
    # data and other workbooks may say what an office published: last edition's tables for this year (S-10)
    as_published = (wanted.data or wanted.source) and wanted.year is None
    if filled.year is not None and not spec.covers(filled.year) and not as_published:
        right = format_for_year(filled.year).id
        raise UnusableInput("FORMAT-OTHER-YEAR", found=filled.year, asked=spec.id, known=right)
    output = wanted.output or _default_output(wanted, filled)
    inputs = [path for path in (wanted.data, wanted.source, wanted.previous) if path]
    shown = last_year or (source.beside if source else None)
    data = make_workbook(spec, filled, shown)
    write_output(output, data, force=wanted.force, inputs=inputs, is_ours=is_sealed, suffixes=[".xlsx"])
    return Made(output, spec, notes, not_kept(source) if source else ())


def _renamed(filled: Submission, wanted: Wanted) -> Submission:
    """With the organisation and the year that were asked for, which also settle what couldn't be read of them."""
    named = {"organisation": wanted.organisation, "year": wanted.year}
    return replace(
        filled,
        organisation=filled.organisation if wanted.organisation is None else wanted.organisation.strip(),
        year=filled.year if wanted.year is None else wanted.year,
        unread={ref: raw for ref, raw in filled.unread.items() if named.get(ref) is None},
    )


def _start(wanted: Wanted, last_year: Submission | None) -> tuple[ReportSpec, Submission]:
    """The given data, or a blank form of the edition for the year."""
    if wanted.data:
        spec, filled = load_submission(wanted.data)
        if wanted.format_id not in (None, spec.id):
            asked = load_format(str(wanted.format_id)).id
            raise UnusableInput("DATA-VALUE", path=wanted.data, where="format", found=spec.id, wanted=asked)
        return spec, filled
    year = wanted.year
    if year is None and last_year and last_year.year:
        year = last_year.year + 1
    if wanted.format_id:
        spec = load_format(wanted.format_id)
    else:
        spec = format_for_year(year) if year else load_format(format_ids()[-1])
    return spec, blank(spec, year=year)


def _doubts(spec: ReportSpec, filled: Submission, last_year: Submission) -> Iterator[tuple[str, dict[str, object]]]:
    """What looks as if another file was meant, or can't be carried over."""
    if filled.organisation and last_year.organisation != filled.organisation:
        yield "previous_organisation", {"found": last_year.organisation, "wanted": filled.organisation}
    if last_year.year is None:
        yield "previous_no_year", {}
    elif filled.year is not None and last_year.year != filled.year - 1:
        yield "previous_year", {"found": last_year.year, "wanted": filled.year - 1}
    figures = [last_year.figures.get(source) for _, source in _carry(spec)]
    if any(figure is None or figure < 0 or figure != int(figure) for figure in figures):
        yield "previous_carried_out", {}


def _carry(spec: ReportSpec) -> Iterator[tuple[CellRef, CellRef]]:
    """Inputs that repeat a figure of last year's report, with that figure's cell: 上年结转 and 结转下年度. There are
    those that a rule says to be the same."""
    for relation in spec.relations:
        cells, before = relation.cells, relation.needs
        if len(cells) == len(before) == 1 and relation.equation.sign == "=" and not spec.is_computed(cells[0]):
            yield cells[0], before[0]


def _carried(spec: ReportSpec, filled: Submission, last_year: Submission) -> Submission:
    """What last year's workbook settles: name and contact, and its 结转下年 as this year's 上年结转. What the data
    already say stays."""
    lasting = {entry.id for entry in spec.info if entry.kind != "date"}
    info = {key: filled.info[key] or (last_year.info.get(key, "") if key in lasting else "") for key in filled.info}
    pairs = list(_carry(spec))
    if all(filled.figures[cell] is None for cell, _ in pairs):
        named = typed(spec, filled.figures) | {cell: last_year.figures.get(source) for cell, source in pairs}
        filled = replace(filled, figures=completed(spec, named))
    return replace(filled, info=info, organisation=filled.organisation or last_year.organisation)


def _default_output(wanted: Wanted, filled: Submission) -> Path:
    source = wanted.data or wanted.source or wanted.previous
    folder = source.parent if source else Path()
    year = f"{filled.year}年" if filled.year else ""
    # not the report's own name: Windows hides what comes after the dot
    return folder / file_name(filled.organisation, f"{year}政府信息公开工作年度报告填报工作簿.xlsx")
