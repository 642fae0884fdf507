"""The reader equals openpyxl: on workbooks of several programs, and on cells, formulas and formats made at random."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.workbook.defined_name import DefinedName

from assembler.assets import workbook
from assembler.errors import UnusableInput
from assembler.excel.book import Content, Drawn
from assembler.excel.sources.preflight import read_package
from assembler.excel.xml import shapes
from assembler.excel.xml import sheet as sheet_module
from assembler.excel.xml.cells import Budget, Cells, Gathered
from assembler.excel.xml.number_formats import Format, Shown, shown_as
from assembler.excel.xml.parts import Broken
from assembler.excel.xml.reader import read_xlsx
from assembler.excel.xml.scan import parted, scan
from assembler.excel.xml.shapes import Shelf
from assembler.excel.xml.shared_formulas import moved
from assembler.excel.xml.sheet import parse_sheet, read_sheet
from assembler.excel.xml.values import Values
from assembler.excel.xml.workbook import read_workbook
from tests.excel.openpyxl_oracle import comparable, read
from tests.excel.packages import packed, standard, strings, styles, worksheet

WORKBOOKS = sorted(workbook("2021").parent.rglob("*.xlsx"))
FORMATS = ("0", "0.00%", "yyyy-mm-dd", "[h]:mm:ss", 'yyyy"年"m"月"d"日"', "h:mm", "@", '0"件"', "General;[Red]-0")


def ours(path: Path) -> dict[str, object]:
    return comparable(read_xlsx(read_package(path)))


def by_xlsxwriter(path: Path) -> Path:
    """Every kind of cell that XlsxWriter writes."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("全部")
        shown = [book.add_format({"num_format": each}) for each in FORMATS]
        for row, value in enumerate([0, 1, -2.5, 8310.503303, 45300, 45300.75, 0.5, 1e15, 1e-7, 123456789012345]):
            for column, how in enumerate(shown):
                sheet.write_number(row, column, value, how)
        for row, text in enumerate(
            ["", " ", "甲\n乙", "_x000D_", "a_x0041_", "\x01\t", "<b>&amp;]]>", "=1+1", "😀"], 20
        ):
            sheet.write_string(row, 0, text)
            sheet.write_formula(row, 1, "=A1&B1", None, text if text.isprintable() else "空")  # not escaped there
        sheet.write_rich_string("A40", "甲", shown[0], "乙", "丙")
        sheet.write_boolean("B40", True)
        sheet.write_formula("C40", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D40", "=TRUE()", None, True)
        sheet.write_formula("E40", "=SUM($A$1:A9)", shown[1], 0.25)
        sheet.write_array_formula("F40:F40", "{=SUM(A1:A2*B1:B2)}", None, 3)
        sheet.write_formula("G40", "=A1", shown[2], 45300)
        sheet.write_blank("H40", None, shown[0])
        sheet.write_datetime("A41", datetime(2024, 1, 9, 8, 30), shown[2])
        sheet.write_url("B41", "https://example.org", None, "网站")
        sheet.merge_range("A43:C45", "合并", shown[0])
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column("D:F", 9, None, {"hidden": True})
        sheet.protect("密码")
        sheet.data_validation("A1:A9", {"validate": "list", "source": ["是", "否"]})
        sheet.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 3, "format": shown[0]})
        sheet.write_comment("A1", "批注")
        book.add_worksheet("a'b").hide()
        book.define_name("表.一", "=全部!$A$1")
        book.define_name("表.二", "=全部!$A$1:$C$3")
    return path


def by_openpyxl(path: Path) -> Path:
    """Every kind of cell that openpyxl writes."""
    book = Workbook()
    sheet = book.worksheets[0]
    values = [1, -2.5, True, False, "甲\n乙", " ", "#REF!", "=A1+1", '="甲"&A1', "_x000D_", date(2024, 1, 9), None]
    for value in [*values, datetime(2024, 1, 9, 8, 30, 15), time(8, 30), timedelta(hours=30, minutes=5)]:
        sheet.append([None, value])
    sheet.append([CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))])
    sheet["D1"].number_format = "0%"
    sheet["D1"] = 0.5
    sheet.merge_cells("E1:F3")
    sheet["E1"] = "合并"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.protection.enable()
    book.create_sheet("二").sheet_state = "veryHidden"
    book.defined_names["一"] = DefinedName("一", attr_text="Sheet!$A$1")
    book.epoch = datetime(1904, 1, 1)
    book.save(path)
    return path


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_the_workbooks_of_the_repository_are_read_alike_and_the_quick_way(path: Path) -> None:
    assert ours(path) == comparable(read(path))
    assert_both_ways_alike(path, quick=True)


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
def test_every_kind_of_cell_is_read_alike(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path / "a.xlsx")
    assert ours(path) == comparable(read(path))
    assert_both_ways_alike(path)


@pytest.mark.office
def test_what_libreoffice_saved_is_read_alike_and_the_quick_way(
    tmp_path: Path, office: Callable[[list[Path], str, Path], None]
) -> None:
    made = [by_xlsxwriter(tmp_path / "x.xlsx"), by_openpyxl(tmp_path / "o.xlsx")]
    office([*made, *WORKBOOKS], "xlsx", tmp_path / "out")
    for source in [*made, *WORKBOOKS]:
        path = tmp_path / "out" / source.name
        assert ours(path) == comparable(read(path))
        assert_both_ways_alike(path, quick=source in WORKBOOKS)


def assert_both_ways_alike(path: Path, quick: bool = False) -> None:
    """The scan and the parser say the same of every sheet; with ``quick`` no sheet needs the parser."""
    package = read_package(path)
    told = read_workbook(package)
    values = Values(told.strings, told.styles.formats if told.styles else {}, told.from_1904)
    for sheet in told.sheets:
        part = package.parts[sheet.part]
        plain = parted(sheet.part, part)
        assert (plain and scan(plain, Cells(sheet.part, values))) or not quick
        assert state(read_sheet(sheet.part, part, values)) == state(parse_sheet(sheet.part, part, values))


def state(found: Gathered) -> list[object]:
    contents = {key: (type(each.value), each) for key, each in found.contents.items()}
    return [list(contents), contents, *found[1:6]]


# --- at random

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12) | st.sampled_from(
    ["_x000D_", "_x0041_", "]]>", "&lt;", "<v>", " 甲 ", "\n", "=1", "#REF!", "1e5", "_x", "_xD83D_"]
)
numbers = st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300)
places = st.tuples(st.integers(0, 12), st.integers(0, 6))
cells = st.dictionaries(
    places,
    st.tuples(st.one_of(texts, numbers, st.booleans()), st.booleans(), st.sampled_from(FORMATS)),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(cells=cells)
def test_random_cells_of_xlsxwriter_are_read_alike(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], tuple[object, bool, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for place, (value, computed, code) in cells.items():
            shown = book.add_format({"num_format": code})
            if computed and (not isinstance(value, str) or value.isprintable()):  # not escaped there
                sheet.write_formula(*place, "=A1+1", shown, value)
            else:
                sheet.write(*place, value, shown)
    assert ours(path) == comparable(read(path))
    assert_both_ways_alike(path)


@settings(max_examples=15, deadline=None)
@given(cells=cells)
def test_random_cells_of_openpyxl_are_read_alike(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], tuple[object, bool, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.xlsx"
    book = Workbook()
    for (row, column), (value, _, code) in cells.items():
        printable = not isinstance(value, str) or value.isprintable()
        cell = book.worksheets[0].cell(row + 1, column + 1, value if printable else None)  # type: ignore[call-overload]
        cell.number_format = code
    book.save(path)
    assert ours(path) == comparable(read(path))
    assert_both_ways_alike(path)


STYLES: Mapping[str, Format] = {"0": Shown.NUMBER, "1": Shown.NUMBER}
LEFT_OUT = re.compile(r'<(dataValidations|conditionalFormatting)(?: \w+="[^"<]*")*>.*?</\1>', re.DOTALL)
SHEET = worksheet(
    '<row r="1" spans="1:3" ht="30" hidden="0" x14ac:dyDescent="0.2"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1">'
    '<v>12</v></c><c r="C1" s="0"/></row><row r="2" hidden="1"><c r="A2" t="str"><f>B1&amp;"a"</f><v>12a</v></c>'
    '<c r="B2" t="b"><v>1</v></c><c r="C2"><f aca="false">1/0</f><v></v></c></row><row r="3"/>',
    '<sheetProtection sheet="1"/><dataValidations count="1"><dataValidation><formula1>&lt;1</formula1></dataValidation>'
    '</dataValidations><mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells><conditionalFormatting sqref="A1"/>',
    '<cols><col min="2" max="3" hidden="1"/></cols>',
).replace("<worksheet", '<worksheet xmlns:x14ac="u"')
TOKENS = """
    < > /> " & &amp; &#65; <!-- --> <v> </v> <v/> <c> <c><v>3</v></c> <c·r="D1"><v>9</v></c> </c> <row> <row·r="9">
    </row> ·s="1" ·t="s" ·t="n" ·t="inlineStr" <is><t>a</t></is> ·hidden="1" ·ht="0" ·r="B2" <f> </f>
    <f·t="shared"·si="0">B1</f> <f·t="shared"·si="0"/> <f·t="array"·ref="A1:B2"> <dataValidations> </dataValidations>
    <dataValidations/> <sheetData> </sheetData> <sheetData/> <mergeCells><mergeCell·ref="A1:B1"/></mergeCells>
    <![CDATA[ ]]> <?p·?> x: x14ac: ·xmlns="u" 0 1 9 A Z $ · 甲 _x000D_ <c·r="A1"><v>5</v></c>
    <dataValidations·a="></dataValidations>"/>
"""
edits = st.tuples(
    st.floats(0, 1), st.sampled_from([*(each.replace("·", " ") for each in TOKENS.split()), "\r", "\x01", ""])
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(edits, st.sampled_from([0, 0, 0, 1, 2, 7, 40])), min_size=1, max_size=4))
def test_the_scan_reads_what_the_parser_reads_or_leaves_it_to_him(
    changes: list[tuple[tuple[float, str], int]],
) -> None:
    part = SHEET
    for (share, token), dropped in changes:
        at = int(share * len(part))
        part = part[:at] + token + part[at + dropped :]
    scanned, parsed = (outcome(way, part) for way in (read_sheet, parse_sheet))
    if scanned != parsed:  # what the scan leaves out may be broken, and an attribute of a row may stand there twice
        assert parsed in ("broken", "twice")
        assert parsed == "twice" or scanned == outcome(parse_sheet, LEFT_OUT.sub("", part))


def outcome(
    way: Callable[[str, bytes, Values], Gathered], part: str, styles: Mapping[str, Format] = STYLES
) -> list[object] | str:
    try:
        return state(way("sheet", part.encode(), Values([Content("甲"), Content("乙")], styles, False)))
    except Broken as error:
        return "twice" if "redefined" in str(error) else "broken"


# --- sheets of a shape that is known

SHAPED = worksheet(
    '<row r="1"><c r="A1" t="s"><v>{}</v></c><c r="B1"><v>{}</v></c><c r="C1" s="2"><v>{}</v></c><c r="D1"/></row>'
    '<row r="2" hidden="1"><c r="A2" t="str"><f>IF(A1&gt;1,"v","甲")</f><v>{}</v></c><c r="B2" t="b"><v>{}</v></c>'
    '<c r="C2" t="e"><v>{}</v></c><c r="D2" t="s"><v>{}</v></c><c r="E2" s="3"><f>B1</f><v>{}</v></c></row>'
    '<row r="3"><c r="A3"><f>B3</f></c><c r="B3"><f>1/0</f><v></v></c><c r="C3" s="9"><v>{}</v></c></row>',
    '<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells>',
)
PLAIN = ("0", "1", "45300", "甲", "1", "#REF!", "1", "0.5", "7")
KNOWN: Mapping[str, Format] = {"0": Shown.NUMBER, "2": Shown.DATE, "3": "0.00;[Red]-0", "4": Shown.NUMBER}
WRITTEN = """
    0 1 2 3 -1 007 +1 1.5 1e3 1e999 NaN TRUE true 甲 #REF! #N/A a&amp;b &#65; & ]]> v vv </v> <v>0</v> <v> x14ac:
    _x0041_ · ·1 1· 0· 99999999999999999999999999999999999999999
"""
shaped_texts = st.sampled_from(
    [*(each.replace("·", " ") for each in WRITTEN.split()), "", "\x01", "\r", "0\n", "\u00a0", "9" * 33_000]
)


def learn(part: str) -> None:
    for _ in range(3):
        outcome(read_sheet, part, KNOWN)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), shaped_texts), max_size=4))
def test_a_sheet_of_a_known_shape_is_read_as_the_parser_reads_it(changes: list[tuple[int, str]]) -> None:
    texts = list(PLAIN)
    learn(SHAPED.format(*texts))
    for n, text in changes:
        texts[n] = text
    part = SHAPED.format(*texts)
    for _ in range(2):
        assert outcome(read_sheet, part, KNOWN) == outcome(parse_sheet, part, KNOWN)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(edits, st.sampled_from([0, 0, 0, 1, 2, 7, 40])), min_size=1, max_size=2))
def test_a_sheet_that_is_spoilt_is_not_taken_for_one_of_a_known_shape(
    changes: list[tuple[tuple[float, str], int]],
) -> None:
    part = whole = SHAPED.format(*PLAIN)
    for (share, token), dropped in changes:
        at = int(share * len(part))
        part = part[:at] + token + part[at + dropped :]
    with unlearnt():
        expected = outcome(read_sheet, part, KNOWN)
    for each in (whole, part):
        learn(each)
    assert outcome(read_sheet, part, KNOWN) == expected


@contextmanager
def unlearnt() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "recall", lambda *_: None)
        yield


def values_of(*texts: str) -> Values:
    return Values([*map(Content, texts), Content("乙")], KNOWN, False)


def test_what_was_the_same_three_times_is_known_from_then_on() -> None:
    part = SHAPED.replace("IF(", "SUM(").format(*PLAIN).encode()
    found = [read_sheet("a.xml", part, values_of(text)) for text in "甲丙丁戊"]
    assert [isinstance(each.contents, Drawn) for each in found] == [False, False, False, True]
    drawn = found[3].contents
    assert isinstance(drawn, Drawn)
    assert dict(zip(drawn.shape.keys, drawn.cells, strict=True)) == dict(drawn)
    assert "".join(str(each.contents[0, 0].value) for each in found) == "甲丙丁戊"
    again = read_sheet("b.xml", part.replace(b">1</v>", b">5</v>", 1), values_of("戊")).contents
    assert isinstance(again, Drawn)
    assert (again.shape, again.cells[1].value) == (drawn.shape, 5)


def test_what_stands_beside_the_rows_makes_another_shape() -> None:
    part = SHAPED.replace("IF(", "MAX(").format(*PLAIN)
    learn(part)
    split, open_ = part.replace("C2:D2", "C2:C2"), part.replace('sheet="1"', 'sheet="0"')
    found = [read_sheet("a.xml", each.encode(), values_of("甲")) for each in (part, split, open_, part)]
    drawn = [each.contents.shape for each in found if isinstance(each.contents, Drawn)]
    assert len(drawn) == 4
    assert drawn[0] is drawn[3]
    assert len(set(drawn)) == 3
    assert [(1, 3) in each.contents for each in found] == [False, True, False, False]
    assert [each.protected for each in found] == [True, True, False, True]


def test_a_style_that_the_table_does_not_know_is_told_of_every_workbook() -> None:
    part = SHAPED.replace("IF(", "MIN(").format(*PLAIN).encode()
    for _ in range(4):
        values = values_of("甲")
        read_sheet("a.xml", part, values)
        assert values.odd_styles


def test_areas_count_for_the_budget_where_the_shape_is_known_too() -> None:
    part = SHAPED.replace("IF(", "AND(").format(*PLAIN).encode()
    for _ in range(3):
        budget = Budget(areas=2)
        read_sheet("a.xml", part, values_of("甲"), budget=budget)
        assert budget.areas == 0
        with pytest.raises(Broken, match="mergeCell"):
            read_sheet("a.xml", part, values_of("甲"), budget=budget)


def test_what_can_not_be_known_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, tried = Shelf(), []
    monkeypatch.setattr(sheet_module, "shelf_of", lambda *_: shelf)
    monkeypatch.setattr(Shelf, "_pattern", lambda *_: tried.append(1))
    for n in (1, 1, 1, 1, 2, 3):
        read_sheet("a.xml", SHAPED.replace("1/0", f"1/{n}").format(*PLAIN).encode(), values_of("甲"))
    assert len(tried) == 1
    monkeypatch.setattr(shapes, "_MOST_SEEN", 10)
    for n in range(40):
        read_sheet("a.xml", SHAPED.replace("1/0", f"1/{n}").format(*PLAIN).encode(), values_of("甲"))
        assert len(shelf._seen) <= 10


def test_an_empty_value_makes_one_more_pattern_and_spoils_none(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    monkeypatch.setattr(sheet_module, "shelf_of", lambda *_: shelf)
    for text in ("", "1", "1", "", "", "1", "", "1"):
        part = SHAPED.format(*PLAIN[:7], text, PLAIN[8])
        assert outcome(read_sheet, part, KNOWN) == outcome(parse_sheet, part, KNOWN)
    assert sum(map(len, shelf._patterns.values())) == 2


def test_shapes_and_values_beyond_the_bounds_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_MOST_BYTES", 2000)
    monkeypatch.setattr(shapes, "_MOST_VALUES", 10)
    shelf = Shelf()
    monkeypatch.setattr(sheet_module, "shelf_of", lambda *_: shelf)
    for n in range(40):
        part = SHAPED.replace("1/0", f"1/{n}").format(*PLAIN[:-1], n).encode()
        for _ in range(4):
            found = read_sheet("a.xml", part, values_of("甲"))
        assert isinstance(found.contents, Drawn)
        assert found.contents[2, 2].value == n
        assert sum(map(len, shelf._patterns.values())) < 8
        assert sum(map(len, shelf._meanings.values())) < 30


OPERANDS = """
    A1 $B$2 C$3 $D4 aa10 XFD9 A:C $A:B 1:3 $2:5 B1:$C4 'A1'!A1 'a''b'!$A1:B2 表!B2 表!A:A 表!$A1 [1]表!A1 '[1]A'!B2
    "A1" "a""A1" 1.5 2 1E5 TRUE 一.二 A1B _A1 #REF! {1,2} SUM(A1) LOG10(B2:B9,$A1) SUM(表!A1,"A1")
"""
operands = st.sampled_from(OPERANDS.split())
operators = st.sampled_from(["+", "-", "*", "/", "&", "^", "=", "<>", ",", " + "])
formulas = st.lists(st.tuples(operands, operators), min_size=1, max_size=4).map(
    lambda pairs: "".join(operand + operator for operand, operator in pairs) + "A1"
)


@given(formulas, st.integers(-5, 30), st.integers(-3, 30))
def test_formulas_are_moved_as_openpyxl_moves_them(formula: str, rows: int, columns: int) -> None:
    try:
        expected = Translator(f"={formula}", origin="F6").translate_formula(row_delta=rows, col_delta=columns)
    except TranslatorError:
        assert "#REF!" in moved(formula, rows, columns)
    else:
        if "XFD" not in formula or columns <= 0:  # openpyxl knows no last column
            assert f"={moved(formula, rows, columns)}" == expected


PIECES = r"""
    yyyy m d h :ss 0 #,##0 .00 % "年" "d" [h] [mm] [Red] [$-804] _d \m \ ; @ E+00 General AM/PM [DBNum1] 年
"""
codes = st.lists(st.sampled_from(PIECES.split()), max_size=6).map("".join)


@given(codes)
def test_number_formats_are_understood_as_openpyxl_understands_them(code: str) -> None:
    shown = shown_as(code)
    assert (shown in (Shown.DATE, Shown.ELAPSED)) == is_date_format(code)
    assert (shown is Shown.ELAPSED) == (is_date_format(code) and is_timedelta_format(code))


# --- differences on purpose

ROW = '<row r="1"><c r="A1"{}>{}</c></row>'


@pytest.mark.parametrize(
    ("rows", "mine", "openpyxls", "reason"),
    [
        (ROW.format(' s="1"', "<v>45300</v>"), datetime(2024, 1, 9), 45300, "format 31 is a Chinese date"),
        (ROW.format("", "<v>NaN</v>"), "NaN", ValueError, "one odd cell is told, the file isn't refused"),
        (ROW.format("", "<v>1e999</v>"), "1e999", float("inf"), "what the file says, no number"),
        (ROW.format("", "<v>1_0</v>"), "1_0", 10, "no spreadsheet takes that for ten"),
        (ROW.format(' t="b"', "<v>true</v>"), True, ValueError, "XML booleans are words, too"),
        (ROW.format(' t="s"', "<v>-1</v>"), None, "丙", "refused: there is no such text"),
        (ROW.format("", "<v>1</v>") * 2, 1, 1, "said twice, but the same"),
        (ROW.format("", "<v>1</v>") + ROW.format("", "<v>2</v>"), None, 2, "refused: nobody knows which is meant"),
        (ROW.format("", "<v>1</v>") + ROW.format("", ""), 1, None, "an empty cell takes nothing away"),
        (ROW.format(' s="9"', "<v>1</v>"), 1, IndexError, "read; the book says that styles are unknown"),
    ],
)
def test_what_differs_from_openpyxl_differs_for_a_reason(
    tmp_path: Path, rows: str, mine: object, openpyxls: object, reason: str
) -> None:
    table = strings("<t>甲</t>", "<t>丙</t>")
    path = packed(standard(worksheet(rows), sharedStrings=table, styles=styles(0, 31)), tmp_path / "a.xlsx")
    try:
        found = read_xlsx(read_package(path)).sheets["表"].content(0, 0).value
    except UnusableInput:
        found = None
    assert found == mine, reason
    try:
        theirs: object = read(path).sheets["表"].content(0, 0).value
    except Exception as error:
        theirs = type(error)
    assert theirs == openpyxls


def test_a_child_of_an_array_formula_is_a_formula_here_and_a_constant_there(tmp_path: Path) -> None:
    rows = '<row><c><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row><row><c><v>2</v></c></row>'
    path = packed(standard(worksheet(rows)), tmp_path / "a.xlsx")
    assert read_xlsx(read_package(path)).sheets["表"].content(1, 0).formula == "=B1:B2"
    assert read(path).sheets["表"].content(1, 0).formula is None


def test_a_prefix_that_means_nothing_is_seen_in_rows_that_are_known() -> None:
    for _ in range(3):
        assert outcome(read_sheet, SHEET) == outcome(parse_sheet, SHEET) != "broken"
    bare = re.sub(' xmlns:x14ac="[^"]*"', "", SHEET)
    assert bare != SHEET
    assert outcome(read_sheet, bare) == outcome(parse_sheet, bare) == "broken"
