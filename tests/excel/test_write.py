"""The standard workbook as a clerk gets it: everything in its place, guarded, printable."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assembler.assets import examples, workbook
from assembler.excel import make_workbook, open_book, read_submission
from assembler.excel.layout import META_SHEET, REASON_ROWS, Place, layout, names
from assembler.excel.meaning.reasons import first_row
from assembler.formats import load_format
from assembler.model.grid import grid_of
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed
from assembler.package import is_sealed
from assembler.tasks.submission_json import load_submission

SHEETS = [
    "填报说明",
    "基本信息",
    "一、总体情况",
    "二、主动公开",
    "三、申请情况",
    "四、复议诉讼",
    "五、问题与改进",
    "六、其他事项",
    "校验",
    "_meta",
]


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


@pytest.fixture(scope="module")
def empty(spec: ReportSpec) -> bytes:
    return make_workbook(spec, blank(spec))


@pytest.fixture(scope="module")
def county(data: Path) -> Submission:
    return load_submission(data / "example-county-2023.json")[1]


@pytest.fixture(scope="module")
def prepared(spec: ReportSpec, county: Submission) -> bytes:
    return make_workbook(spec, blank(spec, "云岭县自然资源局", 2024), county)


def test_sheets_stand_in_the_order_of_the_report(empty: bytes) -> None:
    book = opened(empty)
    assert book.sheetnames == SHEETS
    assert book[META_SHEET].sheet_state == "veryHidden"
    assert book.active is not None
    assert book.active.title == SHEETS[0]


def test_the_tables_have_the_merges_and_labels_of_the_form(spec: ReportSpec, empty: bytes) -> None:
    book = opened(empty)
    for table in layout(spec).tables:
        sheet = book[table.sheet]
        merged = {str(area) for area in sheet.merged_cells.ranges}
        for cell in grid_of(table.table).cells:
            place = Place(table.sheet, 2 + cell.row, 1 + cell.column)
            if cell.text:
                assert sheet[place.address].value == cell.text
            end = Place(table.sheet, place.row + cell.rows - 1, place.column + cell.columns - 1)
            assert (f"{place.address}:{end.address}" in merged) == (place != end)


def test_people_can_type_into_inputs_and_nowhere_else(spec: ReportSpec, empty: bytes) -> None:
    book = opened(empty)
    open_cells = {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and sheet.title != META_SHEET
    }
    plan = layout(spec)
    places = {ref: place for ref, place in plan.places.items() if ref in names(spec)}
    assert len(names(spec)) == 166 + 25 + 8 + 9  # inputs, control counts, texts, entries of 基本信息
    merged_tails = {("二、主动公开", f"{column}{row}") for column in "DE" for row in (9, 12, 13, 16)}
    top = first_row(plan) + 4  # the first row for a reason, as people count
    reasons = {("校验", f"{column}{row}") for column in "BCDEFGHI" for row in range(top, top + REASON_ROWS)}
    assert reasons <= open_cells
    assert open_cells - merged_tails - reasons == {(place.sheet, place.address) for place in places.values()}
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book.worksheets)


def test_every_input_has_a_name_for_people_that_points_to_it(spec: ReportSpec, empty: bytes) -> None:
    book: Any = opened(empty)
    plan = layout(spec)
    for ref, name in names(spec).items():
        assert book.defined_names[name].attr_text == plan.place(ref).absolute
    assert book.defined_names["表三.本年新收.自然人"].attr_text == "'三、申请情况'!$E$6"
    assert book.defined_names["assembler_format"].attr_text == '"2021"'
    assert book.custom_doc_props["assembler.format"].value == "2021"
    assert book[META_SHEET]["B1"].value == "2021"


def rules(book: Workbook, sheet: str, address: str) -> list[object]:
    return [each for each in book[sheet].data_validations.dataValidation if address in each.sqref]


@pytest.mark.parametrize(
    ("ref", "kind", "title", "prompt"),
    [
        ("t3.open.natural", "whole", "予以公开（件）", "依据：条例第三十六条第（一）（二）项"),
        ("t3.new_received.natural", "whole", "本年新收（件）", "参考：1月1日至12月31日收到的申请"),
        ("t3.partial.biz", "whole", "部分公开（件）", "计数口径：区分处理的，只计这一情形，不计其他情形。"),
        ("t2_5.license.decisions", "whole", "行政许可（件）", "计数口径：本年度全部处理决定"),
        ("t2_8.fee.amount_wan", "custom", "行政事业性收费（万元）", "不是第六部分的信息处理费"),
        ("t4.count.suit_direct_upheld", "whole", "直接起诉维持（件）", "计数口径：复议机关作共同被告的"),
        ("t3.open.control", "whole", "予以公开（件）", "选填"),
        ("info.level", "list", None, ""),
        ("info.signed_on", "date", None, ""),
        ("year", "whole", None, ""),
    ],
)  # fmt: skip
def test_an_input_has_its_rule_and_the_official_counting_rule_as_prompt(
    spec: ReportSpec, empty: bytes, ref: str, kind: str, title: str | None, prompt: str
) -> None:
    place = layout(spec).place(ref)
    (rule,) = rules(opened(empty), place.sheet, place.address)
    assert rule.type == kind  # type: ignore[attr-defined]
    assert rule.promptTitle == title  # type: ignore[attr-defined]
    assert prompt in (rule.prompt or "")  # type: ignore[attr-defined]
    assert rule.errorTitle == "请核对"  # type: ignore[attr-defined]


def test_every_figure_has_a_rule(spec: ReportSpec, empty: bytes) -> None:
    book = opened(empty)
    plan = layout(spec)
    for cell in (*spec.cells, *spec.controls):
        if cell in spec.controls or not spec.is_computed(cell):
            place = plan.place(cell)
            assert len(rules(book, place.sheet, place.address)) == 1, cell


def test_every_relation_marks_all_its_cells_on_its_own_sheet(spec: ReportSpec, empty: bytes) -> None:
    book = opened(empty)
    plan = layout(spec)
    marked = []
    for table in plan.tables:
        for area in book[table.sheet].conditional_formatting:
            cells = {cell for part in area.sqref.ranges for row in part.rows for cell in row}
            marked += [(cells, rule.formula[0]) for rule in area.rules]
    for relation in spec.live_relations:
        wanted = {(plan.place(cell).row + 1, plan.place(cell).column + 1) for cell in relation.cells}
        formulas = [formula for cells, formula in marked if cells == wanted]
        assert formulas, relation.equation.id
        assert all("'" not in formula for formula in formulas)  # no reference to another sheet


def test_only_functions_that_every_office_program_knows_are_used(prepared: bytes) -> None:
    known = {"SUM", "IF", "AND", "ROUND", "COUNT", "COUNTIF", "COUNTBLANK", "LEN", "SUBSTITUTE", "CHAR", "ISNUMBER"}
    book = opened(prepared)
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 300
    used = {name for formula in formulas for name in re.findall(r"([A-Z_.]+)\(", str(formula))}
    assert used <= known


def test_totals_carry_their_true_values_in_a_file_that_no_spreadsheet_has_opened(
    spec: ReportSpec, county: Submission
) -> None:
    data = make_workbook(spec, county)
    book = load_workbook(BytesIO(data), data_only=True)
    plan = layout(spec)
    for cell in spec.cells:
        place = plan.place(cell)
        assert Decimal(str(book[place.sheet][place.address].value)) == county.figures[cell]
    assert book["三、申请情况"]["B2"].value == "各格已填；勾稽关系全部平衡"
    assert book["校验"]["B2"].value == "全部平衡；各格已填"


def test_the_status_tells_of_what_is_no_number(spec: ReportSpec, county: Submission) -> None:
    """Text adds up to nothing, and nothing is in balance: that must not look like a table that is done."""
    unread = {"t3.open.natural": "737待核", "t3.open.biz": "约20"}
    figures = {**county.figures, **{CellRef.parse(ref): None for ref in unread}}
    data = make_workbook(spec, replace(county, figures=figures, unread=unread))
    book, formulas = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    assert book["三、申请情况"]["B2"].value.startswith("有2格不是数字；")
    assert book["校验"]["B2"].value.endswith("；有2格不是数字")
    assert "144-(COUNT(" in formulas["三、申请情况"]["B2"].value


def test_a_total_that_was_typed_stays_a_constant(spec: ReportSpec) -> None:
    ones = {cell: Decimal(1) for cell in spec.cells if not spec.is_computed(cell)}
    wrong = CellRef("t3", "open", "total")
    figures = completed(spec, {**ones, wrong: Decimal(9)})
    filled = Submission("2021", "某局", 2023, blank(spec).info, figures, blank(spec).texts)
    sheet = opened(make_workbook(spec, filled))["三、申请情况"]
    place = layout(spec).place(wrong)
    assert sheet[place.address].value == 9
    above = layout(spec).place("t3.carried_in.total")
    assert sheet[above.address].value == "=SUM($E$7:$J$7)"


def test_last_year_stands_beside_and_is_not_read(spec: ReportSpec, prepared: bytes, tmp_path: Path) -> None:
    book = opened(prepared)
    sheet = book["三、申请情况"]
    assert sheet["Q3"].value == "2023年\n自然人"
    assert sheet["Q6"].value == 412
    assert "Q" not in sheet.print_area.split("!")[1]
    assert book["二、主动公开"]["I5"].value == 0
    assert book["四、复议诉讼"]["B7"].value == 9
    assert book["一、总体情况"]["D8"].value.startswith("本年度通过县政府网站")
    path = tmp_path / "prepared.xlsx"
    path.write_bytes(prepared)
    reading = read_submission(spec, open_book(path))
    assert reading.submission == blank(spec, "云岭县自然资源局", 2024)
    assert reading.findings == ()


def test_pages_are_a4_and_fitted(empty: bytes) -> None:
    book: Any = opened(empty)
    for sheet in book.worksheets[:-1]:
        assert int(sheet.page_setup.paperSize or 0) == 9, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book["三、申请情况"].freeze_panes == "E6"
    assert book["校验"].print_title_rows == "$5:$5"


@pytest.mark.parametrize("kind", ["empty", "filled", "prepared"])
def test_the_file_passes_a_strict_schema_check(
    spec: ReportSpec, empty: bytes, prepared: bytes, county: Submission, kind: str, tmp_path: Path
) -> None:
    data = {"empty": empty, "prepared": prepared, "filled": make_workbook(spec, county)}[kind]
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-m", "openxml_audit", path], capture_output=True, text=True)
    assert "Errors: 0" in done.stdout + done.stderr
    assert done.returncode == 0


def test_the_same_submission_gives_the_same_bytes(spec: ReportSpec, anything: Callable[[int], Submission]) -> None:
    assert make_workbook(spec, anything(3)) == make_workbook(spec, anything(3))
    assert make_workbook(spec, anything(3)) != make_workbook(spec, anything(4))


def test_a_clerks_text_never_becomes_a_formula(spec: ReportSpec) -> None:
    texts = dict.fromkeys(spec.texts, '=HYPERLINK("http://a")')
    texts["s5"], texts["s6"] = "@SUM(A1)", "http://example.org"
    filled = replace(blank(spec, "=1+1", 2023), texts=texts)
    book = opened(make_workbook(spec, filled))
    for ref in (*spec.texts, "organisation"):
        place = layout(spec).place(ref)
        cell = book[place.sheet][place.address]
        assert cell.data_type == "s"
        assert cell.hyperlink is None


def test_the_blank_workbook_of_the_repository_is_current(empty: bytes) -> None:
    assert workbook("2021").read_bytes() == empty, "run: make workbooks"
    assert is_sealed(empty)


def test_the_example_workbooks_are_current(data: Path) -> None:
    made = {}
    for name in ("example-jincheng-2023.json", "example-county-2023.json"):
        spec, submission = load_submission(data / name)
        made[submission.organisation] = make_workbook(spec, submission)
    assert {path.stem.removesuffix("2023"): path.read_bytes() for path in examples()} == made, "run: make workbooks"
    assert load_format("2021").id == "2021"
