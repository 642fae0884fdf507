"""What is read back is what is on paper: templates that make an office program show something else, or nothing at all,
are refused; what it prints as it stands may stay."""

import subprocess

import pytest

from assembler.errors import DefectiveForm
from assembler.word import plan, prepare, read_back, render
from assembler.word.prepare import compiled_template

TAG = "{{ 表三.本年新收.总计 }}"
PROPERTIES = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
RUN = f'<w:r>{PROPERTIES}<w:t xml:space="preserve">{TAG}</w:t></w:r>'
PARAGRAPH = '<w:pPr><w:pStyle w:val="TableSmall"/><w:keepNext/></w:pPr>'
ROW = '<w:trPr><w:cantSplit/><w:trHeight w:val="320" w:hRule="atLeast"/></w:trPr>'
STUB = "一、本年新收政府信息公开申请数量"  # the label of the row
SMALL = '<w:rPr><w:sz w:val="18"/>'  # of the style TableSmall
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BINDING = (
    "<w:dataBinding w:prefixMappings=\"xmlns:ns0='http://purl.org/dc/elements/1.1/'"
    " xmlns:ns1='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'\""
    ' w:xpath="/ns1:coreProperties[1]/ns0:title[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/><w:text/>'
)
BINDING_2012 = (
    '<w15:dataBinding xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" w:xpath="/a"'
    ' w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>'
)


def complex_field(code, inner=RUN):
    marks = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    begin, separate, end = marks
    return f"{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{separate}{inner}{end}"


def control(properties, inner=RUN):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def formatted(properties):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{TAG}</w:t></w:r>"


def alternatives(one, other):
    return (
        f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice xmlns:x="urn:x" Requires="x">{one}</mc:Choice>'
        f"<mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>"
    )


def around_figure(markup):
    return lambda xml: xml.replace(RUN, markup, 1)


def in_paragraph(markup):
    return lambda xml: xml.replace(PARAGRAPH + RUN, PARAGRAPH.replace("</w:pPr>", f"{markup}</w:pPr>") + RUN, 1)


def in_row(markup):
    def edit(xml):
        start = xml.rindex(ROW, 0, xml.index(TAG))
        return xml[:start] + f"<w:trPr>{markup}</w:trPr>" + xml[start + len(ROW) :]

    return edit


def in_cell(shade, run):
    def edit(xml):
        start = xml.rindex("<w:vAlign", 0, xml.index(TAG))
        return (xml[:start] + shade + xml[start:]).replace(RUN, run, 1)

    return edit


def in_table(markup):
    return lambda xml: xml.replace('<w:tblLayout w:type="fixed"/>', f'{markup}<w:tblLayout w:type="fixed"/>')


def refused(spec, file):
    with pytest.raises(DefectiveForm) as caught:
        prepare(file, spec)
    return [(each.code, each.facts) for each in (caught.value, *caught.value.others)]


@pytest.mark.parametrize(
    ("markup", "by"),
    [
        (control(BINDING), "绑定了数据的内容控件"),
        (control(BINDING_2012), "绑定了数据的内容控件"),
        (complex_field("AUTHOR"), "域"),
        (complex_field("TITLE"), "域"),
        (complex_field("PAGE"), "域"),
        (complex_field('HYPERLINK "https://example.com"', complex_field("PAGE")), "域"),
        (complex_field("HYPERLINK \\l x"), "域"),
        (f'<w:fldSimple w:instr=" AUTHOR ">{RUN}</w:fldSimple>', "域"),
        (f'<w:hyperlink w:anchor="x"><w:fldSimple w:instr=" TITLE ">{RUN}</w:fldSimple></w:hyperlink>', "域"),
        (alternatives(RUN, "<w:r><w:t>7</w:t></w:r>"), "有几种版本的内容"),
    ],
)
def test_a_tag_in_whose_place_something_else_is_shown(spec, edited, markup, by):
    [(code, facts)] = refused(spec, edited(around_figure(markup)))
    assert (code, facts["by"]) == ("TEMPLATE-REPLACED", by)
    assert facts["found"].startswith(TAG)


def test_a_tag_that_is_torn_over_the_runs_of_a_field(spec, edited):
    halves = "<w:r><w:t>{</w:t></w:r><w:r><w:t>{ 表三.本年新收.总计 }}</w:t></w:r>"
    [(code, facts)] = refused(spec, edited(around_figure(complex_field("AUTHOR", halves))))
    assert (code, facts["found"]) == ("TEMPLATE-REPLACED", TAG)


def test_a_label_in_a_bound_control_is_not_what_is_shown(spec, edited):
    label = f'<w:r>{PROPERTIES}<w:t xml:space="preserve">{STUB}</w:t></w:r>'
    [(code, facts)] = refused(spec, edited(lambda xml: xml.replace(label, control(BINDING, label), 1)))
    assert (code, facts["found"]) == ("TEMPLATE-REPLACED", STUB)


def test_what_a_header_says_of_the_document_may_be_bound(spec, edited):
    def put(text):
        run = f"<w:r><w:t>{text}</w:t></w:r>"
        return lambda xml: xml.replace("</w:hdr>", f"<w:p>{control(BINDING, run)}</w:p></w:hdr>")

    assert compiled_template(edited(put("某局"), "word/header1.xml"), spec).quick
    [(code, facts)] = refused(spec, edited(put("{{ 单位名称 }}"), "word/header1.xml"))
    assert (code, facts["part"]) == ("TEMPLATE-REPLACED", "word/header1.xml")


def test_the_day_of_today_is_not_the_day_that_was_signed(spec, edited):
    date = complex_field('DATE \\@ "yyyy年M月d日"', "<w:r><w:t>{{ 成文日期 }}</w:t></w:r>")
    run = RUN.replace(TAG, "{{ 成文日期 }}")
    assert {code for code, _ in refused(spec, edited(lambda xml: xml.replace(run, date, 1)))} == {
        "TEMPLATE-FIELD",
        "TEMPLATE-REPLACED",
    }


@pytest.mark.parametrize(
    "addition",
    [
        complex_field("SEQ x", ""),
        complex_field("SYMBOL 48", ""),
        '<w:fldSimple w:instr=" PAGE "/>',
        '<w:r><w:sym w:font="Symbol" w:char="F030"/></w:r>',
        "<w:r><w:yearLong/></w:r>",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>0</m:t></m:r></m:oMath>',
        '<x:x xmlns:x="urn:x"><w:r><w:t>0</w:t></w:r></x:x>',
    ],
)
def test_what_is_printed_beside_a_figure_without_being_text(spec, edited, addition):
    [(code, facts)] = refused(spec, edited(around_figure(RUN + addition)))
    assert code == "TEMPLATE-FIGURE"
    assert facts["found"] == facts["expected"] + "〔…〕"


@pytest.mark.parametrize(
    "around",
    [
        '<w:bdo w:val="rtl">{}</w:bdo>',
        "<w:r><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase><w:r><w:t></w:t></w:r></w:rubyBase></w:ruby></w:r>",
        '<x:x xmlns:x="urn:x">{}</x:x>',
    ],
)
def test_a_figure_within_what_prints_it_otherwise(spec, edited, around):
    [(code, facts)] = refused(spec, edited(around_figure(around.format(RUN))))
    assert (code, facts["found"]) == ("TEMPLATE-FIGURE", "〔…〕")


NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'


def test_a_figure_with_a_number_of_a_list_before_it(spec, edited):
    [(code, facts)] = refused(spec, edited(in_paragraph(NUMBER.format(1))))
    assert (code, facts["found"]) == ("TEMPLATE-FIGURE", "〔…〕" + facts["expected"])
    assert compiled_template(edited(in_paragraph(NUMBER.format(0))), spec).quick


@pytest.mark.parametrize("style", ["TableSmall", "TableText", "Normal"])
def test_a_style_that_numbers_its_paragraphs(spec, edited, style):
    def number(xml):
        numbered = f"<w:pPr>{NUMBER.format(1)}</w:pPr>"
        before, name, after = xml.partition(f'w:styleId="{style}">')
        return before + name + after.replace("<w:qFormat/>", f"<w:qFormat/>{numbered}", 1)

    file = edited(number, "word/styles.xml")
    assert "TEMPLATE-FIGURE" in {code for code, _ in refused(spec, file)}


def test_a_heading_that_stands_in_a_table_of_contents_only_is_missing(spec, edited):
    heading = "六、其他需要报告的事项"

    contents_at_the_place = edited(
        lambda xml: xml.replace(
            f'<w:r>{PROPERTIES}<w:t xml:space="preserve">{heading}</w:t></w:r>',
            complex_field("TOC \\n", f"<w:r><w:t>目录</w:t></w:r></w:p><w:p><w:r><w:t>{heading}</w:t></w:r>"),
        )
    )
    [(code, facts)] = refused(spec, contents_at_the_place)
    assert (code, facts["expected"]) == ("TEMPLATE-PARAGRAPH", heading)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (around_figure(formatted("<w:vanish/>")), "设成了隐藏"),
        (in_row("<w:hidden/>"), "设成了隐藏"),
        (around_figure(formatted('<w:color w:val="FFFFFF"/>')), "与底色相同或相近"),
        (around_figure(formatted('<w:color w:val="F8F8F8"/>')), "与底色相同或相近"),
        (around_figure(formatted('<w:color w:val="000000"/><w:highlight w:val="black"/>')), "与底色相同或相近"),
        (
            around_figure(
                formatted('<w:color w:val="000000"/><w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>')
            ),
            "与底色相同或相近",
        ),
        (
            in_cell('<w:shd w:val="clear" w:fill="000080"/>', formatted('<w:color w:val="000080"/>')),
            "与底色相同或相近",
        ),
        (around_figure(formatted('<w:sz w:val="2"/>')), "过小"),
        (around_figure(formatted('<w:w w:val="1"/>')), "过小"),
        (around_figure(formatted('<w:spacing w:val="-300"/>')), "挤在一起"),
        (around_figure(formatted('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')), "用了图形字体"),
        (in_paragraph('<w:spacing w:line="20" w:lineRule="exact"/>'), "行距或行高容不下"),
        (in_row('<w:trHeight w:val="60" w:hRule="exact"/>'), "行距或行高容不下"),
        (
            around_figure(
                formatted(
                    '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'
                )
            ),
            "没有颜色",
        ),
    ],
)
def test_a_figure_that_nobody_could_see(spec, edited, edit, why):
    found = refused(spec, edited(edit))
    assert {(code, facts["why"]) for code, facts in found} == {("TEMPLATE-HIDDEN", why)}
    assert TAG in [facts["found"] for _, facts in found]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda xml: xml.replace(SMALL, SMALL + '<w:color w:val="FFFFFF"/>'), "与底色相同或相近"),
        (lambda xml: xml.replace(SMALL, '<w:rPr><w:sz w:val="2"/>'), "过小"),
        (lambda xml: xml.replace('<w:sz w:val="32"/>', '<w:vanish/><w:sz w:val="32"/>', 1), "设成了隐藏"),
        (  # what a style is based on, and what is based on itself
            lambda xml: xml.replace('<w:basedOn w:val="TableText"/>', '<w:basedOn w:val="Gone"/>', 1).replace(
                "</w:styles>",
                '<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="x"/><w:basedOn w:val="TableSmall"/>'
                "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>",
            ),
            "设成了隐藏",
        ),
    ],
)
def test_a_style_that_lets_nobody_see_it(spec, edited, edit, why):
    found = refused(spec, edited(edit, "word/styles.xml"))
    assert ("TEMPLATE-HIDDEN", TAG, why) in [(code, facts.get("found"), facts.get("why")) for code, facts in found]


def styled_table(shade):
    style = f'<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tcPr>{shade}</w:tcPr></w:style>'
    return lambda xml: xml.replace("</w:styles>", f"{style}</w:styles>")


@pytest.mark.parametrize(("shade", "seen"), [('<w:shd w:val="clear" w:fill="1F3864"/>', True), ("", False)])
def test_white_figures_in_a_table_whose_style_colours_cells(spec, edited, rewritten, shade, seen):
    def white(xml):
        table = xml.replace('<w:tblLayout w:type="fixed"/>', '<w:tblStyle w:val="Grid"/><w:tblLayout w:type="fixed"/>')
        return table.replace(RUN, formatted('<w:color w:val="FFFFFF"/>'), 1)

    file = edited(styled_table(shade), "word/styles.xml")
    file.write_bytes(rewritten(file.read_bytes(), white))
    if seen:
        assert compiled_template(file, spec).quick
    else:
        assert [code for code, _ in refused(spec, file)] == ["TEMPLATE-HIDDEN"]


WHITE = '<w:color w:val="FFFFFF"/>'
BANNER = (
    '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" fillcolor="#1f3864"'
    ' style="position:absolute;width:400pt;height:60pt;z-index:-1"/></w:pict></w:r></w:p>'
)


@pytest.mark.parametrize(("banner", "seen"), [(BANNER, True), ("", False)])
def test_a_white_title_on_a_banner(spec, edited, banner, seen):
    title = f"{banner}<w:p><w:r><w:rPr>{WHITE}</w:rPr><w:t>{{{{ 单位名称 }}}}</w:t></w:r></w:p>"
    file = edited(lambda xml: xml.replace("<w:body>", f"<w:body>{title}", 1))
    if seen:
        assert compiled_template(file, spec).quick
    else:
        assert [code for code, _ in refused(spec, file)] == ["TEMPLATE-HIDDEN"]


def test_a_table_of_contents_as_word_makes_it_may_stay(spec, filled, edited):
    page = complex_field("PAGEREF _Toc1 \\h", "<w:r><w:t>2</w:t></w:r>").replace(
        "<w:r>", "<w:r><w:rPr><w:noProof/><w:webHidden/></w:rPr>"
    )
    line = f'<w:hyperlink w:anchor="_Toc1"><w:r><w:t>一、总体情况</w:t></w:r><w:r><w:tab/></w:r>{page}</w:hyperlink>'
    contents = complex_field('TOC \\o "1-3" \\h \\z \\u', f"{line}</w:p><w:p>{line}</w:p><w:p>")
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    block = control(gallery, f"<w:p>{contents}</w:p>")
    prepared = prepare(edited(lambda xml: xml.replace("<w:body>", f"<w:body>{block}", 1)), spec)
    made = plan(spec, filled, draft=False)
    assert read_back(spec, made, render(prepared, made)).figures == len(made.figures)


MAY_STAY = {
    "control": control("<w:text/>"),
    "placeholder": control("<w:showingPlcHdr/><w:text/>"),
    "list": control('<w:dropDownList><w:listItem w:displayText="7" w:value="7"/></w:dropDownList>'),
    "link": f'<w:hyperlink w:anchor="x">{RUN}</w:hyperlink>',
    "tag": f'<w:smartTag w:uri="x" w:element="y">{RUN}</w:smartTag>',
    "pale": formatted('<w:color w:val="D9D9D9"/>'),
    "web": formatted("<w:webHidden/>"),
    "red": formatted('<w:color w:val="C00000"/>'),
    "shaded": formatted('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>'),
    "shown": formatted('<w:vanish w:val="0"/>'),
    "bookmark": f'<w:bookmarkStart w:id="1" w:name="x"/>{RUN}<w:bookmarkEnd w:id="1"/><w:proofErr w:type="spellEnd"/>',
    "raised": formatted('<w:position w:val="4"/><w:spacing w:val="-5"/><w:w w:val="90"/>'),
}


@pytest.mark.parametrize("markup", MAY_STAY.values(), ids=MAY_STAY)
def test_what_is_printed_as_it_stands_may_stay(spec, edited, markup):
    prepared = prepare(edited(around_figure(markup)), spec)
    assert prepared.known is not None  # reports of it are read as quickly as any


@pytest.mark.parametrize(
    "edit",
    [
        in_row('<w:trHeight w:val="320" w:hRule="exact"/>'),
        in_cell('<w:shd w:val="clear" w:fill="000080"/>', formatted('<w:color w:val="FFFFFF"/>')),
        in_paragraph('<w:ind w:left="-100" w:right="-100"/>'),
        in_table('<w:tblpPr w:tblpX="1400" w:tblpY="3000"/><w:tblInd w:w="-200" w:type="dxa"/>'),
    ],
)
def test_tables_may_look_otherwise(spec, edited, edit):
    assert prepare(edited(edit), spec).known is not None


OTHERWISE = {
    "bound": control(BINDING),
    "date": complex_field('DATE \\@ "yyyy"'),
    "page": complex_field("PAGE"),
    "alternatives": alternatives(RUN, "<w:r><w:t>7</w:t></w:r>"),
    "symbol": RUN + complex_field("SYMBOL 48", ""),
}
"""Refused."""


@pytest.mark.office
def test_what_is_refused_is_printed_otherwise_and_what_may_stay_as_it_stands(template, rewritten, tmp_path):
    for name, markup in (MAY_STAY | OTHERWISE).items():
        edit = around_figure(markup.replace(TAG, "456732"))
        (tmp_path / f"{name}.docx").write_bytes(rewritten(template.read_bytes(), edit))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=120)
    texts = {each.stem: each.read_text(encoding="utf-8").split() for each in tmp_path.glob("*.txt")}
    shown = {name for name, words in texts.items() if "456732" in words}
    assert (shown, texts.keys() - shown) == (set(MAY_STAY), set(OTHERWISE))
