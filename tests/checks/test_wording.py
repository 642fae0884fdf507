"""S-12, S-15, S-16, S-17: words that are wrong wherever they stand."""

import time

import pytest

from assembler.checks import check
from assembler.checks.contacts import check_contacts
from assembler.checks.contents import check_contents
from assembler.checks.identity import check_identity
from assembler.checks.numbering import check_numbering
from assembler.checks.stale import check_stale
from assembler.checks.wording import check_wording
from assembler.tasks.submission_json import load_submission
from tests.checks.submissions import DATA, SPEC, both, in_order, text
from tests.checks.test_structure import PUBLISHED
from tests.checks.test_structure import found as of_change


def found(words, code, ref="s1.platform"):
    return [each for each in check(SPEC, text(ref, words)(in_order())) if each.code == code]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("主动公开信息  条，均已审核", "公开信息 条"),
        ("全年共主动公开条。", "公开条"),
        ("共收到政府信息公开申请   件；均已答复", "公开申请 件"),
        ("全年办理份其中", "办理份"),
        ("通过网站发布信息条，通过公众号公开信息条，", "发布信息条”“公开信息条"),
        ("主动公开信息0条，", None),
        ("主动公开信息０条，", None),
        ("发布信息十二条，公开两条，收到数份。", None),
        ("全部为自然人申请件，", None),
        ("收到邮件，办理信件，公开文件。", None),
        ("明确办理条件，公开办事要件。", None),
        ("提高发布频次，公开批次，", None),
        ("延伸信息链条，做好信息备份，登上微信发布头条。", None),
        ("《政府信息公开条例》，", None),
        ("每月公开一次，", None),
    ],
)
def test_s_12_a_counter_without_a_number(words, said):
    assert [each.facts["found"] for each in found(words, "S-12")] == ([said] if said else [])


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("按国办公开办函〔2019〕60号编制", "〔2019〕60号"),
        ("按国办公开办函[2019]60号编制", "[2019]60号"),
        ("按国办公开办函（2019）60号编制", "（2019）60号"),
        ("按国办公开办函〔２０１９〕６０号编制", "〔２０１９〕６０号"),
        ("按国办公开办函〔2021〕30号编制", None),
        ("按国办公开办函〔2019〕61号编制", None),
        ("按某府办〔2019〕160号编制", None),
    ],
)
def test_s_15_a_notice_that_was_replaced(words, cited):
    assert [each.facts["found"] for each in found(words, "S-15")] == ([cited] if cited else [])


@pytest.mark.parametrize(
    ("words", "count", "paragraph"),
    [
        ("改版   专栏", "3", "1"),
        ("改版　　　专栏", "3", "1"),
        ("改版\t专栏", "1", "1"),
        ("第一段\n第二段 \t 完", "3", "2"),
        ("第一段\n第二段末尾     ", "5", "2"),
        ("改\u00a0\u00a0\u00a0版", "3", "1"),
        ("改版  专栏", None, None),
        ("　　改版专栏", None, None),
        ("        改版专栏", None, None),  # an indent typed with blanks
        ("\t改版专栏", None, None),
        ("第一段\n\n\n\n第二段", None, None),
    ],
)
def test_s_16_blanks_that_would_be_printed(words, count, paragraph):
    facts = [(each.facts["count"], each.facts["paragraph"]) for each in found(words, "S-16")]
    assert facts == ([(count, paragraph)] if count else [])


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        ("提起行政法复议1件", "行政法复议", "行政复议"),
        ("先行有效5件，不子公开1件", "先行有效”“不子公开", "现行有效”“不予公开"),
        ("开展执法案件评查", "执法案件评查", "执法案卷评查"),
        ("截止2022年12月31日", "截止2022年12月31日", "截止2023年12月31日"),
        ("截至２０２２年12月31日", "截至2022年12月31日", "截至2023年12月31日"),
        ("截至2023年12月31日", None, None),
        ("截至2022年6月30日", None, None),
        ("截至2020年12月31日", None, None),
        ("办理执法案件，现行有效5件，率先行动", None, None),
    ],
)
def test_s_17_common_slips(words, wrong, right):
    facts = [(each.facts["found"], each.facts["meant"]) for each in found(words, "S-17")]
    assert facts == ([(wrong, right)] if wrong else [])


def test_all_texts_are_read():
    change = both(*(text(ref, "主动公开信息  条，问题，改进，信息处理费") for ref in SPEC.texts))
    assert {at for _, at in of_change(change, "S-12")} == {*SPEC.texts}


@pytest.mark.parametrize("file", [*PUBLISHED, DATA / "example-county-2023.json"], ids=lambda file: file.stem)
def test_nothing_is_misread_in_published_texts(file):
    codes = {each.code for each in check(SPEC, load_submission(file)[1])}
    assert not codes & {"S-12", "S-13", "S-14", "S-15", "S-16", "S-17", "Y-06", "Y-07", "T2-04", "T2-05", "T3-04"}
    assert ("D-05" in codes) == (file.stem == "pt-gongan-2021")  # 针对市公安局 in the report of 区公安局


@pytest.mark.parametrize(
    "piece", ["公开", "一是", "（一）", " ", "\t ", "《", "“", "由", "针对", "请与中", "截至", "a.", "2022年", "①"]
)
def test_a_text_that_repeats_one_thing_takes_no_time(piece):
    full = (piece * 32_767)[:32_767]
    filled = text("s1.platform", full)(in_order())
    start = time.perf_counter()
    for family in (check_wording, check_numbering, check_identity, check_stale, check_contents, check_contacts):
        list(family(SPEC, filled))
    assert time.perf_counter() - start < 60
