"""``assembler new``: a workbook to fill in."""

from dataclasses import dataclass, replace
from pathlib import Path

from assembler.excel import make_workbook
from assembler.files import write_output
from assembler.formats import format_for_year, format_ids, load_format
from assembler.model.plain import file_name
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed, typed
from assembler.package import is_sealed
from assembler.tasks.check import read
from assembler.tasks.submission_json import load_submission

KEPT = ("address", "phone", "email", "postcode", "website", "level")
"""Entries of 基本信息 that are taken over from last year."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the workbook should hold. ``data``: a submission JSON; ``previous``: last year's workbook; the others
    prevail over both. ``output``: None = beside ``data`` or ``previous``, named after organisation and year."""

    output: Path | None = None
    year: int | None = None
    organisation: str | None = None
    data: Path | None = None
    previous: Path | None = None
    format_id: str | None = None
    force: bool = False


def make(wanted: Wanted) -> Path:
    """Write the workbook; returns where."""
    last_year = read(wanted.previous)[1].submission if wanted.previous else None
    spec, filled = _start(wanted, last_year)
    if last_year:
        filled = _carried(spec, filled, last_year)
    if wanted.organisation is not None:
        filled = replace(filled, organisation=wanted.organisation.strip())
    if wanted.year is not None:
        filled = replace(filled, year=wanted.year)
    output = wanted.output or _default_output(wanted, filled)
    inputs = [path for path in (wanted.data, wanted.previous) if path]
    write_output(output, make_workbook(spec, filled, last_year), force=wanted.force, inputs=inputs, is_ours=is_sealed)
    return output


def _start(wanted: Wanted, last_year: Submission | None) -> tuple[ReportSpec, Submission]:
    """The given data, or a blank form of the edition for the year."""
    if wanted.data:
        return load_submission(wanted.data)
    year = wanted.year
    if year is None and last_year and last_year.year:
        year = last_year.year + 1
    if wanted.format_id:
        spec = load_format(wanted.format_id)
    else:
        spec = format_for_year(year) if year else load_format(format_ids()[-1])
    return spec, blank(spec, year=year)


def _carried(spec: ReportSpec, filled: Submission, last_year: Submission) -> Submission:
    """What last year's workbook settles: name and contact, and its 结转下年 as this year's 上年结转. What the data
    already say stays."""
    info = {key: filled.info[key] or (last_year.info.get(key, "") if key in KEPT else "") for key in filled.info}
    named = typed(spec, filled.figures)
    carried_in = [cell for cell in named if cell.row == "carried_in"]
    if all(named[cell] is None for cell in carried_in):
        named |= {cell: last_year.figures.get(cell._replace(row="carried_out")) for cell in carried_in}
        filled = replace(filled, figures=completed(spec, named))
    return replace(filled, info=info, organisation=filled.organisation or last_year.organisation)


def _default_output(wanted: Wanted, filled: Submission) -> Path:
    source = wanted.data or wanted.previous
    folder = source.parent if source else Path()
    year = f"{filled.year}年" if filled.year else ""
    # not the report's own name: Windows hides what comes after the dot
    name = file_name(f"{filled.organisation}{year}政府信息公开工作年度报告")
    return folder / f"{name}填报工作簿.xlsx"
