"""Plain notation of figures, dates, texts and file names."""

import re
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.model.plain import chinese_date, clean, file_name, paragraphs, plain, read_date, unseen, visible

any_text = st.text(st.characters(exclude_categories=()), max_size=60) | st.text(
    "a \t\r\n\x0b\x0c\x85\u2028\u3000\ud800\u200b"
)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (None, None),
        ("0", "0"),
        ("-0", "0"),
        ("0.000", "0"),
        ("0E+3", "0"),
        ("6", "6"),
        ("6.0", "6"),
        ("10", "10"),
        ("100.00", "100"),
        ("1E+3", "1000"),
        ("1.5E+3", "1500"),
        ("1E-6", "0.000001"),
        ("0.300", "0.3"),
        ("-1.50", "-1.5"),
        ("-3", "-3"),
        ("8310.503303", "8310.503303"),
        ("24252.311082", "24252.311082"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("0.1000000000000000000000000000000001", "0.1000000000000000000000000000000001"),
    ],
)
def test_figures_are_written_plainly(figure: str | None, expected: str | None) -> None:
    assert plain(None if figure is None else Decimal(figure)) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_plain_figures_keep_their_value_and_have_no_ornament(figure: Decimal) -> None:
    text = plain(figure)
    assert text is not None
    assert Decimal(text) == figure
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", text)
    assert text != "-0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("一段", "一段"),
        ("甲\n乙", "甲\n乙"),
        ("甲\r\n乙", "甲\n乙"),
        ("甲\r乙", "甲\n乙"),
        ("甲\r\n\r\n乙", "甲\n\n乙"),
        ("甲\n\r乙", "甲\n\n乙"),
        ("甲\x0b乙", "甲\n乙"),  # a line break typed in Word
        ("甲\x0c乙", "甲\n乙"),
        ("甲\x85乙", "甲\n乙"),
        ("甲\u2028乙", "甲\n乙"),
        ("甲\u2029乙", "甲\n乙"),
        ("甲\t乙", "甲\t乙"),
        ("甲\x00\x08\x1f\x7f乙", "甲乙"),
        ("甲\ud800乙\udfff", "甲乙"),  # lone surrogates
        ("甲\ufffe\uffff\ufdd0乙", "甲乙"),
        ("甲\u200b乙\u2060丙\ufeff丁\u00ad", "甲乙丙丁"),  # zero width
        ("甲\u200d乙\u202e丙\u2066丁\x9b", "甲乙丙丁"),  # joiners, turns of direction, the other control characters
        ("\ufeff甲", "甲"),
        ("\n\n甲\n\n", "甲"),
        ("\r\n甲\u2029", "甲"),
        ("　　甲", "　　甲"),
        ("𠮷野家 👍", "𠮷野家 👍"),  # beyond the basic plane, nothing lone about it
    ],
)
def test_texts_are_cleaned_of_what_office_programs_cannot_hold(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "spelled", "characters"),
    [
        ("公开\u200b信息", "公开〔U+200B〕信息", ["\u200b"]),
        ("甲\x0b乙\u2028丙", "甲〔U+000B〕乙〔U+2028〕丙", ["\x0b", "\u2028"]),
        ("甲\xa0乙　丙 丁", "甲〔U+00A0〕乙　丙 丁", []),
        ("甲\r\n乙\r丙\n", "甲\n乙\n丙\n", []),
    ],
)
def test_what_nobody_sees_is_spelled_out(text: str, spelled: str, characters: list[str]) -> None:
    assert (visible(text), unseen(text)) == (spelled, characters)


@given(any_text)
def test_cleaned_text_is_clean_for_good_and_fit_for_utf8(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", once)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  \n\u3000\n\t", ()),
        ("一段", ("一段",)),
        ("　　甲。\n　　乙。", ("甲。", "乙。")),
        ("甲\r\n\r\n  乙  \r\n", ("甲", "乙")),
        ("甲\x0b乙\u2028丙", ("甲", "乙", "丙")),
        ("甲 乙\t丙", ("甲 乙\t丙",)),
        ("甲\u200b\n\u200b\n乙", ("甲", "乙")),
        ("\u200b 甲", ("甲",)),
        ("\xa0甲\xa0", ("甲",)),
    ],
)
def test_paragraphs_are_the_lines_that_say_something(text: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(text) == expected


@given(any_text)
def test_paragraphs_are_neither_empty_nor_indented(text: str) -> None:
    found = paragraphs(text)
    assert all(line and line == line.strip() and "\n" not in line for line in found)
    assert paragraphs("\n".join(found)) == found
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", clean(text))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 1, 9), "2024年1月9日"),
        (date(2022, 12, 31), "2022年12月31日"),
        (date(2024, 2, 29), "2024年2月29日"),
    ],
)
def test_dates_have_no_leading_zeros(day: date, expected: str) -> None:
    assert chinese_date(day) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-09", date(2024, 1, 9)),
        ("2024-1-9", date(2024, 1, 9)),
        ("2024年1月9日", date(2024, 1, 9)),
        ("2024年01月09", date(2024, 1, 9)),
        ("2024/1/9", date(2024, 1, 9)),
        ("2024.12.31", date(2024, 12, 31)),
        (" 2024 年 1 月 9 日 ", date(2024, 1, 9)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2024-13-01", None),
        ("2024-00-10", None),
        ("0000-01-01", None),
        ("24-1-9", None),
        ("2024年1月", None),
        ("2024-1-9 10:00", date(2024, 1, 9)),
        ("2024-01-09 00:00:00", date(2024, 1, 9)),
        ("2024-01-09T08:30:00.000", date(2024, 1, 9)),
        ("2024年1月9日（星期二）", date(2024, 1, 9)),
        ("2024年1月14日 星期日", date(2024, 1, 14)),
        ("2024年1月14日（周天）。", date(2024, 1, 14)),
        ("2024/1/9 周二 9:05", date(2024, 1, 9)),
        ("2024年1月9日（星期三）", None),  # which of the two is wrong?
        ("2024年1月14日（星期六）", None),
        ("2024年1月9日（二）", None),
        ("2024 1 9", date(2024, 1, 9)),
        ("2024　 1 9", date(2024, 1, 9)),
        ("2024 19", None),
        ("2024 1 9 1", None),
        ("2024.1.9.", date(2024, 1, 9)),
        ("2024年1月9日。", date(2024, 1, 9)),
        ("２０２４．１．９", date(2024, 1, 9)),
        ("2024-1-9 25:00", None),
        ("2024-1-9 10", None),
        ("2024-1-9、10", None),
        ("2024年1月9日前", None),
        ("二〇二四年一月九日（星期二）", date(2024, 1, 9)),
        ("二○二四年一月九日", date(2024, 1, 9)),
        ("2024年一月九日", date(2024, 1, 9)),
        ("二〇二四年元月九日", date(2024, 1, 9)),
        ("2024年元月9日", date(2024, 1, 9)),
        ("2024元9", None),
        ("2024年元月元日", None),
        ("二〇二四年一月九日（星期五）", None),
        ("2024/01-09", None),
        ("2024年1-9", None),  # January to September?
        ("1/9/2024", None),
        ("9.1.2024", None),
        ("20240109", date(2024, 1, 9)),
        ("２０２４年１月９日", date(2024, 1, 9)),
        ("2024\u3000年\xa01 月 9 号", date(2024, 1, 9)),
        ("二〇二四年一月九日", date(2024, 1, 9)),
        ("二O二四年十二月三十一日", date(2024, 12, 31)),
        ("二零二四年十月二十日", date(2024, 10, 20)),
        ("二〇二四年九一月九日", None),
        ("二〇二四年一月十十日", None),
        ("二〇二四年一月", None),
        ("二四年一月九日", None),
        ("九月一日", None),
        ("", None),
    ],
)
def test_dates_are_read_in_their_usual_forms(text: str, expected: date | None) -> None:
    assert read_date(text) == expected


@given(st.dates())
def test_printed_dates_read_back(day: date) -> None:
    assert read_date(chinese_date(day)) == (day if day.year >= 1000 else None)
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某局2023年年报", "某局2023年年报"),
        ('<甲>:"乙"/丙\\丁|戊?己*', "＜甲＞：＂乙＂／丙＼丁｜戊？己＊"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("甲\x00\n\t乙", "甲乙"),
        (" 甲乙. ", "甲乙"),
        (".隐藏", "隐藏"),
        ("", "未命名"),
        (" . ", "未命名"),
        ("\n", "未命名"),
        ("甲" * 200, "甲" * 80),
        ("甲" * 79 + ".乙", "甲" * 79),  # Windows drops a dot at the end
        ("甲" * 79 + " 乙", "甲" * 79),
    ],
)
def test_file_names_keep_clear_of_what_windows_forbids(text: str, expected: str) -> None:
    assert file_name(text) == expected


@given(any_text)
def test_file_names_are_always_usable(text: str) -> None:
    name = file_name(text)
    assert name
    assert len(name) <= 80
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert name == name.strip(" .")
    assert file_name(name) == name
    assert name.encode("utf-8")


def test_whatever_clean_drops_or_changes_is_nothing_that_python_counts_as_printed() -> None:
    """By that ``clean`` tells at once that a text has nothing to clean."""
    printed = "".join(each for each in map(chr, range(sys.maxunicode + 1)) if each.isprintable())
    assert clean(f"x\xa0{printed}x") == f"x\xa0{printed}x"
    assert visible(printed) == printed
    assert unseen(f"\xa0{printed}") == []
