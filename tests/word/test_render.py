import dataclasses
import io
import zipfile
from datetime import datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from assembler.model.grid import grid_of
from assembler.model.plain import paragraphs
from assembler.word import plan, read_back
from assembler.word.paragraphs import cells_of, text_of


def texts(document):
    return [text for p in document.paragraphs if (text := text_of(p._element))]


def test_each_figure_lands_in_its_cell(report, spec, filled):
    tables = report().element.body.iterchildren(qn("w:tbl"))
    seen = set()
    for table, form in zip(tables, spec.tables, strict=True):
        cells = cells_of(table)
        for cell in grid_of(form).figures():
            assert cells[cell.row, cell.column].text == str(filled.figures[cell.ref])
            seen.add(cell.ref)
    assert seen == set(spec.cells)


def test_the_order_of_the_report(report):
    found = texts(report(info={"signed_on": "2024-01-09"}))
    assert found[:9] == [
        "某市某局",
        "2023年政府信息公开工作年度报告",
        "一、总体情况",
        "前言之一",
        "前言之二",
        "（一）主动公开",
        "主动公开之一",
        "主动公开之二",
        "（二）依申请公开",
    ]
    assert found[-4:] == ["其他事项之一", "其他事项之二", "某市某局", "2024年1月9日"]


def test_what_is_blank_leaves_nothing_behind(report, spec):
    document = report(organisation="", info={}, texts=dict.fromkeys(spec.texts, ""))
    body = [text_of(p._element) for p in document.paragraphs]
    assert body == ["2023年政府信息公开工作年度报告", *(section.heading for section in spec.sections)]


def test_each_paragraph_has_its_style(report):
    styles = {p.text: p.style.name for p in report().paragraphs}
    assert (styles["某市某局"], styles["（一）主动公开"]) == ("Signature", "Heading 2")
    assert {styles[text] for text in ("前言之一", "平台建设之二", "问题与改进之一", "其他事项之二")} == {"Body Text"}


HOSTILE = [
    "研发&服务 <b>中心</b>",
    "增长<5%",
    "<附件1>",
    "]]>",
    "&amp;",
    "&#34; \" ' “引号” ‘单引号’",
    "{{ x }}",
    "{% x %}",
    "{# x #}",
    "{_{ x }_} {_% x %_}",
    "{{ 单位名称 }}",
    "｛｛单位名称｝｝",
    "</w:t></w:r></w:p><w:p><w:r><w:t>",
    "<w:p>",
    "左\t右",
    "a  b   c",
    "𠮷野家 䶮 é",
    "=cmd()|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text(render, report, spec, filled, template, text):
    assert texts(report(texts={"s5": text}, organisation=text))[0] == " ".join(text.split())
    submission = dataclasses.replace(filled, texts={**filled.texts, "s5": f"前{text}\n{text}后"}, organisation=text)
    made = plan(spec, submission, draft=False)
    assert read_back(spec, made, render(template, made)).figures == 200


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028", "\n\n\n", " \n\u3000\u3000"])
def test_line_breaks_become_paragraphs(report, separator):
    found = texts(report(texts={"s5": f"甲{separator}乙"}))
    assert found[found.index("甲") + 1] == "乙"


@settings(max_examples=40)
@given(text=st.text(max_size=60))
def test_any_text_comes_back_as_it_is(render, spec, filled, template, text):
    submission = dataclasses.replace(filled, texts={**filled.texts, "preamble": text})
    made = plan(spec, submission, draft=False)
    others = sum(len(paragraphs(each)) for each in filled.texts.values()) - 2
    verified = read_back(spec, made, render(template, made))
    assert verified.paragraphs == len(paragraphs(text)) + others + 5 + 6 + 4  # both kinds of headings, title, sign-off


@pytest.mark.parametrize(("draft", "mark"), [(True, "草稿"), (False, "")])
def test_a_draft_says_so_on_every_page(report, draft, mark):
    section = report(draft=draft).sections[0]
    headers = (section.header, section.even_page_header)
    assert [[p.text for p in header.paragraphs] for header in headers] == [[mark], [mark]]
    assert not section.different_first_page_header_footer


def test_properties_come_from_the_report(report):
    core = report(info={"signed_on": "2024-01-09"}, organisation="甲&乙{{ x }}").core_properties
    assert (core.title, core.author) == ("甲&乙{{ x }}2023年政府信息公开工作年度报告", "甲&乙{{ x }}")
    assert (core.subject, core.language) == ("政府信息公开工作年度报告", "zh-CN")
    assert {core.created.replace(tzinfo=None), core.modified.replace(tzinfo=None)} == {datetime(2024, 1, 9)}


def test_a_long_name_fits_the_properties(report):
    assert len(report(organisation="局" * 400).core_properties.title) == 255


def test_a_tag_in_the_templates_own_title_is_not_run(report, edited):
    file = edited(lambda xml: xml.replace("政府信息公开", "{{ cycler.__init__ }}"), "docProps/core.xml")
    assert "cycler" not in report(file=file).core_properties.title


def test_same_input_same_parts(render, spec, filled, template):
    first, second = (render(template, plan(spec, filled, draft=True)) for _ in range(2))
    with zipfile.ZipFile(io.BytesIO(first)) as left, zipfile.ZipFile(io.BytesIO(second)) as right:
        assert left.namelist() == right.namelist()
        assert all(left.read(name) == right.read(name) for name in left.namelist())


@pytest.mark.parametrize("draft", [True, False])
def test_a_report_obeys_the_schema(render, spec, filled, template, tmp_path, draft):
    submission = dataclasses.replace(filled, texts={**filled.texts, "s5": "\n".join(HOSTILE), "s1.proactive": ""})
    file = tmp_path / "report.docx"
    file.write_bytes(render(template, plan(spec, submission, draft=draft)))
    assert [error.description for error in OpenXmlValidator().validate(str(file)).errors] == []


def test_names_outside_the_shipped_template(report, edited):
    """Short names, 基本信息 and questions, for those who write a template of their own."""
    own = "{{ 新收 }}件{% if 草稿 %}（草稿）{% endif %}，{{ 基本信息.联系电话 }}，{{ 总体情况.标题 }}{{ 年度 }}"
    file = edited(lambda xml: xml.replace("{{ 题目 }}", own, 1))
    assert texts(report(file=file))[1].endswith("件，联系电话，一、总体情况2023")


def test_a_tag_split_over_runs_is_one_tag(report, edited):
    file = edited(
        lambda xml: xml.replace(
            "{{ 题目 }}", '{</w:t></w:r><w:r><w:t xml:space="preserve">{ 题</w:t></w:r><w:r><w:t>目 }}'
        )
    )
    assert texts(report(file=file))[1] == "2023年政府信息公开工作年度报告"


def test_a_document_opens_again(render, spec, filled, template):
    data = render(template, plan(spec, filled, draft=False))
    assert len(Document(io.BytesIO(data)).tables) == 3
