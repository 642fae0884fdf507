"""What number formats show, and whether that is the number."""

import pytest

from assembler.excel.book import Content
from assembler.excel.shown import says, shown
from assembler.excel.xml.number_formats import shown_as, styles
from assembler.excel.xml.values import Values

ACCOUNT = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
MONEY = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '

SAME = [
    ("0", 41.2), ("000", 4), ("#,##0", 1234567), ("#,##0.00", 1234567.891), ("0.##", 5), ("??0", 5), ("0_ ", 5),
    (ACCOUNT, 12.5), (ACCOUNT, -12.5), (ACCOUNT, 0), (MONEY, 0), ("#", 0), ("0;-0;;@", 0),
    ("0;-0;;@", 5), ('0;0;"无"', 0), ("#,##0_);(#,##0)", -5), ("#,##0_);[Red](#,##0)", -5), ("0;[Red]0", -5),
    (r"0.0_);[Red]\(0.0\)", -5), ("[$-804]#,##0.00", 12.5), ("[Red]0", 412), ("0;@", 412),
    ("[DBNum1][$-804]G/通用格式", 5), ("0.00E+00", 412), ("# ?/?", 412), ('[=412]"无";0', 5), ("0,", 0),
    ('[>=10000]0!.0,"万";0', 5), ("[<1]0.00%;0", 412), ('0.0"0"', 4.1), ("[<>5]0;[Blue]0", 5), ("0.00", 0.004),
    ("0;-0;[White]0", 0), ("[Color10]0", 412), ("0;[White]-0", 5),
]  # fmt: skip

OTHER = [
    ("0,", 412000, "412"), ("#,##0.00,", 12734500, "12,734.50"), ("#,##0,,", 412000000, "412"), ("0.00,", 5, "0.01"),
    ("0!.0000", 12734500, "1273.4500"), (r"0\.0000", 12734500, "1273.4500"), ('0!.0,"万"', 12734500, "1273.5万"),
    ('0"0"', 412, "4120"), ('"1"0', 412, "1412"), ("0*0", 412, "4120"), ('0"万"', 412, "412万"), (";;;", 412, ""),
    ('"—"', 412, "—"), ('[=412]"无";0', 412, "无"), ('[>=10000]0!.0,"万";0', 50000, "5.0万"), ("000-0000", 4124567,
    "412-4567"), ("0;0", -5, "5"), ("-0", 5, "-5"), ("(0)", 5, "(5)"), ("0.00%;0%", -3, "300%"), ('"约"0', 5, "约5"),
    ("0;yyyy", -3, "0;yyyy"), ("[>500]0", 412, "[>500]0"), ("[<9]-0;0", -5, "[<9]-0;0"), ("[", 4, "["), ('"', 4, '"'),
    ('0"元"', 1273.45, "1273元"), ("#", 0.4, ""), ('#"0"', 1e300, '#"0"'),
    ("[White]0", 412, ""), ("[白色]G/通用格式", 412, ""), ("[Color2]#,##0", 412, ""), ("0;[White]-0", -5, ""),
    ("0‰", 5, "5‰"), ("0 0", 12, "1 2"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value"), SAME)
def test_a_format_that_shows_the_number_is_no_news(code: str, value: float) -> None:
    assert says(shown(code, value), value)


@pytest.mark.parametrize(("code", "value", "text"), OTHER)
def test_a_format_that_shows_another_number_is_seen(code: str, value: float, text: str) -> None:
    assert shown(code, value).strip() == text
    assert not says(text, value)
    found = Values([], {"1": shown_as(code)}, False).constant("n", "1", repr(value))
    assert found == Content(value, percent=found.percent, shown=None if found.percent else shown(code, value))


CURRENCIES = (
    MONEY, '"¥"#,##0.00', "￥#,##0.00", "[$¥-804]#,##0.00;[$¥-804]-#,##0.00", "[$￥-411]0.00", "$#,##0.00",
    "[$CNY] 0.00", '0.00"RMB"', "€0.00", "0.00 [$€-407]",
)  # fmt: skip


@pytest.mark.parametrize("code", CURRENCIES)
def test_a_currency_sign_is_a_unit(code: str) -> None:
    """It means yuan, not ten thousands of them; where something is counted it can only be a slip of the mouse."""
    text = shown(code, 12.5)
    assert not says(text, 12.5)
    assert not says(text, 12.5, "万元")
    assert says(text, 12.5, "元")
    assert says(shown(code, 412), 412, "件")
    assert says(shown(code, 0), 0, "万元")
    assert says(f"{text.strip()}万元", 12.5, "万元")


@pytest.mark.parametrize("number", [5, 6, 7, 8, 42, 44])
def test_a_currency_format_that_needs_no_code_is_one_too(number: int) -> None:
    part = f'''<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>
    <xf numFmtId="{number}"/></cellXfs></styleSheet>'''.encode()
    values = Values([], styles("xl/styles.xml", part).formats, False)
    assert values.constant("n", "0", "12.5") == Content(12.5, shown="¥12.50")


def test_a_unit_counts_as_none_where_it_is_that_of_the_cell() -> None:
    assert says(shown('0"件"', 412), 412, "件")
    assert says(shown('0.00"万元"', 12.5), 12.5, "万元")
    assert says(shown('"共"0"个"', 412), 412, "件")
    assert not says(shown('0"元"', 12), 12, "万元")
    assert not says(shown('0"人"', 12), 12, "件")


@pytest.mark.parametrize("code", ["[" * 500_000, '"' * 400_001, "\\" * 300_000, "0" * 300_000, "_" * 300, ";" * 254])
def test_no_format_takes_long(code: str) -> None:
    assert shown_as(code)
    text = shown(shown_as(code), 412)  # type: ignore[arg-type]
    assert not says(text, 412)
