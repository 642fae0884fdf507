import dataclasses
import re
import subprocess

import pytest

from assembler.errors import DefectiveForm
from assembler.package import _zip, part, unpacked
from assembler.word import Verified, plan, prepare, read_back
from assembler.word import render as render_prepared

TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)


@pytest.fixture
def faults(render, spec, filled, template):
    """The codes and facts that reading back finds, by template or by an edit of the finished report."""

    def find(file=template, edit=None, part="word/document.xml", rewritten=None, draft=False, **changes):
        made = plan(spec, dataclasses.replace(filled, **changes), draft=draft)
        data = render(file, made)
        if edit:
            data = rewritten(data, edit, part)
        try:
            read_back(spec, made, data)
        except DefectiveForm as error:
            return [(each.code, each.facts) for each in (error, *getattr(error, "others", ()))]
        return []

    return find


def test_a_sound_report(render, spec, filled, template):
    made = plan(spec, filled, draft=True)
    assert read_back(spec, made, render(template, made)) == Verified(figures=200, paragraphs=31)


def test_swapped_tags_are_named(faults, edited):
    one, two = "{{ 表三.予以公开.自然人 }}", "{{ 表三.予以公开.商业企业 }}"
    file = edited(lambda xml: xml.replace(one, "@").replace(two, one).replace("@", two))
    found = faults(file)
    assert [code for code, _ in found] == ["TEMPLATE-FIGURE"] * 2
    assert found[0][1]["cell"] == "表三.予以公开.自然人"
    assert found[0][1]["labels"] == "三、本年度办理结果/（一）予以公开，申请人情况/自然人"


def test_each_single_figure_counts(faults, spec, filled, rewritten):
    for cell in spec.cells[::7]:
        figure = f">{filled.figures[cell]}<"
        (code, facts), *rest = faults(
            edit=lambda xml, figure=figure: xml.replace(figure, ">7<", 1), rewritten=rewritten
        )
        assert (code, facts["cell"], rest) == ("TEMPLATE-FIGURE", spec.cell_name(cell), [])


@pytest.mark.parametrize(("n", "name"), [(0, "表二"), (1, "表三"), (2, "表四")])
def test_a_missing_table_is_named(faults, edited, n, name):
    file = edited(lambda xml: xml.replace(TABLE.findall(xml)[n], ""))
    assert [(code, facts["table"]) for code, facts in faults(file)] == [("TEMPLATE-TABLE-MISSING", name)]


def test_a_missing_row_is_named(faults, edited):
    file = edited(lambda xml: xml.replace(ROW.findall(TABLE.findall(xml)[1])[11], ""))
    assert [(code, facts["table"]) for code, facts in faults(file)] == [("TEMPLATE-TABLE-SHAPE", "表三")]


def test_a_split_cell_is_named(faults, edited):
    file = edited(lambda xml: xml.replace('<w:gridSpan w:val="2"/>', "", 1))
    assert [code for code, _ in faults(file)] == ["TEMPLATE-TABLE-SHAPE"]


def test_tables_in_the_wrong_place(faults, edited):
    def swap(xml):
        first, second, _ = TABLE.findall(xml)
        return xml.replace(first, "@").replace(second, first).replace("@", second)

    assert {code for code, _ in faults(edited(swap))} == {"TEMPLATE-PARAGRAPH"}


def test_an_altered_label_is_named(faults, edited):
    file = edited(lambda xml: xml.replace("1.属于国家秘密", "1.属于商业秘密"))
    [(code, facts)] = faults(file)
    assert (code, facts["expected"], facts["found"]) == ("TEMPLATE-LABEL", "1.属于国家秘密", "1.属于商业秘密")


@pytest.mark.parametrize(
    ("lost", "kept", "part"),
    [
        ("{{ 题目 }}", "题目", "题目"),
        ("六、其他需要报告的事项", "六、其他", "六、其他需要报告的事项"),
        ("{{ 方面.序号 }}", "（一）", "（二）依申请公开"),
        ("{{ 段 }}", "", "前言"),
        ("{{ 成文日期 }}", "", "成文日期"),
    ],
)
def test_a_lost_or_altered_paragraph_is_named(faults, edited, lost, kept, part):
    found = faults(edited(lambda xml: xml.replace(lost, kept, 1)))
    assert {code for code, _ in found} == {"TEMPLATE-PARAGRAPH"}
    assert found[0][1]["part"] == part


def test_a_removed_loop_is_named(faults, edited):
    def without_loop(xml):
        start = xml.index("{%p for 方面")
        end = xml.index("二、主动公开政府信息情况")
        return xml[: xml.rindex("<w:p>", 0, start)] + xml[xml.rindex("<w:p>", 0, end) :]

    found = faults(edited(without_loop))
    assert [facts["part"] for _, facts in found] == [
        label
        for label in (
            "（一）主动公开",
            "（二）依申请公开",
            "（三）政府信息管理",
            "（四）政府信息公开平台建设",
            "（五）监督保障",
        )
        for _ in range(3)
    ]


def test_a_sliver_between_two_edges_is_no_column(faults, edited):
    """LibreOffice turns 10.4 mm + 10.4 mm into a grid column of 1/20 pt where rounding differs between rows."""

    def split(xml):
        table = TABLE.findall(xml)[2]
        edge = table.replace("<w:gridCol", '<w:gridCol w:w="1"/><w:gridCol', 1)
        edge = re.sub(r"(<w:tcW [^>]*/>)(?:<w:gridSpan w:val=\"5\"/>)", r'\1<w:gridSpan w:val="6"/>', edge, count=1)
        first_cells = re.compile(r"(<w:tr>.*?<w:tcW [^>]*/>)(<w:vMerge|<w:vAlign)", re.DOTALL)
        rows = ROW.findall(edge)
        for row in rows[1:]:
            edge = edge.replace(row, first_cells.sub(r'\1<w:gridSpan w:val="2"/>\2', row, count=1))
        return xml.replace(table, edge)

    assert faults(edited(split)) == []


@pytest.mark.office
def test_a_template_saved_by_an_office_program_still_works(template, tmp_path, faults):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path), str(template)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert faults(tmp_path / template.name, draft=True) == []


def test_a_template_may_say_more(faults, edited):
    own = "<w:p><w:r><w:t>（本报告由办公室负责解释）</w:t></w:r></w:p>"
    file = edited(lambda xml: xml.replace("<w:tbl>", own + "<w:tbl>").replace("方面.标题 }}", "方面.标题 }}方面"))
    assert faults(file) == []


@pytest.mark.parametrize("mark", ["{{ 单位 }}", "{%p endfor %}", "｛｛单位｝｝"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml"])
def test_a_tag_left_over(faults, rewritten, mark, part):
    def leave(xml):
        return xml.replace("</w:p>", f"<w:r><w:t>{mark}</w:t></w:r></w:p>", 1)

    assert "TEMPLATE-LEFT-OVER" in {code for code, _ in faults(edit=leave, part=part, rewritten=rewritten)}


def test_a_tag_left_over_in_a_part_that_is_not_rendered(faults, edited):
    file = edited(lambda xml: xml.replace("公文", "{{ x }}"), "word/theme/theme1.xml")
    assert faults(file) == []  # a theme holds no paragraphs


def test_a_clerks_own_braces_are_no_tags(faults):
    assert faults(texts={"s5": "{{ 单位名称 }}有｛｛问题｝｝"}, organisation="{% 某局 %}") == []


@pytest.mark.parametrize(("part", "pages"), [("word/header1.xml", "奇数页"), ("word/header2.xml", "偶数页")])
def test_a_draft_without_its_mark(faults, edited, part, pages):
    file = edited(lambda xml: xml.replace("{{ 草稿 }}", ""), part)
    assert [(code, facts["pages"]) for code, facts in faults(file, draft=True)] == [("TEMPLATE-DRAFT", pages)]
    assert faults(file, draft=False) == []


def test_a_first_page_of_its_own_needs_the_mark_too(faults, edited):
    file = edited(lambda xml: xml.replace("<w:docGrid", "<w:titlePg/><w:docGrid"))
    assert [facts["pages"] for _, facts in faults(file, draft=True)] == ["首页"]


def test_text_that_is_moved_away_is_not_printed(faults, rewritten):
    heading = "六、其他需要报告的事项"
    moved = f'<w:moveFrom w:id="1" w:author="x"><w:r><w:t>{heading}</w:t></w:r></w:moveFrom>'
    found = faults(
        edit=lambda xml: xml.replace(heading, f"</w:t></w:r>{moved}<w:r><w:t>", 1),
        rewritten=rewritten,
    )
    assert [code for code, _ in found] == ["TEMPLATE-PARAGRAPH"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip"])
def test_a_report_that_does_not_open(spec, filled, data):
    with pytest.raises(DefectiveForm, match="TEMPLATE-BROKEN"):
        read_back(spec, plan(spec, filled, draft=False), data)


def test_widths_of_columns_may_have_fractions(spec, filled, edited):
    """As Google writes them."""
    file = edited(lambda xml: re.sub(r'<w:gridCol w:w="(\d+)"', r'<w:gridCol w:w="\1.0"', xml))
    made = plan(spec, filled, draft=False)
    assert read_back(spec, made, render_prepared(prepare(file, spec), made)) == Verified(figures=200, paragraphs=31)


@pytest.mark.parametrize("odd", ['<w:gridBefore w:val="x"/>', "<w:gridBefore/>"])
def test_a_table_that_counts_in_words_is_told(spec, edited, odd):
    file = edited(lambda xml: xml.replace("<w:trPr>", f"<w:trPr>{odd}", 1))
    with pytest.raises(DefectiveForm, match="TEMPLATE-BROKEN"):
        prepare(file, spec)


def test_a_width_that_is_no_number_is_told(spec, edited):
    with pytest.raises(DefectiveForm, match="TEMPLATE-BROKEN"):
        prepare(edited(lambda xml: xml.replace("<w:gridCol w:w=", '<w:gridCol w:w="breit" w:x=', 1)), spec)


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        ("word/_rels/document.xml.rels", "TEMPLATE-DRAFT"),
        ("word/header1.xml", "TEMPLATE-DRAFT"),
        ("word/settings.xml", "TEMPLATE-BROKEN"),
    ],
)
def test_a_draft_that_lost_what_its_headers_depend_on_is_told(spec, filled, render, template, gone, code):
    made = plan(spec, filled, draft=True)
    parts = unpacked(render(template, made))
    with pytest.raises(DefectiveForm, match=code):
        read_back(spec, made, _zip([part(name, content) for name, content in parts.items() if name != gone]))
