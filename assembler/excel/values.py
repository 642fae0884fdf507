"""Figures, dates and texts as spreadsheets store them, and back."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeGuard

from assembler.model.plain import HALF_WIDTH, clean, plain

_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SERIALS = range(36526, 73051)  # 2000 to 2099; openpyxl doesn't know the Chinese built-in date formats
_DIGITS = 30


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
    if abs(value - whole) <= 1e-9 and abs(value) < 1e15:
        return Decimal(whole)
    return Decimal(format(value, ".15g"))


def is_number(value: object) -> TypeGuard[int | float]:
    """True for numbers that a cell can show: no booleans, nothing infinite."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def typed_number(text: str) -> Decimal | None:
    """The figure in a text that can mean one thing only: digits (full-width ones too), thousands separators in
    place; None for anything else. Only full-width ASCII is folded: ①, ² and 十二 stay what they are."""
    folded = text.translate(HALF_WIDTH)
    bare = "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Cf")
    if len(bare) > _DIGITS or not _NUMBER.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", ""))


def text_of(value: object) -> str:
    """What a cell that should hold text says; numbers without a needless .0, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return (plain(number(value)) or "") if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return clean(unescape(str(value)))


def date_of(value: object) -> str:
    """A date as YYYY-MM-DD; anything else as it was typed."""
    if is_number(value) and int(value) in _SERIALS:
        return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
    return text_of(value)


ESCAPE = "\uf8f5"
"""Stands for the underscore of ``_x005F_`` while a file is read (see ``book``)."""


def unescape(text: str) -> str:
    """Excel's notation for characters that XML can't hold: ``_x000D_`` is a carriage return, ``_x005F_`` a _."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace(ESCAPE, "_")
