"""``check --json``: keys, their order, types, nulls, as other offices' scripts rely on them."""

import json
import re
from pathlib import Path

import pytest

from assembler import __version__
from assembler.excel import make_workbook
from assembler.messages import Catalog, as_json
from assembler.messages.catalog import LANGUAGES
from assembler.tasks.check import check_all
from tests.checks.submissions import RAISING, SPEC, WORKBOOKS, in_order, outcome_of
from tests.messages.test_terminal import RUNS, broken, several

FILE = ["file", "status", "organisation", "year", "format", "problem", "findings"]
PROBLEM = ["code", "message", "remedy"]
FINDING = [
    "code", "severity", "message", "remedy", "at", "cells", "expected", "actual", "excerpt", "suggestion", "accepted",
]  # fmt: skip
CELL = ["ref", "sheet", "address", "value"]


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def document(files, language="zh"):
    return json.loads(as_json(check_all([Path(file) for file in files]), Catalog(language)))


def is_text(value, *, null=False):
    return (null and value is None) or (isinstance(value, str) and value != "")


def held_to_the_contract(told):
    assert list(told) == ["schema", "program", "files"]
    assert told["schema"] == 1
    assert told["program"] == f"assembler {__version__}"
    for file in told["files"]:
        assert list(file) == FILE
        assert file["status"] in ("ok", "warnings", "errors", "unusable")
        if file["status"] == "unusable":
            assert list(file["problem"]) == PROBLEM
            assert all(is_text(value) for value in file["problem"].values())
            assert (file["organisation"], file["year"], file["format"], file["findings"]) == (None, None, None, [])
        else:
            assert file["problem"] is None
            assert file["format"] == "2021"
            assert file["year"] is None or type(file["year"]) is int
            assert isinstance(file["organisation"], str)
        for finding in file["findings"]:
            finding_held(finding)


def finding_held(finding):
    assert list(finding) == FINDING
    assert finding["severity"] in ("error", "warning", "info")
    assert all(is_text(finding[key]) for key in ("code", "message", "remedy", "at"))
    assert all(is_text(finding[key], null=True) for key in ("expected", "actual", "excerpt"))
    assert is_text(finding["accepted"], null=True)
    if finding["suggestion"] is not None:
        suggestion_held(finding["suggestion"])
    for cell in finding["cells"]:
        assert list(cell) == CELL
        assert is_text(cell["ref"])
        assert is_text(cell["value"], null=True)
        assert is_text(cell["sheet"], null=True)
        assert (cell["address"] is None) == (cell["sheet"] is None)
        assert cell["address"] is None or re.fullmatch("[A-Z]+[0-9]+", cell["address"])


def suggestion_held(suggestion):
    assert list(suggestion) == ["ref", "from", "to", "certainty"]
    assert suggestion["certainty"] in ("unique", "tied")
    assert is_text(suggestion["ref"])
    assert is_text(suggestion["from"], null=True)
    assert is_text(suggestion["to"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RUNS)
def test_every_run_holds_to_the_contract(name, language):
    held_to_the_contract(document(RUNS[name](), language))


@pytest.mark.parametrize("name", [name for name in RAISING if not name.startswith(("S-01/", "S-08"))])
def test_every_finding_holds_to_the_contract(name):
    filled = RAISING[name](in_order())
    Path("某局.xlsx").write_bytes(make_workbook(SPEC, filled))
    told = document(["某局.xlsx"])
    held_to_the_contract(told)
    assert name.partition("/")[0] in [finding["code"] for finding in told["files"][0]["findings"]]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_what_reading_notices_holds_to_the_contract(name, tmp_path):
    told = json.loads(as_json([outcome_of(WORKBOOKS[name](tmp_path))], Catalog("zh")))
    held_to_the_contract(told)
    assert name.partition("/")[0] in [finding["code"] for finding in told["files"][0]["findings"]]


def test_files_come_in_the_order_given_under_the_names_given():
    given = several()
    told = document(given)
    assert [file["file"] for file in told["files"]] == given
    assert [file["status"] for file in told["files"]] == ["ok", "warnings", "errors", "unusable", "unusable"]
    assert told["files"][-1]["problem"]["code"] == "INPUT-MISSING"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_over_several_files_is_told(language, golden):
    text = as_json(check_all([Path(file) for file in [*several(), *broken()]]), Catalog(language))
    golden(f"check.{language}.json", text.replace(__version__, "0.0.0") + "\n")


def test_figures_are_strings_in_plain_notation():
    [file] = document(broken())["files"]
    values = [cell["value"] for finding in file["findings"] for cell in finding["cells"] if cell["value"]]
    assert "-1" in values
    assert not [value for value in values if re.search(r"[0-9][eE][+-]?[0-9]", value)]


def test_addresses_are_those_of_the_cells():
    [file] = document(broken())["files"]
    [finding] = [each for each in file["findings"] if (each["code"], each["at"]) == ("T3-03", "open")]
    assert finding["cells"][0] == {
        "ref": "t3.open.total", "sheet": "三、申请情况", "address": "K8", "value": "9",
    }  # fmt: skip
    assert (finding["expected"], finding["actual"]) == ("2", "9")


def test_the_same_run_says_the_same_again():
    files = several()
    assert as_json(check_all([Path(file) for file in files]), Catalog("zh")) == as_json(
        check_all([Path(file) for file in files]), Catalog("zh")
    )
