"""What stands in a workbook beside the form: sheets, notes, figures between the lines. It is never read."""

import re
from collections.abc import Collection, Iterator, Set
from functools import cache, lru_cache

from assembler.excel.book import ROWS, Book, Content, Sheet
from assembler.excel.layout import (
    CHECK_SHEET,
    GUIDE_SHEET,
    INFO_SHEET,
    LEFT,
    META_SHEET,
    REASON_COLUMNS,
    STATUS_ROW,
    TEXT_STEP,
    VERDICT,
    Place,
    layout,
)
from assembler.excel.places.found import Found
from assembler.excel.places.standard import own_words
from assembler.excel.places.texts import At, normal
from assembler.excel.values import is_number, raw_of, typed_number
from assembler.model.spec import ReportSpec, Section, Table
from assembler.patterns import late

GUIDE_TITLE = "政府信息公开工作年度报告 填报工作簿"
_LAST_YEAR = late(r"(?:[0-9]{4}年|上年)(?:\n.*|的文字（供对照，不印入年报）)?", re.DOTALL)
# What our formulas say, where only their results are left.
_STATUS = late(r"(?:各格已填|尚有[0-9]+格未填).*", re.DOTALL)
_LENGTH = late(r"[0-9]{1,5}(?:\.0)? ?字?")
_INFO = ("organisation", "year")
Beside = list[tuple[Place, str]]


def extra_sheets(spec: ReportSpec, book: Book, found: Found) -> list[str]:
    """Names of sheets that are no part of the form and hold something."""
    used = {GUIDE_SHEET, INFO_SHEET, CHECK_SHEET, META_SHEET, *(each.sheet for each in spec.sections)}
    used |= {place.sheet for place in found.places.values()}
    used |= {name for _, copies in found.copies.values() for name in copies}
    return [
        sheet.name
        for sheet in book.sheets.values()
        if sheet.name not in used and not _is_ours(sheet) and (sheet.extras or any(map(_says, sheet.contents.values())))
    ]


def _is_ours(sheet: Sheet) -> bool:
    """True for 填报说明 and 校验 under another name."""
    return any(content.value in (GUIDE_TITLE, *REASON_COLUMNS) for content in sheet.contents.values())


def _says(content: Content) -> bool:
    return content.value is not None and (not isinstance(content.value, str) or bool(content.value.strip()))


def unread_inside(spec: ReportSpec, book: Book, found: Found) -> Iterator[tuple[Table, Beside]]:
    """For each table the figures that stand among its entries, but in no cell that is one: in rows and columns that
    aren't the form's, in cells that were merged."""
    for section in spec.sections:
        if section.table:
            cells = [
                (Place(name, *key), raw_of(content.value))
                for name, entries in _entries(section, found).items()
                for key, content in _strange(spec, section, book.sheets[name], entries)
                if _is_within(key, entries) and is_figure(content)
            ]
            if cells:
                yield section.table, sorted(cells)


def notes_beside(spec: ReportSpec, book: Book, found: Found, told: Set[Place]) -> Beside:
    """Cells that say something around the form, on its own sheets, and words among its figures; last year's figures
    and texts, which we put there ourselves, left out, and what is ``told`` of otherwise."""
    beside: Beside = []
    for section in spec.sections:
        for name, entries in _entries(section, found).items():
            sheet = book.sheets[name]
            if section.table is None:
                lengths = 0 if book.formulas_known else 1
                beside += _beside_texts(sheet, entries, (0, 2), lengths)
                continue
            for key, content in _strange(spec, section, sheet, entries):
                if not (is_figure(content) and _is_within(key, entries)):
                    beside.append((Place(name, *key), raw_of(content.value).replace("\n", " ")))
    infos = [place for ref, place in found.places.items() if ref in _INFO or ref.startswith("info.")]
    if infos:
        beside += _beside_texts(book.sheets[infos[0].sheet], {(each.row, each.column) for each in infos}, (0, 0), 1)
    beside += _beside_ours(book)
    more = {*told, *(place for places in found.continued.values() for place in places)}
    return sorted((place, text) for place, text in beside if place not in more)


def is_figure(content: Content) -> bool:
    """True for numbers, and for texts that are one."""
    value = content.value
    return is_number(value) or (isinstance(value, str) and typed_number(value) is not None)


def _entries(section: Section, found: Found) -> dict[str, frozenset[At]]:
    """The cells of a part's entries by sheet."""
    refs = _refs(section.table) if section.table else tuple(text.id for text in section.texts)
    cells: dict[str, set[At]] = {}
    for ref in refs:
        place = found.places.get(ref)
        if place:
            cells.setdefault(place.sheet, set()).add((place.row, place.column))
    return {sheet: frozenset(each) for sheet, each in cells.items()}


@cache
def _refs(table: Table) -> tuple[str, ...]:
    return tuple(str(cell) for block in table.blocks for cell in (*block.cells(), *block.controls()))


def _is_within(key: At, entries: Set[At]) -> bool:
    """True for a cell in the rectangle around them."""
    top, left, bottom, right = _box(frozenset(entries))
    return top <= key[0] <= bottom and left <= key[1] <= right


@lru_cache(maxsize=64)
def _box(entries: frozenset[At]) -> tuple[int, int, int, int]:
    rows, columns = [row for row, _ in entries], [column for _, column in entries]
    return min(rows), min(columns), max(rows), max(columns)


def _strange(spec: ReportSpec, section: Section, sheet: Sheet, entries: Set[At]) -> list[tuple[At, Content]]:
    """The cells of a table's sheet that are neither its entries nor its own words, nor last year's; no formulas outside
    its rectangle."""
    words = own_words(spec)
    cells = [
        (key, content)
        for key, content in sheet.contents.items()
        if key not in entries and content.value not in words and (not content.formula or _is_within(key, entries))
    ]
    strange = [
        (key, content)
        for key, content in cells
        if _says(content)
        and not _is_own(content.value, words)
        and not (key == (STATUS_ROW, LEFT) and content.value == 0)  # what an .xls keeps of our formula there
    ]
    if not strange or section.table is None:
        return strange
    down, across = next(each.last_year for each in layout(spec).tables if each.table is section.table)
    if not any(_marks_last_year(key, content, entries, down) for key, content in strange):
        return strange
    return [
        (key, content)
        for key, content in strange
        if (key[0] - down, key[1] - across) not in entries and not _marks_last_year(key, content, entries, down)
    ]


def _is_own(value: object, words: Set[str]) -> bool:
    return isinstance(value, str) and (normal(value) in words or _STATUS.fullmatch(value) is not None)


def _marks_last_year(key: At, content: Content, entries: Collection[At], down: int) -> bool:
    """True for the labels over last year's figures (2022年 自然人), or left of them where these stand below."""
    if not isinstance(content.value, str) or not _LAST_YEAR.fullmatch(content.value):
        return False
    _, left, _, right = _box(frozenset(entries))
    if down:
        return (key[0] - down, left) in entries and key[1] == 0
    return "\n" in content.value and key[1] > right


def _beside_ours(book: Book) -> Iterator[tuple[Place, str]]:
    """What somebody wrote beside 填报说明 and 校验."""
    for name, right in ((GUIDE_SHEET, LEFT + 1), (CHECK_SHEET, VERDICT)):
        contents = book.sheets[name].contents if name in book.sheets else {}
        own = [row for (row, _), each in contents.items() if isinstance(each.value, str) and each.value[:1] == "\u3000"]
        bottom = max(own, default=ROWS) if name == GUIDE_SHEET else ROWS
        for (row, column), content in contents.items():
            if not (LEFT <= column <= right and row <= bottom) and not content.formula and _says(content):
                yield Place(name, row, column), raw_of(content.value).replace("\n", " ")


def _beside_texts(sheet: Sheet, entries: Collection[At], last_year: At, hints: int) -> Iterator[tuple[Place, str]]:
    """What stands around entries below (right of) their labels, with so many columns of hints beside them."""
    top, bottom = min(row for row, _ in entries), max(row for row, _ in entries)
    left, right = min(column for _, column in entries), max(column for _, column in entries) + hints
    form_rows = {row - n for row, _ in entries for n in range(TEXT_STEP)} | set(range(top))
    down, across = last_year
    for (row, column), content in sheet.contents.items():
        if content.formula or not _says(content):
            continue
        if max(left - 1, LEFT) <= column <= right and row <= bottom and row in form_rows:
            continue
        text = raw_of(content.value)
        ours = (row - down, column - across) in entries or _LAST_YEAR.fullmatch(text) is not None
        ours = ours or ((row, column - 1) in entries and _LENGTH.fullmatch(text) is not None)
        if not ours and row != STATUS_ROW:
            yield Place(sheet.name, row, column), text.replace("\n", " ")
