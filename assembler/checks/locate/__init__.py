"""Which cell is wrong (error location after Fellegi and Holt): docs/location.md."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from assembler.checks.balances import unknown_cells
from assembler.model.equations import Relation
from assembler.model.findings import Finding, Suggestion
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.records import replace

if TYPE_CHECKING:
    from assembler.checks.locate.diagnosis import Verdict
    from assembler.checks.locate.search import Edit

__all__ = ["locate"]


def locate(spec: ReportSpec, submission: Submission, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those of this year's equations with the cell that is probably wrong.

    Such a finding gets a ``suggestion`` if the equations point to one, and these facts:

    cause        what findings of one cause have in common: a cell, or the line (t3.total) that a cell is sought in
    slip         what the mistake looks like: a key of ``slips.LIKELY``, or "line_unfilled"; may be missing
    partner      the other cell of an exchange, by ref; may be missing
    others       what else would do, as ``ref=figure`` with blanks between, complete or missing
    candidates   how many cells come into question; 0 if no two of them would mend the table
    perhaps      a line of totals that may instead not have been filled in, by ref; may be missing
    """
    findings = tuple(findings)
    live = _places(spec)
    broken = {live[key].equation.block for key in ((each.code, each.at) for each in findings) if key in live}
    verdicts = _verdicts(spec, submission, broken) if broken else {}
    for finding in findings:
        verdict = verdicts.get((finding.code, finding.at))
        yield finding if verdict is None else _with(submission, finding, *verdict)


@cache
def _places(spec: ReportSpec) -> Mapping[tuple[str, str], Relation]:
    """The live relations by rule and place."""
    return {(each.equation.id, each.at): each for each in spec.live_relations}


def _verdicts(
    spec: ReportSpec, submission: Submission, broken: set[str]
) -> Mapping[tuple[str, str], tuple["Verdict", int]]:
    """For each broken relation the verdict, and the unit that its figures are counted in."""
    from assembler.checks.locate.diagnosis import diagnose  # most workbooks add up, and need none of this
    from assembler.checks.locate.problem import pose, webs

    unknown = unknown_cells(spec, submission)
    counts = [cell for cell in spec.controls if submission.control.get(cell) is not None]
    figures = {cell: submission.figure(cell) for cell in (*spec.cells, *counts)}  # in the form's order, always
    found = {}
    for block in sorted(broken):
        web = webs(spec)[block]
        problem = pose(web, figures, unknown)
        if problem is not None:
            for number, verdict in diagnose(spec, block, problem).items():
                relation = web.relations[number]
                found[relation.equation.id, relation.at] = verdict, problem.unit
    return found


def _with(submission: Submission, finding: Finding, verdict: "Verdict", unit: int) -> Finding:
    facts = {**finding.facts, "candidates": str(verdict.candidates)}
    if verdict.perhaps:
        facts["perhaps"] = verdict.perhaps
    edit = verdict.edit
    if edit is None:
        line = _common_line({other.cell for other in verdict.others})
        return replace(finding, facts={**facts, "cause": line} if line else facts)
    if verdict.others:
        facts["others"] = " ".join(f"{other.cell}={_after(submission, other, unit)}" for other in verdict.others)
    partner = verdict.slip.partner
    facts["cause"] = verdict.line or str(min(edit.cell, partner) if partner else edit.cell)
    if verdict.slip.kind:
        facts["slip"] = "line_unfilled" if verdict.line else verdict.slip.kind
    if partner:
        facts["partner"] = str(partner)
    suggestion = Suggestion(
        ref=str(edit.cell),
        before=plain(submission.figure(edit.cell)),
        after=_after(submission, edit, unit),
        certainty="unique" if verdict.certain else "tied",
    )
    return replace(finding, facts=facts, suggestion=suggestion)


def _after(submission: Submission, edit: "Edit", unit: int) -> str:
    return plain((submission.figure(edit.cell) or Decimal(0)) + Decimal(edit.by) / unit) or "0"


def _common_line(cells: set[CellRef]) -> str:
    """The row or column that all of them stand in, by ref; "" if there is none."""
    block = {cell.block for cell in cells}
    for names in ({cell.column for cell in cells}, {cell.row for cell in cells}):
        if len(names) == 1 == len(block):
            return f"{min(block)}.{min(names)}"
    return ""
