import pytest

from assembler.errors import ExitCode
from assembler.package import unpacked
from assembler.word import DefectiveTemplate, prepare
from assembler.word.lint import lint
from assembler.word.plan import names_of

TITLE = "{{ 题目 }}"
CELL = "{{ 表三.本年新收.自然人 }}"


def errors(spec, file):
    with pytest.raises(DefectiveTemplate) as caught:
        prepare(file, spec)
    assert caught.value.exit_code is ExitCode.DEFECT
    return [caught.value, *caught.value.others]


def test_the_shipped_template_is_in_order(template, spec):
    assert lint(unpacked(template.read_bytes()), names_of(spec)) == ()


@pytest.mark.parametrize(
    ("tag", "code", "facts"),
    [
        ("{{ 单位名 }}", "TEMPLATE-UNKNOWN-TAG", {"tag": "单位名", "nearest": "单位名称"}),
        ("{{ 表三.本年新收.自然 }}", "TEMPLATE-UNKNOWN-TAG", {"nearest": "表三.本年新收.自然人"}),
        ("{{ 表三.新收.自然人 }}", "TEMPLATE-UNKNOWN-TAG", {"tag": "表三.新收"}),
        ("{{ 题目.items }}", "TEMPLATE-UNKNOWN-TAG", {"tag": "题目.items"}),
        ("{{ 表三.items }}", "TEMPLATE-UNKNOWN-TAG", {"tag": "表三.items"}),
        ("{% if 草搞 %}x{% endif %}", "TEMPLATE-UNKNOWN-TAG", {"nearest": "草稿"}),
        ("{{ cycler.__init__.__globals__ }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ cycler }}", "TEMPLATE-UNKNOWN-TAG", {"tag": "cycler"}),
        ("{{ ''.__class__ }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目.__class__ }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目['__class__'] }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ _x }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ range(10**9) }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 'a' * 1000000000 }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目 ~ 题目 }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目.upper() }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目 | safe }}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目 | attr('x') }}", "TEMPLATE-FORBIDDEN", {}),
        ("{% set x = 1 %}", "TEMPLATE-FORBIDDEN", {}),
        ("{% include 'x' %}", "TEMPLATE-FORBIDDEN", {}),
        ("{% macro x() %}{% endmacro %}", "TEMPLATE-FORBIDDEN", {}),
        ("{% autoescape false %}{% endautoescape %}", "TEMPLATE-FORBIDDEN", {}),
        ("{%r if 草稿 %}", "TEMPLATE-FORBIDDEN", {}),
        ("{{ 题目 -}}", "TEMPLATE-FORBIDDEN", {}),
        ("{% for x in 题目 %}{% endfor %}", "TEMPLATE-NOT-LIST", {"tag": "题目"}),
        ("{% for x in 表三 %}{% endfor %}", "TEMPLATE-NOT-LIST", {"tag": "表三"}),
        ("{% for a, b in 总体情况.前言 %}{% endfor %}", "TEMPLATE-FORBIDDEN", {}),
        ("{% for x in 总体情况.前言 %}{{ y }}{% endfor %}", "TEMPLATE-UNKNOWN-TAG", {"tag": "y"}),
        ("{{ 表三.本年新收 }}", "TEMPLATE-NOT-TEXT", {"tag": "表三.本年新收"}),
        ("{{ 总体情况.前言 }}", "TEMPLATE-NOT-TEXT", {"tag": "总体情况.前言"}),
        ("{{ 题目", "TEMPLATE-SYNTAX", {}),
        ("{{ 题目 + }}", "TEMPLATE-SYNTAX", {}),
        ("{% if 草稿 %}", "TEMPLATE-SYNTAX", {}),
        ("{% colspan 3 %}", "TEMPLATE-SYNTAX", {}),
        ("{{ " + "(" * 5000 + " }}", "TEMPLATE-SYNTAX", {}),
        ("年份：{%p if 草稿 %}", "TEMPLATE-NOT-ALONE", {"tag": "{%p if 草稿 %}"}),
        ("｛｛ 题目 ｝｝", "TEMPLATE-FULL-WIDTH", {}),
    ],
)
def test_a_tag_that_is_not_in_order(spec, edited, tag, code, facts):
    file = edited(lambda xml: xml.replace(TITLE, tag.replace("&", "&amp;"), 1))
    first = errors(spec, file)[0]
    assert first.code == code
    assert facts.items() <= first.facts.items()
    assert (first.facts["file"], first.facts["place"]) == ("edited.docx", "正文第4段")


def test_all_faults_are_named_each_with_its_place(spec, edited):
    def spoil(xml):
        return (
            xml.replace(CELL, "{{ 表三.本年新收.自燃人 }}").replace(TITLE, "{{ 提目 }}").replace("方面.序号", "方面.序")
        )

    found = errors(spec, edited(spoil))
    assert [(each.facts["place"], each.facts["tag"], each.facts["nearest"]) for each in found] == [
        ("正文第4段", "提目", "题目"),
        ("正文第10段", "方面.序", "方面.序号"),
        ("正文第2张表第4行第2格", "表三.本年新收.自燃人", "表三.本年新收.自然人"),
    ]
    assert found[2].facts["near"] == "一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footer2.xml"])
def test_headers_and_footers_are_judged_too(spec, edited, part):
    file = edited(lambda xml: xml.replace("<w:t xml", "<w:t>{{ x }}</w:t><w:t xml", 1), part)
    assert part.rpartition("/")[2] in errors(spec, file)[0].facts["place"]


def test_a_loop_that_isn_t_closed(spec, edited):
    file = edited(lambda xml: xml.replace("{%p endfor %}", "", 1))
    assert errors(spec, file)[0].code == "TEMPLATE-SYNTAX"


def test_a_text_box_is_judged_too(spec, edited):
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    file = edited(lambda xml: xml.replace("</w:p>", f"{box}</w:p>", 1))
    assert any("文本框" in each.facts["place"] for each in errors(spec, file))
