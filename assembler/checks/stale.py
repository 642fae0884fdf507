"""Words of another year: Y-06 this year's work told under another year, Y-07 period, title and fees of another year."""

import re
from collections.abc import Iterator
from functools import lru_cache

from assembler.checks.passages import Stretch, about, folded, has_any, listed, sentences, together, without_asides
from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_YEAR = late(r"[〇○零一二三四五六七八九]{4}(?=年)", needs=[f"{each}年" for each in "〇○零一二三四五六七八九"])
_PERIOD = late(
    r"([0-9]{4})年\s*([0-9]{1,2})月\s*([0-9]{1,2})日[^，。；0-9至到—–~～-]{0,6}(?:至|到|[—–~～-]+)\s*"
    r"(?:([0-9]{4})年\s*)?([0-9]{1,2})月\s*([0-9]{1,2})日"
)
_TITLE = late(r"([0-9]{4})年度?(?:政府信息公开|政务公开)(?:工作)?(?:年度)?(?:报告|年报)")
_WHOLE = r"(?:全年|1月?份?[至到—–~～-]12月份?)?"  # 2022年1月至12月，我局共收到
_YEAR = late(r"(?<![0-9])([0-9]{4})年")


def check_stale(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on years that aren't the report's; none if the report's isn't known."""
    year = submission.year
    if year is None:
        return
    whole = folded(together(submission))
    others = any(has_any(whole, _written(each)) for each in (year - 1, year + 1))
    for ref, text in submission.texts.items() if others else ():
        if ref != "s6":  # of its year Y-07 says more
            yield from _other_year(spec, submission, ref, readable(text))
    yield from _frame(spec, submission, year, others=others)


def _written(year: int) -> tuple[str, ...]:
    """What stands wherever that year is written, be it in numerals."""
    last = "〇零○" if year % 10 == 0 else "一二三四五六七八九"[year % 10 - 1]
    return f"{year:04d}年", *(f"{numeral}年" for numeral in last)


@lru_cache(maxsize=32)
def readable(text: str) -> str:
    """The text with all years in plain digits; no character moves."""
    return _HAN_YEAR.sub(lambda match: match[0].translate(_DIGITS), folded(text))


def _other_year(spec: ReportSpec, submission: Submission, ref: str, text: str) -> Iterator[Finding]:
    """Y-06: 2022年，我局共收到 in the report on 2023. A sentence that compares, looks back or ahead may do so."""
    words, year = spec.checks["Y-06"].words, submission.year or 0
    found: list[Stretch] = []
    for start, sentence in sentences(without_asides(text)):
        years = {int(each) for each in _YEAR.findall(sentence)}
        if years.isdisjoint((year - 1, year + 1)):
            continue
        ahead = year + 1 in years and (ref == "s5" or has_any(sentence, words["ahead"]))
        if year in years or ahead or has_any(sentence, words["allowed"]):
            continue
        own = submission.organisation if submission.organisation in sentence else ""
        for match in _told(spec, own).finditer(sentence):
            if int(match["year"]) in (year - 1, year + 1):
                found.append(Stretch(start + match.start(), start + match.end()))
    if found:
        facts = {"found": listed(f"{text[each.start : each.start + 4]}年" for each in found), "year": str(year)}
        yield about(spec, submission, "Y-06", ref, found[0], facts=facts)


@lru_cache(maxsize=16)
def _told(spec: ReportSpec, organisation: str) -> re.Pattern[str]:
    """A year with someone's own doing right behind it."""
    words = spec.checks["Y-06"].words
    verbs, selves, nouns, fillers = ("|".join(map(re.escape, words[key])) or "$^" for key in (
        "verbs", "selves", "nouns", "fillers"))  # fmt: skip
    own = f"{re.escape(organisation)}|{selves}" if organisation.strip() else selves
    return re.compile(
        rf"(?<![0-9])(?P<year>[0-9]{{4}})年度?{_WHOLE}[，,]?\s*"
        rf"(?:(?:{own})|(?:{fillers})*(?:{verbs})(?!{nouns}))"
    )


def _frame(spec: ReportSpec, submission: Submission, year: int, *, others: bool) -> Iterator[Finding]:
    """Y-07: one finding a text at most. ``others``: the year before or after is named somewhere."""
    words = spec.checks["Y-07"].words
    preamble = next(iter(spec.texts))
    text = readable(submission.texts[preamble])
    titles = _titles(text, year, words["not_titles"]) if others else ()
    for case, where in (*_periods(text, year, words["period"]), *titles):
        facts = {"found": " ".join(text[where.start : where.end].split()), "year": str(year)}
        yield about(spec, submission, "Y-07", preamble, where, case=case, facts=facts)
        break
    closing = submission.texts.get("s6", "") if others else ""
    for start, sentence in sentences(without_asides(readable(closing))):
        match = _YEAR.search(sentence)
        if match and has_any(sentence, words["fees"]) and _only_others(sentence, year):
            facts = {"found": match[0], "year": str(year)}
            where = Stretch(start + match.start(), start + match.end())
            yield about(spec, submission, "Y-07", "s6", where, case="fee", facts=facts)
            break


def _only_others(sentence: str, year: int) -> bool:
    """True if the sentence names years, the one before or after among them, but not this one."""
    years = {int(each) for each in _YEAR.findall(sentence)}
    return year not in years and not years.isdisjoint((year - 1, year + 1))


def _periods(text: str, year: int, words: tuple[str, ...]) -> Iterator[tuple[str, Stretch]]:
    """The stated period, where it isn't 1 January to 31 December of the year."""
    for start, sentence in sentences(text):
        if not has_any(sentence, words):
            continue
        for match in _PERIOD.finditer(sentence):
            numbers = [int(each or match[1]) for each in match.groups()]
            if numbers != [year, 1, 1, year, 12, 31]:
                yield "period", Stretch(start + match.start(), start + match.end())


def _titles(text: str, year: int, words: tuple[str, ...]) -> Iterator[tuple[str, Stretch]]:
    """The report's own title, where it names the year before or after; notices on reports have titles of their own."""
    for start, sentence in sentences(text):
        for match in _TITLE.finditer(sentence):
            if not has_any(sentence, words) and _only_others(sentence, year):
                yield "title", Stretch(start + match.start(), start + match.end())
