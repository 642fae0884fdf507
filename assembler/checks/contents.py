"""What section 一 covers and how long it is: S-03, S-04, S-07, S-14."""

from collections.abc import Iterator

from assembler.checks.passages import Stretch, about, characters, clauses, folded, has_any, listed, standing, written
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.spec import ReportSpec, Section
from assembler.model.submission import Submission
from assembler.patterns import late

_COUNTED = late(r"[0-9]+(?:\.[0-9]+)?万?余?(?:人次|件|条|次|个|起|例|份|宗|通)")


def check_contents(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on section 一; a section without a word is left to S-01."""
    for section in spec.sections:
        if section.texts and written(submission, section).strip():
            if len(section.texts) > 1:
                yield from _aspects(spec, submission, section)
                yield from _beside_the_point(spec, submission, section)
            yield from _too_long(spec, submission, section)
    yield from _of_governments(spec, submission)


def _aspects(spec: ReportSpec, submission: Submission, section: Section) -> Iterator[Finding]:
    """S-03: aspects whose own text is blank and that no other text of the section mentions."""
    rule = spec.checks["S-03"]
    said = "".join(written(submission, section).split())
    lacking = [
        text
        for text in section.texts
        if text.id not in submission.absent
        and not submission.texts[text.id].strip()
        and (words := rule.words.get(text.id.rpartition(".")[2]))
        and not has_any(said, words)
    ]
    if lacking:
        aspects = "、".join(text.heading or text.name for text in lacking)
        yield Finding(
            code="S-03",
            severity=Severity(rule.severity),
            at=section.id,
            cells=tuple(CellNote(text.id, submission.texts[text.id] or None) for text in lacking),
            facts={"section": section.heading, "aspects": aspects},
        )


def _too_long(spec: ReportSpec, submission: Submission, section: Section) -> Iterator[Finding]:
    """S-04: more characters than the notice gives in principle; white space doesn't count, as in the workbook."""
    count = sum(characters(submission.texts[text.id]) for text in section.texts)
    if section.max_chars is not None and count > section.max_chars:
        yield Finding(
            code="S-04",
            severity=Severity(spec.checks["S-04"].severity),
            at=section.id,
            facts={"section": section.heading, "count": str(count), "most": str(section.max_chars)},
            expected=str(section.max_chars),
            actual=str(count),
        )


def _of_governments(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """S-07: three matters that the report of a government has to state."""
    rule = spec.checks["S-07"]
    if submission.info.get("level") not in rule.words["levels"]:
        return
    first, said = spec.sections[0], "".join("".join(submission.texts.values()).split())
    if not said:
        return
    matters = (("工作考核", "assessment"), ("社会评议", "review"), ("责任追究结果", "liability"))
    lacking = [name for name, key in matters if not has_any(said, rule.words[key])]
    if lacking:
        facts = {"lacking": "、".join(lacking)}
        yield Finding("S-07", Severity(rule.severity), first.id, facts=facts)


def _beside_the_point(spec: ReportSpec, submission: Submission, section: Section) -> Iterator[Finding]:
    """S-14: counts of hotline calls, petitions, messages of citizens."""
    rule = spec.checks["S-14"]
    whole = folded(written(submission, section))
    topics = standing(whole, rule.words["topics"])
    for text in section.texts if topics else ():
        found: list[tuple[str, Stretch]] = []
        for start, sentence in clauses(folded(submission.texts[text.id])):
            for topic in topics:
                at = sentence.find(topic)
                reach = sentence[at + len(topic) :][: rule.numbers["reach"]] if at >= 0 else ""
                match = _COUNTED.search(reach)
                if match and not has_any(reach[: match.start()], rule.words["unless"]):
                    end = at + len(topic) + match.end()
                    found.append((topic, Stretch(start + at, start + end)))
        if found:
            facts = {"found": listed(topic for topic, _ in found)}
            yield about(spec, submission, "S-14", text.id, found[0][1], facts=facts)
