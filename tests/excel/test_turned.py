"""Words that turn a meaning, and words that don't: slips, other numbers, this year's name."""

import pytest

from assembler.excel.places.turned import is_another_sheet, says_another, says_otherwise
from assembler.formats import load_format
from tests.checks.submissions import FEE, SPEC

LABELS = {
    line.label: line.label
    for block in (*SPEC.blocks.values(), *load_format("2019").blocks.values())
    for line in (*block.rows, *block.columns)
    if line.label
}
NEW, BEFORE, AFTER = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理")
PARTIAL = next(label for label in LABELS if "部分公开" in label)
UNPAID = next(label for label in LABELS if "缴纳费用" in label)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("尚未审结", "已审结 审结 尚已审结"),
        (NEW, f"一、本年上半年{NEW[4:]} 一、本年第一季度{NEW[4:]} 一、上半年{NEW[4:]} {NEW}（1—6月）"),
        ("本年制发件数", "本年1—6月制发件数 本年制发件数（截至6月底） 历年制发件数 本年制发件数占比 本年计划制发件数"),
        ("自然人", "2022年自然人 自然人22年 自然人（二〇二二年） 下半年自然人 前年自然人 自然人（1月至6月）"),
        ("自然人", "自然人（本级） 自然人（下级） 所属单位自然人"),
        ("自然人", "第四季度自然人 自然人（截至2023年6月30日） 自然人（仅网上） 自然人（除网上） 自然人（人次）"),
        (BEFORE, "二、本年结转政府信息公开申请数量 二、上年新收政府信息公开申请数量"),
        (AFTER, "四、结转本年度继续办理 四、结转2022年度继续办理"),
        ("结果维持", "结果撤销 结果纠正"),
        ("复议后起诉", "复议前起诉"),
        ("未经复议直接起诉", "经复议起诉"),
        ("2.没有现成信息需要另行制作", "2.有现成信息需要另行制作"),
        ("4.无正当理由大量反复申请", "4.有正当理由大量反复申请"),
        ("（四）无法提供", "（四）可提供 能够提供"),
        ("3.补正后申请内容仍不明确", "3.补正后申请内容明确"),
        ("2.重复申请", "2.首次申请"),
        (PARTIAL, "（二）全部公开"),
        ("现行有效件数", "现行失效件数 现行有效件数（年初）"),
        (FEE, FEE.replace("万元", "万美元")),
    ],
)
def test_an_opposite_or_another_period_unit_or_scope_turns_a_label(label, found):
    for each in found.split():
        assert says_otherwise(each, LABELS[label], "2023"), each


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("尚未审结", "尚末审结 尚未结案 未审结 Q"),
        ("1.本机关不掌握相关政府信息", "1.本机关的掌握相关政府信息"),
        (PARTIAL, "（二）部分公开 部分公开（区分处理）"),
        (NEW, f"一、2023年新收政府信息公开申请数量 一、新收申请数量 {NEW}（1月1日至12月31日）"),
        (BEFORE, "二、2022年结转政府信息公开申请数量 二、去年结转政府信息公开申请数量 二、结转"),
        (AFTER, "四、结转2024年度继续办理 四、结转下年 四、结转明年度"),
        ("三、本年度办理结果", "三、2023年度办理结果 三、办理结果"),
        ("本年制发件数", "本年制发件数（1—12月） 本年制发件数（截至2023年12月31日） 本年发文件数 23年制发件数"),
        ("现行有效件数", "现行有效件数（年末） 现行有效件数（截至2023年底）"),
        ("（四）无法提供", "不能提供"),
        ("2.没有现成信息需要另行制作", "2.无现成信息需要另行制作"),
        (UNPAID, "2.申请人逾期未缴费"),
        ("本年废止件数", "本年废除件数"),
        ("上一年项目数量", "2022年项目数量"),
        ("自然人", "公民 自然人（含网上） 自然人（件）"),
    ],
)
def test_another_wording_of_the_same_turns_nothing(label, found):
    for each in found.split():
        assert not says_otherwise(each, LABELS[label], "2023"), each


@pytest.mark.parametrize("label", [label for label in LABELS if "元" not in label])
def test_neither_does_a_slip_nor_what_is_left_out_at_the_end(label):
    slips = [f"{label[:at]}{slip}{label[at + 1 :]}" for at in range(len(label)) for slip in "的情申"]
    assert not [each for each in slips if says_otherwise(each, label, "2023")]
    assert not [end for end in range(2, len(label)) if says_otherwise(label[:end], label, "2023")]


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("填报日期：2024年1月9日", False), ("制表 2024-01-09", False), ("2023年度", False), ("2023年1—12月", False),
        ("统计期间：2023年1月1日至2023年12月31日", False), ("没有的填0", False), ("不得改动表样", False),
        ("统计期间：2023年1月1日至2023年6月30日", True), ("2022年度", True), ("草表，数据未核", True),
        ("不含县级", True), ("2022年1月1日至2022年12月31日", True),
    ],
)  # fmt: skip
def test_a_day_is_no_period_and_the_whole_year_is_the_reports(text, another):
    assert says_another(text, "2023") is another


@pytest.mark.parametrize(
    ("name", "another"),
    [("三、申请情况2023", False), ("三、申请情况 (2)", False), ("定稿", False), ("Sheet4", False),
     ("三、申请情况（2022）", True), ("三、申请情况（旧）", True), ("上年", True), ("草稿", True), ("1-6月", True)],
)  # fmt: skip
def test_a_sheet_says_by_its_name_that_it_is_another_one(name, another):
    assert is_another_sheet(name, "2023") is another
