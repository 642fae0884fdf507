"""docs/findings.md and the code: a section for each code, and what it says of a rule is what the format says."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.checks.submissions import SPEC
from tests.checks.submissions_2019 import SPEC_2019
from tests.messages.test_catalogs import ENTRIES, codes_in_source

PAGE = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL))
OF_2019 = {each.id: each for each in SPEC_2019.equations}
RULES: dict[str, Any] = {**OF_2019, **SPEC.checks, **{each.id: each for each in SPEC.equations}}
SEVERITY = {"error": "错误", "warning": "提醒", "info": "说明"}


def entries(section: str) -> dict[str, str]:
    """含义, 级别, 依据, 例, 处理 with their words, lines joined."""
    return dict(re.findall(r"^- (\w+)：(.*?)(?=^- |\Z)", section, re.MULTILINE | re.DOTALL))


def test_every_code_has_one_section_and_no_section_is_without_a_code():
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == {*RULES, *codes_in_source()}
    assert set(headings) == {*RULES, *(key.partition("/")[0] for key in ENTRIES["zh"])}


def test_findings_come_first_then_what_stops_a_file_then_what_concerns_maintainers():
    def part(code: str) -> int:
        return 0 if code in RULES else 1 if code.startswith(("INPUT-", "DATA-", "OUTPUT-", "BATCH-")) else 2

    order = [part(code) for code in SECTIONS]
    assert order == sorted(order)
    assert len(re.findall(r"^# [一二三]、", PAGE, re.MULTILINE)) == 3


@pytest.mark.parametrize("code", SECTIONS)
def test_a_section_says_what_it_means_with_an_example_and_what_to_do(code):
    said = entries(SECTIONS[code])
    expected = ["含义", "级别", "依据", "例", "处理"] if code in RULES else ["含义", "例", "处理"]
    assert list(said) == expected
    assert all(text.strip() for text in said.values())


@pytest.mark.parametrize("code", RULES)
def test_level_and_source_are_those_of_the_format_and_ours_is_never_called_official(code):
    rule = RULES[code]
    said = entries(SECTIONS[code])
    assert said["级别"].strip() == SEVERITY[rule.severity]
    assert said["依据"].strip() == f"{rule.source}（{'文件载明' if rule.official else '本程序的核对要求'}）"
