"""Writing the area of 情况说明 on the 校验 sheet; ``reasons`` says where it stands and reads it."""

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from assembler.excel.layout import LEFT, REASON_COLUMNS, REASON_ROWS, REASON_TEXT, REASON_TOKEN, VERDICT, Layout
from assembler.excel.meaning.reasons import first_row, in_row
from assembler.excel.writing.pen import Pen, lines_needed, row_height
from assembler.model.submission import Submission

HINT = (
    "检查出的问题确有特殊原因、数字无误的，在此写明理由：先运行 assembler check -v，把该问题的情况说明编号抄在左边，"
    "再写理由。数字改动后编号随之改变，原说明自动失效。勾稽关系和数字填写的错误不能用说明代替更正。"
)
WIDTH = 95.0
NUMBER_WIDTH = 15.0


def write_reasons(
    pen: Pen, sheet: Worksheet, layout: Layout, filled: Submission, asked: Mapping[str, str] | None = None
) -> int:
    """Write the area; returns its last row. ``asked``: numbers with the words for their places that stand ready for a
    reason, below the reasons that were given."""
    top = first_row(layout)
    sheet.set_row(top, 24)
    sheet.write_string(top, LEFT, "情况说明（没有的不填）", pen.style("heading"))
    sheet.merge_range(top + 1, LEFT, top + 1, VERDICT, HINT, pen.style("hint"))
    sheet.set_row(top + 1, 30)
    _merged(sheet, top + 2, REASON_COLUMNS, pen, "header", "header")
    entries = [
        *((in_row(number, filled.doubts.get(number, "")), filled.accepted.get(number, "")) for number in filled.filed),
        *((f"{number}\n{place}", "") for number, place in (asked or {}).items()),
    ]
    rows = max(REASON_ROWS, len(entries) + 3)
    for n in range(rows):
        row = top + 3 + n
        token, reason = entries[n] if n < len(entries) else ("", "")
        lines = max(lines_needed(reason, WIDTH), lines_needed(token, NUMBER_WIDTH) if token else 1)
        sheet.set_row(row, row_height(lines, 15))
        # a doubt is settled by an answer, not by deleting it
        _merged(
            sheet, row, (token, reason), pen, "remark" if n < len(filled.filed) and "\n" in token else "entry", "entry"
        )
        sheet.data_validation(row, LEFT, row, LEFT, {
            "validate": "any", "input_title": "情况说明编号",
            "input_message": "照抄 assembler check -v 给出的编号，如 T2-05-7F3A9C。",
        })  # fmt: skip
    return top + 2 + rows


def _merged(sheet: Worksheet, row: int, words: tuple[str, ...], pen: Pen, left: str, right: str) -> None:
    """The number in two columns, the reason in the others."""
    sheet.merge_range(row, REASON_TOKEN, row, REASON_TEXT - 1, "", pen.style(left))
    sheet.merge_range(row, REASON_TEXT, row, VERDICT, "", pen.style(right))
    for column, text, style in ((REASON_TOKEN, words[0], left), (REASON_TEXT, words[1], right)):
        if text:
            sheet.write_string(row, column, text, pen.style(style))
