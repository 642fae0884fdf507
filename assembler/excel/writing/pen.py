"""Styles of the standard workbook, and a thin hand over XlsxWriter that remembers them."""

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "微软雅黑"
INK, MUTED, TITLE = "#1F2933", "#7B8794", "#1F4E79"
HEADER, STUB, INPUT, TOTAL, CONTROL, LAST_YEAR = "#DCE6F1", "#F3F6FA", "#FFFBE6", "#ECEFF2", "#EAF4EA", "#FAFAFA"
LINE = "#8FA3B8"
BROKEN = {"bg_color": "#FAD4D1", "font_color": "#A61C1C"}
BALANCED = {"font_color": "#2E7D32"}
TOO_LONG = {"font_color": "#B45F06"}

_BASE = {"font_name": FONT, "font_size": 10, "font_color": INK}
_GRID = {"border": 1, "border_color": LINE, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "font_color": TITLE, "valign": "vcenter"},
    "subtitle": {"font_color": MUTED, "valign": "vcenter"},
    "status": {"bold": True, "font_color": TITLE, "valign": "vcenter"},
    "caption": {**_GRID, "bg_color": HEADER, "bold": True, "align": "center"},
    "header": {**_GRID, "bg_color": HEADER, "bold": True, "align": "center", "text_wrap": True},
    "corner": {**_GRID, "bg_color": HEADER, "align": "center", "text_wrap": True, "font_size": 9},
    "stub": {**_GRID, "bg_color": STUB, "align": "left", "indent": 1, "text_wrap": True},
    "group": {**_GRID, "bg_color": STUB, "align": "center", "text_wrap": True},
    "upright": {**_GRID, "bg_color": STUB, "align": "center", "rotation": 270},
    "count": {**_GRID, "bg_color": INPUT, "align": "center", "locked": False},
    "amount": {**_GRID, "bg_color": INPUT, "align": "center", "locked": False, "num_format": "0.00####"},
    "signed": {**_GRID, "bg_color": INPUT, "align": "center", "locked": False},
    "text": {**_GRID, "bg_color": INPUT, "align": "center", "locked": False, "num_format": "@", "text_wrap": True},
    "total": {**_GRID, "bg_color": TOTAL, "align": "center"},
    "typed_total": {**_GRID, "bg_color": TOTAL, "align": "center", "locked": False},
    "control": {**_GRID, "bg_color": CONTROL, "align": "center", "locked": False},
    "control_header": {**_GRID, "bg_color": CONTROL, "align": "center", "text_wrap": True, "font_size": 9},
    "last": {**_GRID, "bg_color": LAST_YEAR, "align": "center", "font_color": MUTED},
    "last_header": {
        **_GRID,
        "bg_color": LAST_YEAR,
        "align": "center",
        "font_color": MUTED,
        "text_wrap": True,
        "font_size": 9,
    },
    "last_text": {**_GRID, "bg_color": LAST_YEAR, "font_color": MUTED, "text_wrap": True, "valign": "top"},
    "label": {**_GRID, "bg_color": STUB, "bold": True, "indent": 1},
    "heading": {"bold": True, "font_size": 11.5, "font_color": TITLE, "valign": "vcenter"},
    "hint": {"font_size": 9, "font_color": MUTED, "valign": "vcenter", "text_wrap": True},
    "entry": {**_GRID, "bg_color": INPUT, "locked": False, "indent": 1, "num_format": "@", "text_wrap": True},
    "year": {**_GRID, "bg_color": INPUT, "locked": False, "indent": 1, "num_format": "0", "align": "left"},
    "date": {
        **_GRID,
        "bg_color": INPUT,
        "locked": False,
        "indent": 1,
        "num_format": 'yyyy"年"m"月"d"日"',
        "align": "left",
    },
    "prose": {
        **_GRID,
        "bg_color": INPUT,
        "locked": False,
        "indent": 1,
        "text_wrap": True,
        "valign": "top",
        "num_format": "@",
    },
    "length": {"font_size": 9, "font_color": MUTED, "valign": "top", "align": "right", "num_format": '0"字"'},
    "guide": {"text_wrap": True, "valign": "top"},
    "cell": {**_GRID, "align": "left", "indent": 1},
    "number": {**_GRID, "align": "center"},
    "code": {**_GRID, "align": "center", "text_wrap": True, "font_size": 9},
    "remark": {**_GRID, "text_wrap": True},
    "remark_link": {**_GRID, "text_wrap": True, "font_color": TITLE, "underline": 1},
    "reason_link": {**_GRID, "align": "center", "font_color": TITLE, "underline": 1},
    "step": {"bold": True, "valign": "vcenter", "text_wrap": True},
    "plain_link": {"font_color": TITLE, "underline": 1, "valign": "vcenter"},
    "link": {**_GRID, "align": "left", "indent": 1, "font_color": TITLE, "underline": 1},
}

# Told apart by the line as well: thick, broken, dotted, thin.
_MARKS: dict[str, dict[str, Any]] = {
    "error": {"bg_color": "#F9CDC8", "border": 5, "border_color": "#B00020"},
    "warning": {"bg_color": "#FFEDBF", "border": 8, "border_color": "#B45F06"},
    "info": {"bg_color": "#DCECF9", "border": 4, "border_color": "#1F6FB2"},
    "mended": {"bg_color": "#E6F4E2", "border": 1, "border_color": "#2E7D32"},
}


class Pen:
    """Formats by name for one workbook. ``marks``: grades (error, warning, info, mended) of entries, by ref."""

    def __init__(self, book: Workbook, marks: Mapping[str, str] | None = None) -> None:
        self.book = book
        self.marks = marks or {}
        self._made: dict[str, Format] = {}

    def style(self, name: str) -> Format:
        """The named cell format."""
        return self._format(name, _STYLES[name])

    def entry(self, ref: object, name: str) -> Format:
        """The named cell format, with the mark of the entry if it has one."""
        grade = self.marks.get(str(ref))
        return self.marked(grade, name) if grade else self.style(name)

    def marked(self, grade: str, name: str) -> Format:
        """The named cell format with the look of a grade."""
        return self._format(f"{name} {grade}", {**_STYLES[name], **_MARKS.get(grade, {})})

    def swatch(self, name: str) -> Format:
        """The look of a style, to be shown but not typed into."""
        return self._format(f"swatch {name}", {**_STYLES[name], "locked": True})

    def _format(self, key: str, properties: dict[str, Any]) -> Format:
        if key not in self._made:
            self._made[key] = self.book.add_format({**_BASE, **properties})
        return self._made[key]

    def rule(self, properties: dict[str, str]) -> Format:
        """A format for a conditional rule (no font: such rules can't set one)."""
        key = repr(properties)
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]


def text_width(text: str) -> float:
    """Width in columns of a digit: Han characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text) * 1.05


def lines_needed(text: str, width: float) -> int:
    """Lines that a wrapped text takes in a column of that width."""
    return sum(max(1, math.ceil(text_width(line) / max(2.0, width - 1))) for line in text.split("\n"))


MOST_HEIGHT = 409.0


def row_height(lines: int, line: float, around: float = 8) -> float:
    """Points of a row that holds so many lines, as far as Excel lets a row grow."""
    return min(MOST_HEIGHT, around + line * lines)


def fit(text: str, limit: int) -> str:
    """The text within Excel's limit for titles (32) and messages (255) of input prompts."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
