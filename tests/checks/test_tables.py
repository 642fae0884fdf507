"""T2-05, T3-04, T3-05, T3-06, T4-05: figures that add up and are odd all the same."""

import pytest

from assembler.checks import check
from tests.checks.submissions import SPEC, a_year_before, both, figures, identity, in_order, info, text
from tests.checks.test_structure import found

ZEROS = figures(t3={str(cell).partition(".")[2]: 0 for cell in SPEC.cells if cell.block == "t3"})
SOME = figures(t2_1={"regulation.in_force": 6})


@pytest.mark.parametrize(
    ("organisation", "level", "told"),
    [
        ("某县自然资源局", "department", True),
        ("某市自然资源局", "department", True),
        ("某县某镇人民政府", "township", True),
        ("某县人民政府", "summary", True),
        ("某县人民政府办公室", "government", True),
        ("某实验区管委会", "summary", True),
        ("某市某区人民政府", "summary", True),
        ("某县某镇人民政府", "", True),
        ("某市人民政府", "summary", False),  # it may be a city with districts
        ("某省人民政府办公厅", "government", False),
        ("某自治州人民政府", "summary", False),
        ("某壮族自治区人民政府", "summary", False),
        ("自然资源部", "department", False),
        ("国家税务总局某县税务局", "department", False),
        ("某单位", "", False),
    ],
)
def test_t2_05_who_can_make_regulations(organisation, level, told):
    change = both(SOME, identity(organisation), info(level=level))
    assert found(change, "T2-05") == ([("", "t2_1.regulation")] if told else [])


def test_t2_05_zeros_are_right_for_everybody():
    assert found(identity("某县某镇人民政府"), "T2-05") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("共收到政府信息公开申请4件。", "4"),
        ("全年收到依申请公开３件，均已答复", "3"),
        ("受理4件政府信息公开申请", "4"),
        ("收到申请的答复2件", None),
        ("收到政府信息公开申请0件", None),
        ("未收到政府信息公开申请", None),
        ("2022年收到政府信息公开申请4件", None),
        ("依申请公开政府信息86条", None),
        ("12345热线受理4355件", None),
        ("收到建议提案15件", None),
        ("", None),
    ],
)
def test_t3_04_requests_told_beside_a_table_of_zeros(words, told):
    findings = [
        each for each in check(SPEC, both(ZEROS, text("s1.on_request", words))(in_order())) if each.code == "T3-04"
    ]
    assert [each.facts["told"] for each in findings] == ([told] if told else [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("本年度未收到政府信息公开申请。", True),
        ("暂未接到依申请公开事项。", True),
        ("没有收到公民的政府信息公开申请", True),
        ("收到政府信息公开申请0件", True),
        ("收到政府信息公开申请6件", False),
        ("未收到该申请人提交的补正", False),
        ("未收到依申请公开行政复议、行政诉讼", False),
        ("未收到政府信息公开申请人的投诉", False),
        ("收到申请6件", False),
    ],
)
def test_t3_04_no_request_told_beside_requests_in_the_table(words, told):
    assert found(text("s1.on_request", words), "T3-04") == ([("untold", "t3")] if told else [])


def test_t3_04_a_blank_table_is_left_to_v_03():
    blank = figures(t3={str(cell).partition(".")[2]: None for cell in SPEC.cells if cell.block == "t3"})
    assert found(both(blank, text("s1.on_request", "共收到政府信息公开申请4件。")), "T3-04") == []


@pytest.mark.parametrize(
    ("other", "whole", "told"),
    [(5, 24, True), (5, 25, False), (4, 4, False), (6, 6, True), (0, 0, False), (20, 101, False), (5, None, False)],
)
def test_t3_05_a_fifth_and_at_least_five(other, whole, told):
    change = figures(t3={"other_misc.total": other, "results_total.total": whole})
    assert found(change, "T3-05") == ([("", "t3")] if told else [])


def test_t3_05_adds_up_the_three_rows_and_tells_the_share():
    change = figures(t3={
        "other_no_correction.total": 2, "other_fee_unpaid.total": 2, "other_misc.total": 1, "results_total.total": 15,
    })  # fmt: skip
    [finding] = [each for each in check(SPEC, change(in_order())) if each.code == "T3-05"]
    assert (finding.facts["count"], finding.facts["percent"]) == ("5", "33.3")


@pytest.mark.parametrize(
    ("unpaid", "words", "told"),
    [
        (1, "未收取信息处理费。", True),
        (1, "依法发出收费通知3件，收取信息处理费共计1260元。", False),
        (1, "1件申请逾期未缴费。", False),
        (0, "未收取信息处理费。", False),
        (None, "未收取信息处理费。", False),
    ],
)
def test_t3_06_fee_notices(unpaid, words, told):
    change = both(figures(t3={"other_fee_unpaid.total": unpaid}), text("s6", words))
    assert found(change, "T3-06") == ([("", "t3.other_fee_unpaid.total")] if told else [])


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (ZEROS, ZEROS, True),
        (ZEROS, both(), False),  # requests last year
        (both(), ZEROS, False),
        (both(ZEROS, figures(t3={"carried_in.total": 1})), ZEROS, False),
        (both(ZEROS, figures(t4={"count.review_total": 0})), ZEROS, False),
    ],
)
def test_t4_05_cases_without_requests(now, before, told):
    cases = both(figures(t4={"count.review_total": 2}), now)
    findings = check(SPEC, cases(in_order()), before(a_year_before()))
    assert [each.at for each in findings if each.code == "T4-05"] == (["t4"] if told else [])
