"""Whether a cell shows the number that it holds: what a number format makes of it (``0,``, ``0"0"``, ``;;;``).

People read and check what they see. A figure that is shown as another one, or not at all, is therefore none that could
be read without asking.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from assembler.excel.values import number, typed_number
from assembler.model.plain import plain
from assembler.patterns import late

_LONGEST = 255  # characters of a format code in Excel
_TOKEN = late(
    r'"(?P<quoted>[^"]*)"|[\\!*](?P<escaped>.)|_(?P<blank>.)|\[(?P<modifier>[^\]]*)\]|(?P<general>General|G/通用格式|@)'
    r"|(?P<exponent>E[+-][0#?]*)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = late(r'(?:"[^"]*"|[\\!*_].|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = late(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_FRACTION = late(r"[#0?]+ +[#0?]+/[#0-9?]+")
_MONEY = late(r"[¥￥$€£]|CNY|RMB", needs=("¥", "￥", "$", "€", "£", "CNY", "RMB"))
_YUAN = "元"
_NOTHING = frozenset(("", "-", "–", "—", "－", "无", "零", "/", "〇"))
_RED, _WHITE = ("red", "红色"), ("white", "白色", "color2", "颜色2")
_SCIENTIFIC = late(r"-?[0-9]+(?:\.[0-9]*)?E[+-]?[0-9]{1,3}", needs="E")


class _Odd(Exception):
    """A format that is not taken apart here: dates, spans of time, fractions of odd shapes."""


class _Section(NamedTuple):
    """Tokens as (kind, text), and the condition under which it holds, None: that of its position."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_red: bool = False
    is_white: bool = False


def shown(code: str, value: float) -> str:
    """What a cell of that format shows of a number; the code itself if that can't be told."""
    try:
        return _shown(code, number(value))
    except (_Odd, ArithmeticError):  # too large to be rounded
        return code[:_LONGEST]


def says(text: str, value: float, unit: str = "") -> bool:
    """True if what a cell shows is the number that it holds: rounded, with the ``unit`` of its cell, a nought as a dash
    or a blank. A currency sign is no news in a cell that counts something, but means 元 where amounts stand."""
    bare, signs = _MONEY.subn("", text)
    bare = bare.strip()
    if bare.startswith(("(", "（")) and bare.endswith((")", "）")):
        bare = f"-{bare[1:-1].strip()}"
    held = number(value)
    if held == 0 and bare.removesuffix(unit) in _NOTHING:
        return True
    if signs and held and not _allows_money(bare, unit):
        return False
    figure = Decimal(bare) if _SCIENTIFIC.fullmatch(bare) else typed_number(bare.replace("- ", "-"), unit)
    if figure is None:
        return False
    exponent = figure.as_tuple().exponent
    return isinstance(exponent, int) and abs(figure - held) * 2 <= Decimal(1).scaleb(exponent)


def is_money(text: str) -> bool:
    """True if a cell shows an amount of money."""
    return _MONEY.search(text) is not None


def _allows_money(bare: str, unit: str) -> bool:
    """True if a currency sign contradicts nothing; ``bare``: the text without it."""
    return bool(unit) and (not unit.endswith(_YUAN) or unit == _YUAN or bare.endswith(unit))


def _shown(code: str, value: Decimal) -> str:
    if len(code) > _LONGEST:
        raise _Odd
    sections = _sections(code)
    section = _chosen(sections, value)
    if section.is_white:
        return ""
    text = _filled(section.tokens, abs(value))
    if value >= 0:
        return text
    if any(each.condition for each in sections):
        raise _Odd  # where the minus goes then is a science of its own
    return f"-{text}" if len(sections) == 1 or section.is_red else text


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections for numbers; that for texts left out."""
    parts = []
    at = 0
    while at <= len(code):
        match = _SECTION.match(code, at)
        assert match is not None
        parts.append(_section(match[0]))
        at = match.end() + 1
    if len(parts) > 1 and ("general", "@") in parts[-1].tokens:
        parts.pop()
    return tuple(parts[:3])


def _section(code: str) -> _Section:
    if _FRACTION.fullmatch(code.strip()):
        return _Section((("fraction", ""),), None)
    tokens, condition, colours = [], None, set()
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "modifier":
            compared = _CONDITION.fullmatch(text.strip())
            condition = (compared[1], Decimal(compared[2])) if compared else condition
            colours.add(text.casefold())
            if text.startswith("$"):
                tokens.append(("literal", text[1:].partition("-")[0]))
        elif kind in ("quoted", "escaped", "blank", "other"):
            if kind == "other" and text.isascii() and text.isalpha():
                raise _Odd
            tokens.append(("literal", " " if kind == "blank" else text))
        else:
            tokens.append((kind, text))
    is_red = not colours.isdisjoint(_RED) and "-" not in code and "(" not in code
    return _Section(tuple(tokens), condition, is_red, not colours.isdisjoint(_WHITE))


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> _Section:
    """The section that holds for a value."""
    last = len(sections) - 1
    for n, section in enumerate(sections):
        if section.condition:
            sign, bound = section.condition
            holds = {"<": value < bound, ">": value > bound, "=": value == bound}
            if any(holds[each] for each in sign) if sign != "<>" else value != bound:
                return section
        elif n == last or (value < 0 if n else (value > 0 if last > 1 else value >= 0)):
            return section
    raise _Odd


def _filled(tokens: tuple[tuple[str, str], ...], value: Decimal) -> str:
    """The tokens with the digits of the value in them."""
    kinds = [kind for kind, _ in tokens]
    if "fraction" in kinds:
        if value != value.to_integral_value():
            raise _Odd
        return plain(value) or ""
    value *= 100 ** kinds.count("percent")
    digits = [n for n, kind in enumerate(kinds) if kind == "digit"]
    if "general" in kinds or not digits:
        return "".join(plain(value) or "" if kind == "general" else text for kind, text in tokens)
    point = kinds.index("point") if "point" in kinds else len(kinds)
    if "exponent" in kinds:
        at = kinds.index("exponent")
        figure = format(value, f".{sum(1 for n in digits if point < n < at)}E")
        return _literals(tokens[: digits[0]]) + figure + _literals(tokens[at + 1 :])
    last = max((n for n in digits if n < point), default=-1)
    commas = [n for n, kind in enumerate(kinds) if kind == "comma"]
    scaling = sum(1 for n in commas if n > digits[-1] or 0 <= last < n < point)
    places = sum(1 for n in digits if n > point)
    value = (value / 1000**scaling).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, rest = format(value, "f").partition(".")
    grouped = any(digits[0] < n < last for n in commas)
    return _whole(tokens[:point], whole.lstrip("0"), grouped) + _fraction(tokens[point:], rest)


def _whole(tokens: tuple[tuple[str, str], ...], figures: str, grouped: bool) -> str:
    """The part before the decimal point, filled from the right; the first place takes all that is left."""
    left = list(figures)
    first = next((n for n, (kind, _) in enumerate(tokens) if kind == "digit"), -1)
    text, count = "", 0
    for n in range(len(tokens) - 1, -1, -1):
        kind, token = tokens[n]
        if kind == "digit":
            for _ in range(max(len(left), 1) if n == first else 1):
                figure = left.pop() if left else ("0" if token == "0" else "")
                separator = "," if grouped and count and count % 3 == 0 and figure else ""
                text = figure + separator + text
                count += bool(figure)
        elif kind in ("literal", "percent"):
            text = token + text
    return text


def _fraction(tokens: tuple[tuple[str, str], ...], figures: str) -> str:
    """The decimal point and what follows; noughts at the end only where the format has 0."""
    text, left = "", list(figures)
    for kind, token in tokens:
        if kind == "digit":
            figure = left.pop(0)
            if token == "0" or figure != "0" or any(each != "0" for each in left):
                text += figure
        elif kind in ("literal", "percent", "point"):
            text += token
    return text.removesuffix(".")


def _literals(tokens: Iterable[tuple[str, str]]) -> str:
    return "".join(text for kind, text in tokens if kind in ("literal", "percent"))
