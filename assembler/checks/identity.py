"""D-05: the words of another organ (串稿): 我局 in a town's report, 针对市公安局 in a district's."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import compress
from typing import NamedTuple

from assembler.checks.passages import Stretch, about, has_any, listed, together, without_asides
from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_KINDS = ("局", "委员会", "厅", "镇人民政府", "乡人民政府", "街道办事处")
_ORGAN = rf"(?P<name>[\u4e00-\u9fff]{{1,24}}?(?:{'|'.join(_KINDS)}))"
# Comes right behind an organ. Without it there is nothing to be found; to compile all Chinese characters takes 1 ms.
_MAKES = [office + duty + verb for office in ("", "办公室") for duty in ("", "负责") for verb in ("编制", "编写")]
_SUED = [role + verb for role in ("", "的", "为被申请人", "为被告", "作为被告") for verb in ("申请", "提起", "提出")]
_ROLES = (
    late(rf"(?<!自)由{_ORGAN}(?:{'|'.join(_MAKES)})", needs=[kind + each for kind in _KINDS for each in _MAKES]),
    late(
        rf"(?:针对|以){_ORGAN}(?:{'|'.join(_SUED)})(?:的)?(?:行政复议|行政诉讼|复议|诉讼)",
        needs=[kind + each for kind in _KINDS for each in _SUED],
    ),
    late(rf"请[与向]{_ORGAN}(?:[\u4e00-\u9fff]{{0,8}}(?:室|科|股|处|中心))?联系", needs=("请与", "请向")),
)
_SAID = ((("由",), ("编制", "编写")), (("针对", "以"), ("复议", "诉讼")), (("请与", "请向"), ("联系",)))
"""The same in short: what stands before the organ, and what behind it."""


def check_identity(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """One finding a text; nothing without the organisation's name."""
    name = "".join(submission.organisation.split())
    if not name:
        return
    whole = together(submission)
    selves = [each for each in map(_self, spec.checks["D-05"].words["selves"]) if each.is_other(name, whole)]
    said = [all(has_any(whole, words) for words in each) for each in _SAID]
    roles = [role for role in compress(_ROLES, said) if role.search(without_asides(whole))]
    for ref, text in submission.texts.items() if selves or roles else ():
        plain = without_asides(text)
        found = sorted([*_selves(selves, plain), *_others(spec, roles, name, plain)])
        if found:
            start, word = found[0]
            facts = {"found": listed(each for _, each in found), "organisation": name}
            yield about(spec, submission, "D-05", ref, Stretch(start, start + len(word)), facts=facts)


class _Self(NamedTuple):
    """How an organ speaks of itself: 我局. ``kinds``: what its name must have one of."""

    word: str
    kinds: list[str]
    pattern: re.Pattern[str]

    def is_other(self, name: str, text: str) -> bool:
        """True if the text may speak so, but not the organ of that name."""
        return self.word in text and not has_any(name, self.kinds)


@cache
def _self(entry: str) -> _Self:
    """The word, what the name must have one of, and after ! what makes the word something else when it follows."""
    left, _, unless = entry.partition("!")
    word, *kinds = left.split()
    barred = "|".join(map(re.escape, unless.split()))
    return _Self(word, kinds, late(rf"(?<!自){re.escape(word)}{f'(?!{barred})' if barred else ''}"))


def _selves(selves: list[_Self], text: str) -> Iterator[tuple[int, str]]:
    """我局 where the organisation has no 局 in its name."""
    for each in selves:
        if each.word in text:
            for match in each.pattern.finditer(text):
                yield match.start(), match[0]


def _others(spec: ReportSpec, roles: list[re.Pattern[str]], name: str, text: str) -> Iterator[tuple[int, str]]:
    """Another organ of the same kind where only the reporting one can stand. An abbreviation of the organisation's
    name has all its characters in the same order."""
    barred = spec.checks["D-05"].words["not_in_names"]
    for role in roles:
        for match in role.finditer(text):
            other = match["name"]
            if name.endswith(other[-1]) and not _abbreviates(other, name) and not has_any(other, barred):
                yield match.start("name"), other


def _abbreviates(short: str, name: str) -> bool:
    """True if the characters of ``short``, 本 and 我 aside, stand in ``name`` in that order."""
    rest = iter(name)
    return all(character in rest for character in short.lstrip("本我该"))
