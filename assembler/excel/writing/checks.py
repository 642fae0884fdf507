"""The 校验 sheet: every relation with both sides, difference and verdict, from the rule data of the command line."""

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from assembler.excel.layout import (
    CHECK_COLUMNS,
    CHECK_SHEET,
    CHECK_TOP,
    LEFT,
    STATUS_ROW,
    TITLE_ROW,
    VERDICT,
    Layout,
    quoted,
)
from assembler.excel.meaning.reasons import first_row
from assembler.excel.writing.pen import BALANCED, BROKEN, Pen
from assembler.excel.writing.reasons import write_reasons
from assembler.excel.writing.verdicts import EQUAL, UNEQUAL, Verdicts
from assembler.model.equations import Relation
from assembler.model.submission import Submission

WIDTHS = (9, 7, 24, 40, 11, 11, 11, 9)


def write_checks(
    pen: Pen, sheet: Worksheet, layout: Layout, filled: Submission, asked: Mapping[str, str] | None = None
) -> None:
    """Write the sheet with true values beside the formulas. ``asked``: numbers that stand ready for a reason."""
    verdicts = Verdicts(layout, filled)
    sheet.set_column(0, 0, 2, pen.style("guide"))
    for n, width in enumerate(WIDTHS):
        sheet.set_column(LEFT + n, LEFT + n, width)
    sheet.set_row(TITLE_ROW, 30)
    sheet.write_string(TITLE_ROW, LEFT, "校验", pen.style("title"))
    sheet.set_row(STATUS_ROW, 20)
    bad = verdicts.bad_formula()
    overall = f'=IF({bad}=0,"全部平衡","有"&{bad}&"处不平")&"；"&{verdicts.fullness_formula()}'
    sheet.write_formula(STATUS_ROW, LEFT, overall, pen.style("status"), verdicts.overall())
    rule = {"type": "formula", "criteria": f"={bad}>0", "format": pen.rule({"font_color": BROKEN["font_color"]})}
    sheet.conditional_format(STATUS_ROW, LEFT, STATUS_ROW, LEFT, rule)
    hint = "本表自动计算，不必填写；点“行或列”可跳到该处。完整的检查请运行 assembler check。"
    sheet.write_string(STATUS_ROW + 1, LEFT, hint, pen.style("subtitle"))
    link = f"internal:{quoted(CHECK_SHEET)}!B{first_row(layout) + 1}"
    sheet.write_url(STATUS_ROW + 1, VERDICT - 1, link, pen.style("plain_link"), "情况说明")
    for n, name in enumerate(CHECK_COLUMNS):
        sheet.write_string(CHECK_TOP, LEFT + n, name, pen.style("header"))
    for relation in verdicts.relations:
        _write_relation(pen, sheet, layout, verdicts, relation)
    _colour_and_page(pen, sheet, verdicts, write_reasons(pen, sheet, layout, filled, asked))


def _write_relation(pen: Pen, sheet: Worksheet, layout: Layout, verdicts: Verdicts, relation: Relation) -> None:
    spec, equation, row = layout.spec, relation.equation, verdicts.row(relation)
    block = spec.blocks[equation.block]
    line = block.column(relation.at) if equation.each == "column" else block.row(relation.at)
    first = layout.place(relation.cells[0])
    sheet.write_string(row, LEFT, equation.id, pen.style("cell"))
    sheet.write_string(row, LEFT + 1, spec.table_of[block.id].name, pen.style("cell"))
    where = f"internal:{quoted(first.sheet)}!{first.address}"
    sheet.write_url(row, LEFT + 2, where, pen.style("link"), line.name)
    sheet.write_string(row, LEFT + 3, equation.title, pen.style("cell"))
    results = zip(verdicts.formulas(relation), verdicts.results(relation), strict=True)
    for n, (formula, value) in enumerate(results):
        sheet.write_formula(row, LEFT + 4 + n, formula, pen.style("number"), value)


def _colour_and_page(pen: Pen, sheet: Worksheet, verdicts: Verdicts, bottom: int) -> None:
    first, last = verdicts.row(verdicts.relations[0]), verdicts.row(verdicts.relations[-1])
    for word, look in ((UNEQUAL, BROKEN), (EQUAL, BALANCED)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.rule(look)}
        sheet.conditional_format(first, VERDICT, last, VERDICT, rule)
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(TITLE_ROW, LEFT, bottom, VERDICT)
    sheet.repeat_rows(CHECK_TOP)
    sheet.set_footer("&C&9&A　第 &P 页")
    sheet.freeze_panes(CHECK_TOP + 1, 0)
    sheet.autofilter(CHECK_TOP, LEFT, last, VERDICT)
