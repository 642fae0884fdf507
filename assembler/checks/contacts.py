"""How to reach the unit and where to find the report: C-01…C-05. Custom, not law: only where contact is given."""

import re
from collections.abc import Iterator

from assembler.checks.passages import Stretch, about, folded, has_any
from assembler.model.findings import Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_DASH = r"[-－—–‐‑\s]*"
_FULL = late(
    rf"(?<![0-9])(?:[(（]?0[0-9]{{2,3}}[)）]?{_DASH}[0-9]{{7,8}}|1[3-9][0-9]{{9}}|[48]00{_DASH}[0-9]{{3,4}}{_DASH}[0-9]{{3,4}}"
    rf"|1[0-9]{{4}})(?![0-9])"
)
_LOCAL = late(r"(?:电话|联系方式|传真)[^0-9，。；]{0,8}(?P<number>[0-9]{7,8}|[0-9]{3,4}-[0-9]{4})(?![0-9])")
_POSTCODE = late(r"(?<![0-9-])[0-9]{6}(?![0-9-])")
_ADDRESS = late(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAIL = late(r"(?:邮箱|[Ee]-?[Mm]ail)[^A-Za-z0-9，。；）)]{0,4}(?P<mail>[A-Za-z0-9][^\s，。；、（）()]*)")
_LINK = late(r"(?:https?://|www\.)[A-Za-z0-9]|(?<![@\w.-])[A-Za-z0-9-]+\.(?:gov|org|com|net)\b", re.ASCII)


def check_contacts(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on 基本信息 and the preamble. A report without a preamble gives no contact, and need not."""
    first = next(iter(spec.texts))
    said = folded(submission.texts[first])
    entries = {key: folded(submission.info.get(key, "")).strip() for key in ("phone", "email", "postcode", "address")}
    yield from _phone(spec, submission, first, said, entries["phone"])
    yield from _mail(spec, submission, first, said, entries["email"])
    yield from _postcode(spec, submission, entries["postcode"])
    if not said.strip():
        return
    words = spec.checks["C-01"].words["contact"]
    if not has_any(said, words) and not any(entries.values()):
        yield about(spec, submission, "C-01", first, case="none", severity=Severity.INFO)
        return
    if not entries["phone"] and not _FULL.search(said) and not _LOCAL.search(said):
        yield about(spec, submission, "C-01", first, case="absent")
    if not entries["address"] and not has_any(said, spec.checks["C-02"].words["address"]):
        yield about(spec, submission, "C-02", first)
    if not entries["postcode"] and not _POSTCODE.search(said):
        yield about(spec, submission, "C-03", first)
    told = said + folded(submission.texts.get("s6", "")) + submission.info.get("website", "")
    if not _LINK.search(told) and not has_any(told, spec.checks["C-05"].words["download"]):
        yield about(spec, submission, "C-05", first)


def _phone(spec: ReportSpec, submission: Submission, first: str, said: str, entry: str) -> Iterator[Finding]:
    """C-01: a number that nobody can dial from elsewhere."""
    if entry and not _FULL.search(entry):
        yield about(spec, submission, "C-01", "info.phone", facts={"value": submission.info["phone"]})
    local = None if _FULL.search(said) else _LOCAL.search(said)
    if local:
        where = Stretch(*local.span("number"))
        yield about(spec, submission, "C-01", first, where, facts={"value": local["number"]})


def _mail(spec: ReportSpec, submission: Submission, first: str, said: str, entry: str) -> Iterator[Finding]:
    """C-04: what is given as an address has the form of one."""
    blanks = spec.checks["C-04"].words["none"]
    if entry and entry not in blanks and not _ADDRESS.fullmatch(entry):
        yield about(spec, submission, "C-04", "info.email", facts={"value": submission.info["email"]})
    for match in _MAIL.finditer(said) if has_any(said, ("邮箱", "mail", "Mail")) else ():
        if not _ADDRESS.match(match["mail"]):
            where = Stretch(*match.span("mail"))
            yield about(spec, submission, "C-04", first, where, facts={"value": match["mail"]})
            return


def _postcode(spec: ReportSpec, submission: Submission, entry: str) -> Iterator[Finding]:
    """C-03: six digits."""
    if entry and not _POSTCODE.fullmatch(entry):
        yield about(spec, submission, "C-03", "info.postcode", case="digits", facts={"value": entry})
