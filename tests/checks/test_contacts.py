"""C-01…C-05: how to reach the unit, where to find the report."""

import pytest

from tests.checks.submissions import both, info, text
from tests.checks.test_structure import found

NOTHING = info(phone="", email="", postcode="", address="", website="")
NO_PREAMBLE = both(NOTHING, text("preamble", ""))


def preamble(words):
    return both(NOTHING, text("preamble", words))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (info(phone="2218008"), [("", "info.phone")]),
        (info(phone="0356-2218008"), []),
        (info(phone="０３５６－２２１８００８"), []),
        (info(phone="03562218008"), []),
        (info(phone="（0356）2218008"), []),
        (info(phone="0356—2218008、2218009"), []),
        (info(phone="010-12345678转8001"), []),
        (info(phone="13800000000"), []),
        (info(phone="400-123-4567"), []),
        (info(phone="12345"), []),
        (preamble("联系电话：2218008，地址：文博路1号"), [("", "preamble")]),
        (preamble("联系电话：0356-2218008，传真：2218009"), []),
        (preamble("电话 0356－2218008"), []),
        (preamble("如有疑问请联系办公室，地址：文博路1号"), [("absent", "preamble")]),
        (both(preamble("请联系办公室，地址：文博路1号"), info(phone="0356-2218008")), []),
        (preamble("本报告按规定编制。"), [("none", "preamble")]),
        (NO_PREAMBLE, []),
        (preamble("统计期限自2023年1月1日起至2023年12月31日止，电话：0356-2218008"), []),
    ],
)
def test_c_01_a_telephone_number_with_its_area_code(change, expected):
    assert found(change, "C-01") == expected


@pytest.mark.parametrize(
    ("change", "c02", "c03", "c05"),
    [
        (preamble("电话：0356-2218008"), True, True, False),  # section 六 tells where to download
        (preamble("电话：0356-2218008，地址：文博路1号，邮编：048000"), False, False, False),
        (preamble("办公地点：文博路1号，电话：0356-2218008，048000"), False, False, False),
        (preamble("地址：文博路1号，电话：0356-22180080"), False, True, False),
        (both(preamble("电话：0356-2218008"), info(address="文博路1号", postcode="048000")), False, False, False),
        (both(preamble("电话：0356-2218008"), text("s6", "未收取信息处理费。")), True, True, True),
        (both(preamble("电话：0356-2218008，可在政府网站查阅"), text("s6", "未收取信息处理费。")), True, True, False),
        (both(preamble("电话：0356-2218008，www.jcgov.gov.cn"), text("s6", "未收信息处理费")), True, True, False),
        (both(preamble("电话：0356-2218008，a@163.com"), text("s6", "未收信息处理费")), True, True, True),
        (preamble("本报告按规定编制。"), False, False, False),  # C-01 says that there is no contact at all
        (NO_PREAMBLE, False, False, False),
    ],
)
def test_c_02_c_03_c_05_what_most_preambles_give(change, c02, c03, c05):
    assert [bool(found(change, code)) for code in ("C-02", "C-03", "C-05")] == [c02, c03, c05]


@pytest.mark.parametrize(
    ("code", "right"), [("048000", True), ("０４８０００", True), ("04800", False), ("四八", False)]
)
def test_c_03_six_digits(code, right):
    assert found(info(postcode=code), "C-03") == ([] if right else [("digits", "info.postcode")])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (info(email="sgjzwxxk@163.com"), []),
        (info(email="a.b-c_d@mail.gov.cn"), []),
        (info(email=""), []),
        (info(email="无"), []),
        (info(email="sgjzwxxk163.com"), [("", "info.email")]),
        (info(email="sgjzwxxk@163"), [("", "info.email")]),
        (info(email="sgjzwxxk＠163.com"), [("", "info.email")]),
        (preamble("电话：0356-2218008，电子邮箱：sgj#163.com）。"), [("", "preamble")]),
        (preamble("电话：0356-2218008，电子邮箱：sgj@163.com）。"), []),
        (preamble("电话：0356-2218008，邮箱：无"), []),
    ],
)
def test_c_04_an_address_looks_like_one(change, expected):
    assert found(change, "C-04") == expected
