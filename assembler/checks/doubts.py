"""W-22: doubts about the workbook that this one was made from, which only who filled it in can settle."""

from collections.abc import Iterator

from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission


def check_doubts(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Each of them, answered or not: the answer is filed like a reason, and accepts the finding."""
    for number, words in submission.doubts.items():
        severity = Severity(spec.checks["W-22"].severity)
        answer = CellNote(f"accepted.{number}", submission.accepted.get(number))
        yield Finding("W-22", severity, number, (answer,), facts={"doubt": words})
