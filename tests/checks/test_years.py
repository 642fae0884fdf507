"""Y-01…Y-05, T2-07: this year beside last year."""

import pytest

from assembler.checks import check
from assembler.model.findings import Severity
from tests.checks.submissions import SPEC, a_year_before, both, figures, identity, in_order, text


def found(now, before, *codes):
    findings = check(SPEC, now(in_order()), before(a_year_before()))
    return [(each.code, each.at) for each in findings if each.code in codes]


@pytest.mark.parametrize(
    ("carried_out", "expected"),
    [
        ({"natural": 0, "total": 0}, []),
        ({"natural": 1, "total": 1}, [("Y-01", "total"), ("Y-01", "natural")]),
        ({"natural": 1, "biz": 0, "total": 0}, [("Y-01", "natural")]),  # the total agrees
        ({"total": 1}, [("Y-01", "total")]),
        ({"natural": None, "total": None}, []),  # not known
    ],
)
def test_y_01_what_was_carried_out_is_carried_in(carried_out, expected):
    before = figures(t3={f"carried_out.{column}": value for column, value in carried_out.items()})
    assert found(both(), before, "Y-01") == expected


def test_y_01_is_an_error_in_the_total_and_a_warning_in_a_column():
    findings = check(SPEC, in_order(), figures(t3={"carried_out.natural": 1, "carried_out.total": 1})(a_year_before()))
    told = {each.at: each.severity for each in findings if each.code == "Y-01"}
    assert told == {"total": Severity.ERROR, "natural": Severity.WARNING}


@pytest.mark.parametrize(
    ("in_force", "year", "expected"),
    [
        (5, 2023, []),  # 5 + 3 - 1 = 7
        (6, 2023, [("Y-02", "normative_doc")]),
        (4, 2023, [("Y-02", "normative_doc")]),
        (6, 2022, [("Y-02", "normative_doc")]),
        (6, 2021, []),  # the year before used the form of 2019
        (None, 2023, []),
    ],
)
def test_y_02_what_is_in_force_follows_from_last_year(in_force, year, expected):
    now, before = identity(year=year), figures(t2_1={"normative_doc.in_force": in_force})
    assert found(now, before, "Y-02") == expected


@pytest.mark.parametrize(
    ("issued", "repealed", "in_force", "expected"),
    [
        (9, 1, 7, [("T2-04", "normative_doc")]),
        (8, 1, 7, []),
        (3, 0, 0, [("T2-04", "normative_doc")]),
        (3, 3, 0, []),
        (None, 1, 7, []),
        (9, 1, None, []),  # V-03 asks for it
        (0, 0, 0, []),
    ],
)
def test_t2_04_last_years_stock_is_not_negative(issued, repealed, in_force, expected):
    row = {"issued": issued, "repealed": repealed, "in_force": in_force}
    change = figures(t2_1={f"normative_doc.{column}": value for column, value in row.items()})
    findings = [(each.code, each.at) for each in check(SPEC, change(in_order())) if each.code == "T2-04"]
    assert findings == expected


@pytest.mark.parametrize(
    ("column", "pending", "total", "expected"),
    [
        ("review", 2, 0, [("Y-03", "t4.count.review_total")]),
        ("review", 2, 1, [("Y-03", "t4.count.review_total")]),
        ("review", 2, 2, []),
        ("suit_direct", 3, 2, [("Y-03", "t4.count.suit_direct_total")]),
        ("suit_after", 1, 0, [("Y-03", "t4.count.suit_after_total")]),
        ("suit_after", 0, 0, []),
        ("suit_after", None, 0, []),
    ],
)
def test_y_03_pending_cases_come_back(column, pending, total, expected):
    before = figures(t4={f"count.{column}_pending": pending})
    now = figures(t4={f"count.{column}_upheld": total, f"count.{column}_total": total})
    assert found(now, before, "Y-03") == expected


@pytest.mark.parametrize(
    ("before", "now", "leaps"),
    [
        (10, 51, True), (10, 50, False), (10, 2, False), (10, 1, True), (10, 0, True), (9, 500, False), (9, 0, False),
        (0, 500, False), (None, 500, False), (100, None, False), (1000, 199, True), (1000, 200, False),
    ],
)  # fmt: skip
def test_y_04_five_times_or_a_fifth(before, now, leaps):
    cell = "license.decisions"
    expected = [("Y-04", f"t2_5.{cell}")] if leaps else []
    assert found(figures(t2_5={cell: now}), figures(t2_5={cell: before}), "Y-04") == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("8310.5", "83105000", [("T2-07", "t2_8.fee.amount_wan")]),
        ("8310.5", "83105000.5", [("T2-07", "t2_8.fee.amount_wan")]),  # a thousandfold whatever it ends in
        ("2", "20000", [("T2-07", "t2_8.fee.amount_wan")]),
        ("2", "30000", [("T2-07", "t2_8.fee.amount_wan")]),
        ("83105000", "8310.5", [("T2-07", "t2_8.fee.amount_wan")]),
        ("8310.5", "8311", []),
        ("8310.5", "60000", [("Y-04", "t2_8.fee.amount_wan")]),
        ("0", "83105000", []),
        ("8310.5", "0", [("Y-04", "t2_8.fee.amount_wan")]),
    ],
)
def test_t2_07_an_amount_in_another_unit_is_told_once(before, now, expected):
    change = (figures(t2_8={"fee.amount_wan": value}) for value in (now, before))
    assert found(*change, "T2-07", "Y-04") == expected


OTHER = "主要问题是解读形式不多，个别信息公布偏晚。我们安排了两次讲座，修订了目录，改进了流程。"


@pytest.mark.parametrize(
    ("now", "before", "same"),
    [
        (OTHER, OTHER, True),
        (OTHER + "2023", OTHER.replace("。", " 。\n"), True),
        (OTHER, OTHER.replace("两次", "三次"), True),
        (OTHER, OTHER[: len(OTHER) // 2], False),
        (OTHER, "问题：人手不足。改进：增配人员，及时更新目录，严格审核信息，开展培训。", False),
        ("问题不足，改进。", "问题不足，改进。", False),  # too short to tell
        (OTHER, "", False),
    ],
)
def test_y_05_last_years_words(now, before, same):
    assert found(text("s5", now), text("s5", before), "Y-05") == ([("Y-05", "s5")] if same else [])


def test_y_05_the_preamble_may_stay_as_it_is():
    texts = {
        ref: f"本年度开展了第{n}类工作，内容、做法和成效各有不同，详见{ref}。" for n, ref in enumerate(in_order().texts)
    }
    others = both(*(text(ref, words[::-1]) for ref, words in texts.items()))
    preamble = text("preamble", "前言" * 200)
    assert found(both(*(text(*each) for each in texts.items()), preamble), both(others, preamble), "Y-05") == []
