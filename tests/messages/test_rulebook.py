"""The examination of a rule book, told: what was looked for stands there, whether it was found or not."""

import re

import pytest

from assembler.messages.catalog import LANGUAGES, Catalog
from assembler.messages.rulebook import tell_rulebook
from assembler.model.findings import Severity
from assembler.model.refs import CellRef
from assembler.model.rulebook import Consequence, RuleBook, System, Trial
from assembler.model.spec import ReportSpec

ref = CellRef.parse


def trial(cell: str, *codes: str, fault: str = "one_more", gravest: Severity | None = Severity.ERROR) -> Trial:
    return Trial("typed", "all", fault, ref(cell), frozenset(codes), gravest if codes else None, False)


def told(spec: ReportSpec, language: str = "zh", *, trials: tuple[Trial, ...] = (), **parts: tuple[object, ...]) -> str:
    whole: dict[str, tuple[object, ...]] = {"unknown": (), "untrue": (), "systems": (), **parts}
    return tell_rulebook(RuleBook(spec=spec, trials=trials, **whole), Catalog(language))  # type: ignore[arg-type]


def test_a_rule_book_in_order(spec: ReportSpec) -> None:
    text = told(spec)
    assert "引用：规则中的单元格表中都有" in text
    assert "规则互不矛盾" in text


def test_unknown_cells_and_rules_that_do_not_agree_are_named(spec: ReportSpec) -> None:
    text = told(spec, unknown=(ref("t9.what.ever"),), untrue=(("T3-01", "natural"),))
    assert "表中没有的单元格：t9.what.ever" in text
    assert "T3-01@natural" in text
    assert "互不矛盾" not in text


@pytest.mark.parametrize(
    ("consequence", "line"),
    [
        (
            Consequence(("T3-03", "carried_out"), (("T3-01", "natural"), ("T3-01", "biz"), ("T3-03", "open"))),
            "  T3-03（表三“结转下年”行）由 T3-01 2 处，T3-03 1 处推出",
        ),
        (
            Consequence(("T3-01", "total"), (("T3-03", "open"), ("T3-03", "last.open"))),
            "  T3-01（表三“总计”列）由 T3-03 1 处，上年 T3-03 1 处推出",
        ),
        (Consequence(("T3-01", "total"), ()), "  T3-01（表三“总计”列）由 数字不为负推出"),
        (Consequence(("X-01", "somewhere"), (("T3-03", "open"),)), "  X-01（somewhere）由 T3-03 1 处推出"),
    ],
)
def test_what_follows_from_what(spec: ReportSpec, consequence: Consequence, line: str) -> None:
    text = told(spec, systems=(System("t3", 175, 39, 37, (consequence,)),))
    assert "独立：表三有 39 个关系，37 个不能由其他关系推出\n" + line in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["t3", "control", "last_year", "at_least"])
def test_every_system_has_a_name(spec: ReportSpec, language: str, name: str) -> None:
    assert name not in told(spec, language, systems=(System(name, 1, 1, 1, ()),))


def test_scores_and_rules(spec: ReportSpec) -> None:
    tried = (
        trial("t3.open.natural", "T3-01", "T3-02"),
        trial("t3.open.biz", "T3-01", gravest=Severity.WARNING),
        trial("t3.open.total"),
        trial("t4.count.review_total"),
        trial("t4.count.review_total", "V-03", fault="blank"),
    )
    text = told(spec, trials=tried)
    assert "多计一件：都有 2/4（作为错误 1）" in text
    assert "漏填：都有 1/1\n" in text
    assert "都有时，有 2 格改了数字没有规则查出：表三.予以公开.总计 表四各格" in text
    assert "T3-01　2 处，其中 1 处只有它查出" in text
    assert re.search(r"引不出的规则.*：.*T3-03 ", text)


def test_where_all_is_guarded_it_says_so(spec: ReportSpec) -> None:
    assert "每格改了数字都有规则查出" in told(spec, trials=(trial("t3.open.natural", "T3-01"),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_style_and_situation_has_its_words(spec: ReportSpec, language: str) -> None:
    from assembler.checks.coverage import SITUATIONS, STYLES
    from assembler.checks.coverage.faults import FAULTS

    cell = ref("t3.open.natural")
    tried = tuple(
        Trial(style, situation, fault, cell, frozenset(), None, False)
        for style in STYLES
        for situation in SITUATIONS
        for fault in FAULTS
    )
    text = told(spec, language, trials=tried)
    assert not re.search(r"\{[a-z_]*\}|[a-z]+_[a-z]+", text)
