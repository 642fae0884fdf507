"""One writer for every standard workbook: blank, filled from data, or prepared from last year's."""

import io
from collections.abc import Iterable
from datetime import datetime

from xlsxwriter import Workbook

from assembler.errors import UnwritableOutput
from assembler.excel.layout import (
    CHECK_SHEET,
    FORMAT_NAME,
    FORMAT_PROPERTY,
    GUIDE_SHEET,
    INFO_SHEET,
    META_SHEET,
    REVIEW_SHEET,
    SCHEMA_PROPERTY,
    Layout,
    Place,
    layout,
    names,
)
from assembler.excel.meaning.reasons import reason_places
from assembler.excel.review import ORIGIN_PROPERTY, Review
from assembler.excel.writing.checks import write_checks
from assembler.excel.writing.pen import Pen
from assembler.excel.writing.review import write_comments, write_review
from assembler.excel.writing.tables import write_table
from assembler.excel.writing.texts import write_guide, write_info, write_prose
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.package import seal

CELL_LIMIT = 32_767  # characters of UTF-16 that a cell holds
# Locked cells can be selected and columns widened; nothing else. No password: it guards against slips, not people.
PROTECTION = {"format_columns": True, "format_rows": True}


def make_workbook(
    spec: ReportSpec, filled: Submission, last_year: Submission | None = None, review: Review | None = None
) -> bytes:
    """The .xlsx with this submission's entries; ``last_year``'s figures and texts stand beside them. ``review``: what
    was found in the one that came in; its list becomes the first sheet, its marks stand at the entries.

    Formulas carry their true values, so that a file never opened in Excel reads right and previews right. The same
    arguments give the same bytes. UnwritableOutput if a text is longer than a cell can hold.
    """
    _fits(spec, filled)
    out = io.BytesIO()
    # Text that looks like a formula, a number or a link stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(out, options)
    plan = layout(spec)
    pen = Pen(book, {ref: mark.grade for ref, mark in review.marks.items() if mark.grade} if review else None)
    _properties(book, spec, filled)
    if review and review.origin:
        book.set_custom_property(ORIGIN_PROPERTY, review.origin, "text")
    titles = _titles(spec, review)
    order = sorted((GUIDE_SHEET, *titles), key=lambda title: title != REVIEW_SHEET)
    sheets = {title: book.add_worksheet(title) for title in order}
    write_guide(pen, sheets[GUIDE_SHEET], spec, titles)
    write_info(pen, sheets[INFO_SHEET], plan, filled, last_year)
    for section in spec.sections:
        write = write_table if section.table else write_prose
        write(pen, sheets[section.sheet], plan, section, filled, last_year)
    asked = review.reasons if review else {}
    write_checks(pen, sheets[CHECK_SHEET], plan, filled, asked)
    if review:
        write_review(pen, sheets[REVIEW_SHEET], review, reason_places(plan, (*filled.filed, *asked)))
        write_comments(sheets, plan, review)
    for title, sheet in sheets.items():
        sheet.hide_gridlines(2)
        sheet.protect("", {**PROTECTION, "autofilter": title == REVIEW_SHEET})
    _names(book, plan)
    _meta(book, plan)
    sheets[order[0]].activate()
    book.close()
    return seal(out.getvalue())


def _fits(spec: ReportSpec, filled: Submission) -> None:
    """XlsxWriter would cut what is too long, and say nothing."""
    entries = {
        "organisation": filled.organisation,
        **{f"info.{entry}": words for entry, words in filled.info.items()},
        **filled.texts,
        **{str(cell): words for cell, words in filled.words.items()},
        **filled.unread,
        **filled.accepted,
    }
    for ref, words in entries.items():
        if len(words) > CELL_LIMIT // 2 and len(words.encode("utf-16-le", "replace")) // 2 > CELL_LIMIT:
            where = names(spec).get(ref, ref)
            raise UnwritableOutput("OUTPUT-CELL", where=where, count=len(words), limit=CELL_LIMIT)


def _titles(spec: ReportSpec, review: Review | None) -> dict[str, str]:
    """The sheets that the guide leads to, with their purposes."""
    return {
        **({REVIEW_SHEET: "检查出的问题，逐条可点"} if review else {}),
        INFO_SHEET: "单位名称、报告年度、联系方式、成文日期",
        **{section.sheet: section.heading for section in spec.sections},
        CHECK_SHEET: "逐条列出勾稽关系，自动计算",
    }


def standard_places(spec: ReportSpec, filled: Submission, asked: Iterable[str] = ()) -> dict[str, Place]:
    """Where ``make_workbook`` puts each entry, by ref; reasons, given or ``asked`` for, as
    ``accepted.T2-05-7F3A9C``."""
    plan = layout(spec)
    reasons = reason_places(plan, (*filled.filed, *asked))
    return {**plan.places, **{f"accepted.{number}": place for number, place in reasons.items()}}


def _properties(book: Workbook, spec: ReportSpec, filled: Submission) -> None:
    year = str(filled.year) if filled.year else ""
    title = spec.title.format(year=year)
    book.set_properties({
        "title": f"{filled.organisation}{title}" if year else "政府信息公开工作年度报告填报工作簿",
        "subject": spec.name,
        "author": filled.organisation,
        "company": filled.organisation,
        # not the clock: the same submission gives the same bytes
        "created": datetime((filled.year or spec.first_year) + 1, 1, 1),
    })  # fmt: skip
    book.set_custom_property(FORMAT_PROPERTY, spec.id, "text")
    book.set_custom_property(SCHEMA_PROPERTY, str(spec.workbook_schema), "text")


def _names(book: Workbook, plan: Layout) -> None:
    """A name for each entry, so that moved and renamed sheets are understood; the format's id as a third mark."""
    for ref, name in names(plan.spec).items():
        book.define_name(name, f"={plan.place(ref).absolute}")
    book.define_name(FORMAT_NAME, f'="{plan.spec.id}"')


def _meta(book: Workbook, plan: Layout) -> None:
    """What is needed to recognise the form later, hidden."""
    sheet = book.add_worksheet(META_SHEET)
    rows = [(FORMAT_PROPERTY, plan.spec.id), (SCHEMA_PROPERTY, str(plan.spec.workbook_schema))]
    rows += [(ref, f"{place.sheet}!{place.address}") for ref, place in plan.places.items()]
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    sheet.protect("", PROTECTION)
    sheet.very_hidden()
