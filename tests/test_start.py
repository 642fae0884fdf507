"""What a start loads, counted: time depends on the machine, the number of modules doesn't (docs/decisions/0017)."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assembler import cli
from assembler.assets import examples
from assembler.cli.help import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
# What only some commands, some workbooks or some templates need, and what it costs to load in ms.
HEAVY = {
    "_hashlib": 2, "cn2an": 30, "docx": 25, "docxtpl": 100, "fractions": 1, "jinja2": 26,
    "multiprocessing": 8, "openpyxl": 100, "python_calamine": 5,
    "rich": 40, "sqlite3": 3, "subprocess": 2, "tomllib": 2, "xlsxwriter": 25,
}  # fmt: skip


def loaded(*arguments: str, **environment: str) -> set[str]:
    """The modules that a run of the program loads, but for those that this Python loads by itself: each system adds
    some of its own."""
    return _imported("-m", "assembler", *arguments, **environment) - _imported("-c", "pass", **environment)


def _imported(*arguments: str, **environment: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-X", "utf8", *arguments]
    whole = {**os.environ, **environment}
    run = subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    modules = re.findall(r"^import time:[^|]*\|[^|]*\| *(\S+)$", run.stderr, re.MULTILINE)
    assert "site" in modules, "python -X importtime reports in another form now"
    return set(modules)


def ours(modules: set[str]) -> set[str]:
    return {module for module in modules if module.split(".")[0] == "assembler"}


def test_help_loads_the_command_line_and_nothing_else() -> None:
    modules = loaded("--help")
    rooms = {module.split(".")[1] for module in ours(modules) if "." in module}
    assert rooms == {"cli", "errors", "locale"}
    assert not {f"assembler.cli.{name}" for name in COMMANDS} & modules
    assert len(modules) <= 96
    assert not HEAVY.keys() & {module.split(".")[0] for module in modules}


def test_a_report_loads_what_reads_checks_and_prints_and_nothing_else(tmp_path: Path) -> None:
    arguments = ("build", str(examples()[0]), "-o", str(tmp_path / "a.docx"))
    kept: dict[str, str] = {}
    if sys.dont_write_bytecode:
        kept = {"PYTHONPYCACHEPREFIX": str(tmp_path / "kept"), "PYTHONDONTWRITEBYTECODE": ""}
    loaded(*arguments, **kept)  # the first run may keep what it has read and proved
    modules = loaded(*arguments, "--force", **kept)
    assert not HEAVY.keys() & {module.split(".")[0] for module in modules}
    dear = {"click", "dataclasses", "difflib", "gettext", "inspect", "json", "lxml", "xml.etree", "zipfile"}  # 36 ms
    assert not dear & modules
    needless = (
        "checks.locate.search", "cli.batch", "excel.meaning.carried", "excel.meaning.claims", "excel.places.finder",
        "excel.writing.workbook", "excel.sources.foreign", "messages.terminal", "tasks.previous", "word.lint",
    )  # fmt: skip
    assert not {f"assembler.{each}" for each in needless} & modules
    assert len(ours(modules)) <= 129
    assert len(modules) <= 189


class Full(io.StringIO):
    """A stream that takes no more."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("module", "name", "value", "ends"),
    [
        ("sys", "stdout", io.StringIO(), True),
        ("sys", "stdout", Full(), False),
        ("sys", "stderr", None, False),
        ("sys", "gettrace", lambda: print, False),
        ("sys", "getprofile", lambda: print, False),
        ("threading", "active_count", lambda: 2, False),
    ],
)
def test_a_run_ends_at_once_unless_there_is_something_to_wait_for(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, value: object, ends: bool
) -> None:
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("sys.gettrace", lambda: None)
    monkeypatch.setattr("sys.getprofile", lambda: None)
    monkeypatch.delitem(sys.modules, "multiprocessing", raising=False)
    monkeypatch.setattr(f"{module}.{name}", value)
    cli._end(3)
    assert ended == [3] * ends


def test_a_run_that_has_started_processes_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os._exit", pytest.fail)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setitem(sys.modules, "multiprocessing", sys)
    cli._end(0)
