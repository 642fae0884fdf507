"""情况说明 on the 校验 sheet: a place for reasons, beside the numbers that ``assembler check`` gives."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assembler.excel.book import At, Book, Content, Sheet
from assembler.excel.layout import (
    CHECK_SHEET,
    CHECK_TOP,
    REASON_COLUMNS,
    REASON_TEXT,
    Layout,
    Place,
)
from assembler.excel.values import text_of
from assembler.model.look import unwanted
from assembler.patterns import late

MOST_ROWS = 200
_HEADS = frozenset(REASON_COLUMNS)
_DOUBT = "待确认："
_TOKEN = late(r"[A-Z][A-Z0-9]*(?:-[0-9]{2})+-[0-9A-F]{6}")  # what people copy along with it may say where


def first_row(layout: Layout) -> int:
    """The row of the area's heading, below the relations."""
    return CHECK_TOP + len(layout.spec.live_relations) + 3


def in_row(number: str, words: str) -> str:
    """What stands in a row's first cell: the number, and below it the doubt that is to be settled beside it."""
    return f"{number}\n{_DOUBT}{words}" if words else number


def reason_places(layout: Layout, numbers: Iterable[str]) -> dict[str, Place]:
    """Where the reasons for these numbers are written, in their order."""
    top = first_row(layout) + 3
    return {number: Place(CHECK_SHEET, top + n, REASON_TEXT) for n, number in enumerate(numbers)}


class Row(NamedTuple):
    """A row of the area: the reason, "" = none yet, where it is written, and the doubt that it should settle,
    "" = none."""

    reason: str
    place: Place
    doubt: str


def read_reasons(book: Book) -> dict[str, Row]:
    """The rows by the number that they are filed under; those without a number, or with neither reason nor doubt, are
    left out."""
    for sheet in sorted(book.sheets.values(), key=lambda sheet: sheet.name != CHECK_SHEET):
        heads = {text: at for at, text in sheet.texts_that(read_reasons, lambda _, text: text in _HEADS)}
        if len(heads) < len(REASON_COLUMNS):
            continue
        return _below(sheet, heads[REASON_COLUMNS[0]], heads[REASON_COLUMNS[1]][1])
    return {}


def _below(sheet: Sheet, head: At, text_column: int) -> dict[str, Row]:
    """The rows below a heading; reasons stand in the column of texts."""
    top, column = head

    def wanted(at: At, _: Content) -> bool:
        return top < at[0] <= top + MOST_ROWS and at[1] in (column, text_column)

    def look(cells: list[tuple[At, Content]]) -> dict[str, Row]:
        texts = {at: text_of(each.value).strip() for at, each in cells if not unwanted(each.shown or "")}
        return _rows(sheet.name, texts, column, text_column)

    found: dict[str, Row] = sheet.look((read_reasons, head, text_column), wanted, look)
    return found


def _rows(sheet: str, texts: Mapping[At, str], column: int, text_column: int) -> dict[str, Row]:
    """The rows of these cells."""
    found: dict[str, Row] = {}
    for row in sorted(row for row, each in texts if each == column):
        written, _, doubt = texts[row, column].partition(_DOUBT)
        number = written.upper().strip()
        if number:
            match = _TOKEN.search(number)
            token = match[0] if match else number
            reason = texts.get((row, text_column), "")
            if reason or doubt:  # a returned workbook has the numbers ready
                found.setdefault(token, Row(reason, Place(sheet, row, text_column), doubt))
    return found
