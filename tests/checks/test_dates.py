"""D-01…D-04."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.checks import check
from assembler.model.plain import chinese_date
from tests.checks.submissions import SPEC, both, identity, in_order, info, unread

LEVELS = [level.id for level in SPEC.levels]
LATEST = SPEC.last_year or 2030


def found(change, *codes):
    return [(each.code, each.case) for each in check(SPEC, change(in_order())) if each.code in codes]


def signed(day, level="department", year=2023):
    return both(identity(year=year), info(signed_on=day, level=level))


@pytest.mark.parametrize(
    ("day", "year", "case", "meant"),
    [
        ("2024-01-01", 2023, None, ""),
        ("2024-01-09", 2023, None, ""),
        ("2023-12-31", 2023, "", ""),
        ("2023-04-01", 2023, "", ""),  # after March nobody writes last year's number by habit
        ("2023-03-31", 2023, "slip", "2024年3月31日"),
        ("2023-01-09", 2023, "slip", "2024年1月9日"),
        ("2022-01-09", 2023, "", ""),
        ("2024-02-29", 2024, "", ""),  # a leap day has no counterpart in 2025
        ("2024-02-28", 2024, "slip", "2025年2月28日"),
    ],
)
def test_d_01_signed_before_the_year_was_over(day, year, case, meant):
    findings = [each for each in check(SPEC, signed(day, "summary", year)(in_order())) if each.code == "D-01"]
    assert [each.case for each in findings] == ([] if case is None else [case])
    assert [each.facts["meant"] for each in findings] == ([] if case is None else [meant])


@pytest.mark.parametrize(
    ("level", "day", "expected"),
    [
        ("department", "2024-01-31", None),
        ("department", "2024-02-01", ("", "warning")),
        ("government", "2024-01-31", None),
        ("government", "2024-02-01", ("", "warning")),
        ("township", "2024-01-31", None),
        ("township", "2024-02-01", ("", "warning")),
        ("summary", "2024-01-31", None),
        ("summary", "2024-02-01", None),
        ("summary", "2024-02-20", None),
        ("summary", "2024-02-21", ("partly", "info")),
        ("summary", "2024-02-29", ("partly", "info")),
        ("summary", "2024-03-10", ("partly", "info")),
        ("summary", "2024-03-11", ("partly", "info")),
        ("summary", "2024-03-31", ("partly", "info")),
        ("summary", "2024-04-01", ("", "warning")),
        ("", "2024-01-31", None),
        ("", "2024-02-01", ("assumed-level", "warning")),
        ("department", "2024-02-29", ("", "warning")),
        ("department", "2025-01-09", ("", "warning")),
    ],
)
def test_d_02_legal_dates(level, day, expected):
    findings = [each for each in check(SPEC, signed(day, level)(in_order())) if each.code == "D-02"]
    assert [(each.case, each.severity) for each in findings] == ([] if expected is None else [expected])


def test_all_levels_are_in_the_table_above():
    assert sorted(LEVELS) == ["department", "government", "summary", "township"]


@pytest.mark.parametrize(
    ("day", "missed"),
    [
        ("2024-02-21", "县级汇总 2024年2月20日"),
        ("2024-03-10", "县级汇总 2024年2月20日"),
        ("2024-03-11", "县级汇总 2024年2月20日、设区的市级汇总 2024年3月10日"),
    ],
)
def test_a_note_names_the_dates_that_were_missed(day, missed):
    [finding] = [each for each in check(SPEC, signed(day, "summary")(in_order())) if each.code == "D-02"]
    assert finding.facts["missed"] == missed


def test_a_level_out_of_the_list_is_told_without_a_date_too():
    change = both(info(signed_on=""), unread(info__level="县直单位"))
    assert found(change, "D-02", "D-03") == [("D-02", "unknown-level"), ("D-03", "blank")]


def test_without_a_year_no_legal_date_is_judged():
    assert found(both(signed("2030-05-05"), identity(year=None)), "D-01", "D-02") == []


@pytest.mark.parametrize(
    ("typed", "case"),
    [
        ("2024-01-09", None),
        ("2024年1月9日", None),
        ("2024/1/9", None),
        ("2024-1-9", None),  # what the remedy asks for
        (" 2024-01-09 ", None),
        ("2024年01月09日", ""),
        ("2024.1.9", "notation"),
        ("20240109", "notation"),
        ("9/1/2024", "unreadable"),
        ("24-1-9", "unreadable"),
        ("2024/01/09", ""),
        ("", "blank"),
        ("　", "blank"),
        ("二〇二四年一月九日", "notation"),
        ("二〇二四年", "unreadable"),
        ("2024年1月", "unreadable"),
        ("2024-02-30", "unreadable"),
        ("2023-02-29", "unreadable"),
        ("1月9日", "unreadable"),
        ("待定", "unreadable"),
    ],
)
def test_d_03_notation(typed, case):
    assert found(info(signed_on=typed), "D-03") == ([] if case is None else [("D-03", case)])


def test_a_date_with_leading_zeros_is_quoted_as_typed():
    [finding] = check(SPEC, info(signed_on="2024年01月09日")(in_order()))
    assert (finding.facts["value"], finding.facts["expected"]) == ("2024年01月09日", "2024年1月9日")


def test_a_date_that_could_not_be_read_from_the_workbook_is_judged_as_it_stands():
    assert found(unread(info__signed_on="元月九日"), "D-03") == [("D-03", "unreadable")]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_calendar_is_read_in_every_plain_notation(day):
    for typed in (day.isoformat(), chinese_date(day), f"{day.year}/{day.month}/{day.day}"):
        assert found(info(signed_on=typed), "D-03") == []


@given(st.integers(-400, 800))
def test_a_date_is_too_early_or_in_time_or_late_never_two_of_them(days):
    day = date(2024, 1, 1) + timedelta(days)
    expected = [("D-01")] if days < 0 else [("D-02")] if days > 30 else []
    assert [code for code, _ in found(signed(day.isoformat()), "D-01", "D-02")] == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (identity(organisation=""), [("D-04", "no-organisation")]),
        (identity(organisation=" 　"), [("D-04", "no-organisation")]),
        (identity(organisation="某市某局2023年年报"), [("D-04", "title-in-name")]),
        (identity(organisation="某市某局2023年政府信息公开工作年度报告"), [("D-04", "title-in-name")]),
        (identity(organisation="某市年鉴社"), []),
        (identity(organisation="某市人民政府办公室"), []),
        (identity(year=None), [("D-04", "no-year")]),
        (unread(year="二〇二三"), [("D-04", "bad-year")]),
        (both(identity(year=2020), info(signed_on="2021-01-09")), [("S-10", "newer")]),
        (both(identity(year=2021), info(signed_on="2022-01-09")), []),
        (both(identity(year=LATEST), info(signed_on=f"{LATEST + 1}-01-09")), []),
        (identity(organisation="", year=None), [("D-04", "no-organisation"), ("D-04", "no-year")]),
    ],
)
def test_d_04_what_title_and_sign_off_are_made_of(change, expected):
    assert found(change, "D-04", "S-10") == expected
