"""Templates that carry more than words: refused, each with what was found and where, in a time that has a bound."""

import io
import re
import time
import zipfile
from dataclasses import replace
from html import escape

import pytest

from assembler.errors import DefectiveForm, ExitCode, UnusableInput
from assembler.word import plan, prepare, render
from assembler.word.prepare import compiled_template
from assembler.word.prepared import Prepared, Program
from assembler.word.template import load_template

RELATIONSHIPS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TITLE = "{{ 题目 }}"


def refused(spec, file):
    """Codes and what was found, of a template that is refused."""
    with pytest.raises(DefectiveForm) as caught:
        prepare(file, spec)
    return [(each.code, each.facts.get("found", "")) for each in (caught.value, *caught.value.others)]


def relationship(kind, target, *, external=True):
    mode = ' TargetMode="External"' if external else ""
    listed = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return lambda xml: xml.replace("</Relationships>", listed)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://example.com/a.png"),
        ("image", "file:///C:/a.png"),
        ("attachedTemplate", "\\\\server\\share\\a.dotm"),
        ("oleObject", "file:///a.xlsx"),
        ("subDocument", "a.docx"),
        ("frame", "http://example.com/"),
        ("hyperlink", "file://server/a.doc"),
        ("hyperlink", "javascript:alert(1)"),
        ("hyperlink", "ms-word:ofe|u|http://example.com"),
        ("hyperlink", "a.docx"),
        ("hyperlink", "\\\\server\\a.doc"),
    ],
)
def test_references_to_the_outside(spec, edited, kind, target):
    assert refused(spec, edited(relationship(kind, target), RELATIONSHIPS)) == [
        ("TEMPLATE-EXTERNAL", f"{kind}: {target}")
    ]


@pytest.mark.parametrize("target", ["http://example.com", "HTTPS://example.com/a", "mailto:a@example.com", "#top"])
def test_links_for_people_may_stay(spec, edited, target):
    assert compiled_template(edited(relationship("hyperlink", target), RELATIONSHIPS), spec).quick


@pytest.mark.parametrize("kind", ["aFChunk", "oleObject", "control", "vbaProject", "package", "subDocument"])
def test_files_inside_the_file(spec, edited, kind):
    found = refused(spec, edited(relationship(kind, "styles.xml", external=False), RELATIONSHIPS))
    assert ("TEMPLATE-EMBEDDED", kind) in found


def put(xml):
    """An edit that sets something into a paragraph that is printed."""
    return lambda part: re.sub("(一、总体情况|{{ 草稿 }})</w:t></w:r>", lambda found: found[0] + xml, part, count=1)


INSTRUCTION = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


VML = '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{}"/></w:pict></w:r>'
HYPERLINK = "{% if 草稿 %}</w:t></w:r><w:hyperlink><w:r><w:t>x{% endif %}</w:t></w:r></w:hyperlink>"
DEEP = "<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000
PICTURE = ' INCLUDEPICTURE "http://example.com/a" '


def field(*codes):
    """A field whose code is torn over runs."""
    return INSTRUCTION.format("".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes))


@pytest.mark.parametrize(
    ("xml", "code", "found"),
    [
        ('<w:r><w:object w:dxaOrig="1"/></w:r>', "EMBEDDED", "object"),
        ('<w:r><w:control w:name="x"/></w:r>', "EMBEDDED", "control"),
        ('<w:ins w:id="1" w:author="x"><w:r><w:t>x</w:t></w:r></w:ins>', "TRACKED", "ins"),
        ('<w:del w:id="1" w:author="x"><w:r><w:delText>x</w:delText></w:r></w:del>', "TRACKED", "del"),
        ('<w:r><w:rPr><w:rPrChange w:id="1" w:author="x"/></w:rPr></w:r>', "TRACKED", "rPrChange"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>", "HIDDEN", "x"),
        (
            '<w:r><w:rPr><w:b/><w:specVanish w:val="1"/></w:rPr><w:t>{{ 单位名称 }}</w:t></w:r>',
            "HIDDEN",
            "{{ 单位名称 }}",
        ),
        (VML.format("http://example.com/a"), "EXTERNAL", "http://example.com/a"),
        (VML.format("//server/a"), "EXTERNAL", "//server/a"),
        (f'<w:fldSimple w:instr="{escape(PICTURE)}"/>', "FIELD", PICTURE.strip()),
        (field(' INCLUDETEXT "C:\\a.docx" '), "FIELD", 'INCLUDETEXT "C:\\a.docx"'),
        (field("DD", "EAUTO c:\\cmd.exe"), "FIELD", "DDEAUTO c:\\cmd.exe"),
        (field("ddeauto x"), "FIELD", "ddeauto x"),
        (field("LINK Excel.Sheet.12 a.xlsx"), "FIELD", "LINK Excel.Sheet.12 a.xlsx"),
        (field("MACROBUTTON x y"), "FIELD", "MACROBUTTON x y"),
        (field('DATE \\@ "yyyy"'), "FIELD", 'DATE \\@ "yyyy"'),
        (field("SAVEDATE"), "FIELD", "SAVEDATE"),
        (field("QUOTE 68 68 69"), "FIELD", "QUOTE 68 68 69"),
        (field(' HYPERLINK "file:///C:/a.exe" '), "FIELD", 'HYPERLINK "file:///C:/a.exe"'),
        (INSTRUCTION.format(field("REF a") + "<w:r><w:instrText> x</w:instrText></w:r>"), "FIELD", "x"),
        (field(""), "FIELD", ""),
        ("<w:r><w:instrText>DDE x</w:instrText></w:r>", "FIELD", "DDE x"),
    ],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml"])
def test_what_a_part_must_not_hold(spec, edited, xml, code, found, part):
    assert refused(spec, edited(put(xml), part)) == [(f"TEMPLATE-{code}", found)]


@pytest.mark.parametrize(("off", "hidden"), [("", True), (' w:val="0"', False), (' w:val="false"', False)])
def test_a_style_that_hides_what_it_is_given_to(spec, edited, rewritten, off, hidden):
    def style(xml):
        name = '<w:style w:type="character" w:styleId="x9"><w:name w:val="备用"/>'
        return xml.replace("</w:styles>", f"{name}<w:rPr><w:vanish{off}/></w:rPr></w:style></w:styles>")

    used = put('<w:r><w:rPr><w:rStyle w:val="x9"/></w:rPr><w:t>x</w:t></w:r>')
    unused = edited(style, "word/styles.xml")
    assert compiled_template(unused, spec).quick
    file = unused
    file.write_bytes(rewritten(unused.read_bytes(), used))
    if hidden:
        assert refused(spec, file) == [("TEMPLATE-HIDDEN", "x")]
    else:
        assert compiled_template(file, spec).quick


def test_a_hidden_paragraph_mark_hides_no_text(spec, edited):
    mark = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p><w:tbl>"
    assert compiled_template(edited(lambda xml: xml.replace("<w:tbl>", mark, 1)), spec).quick


@pytest.mark.parametrize(
    "code",
    [
        " PAGE ",
        "numpages \\* Arabic",
        'TOC \\o "1-3" \\h',
        "PAGEREF _Toc1 \\h",
        'HYPERLINK \\l "_Toc1"',
        ' HYPERLINK "https://example.com" \\h ',
        "TITLE",
    ],
)
def test_fields_that_count_and_refer_may_stay(spec, edited, code):
    assert compiled_template(edited(put(field(code))), spec).quick


def test_another_document_set_in(spec, edited):
    file = edited(lambda xml: xml.replace("<w:tbl>", '<w:altChunk xmlns:r="x" r:id="rId1"/><w:tbl>', 1))
    assert refused(spec, file) == [("TEMPLATE-EMBEDDED", "altChunk")]


def test_mail_merge(spec, edited):
    file = edited(lambda xml: xml.replace("</w:settings>", "<w:mailMerge/></w:settings>"), "word/settings.xml")
    assert refused(spec, file) == [("TEMPLATE-EMBEDDED", "mailMerge")]


def test_all_hazards_are_named(spec, edited):
    file = edited(put(field("DDE x") + "<w:r><w:object/></w:r>"))
    assert [code for code, _ in refused(spec, file)] == ["TEMPLATE-EMBEDDED", "TEMPLATE-FIELD"]


@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "word/styles.xml", RELATIONSHIPS])
@pytest.mark.parametrize("spoil", [lambda xml: xml[: len(xml) // 2], lambda xml: xml.replace("<w:", "<<", 1) + "<"])
def test_a_part_that_is_no_xml(spec, edited, part, spoil):
    assert refused(spec, edited(spoil, part)) == [("TEMPLATE-NOT-DOCX", "")]


def test_a_document_without_a_grid(spec, edited):
    assert refused(spec, edited(lambda xml: xml.replace("<w:tblGrid>", "<w:x>").replace("</w:tblGrid>", "</w:x>"))) == [
        ("TEMPLATE-RENDER", "")
    ]


# --- tags where no text is


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ cycler.__init__.__globals__ }}", "TEMPLATE-FORBIDDEN"),
        ("{{ lipsum }}", "TEMPLATE-UNKNOWN-TAG"),
        ("{{ self }}", "TEMPLATE-UNKNOWN-TAG"),
        ("{{ 'x' * 1000000000 }}", "TEMPLATE-FORBIDDEN"),
        ("{% for x in range(10 ** 9) %}x{% endfor %}", "TEMPLATE-FORBIDDEN"),
        ("{% for x in '甲' %}x{% endfor %}", "TEMPLATE-NOT-LIST"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "TEMPLATE-FORBIDDEN"),
        ("{% extends 'x' %}", "TEMPLATE-FORBIDDEN"),
        ("{% import 'x' as y %}", "TEMPLATE-FORBIDDEN"),
        ("{% call x() %}{% endcall %}", "TEMPLATE-FORBIDDEN"),
        ("{% block x %}{% endblock %}", "TEMPLATE-FORBIDDEN"),
        ("{% raw %}{% endraw %}{{ x }}", "TEMPLATE-UNKNOWN-TAG"),
        ("{{ 总体情况.各方面 | join('，', '标题') }}", "TEMPLATE-FORBIDDEN"),
        ("{{ 总体情况.各方面 | join('，') }}", "TEMPLATE-NOT-LIST"),
        ("{{ 总体情况 | length }}{{ 总体情况.前言 | trim }}", "TEMPLATE-NOT-TEXT"),
        ("{{ 题目 | trim('x') }}", "TEMPLATE-FORBIDDEN"),
        ("{{ 总体情况.各方面 | map(attribute='__class__') | list }}", "TEMPLATE-FORBIDDEN"),
        ("{{ 题目", "TEMPLATE-SYNTAX"),
        ("{% for 段 in 总体情况.前言 %}x{% endfor %}", "TEMPLATE-CROSSING"),
    ],
)
def test_tags_in_the_description_of_a_picture_are_judged_too(spec, edited, tag, code):
    drawing = f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{tag}"/></w:pict></w:r>'
    assert refused(spec, edited(put(drawing)))[0][0] == code


CELL = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"


@pytest.mark.parametrize(
    "edit",
    [
        lambda xml: xml.replace("{{ 题目 }}", "{%p if 草稿 %}").replace("{{ 表三.本年新收.商业企业 }}", "{%p endif %}"),
        lambda xml: xml.replace("{{ 题目 }}", "{%p for 段 in 总体情况.前言 %}").replace(
            "{{ 表三.本年新收.商业企业 }}", "{%p endfor %}"
        ),
        lambda xml: xml.replace("{{ 题目 }}</w:t></w:r>", HYPERLINK),
    ],
)
def test_pairs_of_tags_stand_in_one_place(spec, edited, edit):
    assert [code for code, _ in refused(spec, edited(edit))] == ["TEMPLATE-CROSSING"]


# --- nothing takes for ever


@pytest.mark.parametrize("depth", [15, 30])
def test_loops_inside_loops_inside_loops_are_no_template(spec, edited, depth):
    loops = "{% for 段 in 总体情况.前言 %}" * depth + "{{ 段 }}" * 40 + "{% endfor %}" * depth
    start = time.monotonic()
    assert refused(spec, edited(lambda xml: xml.replace(TITLE, loops)))[0][0] == "TEMPLATE-ENDLESS"
    assert time.monotonic() - start < 60


def test_loops_inside_loops_are_stopped(spec, filled, edited):
    loops = "{% for 段 in 总体情况.前言 %}" * 7
    prepared = compiled_template(edited(lambda xml: xml.replace(TITLE, loops + "x" + "{% endfor %}" * 7)), spec)
    texts = {**filled.texts, "preamble": "\n".join("甲" * 30)}
    made = plan(spec, replace(filled, texts=texts), draft=False)
    start = time.monotonic()
    with pytest.raises(DefectiveForm, match="TEMPLATE-ENDLESS"):
        render(prepared, made)
    assert time.monotonic() - start < 60


def test_texts_without_end_are_the_workbooks_fault(spec, filled, template):
    texts = dict.fromkeys(filled.texts, "甲\n" * 16_000)
    with pytest.raises(UnusableInput) as caught:
        render(prepare(template, spec), plan(spec, replace(filled, texts=texts), draft=False))
    assert (caught.value.code, caught.value.exit_code) == ("INPUT-TOO-LONG", ExitCode.UNUSABLE)
    assert int(caught.value.facts["paragraphs"]) > 100_000


def test_a_program_that_asks_for_what_there_is_not_is_no_traceback(spec, filled):
    prepared = Prepared("a.docx", b"", (Program("word/document.xml", [["print", ["name", "没有"]]]),), "", True)
    with pytest.raises(DefectiveForm, match="TEMPLATE-RENDER"):
        render(prepared, plan(spec, filled, draft=False))


def compare_texts(xml):
    return xml.replace(TITLE, "{% if 年度 > 2020 %}x{% endif %}")


def test_a_text_compared_with_a_number_is_no_traceback(spec, edited):
    assert refused(spec, edited(compare_texts))[0][0] == "TEMPLATE-RENDER"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda xml: xml.replace(TITLE, "{{ " * 100_000), "TEMPLATE-SYNTAX"),
        (lambda xml: xml.replace(TITLE, "{{ 题目 }}" * 20_000), "TEMPLATE-SYNTAX"),
        (lambda xml: xml.replace("<w:p>", '<w:p w:rsidR="' + "{%" * 100_000 + '">', 1), "TEMPLATE-SYNTAX"),
        (lambda xml: xml.replace(TITLE, "甲" * 5_000_000), "TEMPLATE-TOO-LARGE"),
        (lambda xml: xml.replace(TITLE, "{</w:t></w:r><w:r><w:t>" * 30_000), "TEMPLATE-SYNTAX"),
        (lambda xml: xml.replace("<w:tbl>", DEEP + "<w:tbl>", 1), "TEMPLATE-NOT-DOCX"),
    ],
)
def test_a_template_made_to_take_long(spec, edited, edit, code):
    start = time.monotonic()
    assert refused(spec, edited(edit))[0][0] == code
    assert time.monotonic() - start < 60


def test_a_package_that_says_less_than_it_holds(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(60 * 2**20))
    data = out.getvalue().replace((60 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    with pytest.raises(DefectiveForm, match="TEMPLATE-NOT-DOCX"):
        load_template(file)
