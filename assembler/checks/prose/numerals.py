"""Numerals as people write them: 12, 1,234, 十二, 两, 零."""

import unicodedata
from decimal import Decimal

DIGITS = "0123456789"
CHINESE = "零〇一二两三四五六七八九十廿百千万亿"


def arabic(text: str) -> Decimal:
    """The value of digits with or without thousands separators."""
    return Decimal(text.replace(",", ""))


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None if the characters don't make one."""
    if text == "两":
        return Decimal(2)
    if len(text) == 1:
        value = unicodedata.numeric(text, None)
        return None if value is None else Decimal(int(value))
    from cn2an import cn2an  # only reports that write numbers out need it

    try:
        return Decimal(cn2an("一" + text if text[0] in "百千万" else text, "smart"))
    except (ValueError, LookupError, TypeError, ArithmeticError):  # what it raises on 二十〇, 一亿二, 一十零
        return None
