"""S-13: items of a text are numbered without a gap."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks import check
from assembler.checks.numbering import _SOURCES, _STYLES, _styles
from tests.checks.submissions import SPEC, in_order, text


def gaps(words):
    findings = [each for each in check(SPEC, text("s1.platform", words)(in_order())) if each.code == "S-13"]
    return [(each.facts["before"], each.facts["after"]) for each in findings]


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ("一是甲。三是乙。", ("一是", "三是")),
        ("一是甲；二是乙；二是丙。", ("二是", "二是")),
        ("一是甲，二是乙，四是丙", ("二是", "四是")),
        ("问题：一是甲。二是乙。改进：一是丙。三是丁。", ("一是", "三是")),
        ("一是甲。\n三是乙。", ("一是", "三是")),
        ("（一）甲\n（二）乙\n（四）丙", ("（二）", "（四）")),
        ("1.甲；2.乙；4.丙", ("2.", "4.")),
        ("1、甲；3、乙", ("1、", "3、")),
        ("（1）甲；（3）乙", ("（1）", "（3）")),
        ("①甲②乙④丙", ("②", "④")),
        ("第一，甲；第三，乙", ("第一", "第三")),
        ("二是甲；三是乙", ("", "二是")),
        ("一是甲：（1）乙；（2）丙。三是丁", ("一是", "三是")),
        ("１．甲；３．乙", ("1．", "3．")),
    ],
)
def test_a_gap_is_told_by_the_items_on_both_sides(words, gap):
    assert gaps(words) == [gap]


@pytest.mark.parametrize(
    "words",
    [
        "一是甲。二是乙。三是丙。",
        "一是甲二是乙三是丙",  # nothing seems to begin there
        "问题：一是甲。二是乙。三是丙。\n改进：一是丁。二是戊。",
        "问题：一是甲。二是乙。改进：一是丙。二是丁。三是戊。",
        "（一）问题一是甲。二是乙。（二）改进一是丙。二是丁。三是戊。",
        "一是甲：一是子，二是丑；二是乙。三是丙。",  # a list within an item
        "首先甲。二是乙。三是丙。",
        "一要甲，二要乙，三是丙，四是丁",
        "一方面甲；二是乙；三是丙",
        "按第二十条第（一）（五）（六）（八）项公开",
        "（三）甲",  # alone it may refer to something
        "统一是方向；周三是公开日",
        "1月甲。3月乙。",
        "共3.5万条；5.2万次",
        "包括：2、3号楼",
        "2023年公开12条；2024年公开15条",
        "一是甲。\n二是乙。\n三是丙。",
        "第一季度12条；第三季度15条",
    ],
)
def test_what_has_no_gap_is_left_alone(words):
    assert gaps(words) == []


def test_a_long_list_goes_past_ten():
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    assert gaps("。".join(f"{each}是甲" for each in numerals)) == []
    assert gaps("。".join(f"{each}是甲" for each in [*numerals[:10], "十二"])) == [("十是", "十二是")]


def test_each_text_has_its_own_numbers():
    filled = text("s1.oversight", "一是子。二是丑。")(text("s1.platform", "一是甲。二是乙。三是丙。")(in_order()))
    assert [each for each in check(SPEC, filled) if each.code == "S-13"] == []


@pytest.mark.parametrize("n", range(len(_STYLES)))
def test_a_style_is_looked_for_wherever_it_may_find_something(n):
    @settings(max_examples=60, deadline=None)
    @given(st.from_regex(re.compile(_SOURCES[n][0], re.MULTILINE)))
    def law(text):
        assert _STYLES[n] in list(_styles(text))

    law()
