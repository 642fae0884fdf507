"""What a cell's XML says as a value: its type, style and text become a number, a text, a date."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from assembler.excel.book import Content
from assembler.excel.shown import says
from assembler.excel.shown import shown as shown_by
from assembler.excel.values import as_stored
from assembler.excel.xml.contents import SHORT, content, keep
from assembler.excel.xml.number_formats import Format, Shown
from assembler.excel.xml.parts import Broken, true
from assembler.excel.xml.strings import decoded
from assembler.model.look import marked
from assembler.patterns import late

_NUMBER = late(r"\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*")
_WHOLE = late(r"[+-]?[0-9]+")
_DURATION = late(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?")
_DAY = 86_400_000  # milliseconds
_INDEX = 10
_SHORT_NUMBER = 20
Known = dict[str, tuple[tuple[int, int], Content | str] | None]
"""Cells as a sheet's XML writes them (``B5" s="3"><v>0</v></c>``): place, and what they hold (a str: the index of a
shared string), or None if that is nothing. Most cells of a form are the same in all workbooks."""
Numbers = dict[tuple[str, str], Content]
"""Numbers by style and text."""


class Kept:
    """What was met so far in workbooks with these styles and years."""

    def __init__(self) -> None:
        self.known: Known = {}
        self.numbers: Numbers = {}


_KEPT: list[tuple[Mapping[str, Format], bool, Kept]] = []
MOST_TABLES = 8
"""Tables of styles of which that is kept: programs that the workbooks of a batch come from."""


def _kept(styles: Mapping[str, Format], from_1904: bool) -> Kept:
    """What was met with these styles and years."""
    for n, (known, years, kept) in enumerate(_KEPT):
        if years == from_1904 and (known is styles or known == styles):
            _KEPT.insert(0, _KEPT.pop(n))
            return kept
    _KEPT[MOST_TABLES - 1 :] = []
    _KEPT.insert(0, (styles, from_1904, Kept()))
    return _KEPT[0][2]


class Values:
    """Makes contents of what stands in cells. ``odd_styles`` becomes True at a number with a style that the table
    doesn't know. ``marks``: of the styles whose letters are struck out or white; who asks for a content puts it."""

    def __init__(
        self,
        strings: Sequence[Content],
        styles: Mapping[str, Format],
        from_1904: bool,
        marks: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.styles, self.from_1904, self.marks = styles, from_1904, marks
        self.odd_styles = False
        self.strings = strings
        self.shared: dict[str, Content] = {}  # those that cells have asked for; nobody sees those of _meta
        self.kept = _kept(styles, from_1904)
        self.known, self._numbers = self.kept.known, self.kept.numbers

    def constant(self, kind: str, style: str, text: str) -> Content:
        """The content of a cell of that type (t), style (s) and text (v). Broken for a shared string that isn't
        there; a text that is not what its type says stays a text."""
        if kind == "s":
            return self.shared.get(text) or self.text(text)
        if kind == "n":
            known = self._numbers.get((style, text))
            if known is None:
                known = self._number(style, text)
                if style in self.styles and len(text) < _SHORT_NUMBER:
                    keep(self._numbers, (style, text), known)
            return known
        if kind == "b":
            bare = text.strip()
            return content(true(bare) if bare in ("0", "1", "true", "false") else text)
        if kind == "d":
            return content(_moment(text))
        return content(decoded(text), error=kind == "e")

    def result(self, kind: str, style: str, text: str | None, formula: str) -> Content:
        """The content of a cell with a formula (without equals sign). Without any text (None or empty) it was never
        computed, unless the type says that its result is a text."""
        if not text and (text is None or kind not in ("str", "inlineStr")):
            return content(None, f"={formula}", kind == "e")
        found = self.constant(kind, style, text)
        return content(found.value, f"={formula}", found.error, found.percent, found.shown)

    def looked(self, style: str, found: Content) -> Content:
        """A content as it looks in that style."""
        if style not in self.marks or found.value in (None, ""):
            return found
        seen = as_stored(found.value) if found.shown is None else found.shown
        return content(found.value, found.formula, found.error, found.percent, marked(seen, self.marks[style]))

    def remember(self, cell: str, style: str, meaning: tuple[tuple[int, int], Content | str] | None) -> None:
        """Know a cell of that XML and style from now on."""
        if style in self.styles or not meaning:
            keep(self.known, cell, meaning)

    def text(self, number: str) -> Content:
        """The shared string of that number. Broken if it isn't there."""
        content = self._shared(number.strip())
        if len(number) < _INDEX:
            self.shared[number] = content
        return content

    def _shared(self, text: str) -> Content:
        index = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if 0 <= index < len(self.strings):
            return self.strings[index]
        raise Broken(f"sharedStrings: {text[:20]!r} / {len(self.strings)}")

    def _number(self, style: str, text: str) -> Content:
        value = _number(text)
        if isinstance(value, str):
            return content(value)
        shown = self.styles.get(style)
        if shown is None:
            self.odd_styles = True
        elif isinstance(shown, str):
            text = shown_by(shown, value)
            return content(value, shown=None if says(text, value) else text)
        if shown is Shown.DATE or shown is Shown.ELAPSED:
            try:
                return content(_elapsed(value) if shown is Shown.ELAPSED else date_of_serial(value, self.from_1904))
            except OverflowError:  # a cell full of # in any spreadsheet
                return content("#VALUE!", error=True)
        return content(value, percent=shown is Shown.PERCENT)


def _number(text: str) -> int | float | str:
    """The number; what isn't one (NaN, --, 1e999) as it stands."""
    match = _NUMBER.fullmatch(text)
    near = float(match[1]) if match else math.inf
    if not match or not math.isfinite(near):
        return text
    return int(match[1]) if _WHOLE.fullmatch(match[1]) and len(match[1]) < SHORT else near


def date_of_serial(value: float, from_1904: bool) -> datetime | time:
    """The date behind a serial number, a time of day behind a fraction of the first day. OverflowError beyond the
    years that there are. Serials up to 60 count Excel's 29 February 1900, which never was."""
    day, fraction = divmod(value, 1)
    rest = timedelta(milliseconds=round(fraction * _DAY))
    if 0 <= value < 1 and not rest.days:
        return (datetime.min + rest).time()
    if 0 < value < 60 and not from_1904:
        day += 1
    return (datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)) + timedelta(days=day) + rest


def _elapsed(value: float) -> timedelta:
    """A length of time, to the millisecond."""
    exact = timedelta(days=value)
    return timedelta(days=exact.days, seconds=exact.seconds, microseconds=round(exact.microseconds, -3))


def _moment(text: str) -> datetime | date | time | timedelta | str:
    """What an ISO 8601 text says; a text that is none as it stands."""
    bare = text.strip().removesuffix("Z")
    duration = _DURATION.fullmatch(bare)
    try:
        if duration and bare != "PT":
            hours, minutes, seconds = (float(part or 0) for part in duration.groups())
            return timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if ":" not in bare:
            return date.fromisoformat(bare)
        if "-" not in bare.partition(":")[0]:
            return time.fromisoformat(bare)
        return datetime.fromisoformat(bare)
    except (ValueError, OverflowError):
        return text
