"""What entries of words say: texts, the cells of a table that hold words, 基本信息."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from assembler.excel.book import EMPTY, Book, Content
from assembler.excel.meaning.notes import Notes
from assembler.excel.meaning.said import said
from assembler.excel.places.locate import normal
from assembler.excel.shown import says
from assembler.excel.values import day_of, is_number, raw_of, text_of, typed_year, whole
from assembler.model.findings import CellNote, Severity
from assembler.model.look import unwanted
from assembler.model.refs import CellRef
from assembler.model.spec import InfoField, ReportSpec
from assembler.patterns import late

YEARS = range(1901, 2200)
_FORMULA = late(r"=[A-Za-z$'(\u4e00-\u9fff\[]", needs="=")
_ERROR = late(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!)", needs="#")  # as text, too: a returned copy holds it so


def shows(content: Content, *units: str) -> bool:
    """True if what people see is the number of the cell, with one of its units."""
    value, text = content.value, content.shown or ""
    return is_number(value) and any(says(text, value, unit) for unit in units)


@cache
def _levels(spec: ReportSpec) -> Mapping[str, str]:
    """Ids of the kinds of reporting units, by their labels as they are compared."""
    return {normal(level.label): level.id for level in spec.levels}


class Words:
    """Reads them. What can't be understood is put into ``unread`` as it stands; what was read otherwise than it is
    written is told to the ``notes``."""

    def __init__(
        self, spec: ReportSpec, book: Book, contents: Mapping[str, Content], notes: Notes, unread: dict[str, str]
    ) -> None:
        self.spec, self.book, self.contents = spec, book, contents
        self.notes, self.unread = notes, unread

    def _entry(self, ref: str) -> Content:
        """A text or an entry of 基本信息; W-07 and W-12 where its formula has no result or failed: what it should say
        is lost, and the formula is kept in ``unread``."""
        content = self.contents.get(ref, EMPTY)
        value = content.value
        failed = content.error or (isinstance(value, str) and "#" in value and _ERROR.fullmatch(value.strip()))
        if not failed and (content.formula is None or content.value is not None):
            return content
        raw = self.unread[ref] = content.formula or text_of(content.value)
        if failed:
            value = text_of(content.value)
            self.notes.tell("W-12", ref, (CellNote(ref, raw),), case="entry", severity=Severity.ERROR, value=value)
        else:
            self.notes.tell("W-07", ref, (CellNote(ref, raw),), value=raw)
        return EMPTY

    def text(self, ref: str) -> str:
        """The text of an entry."""
        content = self._entry(ref)
        if isinstance(content.value, (date, datetime, time, timedelta)):
            self._interpreted(ref, text_of(content.value), "date")
        value = content.value
        if content.formula is None and isinstance(value, str) and value[:1] == "=" and _FORMULA.match(value):
            note = CellNote(ref, value)
            self.notes.tell("W-07", ref, (note,), case="typed", severity=Severity.WARNING, value=value[:40])
        return said(self.notes, ref, content)

    def _interpreted(self, ref: str, before: str, case: str, after: str = "") -> None:
        """W-09: an entry that was stored otherwise than it is read."""
        self.notes.tell("W-09", ref, (CellNote(ref, before),), case=case, before=before, after=after)

    def in_cell(self, cell: CellRef) -> str:
        """What stands in a cell that holds words; a formula without a result, or one that failed, says nothing, nor
        does what is no words, or a number that is shown as another one."""
        content = self.contents.get(str(cell), EMPTY)
        if content.error or (content.formula and content.value is None):
            self.unread[str(cell)] = text_of(content.value) or content.formula or ""
            return ""
        number = is_number(content.value)
        if not (content.value is None or isinstance(content.value, str) or (number and content.shown is None)):
            self.unread[str(cell)] = raw_of(content.value, shown=content.shown)
            return ""
        return said(self.notes, str(cell), content).strip()

    def year(self) -> int | None:
        """W-09 where it is no plain number: 2023年, the first of January 2023."""
        content = self._entry("year")
        value = content.value
        year: int | None
        if content.shown is None and (figure := whole(value)) is not None and (year := int(figure)) in YEARS:
            return year  # the usual case
        raw = text_of(value).strip()
        if content.shown is not None and not shows(content, "年", "年度"):
            self.unread["year"] = raw_of(value, shown=content.shown)
            return None
        if isinstance(value, (date, datetime)):
            year = value.year if (value.month, value.day) == (1, 1) else None
        else:
            year = typed_year(raw)
        if year in YEARS:
            if raw != str(year):
                self._interpreted("year", raw, "entry", str(year))
            return year
        if raw:
            self.unread["year"] = raw
        return None

    def info(self, entry: InfoField) -> str:
        """An entry of 基本信息: a text, a day as YYYY-MM-DD, the id of a kind of units."""
        ref = f"info.{entry.id}"
        if entry.kind == "date":
            return self._date(ref)
        text = self.text(ref).strip()
        if entry.kind != "level" or not text:
            return text
        levels = _levels(self.spec)
        if normal(text) not in levels:
            self.unread[ref] = text
        return levels.get(normal(text), "")

    def _date(self, ref: str) -> str:
        """YYYY-MM-DD of a date or of a number of days (W-09); a text as it was typed: its notation is judged later."""
        content = self._entry(ref)
        day = day_of(content.value, self.book.from_1904)
        if content.shown is not None and (isinstance(content.value, str) or unwanted(content.shown)):
            return raw_of(content.value, shown=content.shown)
        if day is None:
            return said(self.notes, ref, content).strip()
        stored = text_of(content.value)
        if stored != day.isoformat():
            self._interpreted(ref, stored, "entry", day.isoformat())
        return day.isoformat()
