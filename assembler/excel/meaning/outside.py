"""What stands in a workbook beside the form: sheets, notes, figures between the lines. It is never read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from itertools import groupby
from operator import le

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
from assembler.excel.places.standard import LENGTH, own_words
from assembler.excel.places.texts import At, normal
from assembler.excel.values import is_number, raw_of, typed_number
from assembler.model.spec import ReportSpec, Section, Table
from assembler.patterns import late

GUIDE_TITLE = "政府信息公开工作年度报告 填报工作簿"
_LAST_YEAR = late(r"(?:[0-9]{4}年|上年)(?:\n.*|的文字（供对照，不印入年报）)?", re.DOTALL)
# What our formulas say, where only their results are left.
_STATUS = late(r"(?:各格已填|尚有[0-9]+格未填|有[0-9]+格不是数字).*", re.DOTALL)
_INFO = ("organisation", "year")
_QUOTED = 500  # characters of what stands in a cell
Beside = list[tuple[Place, str]]
Cells = list[tuple[At, Content]]


def extra_sheets(spec: ReportSpec, book: Book, found: Found) -> list[str]:
    """Names of sheets that are no part of the form and hold something."""
    used = {GUIDE_SHEET, INFO_SHEET, CHECK_SHEET, META_SHEET, *(each.sheet for each in spec.sections)}
    used |= set() if found.untouched else {place.sheet for place in (found.places | found.presumed).values()}
    used |= {name for _, copies in found.copies.values() for name in copies}
    return [
        sheet.name
        for sheet in book.sheets.values()
        if sheet.name not in used and not _is_ours(sheet) and (sheet.extras or any(map(_says, sheet.contents.values())))
    ]


def _is_ours(sheet: Sheet) -> bool:
    """True for 填报说明 and 校验 under another name."""
    return bool(sheet.texts_that(_is_ours, lambda _, text: text in (GUIDE_TITLE, *REASON_COLUMNS)))


def _says(content: Content) -> bool:
    return content.value is not None and (not isinstance(content.value, str) or bool(content.value.strip()))


def unread_inside(spec: ReportSpec, book: Book, found: Found) -> Iterator[tuple[Table, Beside]]:
    """For each table the figures that stand among its entries, but in no cell that is one: in rows and columns that
    aren't the form's, in cells that were merged; of a table that wasn't found, all on its sheet."""
    taken = _taken(found)
    for section in spec.sections:
        if section.table:
            cells = [
                (Place(name, *key), raw_of(content.value))
                for name, entries in _entries(spec, found, section.id).items()
                for key, content in _strange(spec, section, book.sheets[name], entries)
                if _is_within(key, entries) and is_figure(content) and Place(name, *key) not in taken
            ]
            if found.absent.issuperset(block.id for block in section.table.blocks):
                cells += _left_behind(section, book, found)
            if cells:
                yield section.table, sorted(cells)


def _left_behind(section: Section, book: Book, found: Found) -> Iterator[tuple[Place, str]]:
    """Figures on the sheet of a table that wasn't found; totals left out, whose formulas say what they add up, and what
    stands under or behind a year, as last year's figures do."""
    taken = {*found.places.values(), *found.presumed.values()}
    cells = book.sheets[section.sheet].contents if section.sheet in book.sheets else {}
    years = [key for key, each in cells.items() if isinstance(each.value, str) and _LAST_YEAR.fullmatch(each.value)]
    rows, columns = {row for row, column in years if column < LEFT}, {column for _, column in years if column >= LEFT}
    for key, content in cells.items():
        place = Place(section.sheet, *key)
        old = key[0] in rows or key[1] in columns
        if is_figure(content) and not content.formula and place not in taken and not old:
            yield place, raw_of(content.value)


def notes_beside(spec: ReportSpec, book: Book, found: Found, told: Set[Place]) -> Beside:
    """Cells that say something around the form, on its own sheets, and words among its figures; last year's figures
    and texts, which we put there ourselves, left out, and what is ``told`` of otherwise."""
    beside: Beside = []
    for section in spec.sections:
        for name, entries in _entries(spec, found, section.id).items():
            sheet = book.sheets[name]
            if section.table is None:
                lengths = 0 if book.formulas_known else 1
                beside += _beside_texts(sheet, entries, (0, 2), lengths)
                continue
            known = any(each.sheet == name for each in found.places.values())
            for key, content in _strange(spec, section, sheet, entries):
                is_label = not known and all(map(le, key, _box(entries)[2:]))  # the only thing that isn't understood
                if not is_label and not (is_figure(content) and _is_within(key, entries)):
                    beside.append((Place(name, *key), raw_of(content.value).replace("\n", " ")))
    if info := _info(spec, found):
        beside += _beside_texts(book.sheets[info[0]], info[1], (0, 0), 1)
    beside += _beside_ours(book)
    more = {*told, *_taken(found), *(place for places in found.continued.values() for place in places)}
    return sorted((place, text) for place, text in beside if place not in more)


def in_rows(cells: Iterable[tuple[Place, str]], told: str = "") -> str:
    """All of them, a line for each row of a sheet: E6 至 G6：13375、11001、8444，L6：489. Sheets are named where one
    begins that hasn't been ``told``."""
    lines = []
    for (sheet, _), row in groupby(cells, key=lambda each: (each[0].sheet, each[0].row)):
        runs = groupby(enumerate(row), key=lambda each: each[1][0].column - each[0])
        listed = "，".join(_run([each for _, each in run]) for _, run in runs)
        lines.append(listed if sheet == told else f"“{sheet}”{listed}")
        told = sheet
    return "\n".join(lines)


def _run(cells: Beside) -> str:
    """Cells that lie side by side."""
    first, last = cells[0][0].address, cells[-1][0].address
    texts = "、".join(text[:_QUOTED] for _, text in cells)
    return f"{first}：{texts}" if first == last else f"{first} 至 {last}：{texts}"


def _taken(found: Found) -> Set[Place]:
    """The entries of all tables, where several may stand on one sheet."""
    return frozenset() if found.untouched else frozenset(found.places.values())


def is_figure(content: Content) -> bool:
    """True for numbers, and for texts that are one."""
    value = content.value
    return is_number(value) or (isinstance(value, str) and typed_number(value) is not None)


def _entries(spec: ReportSpec, found: Found, part: str) -> Mapping[str, frozenset[At]]:
    """The cells of a section's entries by sheet."""
    return _standard(spec)[part] if found.untouched else _cells(found.places | found.presumed, _refs(spec)[part])


def _info(spec: ReportSpec, found: Found) -> tuple[str, frozenset[At]] | None:
    """The sheet and the cells of 基本信息; None if nothing of it was found."""
    if found.untouched:
        return next(iter(_standard(spec)[INFO_SHEET].items()))
    places = [place for ref, place in found.places.items() if ref in _INFO or ref.startswith("info.")]
    return (places[0].sheet, frozenset((each.row, each.column) for each in places)) if places else None


def _cells(places: Mapping[str, Place], refs: tuple[str, ...]) -> dict[str, frozenset[At]]:
    cells: dict[str, set[At]] = {}
    for ref in refs:
        place = places.get(ref)
        if place:
            cells.setdefault(place.sheet, set()).add((place.row, place.column))
    return {sheet: frozenset(each) for sheet, each in cells.items()}


@cache
def _standard(spec: ReportSpec) -> Mapping[str, Mapping[str, frozenset[At]]]:
    """The cells of all parts in the standard workbook."""
    return {part: _cells(layout(spec).places, refs) for part, refs in _refs(spec).items()}


@cache
def _refs(spec: ReportSpec) -> Mapping[str, tuple[str, ...]]:
    """The entries of all parts."""
    refs = {INFO_SHEET: ("organisation", "year", *(f"info.{entry.id}" for entry in spec.info))}
    for section in spec.sections:
        blocks = section.table.blocks if section.table else ()
        cells = (str(cell) for block in blocks for cell in (*block.cells(), *block.controls()))
        refs[section.id] = (*cells, *(text.id for text in section.texts))
    return refs


def _is_within(key: At, entries: frozenset[At]) -> bool:
    """True for a cell in the rectangle around them."""
    top, left, bottom, right = _box(entries)
    return top <= key[0] <= bottom and left <= key[1] <= right


@lru_cache(maxsize=64)
def _box(entries: frozenset[At]) -> tuple[int, int, int, int]:
    rows, columns = [row for row, _ in entries], [column for _, column in entries]
    return min(rows), min(columns), max(rows), max(columns)


def _strange(spec: ReportSpec, section: Section, sheet: Sheet, entries: frozenset[At]) -> Cells:
    """The cells of a table's sheet that are neither its entries nor its own words, nor last year's; no formulas outside
    its rectangle."""
    words = own_words(spec)

    def wanted(key: At, content: Content) -> bool:
        return key not in entries and (not content.formula or _is_within(key, entries))

    def look(cells: Cells) -> Cells:
        strange = [
            (key, content)
            for key, content in cells
            if content.value not in words
            and _says(content)
            and not _is_own(content.value, words)
            and not (key == (STATUS_ROW, LEFT) and content.value == 0)  # what an .xls keeps of our formula there
        ]
        return _without_last_year(spec, section, strange, entries)

    found: Cells = sheet.look((_strange, section.id, entries, words), wanted, look)
    return found


def _without_last_year(spec: ReportSpec, section: Section, strange: Cells, entries: frozenset[At]) -> Cells:
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


def _marks_last_year(key: At, content: Content, entries: frozenset[At], down: int) -> bool:
    """True for the labels over last year's figures (2022年 自然人), or left of them where these stand below."""
    if not isinstance(content.value, str) or not _LAST_YEAR.fullmatch(content.value):
        return False
    _, left, _, right = _box(entries)
    if down:
        return (key[0] - down, left) in entries and key[1] == 0
    return "\n" in content.value and key[1] > right


def _beside_ours(book: Book) -> Iterator[tuple[Place, str]]:
    """What somebody wrote beside 填报说明 and 校验."""
    if guide := book.sheets.get(GUIDE_SHEET):
        yield from guide.look(_beside_ours, lambda *_: True, lambda cells: _around(GUIDE_SHEET, cells, LEFT + 1))
    if check := book.sheets.get(CHECK_SHEET):
        yield from check.look(
            _beside_ours,
            lambda key, _: not LEFT <= key[1] <= VERDICT,
            lambda cells: _around(CHECK_SHEET, cells, VERDICT),
        )


def _around(name: str, cells: Cells, right: int) -> Beside:
    """What stands around the columns up to ``right``; on 填报说明 also below its last paragraph."""
    own = [row for (row, _), each in cells if isinstance(each.value, str) and each.value[:1] == "\u3000"]
    bottom = max(own, default=ROWS) if name == GUIDE_SHEET else ROWS
    return [
        (Place(name, row, column), raw_of(content.value).replace("\n", " "))
        for (row, column), content in cells
        if not (LEFT <= column <= right and row <= bottom) and not content.formula and _says(content)
    ]


def _beside_texts(sheet: Sheet, entries: frozenset[At], last_year: At, hints: int) -> Beside:
    """What stands around entries below (right of) their labels, with so many columns of hints beside them."""
    top, left, bottom, right = _box(entries)
    form_rows = {row - n for row, _ in entries for n in range(TEXT_STEP)} | set(range(top))
    down, across = last_year

    def wanted(key: At, content: Content) -> bool:
        row, column = key
        inside = max(left - 1, LEFT) <= column <= right + hints and row <= bottom and row in form_rows
        typed_over = column > right and isinstance(content.value, str) and content.value[:1] not in ("", "\u3000")
        return (not inside or typed_over) and not content.formula

    def look(cells: Cells) -> Beside:
        beside = []
        for (row, column), content in cells:
            text = raw_of(content.value)
            ours = (row - down, column - across) in entries or _LAST_YEAR.fullmatch(text) is not None
            ours = ours or ((row, column - 1) in entries and LENGTH.fullmatch(text) is not None)
            if _says(content) and not ours and row != STATUS_ROW:
                beside.append((Place(sheet.name, row, column), text.replace("\n", " ")))
        return beside

    found: Beside = sheet.look((_beside_texts, entries, last_year, hints), wanted, look)
    return found
