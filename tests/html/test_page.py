"""The page of a run: well-formed, complete, linked both ways, strict, readable without colour, for 1 file or 150."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from assembler.checks import check
from assembler.excel.layout import layout
from assembler.html import is_own_page, page
from assembler.html.page import FOLDER
from assembler.messages import Catalog
from assembler.messages.catalog import LANGUAGES
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import Checked, Location, Outcome
from assembler.model.submission import Submission
from assembler.tasks.check import check_all
from tests.checks.submissions import RAISING, SPEC, both, figures, identity, in_order, info, text, unread
from tests.messages.test_terminal import BROKEN, RUNS

HOSTILE = """<script>alert("1")</script> &amp; </style> ]]> ' {{ 7*7 }} {% raw %} \u202e"""
PLACES = {ref: Location(place.sheet, place.address) for ref, place in layout(SPEC).places.items()}
BROKEN_PAGES = ("broken", "blank", "several", "empty-totals")
TAGS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "nav", "main", "section", "article", "footer",
    "h1", "h2", "h3", "p", "dl", "dt", "dd", "div", "span", "small", "ol", "ul", "li", "table", "caption", "colgroup",
    "col", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
VOID = {"meta", "col", "br", "hr", "img", "input", "link"}


def judged(filled: Submission, file: str = "某局.xlsx") -> Outcome:
    return Outcome(file, checked=Checked(SPEC, filled, PLACES, check(SPEC, filled)))


def tree(data: bytes) -> etree._Element:
    """The page as XML: it is written so strictly that every tag is closed and every quote is there."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def words(element: etree._Element | None) -> str:
    """What it says, each run of blanks as one."""
    assert element is not None
    return " ".join("".join(map(str, element.itertext())).split())


def texts(root: etree._Element, path: str) -> list[str]:
    return [words(each) for each in root.iterfind(path)]


def having(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of a class."""
    return (each for each in root.iter() if name in str(each.get("class", "")).split())


@pytest.fixture(params=LANGUAGES)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return Catalog(request.param)


@pytest.fixture(scope="module", params=BROKEN_PAGES)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    with chdir(tmp_path_factory.mktemp("run")):
        return check_all([Path(file) for file in RUNS[request.param]()])


# --- structure


def test_ids_are_unique_and_every_link_leads_to_one(run, catalog):
    root = tree(page(run, catalog))
    ids = Counter(str(each.get("id")) for each in root.iter() if each.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    links = [str(each.get("href")) for each in root.iter("a")]
    assert links
    assert [link for link in links if link[0] != "#" or link[1:] not in ids] == []
    labelled = [str(each.get("aria-labelledby")) for each in root.iter() if each.get("aria-labelledby")]
    assert [name for name in labelled if name not in ids] == []


def test_headings_go_down_one_step_at_a_time_and_none_is_empty(run, catalog):
    root = tree(page(run, catalog))
    levels = [int(str(each.tag)[1]) for each in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(words(each) for each in root.iter("h1", "h2", "h3"))


def test_landmarks_language_and_title_are_there(run, catalog):
    root = tree(page(run, catalog))
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[catalog.language]
    assert [len(list(root.iter(tag))) for tag in ("main", "header", "footer", "title")] == [1, 1, 1, 1]
    assert (root.findtext("head/title") or "").strip()
    skip = next(root.iter("a"))
    assert skip.get("href") == "#main"


def test_tables_have_captions_and_every_header_says_what_it_heads(run, catalog):
    root = tree(page(run, catalog))
    tables = list(root.iter("table"))
    assert tables
    assert all(words(table.find("caption")) for table in tables)
    assert {str(cell.get("scope")) for cell in root.iter("th")} <= {"row", "col", "rowgroup", "colgroup"}


def test_elements_that_html_knows_as_open_are_closed_with_a_tag(run, catalog):
    """``<p />`` is an opening tag to a browser."""
    data = page(run, catalog).decode()
    assert set(re.findall(r"<([a-z0-9]+)[^<>]*/>", data)) <= VOID


@pytest.mark.parametrize("table", SPEC.tables, ids=lambda table: table.id)
def test_a_drawn_table_is_the_printed_one(table, catalog):
    blank = {str(cell)[len(cell.block) + 1 :]: None for cell in table.blocks[0].cells()}
    root = tree(page([judged(figures(**{table.blocks[0].id: blank})(in_order()))], catalog))
    [drawn] = having(root, "form")
    taken: set[tuple[int, int]] = set()
    rows = list(drawn.iter("tr"))
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            high, wide = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
            area = {(y + down, x + across) for down in range(high) for across in range(wide)}
            assert not area & taken
            taken |= area
    assert taken == {(y, x) for y in range(len(rows)) for x in range(len(list(drawn.iter("col"))))}
    assert len(list(having(drawn, "figure"))) == len(list(table.cells()))
    labels = [line.label for block in table.blocks for line in (*block.rows, *block.columns) if line.label]
    assert Counter(texts(drawn, ".//th")) >= Counter(" ".join(label.split()) for label in labels)


# --- content


def test_every_finding_is_told(run, catalog):
    said = words(tree(page(run, catalog)))
    for outcome in run:
        if outcome.error:
            assert outcome.error.code in said
        for finding in outcome.checked.findings if outcome.checked else ():
            plain = replace(finding, suggestion=None)
            message = " ".join(catalog.finding(plain, SPEC).message.split())
            assert finding.code in said
            assert message in said or finding.suggestion


def test_marks_lead_to_findings_and_findings_to_marks(run, catalog):
    root = tree(page(run, catalog))
    by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
    marked = list(having(root, "marked"))
    for cell in marked:
        marks = list(cell.iter("a"))
        assert marks
        assert all("item" in str(by_id[str(each.get("href"))[1:]].get("class")) for each in marks)
        said = words(cell).split()
        assert len(said) > 1  # the figure or (blank), and the number of the finding
        assert all(each.get("title") for each in marks)
    targets = {str(each.get("href"))[1:] for place in having(root, "place") for each in place.iter("a")}
    assert targets <= {cell.get("id") for cell in marked}
    assert bool(marked) == bool(targets)


def test_a_cell_to_blame_shows_what_should_stand_there(catalog):
    root = tree(page([judged(figures(t3={"open.natural": 9})(in_order()))], catalog))
    [cell] = [each for each in having(root, "suspect") if each.tag == "td"]
    assert cell.get("id") == "f1-t3.open.natural"
    said = words(cell)
    assert said.startswith("9")
    assert catalog.word("page_after", after="2") in said
    [item] = [each for each in having(root, "item") if next(having(each, "under"), None) is not None]
    assert len(list(next(having(item, "under")))) == 2


@pytest.mark.parametrize("name", RAISING)
def test_every_finding_that_there_is_can_be_shown(name):
    outcome = judged(RAISING[name](in_order()))
    assert name.partition("/")[0] in texts(tree(page([outcome], Catalog("zh"))), ".//span[@class='code']")


def test_totals_are_those_of_the_findings(run):
    root = tree(page(run, Catalog("zh")))
    counted = {term.text: str(value.text).strip() for term, value in zip(root.iter("dt"), root.iter("dd"), strict=True)}
    checked = [outcome.checked for outcome in run if outcome.checked]
    assert counted["错误"] == str(sum(each.count(Severity.ERROR) for each in checked))
    assert counted["提醒"] == str(sum(each.count(Severity.WARNING) for each in checked))


def accepted(finding: Finding) -> Finding:
    return replace(finding, accepted="2023年机构改革划入，件数由原单位报告")


def test_accepted_findings_are_told_as_such_and_counted_apart(catalog):
    filled = info(signed_on="2024-02-01")(in_order())
    findings = tuple(map(accepted, check(SPEC, filled)))
    outcome = Outcome("某局.xlsx", checked=Checked(SPEC, filled, PLACES, findings))
    root = tree(page([outcome], catalog))
    assert outcome.status == "ok"
    assert "2023年机构改革划入，件数由原单位报告" in words(root)
    items = list(having(root, "item"))
    assert len(items) == len(findings)
    assert all("accepted" in str(each.get("class")) for each in items)
    totals = next(having(root, "totals"))
    assert str(len(findings)) in words(next(having(totals, "accepted")))
    assert not list(having(root, "remedy"))


# --- strictness


def test_what_clerks_typed_stays_text(catalog):
    filled = both(
        text("s1.platform", f"XX{HOSTILE}"), unread(t3__open__natural=HOSTILE), identity(organisation=HOSTILE)
    )(in_order())
    findings = tuple(replace(each, accepted=HOSTILE) for each in check(SPEC, filled))
    outcome = Outcome(f"{HOSTILE}.xlsx", checked=Checked(SPEC, filled, PLACES, findings))
    for data in (page([outcome], catalog), page([judged(filled), judged(filled)], catalog)):
        root = tree(data)
        assert not list(root.iter("script"))
        assert len(list(root.iter("style"))) == 1
        assert " ".join(HOSTILE.split()) in words(root)
        assert {str(each.tag) for each in root.iter()} <= TAGS


@pytest.mark.parametrize("typed", ["a\x00b", "a\x0bb", "a\ud800b", "a\x85b", "a\ufffeb"])
def test_what_no_page_can_hold_is_replaced(typed):
    filled = both(identity(organisation=typed), text("s5", ""))(in_order())
    data = page([judged(filled, f"{typed}.xlsx")], Catalog("zh"))
    assert "a\ufffdb" in words(tree(data))


def test_nothing_is_loaded_and_nothing_runs(run, catalog):
    data = page(run, catalog).decode()
    root = tree(data.encode())
    attributes = {(str(name), str(each.tag)) for each in root.iter() for name in each.attrib}
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "style", "srcset", "action")]
    assert {tag for name, tag in attributes if name == "href"} == {"a"}
    assert "url(" not in data
    assert "@import" not in data
    [policy] = [
        each.get("content") for each in root.iter("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in str(policy)


def test_the_policy_names_the_style_as_it_stands_in_the_page():
    data = page([judged(in_order())], Catalog("zh")).decode()
    [style] = re.findall(r"<style>(.*)</style>", data, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in data.partition("<style>")[0]


# --- reading it


def luminance(colour: str) -> float:
    whole = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    parts = [int(whole[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", (FOLDER / "page.css").read_text("utf-8")))
GRADES = ("error", "warning", "info", "accepted", "ok")
PAIRS = [
    *((COLOURS[grade], COLOURS[f"{grade}-pale"]) for grade in GRADES),
    *((COLOURS[grade], "#fff") for grade in (*GRADES, "ink", "soft", "link")),
    *((COLOURS[name], COLOURS["faint"]) for name in ("ink", "soft", "link")),
    *((COLOURS["ink"], COLOURS[f"{grade}-pale"]) for grade in GRADES),
]


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_stands_out_from_what_is_behind_it(front, back):
    assert contrast(front, back) >= 4.5


def test_contrast_is_measured_as_the_standard_does():
    assert round(contrast("#000", "#fff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


# --- files


def many(count: int) -> list[Outcome]:
    filled = [BROKEN(in_order()), in_order(), figures(t3={"open.natural": 9})(in_order())]
    outcomes = [judged(each) for each in filled]
    return [replace(outcomes[n % 3], file=f"{n}.xlsx") for n in range(count)]


def test_a_page_on_150_files_begins_with_their_index_and_stays_small(catalog):
    data = page(many(150), catalog)
    root = tree(data)
    [index] = root.iter("nav")
    assert len(list(index.iter("tr"))) == 151
    first = next(root.iter("article"))
    assert list(root.iter()).index(index) < list(root.iter()).index(first)
    assert len(data) < 4_000_000


def test_files_without_findings_have_a_line_in_the_index_only():
    fine = replace(judged(in_order()), file="好.xlsx")
    fine = replace(fine, checked=replace(fine.checked, findings=()) if fine.checked else None)
    root = tree(page([fine, judged(BROKEN(in_order()))], Catalog("zh")))
    assert [each.get("id") for each in root.iter("article")] == ["f2"]
    alone = tree(page([fine], Catalog("zh")))
    assert [each.get("id") for each in alone.iter("article")] == ["f1"]
    assert "没有发现问题。" in words(alone)


# --- the file


def test_the_same_run_gives_the_same_page(run, catalog):
    assert page(run, catalog) == page(run, catalog)


@pytest.mark.parametrize(
    ("change", "own"),
    [
        (lambda data: data, True),
        (lambda data: data.replace(b"\n", b"\r\n"), False),
        (lambda data: data + b" ", False),
        (lambda data: data.replace(b"B17", b"B18", 1), False),
        (lambda _: b"", False),
        (lambda _: b"<html></html>", False),
        (lambda data: re.sub(b'content="[0-9a-f]{64}"', b'content=""', data), False),
    ],
)
def test_a_page_that_somebody_has_saved_is_no_longer_ours(change: Callable[[bytes], bytes], own: bool):
    assert is_own_page(change(page([judged(BROKEN(in_order()))], Catalog("zh")))) is own
