"""The benchmark: everybody does the same work, or no time counts."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assembler.checks import check
from assembler.excel import open_book, read_submission
from assembler.model.findings import Severity
from bench import books, templates
from bench.__main__ import Bench
from bench.form import SPEC, form
from bench.measure import Cost
from bench.programs import HERE, ROOT, Program
from bench.same import difference, said
from bench.tables import Goal, Page

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def report(file: Path, *paragraphs: str, cells: tuple[str, ...] = ()) -> Path:
    """A Word document with these paragraphs and a table of one row."""
    lines = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    row = "".join(f"<w:tc><w:p><w:r><w:t>{each}</w:t></w:r></w:p></w:tc>" for each in cells)
    file.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(file, "w") as package:
        body = f"<w:body>{lines}<w:tbl><w:tr>{row}</w:tr></w:tbl></w:body>"
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{body}</w:document>')
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="make bench is for POSIX systems")
def test_a_quick_run_without_node_says_what_it_left_out_and_measures_the_rest(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--cache", str(tmp_path), "--output", str(tmp_path / "page.md")],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.md").read_text("utf-8") == done.stdout.removesuffix("\n")
    assert "docxtemplater and carbone are left out: there is no Node" in done.stdout
    assert "up to 2 reports of each program, equal in every paragraph and every cell" in done.stdout
    assert re.findall("^### (.*?)[,(]", done.stdout, re.MULTILINE) == [
        "One workbook", "2 workbooks in one process", "Phases of a report", "`assembler batch`",
        "Memory of `assembler batch --jobs 2`",
    ]  # fmt: skip
    assert "### Start-up" in done.stdout
    assert str(ROOT) not in done.stdout
    assert done.stdout.count("| `assembler batch --jobs 1`: with ledger, summaries and all |") == 1


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"paragraphs": ("甲", "丙")}, "one/a.docx: 乙\ntwo/a.docx: 丙"),
        ({"paragraphs": ("甲",)}, "one/a.docx: 乙\ntwo/a.docx: 表 1.1.1: 6"),
        ({"cells": ("6", "8")}, "one/a.docx: 表 1.1.2: 7\ntwo/a.docx: 表 1.1.2: 8"),
        ({"cells": ("6", "7", "0")}, "one/a.docx: (nothing)\ntwo/a.docx: 表 1.1.3: 0"),
    ],
)
def test_one_figure_or_word_that_differs_ends_the_run(tmp_path, monkeypatch, other, told):
    said_by_all = {"paragraphs": ("甲", " ", "乙"), "cells": ("6", "7")}
    contents = {"one": said_by_all, "two": {**said_by_all, **other}}

    def written(_: Bench, program: Program, size: int) -> Cost:
        words = contents[program.name]
        report(tmp_path / program.name / "a.docx", *words["paragraphs"], cells=words["cells"])
        return Cost(size, size)

    monkeypatch.setattr(Bench, "cost", written)
    bench = object.__new__(Bench)
    bench.folder, bench.sizes, bench.rounds, bench.workbooks = tmp_path, [1, 2], 1, [Path("a.xlsx")]
    bench.programs = [Program("one", ()), Program("one", ())]
    assert bench.times(1) == {"one": [Cost(1, 1), Cost(1, 1)]}
    bench.programs = [Program("one", ()), Program("two", ())]
    with pytest.raises(SystemExit, match="the reports differ, so no time counts") as ended:
        bench.times(1)
    assert told in str(ended.value)


def test_blank_paragraphs_and_runs_make_no_difference(tmp_path):
    one = report(tmp_path / "one.docx", "甲", "", "乙")
    other = report(tmp_path / "other.docx", "甲</w:t></w:r><w:r><w:t>", "乙")
    assert said(one) == ["甲", "乙"]
    assert difference(one, other) == ""


def test_each_cell_has_its_tag_in_everybodys_words():
    with zipfile.ZipFile(ROOT / "templates" / "2021.docx") as package:
        xml = package.read("word/document.xml").decode()
    theirs = {"docxtemplater": templates.for_docxtemplater(xml), "carbone": templates.for_carbone(xml)}
    for n, cell in enumerate(SPEC.cells):
        assert theirs["docxtemplater"].count(f"{{{SPEC.cell_name(cell)}}}") == 1
        assert theirs["carbone"].count(f"{{d.c{n}}}") == 1
    assert not any(re.search(r"\{[{%]", each) for each in theirs.values())


def test_a_tag_that_has_no_other_words_is_refused(tmp_path):
    strange = tmp_path / "strange.docx"
    with zipfile.ZipFile(strange, "w") as package:
        package.writestr("word/document.xml", "<w:p>{% set x = 1 %}</w:p>")
    with pytest.raises(ValueError, match=r"strange\.docx"):
        templates.write_templates(strange, tmp_path)


def test_generated_workbooks_are_in_order_and_the_same_every_time():
    for number in range(20):
        filled = books.submission(number)
        assert filled == books.submission(number)
        assert [each for each in check(SPEC, filled) if each.severity is Severity.ERROR] == []
    assert books.submission(1).figures != books.submission(2).figures


def test_more_workbooks_are_those_of_other_organisations(tmp_path, monkeypatch):
    monkeypatch.setattr(books, "WRITTEN", 1)
    first, second = books.workbooks(tmp_path, 2)
    said = [read_submission(SPEC, open_book(file)).submission for file in (first, second)]
    assert [each.organisation for each in said] == ["云岭县第000000局", "云岭县第000001局"]
    assert said[0].figures == said[1].figures
    before = first.stat().st_mtime_ns
    assert books.workbooks(tmp_path, 2) == [first, second]
    assert first.stat().st_mtime_ns == before


def test_the_form_names_a_place_for_every_entry():
    known = form()
    assert len(known["figures"]) == len(SPEC.cells)
    assert {entry["sheet"] for entry in known["texts"]} == {each.sheet for each in SPEC.sections if each.texts}


def test_packages_are_pinned_and_come_from_no_particular_host():
    pinned = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pinned} == pinned
    assert not any("resolved" in each for each in locked.values())


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (Goal("", 25.0, least=25), True),
        (Goal("", 24.9, least=25), False),
        (Goal("", 4.0, most=4), True),
        (Goal("", 4.1, most=4), False),
        (Goal("", 41.0, least=25, busy=17.5), False),
        (Goal("", 3.0, most=4, busy=3.5), True),
    ],
)
def test_what_is_not_met_is_said(goal, met):
    assert goal.met is met
    assert ("**no**" in goal.row) is not met


def test_ratios_are_those_within_a_round():
    page = Page([])
    seconds = {"obvious script": [10.0, 100.0, 90.0], "fast path": [1.0, 2.0, 3.0], "floor": [1.0, 1.0, 1.0]}
    page.judge_many(9, {name: [Cost(each, 1.0) for each in taken] for name, taken in seconds.items()})
    assert [(goal.name, goal.found) for goal in page.goals] == [
        ("speed against the obvious script, 9 workbooks", 30.0),
        ("time against the floor, 9 workbooks", 2.0),
    ]


def test_an_engine_counts_with_its_quicker_reader():
    page = Page([])
    seconds = {"obvious script": 90.0, "fast path": 2.0, "floor": 1.0, "docxtemplater sheetjs": 12.0,
               "docxtemplater exceljs": 20.0, "carbone sheetjs": 16.0, "carbone exceljs": 14.0}  # fmt: skip
    page.judge_many(9, {name: [Cost(each, each)] for name, each in seconds.items()})
    assert [(goal.name, goal.found, goal.busy) for goal in page.goals][1:3] == [
        ("speed against docxtemplater, 9 workbooks", 6.0, 6.0),
        ("speed against carbone, 9 workbooks", 7.0, 7.0),
    ]
