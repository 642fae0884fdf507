"""The next edition, made in a copy of the repository by the steps in docs/formats.md: it is data alone, and what
there is of the editions before it stays readable."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assembler.checks.coverage import balanced
from assembler.formats import format_ids, load_folder, load_format
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.tasks.submission_json import dump_submission
from tests.checks.submissions import without_marks

ROOT = Path(__file__).parents[1]
LAST: ReportSpec = load_format(format_ids()[-1])
FIRST_YEAR = LAST.first_year + 4
NEXT = str(FIRST_YEAR)
ROW = "行政裁量基准"
Run = Callable[..., subprocess.CompletedProcess[str]]


def replaced(file: Path, old: str, new: str) -> None:
    """The file with other words in one place."""
    text, count = re.subn(old, lambda _: new, file.read_text(encoding="utf-8"), count=1)
    assert count == 1, f"the step is out of date: {old} no longer stands in {file.name}"
    file.write_text(text, encoding="utf-8")


def add_edition(formats: Path) -> None:
    """The form of the newest edition with a row more, for the years from FIRST_YEAR on."""
    before, new = formats / LAST.id, formats / NEXT
    shutil.copytree(before, new, ignore=shutil.ignore_patterns("__pycache__"))
    replaced(
        before / "form.toml", r"(?m)^first_year = .*", f"first_year = {LAST.first_year}\nlast_year = {FIRST_YEAR - 1}"
    )
    replaced(new / "form.toml", r"(?m)^id = .*", f'id = "{NEXT}"')
    replaced(new / "form.toml", r"(?m)^first_year = .*", f"first_year = {FIRST_YEAR}")
    row = f'rows = [\n    {{ id = "new", label = "{ROW}", name = "{ROW}", kind = "input" }},\n'
    replaced(new / f"{LAST.tables[0].id}.toml", r"(?m)^rows = \[\n", row)
    with (new / "prose.toml").open("a", encoding="utf-8") as prose:
        prose.write(f'\n[[decision]]\ncells = ["{new_cells(load_folder(new))[-1]}"]\nwords = ["{ROW}"]\n')


def new_cells(spec: ReportSpec) -> list[CellRef]:
    """The cells of the row that is new."""
    return [cell for cell in spec.cells if cell.row == "new"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with an edition more, but for its template and workbook."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("assembler", "templates", "tools", "workbooks"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "tests" / "data").mkdir(parents=True)
    for example in (ROOT / "tests" / "data").glob("example-*.json"):
        shutil.copy(example, folder / "tests" / "data")
    add_edition(folder / "assembler" / "formats")
    return folder


@pytest.fixture(scope="module")
def run(checkout: Path) -> Run:
    """Runs Python in the copy; what each process finds out is kept for the next, as always."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def call(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *map(str, words)],
            cwd=checkout, env=kept | {"PYTHONPATH": str(checkout), "PYTHONUTF8": "1"},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return call


@pytest.fixture(scope="module")
def made(checkout: Path, run: Run) -> Path:
    """The copy after the steps have been gone through."""
    early = run("tools/prepare_templates.py")
    assert (early.returncode, early.stderr.strip()) == (1, f"{NEXT}.docx isn't there yet: make template FORMAT={NEXT}")
    for tool, *words in (("make_template", "--format", NEXT), ("prepare_templates",), ("make_workbooks",)):
        done = run(f"tools/{tool}.py", *words)
        assert (done.returncode, done.stderr) == (0, ""), tool
    return checkout


@pytest.fixture(scope="module")
def reports(made: Path) -> tuple[Submission, Submission]:
    """The last one of the edition before, and the first one of the next: figures in order, nothing else filled in."""
    editions = [load_folder(made / "assembler" / "formats" / each) for each in (LAST.id, NEXT)]
    before, now = (replace(balanced(spec).report, year=FIRST_YEAR - 1 + n) for n, spec in enumerate(editions))
    return before, now


@pytest.fixture(scope="module")
def workbooks(reports: tuple[Submission, Submission], made: Path, run: Run) -> list[Path]:
    """Both as workbooks, made by the program."""
    files = [made / f"{report.year}.xlsx" for report in reports]
    for file, report in zip(files, reports, strict=True):
        file.with_suffix(".json").write_text(dump_submission(report), encoding="utf-8")
        done = run("-m", "assembler", "new", "--data", file.with_suffix(".json"), "-o", file)
        assert (done.returncode, done.stderr) == (0, "")
    return files


def checked(run: Run, *words: object) -> list[dict[str, Any]]:
    """What ``check --json`` says of each workbook."""
    files = json.loads(run("-m", "assembler", "check", "--json", *words).stdout)["files"]
    assert isinstance(files, list)
    return files


def test_the_next_edition_is_listed_and_has_a_workbook(made: Path, run: Run) -> None:
    listed = json.loads(run("-m", "assembler", "formats", "--json").stdout)["formats"]
    assert [each["id"] for each in listed] == [*format_ids(), NEXT]
    assert listed[-1]["cells"] > len(LAST.cells)
    assert (made / "workbooks" / f"{NEXT}.xlsx").is_file()


def test_a_workbook_of_the_next_edition_is_checked_and_built(
    reports: tuple[Submission, Submission], workbooks: list[Path], run: Run, tmp_path: Path
) -> None:
    before, file = workbooks
    [found] = checked(run, file, "--previous", before)
    assert (found["format"], found["year"], found["problem"]) == (NEXT, FIRST_YEAR, None)
    codes = {each["code"] for each in found["findings"]}
    assert codes.isdisjoint({"S-08", "S-10", "V-01", "V-03", "W-04"})
    assert codes.isdisjoint(relation.equation.id for relation in LAST.relations if not relation.needs)
    done = run("-m", "assembler", "build", "--draft", file, "-o", tmp_path / "a.docx")
    assert done.returncode == 1, done.stderr  # nothing but figures was filled in
    rows = [[cell.text for cell in row.cells] for row in Document(str(tmp_path / "a.docx")).tables[0].rows]
    figures = [str(figure) for cell, figure in reports[1].figures.items() if cell.row == "new"]
    assert [row[1:] for row in rows if row[0] == ROW] == [figures]


def test_workbooks_of_before_stay_what_they_were(made: Path, run: Run) -> None:
    kept, anew = (sorted((folder / "workbooks" / "examples").glob("*.xlsx")) for folder in (ROOT, made))
    told = [{name: value for name, value in each.items() if name != "file"} for each in checked(run, *kept, *anew)]
    assert told[: len(kept)] == told[len(kept) :]
    assert {each["format"] for each in told} == {"2021"}


def test_without_marks_a_workbook_is_of_the_edition_whose_lines_it_has(
    workbooks: list[Path], run: Run, tmp_path: Path
) -> None:
    """The tables of both are alike but for one row."""
    for file in workbooks:
        book: Workbook = load_workbook(file)
        without_marks(book)
        book.save(tmp_path / file.name)
    found = checked(run, *(tmp_path / file.name for file in workbooks))
    assert [(each["format"], each["year"]) for each in found] == [(LAST.id, FIRST_YEAR - 1), (NEXT, FIRST_YEAR)]
    assert all("W-16" in [each["code"] for each in file["findings"]] for file in found)


@pytest.mark.parametrize(
    "tool",
    [("make_template", "--format", NEXT), ("prepare_templates",), ("make_workbooks",), ("make_rulebook",)],
    ids=" ".join,
)
def test_a_slip_in_the_form_is_told_by_the_tools_as_by_the_program(made: Path, run: Run, tool: tuple[str, ...]) -> None:
    form = made / "assembler" / "formats" / NEXT / "form.toml"
    kept = form.read_text(encoding="utf-8")
    replaced(form, "(?m)^blank =", "blamk =")
    done = run(f"tools/{tool[0]}.py", *tool[1:])
    form.write_text(kept, encoding="utf-8")
    assert done.returncode == 4
    assert done.stderr.startswith("FORMAT-")
    assert f"{NEXT}/form.toml" in done.stderr
