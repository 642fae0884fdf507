"""审核意见, the first sheet of a returned workbook, and the comments at the cells that it speaks of."""

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from assembler.excel.layout import (
    LEFT,
    REVIEW_AUTHOR,
    REVIEW_COLUMNS,
    REVIEW_SHEET,
    REVIEW_TOP,
    STATUS_ROW,
    TITLE_ROW,
    TOP_ROW,
    Layout,
    Place,
    quoted,
)
from assembler.excel.review import Remark, Review
from assembler.excel.writing.pen import FONT, Pen, lines_needed, row_height
from assembler.model.plain import clean

WIDTHS = (5.0, 8.0, 9.0, 19.0, 52.0, 35.0, 31.0, 10.0)
HINT = "标出的格有批注，鼠标移到格上可见；底色和框线与下表“级别”一栏相同，改好后再检查一次，标记随之消失。"
LINE_HEIGHT = 16.5
MOST_LINES = 24  # of a cell of the list: more than a row can show
COMMENT_WIDTH, COMMENT_COLUMNS, COMMENT_LINE = 380, 56.0, 17  # pixels, digits, pixels
COMMENT_LINES = 34
LONGEST = 4_000  # characters that are looked at


def write_review(pen: Pen, sheet: Worksheet, review: Review, reasons: Mapping[str, Place]) -> None:
    """The list, the gravest first; ``reasons``: where the reason for a number is to be written."""
    sheet.set_column(0, 0, 2, pen.style("guide"))
    for n, width in enumerate(WIDTHS):
        sheet.set_column(LEFT + n, LEFT + n, width)
    right = LEFT + len(WIDTHS) - 1
    sheet.set_row(TITLE_ROW, 30)
    sheet.write_string(TITLE_ROW, LEFT, REVIEW_SHEET, pen.style("title"))
    lines = ((review.headline, "subtitle"), (review.counts, "status"), (review.next_step, "step"), (HINT, "hint"))
    for row, (line, style) in enumerate(lines, STATUS_ROW):
        text = fitted(line, sum(WIDTHS), MOST_LINES)
        sheet.merge_range(row, LEFT, row, right, "", pen.style(style))
        sheet.write_string(row, LEFT, text, pen.style(style))
        sheet.set_row(row, row_height(lines_needed(text, sum(WIDTHS)), LINE_HEIGHT, 5))
    for n, name in enumerate(REVIEW_COLUMNS):
        sheet.write_string(REVIEW_TOP, LEFT + n, name, pen.style("header"))
    sheet.set_row(REVIEW_TOP, 22)
    for n, remark in enumerate(review.remarks):
        _write_remark(pen, sheet, REVIEW_TOP + 1 + n, remark, reasons.get(remark.reason))
    _page(sheet, REVIEW_TOP + len(review.remarks), right)


def _write_remark(pen: Pen, sheet: Worksheet, row: int, remark: Remark, reason: Place | None) -> None:
    cell = pen.style("remark")
    told = (remark.codes.replace(" ", "\n"), remark.place, remark.problem, remark.remedy, remark.suggestion)
    codes, place, *texts = (fitted(text, width - 1, MOST_LINES) for text, width in zip(told, WIDTHS[2:7], strict=True))
    sheet.write_number(row, LEFT, row - REVIEW_TOP, pen.style("number"))
    sheet.write_string(row, LEFT + 1, remark.label, pen.marked(remark.grade, "number"))
    sheet.write_string(row, LEFT + 2, codes, pen.style("code"))
    if remark.target:
        sheet.write_url(row, LEFT + 3, _link(remark.target), pen.style("remark_link"), place)
    else:
        sheet.write_string(row, LEFT + 3, place, cell)
    for n, text in enumerate(texts):
        sheet.write_string(row, LEFT + 4 + n, text, cell)
    if reason:
        sheet.write_url(row, LEFT + 7, _link(reason), pen.style("reason_link"), "写理由")
    else:
        sheet.write_blank(row, LEFT + 7, None, cell)
    shown = (codes, place, *texts)
    lines = max(lines_needed(text, width - 1) for text, width in zip(shown, WIDTHS[2:7], strict=True))
    sheet.set_row(row, row_height(lines, LINE_HEIGHT))


def _link(place: Place) -> str:
    return f"internal:{quoted(place.sheet)}!{place.address}"


def _page(sheet: Worksheet, bottom: int, right: int) -> None:
    """A4 across, the header on every page; the list can be filtered though it is protected."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(TITLE_ROW, LEFT, bottom, right)
    sheet.repeat_rows(REVIEW_TOP)
    sheet.set_footer("&C&9&A　第 &P 页，共 &N 页")
    sheet.freeze_panes(REVIEW_TOP + 1, 0)
    sheet.autofilter(REVIEW_TOP, LEFT, bottom, right)
    sheet.set_selection(REVIEW_TOP + 1, LEFT + 3, REVIEW_TOP + 1, LEFT + 3)


def write_comments(sheets: Mapping[str, Worksheet], plan: Layout, review: Review) -> None:
    """A comment at each marked entry, as large as its words need."""
    for ref, mark in review.marks.items():
        place = plan.place(ref)
        # by its first word it is known again
        text = fitted(f"{REVIEW_SHEET}{mark.text}", COMMENT_COLUMNS, COMMENT_LINES)
        lines = lines_needed(text, COMMENT_COLUMNS)
        sheets[place.sheet].write_comment(place.row, place.column, text, {
            "author": REVIEW_AUTHOR, "font_name": FONT, "font_size": 9, "color": "#FFFFE8",
            "width": COMMENT_WIDTH, "height": 16 + COMMENT_LINE * lines,
            "start_row": max(TOP_ROW, place.row - 1),
        })  # fmt: skip


def fitted(text: str, width: float, lines: int) -> str:
    """The text as a cell can show it in so many lines: no unprintable characters, and cut where it is too long."""
    bare = clean(text[:LONGEST])
    if bare and lines_needed(bare, width) <= lines and len(text) <= LONGEST:
        return bare
    while lines_needed(f"{bare}…", width) > lines:
        bare = bare[: len(bare) * 9 // 10]
    return f"{bare.rstrip()}…" if bare else ""
