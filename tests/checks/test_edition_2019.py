"""What only the 2019 edition has: signed changes, an amount in words, its own rules; and the step to 2021."""

from dataclasses import replace

import pytest

from assembler.checks import check
from assembler.messages import Catalog
from assembler.model.findings import Severity
from assembler.model.refs import CellRef
from tests.checks.submissions import SPEC, Change, both, figures, identity, in_order, unread
from tests.checks.submissions_2019 import (
    AMOUNT,
    RAISING_2019,
    SPEC_2019,
    in_order_2019,
    judged,
    last_year_2019,
    words,
)


def found(change: Change) -> list[tuple[str, str]]:
    return [(each.code, each.at) for each in judged(change)]


def test_a_report_in_order_has_neither_errors_nor_warnings():
    assert [each for each in check(SPEC_2019, in_order_2019()) if each.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", RAISING_2019)
def test_finding_is_raised_by_its_case_and_told(name):
    raised = [each for each in judged(RAISING_2019[name]) if (f"{each.code}/{each.case}".rstrip("/")) == name]
    assert len(raised) == 1
    for language in ("zh", "en"):
        told = Catalog(language).finding(raised[0], SPEC_2019)
        assert told.message.strip()
        assert told.remedy.strip()


@pytest.mark.parametrize("name", [name for name in RAISING_2019 if name != "S-10"])
def test_case_raises_nothing_else(name):
    assert len(judged(RAISING_2019[name])) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (figures(t2_8={"fee.change": -15}), []),  # 15 items less 15
        (figures(t2_8={"fee.change": -16}), [("T2-19-01", "fee")]),
        (figures(t2_8={"fee.change": -16, "fee.prev_items": None}), [("V-03", "t2")]),  # nothing to compare with
        (figures(t2_8={"fee.change": None, "fee.prev_items": 0}), [("V-03", "t2")]),
        (figures(t2_5={"license.prev_items": -1}), [("V-01", "t2_5.license.prev_items"), ("T2-19-01", "license")]),
        (figures(t2_1={"normative_doc.published": 36}), []),
        (figures(t2_1={"normative_doc.published": 37}), [("T2-19-02", "normative_doc")]),
        (figures(t2_5={"license.change": "1036"}), []),
        (figures(t2_5={"license.change": "1.5"}), [("V-01", "t2_5.license.change")]),
        (unread(t2_5__license__change="减4"), [("V-01", "t2_5.license.change")]),
        (unread(t2_5__license__change="无"), [("V-03", "t2")]),
        (words("52.15"), []),
        (words("251000元"), []),
        (words("0"), []),
        (words(""), [("V-03", "t2")]),
        (words("无"), [("V-03", "t2")]),
        (words("/"), [("V-03", "t2")]),
    ],
)
def test_cells_of_table_two_hold_what_their_column_asks_for(change, expected):
    assert sorted(found(change)) == sorted(expected)


def test_a_placeholder_for_the_amount_is_quoted():
    finding = judged(words("—"))[0]
    assert (finding.case, finding.cells[0].ref, finding.cells[0].value) == ("typed", str(AMOUNT), "—")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({}, []),
        ({"fee.prev_items": 14}, ["fee"]),
        ({"fee.change": -1}, ["fee"]),
        ({"fee.prev_items": 20, "fee.change": -5}, []),
        ({"fee.change": None}, []),  # not known, not judged
    ],
)
def test_items_are_those_that_last_year_left(before, expected):
    last_year = figures(t2_8=before)(last_year_2019())
    findings = check(SPEC_2019, in_order_2019(), last_year)
    assert [each.at for each in findings if each.code == "Y-19-01"] == expected
    assert not [each for each in check(SPEC_2019, in_order_2019()) if each.code.startswith("Y-19")]


def carried_out(count: int) -> Change:
    return figures(t3={"carried_out.natural": count, "carried_out.total": count})


@pytest.mark.parametrize(("left_over", "expected"), [(0, []), (2, ["natural", "total"])])
def test_requests_carried_over_are_compared_across_the_change_of_editions(left_over, expected):
    old = carried_out(left_over)(in_order_2019())
    findings = check(SPEC, identity(year=2021)(in_order()), old)
    assert sorted(each.at for each in findings if each.code == "Y-01") == expected
    assert {each.severity for each in findings if (each.code, each.at) == ("Y-01", "total")} <= {Severity.ERROR}


def test_the_public_total_of_2020_is_not_taken_for_what_was_in_force():
    old = figures(t2_1={"normative_doc.public_total": 500})(in_order_2019())
    findings = check(SPEC, identity(year=2021)(in_order()), old)
    assert not [each for each in findings if each.code in ("Y-02", "Y-19-01")]


def test_words_are_no_figure():
    filled = in_order_2019()
    assert filled.figures[AMOUNT] is None
    assert (filled.figure(AMOUNT), filled.content(AMOUNT)) == (None, "160.5964万元")
    assert filled.content(CellRef("t2_5", "license", "change")) == "-8"
    assert replace(filled, words={}).content(AMOUNT) is None
    assert both(words("52.15"), figures(t2_5={"license.change": "-8.0"}))(filled).content(AMOUNT) == "52.15"
