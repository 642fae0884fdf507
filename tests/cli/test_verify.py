"""``assembler formats --verify``: a report for people, a document for programs, a code for both."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assembler.checks.coverage.faults import FAULTS
from assembler.cli import main
from assembler.formats import editions
from assembler.model.rulebook import RuleBook
from assembler.tasks import verify

Run = Callable[..., tuple[int, str, str]]
ROW = 'holds = "control = total"'


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Verify with the first kind of fault alone, which takes a fifth of the time."""
    monkeypatch.delenv("ASSEMBLER_LANG", raising=False)
    for fault in tuple(FAULTS)[1:]:
        monkeypatch.delitem(FAULTS, fault)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["formats", *arguments])
        return int(ended.value.code or 0), *capfd.readouterr()

    return call


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts an edition 2099 beside no other: a copy of 2021 with a change in its rules."""

    def make(old: str, new: str) -> None:
        shutil.copytree(editions.FOLDER / "2021", tmp_path / "2099", ignore=shutil.ignore_patterns("__pycache__"))
        form, rules = tmp_path / "2099" / "form.toml", tmp_path / "2099" / "rules.toml"
        form.write_text(form.read_text(encoding="utf-8").replace('"2021"', '"2099"', 1), encoding="utf-8")
        text = rules.read_text(encoding="utf-8")
        assert old in text
        rules.write_text(text.replace(old, new, 1), encoding="utf-8")
        # past the cache, which other tests rely on
        monkeypatch.setattr(verify, "load_format", lambda format_id: editions.load_folder(tmp_path / format_id))

    return make


def test_people_and_programs_are_told_the_same(run: Run) -> None:
    code, told, complaints = run("--verify", "2021")
    assert (code, complaints) == (0, "")
    assert "独立：表三有 39 个关系，37 个不能由其他关系推出" in told
    code, document, complaints = run("--verify", "2021", "--json")
    assert (code, complaints) == (0, "")
    found = json.loads(document)
    assert (found["schema"], found["format"], found["unknown"], found["untrue"]) == (1, "2021", [], [])
    [table] = [system for system in found["systems"] if system["name"] == "t3"]
    assert (table["cells"], table["relations"], table["rank"], len(table["consequences"])) == (175, 39, 37, 2)
    typed = [each for each in found["scores"] if (each["style"], each["situation"]) == ("typed", "alone")]
    assert {each["table"]: (each["noticed"], each["tried"]) for each in typed if each["table"] != "t2"} == {
        "t3": (175, 175),
        "t4": (15, 15),
    }
    assert len(found["guards"]["typed"]["alone"]) == 200
    assert found["guards"]["typed"]["alone"]["t3.open.natural"] == ["T3-02", "T3-03"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (ROW, 'holds = "control = totals"', "FORMAT-ID"),
        (ROW, 'holds = "control = natural..nobody"', "FORMAT-ID"),
        (ROW, 'holds = "control == total"', "FORMAT-EXPRESSION"),
        ('holds = "results_total = open..other_misc"', 'holds = "results_total = open..other_fee_unpaid"', ""),
    ],
)
def test_an_edition_whose_rules_name_what_it_lacks_is_refused(
    run: Run, edition: Callable[[str, str], None], old: str, new: str, code: str
) -> None:
    edition(old, new)
    ended, told, complaints = run("--verify", "2099")
    assert ended == (4 if code else 0)
    assert code in complaints
    if not code:  # a row that a rule forgets is no defect that can be proved, but it shows
        assert "表三.其他情形" in told


def test_rules_that_contradict_each_other_are_refused(run: Run, edition: Callable[[str, str], None]) -> None:
    edition('holds = "control = total"\nwhen_filled = true', 'holds = "total = natural..legal"')
    ended, told, complaints = run("--verify", "2099")
    assert (ended, told) == (4, "")
    assert "FORMAT-CONTRADICTION" in complaints


def test_what_the_loader_lets_pass_and_the_examination_finds_ends_with_4(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = editions.load_format("2021")
    book = RuleBook(spec, (), (("T3-01", "natural"),), (), ())
    monkeypatch.setattr(verify, "verify", lambda _: book)
    code, told, _ = run("--verify", "2021")
    assert code == 4
    assert "T3-01@natural" in told


def test_an_edition_that_there_is_not(run: Run) -> None:
    code, told, complaints = run("--verify", "2031")
    assert (code, told) == (3, "")
    assert "FORMAT-UNKNOWN" in complaints
