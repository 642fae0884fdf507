"""What a cell means: (stored, read). What can mean two things is never read."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.excel.values import day_of, number, raw_of, text_of, typed_number, typed_year
from assembler.model.plain import plain


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("12", "件", "12"),
        ("１２", "件", "12"),
        (" 12 ", "件", "12"),
        ("\xa012\u3000\t\n", "件", "12"),
        ("1\u200b2", "件", "12"),
        ("\ufeff12\u200f", "件", "12"),
        ("12.0", "件", "12"),
        ("12.5", "件", "12.5"),  # V-01 says that it is no count
        ("+12", "件", "12"),
        ("-3", "件", "-3"),
        ("−3", "件", "-3"),
        ("－３", "件", "-3"),
        ("'12", "件", "12"),
        ("‘12", "件", "12"),
        ("007", "件", "7"),
        ("12,345", "件", "12345"),
        ("1,234,567.5", "万元", "1234567.5"),
        ("12，345", "件", "12345"),
        ("12件", "件", "12"),
        ("12 件", "件", "12"),
        ("１２　件", "件", "12"),
        ("0件", "件", "0"),
        ("8310.503303万元", "万元", "8310.503303"),
        ("8,310.503303 万元", "万元", "8310.503303"),
        ("0.1234567", "万元", "0.1234567"),
        *((f"12{each}", "件", "12") for each in "个条次宗起份"),
        ("共12件", "件", "12"),
        ("计12件", "件", "12"),
        ("共计 12 个", "件", "12"),
        ("合计１２", "件", "12"),
        ("12.", "件", "12"),
        ("12。", "件", "12"),
        ("１２．", "件", "12"),
        ("12件。", "件", "12"),
        ("1,234.", "件", "1234"),
        ("12个", "项", "12"),
        ("12项", "项", "12"),
        ("12个", "项/件", "12"),
        ("12项/件", "项/件", "12"),
        ("共8310.5万元。", "万元", "8310.5"),
    ],
)
def test_a_text_that_can_only_be_one_number_is_that_number(text: str, unit: str, figure: str) -> None:
    assert plain(typed_number(text, unit)) == figure


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "件"),
        ("约12", "件"),
        ("12余", "件"),
        ("十二", "件"),  # with units and tens left out (一二, 廿, 两) it would be guessing: docs/decisions/0013
        ("1,2345", "件"),
        ("1,23,456", "件"),
        (",123", "件"),
        ("1、234", "件"),
        ("1-2", "件"),
        ("1/2", "件"),
        ("3+4", "件"),
        ("(3)", "件"),
        ("12件/次", "件"),
        ("12件12件", "件"),
        ("12元", "件"),
        ("12万元", "件"),
        ("12元", "万元"),
        ("12万", "万元"),
        ("12件", "万元"),
        ("12个", "万元"),
        ("12项", "件"),  # matters are not what was decided in them
        ("12件", "项"),
        ("12件", "项/件"),
        ("12人", "件"),
        ("12人次", "件"),
        ("12件次", "件"),
        ("共", "件"),
        ("共12件13", "件"),
        ("12..", "件"),
        ("12.件", "件"),
        ("12。5", "件"),
        ("12、", "件"),
        ("（12）", "件"),
        ("12.", ""),  # the number of a row, perhaps
        ("共12", ""),
        ("①", "件"),
        ("²", "件"),
        ("Ⅲ", "件"),
        ("㈠", "件"),
        ("٣", "件"),
        ("1.2.3", "件"),
        (".5", "件"),
        ("1 2", "件"),
        ("12 345", "件"),
        ("1\n2", "件"),
        ("1\u00ad2", "件"),  # Excel shows a hyphen
        ("1\x072", "件"),
        ("1O", "件"),
        ("l2", "件"),
        ("1e3", "件"),
        ("12%", "件"),
        ("--12", "件"),
        ("- 12", "件"),
        ("=12", "件"),
        ("TRUE", "件"),
        ("#REF!", "件"),
        ("2024-01-09", "件"),
        ("1" * 31, "件"),
    ],
)
def test_what_can_mean_two_things_or_none_is_no_number(text: str, unit: str) -> None:
    assert typed_number(text, unit) is None


@pytest.mark.parametrize(
    ("value", "percent", "raw"),
    [
        (True, False, "TRUE"),
        (0.12, True, "12%"),
        (3, True, "300%"),
        (datetime(2024, 1, 2), False, "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4), False, "2024-01-02 03:04:00"),
        (time(12, 30), False, "12:30:00"),
        (timedelta(days=12, minutes=5), False, "288:05:00"),
        (" 约12 ", False, "约12"),
        ("约\u200b12", False, "约12"),
        ("1\u00ad2", False, "1〔U+00AD〕2"),  # cleaned it would be another number
        ("1\x072", False, "1〔U+0007〕2"),
    ],
)
def test_what_is_not_understood_is_quoted_so_that_it_is_not_understood_next_time(
    value: object, percent: bool, raw: str
) -> None:
    assert raw_of(value, percent) == raw
    assert typed_number(raw) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023", 2023),
        ("2023年", 2023),
        ("２０２３年度", 2023),
        (" 2023 年 ", 2023),
        ("二〇二三年", 2023),
        ("二零二三", 2023),
        ("二O二三年", 2023),
        ("2023.0", 2023),
        ("去年", None),
        ("2023.5", None),
        ("2023-2024", None),
        ("2023、2024", None),
        ("两千零二十三", None),
        ("", None),
    ],
)
def test_a_year_is_four_digits_however_they_are_written(text: str, year: int | None) -> None:
    assert typed_year(text) == year


@pytest.mark.parametrize(
    ("value", "from_1904", "day"),
    [
        (45300, False, date(2024, 1, 9)),
        (45300.75, False, date(2024, 1, 9)),
        (43838, True, date(2024, 1, 9)),
        (datetime(2024, 1, 9, 15, 30), False, date(2024, 1, 9)),
        (datetime(2024, 1, 9), True, date(2024, 1, 9)),
        (date(2024, 1, 9), False, date(2024, 1, 9)),
        (20240109, False, None),  # a text in digits: judged as one
        (2024, False, None),
        (True, False, None),
        ("45300", False, None),
        (None, False, None),
    ],
)
def test_days_are_read_from_dates_and_from_numbers_that_lost_their_format(
    value: object, from_1904: bool, day: date | None
) -> None:
    assert day_of(value, from_1904) == day


@pytest.mark.parametrize(
    ("value", "figure"),
    [(2.0000000001, "2"), (1.9999999999, "2"), (0.1 + 0.2, "0.3"), (2.5, "2.5"), (2.0000001, "2.0000001"),
     (8310.503303, "8310.503303"), (1e15 + 0.3, "1000000000000000"), (12345678901234567890, "12345678901234600000")],
)  # fmt: skip
def test_a_number_is_what_excel_shows(value: float, figure: str) -> None:
    assert plain(number(value)) == figure


@given(st.integers(0, 10**12), st.sampled_from(["", " ", "件", " 件", "　件"]), st.booleans(), st.booleans())
def test_every_spelling_of_a_count_is_that_count(count: int, unit: str, wide: bool, grouped: bool) -> None:
    text = f"{count:,}" if grouped else str(count)
    if wide:
        text = text.translate({code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)})
    assert typed_number(text + unit, "件") == Decimal(count)


@given(st.text("0123456789,.-+件 \n、约〇一十/%'１２，", max_size=8))
def test_what_is_read_as_a_number_has_exactly_its_digits(text: str) -> None:
    figure = typed_number(text, "件")
    if figure is not None:
        digits = "".join(each for each in text.translate({0xFF11: "1", 0xFF12: "2"}) if each in "0123456789.")
        assert Decimal(digits) == abs(figure)
        assert not set("约〇一十、/%") & set(text)


def test_texts_keep_what_people_typed() -> None:
    assert text_of("甲\x0b乙\r\n丙\u200b") == "甲\n乙\n丙"
    assert text_of(13800138000.0) == "13800138000"
    assert text_of(1.38e10) == "13800000000"
