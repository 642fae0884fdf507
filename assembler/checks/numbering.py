"""S-13: items inside a text are numbered without a gap, be it 一是…二是, （一）（二）, 1. 2. or 第一，第二，."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assembler.checks.passages import Stretch, about, folded, has_any, together
from assembler.model.findings import Finding
from assembler.model.plain import numeral
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_NUMERALS = "一二三四五六七八九十"
_HAN = rf"(?P<number>[{_NUMERALS}]{{1,3}})"
_OPEN = r"(?:(?<=[。；;：:，,！!？?、）”\n \t　])|^)"  # a number counts items only where something new begins
_AFRESH = r"(?:(?<=[。；;：:！!？?\n])|^)[ \t　]*"
_SOURCES = (
    (rf"{_OPEN}(?P<marker>{_HAN}是)", [f"{each}是" for each in _NUMERALS]),
    (rf"{_OPEN}(?P<marker>其{_HAN})(?=[，,是、：])", [f"其{each}" for each in _NUMERALS]),
    (rf"{_AFRESH}(?P<marker>第{_HAN})(?=[，,、：])", [f"第{each}" for each in _NUMERALS]),
    (rf"{_AFRESH}(?P<marker>（{_HAN}）)", [f"（{each}" for each in _NUMERALS]),
    (rf"{_AFRESH}(?P<marker>{_HAN}、)", [f"{each}、" for each in _NUMERALS]),
    (
        rf"{_AFRESH}(?P<marker>(?P<number>[0-9]{{1,2}})[.．、])(?![0-9])",
        [f"{n}{dot}" for n in range(10) for dot in ".．、"],
    ),
    (
        rf"{_AFRESH}(?P<marker>[（(](?P<number>[0-9]{{1,2}})[）)])",
        [f"{each}{n}" for n in range(10) for each in "（("],
    ),
    (r"(?P<marker>(?P<number>[①-⑳]))", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
)
"""How items may be marked, and what stands in every text that marks them so."""
_STYLES = tuple(late(source, re.MULTILINE, needs) for source, needs in _SOURCES)
# What stands wherever a style finds an item, in one look for all of them: what it begins with stands in front, which
# makes the search several times as fast.
_MARKED = late(
    rf"[其第（(0-9①-⑳{_NUMERALS}](?:(?<=[{_NUMERALS}])[是、]|(?<=[其第（])[{_NUMERALS}]|(?<=[0-9])[.．、]|(?<=[（(])[0-9]|(?<=[①-⑳]))"
)


class _Item(NamedTuple):
    number: int
    marker: str
    where: Stretch

    @property
    def predecessor(self) -> str:
        """The marker of the item before it: 一是 for 二是."""
        digits = re.sub(rf"[0-9①-⑳{_NUMERALS}]+", "{}", self.marker)
        if re.search("[0-9]", self.marker):
            return digits.format(self.number - 1)
        if re.search("[①-⑳]", self.marker):
            return digits.format(chr(ord("①") + self.number - 2))
        return digits.format(numeral(self.number - 1))


def check_numbering(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """The first gap of each text."""
    beginnings = spec.checks["S-13"].words["beginnings"]
    styles = list(_styles(folded(together(submission))))
    for ref, text in submission.texts.items() if styles else ():
        plain = folded(text)
        gaps = [gap for style in styles for gap in _gaps(style, plain, beginnings)]
        if gaps:
            before, after = min(gaps, key=lambda gap: gap[1].where.start)
            facts = {"before": before.marker if before else "", "after": after.marker}
            case = "" if before else "start"
            yield about(spec, submission, "S-13", ref, after.where, case=case, facts=facts)


def _styles(text: str) -> Iterator[re.Pattern[str]]:
    """Those that may find something."""
    marks = " ".join(set(_MARKED.findall(text)))
    for style, (_, needs) in zip(_STYLES, _SOURCES, strict=True):
        if marks and has_any(marks, needs):
            yield style


def _gaps(style: re.Pattern[str], text: str, beginnings: tuple[str, ...]) -> Iterator[tuple[_Item | None, _Item]]:
    """Each item that doesn't follow on the one before it, with that one; None if its list lacks a beginning."""
    outer: list[_Item] = []  # the last item of each list that is still open, the outermost first
    items = list(_items(style, text))
    for n, item in enumerate(items):
        if item.number == 1:
            nested = outer and not re.search(r"[。！？\n]", text[outer[-1].where.end : item.where.start])
            if not nested:
                outer.clear()
            outer.append(item)
            continue
        while len(outer) > 1 and item.number != outer[-1].number + 1 and item.number == outer[-2].number + 1:
            outer.pop()
        last = outer[-1] if outer else None
        if last is None or item.number != last.number + 1:
            between = text[last.where.end if last else 0 : item.where.start]
            if item.predecessor in between:  # it may stand where nothing seems to begin: 问题一是
                pass
            elif last:
                yield last, item
            elif _goes_on(items, n) and not has_any(between, beginnings):
                yield None, item
        outer[-1:] = [item]


def _goes_on(items: list[_Item], n: int) -> bool:
    """True if the next item counts on: a lone （三） may refer to something else."""
    return n + 1 < len(items) and items[n + 1].number == items[n].number + 1


def _items(style: re.Pattern[str], text: str) -> Iterator[_Item]:
    for match in style.finditer(text):
        number = _value(match["number"])
        if number:
            yield _Item(number, match["marker"], Stretch(*match.span("marker")))


def _value(word: str) -> int:
    """1 to 99; 0 for what is no number (十十)."""
    if word.isdecimal():
        return int(word)
    if "①" <= word <= "⑳":
        return ord(word) - ord("①") + 1
    tens, ten, ones = word.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    units = _NUMERALS.index(ones) + 1 if ones else 0
    return (10 * (_NUMERALS.index(tens) + 1 if tens else 1) if ten else 0) + units
