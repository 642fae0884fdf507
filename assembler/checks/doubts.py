"""W-22, S-11: doubts about the workbook that this one was made from, which only who filled it in can settle."""

from collections.abc import Iterator

from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import UNSETTLED_TEXT, Submission

_AROUND = 40  # characters


def check_doubts(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Each of them, answered or not: the answer is filed like a reason, and accepts the finding. Of several texts one
    has to be chosen."""
    for number, words in submission.doubts.items():
        severity = Severity(spec.checks["W-22"].severity)
        answer = CellNote(f"accepted.{number}", submission.accepted.get(number))
        yield Finding("W-22", severity, number, (answer,), facts={"doubt": words})
    for ref, text in submission.texts.items():
        if UNSETTLED_TEXT in text:
            severity, excerpt = Severity(spec.checks["S-11"].severity), text[text.index(UNSETTLED_TEXT) :][:_AROUND]
            yield Finding("S-11", severity, ref, (CellNote(ref, text),), "unsettled", excerpt=excerpt)
