"""Figures, dates and texts as spreadsheets store them, and back."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeGuard

from assembler.model.plain import HALF_WIDTH, clean, numeral_year, plain, visible

# A minus as IMEs type it; the apostrophes that Excel asks for before text.
_SIGNS = {ord("−"): "-"}
_QUOTE = "['`’‘]?"
_NUMBER = r"(?P<number>[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)"
_BLANK, _IN_ALL, _STOP = r"[ \u3000\xa0]*", "(?:共计?|合?计)?", "[.。]?"
_COUNTERS = {"件": "件|个|条|次|宗|起|份", "项": "项|个", "项/件": "项/件|个"}
"""What people count with where a cell counts in that unit: 项 are matters, not the 件 decided in them."""
_SERIALS = range(36526, 73051)  # 2000 to 2099; of dates without a date format only the number is left
_DIGITS = 30
_EXACT = 10**15
_NUMBERS = frozenset((int, float))  # no booleans
_WHOLE: dict[object, Decimal] = {}
_MOST = 8192
_JOINTS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))  # no soft hyphen: Excel shows it


def stored(figure: Decimal | None) -> float | str | None:
    """What to store: a number where Excel's 15 digits hold it, else the digits as text; None for a blank."""
    if figure is None:
        return None
    near = float(figure)
    return near if Decimal(format(near, ".15g")) == figure else plain(figure)


def number(value: float) -> Decimal:
    """The figure that Excel shows: 15 significant digits. ValueError for what is no number (infinite).

    What binary arithmetic left behind (2.0000000001) is no part of a whole number; amounts have six decimals, so a
    billionth is never meant.
    """
    if not math.isfinite(value):
        raise ValueError(value)
    whole = round(value)
    if abs(value - whole) <= 1e-9 and abs(value) < _EXACT:
        return Decimal(whole)
    return Decimal(format(value, ".15g"))


def whole(value: object) -> Decimal | None:
    """The figure of a whole number of up to 15 digits, as most are; None for anything else."""
    if type(value) not in _NUMBERS:
        return None
    figure = _WHOLE.get(value)
    if figure is None and isinstance(value, (int, float)) and -_EXACT < value < _EXACT and value == int(value):
        if len(_WHOLE) >= _MOST:
            _WHOLE.clear()
        figure = _WHOLE[value] = Decimal(int(value))
    return figure


def digits(figure: Decimal) -> Decimal | None:
    """A figure that was computed, as a cell would hold it; None beyond the numbers of a cell."""
    near = float(figure)
    return number(near) if math.isfinite(near) else None


def is_number(value: object) -> TypeGuard[int | float]:
    """True for numbers that a cell can show: no booleans, nothing infinite."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def typed_number(text: str, unit: str = "") -> Decimal | None:
    """The figure in a text that can mean one thing only: digits (full-width ones, too), thousands separators in
    place; of a cell with a ``unit`` with that or without, 共12个 and 12。, too; None for anything else. Only full-width
    ASCII is folded: ①, ² and 十二 stay what they are; blanks and line breaks inside a number part two numbers."""
    bare = text.translate(_JOINTS).translate(HALF_WIDTH).translate(_SIGNS).strip()
    pattern = _NUMBER
    if unit:
        pattern = rf"{_IN_ALL}{_BLANK}{_NUMBER}(?:{_BLANK}(?:{_COUNTERS.get(unit, re.escape(unit))}))?{_BLANK}{_STOP}"
    match = re.fullmatch(rf"{_QUOTE}{pattern}", bare)
    if not match or len(match["number"]) > _DIGITS:
        return None
    return Decimal(match["number"].replace(",", ""))


def typed_year(text: str) -> int | None:
    """The year in 2023, ２０２３年, 2023年度 or 二〇二三年; None for anything else."""
    bare = text.strip().removesuffix("度").removesuffix("年").strip()
    figure = typed_number(bare)
    if figure is not None and figure == int(figure):
        return int(figure)
    return numeral_year(bare)


def text_of(value: object) -> str:
    """What a cell that should hold text says; numbers without a needless .0, dates as YYYY-MM-DD."""
    return clean(as_stored(value))


def as_stored(value: object) -> str:
    """The same with all characters that the cell holds, line breaks and unprintable ones, too."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return (plain(number(value)) or "") if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):  # as [h]:mm:ss shows it
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def raw_of(value: object, percent: bool = False, shown: str | None = None) -> str:
    """What stands in a cell, to be quoted: 12% as such; with what is ``shown`` instead of a number; what nobody sees is
    spelled out where it keeps a text from being a number."""
    if percent and is_number(value):
        return f"{plain(number(value) * 100)}%"
    if shown is not None:
        seen = visible(shown).strip()
        return f"{visible(as_stored(value))}（显示为{f'“{seen}”' if seen else '空白'}）"
    text = as_stored(value)
    plainly = clean(text).strip()
    return plainly if typed_number(plainly) is None else visible(text).strip()


def day_of(value: object, from_1904: bool = False) -> date | None:
    """The day of a date, or of a number that counts days (2000 to 2099); None for anything else. Excel counts from
    1900 on, old workbooks of the Mac from 1904 on."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not is_number(value):
        return None
    days = int(value) + (1462 if from_1904 else 0)
    return date(1899, 12, 30) + timedelta(days=days) if days in _SERIALS else None
