"""The whole way of a clerk: a new workbook, filled in in an office program, saved, checked, built."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from assembler.excel.layout import layout
from assembler.messages.catalog import Catalog
from assembler.model.findings import Severity
from assembler.model.grid import grid_of
from assembler.model.plain import plain
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.tasks.build import build
from assembler.tasks.check import checked
from assembler.tasks.new import Wanted, make
from assembler.tasks.submission_json import load_submission

pytestmark = pytest.mark.office
SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).parent / "fill_in_libreoffice.py"


def entries(spec: ReportSpec, submission: Submission) -> list[tuple[str, str, str | float]]:
    """What a clerk types: texts, figures, a date; no totals."""
    plan = layout(spec)
    typed: dict[str, str | float] = {"organisation": submission.organisation, "year": submission.year or 0}
    for entry in spec.info:
        value = submission.info[entry.id]
        if entry.kind == "date":
            typed[f"info.{entry.id}"] = (date.fromisoformat(value) - date(1899, 12, 30)).days
        elif entry.kind == "level":
            typed[f"info.{entry.id}"] = next(level.label for level in spec.levels if level.id == value)
        else:
            typed[f"info.{entry.id}"] = value
    typed |= dict(submission.texts)
    typed |= {str(cell): float(submission.figures[cell] or 0) for cell in spec.cells if not spec.is_computed(cell)}
    typed |= {str(cell): float(figure) for cell, figure in submission.control.items() if figure is not None}
    return [(plan.places[ref].sheet, plan.places[ref].address, value) for ref, value in typed.items() if value != ""]


@pytest.fixture(scope="module")
def filled(spec: ReportSpec, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode:
        missing = "needs LibreOffice's Python module: apt install python3-uno"
        if os.environ.get("ASSEMBLER_REQUIRE_OFFICE") == "1":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("clerk")
    blank = make(Wanted(output=folder / "blank.xlsx", year=2023, organisation="云岭县自然资源局")).output
    _, submission = load_submission(data / "example-county-2023.json")
    listed = folder / "entries.json"
    listed.write_text(json.dumps(entries(spec, submission), ensure_ascii=False), encoding="utf-8")
    saved = folder / "filled.xlsx"
    subprocess.run([SYSTEM_PYTHON, SCRIPT, blank, listed, saved], check=True, timeout=180, capture_output=True)
    return saved


def test_what_was_typed_in_libreoffice_is_read_without_a_finding(filled: Path, data: Path) -> None:
    _, submission = load_submission(data / "example-county-2023.json")
    found = checked(filled)
    assert found.submission == submission
    assert found.findings == ()


def test_the_report_holds_the_figures_that_were_typed(spec: ReportSpec, filled: Path, tmp_path: Path) -> None:
    built = build(filled, tmp_path / "report.docx")
    assert built.output is not None
    assert built.figures == len(spec.cells)
    tables = Document(str(built.output)).tables
    for table, printed in zip(spec.tables, tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in printed.rows]
        for place in grid_of(table).figures():
            assert place.ref is not None
            assert rows[place.row][place.column] == plain(built.checked.submission.figures[place.ref])


def test_one_wrong_figure_typed_in_libreoffice_is_told_by_row_and_column(
    spec: ReportSpec, filled: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.xlsx"
    listed = tmp_path / "entries.json"
    place = layout(spec).places["t3.open.natural"]
    listed.write_text(json.dumps([(place.sheet, place.address, 164)]), encoding="utf-8")
    subprocess.run([SYSTEM_PYTHON, SCRIPT, filled, listed, wrong], check=True, timeout=180, capture_output=True)
    found = checked(wrong)
    told = [
        Catalog.load("zh").finding(each, spec).message for each in found.findings if each.severity is Severity.ERROR
    ]
    words = "表三“自然人”列勾稽关系不平：本年新收 412＋上年结转 17＝429，办理结果总计 406＋结转下年 24＝430，相差 -1"
    assert any(each.startswith(words) for each in told)
    assert build(wrong, tmp_path / "no.docx").output is None
    assert not (tmp_path / "no.docx").exists()
