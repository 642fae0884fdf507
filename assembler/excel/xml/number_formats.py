"""How the numbers of a workbook are shown, as far as it says what they are: dates, lengths of time, percentages; what
of it is struck out, or white on white."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from assembler.excel.xml.fonts import struck_or_white
from assembler.excel.xml.parts import MAIN, Broken, tree
from assembler.patterns import late


class Shown(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    ELAPSED = "elapsed"  # [h]:mm, a length of time
    PERCENT = "percent"


# Dates and times; 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean programs (yyyy"年"m"月"d"日").
_BUILT_IN: Mapping[int, "Format"] = (
    dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Shown.DATE)
    | {46: Shown.ELAPSED}
    | {9: Shown.PERCENT, 10: Shown.PERCENT}
    | dict.fromkeys((5, 6, 7, 8, 42, 44), '"¥"#,##0.00')  # in Chinese programs; some write no code for them
)
_LONGEST = 255  # characters of a format code in Excel
_LITERAL = late(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = late(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_DATE = late(r"(?<![_\\])[dmhysDMHYS]")
_PERCENT = late(r"(?<![_\\])%")
_PLAIN = late(r"(?:General|@|#*0+(?:\.[0#]+)?|#,##0(?:\.[0#]+)?)(?:_[ )])?", re.IGNORECASE)
Format = Shown | str
"""What a number format makes of numbers, or its code where that depends on the number (``0,``, ``0"件"``, ``;;;``)."""


@lru_cache(maxsize=1024)
def shown_as(code: str) -> Format:
    """What a format code makes of a positive number: ``yyyy"年"m"月"`` a date, ``[h]:mm`` a length of time."""
    if len(code) > _LONGEST:
        return code[: _LONGEST + 1]
    if _PLAIN.fullmatch(code):
        return Shown.NUMBER
    bare = _LITERAL.sub("", code).partition(";")[0]
    if _DATE.search(bare):
        return Shown.ELAPSED if _ELAPSED.search(bare) else Shown.DATE
    return Shown.PERCENT if _PERCENT.search(bare) else code


class Styles(NamedTuple):
    """The cell styles, by the number that cells give. ``formats``: what each makes of a number. ``marks``: those whose
    letters are struck out, or white on white (``model.look``)."""

    formats: Mapping[str, Format]
    marks: Mapping[str, str]


def styles(name: str, part: bytes) -> Styles:
    """The cell styles of a workbook. Broken if the table can't be read."""
    root = tree(name, part)
    namespace = root.tag[1:].partition("}")[0]
    if namespace not in MAIN:
        raise Broken(f"{name}: {root.tag}")
    try:
        spaced = f"{{{namespace}}}"
        return Styles(_formats(root, spaced), struck_or_white(root, spaced))
    except ValueError as error:
        raise Broken(f"{name}: {error}") from error


def _formats(root: Any, namespace: str) -> dict[str, Format]:
    formats: dict[int, Format] = dict(_BUILT_IN)
    for each in root.iterfind(f"{namespace}numFmts/{namespace}numFmt"):
        formats[int(each.get("numFmtId", ""))] = shown_as(each.get("formatCode", ""))
    found: dict[str, Format] = {}
    for number, each in enumerate(root.iterfind(f"{namespace}cellXfs/{namespace}xf")):
        found[str(number)] = formats.get(int(each.get("numFmtId", "0")), Shown.NUMBER)
    if not found:
        raise ValueError("cellXfs")
    return found
