"""Plain notation of figures, dates and texts: what is printed, stored and compared."""

import re
from datetime import date
from decimal import Decimal

_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200b\u2060\ufeff\u00ad]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


HALF_WIDTH = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}
"""For ``str.translate``: full-width ASCII as plain ASCII and nothing else; no character moves. ①, ² and 十二 stay."""


def plain(figure: Decimal | None) -> str | None:
    """Decimal notation without exponent, thousands separators or trailing zeros; None stays None."""
    if figure is None:
        return None
    if figure == 0:
        return "0"
    text = format(figure, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def clean(text: str) -> str:
    """Text that every office program can hold: line breaks of all kinds become one kind; control characters, lone
    surrogates, non-characters and invisible joints vanish; outer blank lines go."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text)).strip("\n")


def paragraphs(text: str) -> tuple[str, ...]:
    """The printed paragraphs of a text: no empty ones, no indents typed with blanks (the template indents)."""
    lines = (line.strip() for line in clean(text).split("\n"))
    return tuple(line for line in lines if line)


def chinese_date(day: date) -> str:
    """2024年1月9日: Arabic digits, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


NAME_BYTES = 240
"""What a file system holds of a name (255), less what is put before it while it is written."""


def file_name(name: str, tail: str = "") -> str:
    """A file name that ends in ``tail``: what Windows forbids becomes a full-width twin or goes; of a name too long
    for the file system the end of ``name`` goes, never the tail."""
    twins = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
    safe = re.sub(r"[\x00-\x1f]", "", clean(name).translate(twins)).strip(" .")
    room = NAME_BYTES - len(tail.encode())
    cut = safe.encode()[:room].decode(errors="ignore").rstrip(" .")
    return (cut or ("" if tail else "未命名")) + tail


_DATE = re.compile(r"\s*([0-9]{4})\s*[-年./]\s*([0-9]{1,2})\s*[-月./]\s*([0-9]{1,2})\s*日?\s*")


def read_date(text: str) -> date | None:
    """The day in ``2024-01-09``, ``2024年1月9日``, ``2024/1/9`` or ``2024.1.9``; None if the text is no such day."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
