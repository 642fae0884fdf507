"""The quick way of printing and docxtpl's own say the same, whatever the template and the workbook hold."""

import dataclasses
import json
import math
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from lxml import etree

from assembler import recall
from assembler.assets import examples, template
from assembler.formats import format_ids, load_format
from assembler.model.submission import blank
from assembler.package import is_sealed, unpacked
from assembler.tasks.workbook import read
from assembler.word import plan, prepare, render, shelf, specimen
from assembler.word.compile import compiled
from assembler.word.plain import ENVIRONMENT, render_plain
from assembler.word.prepare import compiled_template, prepared_anew
from assembler.word.prepared import from_values, recalled_form, shipped
from assembler.word.printer import BYTES, STEPS, TooMuch, run
from assembler.word.shelf import as_json, values_of

TEMPLATES = [(format_id, template(format_id)) for format_id in format_ids()]


def told(package):
    """The parts of a report in their order; XML in its canonical form, without the seal, which covers the bytes."""
    parts = unpacked(package)
    del parts["docProps/custom.xml"]
    return [(name, etree.tostring(etree.fromstring(part), method="c14n")) for name, part in parts.items()]


def same(prepared, planned):
    assert prepared.quick
    quick = render(prepared, planned)
    assert is_sealed(quick)
    assert quick == render(prepared, planned)
    plain = render_plain(prepared.template, planned)
    assert told(quick) == told(plain)
    return quick


@pytest.mark.parametrize(("format_id", "file"), TEMPLATES)
@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("make", [specimen, blank])
def test_our_own_templates(format_id, file, draft, make):
    spec = load_format(format_id)
    same(prepare(file, spec), plan(spec, make(spec), draft=draft))


@pytest.mark.parametrize("workbook", examples(), ids=lambda path: path.stem)
def test_the_examples(workbook):
    spec, reading = read(workbook)[:2]
    same(prepare(template(spec.id), spec), plan(spec, reading.submission, draft=False))


SIGNS = [
    "\t",
    "\n",
    "\a",
    "\f",
    "\x0b",
    "\r\n",
    "&",
    "<",
    ">",
    '"',
    "'",
    "{{",
    "}}",
    "{%",
    "{_{",
    "]]>",
    "\ud800",
    "𠮷",
]
SPECIAL = st.sampled_from([*SIGNS, "<w:t>", "</w:p>", "\ue000title\ue000", "1999-09-09"])


@settings(max_examples=25)
@given(text=st.lists(SPECIAL | st.text(max_size=8), max_size=12).map("".join), name=st.text(max_size=20) | SPECIAL)
def test_any_text(spec, filled, text, name):
    submission = dataclasses.replace(filled, organisation=name, texts={**filled.texts, "s1.platform": text, "s6": text})
    same(prepare(template(spec.id), spec), plan(spec, submission, draft=True))


TITLE = "{{ 题目 }}"
QUESTIONS = "{% if 草稿 %}甲{% elif 年度 == '2023' %}乙{% else %}丙{% endif %}"
LOOP = "{% for 段 in 总体情况.前言 if 段 != '前言之一' %}{{ loop.index }}/{{ loop.length }}{% else %}无{% endfor %}"
DRAWING = '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr id="7" name="{}"/></wp:inline></w:drawing></w:r>'  # noqa: E501
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def put(old, new):
    return lambda xml: xml.replace(old, new, 1)


@pytest.mark.parametrize(
    "edit",
    [
        put(TITLE, QUESTIONS),
        put(TITLE, LOOP),
        put(
            TITLE,
            "{{ 总体情况.前言 | join('；&amp;') }}{{ 题目 | trim }}{{ 题目 | length }}{{ '常' }}{{ 1 }}{{ true }}",
        ),
        put(TITLE, "{% if not (草稿 and 题目) or 年度 in 题目 %}{{ 题目 > 年度 }}{% endif %}{# 说明 #}"),
        put("{{ 题目 }}</w:t></w:r>", "A{% if 草稿 %}B</w:t></w:r><w:r><w:t>C{% endif %}D</w:t></w:r>"),
        put("{{ 题目 }}</w:t></w:r>", "{{ 题目 }}</w:t></w:r>" + DRAWING.format("{{ 单位名称 }}") * 2),
        put(
            "<w:tbl>",
            '<w:sdt><w:sdtPr><w:alias w:val="{{ 年度 }}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt><w:tbl>',
        ),
        put("{{ 题目 }}", "{</w:t></w:r><w:r><w:t>{ 题目 }</w:t></w:r><w:r><w:t>}"),
        put("{%p if 成文日期 %}", "{%p if 成文日期 and 单位名称 %}"),
    ],
)
def test_an_edited_template(spec, filled, edited, edit):
    prepared = compiled_template(edited(edit), spec)
    hostile = dataclasses.replace(filled, organisation="<&>\t'\"")
    for submission, draft in ((filled, True), (blank(spec), False), (hostile, False)):
        same(prepared, plan(spec, submission, draft=draft))


@pytest.mark.parametrize(
    "edit",
    [
        put("{{ 段 }}", "{{ 段 }}</w:t></w:r>" + DRAWING.format("x") + "<w:r><w:t>"),  # numbered anew in each turn
        put("{{ 题目 }}", "{{ 题目 }}\t续"),  # docxtpl makes a tab of it
        put('<w:gridCol w:w="2551"/>', ""),  # and mends the grid
    ],
)
def test_what_only_docxtpl_prints_rightly_is_left_to_it(spec, filled, edited, edit):
    prepared = compiled_template(edited(edit), spec)
    assert not prepared.quick
    planned = plan(spec, filled, draft=True)
    assert told(render(prepared, planned)) == told(render_plain(prepared.template, planned))


TEXTS = ["题目", "草稿", "空", "表.行", "数.index", "项.名", "'乙'", "1", "true"]
TEXTS += ["列 | join('、')", "题目 | trim", "列 | length"]
BLOCKS = [
    "{{% if {question} %}}{one}{{% else %}}{two}{{% endif %}}",
    "{{% if {question} %}}{one}{{% elif 空 %}}甲{{% elif 题目 %}}{two}{{% endif %}}",
    "{{% for 项 in {listed} %}}{one}{{% else %}}{two}{{% endfor %}}",
    "{{% for 项 in 列 if {question} %}}{one}{{{{ loop.index }}}}{{% endfor %}}",
]


def question(dice, depth=2):
    """An expression that asks for something."""
    if not depth or dice.random() < 0.5:
        return dice.choice(TEXTS)
    left, right = (question(dice, depth - 1) for _ in range(2))
    return dice.choice((f"({left} {dice.choice(('and', 'or', '==', '!=', '<', 'in'))} {right})", f"(not {left})"))


def source(dice, depth=3):
    """A few tags and words, inside each other."""
    pieces = []
    for _ in range(dice.randrange(4)):
        block = dice.choice(["words", "{{{{ {question} }}}}", *BLOCKS]) if depth else "words"
        if block == "words":
            block = dice.choice(["甲", " \n", '&amp;"', "<w:br/>", "</w:r><w:r>", "{{{{ 题目 }}}}"])
        one, two = (source(dice, depth - 1) if depth else "" for _ in range(2))
        pieces.append(block.format(question=question(dice), listed=dice.choice(LISTS), one=one, two=two))
    return "".join(pieces)


LISTS = ("列", "空列", "表列")
VALUES = {
    "题目": " <题&目> ",
    "草稿": "",
    "空": "",
    "表": {"行": "6"},
    "数": {"index": "7"},
    "项": {"名": "外"},
    "列": ("子", "<丑>"),
    "空列": (),
    "表列": ({"名": "一"}, {"名": "二"}),
}


OTHERS = {**VALUES, "题目": "两\n行", "列": ("子\n", "", "'&\"")}
"""Texts of several lines can't be printed together with others."""


@pytest.mark.parametrize("values", [VALUES, OTHERS], ids=["usual", "odd"])
@pytest.mark.parametrize("seed", range(4))
def test_a_program_prints_what_jinja_prints(seed, values):
    dice = random.Random(seed)
    printed = set()
    for _ in range(80):
        text = source(dice)
        try:
            expected = ENVIRONMENT.from_string(text).render(values)
        except (UndefinedError, TypeError):  # 项.名 of a text, 1 < '乙'
            with pytest.raises((LookupError, TypeError)):
                run(compiled(text), values)
        else:
            assert run(compiled(text), values).decode() == expected, text
            printed.add(expected)
    assert len(printed) > 30


def test_loops_inside_loops_come_to_an_end():
    source = "{% for a in 列 %}" * 6 + "{% endfor %}" * 6
    with pytest.raises(TooMuch):
        run(compiled(source), {"列": ("子",) * 300})


@pytest.mark.parametrize("body", ["{{ a }}", "{{ a }}{{ 空 }}"])
def test_a_loop_without_end_comes_to_an_end(body):
    with pytest.raises(TooMuch):
        run(compiled(f"{{% for a in 列 %}}{body}{{% endfor %}}"), {"列": ("",) * STEPS, "空": ""})


@pytest.mark.parametrize("tag", ["{{ a }}", "{{ a | trim }}", "甲" * 4000 + "{{ a }}"])
def test_one_long_text_over_and_over_comes_to_an_end(tag):
    with pytest.raises(TooMuch):
        run(compiled(tag * 1000), {"a": "子" * 4000})


@pytest.mark.parametrize(
    ("tag", "values"),
    [
        ("{{ 无 }}", {}),
        ("{{ 表.无 }}", {"表": {}}),
        ("{{ 表.无 }}", {"表": "文"}),
        ("{{ 表 }}", {"表": ()}),
        ("{{ 表 }}", {"表": None}),
    ],
)
def test_a_tag_without_a_text_is_refused_among_others_and_alone(tag, values):
    values = {"题目": "子", "列": (None,), **values}
    for text in (
        tag,
        f"{{{{ 题目 }}}}{tag}",
        "{% for 项 in 列 %}{{ 项 }}{% endfor %}",
        f"{tag}{{{{ 题目 }}}}",
    ):
        with pytest.raises((LookupError, TypeError)):
            run(compiled(text), values)


def test_a_print_beyond_all_bounds_comes_to_an_end():
    with pytest.raises(TooMuch):
        run(compiled("{% for a in 列 %}{{ a }}{% endfor %}"), {"列": ("子" * (BYTES // 4),) * 5})


@pytest.mark.parametrize(("format_id", "file"), TEMPLATES)
def test_the_forms_that_are_shipped_are_current(format_id, file):
    """After a change to a template or to what tags may say: python tools/prepare_templates.py."""
    assert shipped(format_id).read_text(encoding="utf-8") == as_json(prepared_anew(file, load_format(format_id)))


def test_a_form_is_that_of_its_own_template_only(template):
    text = shipped("2021").read_text(encoding="utf-8")
    data = template.read_bytes()
    kept = from_values(values_of(text), "a.docx", data)
    assert kept is not None
    assert as_json(kept) == text
    assert from_values(values_of(text), "a.docx", data + b" ") is None
    assert from_values(values_of(json.dumps({**json.loads(text), "form": -1})), "a.docx", data) is None


def test_a_form_that_was_read_once_is_recalled_as_it_was_read(template, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(recall, "_STARTED", math.inf)  # the form is younger than this process
    form = tmp_path / "2021.json"
    data = template.read_bytes()
    assert recalled_form(form, "a.docx", data) is None
    text = shipped("2021").read_text(encoding="utf-8")
    form.write_text(text, encoding="utf-8")
    read = from_values(values_of(text), "a.docx", data)
    for _ in range(2):
        assert recalled_form(form, "a.docx", data) == read
        assert recalled_form(form, "a.docx", data + b" ") is None
        monkeypatch.setattr(shelf, "values_of", pytest.fail)
    assert list((tmp_path / "__pycache__").iterdir())
    monkeypatch.undo()
    form.write_text(json.dumps({**json.loads(text), "properties": "other"}), encoding="utf-8")
    changed = recalled_form(form, "a.docx", data)
    assert changed is not None
    assert changed.properties == "other"
