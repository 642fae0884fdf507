"""Slips of wording: S-12 counters without a number, S-15 superseded notices, S-16 blanks, S-17 common misspellings."""

import re
from collections.abc import Iterator
from functools import cache

from assembler.checks.passages import Stretch, about, folded, listed, together
from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_NUMBER = "0-9零〇○一二三四五六七八九十百千万亿两几数"
_BRACKETS = str.maketrans("[]()（）【】［］﹝﹞", "〔〕" * 6)
_YEAR_END = late(r"截[至止]到?(?P<year>[0-9]{4})年12月31日")
_BLANKS = late(r"[^\S\n]{3,}|\t+")


def check_wording(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on the words of each text, whatever the text is about; most slips stand in none of them."""
    whole = folded(together(submission))
    counter, slips = _counter(spec), [slip[1:] for slip in _slips(spec) if slip[0] in whole and slip[1] in whole]
    counted = counter is not None and counter.search(whole)
    superseded = any(core in whole for core in _cores(spec))
    blanks = not (whole.replace("\n", "").isprintable() and "   " not in whole) and _BLANKS.search(whole)
    misspelt = slips or _YEAR_END.search(whole)
    if not (counted or superseded or blanks or misspelt):
        return
    for ref, text in submission.texts.items():
        plain = folded(text)
        if counter is not None and counted:
            yield from _counters(spec, submission, ref, plain, counter)
        if superseded:
            yield from _superseded(spec, submission, ref, text, plain)
        if blanks:
            yield from _blanks(spec, submission, ref, text)
        if misspelt:
            yield from _misspelt(spec, submission, ref, plain, slips)


def _counters(
    spec: ReportSpec, submission: Submission, ref: str, text: str, counter: re.Pattern[str]
) -> Iterator[Finding]:
    """S-12: 主动公开信息  条, 共收到件: a counter that nothing is counted with."""
    nouns = spec.checks["S-12"].words["nouns"]
    found = [match for match in counter.finditer(text) if not text[: match.end()].endswith(nouns)]
    if found:
        facts = {"found": listed(" ".join(match[0].split()) for match in found)}
        yield about(spec, submission, "S-12", ref, Stretch(*found[0].span()), facts=facts)


@cache
def _counter(spec: ReportSpec) -> re.Pattern[str] | None:
    """A verb and a counter with no number between them; None where the edition has no words for one of them."""
    words = spec.checks["S-12"].words
    if not words["verbs"] or not words["counters"]:
        return None
    said, counted = ("|".join(map(re.escape, words[each])) for each in ("verbs", "counters"))
    return late(rf"(?:{said})[^{_NUMBER}，。；、\n]{{0,6}}?(?:{counted})(?=[，。；]|其中)")


def _superseded(spec: ReportSpec, submission: Submission, ref: str, text: str, plain: str) -> Iterator[Finding]:
    """S-15: a notice that a later one has taken the place of."""
    rule = spec.checks["S-15"]
    if submission.year is None or submission.year < rule.numbers["since"]:
        return
    plain = plain.translate(_BRACKETS)
    for word in rule.words["superseded"]:
        start = plain.find(word)
        if start >= 0:
            where = Stretch(start, start + len(word))
            yield about(spec, submission, "S-15", ref, where, facts={"found": text[where.start : where.end]})
            return


def _blanks(spec: ReportSpec, submission: Submission, ref: str, text: str) -> Iterator[Finding]:
    """S-16: blanks inside or behind a paragraph; those in front are an indent, which the template makes itself."""
    least = spec.checks["S-16"].numbers["least"]
    found: list[tuple[int, int, Stretch]] = []
    start = 0
    for n, line in enumerate(text.split("\n"), 1):
        indent = len(line) - len(line.lstrip())
        for match in _BLANKS.finditer(line, indent):
            if len(match[0]) >= least or "\t" in match[0]:
                found.append((len(match[0]), n, Stretch(start + match.start(), start + match.end())))
        start += len(line) + 1
    if found:
        count, paragraph, where = max(found, key=lambda each: each[0])
        facts = {"count": str(count), "paragraph": str(paragraph)}
        yield about(spec, submission, "S-16", ref, where, facts=facts)


@cache
def _cores(spec: ReportSpec) -> tuple[str, ...]:
    """Of each notice that isn't in force any more what stands in a text whatever brackets are typed."""
    return tuple(max(re.split("[〔〕]", word), key=len) for word in spec.checks["S-15"].words["superseded"])


@cache
def _slips(spec: ReportSpec) -> tuple[tuple[str, str, str], ...]:
    """Words that are known to be typed wrong, and what is meant; in front the character that is wrong, which few texts
    hold."""
    slips = (slip.partition("→") for slip in spec.checks["S-17"].words["slips"])
    return tuple(
        (next((each for each in wrong if each not in right), wrong), wrong, right) for wrong, _, right in slips
    )


def _misspelt(
    spec: ReportSpec, submission: Submission, ref: str, text: str, slips: list[tuple[str, str]]
) -> Iterator[Finding]:
    """S-17: words that are known to be typed wrong, and a cut-off date of another year."""
    found = [(text.find(wrong), wrong, right) for wrong, right in slips if wrong in text]
    year = submission.year
    for match in _YEAR_END.finditer(text):
        if year is not None and int(match["year"]) in (year - 1, year + 1):
            found.append((match.start(), match[0], match[0].replace(match["year"], str(year))))
    if found:
        found.sort()
        start, wrong, _ = found[0]
        facts = {"found": listed(each[1] for each in found), "meant": listed(each[2] for each in found)}
        yield about(spec, submission, "S-17", ref, Stretch(start, start + len(wrong)), facts=facts)
