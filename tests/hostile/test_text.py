"""What people typed stays what they typed: in Word, on the page, in JSON, in every workbook that is written."""

import json
import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from lxml import html as lxml_html

from assembler.cli import main
from assembler.excel import make_workbook
from assembler.formats import load_format
from assembler.html import page
from assembler.messages import Catalog, as_json, tell_all
from assembler.model.outcome import Outcome
from assembler.model.submission import Submission
from assembler.tasks.build import report_of
from assembler.tasks.check import check_file, checked
from assembler.tasks.returned import returned_copy
from assembler.tasks.submission_json import dump_submission
from tests.hostile.packages import COUNTY, packed, parts_of

TEXTS = (
    "{{ 7*7 }}", "{{ ''.__class__.__mro__ }}", "{% for x in y %}", "{% raw %}", "{# 注 #}", "{{r x }}", "{%p if x %}",
    "{%tr for x in y %}", "｛｛ 数 ｝｝", "{_{x}_}", "${x}", "<%= x %>", '=HYPERLINK("http://x.example","点")',
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-2+3", "{=SUM(A1)}", "'=1+1", "\u3000=1+1", "_x003D_1+1",
    "_x000D_", '=DISPIMG("ID_1",1)', "<w:p><w:r><w:t>段</w:t></w:r></w:p>", "]]>", "<![CDATA[x]]>",
    "&amp;", "&lt;b&gt;", "&#x41;", "a & b < c > d", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)', "' style='x", "<附件1>", "</table></body>", "http://x.example/?a=1&b=2",
    "mailto:x@y.example", "file:///etc/passwd", "internal:'一、总体情况'!A1", "\\\\server\\share", "%s %d {0} {path}",
    "\\n\\t", "MERGEFIELD 名", "HYPERLINK \"http://x.example\"", "🙂𠮷", "e\u0301", "<!--", "--><x>",
)  # fmt: skip
FIELDS = ("preamble", "s1.proactive", "s1.on_request", "s1.info_mgmt", "s1.platform", "s1.oversight", "s5", "s6")
GROUPS = [TEXTS[n : n + len(FIELDS)] for n in range(0, len(TEXTS), len(FIELDS))]


def filled(texts: tuple[str, ...]) -> Submission:
    """The county's submission with those texts, one in each field, and the first as its name and address."""
    county = checked(COUNTY).submission
    texts_of = {**county.texts, **dict(zip(FIELDS, texts, strict=False))}
    info = {**county.info, "address": texts[0], "phone": texts[-1]}
    return replace(county, texts=texts_of, organisation=texts[0].strip(), info=info)


@pytest.fixture(params=GROUPS, ids=lambda texts: ascii(texts[0]))
def texts(request: pytest.FixtureRequest) -> tuple[str, ...]:
    given: tuple[str, ...] = request.param
    return given


@pytest.fixture
def workbook(texts: tuple[str, ...], tmp_path: Path) -> Path:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(make_workbook(load_format("2021"), filled(texts)))
    return path


def formulas(data: bytes) -> set[bytes]:
    """The text of every formula."""
    sheets = [part for name, part in parts_of(data).items() if name.startswith("xl/worksheets/sheet")]
    return {formula for part in sheets for formula in re.findall(rb"<f[^>]*>([^<]*)</f>", part)}


@pytest.fixture(scope="module")
def usual() -> set[bytes]:
    """The formulas of a workbook, and of a returned copy, with texts in the same places that look like nothing else."""
    plain = filled(("文字",) * len(FIELDS))
    data = make_workbook(load_format("2021"), plain)
    return formulas(data) | formulas(returned_copy(checked(Path("年报.xlsx"), data=data), "年报.xlsx"))


def external(data: bytes) -> list[str]:
    """Whatever in a package leads out of it."""
    parts = parts_of(data)
    return [
        relation.get("Target", "")
        for name, part in parts.items()
        if name.endswith(".rels")
        for relation in etree.fromstring(part)
        if relation.get("TargetMode") == "External"
    ]


def test_a_workbook_holds_texts_as_texts(workbook: Path, texts: tuple[str, ...], usual: set[bytes]) -> None:
    data = workbook.read_bytes()
    assert formulas(data) <= usual
    assert external(data) == []
    assert checked(workbook).submission == filled(texts)
    assert checked(workbook).submission.texts["preamble"] == texts[0]


def test_a_returned_copy_holds_texts_as_texts(
    workbook: Path, texts: tuple[str, ...], usual: set[bytes], tmp_path: Path
) -> None:
    found = checked(workbook)
    assert found.findings
    data = returned_copy(found, "=HYPERLINK(1)<b>&.xlsx")
    assert formulas(data) <= usual
    assert external(data) == []
    (tmp_path / "copy.xlsx").write_bytes(data)
    assert checked(tmp_path / "copy.xlsx").submission == filled(texts)


def test_json_holds_texts_as_texts(workbook: Path, texts: tuple[str, ...]) -> None:
    exported = json.loads(dump_submission(checked(workbook).submission))
    assert [exported["texts"][field] for field in FIELDS[: len(texts)]] == list(texts)
    catalog = Catalog.load("zh")
    outcome = check_file(workbook)
    assert json.loads(as_json([outcome], catalog))["files"][0]["organisation"] == texts[0].strip()
    assert tell_all([outcome], catalog)


def test_a_page_holds_texts_as_texts(workbook: Path, texts: tuple[str, ...]) -> None:
    catalog = Catalog.load("zh")
    outcome = check_file(workbook)
    usual: Any = lxml_html.document_fromstring(page([Outcome(str(workbook), checked=checked(COUNTY))], catalog))
    tree: Any = lxml_html.document_fromstring(page([outcome], catalog))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "w:p", "b", "附件1"}
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
    links = {link for _, _, link, _ in tree.iterlinks()} - {link for _, _, link, _ in usual.iterlinks()}
    assert all(link.startswith("#") for link in links)
    assert texts[0].strip() in tree.text_content()


def test_a_report_holds_texts_as_texts(workbook: Path, texts: tuple[str, ...]) -> None:
    report = report_of(checked(workbook), draft=True)
    usual = parts_of(report_of(checked(COUNTY), draft=True).data)
    parts = parts_of(report.data)
    printed = [paragraph.text for paragraph in Document(BytesIO(report.data)).paragraphs]
    for text in texts:
        assert any(text.strip() in each for each in printed), text
    assert external(report.data) == external(packed(usual))
    for mark in (b"<w:fldChar", b"<w:instrText", b"<w:hyperlink", b"<w:drawing", b"<w:object"):
        assert parts["word/document.xml"].count(mark) == usual["word/document.xml"].count(mark)


def test_a_text_in_the_place_of_a_figure_is_no_figure(texts: tuple[str, ...], usual: set[bytes]) -> None:
    """It is told as it stands, and stands so in the copy that is sent back."""
    county = checked(COUNTY).submission
    rows = [cell for cell in county.figures if cell.block == "t3" and cell.column == "natural"]
    unread = {str(cell): text for cell, text in zip(rows, texts, strict=False)}
    figures = {cell: None if str(cell) in unread else figure for cell, figure in county.figures.items()}
    data = make_workbook(load_format("2021"), replace(county, figures=figures, unread=unread))
    assert formulas(data) <= usual
    found = checked(Path("年报.xlsx"), data=data)
    assert {ref: squeezed(text) for ref, text in found.submission.unread.items()} == {
        ref: squeezed(text) for ref, text in unread.items()
    }
    assert formulas(returned_copy(found, "年报.xlsx")) <= usual


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_summaries_hold_texts_as_texts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for n, texts in enumerate(GROUPS):
        (source / f"{n}.xlsx").write_bytes(make_workbook(load_format("2021"), filled(texts)))
    shutil.copy(COUNTY, source / "<img src=x onerror=alert(1)>'\"\x1b[2J.xlsx")
    (source / "=1+1.xlsx").write_bytes(b"{{ 7*7 }}")
    with pytest.raises(SystemExit) as ended:
        main(["batch", str(source), "-o", str(out), "--jobs", "1"])
    assert ended.value.code == 3
    assert "\x1b" not in capfd.readouterr().out
    summary = (out / "summary.xlsx").read_bytes()
    assert formulas(summary) == set()
    assert not any(re.match(r"[a-z]+:|[/\\.]", link) for link in external(summary))
    tree: Any = lxml_html.document_fromstring((out / "summary.html").read_bytes())
    assert not {"img", "b", "w:p", "iframe"} & {element.tag for element in tree.iter()}
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))
