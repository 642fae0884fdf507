"""情况说明: a finding that is right in general and lawful in this case is accepted with a reason in writing.

The reason travels in the workbook, filed under the finding's token. The token is made of rule, place and values, so
that the reason lapses when any of them changes. Errors of arithmetic can't be accepted (``never_accepted``), nor can
what wasn't understood: no reason makes a figure or a text of it.
"""

from collections.abc import Iterable, Iterator

from assembler.checksum import sha256
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.records import replace


def accept(spec: ReportSpec, submission: Submission, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with their tokens and reasons; after them W-05 for reasons that accept nothing."""
    shortest = spec.checks["W-05"].numbers["min_chars"]
    used = set()
    for finding in findings:
        unread = any(note.ref in submission.unread for note in finding.cells)
        if unread or finding.case == "unsettled" or finding.code in spec.never_accepted:
            yield finding
            continue
        token = finding.at if finding.at in submission.doubts else _token(spec, finding)
        reason = submission.accepted.get(token)
        used.add(token)
        if reason is not None and len("".join(reason.split())) < shortest:
            yield _note(spec, token, "short", reason)
            reason = None
        yield replace(finding, token=token, accepted=reason)
    for token, reason in submission.accepted.items():
        if token not in used:
            code = token.rsplit("-", 1)[0]
            yield _note(spec, token, "never" if code in spec.never_accepted else "lapsed", reason)


def _token(spec: ReportSpec, finding: Finding) -> str:
    """T2-05-7F3A9C. Of a text only the words concerned count, so that work on the rest of it changes nothing."""
    values = [(note.ref, note.value) for note in finding.cells if note.ref not in spec.texts]
    says = (finding.code, finding.at, finding.case, finding.expected, finding.actual, finding.excerpt, values)
    digest = sha256(repr(says).encode("utf-8", "replace")).hexdigest()
    return f"{finding.code}-{digest[:6].upper()}"


def _note(spec: ReportSpec, token: str, case: str, reason: str) -> Finding:
    check = spec.checks["W-05"]
    return Finding(
        code=check.id,
        severity=Severity(check.severity),
        at=token,
        cells=(CellNote(f"accepted.{token}", reason or None),),
        case=case,
        facts={"token": token, "count": str(check.numbers["min_chars"])},
    )
