"""The sentences of narratives.json: how many contradictions are found, how many alarms are false."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.checks.prose.reports import SPEC

TOOL = Path(__file__).parents[3] / "tools" / "evaluate_prose.py"


def _tool() -> ModuleType:
    module = importlib.util.spec_from_file_location("evaluate_prose", TOOL)
    assert module is not None
    assert module.loader is not None
    loaded = importlib.util.module_from_spec(module)
    import sys

    sys.modules["evaluate_prose"] = loaded
    module.loader.exec_module(loaded)
    return loaded


EVALUATION = _tool()
SCORED = [(case, EVALUATION.score(case, SPEC)) for case in EVALUATION.cases(SPEC)]


@pytest.mark.parametrize("half", sorted({case.half for case, _ in SCORED}))
def test_nine_of_ten_contradictions_are_found(half):
    scores = [score for case, score in SCORED if case.half == half]
    found, missed = (sum(len(getattr(each, part)) for each in scores) for part in ("found", "missed"))
    assert found >= 9 * missed


@pytest.mark.parametrize("half", sorted({case.half for case, _ in SCORED}))
def test_at_most_one_of_fifty_consistent_sentences_raises_a_false_alarm(half):
    consistent = [score for case, score in SCORED if case.half == half and not case.expected]
    assert len(consistent) >= 30
    assert sum(1 for each in consistent if each.false) * 50 <= len(consistent)


def test_published_sentences_are_all_read_rightly():
    assert [
        case.sentence for case, score in SCORED if case.source == "published" and (score.missed or score.false)
    ] == []


def test_the_command_prints_its_tables(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["evaluate_prose.py", "--misses"])
    EVALUATION.main()
    printed = capsys.readouterr().out
    assert "| 合计 |" in printed
    assert "- seed-2023-as-published：N-05 unable、N-05 deny" in printed
