"""What the reader makes of a package's XML: by hand-made parts, and held against openpyxl."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from assembler.errors import UnusableInput
from assembler.excel.book import Book, Content, Sheet
from assembler.excel.layout import Place
from assembler.excel.sources.preflight import read_package
from assembler.excel.xml.cells import Budget
from assembler.excel.xml.parts import Broken
from assembler.excel.xml.reader import read_xlsx
from assembler.excel.xml.sheet import read_sheet
from assembler.excel.xml.values import Values
from tests.excel.packages import (
    MAIN,
    RELATIONS,
    STRICT,
    STRICT_RELATIONS,
    packed,
    relationships,
    standard,
    strings,
    styles,
    workbook,
    worksheet,
)

Parts = dict[str, str]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Parts], Book]:
    return lambda parts: read_xlsx(read_package(packed(parts, tmp_path / "a.xlsx")))


@pytest.fixture
def sheet(opened: Callable[[Parts], Book]) -> Callable[..., Sheet]:
    """The sheet of a workbook with these rows."""
    return lambda rows, **others: opened(standard(worksheet(rows), **others)).sheets["表"]


def refused(opened: Callable[[Parts], Book], parts: Parts) -> str:
    with pytest.raises(UnusableInput) as caught:
        opened(parts)
    assert caught.value.code == "INPUT-DAMAGED"
    return caught.value.facts["reason"]


def cell(inner: str = "", **attributes: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in {"r": "A1", **attributes}.items() if value)
    return f'<row r="1"><c{given}>{inner}</c></row>'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("+5", 5),
        ("2.0", 2.0),
        ("8310.503303", 8310.503303),
        ("2.0000000000000001E+1", 20.0),
        (".5", 0.5),
        ("5.", 5.0),
        (" 12 ", 12),
        ("\n12\n", 12),
        ("123456789012345678901", 123456789012345678901),
        ("0" * 5000 + "7", 7.0),
        # what is no number is a text: nothing is lost, nothing is guessed
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("NaN", "NaN"),
        ("INF", "INF"),
        ("--", "--"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("１２", "１２"),
        ("0x10", "0x10"),
    ],
)
def test_a_number_cell_holds_a_number_or_else_its_text(sheet: Callable[..., Sheet], text: str, value: object) -> None:
    found = sheet(cell(f"<v>{text}</v>")).content(0, 0)
    assert (found, type(found.value)) == (Content(value), type(value))


@pytest.mark.parametrize(
    ("kind", "inner", "content"),
    [
        ("s", "<v>0</v>", Content("甲")),
        ("s", "<v> 0 </v>", Content("甲")),
        ("str", "<v>乙</v>", Content("乙")),
        ("str", "<v> 乙\n </v>", Content(" 乙\n ")),
        ("inlineStr", "<is><t>丙</t></is>", Content("丙")),
        ("inlineStr", "<is><r><rPr><b/></rPr><t>丙</t></r><r><t> 丁</t></r></is>", Content("丙 丁")),
        ("inlineStr", "<is><t>丙</t><rPh sb='0' eb='1'><t>bing</t></rPh></is>", Content("丙")),
        ("inlineStr", "<is><t>_x000D__x005F_x000D_</t></is>", Content("\r_x000D_")),
        ("inlineStr", "<is/>", Content("")),
        ("b", "<v>1</v>", Content(True)),
        ("b", "<v>0</v>", Content(False)),
        ("b", "<v>true</v>", Content(True)),
        ("b", "<v>2</v>", Content("2")),
        ("e", "<v>#REF!</v>", Content("#REF!", error=True)),
        ("n", "<v>7</v>", Content(7)),
        ("", "<v>7</v>", Content(7)),
        ("d", "<v>2024-01-09</v>", Content(date(2024, 1, 9))),
        ("d", "<v>2024-01-09T08:30:00Z</v>", Content(datetime(2024, 1, 9, 8, 30))),
        ("d", "<v>08:30:00</v>", Content(time(8, 30))),
        ("d", "<v>PT1H30M</v>", Content(timedelta(hours=1, minutes=30))),
        ("d", "<v>2024-13-09</v>", Content("2024-13-09")),
        ("d", "<v>PT</v>", Content("PT")),
        ("future", "<v>7</v>", Content("7")),
        ("str", "<v>a&lt;b &amp;amp; &#x4E59;&#13;</v>", Content("a<b &amp; 乙\r")),
        ("str", "<v><![CDATA[a<b]]></v>", Content("a<b")),
        ("str", "<v>甲<!-- 乙 -->丙</v>", Content("甲丙")),
        ("str", "<v>_x0041__xD83D__xDE00__xD800_</v>", Content("A😀�")),  # a pair of surrogates, and a lone one
        ("n", "<v></v>", Content(None)),
        ("n", "<v/>", Content(None)),
        ("s", "", Content(None)),
        # formulas
        ("", "<f>B1+1</f><v>3</v>", Content(3, "=B1+1")),
        ("", "<f>B1+1</f>", Content(None, "=B1+1")),  # never computed
        ("", "<f>B1+1</f><v></v>", Content(None, "=B1+1")),
        ("str", '<f>""</f><v></v>', Content("", '=""')),  # computed: an empty text
        ("str", '<f>"甲"&amp;1</f><v>甲1</v>', Content("甲1", '="甲"&1')),
        ("b", "<f>TRUE()</f><v>1</v>", Content(True, "=TRUE()")),
        ("e", "<f>1/0</f><v>#DIV/0!</v>", Content("#DIV/0!", "=1/0", True)),
        ("e", "<f>1/0</f>", Content(None, "=1/0", True)),
        ("", '<f aca="false">B1</f><v>3</v>', Content(3, "=B1")),
        ("", '<f ca="1">NOW()</f><v>3</v>', Content(3, "=NOW()")),
        ("", '<f t="dataTable" ref="A1:A2" r1="B1" r2="C1"/><v>3</v>', Content(3, "=TABLE(B1,C1)")),
        ("", "<v>1</v><v>2</v>", Content(1)),
    ],
)
def test_a_cell_is_read_by_its_type(sheet: Callable[..., Sheet], kind: str, inner: str, content: Content) -> None:
    found = sheet(cell(inner, t=kind)).content(0, 0)
    assert (found, type(found.value)) == (content, type(content.value))


@pytest.mark.parametrize(
    ("shown", "serial", "value"),
    [
        (0, "45300", 45300),
        (14, "45300", datetime(2024, 1, 9)),
        (22, "45300.75", datetime(2024, 1, 9, 18)),
        (21, "0.75", time(18)),
        (31, "45300", datetime(2024, 1, 9)),  # openpyxl doesn't know the Chinese built-in ones
        (57, "45300", datetime(2024, 1, 9)),
        (46, "1.5", timedelta(hours=36)),
        ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "45300", datetime(2024, 1, 9)),
        ("[$-804]yyyy/m/d", "45300", datetime(2024, 1, 9)),
        ("[h]:mm", "1.5", timedelta(hours=36)),
        ("[H]:mm", "1.5", timedelta(hours=36)),
        ("&quot;&quot;0&quot; &quot;", "3", 3),
        ("0_d", "3", 3),
        ("0.00E+00", "3", 3),
        ("General", "3", 3),
        ("[Red]0;[DBNum1]0", "3", 3),
        (14, "0", time(0)),
        (14, "59", datetime(1900, 2, 28)),
        (14, "60", datetime(1900, 2, 28)),
        (14, "61", datetime(1900, 3, 1)),
        (14, "-1", datetime(1899, 12, 29)),
        (14, "2958465", datetime(9999, 12, 31)),
    ],
)
def test_a_number_shown_as_a_date_is_one(
    sheet: Callable[..., Sheet], shown: int | str, serial: str, value: object
) -> None:
    found = sheet(cell(f"<v>{serial}</v>", s="1"), styles=styles(0, shown)).content(0, 0)
    assert (found, type(found.value)) == (Content(value), type(value))


@pytest.mark.parametrize("serial", ["2958466", "1e300", "-1e300", "-700000"])
def test_a_date_that_there_is_not_is_an_error_and_no_crash(sheet: Callable[..., Sheet], serial: str) -> None:
    assert sheet(cell(f"<v>{serial}</v>", s="1"), styles=styles(0, 14)).content(0, 0) == Content("#VALUE!", error=True)


def test_serials_count_from_1904_where_the_workbook_says_so(opened: Callable[[Parts], Book]) -> None:
    date1904 = workbook('<workbookPr date1904="1"/>')
    parts = standard(worksheet(cell("<v>45300</v>", s="1")), styles=styles(0, 14), workbook=date1904)
    book = opened(parts)
    assert book.from_1904
    assert book.sheets["表"].content(0, 0).value == datetime(2028, 1, 10)


@pytest.mark.parametrize("shown", [9, 10, "0.0%", "0%;-0%"])
def test_a_percentage_says_that_it_is_one(sheet: Callable[..., Sheet], shown: int | str) -> None:
    found = sheet(cell("<v>0.12</v>", s="1"), styles=styles(0, shown)).content(0, 0)
    assert found == Content(0.12, percent=True)


@pytest.mark.parametrize(
    "table", ["<styleSheet", f'<styleSheet xmlns="{MAIN}"/>', "<a/>", styles("0").replace("200", "x")]
)
def test_a_broken_style_table_leaves_numbers_and_says_so(opened: Callable[[Parts], Book], table: str) -> None:
    book = opened(standard(worksheet(cell("<v>45300</v>", s="1")), styles=table))
    assert book.sheets["表"].content(0, 0).value == 45300
    assert not book.styles_known


def test_styles_are_known_where_there_are_none_and_unknown_where_a_cell_needs_another(
    opened: Callable[[Parts], Book],
) -> None:
    without = relationships(("rId1", "worksheet", "worksheets/sheet1.xml"))
    for style, known in (("", True), ("0", True), ("5", False)):
        parts = standard(worksheet(cell("<v>1</v>", s=style))) | {"xl/_rels/workbook.xml.rels": without}
        assert opened(parts).styles_known is known


@pytest.mark.parametrize(
    "what", ["theme/theme1", "calcChain", "drawings/drawing1", "../docProps/app", "../docProps/core"]
)
def test_other_parts_that_are_broken_never_stop_the_reading(opened: Callable[[Parts], Book], what: str) -> None:
    parts = standard(worksheet(cell("<v>1</v>")))
    parts["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "xl/workbook.xml"),
        ("rId2", "extended-properties", "docProps/app.xml"),
        ("rId3", "custom-properties", "docProps/app.xml"),
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "drawing", "../drawings/drawing1.xml"))
    name = f"xl/{what}.xml".replace("xl/../", "")
    for broken in ("", "<a", "<a/>", "\x00"):
        if "\x00" not in broken:
            assert opened(parts | {name: broken}).sheets["表"].content(0, 0).value == 1


@pytest.mark.parametrize("hiding", ["<!-- {} -->", "<?x {}?>", "<headerFooter><![CDATA[{}]]></headerFooter>"])
def test_what_only_looks_like_a_tag_hides_nothing(opened: Callable[[Parts], Book], hiding: str) -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells><dataValidations></dataValidations>'
    before, after = hiding.format("<sheetData>"), hiding.format("<dataValidations>") + merged
    found = opened(standard(worksheet(cell("<v>1</v>"), after))).sheets["表"]
    assert (found.content(0, 0).value, found.merged) == (1, ((0, 0, 0, 1),))
    found = opened(standard(worksheet(cell("<v>1</v>"), "", before))).sheets["表"]
    assert found.content(0, 0).value == 1


# --- shared strings


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<t>甲</t>", "甲"),
        ('<t xml:space="preserve"> 甲\n</t>', " 甲\n"),
        ("<t/>", ""),
        ("", ""),
        ("<r><t>甲</t></r><r><rPr><sz val='9'/></rPr><t>乙</t></r>", "甲乙"),
        ("<t>甲</t><rPh sb='0' eb='1'><t>jiǎ</t></rPh><phoneticPr fontId='1'/>", "甲"),
        ("<t>a_x000D_b_x000d_c</t>", "a\rb\rc"),
        ("<t>_x005F_x000D_</t>", "_x000D_"),
        ("<t>_x005F_x005F_</t>", "_x005F_"),
        ("<t>_x000_ _x00GG_ x_x</t>", "_x000_ _x00GG_ x_x"),
        ("<t>&amp;lt; &quot;&apos;&gt;</t>", "&lt; \"'>"),
        ("<t>&#95;x0041_</t>", "A"),
        ("<t>a\rb</t>", "a\nb"),  # as XML has it; a carriage return that is meant stands as _x000D_
        ("<t><![CDATA[<b>&]]></t>", "<b>&"),
    ],
)
def test_a_shared_string_is_its_text_without_form(sheet: Callable[..., Sheet], inner: str, text: str) -> None:
    for table in (strings("<t>零</t>", inner), strings("<r><t>零</t></r>", inner)):  # the quick way, and the parser's
        assert sheet(cell("<v>1</v>", t="s"), sharedStrings=table).content(0, 0).value == text


@pytest.mark.parametrize(
    ("runs", "content"),
    [
        (("12<strike/>", "1641"), Content("121641", shown="〔删除线：12〕1641")),
        (('12<strike val="1"/>', "1641<b/>"), Content("121641", shown="〔删除线：12〕1641")),
        (("1641", '2<vertAlign val="superscript"/>'), Content("16412", shown="1641〔上标：2〕")),
        (("1641", '2<b/><vertAlign val="subscript"/><sz val="9"/>'), Content("16412", shown="1641〔下标：2〕")),
        (("1641", '99<color rgb="FFFFFFFF"/>'), Content("164199", shown="1641〔白字：99〕")),
        (("1641", '99<color rgb="00ffffff"/>'), Content("164199", shown="1641〔白字：99〕")),
        (("12<strike/>", "3<strike/>"), Content("123", shown="〔删除线：12〕〔删除线：3〕")),
        (("1641", '99<color theme="0"/>'), Content("164199", shown="1641〔白字：99〕")),
        (("1641", '99<color indexed="9"/>'), Content("164199", shown="1641〔白字：99〕")),
        (("1641", '99<color rgb="FFF8F8F8"/>'), Content("164199", shown="1641〔白字：99〕")),
        (
            ("1641", '99<strike/><color theme="0"/><vertAlign val="subscript"/>'),
            Content("164199", shown="1641〔删除线：99〕"),
        ),
        (("1641<strike/>",), Content("1641", shown="〔删除线：1641〕")),
        (("1641<strike/>", " "), Content("1641 ", shown="〔删除线：1641〕 ")),
        (('1641<color theme="0"/>',), Content("1641", shown="〔白字：1641〕")),
        # what still says the same: another look, nothing under the line, the whole of it raised alike
        (("12<b/>", '1641<color rgb="FFFF0000"/>', '7<color theme="1"/>'), Content("1216417")),
        (
            ('12<color theme="0" tint="-0.35"/>', '1641<color rgb="FF999999"/>', '7<color auto="1"/>'),
            Content("1216417"),
        ),
        (('12<color rgb="x"/>', '1641<color theme="0" tint="x"/>', "7<color/>"), Content("1216417")),
        (('12<strike val="0"/>', '1641<vertAlign val="baseline"/>'), Content("121641")),
        ((" <strike/>", "1641"), Content(" 1641")),
        (('1641<vertAlign val="superscript"/>', " "), Content("1641 ")),
    ],
)
def test_a_text_with_runs_struck_out_raised_or_white_says_so(
    sheet: Callable[..., Sheet], runs: tuple[str, ...], content: Content
) -> None:
    parted = [re.fullmatch(r"([^<]*)(.*)", each) for each in runs]
    inner = "".join(f'<r><rPr>{each[2]}</rPr><t xml:space="preserve">{each[1]}</t></r>' for each in parted if each)
    both = sheet(
        '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c>'
        f'<c r="C1" t="inlineStr"><is>{inner}</is></c><c r="D1" t="inlineStr"><is><t>甲</t></is></c></row>',
        sharedStrings=strings("<t>零</t>", inner, "<r><t>乙</t></r>"),
    )
    assert [both.content(0, n) for n in range(4)] == [content, Content("乙"), content, Content("甲")]


UNFILLED, SOLID = "<patternFill/>", '<patternFill patternType="solid"><fgColor {}/></patternFill>'
WHITE = '<color theme="0"/>'


def dressed(font: str, fill: str = UNFILLED, number: str = "0") -> str:
    """A style table whose second style has that font and ground."""
    return (
        styles(0)
        .replace("<fonts><font/></fonts>", f"<fonts><font/><font>{font}</font></fonts>")
        .replace("</fills>", f"<fill>{fill}</fill></fills>")
        .replace("</cellXfs>", f'<xf numFmtId="{number}" fontId="1" fillId="1" xfId="0"/></cellXfs>')
    )


@pytest.mark.parametrize(
    ("table", "seen"),
    [
        (dressed("<strike/>"), "〔删除线：{}〕"),
        (dressed('<b/><strike val="1"/><color theme="1"/>', SOLID.format('rgb="FF000000"')), "〔删除线：{}〕"),
        (dressed(WHITE), "〔白字：{}〕"),
        (dressed(WHITE, ""), "〔白字：{}〕"),
        (dressed('<color rgb="FFFFFFFF"/>', SOLID.format('rgb="FFFFFBE6"')), "〔白字：{}〕"),
        (dressed(WHITE, SOLID.format('theme="0" tint="-0.05"')), "〔白字：{}〕"),
        (dressed('<color indexed="9"/>', SOLID.format('indexed="9"')), "〔白字：{}〕"),
        # to be read: white on blue, on grey, on a pattern; raised as a whole; no strike after all
        (dressed(WHITE, SOLID.format('rgb="FF1F4E79"')), None),
        (dressed(WHITE, SOLID.format('theme="4"')), None),
        (dressed(WHITE, SOLID.format('theme="0" tint="-0.5"')), None),
        (dressed(WHITE, '<patternFill patternType="gray125"/>'), None),
        (dressed(WHITE, '<gradientFill><stop position="0"><color rgb="FF000000"/></stop></gradientFill>'), None),
        (dressed('<vertAlign val="superscript"/>'), None),
        (dressed('<strike val="0"/><color rgb="FF808080"/>'), None),
    ],
)
def test_cells_that_are_struck_out_or_white_on_white_say_so(
    sheet: Callable[..., Sheet], table: str, seen: str | None
) -> None:
    inner = (
        '<row r="1"><c r="A1" s="1"><v>12</v></c><c r="B1" s="1" t="s"><v>0</v></c><c r="C1" s="1"/>'
        '<c r="D1" s="1"><f>3+4</f><v>7</v></c><c r="E1"><v>12</v></c><c r="F1" t="s"><v>0</v></c>'
        '<c r="G1" s="1" t="inlineStr"><is><t>乙</t></is></c></row>'
    )
    for rows in (inner, inner.replace("inlineStr", "str").replace("<is><t>乙</t></is>", "<v>乙</v>")):
        found = sheet(rows, styles=table)
        contents = {n: found.content(0, n) for n in range(7)}
        assert [each.shown for each in contents.values()] == (
            [seen and seen.format(each) if each else None for each in (12, "甲", None, 7, None, None, "乙")]
        )
        assert (contents[0].value, contents[1].value, contents[3].formula) == (12, "甲", "=3+4")


def test_the_style_of_cells_that_name_none_counts_and_so_do_many_styles(sheet: Callable[..., Sheet]) -> None:
    struck = dressed("<strike/>").replace('<cellXfs><xf numFmtId="0"', '<cellXfs><xf fontId="1" numFmtId="0"')
    for table, seen in ((dressed(""), None), (struck, "〔删除线：12〕"), (dressed(""), None)):  # nothing is kept of it
        assert sheet(cell("<v>12</v>"), styles=table).content(0, 0).shown == seen
    last = '<xf numFmtId="0" fontId="1" fillId="1" xfId="0"/></cellXfs>'
    many = dressed("<strike/>").replace(last, last.replace("</cellXfs>", "") * 98 + last)
    assert sheet(cell("<v>12</v>", s="99"), styles=many).content(0, 0).shown == "〔删除线：12〕"
    assert sheet(cell("<v>12</v>", s="0"), styles=many).content(0, 0).shown is None


def test_dates_and_odd_formats_in_struck_cells_say_what_is_seen(sheet: Callable[..., Sheet]) -> None:
    date_of = sheet(cell("<v>45300</v>", s="1"), styles=dressed("<strike/>", number="14")).content(0, 0)
    assert (date_of.value, date_of.shown) == (datetime(2024, 1, 9), "〔删除线：2024-01-09〕")
    odd = dressed("<strike/>", number="200").replace("<numFmts>", '<numFmts><numFmt numFmtId="200" formatCode="0,"/>')
    assert sheet(cell("<v>12000</v>", s="1"), styles=odd).content(0, 0).shown == "〔删除线：12〕"


@pytest.mark.parametrize("index", ["1", "-1", "x", "1e0", "²", "9" * 5000])
def test_a_shared_string_that_is_not_there_is_refused_not_left_blank(
    opened: Callable[[Parts], Book], index: str
) -> None:
    assert "sharedStrings" in refused(opened, standard(worksheet(cell(f"<v>{index}</v>", t="s"))))


# --- where cells stand


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", "A1 B1 A2"),
        ('<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>', "C3 D3 A4"),
        ('<row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>', "B1 B2"),
        ('<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "A1 C1"),
        ('<row r="1"><c r="B7"><v>1</v></c></row>', "B7"),  # as openpyxl: the cell knows best
        ('<row r="5.0"><c><v>1</v></c></row>', "A5"),
        ('<row r="1"><c r="b1"><v>1</v></c></row>', "B1"),
        ('<row r="1"><c r="A1" s="0"/><c r="A1"><v>1</v></c><c r="A1"/></row>', "A1"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "A1"),
        ('<row r="1000"><c r="BH1000"><v>1</v></c></row>', "BH1000"),
        ('<row r="1000"><c r="BI1000"><v>1</v></c></row>', "beyond"),
        ('<row r="1001"><c r="A1001"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "A1 beyond"),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "beyond"),
        ('<row r="1048576"><c r="XFD1048576" s="0"/></row>', ""),
        ("", ""),
    ],
)
def test_cells_stand_where_their_references_say_or_follow_each_other(
    sheet: Callable[..., Sheet], rows: str, found: str
) -> None:
    read = sheet(rows)
    assert [Place("", *key).address for key in read.contents] + list(read.extras) == found.split()


@pytest.mark.parametrize(
    "rows",
    [
        *(
            cell("<v>1</v>", r=each)
            for each in ("A0", "1A", "A", "5", "$A$1", "ABCD1", "A12345678", "A1:B2", "Ａ1", " A1")
        ),
        *(f'<row r="{each}"><c><v>1</v></c></row>' for each in ("0", "-1", "x", "1.5", "99999999999", "")),
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1" t="b"><v>1</v></c></row>',
        f'<row r="1"><c r="A1"><f>{"1+" * 5000}1</f></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>&nbsp;</v></c></row>',
        '<row r="1"><c r="A1"><v>\x01</v></c></row>',
        '<row r="1"><x:c r="A1"/></row>',
        '<row r="1" hidden="1" hidden="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" xmlns=""><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_says_what_can_not_be_is_refused_by_the_name_of_its_part(
    opened: Callable[[Parts], Book], rows: str
) -> None:
    assert "xl/worksheets/sheet1.xml" in refused(opened, standard(worksheet(rows)))


def test_a_broken_sheet_among_whole_ones_stops_the_reading(opened: Callable[[Parts], Book]) -> None:
    parts = standard(worksheet(cell("<v>1</v>")))
    parts["xl/workbook.xml"] = workbook(sheets='<sheet name="表" r:id="rId1"/><sheet name="另" r:id="rId9"/>')
    related = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "worksheet", "worksheets/sheet2.xml")]
    parts["xl/_rels/workbook.xml.rels"] = relationships(*related)
    whole = worksheet(cell("<v>2</v>"))
    assert set(opened(parts | {"xl/worksheets/sheet2.xml": whole}).sheets) == {"表", "另"}
    for broken in (whole[:-20], "<a/>", f'<chartsheet xmlns="{MAIN}"/>', ""):
        assert "sheet2.xml" in refused(opened, parts | {"xl/worksheets/sheet2.xml": broken})
    assert "sheet2.xml" in refused(opened, parts)
    parts["xl/_rels/workbook.xml.rels"] = relationships(*related[:1])
    assert "另" in refused(opened, parts)


def test_validations_and_conditional_formats_are_not_looked_at(opened: Callable[[Parts], Book]) -> None:
    after = (
        '<sheetProtection sheet="1"/><dataValidations count="1"><dataValidation sqref="A1"><formula1>&lt;</formula1>'
        '</dataValidation></dataValidations><conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>'
        '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><dataValidations/>'
    )
    found = opened(standard(worksheet(cell("<v>1</v>"), after))).sheets["表"]
    assert (found.protected, found.merged) == (True, ((0, 0, 0, 1),))


# --- formulas that stand for several cells


def test_shared_formulas_are_moved_to_their_cells_whatever_the_order(sheet: Callable[..., Sheet]) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c><c r="B1"><f t="shared" si="7"/><v>5</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A1:A3" si="0">SUM(B2:$D2)+C$1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0">as before</f><v>3</v></c></row>'
    )
    found = sheet(rows)
    assert {key: content.formula for key, content in found.contents.items()} == {
        (0, 0): "=SUM(B1:$D1)+C$1",
        (1, 0): "=SUM(B2:$D2)+C$1",
        (2, 0): "=SUM(B3:$D3)+C$1",
        (0, 1): "=",  # shared by nobody
    }
    assert found.content(0, 0).value == 1


def test_array_formulas_and_data_tables_stand_in_all_their_cells(sheet: Callable[..., Sheet]) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>2</v></c></row><row r="3"><c r="A3"><v>9</v></c></row>'
        '<row r="4"><c r="A4"><f t="dataTable" ref="A4:B4" r1="C1"/><v>1</v></c><c r="B4"><v>2</v></c></row>'
    )
    formulas = {key: content.formula for key, content in sheet(rows).contents.items() if content.formula}
    assert formulas == {(0, 0): "=B1:B2*2", (1, 0): "=B1:B2*2", (3, 0): "=TABLE(C1)", (3, 1): "=TABLE(C1)"}


# --- what lies around the cells


@pytest.mark.parametrize(
    ("areas", "merged", "left"),
    [
        (["A1:B2"], [(0, 0, 1, 1)], "A1 C1"),
        (["B2:A1"], [(0, 0, 1, 1)], "A1 C1"),
        (["A1"], [(0, 0, 0, 0)], "A1 B1 C1 A2"),
        (["$B$1:$C$1"], [(0, 1, 0, 2)], "A1 B1 A2"),
        (["A1:XFD1048576"], [(0, 0, 999, 59)], "A1"),
        (["A1001:B1002", "BI1:BJ1"], [], "A1 B1 C1 A2"),
        (["A1:B1", "B1:C1"], [(0, 0, 0, 1), (0, 1, 0, 2)], "A1 A2"),
    ],
)
def test_merged_areas_end_where_the_reading_ends_and_hide_what_they_cover(
    opened: Callable[[Parts], Book], areas: list[str], merged: list[tuple[int, ...]], left: str
) -> None:
    rows = '<row r="1"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row r="2"><c><v>4</v></c></row>'
    inner = "".join(f'<mergeCell ref="{each}"/>' for each in areas)
    found = opened(standard(worksheet(rows, f"<mergeCells>{inner}</mergeCells>"))).sheets["表"]
    assert list(found.merged) == merged
    assert [Place("", *key).address for key in found.contents] == left.split()


@pytest.mark.parametrize("area", ["A:B", "1:2", "x", "", "A1:B0"])
def test_a_merged_area_that_can_not_be_is_refused(opened: Callable[[Parts], Book], area: str) -> None:
    after = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'
    assert "sheet1.xml" in refused(opened, standard(worksheet("", after)))


def test_areas_that_overlap_without_end_are_refused(opened: Callable[[Parts], Book]) -> None:
    cells = "".join(f'<c r="A{n}"><f t="array" ref="A1:BH1000">1</f></c>' for n in range(1, 100))
    assert "sheet1.xml" in refused(opened, standard(worksheet(f"<row>{cells}</row>")))


def test_a_long_formula_shared_by_too_many_is_refused() -> None:
    cells = "".join(f'<row><c><f t="shared" si="0">{"B1+" * 100 * (n == 0)}1</f></c></row>' for n in range(9))
    part = worksheet(cells).encode()
    assert len(read_sheet("sheet1.xml", part, Values([], {}, False), budget=Budget(characters=3000)).contents) == 9
    with pytest.raises(Broken, match=r"sheet1\.xml"):
        read_sheet("sheet1.xml", part, Values([], {}, False), budget=Budget(characters=2000))


@pytest.mark.parametrize("also", ["", "<c><f t='array' ref='A1'>1</f></c>"])
def test_what_is_hidden_or_protected_is_told(opened: Callable[[Parts], Book], also: str) -> None:
    rows = (
        '<row r="1" hidden="1"/><row r="2" hidden="true"/><row r="3" hidden="0"/><row r="4" ht="0" customHeight="1"/>'
        f'<row r="5" hidden="false" ht="30.5">{also}</row><row r="2000" hidden="1"/>'
    )
    columns = (
        '<col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/><col min="59" max="16384" hidden="true"/>'
    )
    part = worksheet(rows, '<sheetProtection sheet="true"/>', f"<cols>{columns}</cols>")
    found = opened(standard(part)).sheets["表"]
    assert found.hidden_rows == {0, 1, 3}
    assert found.hidden_columns == {1, 2, 4, 58, 59}
    assert found.protected
    for after in ("", '<sheetProtection password="83AF"/>', '<sheetProtection sheet="0"/>'):
        assert not opened(standard(worksheet(rows, after))).sheets["表"].protected


DRAWING = (
    '<xdr:wsDr xmlns:xdr="urn:x"><xdr:twoCellAnchor><xdr:pic/></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:grpSp>'
    "<xdr:sp/></xdr:grpSp></xdr:oneCellAnchor></xdr:wsDr>"
)


@pytest.mark.parametrize(
    ("related", "extras"),
    [
        ([], ()),
        ([("rId1", "hyperlink", "x"), ("rId2", "printerSettings", "x")], ()),
        ([("rId1", "drawing", "../drawings/drawing1.xml")], ("picture", "shape")),
        ([("rId1", "drawing", "../drawings/none.xml")], ()),
        ([("rId1", "comments", "../comments1.xml"), ("rId2", "vmlDrawing", "x")], ("comment",)),
        (
            [("rId1", "ctrlProp", "x"), ("rId2", "oleObject", "x"), ("rId3", "image", "x")],
            ("control", "object", "picture"),
        ),
    ],
)
def test_what_lies_on_a_sheet_is_told_by_its_kind(
    opened: Callable[[Parts], Book], related: list[tuple[str, str, str]], extras: tuple[str, ...]
) -> None:
    comment = "<comments><commentList><comment><text><t>请核对</t></text></comment></commentList></comments>"
    parts = standard(worksheet(""), **{"drawings/drawing1": DRAWING, "comments1": comment})
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(*related)
    assert opened(parts).sheets["表"].extras == extras


def test_what_people_wrote_in_comments_is_told_by_cell(opened: Callable[[Parts], Book]) -> None:
    comments = (
        '<comments><commentList><comment ref="C7"><text><r><t>应为</t></r><r><t>35</t></r></text></comment>'
        '<comment ref="B2"><text><t>[线程批注]</t></text></comment>'
        '<comment ref="A1"><text><t>审核意见：V-01</t></text></comment><comment ref="0"><text><t>x</t></text></comment>'
        "</commentList></comments>"
    )
    thread = '<ThreadedComments><threadedComment ref="B2"><text>单位：百件</text></threadedComment></ThreadedComments>'
    parts = standard(worksheet(""), comments1=comments)
    parts["xl/threadedComments/threadedComment1.xml"] = thread
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
    )
    assert opened(parts).sheets["表"].comments == (((1, 1), "单位：百件"), ((6, 2), "应为35"))


# --- the workbook


def test_names_point_to_cells_or_are_lost(opened: Callable[[Parts], Book]) -> None:
    told = {
        "一": "表!$B$3",
        "二": "'表'!B3:C4",
        "三": "表!#REF!",
        "四": "#REF!",
        "五": "没有!$A$1",
        "六": "'[1]表'!$A$1",
        "七": '"2021"',
        "八": "SUM(表!$A$1)",
        "九": "表!$A$1,表!$B$1",
        "十": "表!$A:$A",
        "十一": "",
        "_xlnm.Print_Area": "表!$A$1",
    }
    inner = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in told.items())
    inner += '<definedName name="内" localSheetId="0">表!$A$1</definedName>'
    parts = standard(worksheet(""))
    parts["xl/workbook.xml"] = workbook().replace("</sheets>", f"</sheets><definedNames>{inner}</definedNames>")
    book = opened(parts)
    assert book.names == {"一": Place("表", 2, 1), "二": Place("表", 2, 1)}
    assert book.lost_names == {"三", "四", "五", "六"}


def test_a_quote_in_the_name_of_a_sheet_is_written_twice(opened: Callable[[Parts], Book]) -> None:
    parts = standard(worksheet(""))
    names = "<definedNames><definedName name='一'>'a''b'!$A$1</definedName></definedNames>"
    parts["xl/workbook.xml"] = workbook(sheets='<sheet name="a\'b" r:id="rId1"/>').replace(
        "</sheets>", f"</sheets>{names}"
    )
    assert opened(parts).names == {"一": Place("a'b", 0, 0)}


@pytest.mark.parametrize(
    ("changes", "feature"),
    [
        ({"xl/vbaProject.bin": "VBA"}, "macros"),
        ({"xl/cellimages.xml": "<a/>"}, "cell-images"),
        ({"xl/workbook.xml": workbook('<calcPr fullCalcOnLoad="1"/>')}, "uncalculated"),
    ],
)
def test_what_else_is_in_the_file_is_told(opened: Callable[[Parts], Book], changes: Parts, feature: str) -> None:
    parts = standard(worksheet(""))
    assert opened(parts).features == frozenset()
    assert opened(parts | changes).features == {feature}


def test_external_links_and_sheets_that_hold_no_cells_are_told(opened: Callable[[Parts], Book]) -> None:
    parts = standard(worksheet(""))
    others = '<sheet name="图" r:id="rId4"/><sheet name="旧" r:id=""/>'
    parts["xl/workbook.xml"] = workbook(sheets=f'{others}<sheet name="表" state="veryHidden" r:id="rId1"/>')
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId4", "chartsheet", "chartsheets/sheet1.xml"),
        ("rId5", "externalLink", "externalLinks/externalLink1.xml"),
    )
    book = opened(parts)
    assert {name: each.state for name, each in book.sheets.items()} == {"表": "veryHidden"}
    assert book.features == {"external-links", "other-sheets"}


@pytest.mark.parametrize(
    ("application", "properties", "program"),
    [
        ("<Application>Microsoft Excel</Application>", "", "Microsoft Excel"),
        ("<a:Application>LibreOffice/7.4</a:Application>", "", "LibreOffice/7.4"),
        (
            "<Application>Microsoft Excel</Application>",
            '<property name="KSOProductBuildVer"><a>2052</a></property>',
            "WPS",
        ),
        ("", "", ""),
    ],
)
def test_the_program_that_saved_it_is_told(
    opened: Callable[[Parts], Book], application: str, properties: str, program: str
) -> None:
    parts = standard(worksheet("")) | {
        "_rels/.rels": relationships(
            ("rId1", "officeDocument", "xl/workbook.xml"),
            ("rId2", "extended-properties", "docProps/app.xml"),
            ("rId3", "custom-properties", "docProps/custom.xml"),
        ),
        "docProps/app.xml": f"<Properties>{application}</Properties>",
        "docProps/custom.xml": f"<Properties>{properties}</Properties>",
    }
    assert opened(parts).program == program


# --- the same workbook, written otherwise

PLAIN = standard(
    worksheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>乙</t></is></c></row>'
        '<row r="2"><c r="A2"><f>B2*2</f><v>4</v></c><c r="B2" s="1"><v>45300</v></c></row>',
        '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A3:B3"/></mergeCells>',
    ),
    styles=styles(0, 14),
)


def strict(part: str) -> str:
    return part.replace(MAIN, STRICT).replace(RELATIONS, STRICT_RELATIONS)


def prefixed(part: str) -> str:
    if MAIN not in part:
        return part
    part = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", part)
    return part.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def moved_parts(part: str) -> str:
    return part.replace("xl/workbook.xml", "/other/book.xml").replace("worksheets/sheet1", "/xl/worksheets/sheet1")


def with_comments(part: str) -> str:
    return re.sub(r"(<(?:v|row|sheetData|si|t|mergeCell|sheet)\b)", r"<!-- <c><v>9</v></c> -->\1", part)


def spaced(part: str) -> str:
    return re.sub(r"(?<=>)(?=<)", "\r\n  ", part)


def in_alternatives(part: str) -> str:
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choice = '<mc:Choice Requires="new"><mergeCells><mergeCell ref="A1:B2"/></mergeCells></mc:Choice>'
    return re.sub(
        "(<mergeCells>.*</mergeCells>)",
        rf"<mc:AlternateContent {compatibility}>{choice}<mc:Fallback>\1</mc:Fallback></mc:AlternateContent>",
        part,
    )


def other_dimension(part: str) -> str:
    return part.replace("<sheetData>", '<dimension ref="A1"/><sheetViews><sheetView/></sheetViews><sheetData>')


def upper_case(part: str) -> str:
    return part.replace("worksheets/sheet1.xml", "Worksheets/SHEET1.xml")


@pytest.mark.parametrize(
    "change",
    [strict, prefixed, moved_parts, with_comments, spaced, in_alternatives, other_dimension, upper_case],
)
def test_the_same_is_read_however_it_is_written(opened: Callable[[Parts], Book], change: Callable[[str], str]) -> None:
    before = opened(PLAIN)
    assert [content.value for content in before.sheets["表"].contents.values()] == ["甲", "乙", 4, datetime(2024, 1, 9)]
    parts = {name: change(part) for name, part in PLAIN.items()}
    assert parts != PLAIN
    if change is moved_parts:
        parts["other/book.xml"] = parts.pop("xl/workbook.xml")
        related = parts.pop("xl/_rels/workbook.xml.rels")
        parts["other/_rels/book.xml.rels"] = related.replace('Target="s', 'Target="../xl/s')
    assert opened(parts).sheets == before.sheets


@pytest.mark.parametrize(
    "changes",
    [
        {"xl/workbook.xml": "<workbook"},
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/workbook.xml": workbook(sheets="")},
        {"xl/workbook.xml": workbook(sheets='<sheet name="表" r:id="rId1"/><sheet name="表" r:id="rId1"/>')},
        {"xl/workbook.xml": workbook(sheets='<sheet name="表" r:id="rId1"/><sheet name="二" r:id="rId1"/>')},
        {"xl/_rels/workbook.xml.rels": "<Relationships"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/sharedStrings.xml": strings("<t>甲</t>")[:-3]},
        {"xl/sharedStrings.xml": "<a/>"},
        {"xl/sharedStrings.xml": strings("<x:t>甲</x:t>")},
        *(
            {"xl/sharedStrings.xml": strings("<t>甲</t>").replace("<sst ", f"<sst {each} ")}
            for each in ("&", 'a="" a=""', 'x:a=""')
        ),
    ],
)
def test_a_package_that_is_no_whole_workbook_is_refused(opened: Callable[[Parts], Book], changes: Parts) -> None:
    assert refused(opened, PLAIN | changes)


def test_the_workbook_is_found_where_it_always_lies_if_the_package_does_not_say(
    opened: Callable[[Parts], Book],
) -> None:
    for outer in ("", "<Relationships", "<Relationships/>"):
        assert opened(PLAIN | {"_rels/.rels": outer}).sheets == opened(PLAIN).sheets
