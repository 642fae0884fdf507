"""What ``check`` tells a person, whole, in both languages (tests/golden)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assembler.checks import check
from assembler.excel import make_workbook
from assembler.excel.layout import layout
from assembler.messages import Catalog, tell_all
from assembler.messages.catalog import LANGUAGES
from assembler.model.findings import Finding
from assembler.model.outcome import Checked, Location, Outcome
from assembler.model.prose import BoundFigure
from assembler.tasks.check import check_all
from assembler.tasks.new import Wanted, make
from tests.checks.submissions import DATA, SPEC, Change, both, control, figures, identity, in_order, info, text, unread

BROKEN = both(
    unread(t2_1__regulation__issued="无", t3__partial__natural="约3件"),
    figures(t3={"open.total": 9, "new_received.biz": 1}, t4={"count.review_total": 1}, t2_8={"fee.amount_wan": "-1"}),
    control({"carried_out": 2}),
    text("s1.platform", "我局通过XX平台公开信息。"),
    text("s5", "今年，我局政府信息公开工作取得一定成效。"),
    info(level="", signed_on="2024年02月09日"),
)


def published() -> list[str]:
    make(Wanted(data=DATA / "seed-2023-as-published.json", output=Path("年报.xlsx")))
    return ["年报.xlsx"]


def blank() -> list[str]:
    make(Wanted(output=Path("空白.xlsx"), year=2023))
    return ["空白.xlsx"]


def broken() -> list[str]:
    Path("某局.xlsx").write_bytes(make_workbook(SPEC, BROKEN(in_order())))
    return ["某局.xlsx"]


def unusable() -> list[str]:
    Path("旧表.xlsx").write_bytes(b"<html><table></table></html>")
    return ["旧表.xlsx"]


def good() -> list[str]:
    Path("好.xlsx").write_bytes(make_workbook(SPEC, in_order()))
    return ["好.xlsx"]


def late() -> list[str]:
    Path("迟.xlsx").write_bytes(make_workbook(SPEC, both(info(signed_on="2024-02-01"))(in_order())))
    return ["迟.xlsx"]


def nameless() -> list[str]:
    """The first finding concerns a part of the report, not a cell."""
    words = both(*(text(ref, "") for ref in SPEC.texts if ref not in ("s5", "s6")), identity())
    Path("无文字.xlsx").write_bytes(make_workbook(SPEC, words(in_order())))
    return ["无文字.xlsx"]


def empty_totals() -> list[str]:
    """The totals of 表三 overtyped with 0, and a column that doesn't balance."""
    applicants = [column.id for column in SPEC.blocks["t3"].leaf_columns]
    totals = {f"results_total.{column}": 0 for column in applicants} | {"carried_out.biz": 2, "carried_out.total": 2}
    Path("总计.xlsx").write_bytes(make_workbook(SPEC, figures(t3=totals)(in_order())))
    return ["总计.xlsx"]


def several() -> list[str]:
    return [*good(), *late(), *published(), *unusable(), "没有.xlsx"]


RUNS: dict[str, Callable[[], list[str]]] = {
    "published": published,
    "blank": blank,
    "broken": broken,
    "empty-totals": empty_totals,
    "no-words": nameless,
    "unusable": unusable,
    "good": good,
    "several": several,
}


@pytest.fixture
def outcomes(monkeypatch, tmp_path) -> Callable[[str], list[Outcome]]:
    """The run of that name, in a folder of its own, so that no path of this machine is told."""
    monkeypatch.chdir(tmp_path)
    return lambda name: check_all([Path(file) for file in RUNS[name]()])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_told(name, language, outcomes, golden):
    run, catalog = outcomes(name), Catalog(language)
    told = {
        "check": tell_all(run, catalog),
        "check --quiet": tell_all(run, catalog, quiet=True),
        "check --verbose": tell_all(run, catalog, verbose=True),
    }
    golden(f"check-{name}.{language}.txt", "".join(f"$ {how}\n{text}\n\n" for how, text in told.items()))


def test_quiet_tells_errors_only(outcomes):
    run = outcomes("broken")
    catalog = Catalog("zh")
    assert "  提醒 " in tell_all(run, catalog)
    assert "  提醒 " not in tell_all(run, catalog, quiet=True)
    assert tell_all(run, catalog, quiet=True).count("  错误 ") == tell_all(run, catalog).count("  错误 ")


def test_only_verbose_tells_where_a_rule_comes_from(outcomes):
    run = outcomes("broken")
    assert "依据：" not in tell_all(run, Catalog("zh"))
    assert "依据：国办公开办函〔2021〕30号表三表头" in tell_all(run, Catalog("zh"), verbose=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_of_the_program_is_told(language, outcomes):
    for name in RUNS:
        told = tell_all(outcomes(name), Catalog(language), verbose=True)
        assert not [ref for ref in ("t3.", "t2_", "t4.", "s1.", "s1 ", "info.", "natural", "None") if ref in told]


def told_of(change: Change, alter: Callable[[Finding], Finding] = lambda finding: finding, **how: Any) -> str:
    """What is told of the report in order, changed."""
    filled = change(in_order())
    places = {ref: Location(place.sheet, place.address) for ref, place in layout(SPEC).places.items()}
    findings = tuple(alter(finding) for finding in check(SPEC, filled))
    return (
        tell_all([Outcome("某局.xlsx", checked=Checked(SPEC, filled, places, findings))], Catalog("zh"), **how) + "\n"
    )


def test_one_wrong_cell_is_told_once_with_the_relations_under_it():
    told = told_of(figures(t3={"open.natural": 9}))
    assert "有 2 处错误" in told
    assert told.count("  错误 T3") == 1
    assert "先看表三“予以公开”行“自然人”列（三、申请情况!E8）" in told
    assert "      位置：E8\n" in told
    assert told.count("疑为") == 1
    assert told.count("\n      - T3-0") == 2


def test_where_no_cell_can_be_named_that_is_said_once():
    told = told_of(figures(t3={"new_received.natural": 7, "new_received.total": 7}))
    assert told.count("勾稽关系分不出错在哪一格") == 1
    assert "疑为" not in told


def test_blanks_are_told_as_ranges():
    blanks = {str(cell)[3:]: None for cell in SPEC.blocks["t3"].cells() if not SPEC.is_computed(cell)}
    totals = {str(cell)[3:]: None for cell in SPEC.blocks["t3"].cells() if SPEC.is_computed(cell)}
    told = told_of(figures(t3=blanks | totals))
    assert "表三有 144 格没有填写" in told
    assert "      位置：E6:J28 E30:J30\n" in told


def test_accepted_findings_are_told_as_accepted_and_counted_apart():
    def accept(finding: Finding) -> Finding:
        return replace(finding, accepted="机构改革") if finding.code == "D-02" else finding

    late = info(signed_on="2024-02-01")
    before, told = told_of(late), told_of(late, accept)
    assert "（另有 1 处已说明）" in told.splitlines()[0]
    assert "  已说明 D-02  " in told
    assert "      已说明：机构改革\n" in told
    assert told.count("处理：") == before.count("处理：") - 1
    assert "机构改革" not in told_of(late, accept, quiet=True)


def test_numbers_of_the_prose_that_belong_to_no_cell_are_told_with_verbose_only():
    def unbound(_: Checked) -> list[BoundFigure]:
        return [BoundFigure("s1.proactive", 0, 5, "1504 条", Decimal(1504), "unbound")]

    unchanged = both()
    assert "1504" not in told_of(unchanged, figures=unbound)
    assert "  “（一）主动公开”：1504 条" in told_of(unchanged, figures=unbound, verbose=True)


def test_a_source_that_is_not_official_is_called_ours():
    told = told_of(both(figures(t3={"open.total": 9}), text("s5", "无")), verbose=True)
    assert "依据：表三“总计”列（本程序的核对规则）" in told
    assert "依据：国办公开办函〔2021〕30号一（五）\n" in told
