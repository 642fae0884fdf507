"""How the numbers of a workbook are shown, as far as it says what they are: dates, lengths of time, percentages."""

import re
from enum import Enum
from typing import Any

from assembler.excel.xml.parts import MAIN, Broken, tree


class Shown(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    ELAPSED = "elapsed"  # [h]:mm, a length of time
    PERCENT = "percent"


# Dates and times; 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean programs (yyyy"年"m"月"d"日").
_BUILT_IN = (
    dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Shown.DATE)
    | {46: Shown.ELAPSED}
    | {9: Shown.PERCENT, 10: Shown.PERCENT}
)
_LITERAL = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_DATE = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_PERCENT = re.compile(r"(?<![_\\])%")


def shown_as(code: str) -> Shown:
    """What a format code makes of a positive number: ``yyyy"年"m"月"`` a date, ``[h]:mm`` a length of time."""
    code = _LITERAL.sub("", code.split(";")[0])
    if _DATE.search(code):
        return Shown.ELAPSED if _ELAPSED.search(code) else Shown.DATE
    return Shown.PERCENT if _PERCENT.search(code) else Shown.NUMBER


def styles(name: str, part: bytes) -> dict[str, Shown]:
    """What each cell style, by the number that cells give, makes of a number. Broken if the table can't be read."""
    root = tree(name, part)
    namespace = root.tag[1:].partition("}")[0]
    if namespace not in MAIN:
        raise Broken(f"{name}: {root.tag}")
    try:
        return _styles(root, f"{{{namespace}}}")
    except ValueError as error:
        raise Broken(f"{name}: {error}") from error


def _styles(root: Any, namespace: str) -> dict[str, Shown]:
    formats = dict(_BUILT_IN)
    for each in root.iterfind(f"{namespace}numFmts/{namespace}numFmt"):
        formats[int(each.get("numFmtId", ""))] = shown_as(each.get("formatCode", ""))
    found = {}
    for number, each in enumerate(root.iterfind(f"{namespace}cellXfs/{namespace}xf")):
        found[str(number)] = formats.get(int(each.get("numFmtId", "0")), Shown.NUMBER)
    if not found:
        raise ValueError("cellXfs")
    return found
