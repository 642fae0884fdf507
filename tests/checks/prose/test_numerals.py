"""Numerals of all notations."""

import itertools
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from cn2an import an2cn
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks.prose import tokens as reading
from assembler.checks.prose.numerals import CHINESE, arabic, chinese
from assembler.checks.prose.tokens import tokens_of
from tests.checks.prose.reports import SPEC


@pytest.mark.parametrize(
    ("text", "value"),
    [("零", 0), ("〇", 0), ("一", 1), ("两", 2), ("十", 10), ("十二", 12), ("廿三", 23), ("两百", 200), ("百", 100),
     ("百二十", 120),
     ("一百零三", 103), ("一千二百三十四", 1234), ("一万二千", 12000), ("二万零五", 20005)],
)  # fmt: skip
def test_chinese_numerals_are_read(text, value):
    assert chinese(text) == value


@pytest.mark.parametrize("text", ["万亿万", "十十百", "百十千"])
def test_what_is_no_numeral_is_none_or_a_number_but_never_an_error(text):
    value = chinese(text)
    assert value is None or value >= 0


def test_thousands_separators_are_read():
    assert arabic("1,234,567.5") == Decimal("1234567.5")


@given(st.integers(0, 9_999_999))
def test_every_whole_number_is_read_back(number):
    assert chinese(an2cn(number)) == number


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("共收到58件", [("58件", 58, "count")]),
        ("共收到 ５８ 件", [("58件", 58, "count")]),
        ("共收到五十八件", [("五十八件", 58, "count")]),
        ("收到1,187件", [("1,187件", 1187, "count")]),
        ("予以公开2，123件除外", [("2", 2, "bare"), ("123件", 123, "count")]),
        ("收到6（件）", [("6(件)", 6, "count")]),
        ("收取1.2万元", [("1.2万元", 12000, "money")]),
        ("占51.85％", [("51.85%", Decimal("51.85"), "share")]),
        ("占百分之五十", [("百分之五十", 50, "share")]),
        ("均为零", [("零", 0, "bare")]),
        ("五十余件", [("五十余件", 50, "other")]),
        ("约60件", [("60件", 60, "other")]),
        ("60件以内", [("60件", 60, "other")]),
        ("60件上下，60件左右", [("60件", 60, "other")] * 2),
        ("第2件", [("2件", 2, "other")]),
        ("统一管理，一是加强，唯一入口", []),
        ("2023年12月31日，国办函〔2020〕109号，电话0356-2218008，邮编048000", [("048000", 48000, "bare")]),
        ("《政府信息公开办法（2号）》", []),
        ("2023年1月1日至12月31日", []),
        ("sgj163@163.com，www.example.gov.cn/2023", []),
    ],
)
def test_figures_are_told_from_dates_and_numbers_of_documents(text, figures):
    found = [token for token in tokens_of(SPEC.prose, text) if token.kind == "figure"]
    assert [(token.form, token.value, token.counts) for token in found] == figures


@settings(max_examples=300)
@given(st.text("0123456789.,，-~—至到年月日/@a件万元余(（)） "))
def test_a_number_seen_at_a_glance_is_what_a_close_look_makes_of_it(text):
    quick = tokens_of(SPEC.prose, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "_BARE_NUMBER", re.compile("(?!)"))
        assert tokens_of(SPEC.prose, text) == quick


@given(st.text())
def test_tokens_lie_in_the_text_in_order_and_do_not_overlap(text):
    tokens = tokens_of(SPEC.prose, text)
    assert all(token.start < token.end <= len(text) for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))


@pytest.mark.parametrize("text", ["二十〇", "一亿二", "一十零", "三亿八", "〇〇", "千千", "万", "零"])
def test_characters_that_make_no_numeral_raise_nothing(text: str) -> None:
    value = chinese(text)
    assert value is None or value >= 0


def test_no_row_of_numeral_characters_raises_anything() -> None:
    for length in (2, 3):
        for characters in itertools.product(CHINESE, repeat=length):
            chinese("".join(characters))
