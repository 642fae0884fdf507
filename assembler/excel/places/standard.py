"""The quick way: a workbook whose form is just as our writer made it needs no search.

Every label is compared at its place, every name with its cell, and none may be missing; nothing that could be a label
may stand elsewhere on these sheets, and there may be no other sheets. Whatever else was done to the workbook is no
matter of places.
"""

from collections.abc import Mapping
from functools import cache

from assembler.excel.book import Book
from assembler.excel.layout import (
    CHECK_SHEET,
    GUIDE_SHEET,
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
from assembler.excel.places.texts import Area, At, normal
from assembler.model.spec import ReportSpec
from assembler.records import dataclass


@dataclass(frozen=True)
class _Form:
    """``labels``: by sheet and cell, as written and as compared. ``known``: every text that is a label somewhere.
    ``merged``: by sheet the areas of the table. ``right``: by sheet the first column beyond its entries."""

    labels: Mapping[str, Mapping[At, tuple[str, str]]]
    known: frozenset[str]
    merged: Mapping[str, frozenset[Area]]
    right: Mapping[str, int]
    names: Mapping[str, Place]
    places: Mapping[str, Place]
    texts: Mapping[str, frozenset[At]]


def is_standard(spec: ReportSpec, book: Book) -> bool:
    """True if every entry stands where the layout has it."""
    form = _form(spec)
    if not book.sheets.keys() <= form.labels.keys() | {REVIEW_SHEET, GUIDE_SHEET, CHECK_SHEET, META_SHEET}:
        return False
    if any(book.names.get(name) != place for name, place in form.names.items()):
        return False
    return all(name in book.sheets and _as_made(form, book, name) for name in form.labels)


def standard_places(spec: ReportSpec) -> dict[str, Place]:
    """Where the layout has the entries."""
    return dict(_form(spec).places)


@cache
def own_words(spec: ReportSpec) -> frozenset[str]:
    """All labels and headings of the form, as written and as compared."""
    labels = {text for each in _form(spec).labels.values() for pair in each.values() for text in pair}
    corners = {block.corner for block in spec.blocks.values()}
    headings = {section.heading for section in spec.sections} | corners
    return frozenset(labels | headings | {normal(text) for text in headings})


def _as_made(form: _Form, book: Book, name: str) -> bool:
    sheet, labels = book.sheets[name], form.labels[name]
    for at, (written, compared) in labels.items():
        value = sheet.content(*at).value
        if value != written and (not isinstance(value, str) or normal(value) != compared):
            return False
    for at, content in sheet.contents.items():
        if at not in labels and _is_odd(form, name, at, content.value):
            return False
    areas = form.merged.get(name, frozenset())
    own = {area for area in sheet.merged if area[1] < form.right[name]}
    return own == areas


def _is_odd(form: _Form, name: str, at: At, value: object) -> bool:
    """A label where there is none, or something below a text."""
    below_texts = name not in form.merged and name != INFO_SHEET and at[1] == TEXT_COLUMN and at[0] > TOP_ROW
    return isinstance(value, str) and (normal(value) in form.known or (below_texts and at not in form.texts[name]))


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
    known = frozenset(compared for each in labels.values() for _, compared in each.values())
    named = {name: plan.place(ref) for ref, name in names(spec).items()}
    texts = {
        section.sheet: frozenset((plan.place(text.id).row, TEXT_COLUMN) for text in section.texts)
        for section in spec.sections
    }
    return _Form(labels, known, merged, right, named, plan.places, texts)


@cache
def info_labels(spec: ReportSpec) -> Mapping[str, str]:
    """The label of each entry of 基本信息, by ref."""
    return {"organisation": "单位名称", "year": "报告年度"} | {f"info.{entry.id}": entry.label for entry in spec.info}
