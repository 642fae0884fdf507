"""S-03, S-04, S-07, S-14: what section 一 covers, and how long it is."""

import pytest

from assembler.checks import check
from tests.checks.submissions import SPEC, absent, both, in_order, info, text
from tests.checks.test_structure import found

ASPECTS = ("s1.proactive", "s1.on_request", "s1.info_mgmt", "s1.platform", "s1.oversight")


def only(ref, words):
    """Section 一 with that text alone."""
    return both(*(text(each, "") for each in SPEC.texts if each not in ("s5", "s6")), text(ref, words))


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        (text("s1.info_mgmt", ""), "政府信息管理"),
        (text("s1.info_mgmt", " \n　"), "政府信息管理"),
        (only("s1.proactive", "本年度发布信息100条。"), "依申请公开、政府信息管理、政府信息公开平台建设、监督保障"),
        (text("preamble", ""), None),  # no aspect
        (text("s1.info_mgmt", "做好工作。"), None),
        (both(text("s1.info_mgmt", ""), text("s1.oversight", "加强保密审查和考核。")), None),  # told elsewhere
        (both(text("s1.info_mgmt", ""), text("s1.oversight", "加强保密\n审查和考核。")), None),
        (
            only("preamble", "主动公开100条，依申请公开2件，严格保密审查，管好门户网站，加强考核。"),
            None,
        ),
        (absent("s1.info_mgmt"), None),  # S-01 says that its place is gone
        (only("preamble", ""), None),  # S-01: not a word
    ],
)
def test_s_03_five_aspects(change, lacking):
    facts = [each.facts["aspects"] for each in check(SPEC, change(in_order())) if each.code == "S-03"]
    assert facts == ([lacking] if lacking else [])


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, []), (999, []), (1000, []), (1001, [("", "s1")]), (3000, [("", "s1")])],
)
def test_s_04_a_thousand_characters(length, expected):
    assert found(only("s1.platform", "公开" * (length // 2) + "开" * (length % 2)), "S-04") == expected


def test_s_04_white_space_does_not_count_and_the_preamble_does():
    both_texts = both(only("s1.platform", "公 开\n　" * 400), text("preamble", "前言" * 100))
    assert found(both_texts, "S-04") == []
    assert found(both(both_texts, text("s1.proactive", "一")), "S-04") == [("", "s1")]


def test_s_04_is_for_section_one_alone():
    assert found(text("s5", "问题和改进，" * 400), "S-04") == []


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        ("", "工作考核、社会评议、责任追究结果"),
        ("纳入年度绩效考核", "社会评议、责任追究结果"),
        ("开展考核和社会评议", "责任追究结果"),
        ("开展考核、社会评议，没有发生责任追究情形", None),
        ("开展考核，群众满意度98%，未发生问责", None),
    ],
)
def test_s_07_what_governments_have_to_state(words, lacking):
    change = both(info(level="summary"), text("s1.oversight", words))
    facts = [each.facts["lacking"] for each in check(SPEC, change(in_order())) if each.code == "S-07"]
    assert facts == ([lacking] if lacking else [])


@pytest.mark.parametrize("level", ["department", "township", "government", ""])
def test_s_07_is_not_for_other_units(level):
    assert found(both(info(level=level), text("s1.oversight", "")), "S-07") == []


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("12345热线受理4355件", "12345”“热线"),
        ("办理信访事项20件", "信访"),
        ("回复网民留言１２条", "网民留言"),
        ("１２３４５受理4355件", "12345"),
        ("通过12345热线宣传公开工作", None),
        ("不予处理的有信访举报投诉类申请3件", None),
        ("通过市长信箱收到公开申请3件", None),
        ("信访工作有序。公开信息20条", None),
        ("信访工作有序；发布信息20条", None),
        ("公开信息20条", None),
    ],
)
def test_s_14_counts_of_other_things(words, topic):
    findings = [each for each in check(SPEC, text("s1.platform", words)(in_order())) if each.code == "S-14"]
    assert [each.facts["found"] for each in findings] == ([topic] if topic else [])
