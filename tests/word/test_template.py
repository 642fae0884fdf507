"""The shipped template as a document: what an office, a screen reader and a strict parser expect of it."""

import io
import os
import runpy
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from assembler.errors import DefectiveForm
from assembler.model.grid import grid_of
from assembler.word.paragraphs import cells_of
from assembler.word.template import load_template


@pytest.fixture(scope="module")
def document(template):
    return Document(str(template))


@pytest.fixture(scope="module")
def maker():
    path = Path(__file__).parents[2] / "tools" / "make_template.py"
    return SimpleNamespace(**runpy.run_path(str(path)))


def findings(data, tmp_path):
    file = tmp_path / "audited.docx"
    file.write_bytes(data)
    return [error.description for error in OpenXmlValidator().validate(str(file)).errors]


def test_the_template_obeys_the_schema(template, tmp_path):
    assert findings(template.read_bytes(), tmp_path) == []


def test_the_schema_check_sees_a_wrong_order(template, tmp_path, rewritten):
    moved = rewritten(
        template.read_bytes(), lambda xml: xml.replace("<w:cols", '<w:docGrid w:linePitch="1"/><w:cols', 1)
    )
    assert findings(moved, tmp_path)


def test_the_template_is_what_the_script_makes(template, maker, spec):
    """Edit the template in Word freely; then this test goes, or the script learns the change."""
    with zipfile.ZipFile(template) as package:
        found = {name: package.read(name).decode() for name in package.namelist()}
    assert found == maker.package(spec)


def test_the_tables_have_the_official_grid(document, spec):
    for table, form in zip(document.element.body.iterchildren(qn("w:tbl")), spec.tables, strict=True):
        found = {place: (cell.rows, cell.columns) for place, cell in cells_of(table).items()}
        assert found == {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid_of(form).cells}
        columns = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
        assert sum(columns) == pytest.approx(156 * 1440 / 25.4, abs=30)


def test_rows_stay_whole_and_headers_are_repeated(document, spec):
    for table, form in zip(document.element.body.iterchildren(qn("w:tbl")), spec.tables, strict=True):
        rows = list(table.iter(qn("w:tr")))
        headers = [n for n, row in enumerate(rows) if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert headers == list(range(grid_of(form).header_rows))
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert [each.get(qn("w:val")) for each in table.iter(qn("w:tblCaption"))] == [form.name]


def test_headings_are_headings(document):
    headings = {p.text: p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")}
    assert list(headings.values()).count("Heading 1") == 6
    assert headings["{{ 方面.序号 }}{{ 方面.标题 }}"] == "Heading 2"
    for level in (1, 2):
        outline = document.styles[f"Heading {level}"].element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        assert outline.get(qn("w:val")) == str(level - 1)


def test_the_page(document):
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm, 1) for each in (section.page_width, section.page_height, *edges)] == [
        210.0, 297.0, 37.0, 35.0, 28.0, 26.0
    ]  # fmt: skip
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.paragraph_format.element.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
        indent = paragraph._element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        assert indent.get(qn(f"w:{side}Chars")) == "100"
        assert [each.get(qn("w:instr")).strip() for each in paragraph._element.iter(qn("w:fldSimple"))] == ["PAGE"]


def fonts(style):
    """The East Asian font of a style, inherited if need be."""
    while style is not None:
        found = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if found is not None and found.get(qn("w:eastAsia")):
            return found.get(qn("w:eastAsia"))
        style = style.base_style
    return None


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Normal", None, None),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", None),
        ("Heading 2", "楷体_GB2312", None),
        ("Body Text", None, None),
        ("表格文字", "宋体", 10.5),
        ("表格小字", "宋体", 9),
        ("Footer", "宋体", 14),
    ],
)
def test_styles(document, style, font, points):
    found = document.styles[style]
    assert fonts(found) == font
    assert (found.font.size.pt if found.font.size else None) == points


def test_what_no_style_says_is_16_point_fangsong_on_28_points(document):
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert defaults.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    normal = document.styles["Normal"].paragraph_format
    assert (normal.line_spacing.pt, normal.line_spacing_rule.name) == (28, "EXACTLY")
    indent = document.styles["Body Text"].element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_no_theme_font_and_an_east_asian_hint_on_each_run(template):
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.startswith("word/")}
    for name, xml in parts.items():
        assert "Theme=" not in xml.replace("w:themeFontLang", ""), name
        assert xml.count("<w:r>") == xml.count('<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>'), name
    assert {"word/stylesWithEffects.xml", "docProps/thumbnail.jpeg"}.isdisjoint(parts)
    assert parts["word/fontTable.xml"].count("w:altName") == 5


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "TEMPLATE-MISSING"),
        (lambda file: file.mkdir(), "TEMPLATE-MISSING"),
        (lambda file: os.mkfifo(file), "TEMPLATE-MISSING"),
        (lambda file: file.symlink_to("/dev/zero"), "TEMPLATE-MISSING"),
        (lambda file: file.write_bytes(bytes(50 * 2**20 + 1)), "TEMPLATE-TOO-LARGE"),
        (lambda file: file.write_bytes(b""), "TEMPLATE-NOT-DOCX"),
        (lambda file: file.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)), "TEMPLATE-NOT-DOCX"),
        (lambda file: file.write_bytes(b"PK\x03\x04" + bytes(60)), "TEMPLATE-NOT-DOCX"),
        (lambda file: file.write_bytes(zipped({"a.txt": b"a"})), "TEMPLATE-NOT-DOCX"),
        (lambda file: file.write_bytes(zipped({"a": bytes(51 * 2**20)})), "TEMPLATE-TOO-LARGE"),
        (lambda file: file.write_bytes(zipped({str(n): b"" for n in range(501)})), "TEMPLATE-TOO-LARGE"),
        (lambda file: file.write_bytes(zipped({"a": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'})), "TEMPLATE-DTD"),
        (lambda file: file.write_bytes(zipped({"a": "<!DOCTYPE x><x/>".encode("utf-16")})), "TEMPLATE-DTD"),
    ],
)
def test_what_is_no_template(tmp_path, make, code):
    file = tmp_path / "模板.docx"
    make(file)
    with pytest.raises(DefectiveForm) as caught:
        load_template(file)
    assert caught.value.code == code
    assert "模板.docx" in caught.value.facts["file"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_torn_template(template, tmp_path, cut):
    data = template.read_bytes()
    file = tmp_path / "torn.docx"
    file.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(DefectiveForm, match="TEMPLATE-NOT-DOCX"):
        load_template(file)


def test_a_template_with_macros_is_refused(edited):
    file = edited(
        lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "[Content_Types].xml",
    )
    with pytest.raises(DefectiveForm, match="TEMPLATE-NOT-DOCX"):
        load_template(file)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
