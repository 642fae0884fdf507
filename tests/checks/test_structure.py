"""S-01, S-05, S-06, S-08, S-11."""

import json
from dataclasses import replace

import pytest

from assembler.checks import check
from assembler.checks.structure import check_structure
from tests.checks.submissions import DATA, S1, SPEC, absent, both, identity, in_order, nothing_yet, text

PUBLISHED = sorted((DATA / "published").glob("p*.json"))


def found(change, code):
    return [(each.case, each.at) for each in check(SPEC, change(in_order())) if each.code == code]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (both(*(text(ref, "") for ref in S1)), [("blank", "s1")]),
        (both(*(text(ref, "　\n ") for ref in S1)), [("blank", "s1")]),
        (both(*(text(ref, "") for ref in S1[1:])), []),  # near miss: one text is there
        (absent(*S1), [("absent", "s1")]),
        (absent(*S1[1:]), [("place", ref) for ref in S1[1:]]),
        (absent("s1.oversight"), [("place", "s1.oversight")]),
        (absent("s5"), [("absent", "s5")]),
        (absent("s5", "s6"), [("absent", "s5"), ("absent", "s6")]),
        (text("s5", ""), []),  # S-05 says it
    ],
)
def test_s_01_parts_without_text_or_place(change, expected):
    assert found(change, "S-01") == expected


def test_what_has_no_place_is_not_blamed_twice():
    findings = list(check_structure(SPEC, absent(*S1, "s5", "s6", "t2_1", "t3", "t4")(nothing_yet())))
    assert {each.code for each in findings} == {"S-01", "S-08"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "empty"),
        ("无", "empty"),
        ("问题不足，改进完善", "empty"),  # nine characters
        ("问 题 不 足 ， 改 进 完 善", "empty"),  # blanks don't count
        ("问题不足，改进完善。", None),  # ten
        ("（一）存在问题：公开内容还需充实。（二）改进：充实内容", None),
        ("一是创新意识不强；二是公开时效性差。今后将开展培训", None),
        ("工作人员业务能力参差不齐，公开时效性待提高。2024年将组织培训", None),
        ("信息更新缓慢，主动公开意识淡薄。将组织学习", None),
        ("主要困难：人手少。对策：增配人员。", None),
        ("力度尚显不足。针对上述情况，我局开展专项培训", None),
        ("工作有所欠缺，我局将增加公开频次", None),
        ("信息更新不及时，\n下一步及时更新", None),
        ("解读形式单\n一，下一\n步改进", None),  # a line break inside a word
        ("公开时效性不够，解读形式单一，人手不足。", "improvements"),
        ("我局将进一步加强公开，完善机制，提高水平，规范流程", "problems"),
        ("我局工作取得成绩，信息公开质量稳步提升", "problems"),
        ("今年，我局政府信息公开工作取得一定成效。", "both"),
    ],
)
def test_s_05_problems_and_improvements(words, expected):
    assert found(text("s5", words), "S-05") == ([] if expected is None else [(expected, "s5")])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("本年度没有产生信息公开处理费", None),
        ("无收取信息处理费情况", None),
        ("2022年，无收取信息处理费情况。", None),
        ("2022年度我局未产生信息公开处理费。", None),
        ("2022年度本机关未收取信息处理费。", None),
        ("收取信息处理费共计1200元。", None),
        ("2023年未收取政府信息公开费用", None),
        ("本机关未收取任何费用", None),
        ("本年度未收费", None),
        ("本机关办理政府信息公开申请不收费。", None),
        ("未收取依申请公开信息的检索、复制、邮寄等费用", None),
        ("本年度未发生政府信息公开处理费用收取情况", None),
        ("（一）年度要点落实情况：全部完成。\n（二）信息处理\n费：未收取。", None),
        ("无其他需要报告的事项。", ""),
        ("无", ""),
        ("没有需要报告的其他事项", ""),
        ("落实年度要点情况：完成5项", ""),
        ("公开行政事业性收费目录清单。", ""),  # another kind of fee
        ("", "empty"),
        (" \n　", "empty"),
    ],
)
def test_s_06_a_statement_on_the_information_processing_fee(words, expected):
    assert found(text("s6", words), "S-06") == ([] if expected is None else [(expected, "s6")])


# Of most reports only the first words of part five are on file ("……"): what they lack may follow in the original.
BEGINNINGS = {
    "pingtan-2021": "improvements",
    "pt-gongan-2021": "problems",
    "pt-gongan-2022": "problems",
    "pt-gwhbgs-2021": "improvements",
    "pt-gwhbgs-2022": "improvements",
    "pt-jinjing-2022": "improvements",
    "pt-shehui-2022": "improvements",
    "pt-suping-2022": "improvements",
    "pt-zrzy-2022": "both",
}


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_word_lists_on_published_texts(file):
    texts = json.loads(file.read_text(encoding="utf-8"))["texts"]
    change = both(*(text(ref, words) for ref, words in texts.items()))
    assert [case for case, _ in found(change, "S-05")] == ([BEGINNINGS[file.stem]] if file.stem in BEGINNINGS else [])
    unstated = {"无其他需要报告的事项。", "无"}
    assert bool(found(change, "S-06")) == (texts["s6"] in unstated)
    assert found(change, "S-11") == []


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["t2_1", "t2_5", "t2_6", "t2_8"], [("table", "t2")]),
        (["t2_1", "t2_5", "t2_6"], [("block", "t2_1"), ("block", "t2_5"), ("block", "t2_6")]),
        (["t3"], [("table", "t3")]),
        (["t3.open", "t3.biz", "t3.total"], [("row", "t3.open"), ("column", "t3.biz"), ("column", "t3.total")]),
        (["t4.count"], [("row", "t4.count")]),
        (["t4.review_total"], [("column", "t4.review_total")]),
        ([], []),
        (["info.email"], []),  # no part of a table
    ],
)
def test_s_08_tables_rows_and_columns_without_a_place(ids, expected):
    assert sorted(found(absent(*ids), "S-08")) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "leftover"),
    [
        ("由{{单位}}编制", "{{”“}}"),
        ("{% if x %}", "{%”“%}"),
        ("甲}}乙{{丙", "}}”“{{"),  # in the order of the text
        ("由｛｛单位｝｝编制", "｛｛”“｝｝"),
        ("XX局2023年", "XX"),
        ("共收到XXX件", "XXX"),
        ("共收到XXXX件", "XXXX"),
        ("《某市XX办法》", "XX"),
        ("2023年XX月", "XX"),
        ("ＸＸ市", "ＸＸ"),
        ("收到××件", "××"),
        ("电话：____", "____"),
        ("电话：＿＿＿＿", "＿＿"),
        ("（单位名称）政府信息公开", "（单位名称）"),
        ("该部分以表格形式报告。表格如下", "该部分以表格形式报告"),
        ("（文字描述，收取信息处理费情况在此处报告。）", "（文字描述"),
        ("（此处填写主要做法）", "（此处填写"),
        ("参观EXXON展区，发放XXL号文化衫", None),
        ("参观BOXX展区", None),
        ("网址 www.XXGK.gov.cn", None),
        ("网址 www.xxgk.gov.cn/xx/", None),
        ("《条例》……", None),
        ("《政府信息公开条例》（国务院令第711号）", None),
        ("以文字描述为主，辅以图表", None),
        ("公开率达到100%、{一网通办}", None),
        ("邮箱 a_b__c@example.com", None),
        ("3×4米展板；X光机", None),
        ("某某公司", None),
    ],
)
def test_s_11_words_of_a_template(words, leftover):
    findings = [each for each in check(SPEC, text("s1.platform", words)(in_order())) if each.code == "S-11"]
    assert [each.facts["leftover"] for each in findings] == ([] if leftover is None else [leftover])
    assert [each.at for each in findings] == ["s1.platform"] * len(findings)


def test_s_11_a_longer_leftover_tells_it_better_than_a_shorter_one_in_it():
    rule = replace(SPEC.checks["S-11"], words={"leftovers": ("某某", "（某某单位）", "__")})
    spec = replace(SPEC, checks={**SPEC.checks, "S-11": rule})
    findings = check_structure(spec, text("s1.platform", "__由（某某单位）编制")(in_order()))
    assert [each.facts["leftover"] for each in findings] == ["__”“（某某单位）"]


def test_s_11_looks_at_every_text_and_the_organisation():
    change = both(
        *(text(ref, "XX，问题，改进，未收取信息处理费") for ref in SPEC.texts), identity(organisation="某市XX局")
    )
    assert {at for _, at in found(change, "S-11")} == {"organisation", *SPEC.texts}


def test_s_11_quotes_a_few_words_on_one_line():
    change = text("s1.platform", "一二三四五六七八九十甲乙丙\n丁戊XX己庚\n辛壬癸子丑寅卯辰巳午")
    [finding] = [each for each in check(SPEC, change(in_order())) if each.code == "S-11"]
    assert finding.excerpt == "七八九十甲乙丙 丁戊XX己庚 辛壬癸子丑寅卯"


def test_s_11_words_of_a_template_in_the_name():
    findings = [each for each in check(SPEC, identity("ＸＸ局")(in_order())) if each.code == "S-11"]
    assert [(each.at, each.facts["leftover"]) for each in findings] == [("organisation", "ＸＸ")]


def test_s_01_an_entry_that_stands_in_two_places():
    twice = replace(in_order(), twice={"info.phone": "B7、B9"})
    assert [(each.case, each.at) for each in check_structure(SPEC, twice)] == [("twice", "info.phone")]


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("公开〔删除线：旧〕信息", "“〔删除线：旧〕”"),
        ("〔白字：一\n二〕和〔删除线：国办〔2021〕30号〕", "“〔白字：一 二〕”、“〔删除线：国办〔2021〕30号〕”"),
        ("公开〔删除线：旧", "“〔删除线：旧”"),  # half a mark is one
        ("国办公开办函〔2021〕30号〔上标：1〕", None),
    ],
)
def test_s_11_words_that_were_struck_out_or_hidden(words, listed):
    findings = check(SPEC, text("s1.platform", words)(in_order()))
    assert [each.facts["listed"] for each in findings if each.code == "S-11"] == ([listed] if listed else [])


def test_s_11_looks_for_them_in_every_entry():
    filled = in_order()
    changed = replace(filled, organisation="〔删除线：某〕局", info={**filled.info, "phone": "〔白字：8227〕"})
    findings = [each for each in check(SPEC, changed) if each.code == "S-11"]
    assert [(each.case, each.at) for each in findings] == [("struck", "organisation"), ("struck", "info.phone")]
