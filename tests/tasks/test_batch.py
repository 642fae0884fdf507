"""A batch: what it takes, what it makes of it, and what it leaves alone."""

import errno
import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
import weakref
import zipfile
from contextlib import closing
from functools import partial
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from assembler.assets import template
from assembler.engine import Processes
from assembler.engine.cluster import Cluster
from assembler.errors import DefectiveForm, UnusableInput, UnwritableOutput
from assembler.excel.layout import layout
from assembler.files import FILE_LIMIT
from assembler.messages import Catalog
from assembler.model.batch import MARK
from assembler.model.refs import CellRef
from assembler.package import PROPERTIES
from assembler.tasks.batch import Batch, Order, cluster, program
from assembler.tasks.batch.discover import found_in, order_of
from assembler.tasks.batch.job import Job, lost, work
from assembler.tasks.batch.ledger import Ledger
from assembler.tasks.batch.names import names_of
from assembler.tasks.batch.stamp import stamp
from assembler.tasks.batch.store import BEGUN, writing_into
from assembler.tasks.batch.telling import MOST, Story, _First
from assembler.tasks.check import checked
from assembler.tasks.returned import returned_copy
from tests.checks.submissions import SPEC, in_order
from tests.tasks.batches import Silent, done, folder, kind_of, name_of, snapshot, workbook

REPORT = "reports/{}2023年政府信息公开工作年度报告.docx"
DRAFT = REPORT.replace(".docx", "（草稿）.docx")


def put(file: Path, data: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def without_tables() -> bytes:
    """A Word document that is no template of any edition."""
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("{{ 没有的名称 }}")
    document.save(out)
    return out.getvalue()


def notes(story) -> dict[str, tuple[str, ...]]:
    return {note.code: note.files for note in story.notes}


# --- what there is ---


@pytest.mark.parametrize(
    "names",
    [
        ["年报2", "年报10"],
        ["a/z", "a b"],  # what is in a folder stands together
        ["1.9", "1.10", "1.10.2"],
        ["年报２", "年报10"],  # full-width digits are digits
        ["007", "8", "9a"],
        ["年报", "年报1"],
    ],
)
def test_the_order_is_that_in_which_people_count(names):
    assert sorted(set(names), key=order_of) == names


def test_what_is_no_workbook_is_left_out_or_named(tmp_path):
    for name in (
        "甲.xlsx",
        "sub/乙.XLSX",
        "sub/丙.et",
        "丁.xls",
        "~$甲.xlsx",
        ".hidden.xlsx",
        ".git/戊.xlsx",
        "说明.docx",
    ):
        put(tmp_path / name, b"x")
    found = {(Path(each.path).relative_to(tmp_path).as_posix(), each.kind) for each in found_in((tmp_path,))}
    workbooks = {
        ("甲.xlsx", "workbook"),
        ("sub/乙.XLSX", "workbook"),
        ("sub/丙.et", "workbook"),
        ("丁.xls", "workbook"),
    }
    assert found == workbooks | {("说明.docx", "other")}


def test_links_are_named_and_not_followed_unless_they_are_named_themselves(tmp_path):
    put(tmp_path / "elsewhere" / "甲.xlsx", workbook("某市甲局"))
    (tmp_path / "in").mkdir()
    try:
        (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        (tmp_path / "in" / "乙.xlsx").symlink_to(tmp_path / "elsewhere" / "甲.xlsx")
    except OSError:
        pytest.skip("no links on this system")
    place = tmp_path / "in"
    found = {(Path(each.path).name, each.kind) for each in found_in((place,))}
    assert found == {("link", "link"), ("乙.xlsx", "link")}
    story, rows, _ = done(tmp_path / "out", place)
    assert (rows, [Path(each).name for each in notes(story)["BATCH-LINK"]]) == ([], ["link", "乙.xlsx"])
    for named in ("link", "乙.xlsx"):
        story, rows, _ = done(tmp_path / f"out {named}", place / named)
        assert ([row.status for row in rows], notes(story)) == (["ok"], {})


def test_the_results_that_lie_among_the_workbooks_are_no_workbooks(tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局", faulty=True))
    for _ in range(2):
        _, rows, _ = done(tmp_path, tmp_path, annotate=True)
        assert [Path(row.file).name for row in rows] == ["甲.xlsx"]
    _, rows, _ = done(tmp_path / "else", tmp_path)
    assert [Path(row.file).name for row in rows] == ["甲.xlsx"]


@pytest.mark.parametrize("lost", [".assembler", "summary.json"])
def test_results_are_no_workbooks_though_their_hidden_folder_was_not_copied(lost, tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(tmp_path / "old", tmp_path, annotate=True, html=True)
    shutil.rmtree(tmp_path / "old" / ".assembler")
    (tmp_path / "old" / lost).unlink(missing_ok=True)
    shutil.copy(tmp_path / "old" / "summary.xlsx", tmp_path / "去年的汇总.xlsx")
    story, rows, _ = done(tmp_path / "else", tmp_path)
    assert [Path(row.file).name for row in rows] == ["甲.xlsx"]
    assert story.totals.exit_code == 1
    assert str(tmp_path / "去年的汇总.xlsx") in notes(story)["BATCH-SUMMARY"]


def test_a_workbook_that_passes_for_a_summary_is_named(tmp_path):
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    with zipfile.ZipFile(tmp_path / "in" / "甲.xlsx", "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(PROPERTIES, package.read(PROPERTIES) + f"<!-- {MARK} -->".encode())
    for _ in range(2):
        story, rows, _ = done(tmp_path / "out", tmp_path / "in")
        assert (rows, notes(story)["BATCH-SUMMARY"]) == ([], (str(tmp_path / "in" / "甲.xlsx"),))


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shorter there")
def test_folders_lie_in_each_other_as_deep_as_they_like(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    Path("甲.xlsx").write_bytes(b"x")
    os.chdir(tmp_path)
    found = list(found_in((Path("d"),)))
    assert [each.path.count("d") for each in found] == [1200]
    top = Path("d")
    while (top / "d").exists():  # pytest's own way of taking it away goes one call deeper for each
        (top / "d").rename("e")
        (top / "甲.xlsx").unlink(missing_ok=True)
        top.rmdir()
        Path("e").rename("d")


def test_a_returned_copy_counts_once_somebody_has_worked_in_it(tmp_path):
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(tmp_path / "out", tmp_path / "in", annotate=True)
    [copy] = (tmp_path / "out" / "returned").iterdir()
    shutil.copy(copy, tmp_path / "in")
    story, rows, _ = done(tmp_path / "out2", tmp_path / "in")
    assert [Path(row.file).name for row in rows] == ["甲.xlsx"]
    assert [Path(file).name for file in notes(story)["BATCH-RETURNED"]] == [copy.name]


def test_nothing_to_do_is_told(tmp_path):
    story, rows, _ = done(tmp_path / "out", tmp_path)
    assert (rows, story.totals.exit_code, set(notes(story))) == ([], 3, {"BATCH-NOTHING"})


def test_a_source_that_is_missing_does_not_stop_the_others(tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))
    story, rows, _ = done(tmp_path / "out", tmp_path / "甲.xlsx", tmp_path / "没有", tmp_path / "甲.xlsx")
    assert [(row.status, row.problem["code"] if row.problem else "") for row in rows] == [
        ("unusable", "INPUT-MISSING"),
        ("ok", ""),
    ]
    assert story.totals.exit_code == 3


LONG = "名" * 300  # more than a name may have


def test_a_source_whose_name_is_too_long_is_told_as_any_that_can_not_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))
    for _ in range(2):
        story, rows, _ = done(tmp_path / "out", tmp_path / LONG, tmp_path / "甲.xlsx", html=True)
        problems = [row.problem["code"] if row.problem else "" for row in rows]
        assert (problems, story.totals.exit_code) == (["INPUT-UNREADABLE", ""], 3)


def test_last_years_folder_whose_name_is_too_long_is_told_and_not_the_results(tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))
    with pytest.raises(UnusableInput) as refused:
        done(tmp_path / "out", tmp_path / "甲.xlsx", previous=tmp_path / LONG)
    assert (refused.value.code, refused.value.facts["path"]) == ("INPUT-UNREADABLE", str(tmp_path / LONG))


@pytest.mark.parametrize("place", ["{}", "{}/里面", "里面/{}"])
def test_results_that_can_not_be_called_so_are_told(place, tmp_path):
    out = place.format(LONG)
    with pytest.raises(UnwritableOutput) as refused:
        Ledger(tmp_path / out)
    assert (refused.value.code, refused.value.facts["path"]) == ("OUTPUT-NAME", str(tmp_path / out))


@pytest.mark.parametrize(
    ("name", "is_theirs"), [("in/甲.xlsx", False), ("out/reports", True), ("", True), (None, True)]
)
def test_what_is_wrong_with_an_input_is_not_told_of_the_results(name, is_theirs, tmp_path):
    named = [] if name is None else [str(tmp_path / name)]
    with pytest.raises(UnwritableOutput if is_theirs else OSError), writing_into(tmp_path / "out"):
        raise OSError(errno.EIO, os.strerror(errno.EIO), *named)


# --- what is made of it ---


def test_every_workbook_has_its_row_and_exactly_the_faulty_ones_are_returned(tmp_path):
    count = 40
    story, rows, _ = done(tmp_path / "out", folder(tmp_path / "in", count), annotate=True, html=True)
    assert [row.status for row in rows] == [kind_of(n) for n in range(count)]
    assert [row.organisation for row in rows] == ["" if kind_of(n) == "unusable" else name_of(n) for n in range(count)]
    for n, row in enumerate(rows):
        assert Path(row.file).name == f"年报{n}.xlsx"
        assert bool(row.report) == (kind_of(n) == "ok")
        assert bool(row.returned) == (kind_of(n) == "errors")
    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").glob("*/*.*")}
    made = {name for row in rows for name in (row.report, row.returned, row.page) if name}
    assert {file for file in files if not file.startswith(".")} == made
    assert story.totals.exit_code == 3
    assert story.totals.statuses == {"ok": 36, "warnings": 0, "errors": 3, "unusable": 1}


@pytest.mark.parametrize(
    ("options", "faulty", "made", "code"),
    [
        ({}, False, True, 0),
        ({}, True, False, 1),
        ({"draft": True}, True, True, 1),
    ],
)
def test_a_report_is_made_unless_there_are_errors(options, faulty, made, code, tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局", faulty=faulty))
    story, [row], _ = done(tmp_path / "out", tmp_path, **options)
    assert (bool(row.report), story.totals.exit_code) == (made, code)


def test_everybody_sees_which_reports_are_drafts(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局", faulty=True))
    put(place / "乙.xlsx", workbook("某市乙局"))
    put(place / "空.xlsx", b"")
    story, rows, _ = done(out, place, draft=True)
    assert {row.organisation: row.draft for row in rows} == {"某市甲局": True, "某市乙局": True, "": False}
    assert {row.report for row in rows} == {DRAFT.format("某市甲局"), DRAFT.format("某市乙局"), ""}
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert [file["draft"] for file in summary["files"]] == [row.draft for row in rows]
    assert (summary["totals"]["reports"], summary["totals"]["drafts"]) == (2, 2)
    totals, lines = load_workbook(out / "summary.xlsx").worksheets
    told = {row[0].value: row[1].value for row in totals.iter_rows()}
    assert (told["生成草稿"], "生成年报" in told) == (2, False)
    assert sorted(str(cell.value) for cell in lines["H"][1:]) == ["", "草稿", "草稿"]
    page = (out / "summary.html").read_text("utf-8")
    assert (page.count(">草稿</a>"), page.count(">年报</a>")) == (2, 0)
    story, rows, _ = done(out, place)  # what is in order gets its report, the other draft is left
    assert [row.draft for row in rows] == [False] * 3
    assert {path.name for path in (out / "reports").iterdir()} == {
        Path(REPORT.format("某市乙局")).name,
        Path(DRAFT.format("某市甲局")).name,
    }
    [left] = notes(story)["BATCH-LEFT"]
    assert "（草稿）.docx" in left
    assert "drafts" in json.loads((out / "summary.json").read_text("utf-8"))["totals"]
    assert "草稿" not in (out / "summary.html").read_text("utf-8").partition("<table>")[2]


def here(_, function, items, __):
    """Instead of several processes."""
    return ((item, function(item)) for item in items)


def test_a_bug_costs_one_workbook(tmp_path, monkeypatch):
    for name in ("甲", "乙"):
        put(tmp_path / f"{name}.xlsx", workbook(f"某市{name}局"))

    def checked_or_not(path, *rest):
        if path.name == "甲.xlsx":
            raise RuntimeError("no idea")
        return checked(path, *rest)

    monkeypatch.setattr("assembler.tasks.batch.one.checked", checked_or_not)
    monkeypatch.setattr(Processes, "run", here)
    story, rows, _ = done(tmp_path / "out", tmp_path)
    assert [(row.status, row.exit_code) for row in rows] == [("ok", 0), ("unusable", 4)]
    assert rows[1].problem
    assert rows[1].problem["code"] == "PROGRAM-FAULT"
    assert "RuntimeError: no idea" in rows[1].problem["message"]
    assert story.totals.exit_code == 4


def test_the_words_of_a_clerk_are_words_in_every_summary(tmp_path):
    evil = "=cmd()&lt;b&gt;某局"
    put(tmp_path / "甲.xlsx", workbook(evil))
    done(tmp_path / "out", tmp_path)
    page = (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert "=cmd()&lt;b&gt;某局" in page
    book = load_workbook(tmp_path / "out" / "summary.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=cmd()<b>某局"] == ["s"]
    assert not [cell for cell in cells if cell.data_type == "f"]


def circle(file: Path) -> None:
    try:
        file.symlink_to(file.name)
    except OSError:
        pytest.skip("no links on this system")


def too_large(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(FILE_LIMIT + 1)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda file: file.write_bytes(b""), "INPUT-EMPTY"),
        (too_large, "INPUT-TOO-LARGE"),
        (lambda file: file.unlink(missing_ok=True), "INPUT-MISSING"),
        (circle, "INPUT-UNREADABLE"),
    ],
)
def test_what_can_not_even_be_read_has_its_page_and_is_told_once(make, code, tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    file, out = tmp_path / "甲.xlsx", tmp_path / "out"
    make(file)
    _, [row], _ = done(out, file, html=True)
    assert row.problem
    assert (row.status, row.problem["code"], row.page) == ("unusable", code, "pages/甲.html")
    assert row.problem["message"][:10] in (out / row.page).read_text("utf-8")
    before = snapshot(out)
    assert done(out, file, html=True)[2] == 0
    assert snapshot(out) == before
    file.unlink(missing_ok=True)
    put(file, workbook("某市甲局"))  # it is looked at again once there is something else to see
    _, [row], fresh = done(out, file, html=True)
    assert (row.status, row.page, fresh, list((out / "pages").iterdir())) == ("ok", "", 1, [])


def test_a_workbook_that_can_not_be_read_for_now_keeps_what_was_made_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    file, out = put(tmp_path / "甲.xlsx", workbook("某市甲局", faulty=True)), tmp_path / "out"
    done(out, file, html=True, draft=True)
    made = {name for name in snapshot(out) if name.startswith(("reports", "pages"))}
    file.rename(tmp_path / "elsewhere")
    for _ in range(2):
        assert len(notes(done(out, file)[0])["BATCH-LEFT"]) == len(made) == 2
        assert made <= snapshot(out).keys()


def test_workbooks_that_can_not_be_read_are_not_taken_for_one(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    for name in ("甲", "乙"):
        put(tmp_path / f"{name}.xlsx", b"")
    assert notes(done(tmp_path / "out", tmp_path)[0]) == {}


@pytest.mark.parametrize(("reason", "code"), [("died", "INPUT-FATAL"), ("slow", "INPUT-SLOW")])
def test_what_costs_a_process_is_unusable_and_tried_again_next_time(reason, code, tmp_path):
    entry = lost(Order(out=tmp_path, html=True), Job("in/甲.xlsx"), reason)
    assert (entry.row["status"], entry.row["problem"]["code"], entry.key) == ("unusable", code, "")
    assert code in (tmp_path / entry.row["page"]).read_text("utf-8")


def test_a_bug_in_the_page_costs_the_page(tmp_path, monkeypatch):
    def broken(*_: object) -> bytes:
        raise RuntimeError("no idea")

    monkeypatch.setattr("assembler.tasks.batch.one._page", broken)
    put(tmp_path / "甲.xlsx", b"")
    entry = work(Order(out=tmp_path / "out", html=True), Job(str(tmp_path / "甲.xlsx")))
    assert (entry.row["problem"]["code"], entry.row["page"]) == ("PROGRAM-FAULT", "")


class Speechless(RuntimeError):
    """Of which nothing is to be learned."""

    def __str__(self) -> str:
        raise self


@pytest.mark.parametrize("bug", [RuntimeError("no idea \udcff"), Speechless(), MemoryError()])
@pytest.mark.parametrize("place", ["names_of", "_row", "_page", "Catalog.load", "Outcome.exit_code"])
def test_whatever_breaks_costs_one_workbook_and_is_told(place, bug, tmp_path, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise bug

    put(tmp_path / "甲.xlsx", b"")
    with monkeypatch.context() as patched:
        patched.setattr(f"assembler.tasks.batch.one.{place}", broken)
        entry = work(Order(out=tmp_path / "out", html=True), Job(str(tmp_path / "甲.xlsx")))
    code = "INPUT-FATAL" if isinstance(bug, MemoryError) else "PROGRAM-FAULT"
    assert (entry.row["status"], entry.row["problem"]["code"], entry.key) == ("unusable", code, "")
    monkeypatch.setattr(Processes, "run", lambda *_: (each for each in [(Job(entry.path), entry)]))
    story, _, _ = done(tmp_path / "out", tmp_path / "甲.xlsx")
    assert story.totals.exit_code == {"INPUT-FATAL": 3, "PROGRAM-FAULT": 4}[code]
    assert code in (tmp_path / "out" / "summary.json").read_text("utf-8")


# --- names ---


def test_of_two_on_one_organisation_and_year_neither_gets_the_name(tmp_path):
    put(tmp_path / "in" / "a" / "年报.xlsx", workbook("某市甲局"))
    put(tmp_path / "in" / "b" / "年报.xlsx", workbook("某市甲局", faulty=True))
    story, rows, _ = done(tmp_path / "out", tmp_path / "in", draft=True)
    names = [row.report for row in rows]
    assert len({name.casefold() for name in names}) == 2
    assert DRAFT.format("某市甲局") not in names
    assert all("（年报-" in name for name in names)
    assert {path.name for path in (tmp_path / "out" / "reports").iterdir()} == {Path(name).name for name in names}
    [named] = notes(story)["BATCH-SEVERAL"]
    assert [Path(file).parent.name for file in named.split("、")] == ["a", "b"]
    shutil.rmtree(tmp_path / "in" / "b")  # and when it is alone again
    _, [row], _ = done(tmp_path / "out", tmp_path / "in", draft=True)
    assert row.report == DRAFT.format("某市甲局")


def test_two_that_are_one_are_named(tmp_path):
    first = put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    try:
        (tmp_path / "in" / "乙.xlsx").hardlink_to(first)
    except OSError:
        shutil.copy(first, tmp_path / "in" / "乙.xlsx")
    story, rows, _ = done(tmp_path / "out", tmp_path / "in")
    assert [row.status for row in rows] == ["ok", "ok"]
    assert len({row.report for row in rows}) == 2
    [named] = notes(story)["BATCH-TWINS"]
    assert {Path(file).name for file in named.split(" ＝ ")} == {"甲.xlsx", "乙.xlsx"}
    assert "BATCH-SEVERAL" not in notes(story)


def worked_in(copy: Path, target: Path, **entries: object) -> Path:
    """A returned copy in which somebody has typed, saved by another program; a double underscore stands for a dot."""
    book = load_workbook(copy)
    for name, value in entries.items():
        place = layout(SPEC).place(name.replace("__", "."))
        book[place.sheet][place.address].value = value
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


MENDED = {"t3__new_received__natural": int(in_order().figures[CellRef.parse("t3.new_received.natural")] or 0)}


@pytest.mark.parametrize(
    ("first", "options"), [("a", {"draft": True}), ("z", {})]
)  # whichever of the two is done first
def test_a_returned_copy_that_was_mended_takes_the_place_of_its_original(first, options, tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    place, out = tmp_path / "in", tmp_path / "out"
    old = put(place / "m.xlsx", workbook("某市甲局", faulty=True))
    done(out, place, annotate=True)
    [copy] = (out / "returned").iterdir()
    new = worked_in(copy, place / f"{first}.xlsx", **MENDED)
    [alone] = done(tmp_path / "alone", new, **options)[1]
    for folder_ in (out, tmp_path / "fresh"):
        story, rows, _ = done(folder_, place, annotate=True, **options)
        found = {Path(row.file).name: row for row in rows}
        assert {name: row.status for name, row in found.items()} == {"m.xlsx": "errors", new.name: "ok"}
        assert found[new.name].report == alone.report
        assert (folder_ / alone.report).read_bytes() == (tmp_path / "alone" / alone.report).read_bytes()
        assert found["m.xlsx"].returned.startswith("returned/某市甲局2023（m-")
        assert notes(story) == {"BATCH-MENDED": (f"{new}：由 {old} 改成",)}
    assert done(out, place, annotate=True, **options)[2] == 0
    old.unlink()
    assert notes(done(out, place, annotate=True, **options)[0]).keys() == {"BATCH-LEFT"}


def test_if_a_mended_copy_and_its_original_both_have_a_report_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    old = put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    origin = hashlib.sha256(old.read_bytes()).hexdigest()
    copy = put(tmp_path / "copy.xlsx", returned_copy(checked(old), old.name, origin))
    new = worked_in(copy, tmp_path / "in" / "乙.xlsx", info__phone="010-12345678")
    story, rows, _ = done(tmp_path / "out", tmp_path / "in")
    assert notes(story) == {"BATCH-MENDED": (f"{new}：由 {old} 改成，两份都生成了年报",)}
    names = {Path(row.file).name: row.report for row in rows}
    assert names["乙.xlsx"] == REPORT.format("某市甲局")
    assert "（甲-" in names["甲.xlsx"]
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 2


def test_two_who_mended_one_are_asked_about_and_the_original_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(tmp_path / "out", tmp_path / "in", annotate=True)
    [copy] = (tmp_path / "out" / "returned").iterdir()
    for name, phone in (("乙", "1"), ("丙", "2")):
        worked_in(copy, tmp_path / "in" / f"{name}.xlsx", info__phone=f"010-1234567{phone}", **MENDED)
    story, rows, _ = done(tmp_path / "out", tmp_path / "in")
    assert {code: len(files) for code, files in notes(story).items()} == {"BATCH-MENDED": 2, "BATCH-SEVERAL": 1}
    assert "甲.xlsx" not in notes(story)["BATCH-SEVERAL"][0]
    assert all("（" in row.report for row in rows if row.report)


def test_a_returned_copy_that_somebody_else_has_used_takes_nobodys_place(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(tmp_path / "out", tmp_path / "in", annotate=True)
    [copy] = (tmp_path / "out" / "returned").iterdir()
    worked_in(copy, tmp_path / "in" / "乙.xlsx", organisation="某市乙局", **MENDED)
    assert notes(done(tmp_path / "out", tmp_path / "in", annotate=True)[0]) == {}


@pytest.mark.parametrize(("one", "other"), [("ABC局", "abc局"), ("某局（一）", "某局(一)"), ("é局", "é局")])
def test_names_that_some_file_system_takes_for_the_same_are_kept_apart(one, other, tmp_path):
    if unicodedata.normalize("NFC", one) == one == other:
        other = unicodedata.normalize("NFD", one)
    put(tmp_path / "in" / "1.xlsx", workbook(one))
    put(tmp_path / "in" / "2.xlsx", workbook(other))
    _, rows, _ = done(tmp_path / "out", tmp_path / "in", draft=True)
    assert len({unicodedata.normalize("NFKC", row.report).casefold() for row in rows}) == 2
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 2


@pytest.mark.parametrize("suffixes", [(".xlsx", ".xls"), (".xls", ".xlsx")])
def test_of_two_that_are_called_the_same_and_can_not_be_used_neither_page_is_left_over(suffixes, tmp_path):
    for content, suffix in zip((b"nope", b"other"), suffixes, strict=True):
        put(tmp_path / "in" / f"坏{suffix}", content)
    story, rows, _ = done(tmp_path / "out", tmp_path / "in", html=True)
    assert {path.name for path in (tmp_path / "out" / "pages").iterdir()} == {Path(row.page).name for row in rows}
    assert len({row.page for row in rows}) == 2
    assert "BATCH-STRANGE" not in notes(story)


def test_whichever_of_two_wrote_the_name_that_neither_gets_it_goes(tmp_path, monkeypatch):
    put(tmp_path / "in" / "a.xlsx", workbook("某市甲局"))
    put(tmp_path / "in" / "b.xlsx", workbook("某市甲局", faulty=True))
    noted = Batch._note  # in another order than they were written in, as with several processes

    def reversed_(self, ready):
        noted(self, ready[::-1])
        ready.clear()

    monkeypatch.setattr(Batch, "_note", reversed_)
    _, rows, _ = done(tmp_path / "out", tmp_path / "in", draft=True)
    assert {path.name for path in (tmp_path / "out" / "reports").iterdir()} == {Path(row.report).name for row in rows}


@pytest.mark.skipif(os.name == "nt", reason="such names can't be made there")
@pytest.mark.parametrize("stem", [b"x\xff\xfe", b'a?b*"', b"a\nb", "年报\u202e".encode()])
def test_whatever_workbooks_are_called_their_results_have_names_that_every_system_takes(stem, tmp_path):
    for name in (b"1.xlsx", stem + b".xlsx"):
        put(tmp_path / "in" / os.fsdecode(name), workbook("某市甲局"))
    story, rows, _ = done(tmp_path / "out", tmp_path / "in")
    assert story.totals.exit_code == 0
    reports = [str(each.report).removeprefix("reports/") for each in rows]
    assert all((tmp_path / "out" / "reports" / each).is_file() for each in reports)
    assert not re.search(r'[/?*":\x00-\x1f\ud800-\udfff\u202e]', "".join(reports))


def test_a_long_name_keeps_what_sets_it_apart():
    names = names_of("x/" + "长" * 200 + ".xlsx", None, apart=True)
    assert len(names.report.partition("/")[2].encode()) <= 255
    assert names.report != names_of("y/" + "长" * 200 + ".xlsx", None, apart=True).report


# --- once more ---


def test_an_unchanged_run_does_nothing_and_writes_nothing(tmp_path):
    place, out = folder(tmp_path / "in", 26), tmp_path / "out"
    (place / "0" / "年报14.xlsx").unlink()
    told = done(out, place, annotate=True, html=True)[1]
    before, times = snapshot(out), {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.is_file()}
    _, rows, fresh = done(out, place, annotate=True, html=True)
    assert (rows, fresh) == (told, 0)
    assert snapshot(out) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_the_summary_is_in_the_language_of_the_last_run(tmp_path):
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    for language in ("zh", "en", "zh"):
        done(tmp_path / "out", tmp_path / "in", language=language)
        page = (tmp_path / "out" / "summary.html").read_text("utf-8")
        assert f'lang="{language}' in page


def test_what_runs_counts_and_not_what_was_installed_meanwhile(tmp_path, monkeypatch):
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    order = Order(out=tmp_path / "out")
    done(order.out, tmp_path / "in")
    before = stamp(order)
    monkeypatch.setattr(cluster, "on_disk", lambda: program.LOADED)
    ours = cluster._answer(str(Path.cwd()), order)
    assert ours == before + program.surroundings()
    monkeypatch.setattr(cluster, "on_disk", lambda: "another program")
    assert stamp(order) == before
    assert cluster._answer(str(Path.cwd()), order) not in ("", ours)
    monkeypatch.setattr(program, "LOADED", "another program")
    assert stamp(order) != before


def test_a_process_with_another_program_does_not_work_for_a_cluster(tmp_path):
    file = put(tmp_path / "甲.xlsx", workbook("某市甲局"))
    with pytest.raises(UnusableInput) as refused, cluster.complete(Cluster("tcp://10.0.0.1:8786", 1)):
        work(Order(out=tmp_path / "out", program="the one that began"), Job(str(file)))
    assert refused.value.code == "BATCH-PROGRAM"
    assert list(tmp_path.glob("out/reports/*")) == []
    assert work(Order(out=tmp_path / "out", program=program.LOADED), Job(str(file))).row["status"] == "ok"


@pytest.mark.parametrize("change", ["workbook", "option", "deleted", "torn", "program", "ledger", "force"])
def test_what_has_changed_is_done_again(change, tmp_path, monkeypatch):
    place, out = tmp_path / "in", tmp_path / "out"
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    done(out, place)
    report, options, expected = out / REPORT.format("某市甲局"), {}, 1
    if change == "workbook":
        put(place / "甲.xlsx", workbook("某市丙局"))
    elif change == "option":
        options, expected = {"html": True}, 2
    elif change == "deleted":
        report.unlink()
    elif change == "torn":
        report.write_bytes(report.read_bytes()[:5000])
    elif change == "program":
        monkeypatch.setattr("assembler.tasks.batch.stamp.__version__", "9.9")
        expected = 2
    elif change == "ledger":
        (out / ".assembler" / "ledger.sqlite").write_bytes(b"torn" * 1000)
        expected = 2
    else:
        options, expected = {"force": True}, 2
    _, _, fresh = done(out, place, **options)
    assert fresh == expected
    fresh_out = tmp_path / "fresh"
    done(fresh_out, place, **options)
    assert {name: data for name, data in snapshot(out).items() if "ledger" not in name} == {
        name: data for name, data in snapshot(fresh_out).items() if "ledger" not in name
    }


def test_a_page_below_which_somebody_has_put_a_note_stays(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局", faulty=True))
    [page] = [out / row.page for row in done(out, place, html=True)[1]]
    noted = page.read_bytes() + "\n我的批注".encode()
    page.write_bytes(noted)
    story, _, _ = done(out, place, html=True, strict=True)
    assert (page.read_bytes(), story.totals.exit_code) == (noted, 5)
    page.write_bytes(noted[:-1000])
    assert done(out, place, html=True)[0].totals.exit_code == 1  # half a page is nobody's work


def test_a_report_that_somebody_has_edited_stays(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局"))
    done(out, place)
    report = out / REPORT.format("某市甲局")
    edited = report.read_bytes().replace(b"word/document.xml", b"word/document.XML")
    report.write_bytes(edited)
    for _ in range(2):
        story, [row], _ = done(out, place)
        assert row.problem
        assert (row.problem["code"], row.report) == ("BATCH-EDITED", REPORT.format("某市甲局"))
        assert (story.totals.exit_code, story.totals.reports) == (5, 1)
        assert report.read_bytes() == edited
        assert story.notes == ()  # told once, in the workbook's own row
    story, [row], _ = done(out, place, force=True)
    assert (row.report, story.totals.exit_code) == (REPORT.format("某市甲局"), 0)
    assert report.read_bytes() != edited


def test_a_summary_that_somebody_has_edited_stays(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局"))
    done(out, place)
    (out / "summary.xlsx").write_bytes(b"mine")
    story, _, _ = done(out, place)
    assert "OUTPUT-EXISTS" in notes(story)
    assert story.totals.exit_code == 5
    assert (out / "summary.xlsx").read_bytes() == b"mine"
    story, _, _ = done(out, place, force=True)
    assert story.notes == ()
    assert (out / "summary.xlsx").read_bytes() != b"mine"


def test_the_report_of_a_workbook_that_is_gone_is_named_and_left(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    gone, _ = put(place / "甲.xlsx", workbook("某市甲局")), put(place / "乙.xlsx", workbook("某市乙局"))
    done(out, place)
    gone.unlink()
    for _ in range(2):
        story, rows, _ = done(out, place)
        assert len(rows) == 1
        [named] = notes(story)["BATCH-LEFT"]
        assert named.startswith(REPORT.format("某市甲局"))
        assert "甲.xlsx" in named
    (out / REPORT.format("某市甲局")).unlink()
    story, _, _ = done(out, place)
    assert story.notes == ()


def test_results_that_a_workbook_has_outgrown_go_unless_somebody_has_worked_on_them(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局"))
    put(place / "乙.xlsx", workbook("某市乙局"))
    done(out, place, annotate=True)
    edited = out / REPORT.format("某市乙局")
    edited.write_bytes(edited.read_bytes() + b"x")
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局", faulty=True))
    story, rows, _ = done(out, place, annotate=True)
    assert [row.report for row in rows] == ["", ""]
    assert [path.name for path in (out / "reports").iterdir()] == [edited.name]
    assert notes(story)["BATCH-STRANGE"] == (REPORT.format("某市乙局"),)
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    done(out, place, annotate=True)
    assert list((out / "returned").iterdir()) == []


@pytest.mark.parametrize("dropped", [{"annotate": True, "html": True}, {"draft": True}])
def test_results_of_a_kind_that_is_not_asked_for_any_more_are_named_and_left(dropped, tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(out, place, **dropped)
    before = snapshot(out)
    made = {file for file in before if file.startswith(("reports", "returned", "pages"))}
    for _ in range(2):
        story, _, _ = done(out, place)
        assert {file: data for file, data in snapshot(out).items() if file in made} == {f: before[f] for f in made}
        assert len(notes(story)["BATCH-LEFT"]) == len(made) == len(dropped)
    assert done(out, place, **dropped)[0].notes == ()
    assert {file: data for file, data in snapshot(out).items() if file in made} == {f: before[f] for f in made}
    done(out, place)
    put(place / "甲.xlsx", workbook("某市甲局"))
    done(out, place)
    assert {file for file in snapshot(out) if file.startswith(("reports", "returned", "pages"))} == {
        REPORT.format("某市甲局")
    }


def test_what_only_stands_in_the_way_costs_no_earlier_report(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    done(out, place)
    before = {path.name: path.read_bytes() for path in (out / "reports").iterdir()}
    put(place / "甲.xlsx", b"broken on its way")
    with pytest.raises(DefectiveForm):
        done(out, place, template=tmp_path / "nothing.docx")
    story, rows, _ = done(out, place, template=template("2019"))  # of another edition than the workbooks
    assert [row.exit_code for row in rows] == [4, 3]
    for _ in range(2):
        story, _, _ = done(out, place / "甲.xlsx", place / "乙.xlsx", place / "nowhere.xlsx")
        assert {path.name: path.read_bytes() for path in (out / "reports").iterdir()} == before
        [left] = notes(story)["BATCH-LEFT"]
        assert "甲.xlsx" in left
        assert "BATCH-STRANGE" not in notes(story)
    put(place / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(out, place)
    assert [path.name for path in (out / "reports").iterdir()] == [Path(REPORT.format("某市乙局")).name]


def test_a_template_that_is_of_no_use_is_told_once_and_nothing_is_done(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    done(out, place)
    before = snapshot(out)
    with pytest.raises(DefectiveForm) as refused:
        done(out, place, template=put(tmp_path / "年报.docx", without_tables()))
    assert refused.value.code.startswith("TEMPLATE-")
    assert snapshot(out) == before


def test_workbooks_that_exchange_their_names_keep_their_reports(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    put(place / "甲.xlsx", workbook("某市甲局"))
    put(place / "乙.xlsx", workbook("某市乙局"))
    done(out, place)
    before = {path.name: path.read_bytes() for path in (out / "reports").iterdir()}
    put(place / "甲.xlsx", workbook("某市乙局"))
    put(place / "乙.xlsx", workbook("某市甲局"))
    _, rows, _ = done(out, place)
    assert all(row.report for row in rows)
    assert {path.name: path.read_bytes() for path in (out / "reports").iterdir()} == before


def test_last_years_workbooks_are_looked_at_once_and_count_as_inputs(tmp_path):
    place, past, out = tmp_path / "in", tmp_path / "past", tmp_path / "out"
    for name in ("甲", "乙"):
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    put(past / "1.xlsx", workbook("某市甲局", year=2022))
    put(past / "坏.xlsx", b"x")
    story, _, _ = done(out, place, previous=past)
    assert [Path(file).name for file in notes(story)["BATCH-PREVIOUS"]] == ["坏.xlsx"]
    assert done(out, place, previous=past)[2] == 0
    put(past / "1.xlsx", workbook("某市甲局", year=2022, faulty=True))
    assert done(out, place, previous=past)[2] == 1


# --- several at once ---


def test_two_batches_do_not_work_in_one_folder(tmp_path):
    with closing(Ledger(tmp_path / "out")), pytest.raises(UnwritableOutput) as refused:
        Ledger(tmp_path / "out")
    assert refused.value.code == "BATCH-BUSY"
    Ledger(tmp_path / "out").close()


def test_a_full_disk_is_told_as_one(tmp_path, monkeypatch):
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Ledger, "put", full)
    with pytest.raises(UnwritableOutput) as refused:
        done(tmp_path / "out", tmp_path)
    assert refused.value.facts["reason"] == "磁盘已满"


def test_a_full_disk_is_told_though_the_database_has_given_up_by_itself(tmp_path):
    with closing(Ledger(tmp_path)) as ledger:
        ledger._db.execute("pragma max_page_count = 30")
        for _ in range(2):  # whatever is tried after that is told the same, and not that something is still open
            with pytest.raises(UnwritableOutput) as refused, writing_into(tmp_path), ledger.together():
                ledger.keep("long", "x" * 1_000_000)
            assert refused.value.facts["reason"] == "磁盘已满"
        assert ledger.fact("long") == ""


def test_a_medium_that_can_not_be_written_any_more_does_not_keep_a_run_from_ending(tmp_path, monkeypatch):
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    run = Batch(Order(out=tmp_path / "out"), (tmp_path,), jobs=1)
    run.run(Silent())
    run.tell(Catalog.load("zh"))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        patched.setattr(Path, "replace", refuse)
        run.close()
    assert done(tmp_path / "out", tmp_path)[2] == 0  # nobody holds the folder, and nothing is lost
    assert done(tmp_path / "fresh", tmp_path)[2] == 1
    ledgers = [tmp_path / out / ".assembler" / "ledger.sqlite" for out in ("out", "fresh")]
    assert ledgers[0].read_bytes() == ledgers[1].read_bytes()


def test_a_ledger_that_another_program_holds_is_left_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
    Ledger(tmp_path).close()
    file = tmp_path / ".assembler" / "ledger.sqlite"
    before = file.read_bytes()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(UnwritableOutput) as refused:
            Ledger(tmp_path)
    assert refused.value.facts["reason"] == "别的程序正打开着"
    assert file.read_bytes() == before
    Ledger(tmp_path).close()  # nor is the folder still taken


@pytest.mark.parametrize("spoilt", [b"x" * 5000, b"", None])
def test_a_ledger_that_is_none_is_begun_anew(spoilt, tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局"))
    done(tmp_path / "out", tmp_path / "甲.xlsx")
    file = tmp_path / "out" / ".assembler" / "ledger.sqlite"
    if spoilt is None:
        with closing(sqlite3.connect(file)) as other:
            other.executescript("drop table workbook; create table workbook (a)")
    else:
        file.write_bytes(spoilt)
    assert done(tmp_path / "out", tmp_path / "甲.xlsx")[0].totals.exit_code == 0


@pytest.mark.parametrize("file", ["{outside}", "reports/../../别人的.docx", "别人的.docx", "reports/里/别人的.docx"])
def test_nothing_is_deleted_that_only_a_ledger_calls_a_result(file, tmp_path):
    """A folder of results that came from elsewhere brings its ledger along."""
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    out, outside = tmp_path / "out", put(tmp_path / "别人的.docx", b"work")
    done(out, tmp_path / "in")
    others = [outside, put(out / "别人的.docx", b"work"), put(out / "reports" / "里" / "别人的.docx", b"work")]
    with closing(sqlite3.connect(out / ".assembler" / "ledger.sqlite")) as ledger:
        named = (file.format(outside=outside), hashlib.sha256(b"work").hexdigest())
        ledger.execute("insert into outgrown values (?, ?)", named)
        ledger.commit()
    done(out, tmp_path / "in")
    assert [each.read_bytes() for each in others] == [b"work"] * 3


def test_what_others_have_put_beside_the_ledger_stays(tmp_path):
    notes = put(tmp_path / "out" / ".assembler" / "notes" / "w.txt", b"work")
    left = put(tmp_path / "out" / ".assembler" / "new-summary.json", b"half")
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    done(tmp_path / "out", tmp_path / "in")
    assert notes.read_bytes() == b"work"
    assert not left.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="such a folder can't be taken away there")
def test_a_batch_that_is_begun_in_a_folder_that_has_gone(tmp_path):
    """By its own process: no other test should stand where it does."""
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    (tmp_path / "gone").mkdir()
    start = "import os, sys; os.rmdir(os.getcwd()); from assembler.cli import main; main()"
    command = [sys.executable, "-c", start, "batch", tmp_path / "in", "-o", tmp_path / "out"]
    ended = subprocess.run(command, cwd=tmp_path / "gone", capture_output=True, text=True)
    assert (ended.returncode, len(list((tmp_path / "out" / "reports").iterdir()))) == (0, 1), ended.stderr


@pytest.mark.parametrize("out", ["年报.xlsx", "年报.xlsx/里面"])
def test_a_file_that_stands_where_the_results_should_go_is_named(out, tmp_path):
    put(tmp_path / "年报.xlsx", b"x")
    with pytest.raises(UnwritableOutput) as refused:
        Ledger(tmp_path / out)
    assert refused.value.code == "BATCH-FILE"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_can_not_be_opened_is_named(tmp_path):
    put(tmp_path / "in" / "甲.xlsx", workbook("某市甲局"))
    closed = tmp_path / "in" / "x"
    closed.mkdir(mode=0)
    story, _, _ = done(tmp_path / "out", tmp_path / "in")
    assert notes(story)["BATCH-FOLDER"] == (str(closed),)


DEADLY = """
import os, sys
from pathlib import Path
from assembler.tasks.batch import one
from tests.tasks.batches import done

def checked(path, *rest, before=one.checked):
    if path.name == "丙.xlsx":
        os._exit(9)
    return before(path, *rest)

one.checked = checked  # in workers, too: they run this file
if __name__ == "__main__":
    sys.exit(done(Path(sys.argv[2]), Path(sys.argv[1]))[0].totals.exit_code)
"""


def test_what_kills_its_process_costs_one_workbook_however_few_there_are(tmp_path):
    place, out = tmp_path / "in", tmp_path / "out"
    for name in "甲乙丙":
        put(place / f"{name}.xlsx", workbook(f"某市{name}局"))
    script = put(tmp_path / "batch.py", DEADLY.encode())
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    run = [sys.executable, str(script), str(place), str(out)]
    codes = [subprocess.run(run, env=environment, capture_output=True, check=False).returncode for _ in range(2)]
    assert codes == [3, 3]
    rows = json.loads((out / "summary.json").read_text("utf-8"))["files"]
    assert [(row["file"][-6:], row["status"]) for row in rows] == [
        ("丙.xlsx", "unusable"),
        ("乙.xlsx", "ok"),
        ("甲.xlsx", "ok"),
    ]
    assert done(out, place)[0].totals.exit_code == 0
    done(tmp_path / "undisturbed", place)
    assert snapshot(out).keys() == snapshot(tmp_path / "undisturbed").keys()


def test_a_run_that_finds_nothing_changed_loads_nothing_that_makes_reports(tmp_path):
    folder(tmp_path / "in", 30)
    command = [sys.executable, "-X", "importtime", "-m", "assembler", "batch", "in", "-o", "out", "-q"]
    loaded = [subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8").stderr for _ in range(2)]
    for each in ("pebble", "xlsxwriter.workbook", "jinja2.environment"):
        assert [f" {each}\n" in names for names in loaded] == [True, False]
    for each in ("assembler.checks", "assembler.excel", "assembler.word", "lxml.etree", "importlib.metadata"):
        assert f" {each}\n" not in loaded[1]


def test_what_a_run_writes_meanwhile_is_called_so_that_the_next_one_takes_it_away(tmp_path, monkeypatch):
    monkeypatch.setattr(Processes, "run", here)
    out, lines = tmp_path / "out", Story.lines
    seen: set[str] = set()

    def looked_at(story: Story):
        for line in lines(story):
            seen.update(path.name for path in (out / ".assembler").iterdir())
            yield line

    monkeypatch.setattr(Story, "lines", looked_at)
    done(out, folder(tmp_path / "in", 2))
    assert [name for name in seen if name.startswith("new-")]
    kept = {"ledger.sqlite", "ledger.sqlite-journal", "lock.sqlite", "lock.sqlite-journal"}
    assert [name for name in seen - kept if not name.startswith(BEGUN)] == []


def test_no_summary_is_ever_in_memory_as_a_whole(tmp_path, monkeypatch):
    class Piece(str):
        """A string of which one can see whether it is still there."""

    alive: weakref.WeakSet[Piece] = weakref.WeakSet()
    most = 0

    def pieces(*_, **__):
        nonlocal most
        for number in range(100):
            piece = Piece(number)
            alive.add(piece)
            most = max(most, len(alive))
            yield piece

    monkeypatch.setattr(Story, "document", pieces)
    done(tmp_path / "out", folder(tmp_path / "in", 1))
    assert most <= 3


def test_of_very_many_files_the_first_are_named_and_all_counted():
    found = _First()
    for number in random.Random(1).sample(range(1000), 1000):
        found.add(f"{number}.docx", str(number))
    assert found.count == 1000
    assert found.told == [str(number) for number in range(MOST)]


def test_several_processes_do_what_one_does(tmp_path, monkeypatch):
    place = folder(tmp_path / "in", 30)
    monkeypatch.setattr(Processes, "run", here)
    done(tmp_path / "a", place, annotate=True)
    monkeypatch.undo()
    done(tmp_path / "b", place, annotate=True, jobs=2)
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")


def test_a_run_that_is_stopped_goes_on_and_ends_as_if_it_had_not_been(tmp_path):
    place = folder(tmp_path / "in", 15)

    class Stop(Silent):
        left = 5

        def advance(self, done: int, faulty: int) -> None:
            self.left -= done + 0 * faulty
            if self.left == 0:
                raise KeyboardInterrupt

    out = tmp_path / "out"
    with closing(Batch(Order(out=out), (place,), jobs=1)) as run, pytest.raises(KeyboardInterrupt):
        run.run(Stop())
    assert not (out / "summary.json").exists()
    (out / "reports" / ".assembler-0123").write_bytes(b"half")
    (out / ".assembler" / "new-summary.json").write_bytes(b"half")
    (out / ".assembler" / "tmp").mkdir()
    _, _, fresh = done(out, place)
    assert fresh == 10
    done(tmp_path / "undisturbed", place)
    assert snapshot(out) == snapshot(tmp_path / "undisturbed")


def test_the_catalog_of_the_run_is_the_language_of_its_pages(tmp_path):
    put(tmp_path / "甲.xlsx", workbook("某市甲局", faulty=True))
    done(tmp_path / "out", tmp_path, html=True, language="en")
    [page] = (tmp_path / "out" / "pages").iterdir()
    assert Catalog.load("en").word("remedy", text="").strip() in page.read_text("utf-8")
