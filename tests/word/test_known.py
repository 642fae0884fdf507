"""Reports that are compared with what is known of their like: found right only if lxml finds them right."""

import random
import re
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from assembler.assets import examples, template
from assembler.errors import DefectiveForm
from assembler.formats import format_ids, load_format
from assembler.package import _listed, _zip, part, unpacked
from assembler.records import replace
from assembler.tasks.workbook import read
from assembler.word import differences, learning, plan, prepare, read_back, render, specimen
from assembler.word.differences import compare
from assembler.word.known import form_of, is_right, outline, put_together, taken_apart, unescaped
from assembler.word.readback import Lessons, lessons

DOCUMENT = "word/document.xml"
FIGURE = re.compile(rb">\d{4}<")
PARAGRAPH = re.compile(rb"<w:p>(?:(?!</w:p>).)*</w:p>", re.DOTALL)
CELL = re.compile(rb"<w:tc>(?:(?!</w:tc>).)*</w:tc>", re.DOTALL)
ROW = re.compile(rb"<w:tr>(?:(?!</w:tr>).)*</w:tr>", re.DOTALL)
TABLE = re.compile(rb"<w:tbl>(?:(?!</w:tbl>).)*</w:tbl>", re.DOTALL)


def case(format_id="2021", *, draft=False):
    """The edition, a plan with another figure in each cell, the parts of its report, and what is known afterwards."""
    spec = load_format(format_id)
    learnt = lessons(spec)
    learnt.known, learnt.read = [], 0  # what other tests taught of other templates
    made = plan(spec, replace(specimen(spec), organisation="甲<&>乙局"), draft=draft)
    data = render(prepare(template(format_id), spec), made)
    for _ in range(2):  # the first report that lxml reads teaches nothing
        read_back(spec, made, data)
    [known] = [each for each in learnt.known if each.draft == made.draft]  # a template that comes prepared teaches, too
    return spec, made, unpacked(data), known


@pytest.fixture(scope="module", params=[(name, draft) for name in format_ids() for draft in (False, True)])
def sound(request):
    return case(request.param[0], draft=request.param[1])


def agree(spec, made, parts, known):
    """What both say of a report; the careful reading is asked only where its word counts."""
    if not is_right(known, made, parts):
        return False
    compare(spec, made, parts, teaching=False)
    return True


def test_what_is_known_is_known_of_reports_with_other_words_and_figures(sound):
    spec, made, parts, known = sound
    assert is_right(known, made, parts)
    texts = dict.fromkeys(spec.texts, "“另一段”<话>\n第二段 & 'x'")
    figures = {cell: figure and figure * 1000 + 1 for cell, figure in specimen(spec).figures.items()}
    other = replace(specimen(spec), organisation="另一个局", texts=texts, figures=figures)
    planned = plan(spec, other, draft=bool(made.draft))
    data = render(prepare(template(spec.id), spec), planned)
    assert agree(spec, planned, unpacked(data), known)
    assert not is_right(known, made, unpacked(data))
    assert not is_right(known, planned, parts)


@pytest.mark.parametrize("workbook", examples(), ids=lambda path: path.stem)
def test_ordinary_reports_need_no_lxml_after_the_first(workbook, monkeypatch):
    spec, reading = read(workbook)[:2]
    case(spec.id)
    planned = plan(spec, reading.submission, draft=False)
    monkeypatch.setattr(differences, "compare", None)
    read_back(spec, planned, render(prepare(template(spec.id), spec), planned))


PARTED = "{{ 方面.序号 }}</w:t></w:r><w:r><w:t>"
HEADING, END = '<w:p><w:pPr><w:pStyle w:val="Heading1"/>', "一、总体情况</w:t></w:r></w:p>"
EMPTY = '<w:bookmarkStart w:id="1" w:name="a"/><w:p/><w:bookmarkEnd w:id="1"/>'
STYLED = '<w:p w:rsidR="00A1"><w:pPr><w:pStyle w:val="BodyText"/></w:pPr></w:p>'

NUMBERED = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
FIELD = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"


EDITED = {
    "texts": [
        ("{{ 方面.序号 }}", PARTED),
        ('<w:t xml:space="preserve">{{ 段', "<w:tab/><w:t>{{ 段"),
        ("主动公开政府信息情况</w:t>", "主动</w:t></w:r><w:r><w:t>公开政府信息情况</w:t>"),
        ("<w:body>", '<w:background w:color="FFFFFF"/><w:body>'),
    ],
    "paragraphs": [
        ('<w:t xml:space="preserve">', "<w:t>"),
        ("<w:p>", '<w:p w:rsidR="00A1">'),
        ("<w:tbl>", f"{EMPTY}<w:tbl>"),
        ("<w:sectPr", f"{EMPTY}<w:sectPr"),
        ("</w:tbl>", f"</w:tbl>{EMPTY}{STYLED}{STYLED}"),
        ("<w:sectPr", f"{NUMBERED.format('说明')}<w:sectPr"),
    ],
}


@pytest.mark.parametrize("edits", EDITED.values(), ids=EDITED)
def test_reports_of_templates_that_others_have_edited_are_known_too(edits, edited, filled, monkeypatch):
    def edit(xml):
        for old, new in edits:
            assert old in xml
            xml = xml.replace(old, new)
        return xml

    spec = load_format("2021")
    prepared = prepare(edited(edit), spec)
    assert prepared.quick
    monkeypatch.setattr(differences, "compare", None)
    texts = {text: f"{text}之一\n{text}之二" for text in spec.texts}
    for submission in (filled, replace(filled, texts=texts, organisation="某局"), replace(filled, texts={})):
        planned = plan(spec, submission, draft=False)
        read_back(spec, planned, render(prepared, planned))


MISLEADING = {
    "an end in a comment": ("<w:body>", "<w:body><!-- </w:p> -->"),
    "a comment": ("</w:body>", "<!-- 甲 --></w:body>"),
    "an instruction": ("<w:tbl>", "<?x ?><w:tbl>"),
    "characters as they are": (">自然人<", "><![CDATA[]]>自然人<"),
    "a field over paragraphs": ("<w:body>", f"<w:body>{FIELD}"),
    "a section between blocks": ("<w:tbl>", "<w:sectPr/><w:tbl>"),
    "a paragraph at the end": ("</w:body>", "<w:p/></w:body>"),
    "a form field": (f"{HEADING}(.*?{END})", rf"<w:sdt><w:sdtContent>{HEADING}\1</w:sdtContent></w:sdt>"),
    "another table": ("<w:tbl>", "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/><w:tbl>"),
}


@pytest.mark.parametrize("way", MISLEADING)
def test_nothing_is_known_of_reports_whose_bytes_may_mislead(way):
    spec, made, parts, _ = case()
    xml = re.sub(*MISLEADING[way], parts[DOCUMENT].decode(), count=1)
    assert xml.encode() != parts[DOCUMENT]
    misleading = {**parts, DOCUMENT: xml.encode()}
    known = compare(spec, made, misleading, teaching=True)
    assert known is None or not is_right(known, made, misleading)


OWN_TABLE = "<w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>本局</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"


@pytest.mark.parametrize(
    ("place", "new"), [("<w:body>", f"<w:body>{OWN_TABLE}"), ("</w:tbl>", f"</w:tbl><w:p/>{OWN_TABLE}")]
)
def test_reports_of_a_template_with_a_table_of_its_own_are_right_and_teach_nothing(place, new, monkeypatch):
    spec, made, parts, _ = case()
    others = {**parts, DOCUMENT: parts[DOCUMENT].replace(place.encode(), new.encode(), 1)}
    monkeypatch.setattr(learning, "_table", lambda *_: pytest.fail("judged"))  # which is which isn't known
    assert compare(spec, made, others, teaching=True) is None


MOVED = "</w:body><w:body>"
PARTED_BY_TABLES = re.compile(rb"(<w:tbl>.*?</w:tbl>)", re.DOTALL)
DATE, MORE = "2022年1月9日", "<w:p><w:r><w:t>丙</w:t></w:r></w:p>"
WORDS_IN_A_TABLE = f'<w:tbl w:rsidR="1"><w:tr><w:tc><w:t>{DATE}</w:t></w:tc></w:tr></w:tbl>'
FEIGNED = "<w:p><w:r><w:t>&#xE000;0&#xE001;<!---->{}</w:t></w:r></w:p>"
TORN = "<w:p><w:r><w:t >{{</w:t ><w:t>{}</w:t><w:t >{{</w:t ></w:r></w:p>"
TRAPS = {
    "another encoding": (
        lambda xml: xml.replace("UTF-8", "GBK").encode("gbk"),
        lambda xml: b"".join(
            each if n % 2 else each.decode("gbk").encode() for n, each in enumerate(re.split(PARTED_BY_TABLES, xml))
        ),
    ),
    "a second body": (
        lambda xml: xml.replace("<w:sectPr", f"<w:p></w:p>{MOVED}<w:p></w:p><w:sectPr").encode(),
        lambda xml: xml.replace(MOVED.encode(), b"").replace(b"<w:tbl>", f"{MOVED}<w:p></w:p><w:tbl>".encode(), 1),
    ),
    "text in a comment": (
        lambda xml: xml.replace(
            f"{DATE}</w:t></w:r></w:p>", f"{DATE}</w:t><!--<w:t>乙</w:t>--></w:r></w:p>{MORE}"
        ).encode(),
        lambda xml: xml.replace(f"{DATE}</w:t><!--<w:t>乙".encode(), f"乙</w:t><!--<w:t>{DATE}".encode()),
    ),
    "a mark of ours": (
        lambda xml: xml.replace("<w:sectPr", FEIGNED.format("") + "<w:sectPr").encode(),
        lambda xml: re.sub(
            "<w:p>((?!<w:p>).)*一、总体情况.*?</w:p>", FEIGNED.format("一、总体情况"), xml.decode()
        ).encode(),
    ),
    "a number before a text": (
        lambda xml: xml.replace("<w:sectPr", NUMBERED.format("说明") + "<w:sectPr").encode(),
        lambda xml: re.sub(
            "<w:p>((?!<w:p>).)*一、总体情况.*?</w:p>", NUMBERED.format("一、总体情况"), xml.decode()
        ).encode(),
    ),
    "a figure in a comment": (
        lambda xml: xml.replace(">1005</w:t>", ">1005</w:t><!--<w:t>1005</w:t>-->").encode(),
        lambda xml: xml.replace(b">1005</w:t>", b">1</w:t>", 1),
    ),
    "all tables in a comment": (
        lambda xml: xml.replace("</w:body>", "<!-- <w:sectPr/> --></w:body>").encode(),
        lambda xml: re.sub(rb"(?s)^(.*?)(<w:tbl>.*</w:p>)(<w:sectPr.*<!-- )(?=<w:sectPr)", rb"\1\3\2", xml),
    ),
    "an id that is there twice": (
        lambda xml: xml.replace("<w:sectPr", '<w:p xml:id="a"></w:p><w:sectPr').encode(),
        lambda xml: xml.replace(b'<w:p xml:id="a"></w:p>', b'<w:p xml:id="a"></w:p>' * 2),
    ),
    "words in another table": (
        lambda xml: xml.replace("<w:sectPr", f"{WORDS_IN_A_TABLE}<w:sectPr").encode(),
        lambda xml: re.sub(f"<w:p>((?!<w:p>).)*{DATE}</w:t></w:r></w:p>", "", xml.decode()).encode(),
    ),
    "half a tag before a text, half behind it": (
        lambda xml: xml.replace("<w:sectPr", TORN.format("乙") + "<w:sectPr").encode(),
        lambda xml: xml.replace(TORN.format("乙").encode(), TORN.format("").encode()),
    ),
    "a section of its own": (
        lambda xml: xml.replace('<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="Heading1"/><w:sectPr/>').encode(),
        lambda xml: xml,
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_no_report_teaches_what_is_not_so(trap):
    """Each of these is read rightly by lxml, and so must be the next one, which is a little different."""
    spec, made, parts, _ = case()
    first, change = TRAPS[trap]
    teacher = {**parts, DOCUMENT: first(parts[DOCUMENT].decode())}
    known = compare(spec, made, teacher, teaching=True)
    following = {**parts, DOCUMENT: change(teacher[DOCUMENT])}
    assert following[DOCUMENT] != teacher[DOCUMENT] or trap == "a section of its own"
    assert known is None or not agree(spec, made, following, known)


def test_a_draft_whose_first_section_lost_its_header_is_noticed():
    """A mark between blocks that belongs to the paragraph behind it, and comes to stand first with that."""
    spec, made, parts, _ = case(draft=True)
    xml = parts[DOCUMENT]
    [section], bare = re.findall(rb"(?s)<w:sectPr.*</w:sectPr>", xml), b'<w:sectPr><w:pgSz w:w="11906"/></w:sectPr>'
    first, second, *_ = (found.end() for found in re.finditer(rb"</w:p>", xml))
    teacher = {**parts, DOCUMENT: xml[:first] + section + xml[first:second] + bare + xml[second:]}
    known = compare(spec, made, teacher, teaching=True)
    [marked] = re.findall(re.escape(bare) + rb"(?s:.*?)</w:p>", teacher[DOCUMENT])
    following = {**parts, DOCUMENT: teacher[DOCUMENT].replace(b"<w:body>", b"<w:body>" + marked)}
    assert known is None or not agree(spec, made, following, known)


@pytest.mark.parametrize("edge", ["<w:hdr", "</w:hdr>"])
@pytest.mark.parametrize("mark", ["<!-- 甲 -->", "<?x ?>"])
def test_words_outside_of_the_root_of_a_part_are_noticed(edge, mark):
    spec, made, parts, _ = case()
    [name, *_] = (each for each in parts if each.startswith("word/header"))
    text = parts[name].decode()
    with_marks = text.replace(edge, f"{mark}{edge}" if edge.startswith("<w") else f"{edge}{mark}")
    teacher = {**parts, name: with_marks.encode()}
    known = compare(spec, made, teacher, teaching=True)
    words = f"{mark}乙{edge}" if edge.startswith("<w") else f"{edge}乙{mark}"
    following = {**parts, name: text.replace(edge, words).encode()}
    assert known is not None
    assert is_right(known, made, teacher)
    assert not agree(spec, made, following, known)


def swapped(found, one, two):
    """The document with two of the places found exchanged."""
    (a, b), (c, d) = sorted((found[one].span(), found[two].span()))
    text = found[one].string
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def put(found, new):
    return found.string[: found.start()] + new + found.string[found.end() :]


EDITS = {
    "a figure is another": lambda xml: put(list(FIGURE.finditer(xml))[77], b">7<"),
    "a figure is gone": lambda xml: put(list(FIGURE.finditer(xml))[-1], b"><"),
    "a figure is there twice": lambda xml: put(list(FIGURE.finditer(xml))[3], list(FIGURE.finditer(xml))[4][0]),
    "a figure has a digit more": lambda xml: put(list(FIGURE.finditer(xml))[5], b">10050<"),
    "a figure stands behind its text": lambda xml: xml.replace(b">1005</w:t>", b"></w:t>1005", 1),
    "two figures changed places": lambda xml: swapped(list(FIGURE.finditer(xml)), 20, 27),
    "a figure became a comment": lambda xml: xml.replace(b">1005<", b"><!--1005--><", 1),
    "a cell is gone": lambda xml: put(list(CELL.finditer(xml))[90], b""),
    "a cell is there twice": lambda xml: put(list(CELL.finditer(xml))[90], list(CELL.finditer(xml))[90][0] * 2),
    "two rows changed places": lambda xml: swapped(list(ROW.finditer(xml)), -4, -5),
    "a row is gone": lambda xml: put(list(ROW.finditer(xml))[12], b""),
    "a table is gone": lambda xml: put(list(TABLE.finditer(xml))[1], b""),
    "two tables changed places": lambda xml: swapped(list(TABLE.finditer(xml)), 0, 2),
    "a cell is wider": lambda xml: xml.replace(b'<w:gridSpan w:val="2"/>', b'<w:gridSpan w:val="3"/>', 1),
    "a label is another": lambda xml: xml.replace("自然人".encode(), "自燃人".encode(), 1),
    "a paragraph is another": lambda xml: xml.replace("之一".encode(), "之壹".encode(), 1),
    "a paragraph goes on": lambda xml: xml.replace("之一<".encode(), "之一。<".encode(), 1),
    "a paragraph is gone": lambda xml: put(list(PARAGRAPH.finditer(xml))[4], b""),
    "two paragraphs changed places": lambda xml: swapped(list(PARAGRAPH.finditer(xml)), 3, 4),
    "a paragraph was struck out": lambda xml: xml.replace(b"<w:r>", b"<w:del><w:r>", 1).replace(
        b"</w:r>", b"</w:r></w:del>", 1
    ),
    "a tag is left over": lambda xml: xml.replace("之一".encode(), b"{{ x }}", 1),
    "it ends too early": lambda xml: xml[:-20],
    "it is something else": lambda _: b"<w:document/>",
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_wrong_with_a_report_is_noticed_though_its_like_is_known(sound, edit):
    spec, made, parts, known = sound
    xml = EDITS[edit](parts[DOCUMENT])
    assert xml != parts[DOCUMENT]
    assert not is_right(known, made, {**parts, DOCUMENT: xml})
    data = _zip([part(name, xml if name == DOCUMENT else content) for name, content in parts.items()])
    with pytest.raises(DefectiveForm):
        read_back(spec, made, data)


def test_a_part_that_was_cut_off_is_noticed(sound):
    spec, made, parts, _ = sound
    for name in (DOCUMENT, "word/styles.xml", "docProps/core.xml"):
        packed = list(_listed(_zip([part(each, content) for each, content in parts.items()])))
        torn = [replace(each, packed=each.packed[:-9]) if each.name == name else each for each in packed]
        with pytest.raises(DefectiveForm, match="TEMPLATE-BROKEN"):
            read_back(spec, made, _zip(torn))


@pytest.mark.parametrize("name", [DOCUMENT, "word/_rels/document.xml.rels", "[Content_Types].xml", "word/styles.xml"])
def test_a_part_that_is_missing_is_noticed(sound, name):
    _, made, parts, known = sound
    assert not is_right(known, made, {each: content for each, content in parts.items() if each != name})


def test_a_draft_without_its_mark_is_noticed():
    _, made, parts, known = case(draft=True)
    header = parts["word/header1.xml"].replace("草稿".encode(), "定稿".encode())
    assert not is_right(known, made, {**parts, "word/header1.xml": header})


PIECES = [
    *(b"<!-- ", b" -->", b"<![CDATA[", b"]]>", b"<?x ?>", b"&amp;", b"&#65;", b"&x;", b"&", b">", b"<", b"{", b"{{"),
    *(b"<w:t>", b"</w:t>", b"<w:p>", b"</w:p>", b"<w:p/>", b"<w:p><w:r/></w:p>", b"</w:r>", b"<w:r><w:t>7</w:t></w:r>"),
    *(b"<w:tbl>", b"</w:tbl>", b"<w:tbl/>", b"<w:tab/>", b"<w:del>", b"</w:del>", b"\t", b"\n", b"\r", b"\0", b"\x0b"),
    *("\uffff".encode(), b"\xff", b"\xed\xa0\x80", "\ue0001\ue001".encode(), b" ", "｛｛　".encode(), b"1"),
]


def test_what_a_template_adds_is_read_as_lxml_reads_it(sound):
    """A paragraph more is no fault; one that isn't well-formed, or may be a tag, is."""
    spec, made, parts, known = sound
    xml = parts[DOCUMENT]
    before, after = next(around for around, says in known.kinds.items() if says == ((0,),))
    edges = [known.head, *(table.pieces[-1][-200:] for table in known.tables)]
    ends = [known.tail, *(table.pieces[0] for table in known.tables)]
    said = {}
    for piece in (*PIECES, b"7", "甲 乙".encode()):
        added = before + b">" + piece + b"</w:t>" + after + b"</w:p>"
        for new in (added, piece):
            for changed in (
                *(put_behind(xml, edge, new) for edge in edges),
                *(put_before(xml, end, new) for end in ends),
            ):
                said[new] = agree(spec, made, {**parts, DOCUMENT: changed}, known)
    assert said[before + b">7</w:t>" + after + b"</w:p>"]
    assert not any(said[before + b">" + each + b"</w:t>" + after + b"</w:p>"] for each in (b"{", b"\t", b"&x;"))


def put_behind(xml, edge, new):
    at = xml.index(edge) + len(edge)
    return xml[:at] + new + xml[at:]


def put_before(xml, end, new):
    at = xml.rindex(end)
    return xml[:at] + new + xml[at:]


ODD = [
    "a&b",
    "a<b",
    "<w:br/>",
    " 7",
    "7 ",
    "7\u3000",
    "7\x85",
    "{{7}}",
    "7\n8",
    "7\t",
    "]]>",
    "&amp;",
    "一'二\"",
    "\uffff",
]


@pytest.mark.parametrize("odd", ODD)
def test_figures_that_may_read_otherwise_than_they_are_written(sound, odd):
    assert not said_of(sound, odd)


@pytest.mark.parametrize("words", ["160.5964万元", "-7", "/", "约3%（含税）；其中：1.5", "𠮷"])
def test_words_in_the_place_of_figures(sound, words):
    assert said_of(sound, words)


def said_of(sound, words):
    """What is said of a report that prints these words, as they are, in the place of a figure."""
    spec, made, parts, known = sound
    cell = known.tables[1].cells[5]
    planned = replace(made, figures={**made.figures, cell: words})
    xml = parts[DOCUMENT].replace(f">{made.figures[cell]}<".encode(), f">{words}<".encode(), 1)
    assert not is_right(known, replace(made, figures={}), parts)
    return agree(spec, planned, {**parts, DOCUMENT: xml}, known)


def test_a_part_more_is_looked_at(sound):
    _, made, parts, known = sound
    assert not is_right(known, made, {**parts, "word/header9.xml": b"<w:hdr"})


@pytest.mark.parametrize("seed", range(3))
def test_a_report_in_which_anything_was_changed_is_found_right_only_if_lxml_finds_it_right(sound, seed):
    spec, made, parts, known = sound
    xml = parts[DOCUMENT]
    dice = random.Random(seed)
    starts = [found.start() for found in re.finditer(b"<", xml) if not 0.2 < found.start() / len(xml) < 0.97]
    right = 0
    for _ in range(250):
        a, b = (dice.choice(starts) if dice.random() < 0.7 else int(len(xml) * dice.random() ** 3) for _ in range(2))
        b = b if dice.random() < 0.3 else a + dice.choice((0, 0, 1, 2, 30))
        piece = dice.choice([b"", dice.choice(PIECES), xml[a:b] * 2, xml[a:b][::-1]])
        changed = xml[:a] + piece + xml[b:] if a <= b else xml[:b] + xml[a:] + xml[b:a]
        if changed != xml:
            right += agree(spec, made, {**parts, DOCUMENT: changed}, known)
    assert right < 25  # a blank at the end of a paragraph, an empty one: nothing of the plan is missing


@pytest.mark.parametrize("name", ["docProps/core.xml", "docProps/custom.xml", "word/header1.xml"])
def test_only_words_may_be_others_in_a_part_beside_the_document(sound, name):
    _, _, parts, _ = sound
    whole = parts[name]
    tree = [(each.tag, dict(each.attrib)) for each in etree.fromstring(whole).iter()]
    dice = random.Random(name)
    alike = 0
    for _ in range(400):
        a = dice.randrange(len(whole))
        b = a + dice.choice((0, 0, 1, 2, 9))
        changed = whole[:a] + dice.choice([b"", dice.choice(PIECES), whole[a:b] * 2]) + whole[b:]
        if changed != whole and outline(changed) == outline(whole):
            alike += 1
            root = etree.fromstring(changed)
            assert [(each.tag, dict(each.attrib)) for each in root.iter()] == tree
            assert not re.search("[{}｛｝]", etree.tostring(root, method="text", encoding="unicode"))
    assert alike or name == "word/header1.xml"


def test_markup_comes_apart_and_together():
    for markup in (b"", b"<w:p/>", b"<a>1</w:t><b>2</w:t>c", b"<w:t>a>b</w:t>"):
        around, texts = taken_apart(markup)
        assert len(around) == len(texts) + 1
        assert put_together(around, texts) == markup


@pytest.mark.parametrize("text", ["", "甲", "&amp;amp;&lt;&#39;;", "a&#34;"])
def test_what_is_escaped_reads_as_it_was_meant(text):
    assert unescaped(text) == etree.fromstring(f"<a>{text}</a>".encode()).xpath("string()")


@pytest.mark.parametrize("text", ["&", "&;", "a&nbsp;", "&#65;", "& amp;", "&amp"])
def test_other_entities_are_left_to_lxml(text):
    assert unescaped(text) is None


def test_what_was_learnt_of_an_edition_that_has_changed_is_passed_over(sound):
    spec, _, _, known = sound
    learnt = Lessons(spec)
    learnt.add(replace(known, form="00000000"))
    assert learnt.known == []
    (first, *_), *_ = (table.cells for table in known.tables)
    block = spec.blocks[first.block]
    renamed = replace(block, columns=tuple(replace(each, label=f"{each.label}数") for each in block.columns))
    edition: Any = SimpleNamespace(tables=[SimpleNamespace(name="表二", blocks=[renamed])])
    assert form_of(spec) != form_of(edition)


def test_kinds_of_paragraphs_are_added_to_what_is_known_of_the_same_template(sound):
    spec, _, _, known = sound
    learnt = Lessons(spec)
    (kind, *others), turns = list(known.kinds), ((0,),)
    learnt.add(replace(known, kinds={kind: turns}))
    learnt.add(replace(known, kinds=dict.fromkeys(others, turns)))
    assert [set(each.kinds) for each in learnt.known] == [set(known.kinds)]
    for n in range(9):
        learnt.add(replace(known, tail=known.tail + b" " * n))
    assert 1 < len(learnt.known) < 9
