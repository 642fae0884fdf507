"""The next edition, made in a copy of the repository by the steps in docs/architecture.md: it is data alone, and what
there is of the editions before it stays readable."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assembler.formats import format_ids, load_format
from assembler.model.spec import ReportSpec
from tests.checks.submissions import without_marks

ROOT = Path(__file__).parents[1]
LAST: ReportSpec = load_format(format_ids()[-1])
FIRST_YEAR = LAST.first_year + 4
NEXT = str(FIRST_YEAR)
ROW = "行政新设"
CELL = "t2_6.new.decisions"
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
    row = f'    {{ id = "new", label = "{ROW}", name = "{ROW}", kind = "input" }},\n'
    replaced(new / "t2.toml", r'(?m)^(?= *\{ id = "coercion")', row)
    with (new / "prose.toml").open("a", encoding="utf-8") as prose:
        prose.write(f'\n[[decision]]\ncells = ["{CELL}"]\nwords = ["{ROW}"]\n')


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
def workbooks(made: Path, run: Run) -> tuple[Path, Path]:
    """The last of the edition before, and the first of the next one."""
    folder = made / "filled"
    folder.mkdir()
    before = workbook(run, folder, FIRST_YEAR - 1, LAST.id, {})
    return before, workbook(run, folder, FIRST_YEAR, NEXT, {CELL: "4711"})


def workbook(run: Run, folder: Path, year: int, format_id: str, figures: dict[str, str]) -> Path:
    """A workbook of that edition, filled in with the example of 2023 as if it had been of that year."""
    text = (ROOT / "tests" / "data" / "example-jincheng-2023.json").read_text(encoding="utf-8")
    text = re.sub("(?<![0-9])202[234](?![0-9])", lambda found: str(int(found[0]) - 2023 + year), text)
    data: dict[str, Any] = json.loads(text)
    data |= {"format": format_id, "figures": data["figures"] | figures}
    file = folder / f"{year}.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = run("-m", "assembler", "new", "--data", file, "-o", file.with_suffix(".xlsx"))
    assert done.returncode == 0, done.stderr
    return file.with_suffix(".xlsx")


def checked(run: Run, *words: object) -> list[dict[str, Any]]:
    """What ``check --json`` says of each workbook."""
    files = json.loads(run("-m", "assembler", "check", "--json", *words).stdout)["files"]
    assert isinstance(files, list)
    return files


def test_the_next_edition_is_listed_and_has_a_workbook(made: Path, run: Run) -> None:
    listed = json.loads(run("-m", "assembler", "formats", "--json").stdout)["formats"]
    assert [each["id"] for each in listed] == [*format_ids(), NEXT]
    assert listed[-1]["cells"] == len(LAST.cells) + 1
    assert (made / "workbooks" / f"{NEXT}.xlsx").is_file()


def test_a_workbook_of_the_next_edition_is_checked_and_built(
    workbooks: tuple[Path, Path], run: Run, tmp_path: Path
) -> None:
    before, file = workbooks
    [found] = checked(run, file, "--previous", before)
    assert (found["format"], found["year"], found["problem"]) == (NEXT, FIRST_YEAR, None)
    assert [each for each in found["findings"] if each["severity"] == "error"] == []
    done = run("-m", "assembler", "build", file, "-o", tmp_path / "a.docx")
    assert done.returncode in (0, 1), done.stderr
    rows = [[cell.text for cell in row.cells] for row in Document(str(tmp_path / "a.docx")).tables[0].rows]
    assert [row[-1] for row in rows if row[0] == ROW] == ["4711"]


def test_workbooks_of_before_stay_what_they_were(made: Path, run: Run) -> None:
    kept, anew = (sorted((folder / "workbooks" / "examples").glob("*.xlsx")) for folder in (ROOT, made))
    told = [{name: value for name, value in each.items() if name != "file"} for each in checked(run, *kept, *anew)]
    assert {each["format"] for each in told} == {"2021"}
    assert told[: len(kept)] == told[len(kept) :]


def test_without_marks_a_workbook_is_of_the_edition_whose_lines_it_has(
    workbooks: tuple[Path, Path], run: Run, tmp_path: Path
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
