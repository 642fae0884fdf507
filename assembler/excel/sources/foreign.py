"""Workbooks of other formats as a Book of values: what formulas stood there is not known (W-17), and errors such as
#REF! look like blanks."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from assembler.errors import UnusableInput
from assembler.excel.book import COLUMNS, EMPTY, ROWS, Book, Content, Sheet
from assembler.excel.layout import FORMAT_PROPERTY, META_SHEET, SCHEMA_PROPERTY
from assembler.excel.shown import says, shown
from assembler.excel.values import as_stored, is_number
from assembler.excel.xml.contents import LONGEST
from assembler.excel.xml.number_formats import Shown, shown_as
from assembler.files import reason
from assembler.model.look import LOWERED, RAISED, STRUCK, WHITE, in_runs, marked
from assembler.records import replace

AREAS_LIMIT = 200_000  # cells in merged areas
LIMIT = 20 * 1024 * 1024  # of the file; a filled .xls has 0.2 MB
SECONDS = 10
MEMORY = 280 * 1024 * 1024  # a filled .xls takes less than 100

_MARKS = {"struck": STRUCK, "white": WHITE, "raised": RAISED, "lowered": LOWERED, "": ""}
_CHILD = Path(__file__).with_name("foreign_child.py")
_KINDS: Mapping[str, Callable[[str], object]] = {
    "bool": lambda text: text == "1",
    "number": lambda text: float(text) if "." in text or "e" in text or "n" in text else int(text),
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(seconds=float(text)),
    "text": str,
}


def read_xls(path: Path, data: bytes) -> Book:
    """An .xls or .et, read by python-calamine in a process of its own. UnusableInput for what it can't read."""
    if len(data) > LIMIT:
        size, limit = len(data) // 1024 // 1024, LIMIT // 1024 // 1024
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=size, limit=limit, unit="MB")
    answer = _asked(path, data)
    if "refused" in answer:
        raise UnusableInput("INPUT-ENCRYPTED", path=path)
    return foreign_book(path, "xls", [_sheet(each) for each in answer["sheets"]])


def foreign_book(path: Path, kind: str, found: Sequence[Sheet]) -> Book:
    """A book without formulas and names; its marks stand on the hidden sheet only. UnusableInput for what no program
    writes: two sheets of one name, merged areas on top of each other."""
    areas = sum((1 + area[2] - area[0]) * (1 + area[3] - area[1]) for each in found for area in each.merged)
    if areas > AREAS_LIMIT:
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=areas, limit=AREAS_LIMIT, unit="个合并的单元格")
    sheets = {each.name: replace(each, contents=_shown(path, each)) for each in found}
    if not sheets or len(sheets) < len(found):
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="内容读不出")
    meta = sheets.get(META_SHEET, Sheet(META_SHEET, {}, ()))
    marks = {str(meta.content(row, 0).value): str(meta.content(row, 1).value) for row in range(2)}
    schema = marks.get(SCHEMA_PROPERTY, "").removesuffix(".0")
    return Book(path, sheets, {}, marks.get(FORMAT_PROPERTY, ""), schema, kind=kind, formulas_known=False)


def _shown(path: Path, sheet: Sheet) -> dict[tuple[int, int], Content]:
    """The contents without those that merged cells hide. UnusableInput if one is longer than any cell."""
    if any(isinstance(each.value, str) and len(each.value) > LONGEST for each in sheet.contents.values()):
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="内容读不出")
    area = sheet.area
    return {key: content for key, content in sheet.contents.items() if area.get(key, key)[:2] == key}


def _asked(path: Path, data: bytes) -> dict[str, Any]:
    """What the other process answers."""
    limits = map(str, (ROWS, COLUMNS, SECONDS, MEMORY))
    try:
        run = subprocess.run(
            [sys.executable, "-P", str(_CHILD), *limits],
            input=data,
            capture_output=True,
            timeout=2 * SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer: dict[str, Any] = json.loads(run.stdout)
    except OSError as error:  # the process can't be begun
        raise UnusableInput("INPUT-UNREADABLE", path=path, reason=reason(error)) from error
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="内容读不出") from error
    return answer


def _sheet(told: Mapping[str, Any]) -> Sheet:
    contents = {(row, column): Content(_KINDS[kind](text)) for row, column, kind, text in told["cells"]}
    for row, column, code in told["formats"]:
        content = contents.get((row, column), EMPTY)
        if is_number(content.value):
            contents[row, column] = _formatted(content.value, code)
    for row, column, runs in told["runs"]:
        if isinstance(contents.get((row, column), EMPTY).value, str):
            shown = in_runs((text, _MARKS[mark]) for text, mark in runs)
            contents[row, column] = replace(contents[row, column], shown=shown)
    for row, column, mark in told["marks"]:
        content = contents.get((row, column), EMPTY)
        if content.value not in (None, ""):
            seen = as_stored(content.value) if content.shown is None else content.shown
            contents[row, column] = replace(content, shown=marked(seen, _MARKS[mark]))
    return Sheet(told["name"], contents, tuple(tuple(area) for area in told["merged"]), told["state"])


def _formatted(value: float, code: str) -> Content:
    """A number with its format. Dates come as such; the rest is as in an .xlsx."""
    kind = shown_as(code)
    text = shown(kind, value) if isinstance(kind, str) else None
    return Content(value, percent=kind is Shown.PERCENT, shown=None if text is None or says(text, value) else text)
