"""The quick way: a workbook whose form is just as our writer made it needs no search.

Every label is compared at its place, every name with its cell, and none may be missing; nothing that could be a label
may stand elsewhere on these sheets, and there may be no other sheets. Whatever else was done to the workbook is no
matter of places.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from assembler.excel.book import Book, Content
from assembler.excel.layout import (
    CHECK_SHEET,
    COUNT_COLUMN,
    GUIDE_SHEET,
    INFO_HINT,
    INFO_LABEL,
    INFO_SHEET,
    LEFT,
    META_SHEET,
    REVIEW_SHEET,
    TEXT_COLUMN,
    TOP_ROW,
    Place,
    layout,
    names,
)
from assembler.excel.places.headers import numbered
from assembler.excel.places.texts import Area, At, normal
from assembler.model.spec import ReportSpec
from assembler.patterns import late
from assembler.records import dataclass, field

LENGTH = late(r"[0-9]{1,5}(?:\.0)? ?字?")  # what our formula right of a text says
_SHORT = 200  # characters
_LAST = 4
_normal = lru_cache(maxsize=2048)(normal)


@dataclass(frozen=True, eq=False)
class _Form:
    """``labels``: by sheet and cell, as written and as compared. ``known``: every text that is a label somewhere, or
    one without its number; ``longest``: characters of the longest. ``merged``: by sheet the areas of the table.
    ``right``: by sheet the first column beyond its entries. ``bare``: the cells before rows without a label.
    ``agreed``: the last names that were found to point to its cells."""

    labels: Mapping[str, Mapping[At, tuple[str, str]]]
    known: frozenset[str]
    longest: int
    merged: Mapping[str, frozenset[Area]]
    right: Mapping[str, int]
    names: Mapping[str, Place]
    places: Mapping[str, Place]
    texts: Mapping[str, frozenset[At]]
    bare: frozenset[tuple[str, At]]
    agreed: list[Mapping[str, Place]] = field(default_factory=list)


def is_standard(spec: ReportSpec, book: Book) -> bool:
    """True if every entry stands where the layout has it."""
    form = _form(spec)
    if not book.sheets.keys() <= form.labels.keys() | {REVIEW_SHEET, GUIDE_SHEET, CHECK_SHEET, META_SHEET}:
        return False
    if not _named(form, book.names):
        return False
    return all(name in book.sheets and _as_made(form, book, name) for name in form.labels)


def _named(form: _Form, names: Mapping[str, Place]) -> bool:
    """True if every name of the form points to its cell."""
    if any(each is names for each in form.agreed):
        return True
    agrees = all(names.get(name) == place for name, place in form.names.items())
    if agrees:
        form.agreed[_LAST - 1 :] = []
        form.agreed.insert(0, names)  # books with the same names share them
    return agrees


def standard_places(spec: ReportSpec) -> dict[str, Place]:
    """Where the layout has the entries."""
    return dict(_form(spec).places)


def labels_of(spec: ReportSpec) -> Mapping[str, Mapping[At, tuple[str, str]]]:
    """The form's labels by sheet and cell, as written and as compared."""
    return _form(spec).labels


@cache
def own_words(spec: ReportSpec) -> frozenset[str]:
    """All labels and headings of the form, as written and as compared."""
    labels = {text for each in _form(spec).labels.values() for pair in each.values() for text in pair}
    corners = {block.corner for block in spec.blocks.values()}
    headings = {section.heading for section in spec.sections} | corners
    return frozenset(labels | headings | {normal(text) for text in headings})


def _as_made(form: _Form, book: Book, name: str) -> bool:
    sheet, labels = book.sheets[name], form.labels[name]

    def labelled(found: list[tuple[At, Content]]) -> bool:
        own = {area for area in sheet.merged if area[1] < form.right[name]}
        same = (_says(content.value, *labels[at]) for at, content in found)
        return len(found) == len(labels) and all(same) and own == form.merged.get(name, frozenset())

    if not sheet.look((_as_made, form), lambda at, _: at in labels, labelled):
        return False
    if name == INFO_SHEET and sheet.look((_as_made, INFO_HINT), lambda at, _: at[1] == INFO_HINT, _are_typed_over):
        return False
    return not sheet.texts_that(
        (_is_odd, form, name), lambda at, text: at not in labels and _is_odd(form, name, at, text)
    )


def _are_typed_over(hints: list[tuple[At, Content]]) -> bool:
    """Something stands where the hints of entries do, and may be meant for one of them."""
    values = [content.value for _, content in hints]
    return any(not (isinstance(each, str) and each[:1] in ("", "\u3000")) for each in values if each is not None)


def _says(value: object, written: str, compared: str) -> bool:
    return value == written or (isinstance(value, str) and normal(value) == compared)


def _is_odd(form: _Form, name: str, at: At, text: str) -> bool:
    """A label where there is none, or something below a text or right of it, or before a row that has no label."""
    of_texts = name not in form.merged and name != INFO_SHEET and at[0] > TOP_ROW
    below = of_texts and at[1] == TEXT_COLUMN and at not in form.texts[name]
    beside = of_texts and at[1] == COUNT_COLUMN and not LENGTH.fullmatch(text)
    return below or beside or _is_label(form, text) or (name, at) in form.bare


def _is_label(form: _Form, text: str) -> bool:
    if len(text) <= _SHORT:
        return _normal(text) in form.known
    return len("".join(text.split())) <= form.longest and normal(text) in form.known


@cache
def _form(spec: ReportSpec) -> _Form:
    plan = layout(spec)
    labels: dict[str, dict[At, tuple[str, str]]] = {section.sheet: {} for section in spec.sections}
    labels[INFO_SHEET] = {}
    merged: dict[str, frozenset[Area]] = {}
    right = dict.fromkeys(labels, LEFT + 1)
    for table in plan.tables:
        right[table.sheet] = table.right + (table.control_column is not None)
        spans = set()
        for cell in table.grid.cells:
            top, left = TOP_ROW + cell.row, LEFT + cell.column
            if cell.text:
                labels[table.sheet][top, left] = (cell.text, normal(cell.text))
            if (cell.rows, cell.columns) != (1, 1):
                spans.add((top, left, top + cell.rows - 1, left + cell.columns - 1))
        for block in table.table.blocks:
            if block.control and table.control_column is not None:
                first = plan.place(next(block.controls())).row
                at = (TOP_ROW, table.control_column)
                labels[table.sheet][at] = (block.control.label, normal(block.control.label))
                spans.add((*at, first - 1, table.control_column))
        merged[table.sheet] = frozenset(spans)
    for section in spec.sections:
        for text in section.texts:
            place = plan.place(text.id)
            for up, words in ((2, text.label), (1, text.hint)):
                labels[section.sheet][place.row - up, place.column] = (words, normal(words))
    for ref, label in info_labels(spec).items():
        labels[INFO_SHEET][plan.place(ref).row, INFO_LABEL] = (label, normal(label))
    known = frozenset(compared for each in labels.values() for _, compared in each.values()).union(numbered(spec))
    named = {name: plan.place(ref) for ref, name in names(spec).items()}
    texts = {
        section.sheet: frozenset((plan.place(text.id).row, TEXT_COLUMN) for text in section.texts)
        for section in spec.sections
    }
    return _Form(labels, known, max(map(len, known)), merged, right, named, plan.places, texts, _bare(spec))


def _bare(spec: ReportSpec) -> frozenset[tuple[str, At]]:
    """The cells before rows without a label, with their sheets."""
    rows = {cell: spec.blocks[cell.block].row(cell.row) for cell in spec.cells}
    places = [layout(spec).place(cell) for cell, row in rows.items() if not row.label]
    return frozenset((place.sheet, (place.row, column)) for place in places for column in range(LEFT))


@cache
def info_labels(spec: ReportSpec) -> Mapping[str, str]:
    """The label of each entry of 基本信息, by ref."""
    return {"organisation": "单位名称", "year": "报告年度"} | {f"info.{entry.id}": entry.label for entry in spec.info}
