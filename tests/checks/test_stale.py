"""Y-06, Y-07: years that aren't the report's."""

import pytest

from assembler.checks import check
from tests.checks.submissions import SPEC, identity, in_order, text
from tests.checks.test_structure import found


@pytest.mark.parametrize(
    ("words", "stale"),
    [
        ("2022年，我局共收到申请5件", "2022年"),
        ("2022年度主动公开信息100条", "2022年"),
        ("2022年通过网站发布信息100条", "2022年"),
        ("２０２２年，全县共收到申请5件", "2022年"),
        ("二〇二二年，我局共收到申请5件", "2022年"),
        ("2022年全年共受理申请5件", "2022年"),
        ("2022年，晋城市行政审批服务管理局公开信息100条", "2022年"),
        ("2024年主动公开信息100条", "2024年"),
        ("2023年，我局共收到申请5件", None),
        ("2021年，我局共收到申请5件", None),  # too far off to be a slip
        ("较2022年，我局公开信息有所增加", None),
        ("2022年收到并结转至本年的申请2件", None),
        ("2022年主动公开100条；2023年主动公开120条", None),
        ("2024年，我局将发布信息", None),
        ("2024年通过开展培训，进一步提升水平", None),
        ("按照〔2022〕12号文件和《2022年主动公开目录》", None),
        ("2022年主动公开工作要点", None),
        ("2022年公开的规范性文件继续有效", None),
        ("公开2022年度决算、2024年预算", None),
        ("2022年1月公开信息", None),
        ("针对2022年我局工作中的不足逐项整改", None),
        ("完成12022年主动公开", None),
    ],
)
def test_y_06_this_years_work_under_another_year(words, stale):
    findings = [each for each in check(SPEC, text("s1.platform", words)(in_order())) if each.code == "Y-06"]
    assert [each.facts["found"] for each in findings] == ([stale] if stale else [])


def test_y_06_section_five_may_look_ahead_but_not_back():
    assert found(text("s5", "问题是不及时。改进：2024年，我局每季度培训一次"), "Y-06") == []
    assert found(text("s5", "2022年，我局工作取得成效，但存在不足。下一步改进"), "Y-06") == [("", "s5")]


@pytest.mark.parametrize(
    ("words", "case"),
    [
        ("统计期限自2022年1月1日起至2022年12月31日止", "period"),
        ("数据统计期限为2023年1月1日至2022年12月31日", "period"),
        ("统计期限：2023年1月1日—2023年11月30日", "period"),
        ("所列数据自2022年1月1日至12月31日", "period"),
        ("统计期限自二〇二二年1月1日起至二〇二二年12月31日止", "period"),
        ("统计期限自2023年1月1日起至2023年12月31日止", None),
        ("数据统计期限为2023年1月1日—12月31日", None),
        ("所列数据的统计期限从２０２３年１月１日到２０２３年１２月３１日", None),
        ("统计期限自1月1日起至12月31日止", None),
        ("条例自2019年5月15日起施行，规划期为2021年1月1日至2025年12月31日", None),
        ("现公布2022年政府信息公开工作年度报告", "title"),
        ("《某局2022年度政府信息公开年度报告》", "title"),
        ("现公布2023年政府信息公开工作年度报告", None),
        ("根据《关于做好2022年政府信息公开工作年度报告编制的通知》", None),
        ("上年发布了2022年政府信息公开工作年度报告", None),
    ],
)
def test_y_07_period_and_title(words, case):
    assert found(text("preamble", f"{words}，电话：0356-2218008。"), "Y-07") == ([(case, "preamble")] if case else [])


@pytest.mark.parametrize(
    ("words", "stale"),
    [
        ("2022年，无收取信息处理费情况。", True),
        ("本机关2022年度未收取信息处理费。", True),
        ("本机关2023年度未收取信息处理费。", False),
        ("本机关未收取信息处理费。", False),
        ("2023年未收取信息处理费，2022年也未收取。", False),
        ("按照国办函〔2020〕109号的收费标准，本年度没有产生信息处理费。", False),
        ("2022年落实要点5项。本年度未收取信息处理费。", False),
    ],
)
def test_y_07_the_year_of_the_fees(words, stale):
    assert found(text("s6", words), "Y-07") == ([("fee", "s6")] if stale else [])


def test_without_a_year_nothing_is_stale():
    change = text("s1.platform", "2022年，我局共收到申请5件")
    findings = check(SPEC, change(identity(year=None)(in_order())))
    assert not [each for each in findings if each.code.startswith("Y-")]
