"""Parts that are there and say what they must: S-01, S-05, S-06, S-08, S-11."""

import re
from collections.abc import Iterator
from functools import cache

from assembler.checks.passages import folded, standing, together
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.look import unwanted
from assembler.model.spec import ReportSpec, Section
from assembler.model.submission import Submission
from assembler.records import replace

_LISTED = 6


def check_structure(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on sections and texts."""
    for section in spec.sections:
        yield from _missing(spec, submission, section)
    if submission.absent or submission.twice:
        yield from _lost_entries(spec, submission)
        yield from _lost_lines(spec, submission)
    yield from _problems_and_improvements(spec, submission)
    yield from _fee(spec, submission)
    yield from _leftovers(spec, submission)
    yield from _struck_out(spec, submission)


def _finding(
    spec: ReportSpec, code: str, at: str, case: str = "", *, found: str | None = None, **facts: str
) -> Finding:
    """``found``: the whole text that stands there; "" counts as blank."""
    return Finding(
        code=code,
        severity=Severity(spec.checks[code].severity),
        at=at,
        cells=(CellNote(at, found or None),) if at in spec.texts or at == "organisation" else (),
        case=case,
        facts=facts,
        excerpt=facts.get("excerpt"),
    )


def _missing(spec: ReportSpec, submission: Submission, section: Section) -> Iterator[Finding]:
    """S-01: a section without a word. A blank 五 or 六 is left to S-05 and S-06, which say more."""
    if not section.texts:
        return
    ids = [text.id for text in section.texts]
    if submission.absent.issuperset(ids) and submission.twice.keys().isdisjoint(ids):
        yield _finding(spec, "S-01", section.id, "absent", section=section.heading, sheet=section.sheet)
        return
    for text in section.texts:
        if text.id in submission.twice:
            places = submission.twice[text.id]
            yield _finding(spec, "S-01", text.id, "twice", text=text.label, places=places)
        elif text.id in submission.absent:
            yield _finding(spec, "S-01", text.id, "place", section=section.heading, text=text.label)
    lost = submission.absent.issuperset(ids)
    if len(ids) > 1 and not lost and not any(submission.texts[each].strip() for each in ids):
        blank = _finding(spec, "S-01", section.id, "blank", section=section.heading, sheet=section.sheet)
        yield replace(blank, cells=(CellNote(ids[0], None),))


def _lost_entries(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-01 for entries of 基本信息."""
    labels = {"organisation": "单位名称", "year": "报告年度"} | {f"info.{each.id}": each.label for each in spec.info}
    for at, label in labels.items():
        if at in submission.twice:
            found = _finding(spec, "S-01", at, "twice", text=label, places=submission.twice[at])
            yield replace(found, cells=(CellNote(at, None),))
        elif at in submission.absent:
            yield replace(_finding(spec, "S-01", at, "entry"), cells=(CellNote(at, None),))


def _lost_lines(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-08: tables, blocks, rows and columns that the workbook has no place for."""
    for table in spec.tables:
        ids = [block.id for block in table.blocks]
        if submission.absent.issuperset(ids):
            if twice := next((submission.twice[each] for each in ids if each in submission.twice), ""):
                yield _finding(spec, "S-08", table.id, "twice", table=table.name, label=table.title, places=twice)
                continue
            section = spec.section_of(table.id)
            yield _finding(spec, "S-08", table.id, "table", table=table.name, title=table.title, sheet=section.sheet)
            continue
        for block in table.blocks:
            if block.id in submission.absent:
                yield _lost(spec, submission, block.id, "block", table=table.name, label=block.caption)
                continue
            for case, lines in (("row", block.leaf_rows), ("column", block.leaf_columns)):
                for line in lines:
                    if f"{block.id}.{line.id}" in submission.absent:
                        at = f"{block.id}.{line.id}"
                        yield _lost(spec, submission, at, case, table=table.name, label=line.label or line.name)


def _lost(spec: ReportSpec, submission: Submission, at: str, case: str, **facts: str) -> Finding:
    """S-08 for what has no place, or several."""
    if twice := submission.twice.get(at):
        return _finding(spec, "S-08", at, "astray" if at in submission.astray else "twice", places=twice, **facts)
    return _finding(spec, "S-08", at, case, **facts)


def _problems_and_improvements(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-05: section 五 names problems and improvements."""
    if "s5" in submission.absent:
        return
    rule = spec.checks["S-05"]
    typed = submission.texts.get("s5", "")
    text = "".join(typed.split())
    if len(text) < rule.numbers["min_chars"]:
        yield _finding(spec, "S-05", "s5", "empty", found=typed, count=str(len(text)))
        return
    lacking = [case for case in ("problems", "improvements") if not any(word in text for word in rule.words[case])]
    if lacking:
        yield _finding(spec, "S-05", "s5", "both" if len(lacking) == 2 else lacking[0], found=typed)


def _fee(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-06: section 六 reports the information processing fee, be it none."""
    if "s6" in submission.absent:
        return
    typed = submission.texts.get("s6", "")
    text = "".join(typed.split())
    if not any(word in text for word in spec.checks["S-06"].words["fee"]):
        yield _finding(spec, "S-06", "s6", "" if text else "empty", found=typed)


def _leftovers(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-11: words that belong to a template."""
    name, whole = folded(submission.organisation), folded(together(submission))
    words = standing(f"{name}\n{whole}", _leftovers_of(spec))
    if not words:
        return
    for at, text in (("organisation", submission.organisation), *submission.texts.items()):
        plain = folded(text)
        found = {word: match for word in words if word in plain and (match := _leftover(word).search(plain))}
        # a longer leftover tells it better than a shorter one in it
        told = [match for word, match in found.items() if not any(word != other and word in other for other in found)]
        if told:
            told.sort(key=lambda match: match.start())
            around = text[max(0, told[0].start() - 10) : told[0].end() + 10]
            leftover = "”“".join(text[match.start() : match.end()] for match in told)
            yield _finding(spec, "S-11", at, found=text, leftover=leftover, excerpt=" ".join(around.split()))


def _struck_out(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-11: words that somebody struck out, or made invisible."""
    entries = {f"info.{name}": text for name, text in submission.info.items()}
    worded = {str(cell): text or "" for cell, text in submission.words.items()}
    for at, text in {"organisation": submission.organisation, **entries, **worded, **submission.texts}.items():
        if parts := unwanted(text):
            listed = "、".join(f"“{' '.join(each.split())}”" for each in parts[:_LISTED])
            finding = _finding(spec, "S-11", at, "struck", listed=listed, excerpt=parts[0])
            yield replace(finding, cells=(CellNote(at, text),))


@cache
def _leftovers_of(spec: ReportSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(folded, spec.checks["S-11"].words["leftovers"])))


@cache
def _leftover(word: str) -> re.Pattern[str]:
    """The word wherever it stands; letters only where they are no part of a longer word (XX, XXX, but not EXXON)."""
    exact = re.escape(word)
    letters = f"(?<![A-Za-z])(?:{exact})+{re.escape(word[-1])}*(?![A-Za-z])"
    return re.compile(letters if word.isascii() and word.isalpha() else exact)
