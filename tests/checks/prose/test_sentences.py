"""Sentence by sentence: what is raised, and the near miss beside it that isn't."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assembler.checks.prose import check_prose, figures_of
from assembler.formats import load_format
from assembler.model.refs import CellRef
from assembler.model.submission import blank, completed
from tests.checks.prose.reports import SPEC, report, request, told

TABLE = {
    "new_received": 58, "carried_in": 5, "open": 23, "partial": 7, "deny_third_party": 4, "deny_process_info": 2,
    "unable_not_held": 16, "refuse_duplicate": 5, "other_misc": 3, "carried_out": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "raised"),
    [
        # N-01
        ("共收到政府信息公开申请57件。", ["N-01 new_received"]),
        ("共收到政府信息公开申请58件。", []),
        ("共收到政府信息公开申请63件。", ["N-01/explained new_received"]),
        ("共收到政府信息公开申请63件，其中新收58件，上年结转5件。", ["N-01/explained new_received"]),
        ("收到和办理依申请公开60件。", []),
        ("收到和办理依申请公开61件。", ["N-01 new_received"]),
        ("其中网络申请40件，信函申请18件。", []),
        ("12345热线受理4355件，信访受理12件，办理建议提案8件。", []),
        ("依申请公开信息1504条。", []),
        ("2022年共收到申请49件。", []),
        ("上半年收到申请31件。", []),
        ("较上年增加9件。", []),
        ("收到申请五十余件。", []),
        ("每件申请均由专人办理，第1件申请用时5天。", []),
        ("未收到政府信息公开申请。", ["N-01/none new_received"]),
        ("未收到该申请人提交的补正。", []),
        ("未收到群众投诉。", []),
        # N-02, N-03: the years decide
        ("结转上年度申请4件。", ["N-02 carried_in"]),
        ("结转上年度申请5件。", []),
        ("由2022年结转4件。", ["N-02 carried_in"]),
        ("结转至2024年办理5件。", ["N-03 carried_out"]),
        ("结转至2024年办理3件。", []),
        ("4件正在办理。", ["N-03 carried_out"]),
        ("3件正在办理。", []),
        ("收到的申请均已办结。", ["N-03/every carried_out"]),
        ("收到的申请除3件结转下年外均已办结。", []),
        # N-04
        ("办结59件。", ["N-04 results_total"]),
        ("办结60件。", []),
        ("办理63件。", []),
        ("办结率95.2%。", []),
        # N-05
        ("予以公开22件。", ["N-05 open"]),
        ("予以公开23件。", []),
        ("予以公开及部分公开30件。", []),
        ("予以公开及部分公开31件。", ["N-05 open+partial"]),
        ("予以公开23件，部分公开7件，不予公开6件，无法提供16件，不予处理5件。", ["N-05/unmentioned other"]),
        ("予以公开23件，部分公开7件，不予公开6件，无法提供16件，不予处理5件。网络申请依法作其他处理。", []),
        ("主要是予以公开23件，部分公开7件，不予公开6件，无法提供16件，不予处理5件。", []),
        ("因重复申请不予处理5件，因申请人撤回终止3件。", []),
        ("没有应公开而不予公开的情况。", []),
        ("全年主动公开政府信息110条，不予公开政府信息4条。", []),
        # N-06
        ("自然人申请57件。", ["N-06 natural"]),
        ("自然人申请58件，法人或其他组织申请0件。", []),
        ("全部为自然人申请。", []),
        # N-07
        ("因政府信息公开被申请行政复议1件。", ["N-07 review"]),
        ("因政府信息公开被申请行政复议0件。", []),
        ("无一起行政复议。", []),
        # N-11, N-12
        ("收到申请58件，其中土地类40件，规划类19件。", ["N-11 s1.on_request"]),
        ("收到申请58件，其中土地类40件，规划类18件。", []),
        ("收到申请58件，包括土地类40件、规划类17件。", ["N-11 s1.on_request"]),
        ("收到申请58件，其中土地类40件，占68.97%。", []),
        ("收到申请58件，其中土地类40件，占66.67%。", []),  # of the 60 that were finished
        ("收到申请58件，其中土地类40件，占86.97%。", ["N-12 s1.on_request"]),
        ("收到申请58件，涉及规划的占20%。", []),
    ],
)
def test_request_sentences(sentence, raised):
    assert told(request(sentence, **TABLE)) == raised


@pytest.mark.parametrize(
    ("text", "sentence", "raised"),
    [
        ("s1__info_mgmt", "制发行政规范性文件6件，废止2件，现行有效31件。", []),
        ("s1__info_mgmt", "制发行政规范性文件7件，废止2件，现行有效31件。", ["N-08 t2_1.normative_doc.issued"]),
        ("s1__info_mgmt", "本年度制发规范性文件6件，现行有效件数13件。", ["N-08 t2_1.normative_doc.in_force"]),
        ("s1__info_mgmt", "发布政策文件96件，梳理历年规范性文件120份。", []),
        ("s1__info_mgmt", "公开规范性文件及解读12件。", []),
        ("s1__info_mgmt", "作出行政处罚决定74件。", []),
        ("s1__info_mgmt", "作出行政处罚决定47件。", ["N-09 t2_6.penalty.decisions"]),
        ("s1__info_mgmt", "公示行政处罚决定60件。", []),
        ("preamble", "因政府信息公开被提起行政诉讼2件，均获维持。", ["N-07/every suit_upheld"]),
        ("preamble", "因政府信息公开被提起行政诉讼3件。", ["N-07 suit"]),
        ("preamble", "审理行政复议案件120件。", []),
        ("s1__oversight", "开展培训3次，整改问题5件。", []),
    ],
)
def test_sentences_on_documents_decisions_and_cases(text, sentence, raised):
    figures = {
        "t2_1.normative_doc.issued": 6, "t2_1.normative_doc.repealed": 2, "t2_1.normative_doc.in_force": 31,
        "t2_6.penalty.decisions": 74, "t4.count.suit_direct_upheld": 1, "t4.count.suit_after_pending": 1,
    }  # fmt: skip
    assert told(report(figures, **{text: sentence})) == raised


@pytest.mark.parametrize(
    ("first", "sixth", "raised"),
    [
        ("未收取信息处理费。", "本年度未收取信息处理费。", []),
        ("", "实际收取信息处理费共计1260元。", []),
        ("未收取信息处理费。", "实际收取信息处理费共计1260元。", ["N-10 s6"]),
        ("收取信息处理费1260元。", "收取信息处理费共计1260元。", []),
        ("收取信息处理费1260元。", "收取信息处理费共计1620元。", ["N-10 s6"]),
        ("", "收取信息处理费50000元。", ["N-10/charges s6"]),
        ("", "2022年收取信息处理费120元。本年度未收取信息处理费。", []),
        ("", "收取信息处理费1.2万元。", ["N-10/unit s6"]),
        ("收取行政事业性收费5万元。", "未收取信息处理费。", []),
        ("", "按照《政府信息公开信息处理费管理办法》规定的标准，本年度没有产生信息公开处理费。", []),
    ],
)
def test_the_processing_fee(first, sixth, raised):
    assert told(report({"t2_8.fee.amount_wan": 5}, s1__on_request=first, s6=sixth)) == raised


def states(sentence: str) -> list[tuple[str, str]]:
    return [(each.phrase, each.state) for each in figures_of(SPEC, request(sentence, **TABLE))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("收到申请58件，办结59件。", [("收到申请58件", "bound"), ("办结59件", "bound")]),
        ("另有2件申请。", [("另有2件", "doubtful")]),
        ("12345热线受理4355件。", [("受理4355件", "unbound")]),
        ("培训3次，收取120元。", [("3次", "unbound"), ("120元", "unbound")]),
    ],
)
def test_every_figure_ends_in_one_of_three_states(sentence, expected):
    assert states(sentence) == expected


def test_blank_cells_contradict_nothing():
    submission = blank(SPEC, "某局", 2023)
    texts = {**submission.texts, "s1.on_request": "收到申请58件，予以公开23件，行政复议2件。"}
    assert list(check_prose(SPEC, replace(submission, texts=texts))) == []


def test_reports_of_the_2019_edition_are_read_with_its_own_words():
    spec = load_format("2019")
    zeros = {cell: Decimal(0) for cell in spec.cells if cell.block in ("t3", "t4") and not spec.is_computed(cell)}
    named = {
        **zeros,
        CellRef("t3", "new_received", "natural"): Decimal(4),
        CellRef("t3", "other", "natural"): Decimal(4),
    }
    filled = replace(blank(spec, "某局", 2020), figures=completed(spec, named))
    for sentence, expected in (
        ("收到申请4件，其他处理4件。", []),
        ("收到申请5件，因逾期不补正不再处理3件。", ["N-01 new_received", "N-05 other"]),
    ):
        texts = {**filled.texts, "s1.on_request": sentence}
        assert [f"{each.code} {each.at}" for each in check_prose(spec, replace(filled, texts=texts))] == expected
