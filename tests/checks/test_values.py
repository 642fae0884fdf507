"""V-01, V-02, V-03."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.checks import check
from assembler.checks.values import check_values
from assembler.model.findings import Suggestion
from tests.checks.submissions import SPEC, absent, both, control, figures, in_order, nothing_yet, unread


def found(change, *codes):
    return [(each.code, each.case, each.at) for each in check(SPEC, change(in_order())) if each.code in codes]


@pytest.mark.parametrize(
    ("figure", "case"),
    [
        ("0", None),
        ("21072", None),
        ("3.0", None),
        ("3.00", None),
        ("1E+3", None),
        ("-0", None),
        ("99999999999999999999", None),
        ("-1", "negative"),
        ("-0.5", "negative"),
        ("0.5", "fraction"),
        ("3.0000001", "fraction"),
    ],
)
def test_v_01_counts_are_whole_and_at_least_zero(figure, case):
    expected = [] if case is None else [("V-01", case, "t2_5.license.decisions")]
    assert found(figures(t2_5={"license.decisions": figure}), "V-01", "V-02") == expected


@pytest.mark.parametrize(
    ("figure", "case"),
    [
        ("0", None),
        ("8310.503303", None),
        ("0.000001", None),
        ("8310.5033030", None),
        ("8310.5033031", "fraction"),
        ("0.0000001", "fraction"),
        ("-0.000001", "negative"),
    ],
)
def test_v_02_amounts_have_at_most_six_decimals(figure, case):
    expected = [] if case is None else [("V-02", case, "t2_8.fee.amount_wan")]
    assert found(figures(t2_8={"fee.amount_wan": figure}), "V-01", "V-02") == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (unread(t2_5__license__decisions="约20件"), [("V-01", "text", "t2_5.license.decisions")]),
        (unread(t2_8__fee__amount_wan="8310万元"), [("V-02", "text", "t2_8.fee.amount_wan")]),
        (unread(t3__open__control="若干"), [("V-01", "text", "t3.open.control")]),
        (unread(t3__open__control="无"), [("V-01", "text", "t3.open.control")]),
        (control({"open": "-2"}), [("V-01", "negative", "t3.open.control")]),
        (control({"open": "1.5"}), [("V-01", "fraction", "t3.open.control")]),
        (control({"open": "2"}), []),
        (control({"open": None}), []),
    ],
)
def test_what_is_no_figure_is_named_at_its_cell(change, expected):
    assert found(change, "V-01", "V-02", "V-03") == expected


PLACEHOLDERS = ["/", "／", "—", "——", "— —", "-", "－", "--", "－－"]
PLACEHOLDERS += ["无", "没有", "没 有", "零", "〇", "N/A", "ｎ／ａ", " 无 ", "空"]


@pytest.mark.parametrize("raw", PLACEHOLDERS)
def test_v_03_a_dash_or_a_word_for_nothing_is_a_blank(raw):
    change = unread(t2_5__license__decisions=raw)
    assert found(change, "V-01", "V-03") == [("V-03", "typed", "t2")]


@pytest.mark.parametrize("raw", PLACEHOLDERS)
def test_of_a_word_for_nothing_0_is_suggested(raw):
    [finding] = check_values(SPEC, unread(t2_5__license__decisions=raw)(in_order()))
    assert finding.suggestion == Suggestion("t2_5.license.decisions", raw, "0", "unique")


def test_nothing_is_suggested_for_what_was_left_blank_and_for_totals():
    for change in (figures(t2_1={"regulation.issued": None}), unread(t3__carried_in__total="—")):
        [finding] = [each for each in check(SPEC, change(in_order())) if each.code == "V-03"]
        assert finding.suggestion is None


@pytest.mark.parametrize("raw", ["无。", "暂无", "无数据", "一", "零件", "-1件", "？"])
def test_other_words_are_no_blank(raw):
    assert found(unread(t2_5__license__decisions=raw), "V-01", "V-03") == [("V-01", "text", "t2_5.license.decisions")]


def test_zero_is_no_blank():
    assert found(figures(t2_1={"normative_doc.issued": 0}), "V-03") == []


def test_v_03_stands_once_for_a_table_with_every_blank_cell():
    findings = list(check_values(SPEC, nothing_yet()))
    assert [(each.code, each.at) for each in findings] == [("V-03", "t2"), ("V-03", "t3"), ("V-03", "t4")]
    for finding, table in zip(findings, SPEC.tables, strict=True):
        assert {note.ref for note in finding.cells} == {str(cell) for cell in table.cells()}
        assert {note.value for note in finding.cells} == {None}


@pytest.mark.parametrize(("table", "to_fill", "cells"), [("t2", 10, 10), ("t3", 24 * 6, 175), ("t4", 12, 15)])
def test_totals_that_only_follow_are_listed_last_and_not_counted(table, to_fill, cells):
    [finding] = [each for each in check_values(SPEC, nothing_yet()) if each.at == table]
    assert (finding.facts["count"], finding.facts["all"]) == (str(to_fill), str(cells))
    computed = [
        note.ref.rpartition(".")[2].endswith("total") or ".results_total." in note.ref for note in finding.cells
    ]
    assert computed == [False] * to_fill + [True] * (cells - to_fill)


def test_a_total_left_blank_over_figures_counts():
    [finding] = [each for each in check(SPEC, figures(t3={"open.total": None})(in_order())) if each.code == "V-03"]
    assert (finding.case, finding.facts["count"], [note.ref for note in finding.cells]) == (
        "total",
        "1",
        ["t3.open.total"],
    )


def test_what_was_typed_instead_is_named_first():
    change = both(figures(t2_1={"regulation.issued": None}), unread(t2_5__license__decisions="无"))
    [finding] = [each for each in check(SPEC, change(in_order())) if each.code == "V-03"]
    assert [(note.ref, note.value) for note in finding.cells] == [
        ("t2_5.license.decisions", "无"),
        ("t2_1.regulation.issued", None),
    ]


def test_cells_without_a_place_are_no_blanks():
    assert found(absent("t3.open", "t2_8", "t4"), "V-03") == []


@given(st.sets(st.sampled_from([cell for cell in SPEC.cells if cell.block.startswith("t2")]), min_size=1))
def test_every_set_of_blank_cells_is_told_whole(cells):
    change = both(*(figures(**{cell.block: {f"{cell.row}.{cell.column}": None}}) for cell in cells))
    [finding] = check_values(SPEC, change(in_order()))
    assert [note.ref for note in finding.cells] == [str(cell) for cell in SPEC.cells if cell in cells]
    assert finding.facts["count"] == str(len(cells))


@given(st.decimals(min_value=0, max_value=10**12, places=0) | st.integers(0, 10**20).map(Decimal))
def test_any_whole_number_is_a_count(figure):
    assert found(figures(t2_6={"penalty.decisions": str(figure)}), "V-01") == []


def test_a_total_of_nothing_but_unread_figures_is_no_formula_that_was_deleted():
    cells = [cell for cell in SPEC.blocks["t3"].cells() if cell.column == "natural" and not SPEC.is_computed(cell)]
    totals = {f"{cell.row}.natural": None for cell in SPEC.blocks["t3"].cells() if cell.column == "natural"}
    change = both(figures(t3=totals), unread(**{str(cell).replace(".", "__"): "约5" for cell in cells}))
    assert {code for code, *_ in found(change, "V-01", "V-03")} == {"V-01"}
