"""Plain notation of figures, dates and texts: what is printed, stored and compared."""

import re
from datetime import date
from decimal import Decimal

from assembler.patterns import late

_FORBIDDEN = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # what no text may hold
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"  # what nobody sees
)
_UNSEEN = late(_FORBIDDEN)
_BREAKS = late("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


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
    surrogates, non-characters, invisible joints and turns of direction vanish; outer blank lines go."""
    return (text if _all_seen(text) else _UNSEEN.sub("", _BREAKS.sub("\n", text))).strip("\n")


def _all_seen(text: str) -> bool:
    """True if nothing but ordinary breaks is in it that Python doesn't count among what is printed."""
    return text.replace("\n", "").isprintable()


def unseen(text: str) -> list[str]:
    """The characters that ``clean`` drops, and the breaks that people don't type, in order."""
    return [] if _all_seen(text) else re.findall(f"{_FORBIDDEN}|[\x0b\x0c\x85\u2028\u2029]", text)


def visible(text: str) -> str:
    """The text with what nobody sees spelled out: 公开〔U+200B〕信息."""
    if _all_seen(text):
        return text
    unseen = f"{_FORBIDDEN}|[\x0b\x0c\x85\xa0\u2028\u2029]"
    spelled = re.sub(unseen, lambda one: f"〔{code_point(one[0])}〕", text)
    return spelled.replace("\r\n", "\n").replace("\r", "\n")


def one_line(name: object) -> str:
    """A name that others chose (of a file, a sheet) as it may be shown: on one line, nothing unseen in it, no
    sequences that a terminal obeys."""
    return visible(str(name)).replace("\n", "〔U+000A〕")


def code_point(character: str) -> str:
    """U+200B."""
    return f"U+{ord(character):04X}"


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


_DAYS = "一二三四五六日天"
# what may follow a date and add nothing: the day of the week, the time of day, a full stop
_REST = (
    rf"(?:\s*\(?\s*(?:星期|周|礼拜)(?P<weekday>[{_DAYS}])\s*\)?)?"
    r"(?:[T\s]\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?\s*[.。]?"
)
_DATE = late(
    r"(?:([0-9]{4})\s*(?:([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})|年\s*([0-9]{1,2}|元)\s*月\s*([0-9]{1,2})\s*[日号]?"
    rf"|\s([0-9]{{1,2}})\s+([0-9]{{1,2}}))|([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})){_REST}"
)
_NUMERALS = late(
    rf"([\w○]{{4}})\s*年\s*([一二三四五六七八九十]{{1,3}}|元)\s*月\s*([一二三四五六七八九十]{{1,3}})\s*[日号]{_REST}",
    needs="一二三四五六七八九十",
)
_ONES = "一二三四五六七八九"
_DIGITS = {**dict.fromkeys("〇零○ＯOo", 0), **{each: n for n, each in enumerate(_ONES, 1)}}


def read_date(text: str) -> date | None:
    """The day in ``2024-01-09``, ``2024年1月9日``, ``2024/1/9``, ``2024.1.9``, ``2024 1 9``, ``20240109`` or
    ``二〇二四年一月九日``, with full-width digits and blanks, too, and the time or the right day of the week behind it;
    None if the text is no such day. The year comes first, in four digits: what begins with a day or a short year can be
    read in several ways."""
    bare = text.translate(HALF_WIDTH).strip()
    match = _NUMERALS.fullmatch(bare)
    if match:
        year = int(match[1]) if match[1].isascii() and match[1].isdigit() else numeral_year(match[1])
        parts = [year, 1 if match[2] == "元" else _up_to_99(match[2]), _up_to_99(match[3])]
    elif match := _DATE.fullmatch(bare):
        parts = [1 if part == "元" else int(part) for part in match.groups() if part and part[0] in "0123456789元"]
    else:
        return None
    try:
        day = date(*parts)  # type: ignore[arg-type]  # None, for what is no numeral, is a TypeError
    except (ValueError, TypeError):
        return None
    weekday = match["weekday"]
    return day if weekday is None or min(_DAYS.index(weekday), 6) == day.weekday() else None


def numeral_year(text: str) -> int | None:
    """The year in 二〇二四 or 二零二四; None if the text is no such year."""
    known = len(text) == 4 and _DIGITS.keys() >= set(text)
    return int("".join(str(_DIGITS[each]) for each in text)) if known else None


def numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _ONES[tens - 1]) + "十" if tens else ""
    return ten + (_ONES[ones - 1] if ones else "")


def _up_to_99(word: str) -> int | None:
    """9 of 九, 10 of 十, 31 of 三十一; None for what is no number (九一)."""
    tens, ten, ones = word.rpartition("十") if "十" in word else ("", "", word)
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)
