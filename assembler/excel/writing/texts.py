"""The sheets of words: 填报说明, 基本信息, and the prose of sections 一, 五 and 六."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assembler.excel.formulas import characters, count_characters
from assembler.excel.layout import (
    COUNT_COLUMN,
    INFO_HINT,
    INFO_LABEL,
    INFO_VALUE,
    LAST_TEXT_COLUMN,
    LEFT,
    STATUS_ROW,
    TEXT_COLUMN,
    TITLE_ROW,
    TOP_ROW,
    Layout,
    quoted,
)
from assembler.excel.writing.pen import TOO_LONG, Pen, fit, lines_needed, row_height
from assembler.model.plain import read_date
from assembler.model.spec import InfoField, ReportSpec, Section, Text
from assembler.model.submission import Submission

TEXT_WIDTH = 92.0
GUIDE_WIDTH = 96.0
INFO_WIDTH = 44.0
LINE_HEIGHT = 16.5
FIRST_YEAR = 2000  # of dates that the cell takes; earlier ones, Excel's calendar is wrong about, stay text
ONE_PAGE = 1150.0  # points that still read well when fitted on one page


def write_guide(pen: Pen, sheet: Worksheet, spec: ReportSpec, sheets: Mapping[str, str]) -> None:
    """填报说明: what to do, in which order; what the colours mean; links to the sheets."""
    sheet.set_column(0, 0, 2, pen.style("guide"))
    sheet.set_column(LEFT, LEFT, 18)
    sheet.set_column(LEFT + 1, LEFT + 1, GUIDE_WIDTH - 18)
    _heading(pen, sheet, "政府信息公开工作年度报告 填报工作簿", f"格式依据：{spec.document}")
    row = TOP_ROW
    for title, items in spec.guide:
        row = _guide_title(pen, sheet, row, title)
        for n, item in enumerate(items):
            sheet.merge_range(row, LEFT, row, LEFT + 1, f"{n + 1}. {item}", pen.style("guide"))
            sheet.set_row(row, 5 + LINE_HEIGHT * lines_needed(item, GUIDE_WIDTH))
            row += 1
    row = _guide_title(pen, sheet, row, "颜色")
    for style, meaning in (
        ("count", "填写处"),
        ("total", "总计，由公式计算，不必填写"),
        ("control", "登记簿件数，选填，只供核对"),
        ("header", "表头，不要改动"),
    ):
        sheet.write_blank(row, LEFT, None, pen.swatch(style))
        sheet.write_string(row, LEFT + 1, f"　{meaning}", pen.style("guide"))
        sheet.set_row(row, 20)
        row += 1
    row = _guide_title(pen, sheet, row, "各工作表（点击前往）")
    for name, purpose in sheets.items():
        sheet.write_url(row, LEFT, f"internal:{quoted(name)}!A1", pen.style("link"), name)
        sheet.write_string(row, LEFT + 1, f"　{purpose}", pen.style("guide"))
        sheet.set_row(row, 20)
        row += 1
    _page(sheet, row, LEFT + 1)


def _guide_title(pen: Pen, sheet: Worksheet, row: int, title: str) -> int:
    sheet.set_row(row, 30)
    sheet.write_string(row, LEFT, title, pen.style("heading"))
    return row + 1


def write_info(pen: Pen, sheet: Worksheet, layout: Layout, filled: Submission, last_year: Submission | None) -> None:
    """基本信息: organisation, year, contact, date, level."""
    sheet.set_column(0, 0, 2, pen.style("guide"))
    sheet.set_column(INFO_LABEL, INFO_LABEL, 16)
    sheet.set_column(INFO_VALUE, INFO_VALUE, INFO_WIDTH)
    sheet.set_column(INFO_HINT, INFO_HINT, 50)
    _heading(pen, sheet, "基本信息", "题目、落款由“单位名称”“报告年度”“成文日期”生成。")
    sheet.set_row(TOP_ROW, 8)
    raw = filled.unread
    last = f"，上年为 {last_year.year} 年" if last_year and last_year.year else ""
    _entry(pen, sheet, layout, "organisation", "单位名称", "单位全称，如：某市行政审批服务管理局", "entry")
    _put_text(pen, sheet, layout, "organisation", raw.get("organisation") or filled.organisation, "entry")
    _entry(pen, sheet, layout, "year", "报告年度", f"四位数字，如：{layout.spec.last_year or 2023}{last}", "year")
    year = raw.get("year") or filled.year
    _put(sheet, layout, "year", year, pen.entry("year", "year"))
    _validate(sheet, layout, "year", {
        "validate": "integer", "criteria": "between",
        "minimum": layout.spec.first_year, "maximum": layout.spec.last_year or 2099,
        "error_message": f"填四位数字的年度，本格式{_years(layout.spec)}使用。",
    })  # fmt: skip
    for entry in layout.spec.info:
        _write_info_entry(pen, sheet, layout, entry, filled)
    bottom = TOP_ROW + 2 + len(layout.spec.info)
    end = layout.place(f"info.{layout.spec.info[-1].id}")
    first = layout.place("organisation")
    sheet.ignore_errors({"number_stored_as_text": f"{first.address}:{end.address}"})  # no green corner at a telephone
    sheet.set_selection(TOP_ROW + 1, INFO_VALUE, TOP_ROW + 1, INFO_VALUE)
    _page(sheet, bottom + 1, INFO_HINT)


def _years(spec: ReportSpec) -> str:
    """自 2021 年度起, or 只在 2019 至 2020 年度: when the edition is in use."""
    return f"只在 {spec.first_year} 至 {spec.last_year} 年度" if spec.last_year else f"自 {spec.first_year} 年度起"


def _write_info_entry(pen: Pen, sheet: Worksheet, layout: Layout, entry: InfoField, filled: Submission) -> None:
    ref = f"info.{entry.id}"
    value = filled.unread.get(ref) or filled.info[entry.id]
    style = "date" if entry.kind == "date" else "entry"
    _entry(pen, sheet, layout, ref, entry.label, entry.hint, style)
    if entry.kind == "level":
        labels = {level.id: level.label for level in layout.spec.levels}
        value = labels.get(value, value)
        _validate(sheet, layout, ref, {
            "validate": "list", "source": list(labels.values()),
            "error_message": "请从下拉列表中选择。",
        })  # fmt: skip
    day = read_date(value) if entry.kind == "date" else None
    if entry.kind == "date":
        _validate(sheet, layout, ref, {
            "validate": "date", "criteria": "between",
            "minimum": datetime(FIRST_YEAR, 1, 1), "maximum": datetime(2099, 12, 31),
            "error_message": "填日期，如 2024-1-9。",
        })  # fmt: skip
    if day and day.isoformat() == value and day.year >= FIRST_YEAR:
        place = layout.place(ref)
        sheet.write_datetime(place.row, place.column, datetime(day.year, day.month, day.day), pen.entry(ref, "date"))
    else:
        _put_text(pen, sheet, layout, ref, value, style)


def _entry(pen: Pen, sheet: Worksheet, layout: Layout, ref: str, label: str, hint: str, style: str) -> None:
    place = layout.place(ref)
    sheet.set_row(place.row, 26)
    sheet.write_string(place.row, INFO_LABEL, label, pen.style("label"))
    sheet.write_blank(place.row, INFO_VALUE, None, pen.entry(ref, style))
    sheet.write_string(place.row, INFO_HINT, f"　{hint}" if hint else "", pen.style("hint"))


def _put(sheet: Worksheet, layout: Layout, ref: str, value: str | int | None, style: Format) -> None:
    place = layout.place(ref)
    if isinstance(value, int):
        sheet.write_number(place.row, place.column, value, style)
    elif value:
        sheet.write_string(place.row, place.column, value, style)


def _put_text(pen: Pen, sheet: Worksheet, layout: Layout, ref: str, value: str, style: str) -> None:
    _put(sheet, layout, ref, value, pen.entry(ref, style))
    sheet.set_row(layout.place(ref).row, max(26, row_height(lines_needed(value, INFO_WIDTH), LINE_HEIGHT)))


def _validate(sheet: Worksheet, layout: Layout, ref: str, rule: dict[str, Any]) -> None:
    place = layout.place(ref)
    sheet.data_validation(place.row, place.column, place.row, place.column, {"error_title": "请核对", **rule})


def write_prose(
    pen: Pen, sheet: Worksheet, layout: Layout, section: Section, filled: Submission, last_year: Submission | None
) -> None:
    """A section of texts: label, hint, one large cell each, its length counted while typing."""
    sheet.set_column(0, 0, 2, pen.style("guide"))
    sheet.set_column(TEXT_COLUMN, TEXT_COLUMN, TEXT_WIDTH)
    sheet.set_column(COUNT_COLUMN, COUNT_COLUMN, 9)
    _heading(pen, sheet, section.heading, "")
    _length_of_section(pen, sheet, layout, section, filled)
    if last_year:
        sheet.set_column(LAST_TEXT_COLUMN, LAST_TEXT_COLUMN, TEXT_WIDTH)
        year = f"{last_year.year}年" if last_year.year else "上年"
        sheet.write_string(STATUS_ROW, LAST_TEXT_COLUMN, f"{year}的文字（供对照，不印入年报）", pen.style("subtitle"))
    height = sum(_write_text(pen, sheet, layout, text, filled, last_year) for text in section.texts)
    first = layout.place(section.texts[0].id)
    sheet.set_selection(first.row, first.column, first.row, first.column)
    _page(sheet, layout.place(section.texts[-1].id).row + 1, COUNT_COLUMN, pages=1 if height < ONE_PAGE else 0)
    sheet.repeat_rows(TITLE_ROW)


def _write_text(
    pen: Pen, sheet: Worksheet, layout: Layout, text: Text, filled: Submission, last_year: Submission | None
) -> float:
    """Write one text; returns how high it stands in points."""
    place = layout.place(text.id)
    sheet.set_row(place.row - 2, 28)
    sheet.write_string(place.row - 2, TEXT_COLUMN, text.label, pen.style("heading"))
    sheet.set_row(place.row - 1, 17)
    sheet.write_string(place.row - 1, TEXT_COLUMN, text.hint, pen.style("hint"))
    words = _words(filled, text)
    before = last_year.texts.get(text.id, "") if last_year else ""
    lines = max(text.lines, *(lines_needed(each, TEXT_WIDTH) + 1 for each in (words, before)))
    height = row_height(lines, LINE_HEIGHT)
    sheet.set_row(place.row, height)
    style = pen.entry(text.id, "prose")
    if words:
        sheet.write_string(place.row, place.column, words, style)
    else:
        sheet.write_blank(place.row, place.column, None, style)
    if before:
        sheet.write_string(place.row, LAST_TEXT_COLUMN, before, pen.style("last_text"))
    formula = f"={characters(place.address)}"
    sheet.write_formula(place.row, COUNT_COLUMN, formula, pen.style("length"), count_characters(words))
    sheet.data_validation(place.row, place.column, place.row, place.column, {
        "validate": "any", "input_title": fit(text.label, 32),
        "input_message": fit(f"{text.hint}。\n换段按 Alt+Enter；段首不必空格。", 255),
    })  # fmt: skip
    return height + 45


def _words(filled: Submission, text: Text) -> str:
    """What stands in the cell: the text, or what couldn't be read as one."""
    return filled.unread.get(text.id) or filled.texts[text.id]


def _length_of_section(pen: Pen, sheet: Worksheet, layout: Layout, section: Section, filled: Submission) -> None:
    """合计 n 字, amber above the number that the notice gives in principle."""
    places = [layout.place(text.id) for text in section.texts]
    count = sum(count_characters(_words(filled, text)) for text in section.texts)
    formula = "+".join(characters(place.address) for place in places)
    tail = f"（原则上不超过 {section.max_chars} 字）" if section.max_chars else ""
    status = pen.style("status")
    sheet.write_formula(
        STATUS_ROW, TEXT_COLUMN, f'="本部分共 "&({formula})&" 字{tail}"', status, f"本部分共 {count} 字{tail}"
    )
    if section.max_chars:
        rule = {"type": "formula", "criteria": f"={formula}>{section.max_chars}", "format": pen.rule(TOO_LONG)}
        sheet.conditional_format(STATUS_ROW, TEXT_COLUMN, STATUS_ROW, TEXT_COLUMN, rule)


def _heading(pen: Pen, sheet: Worksheet, title: str, subtitle: str) -> None:
    sheet.set_row(TITLE_ROW, 30)
    sheet.write_string(TITLE_ROW, LEFT, title, pen.style("title"))
    sheet.set_row(STATUS_ROW, 20)
    if subtitle:
        sheet.write_string(STATUS_ROW, LEFT, subtitle, pen.style("subtitle"))


def _page(sheet: Worksheet, bottom: int, right: int, pages: int = 0) -> None:
    """A4, fitted to the width, on ``pages`` pages (0: as many as it takes)."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, pages)
    sheet.print_area(TITLE_ROW, LEFT, max(bottom - 1, TITLE_ROW), right)
    sheet.set_footer("&C&9&A　第 &P 页")
    sheet.freeze_panes(TOP_ROW, 0)
