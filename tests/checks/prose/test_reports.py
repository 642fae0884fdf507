"""Whole reports: what must be found in them, and nothing else."""

from pathlib import Path

import pytest

from assembler.checks.prose import check_prose, figures_of
from assembler.tasks.submission_json import load_submission
from tests.checks.prose.reports import told

DATA = Path(__file__).parents[2] / "data"
FOUND = {
    "seed-2023-as-published": ["N-05 unable", "N-05/unmentioned deny"],
    "pingtan-2022": ["N-01/explained new_received", "N-06/explained natural"],
    "pt-gwhbgs-2022": ["N-08 t2_1.normative_doc.in_force"],
    "pt-zrzy-2022": ["N-11 preamble"],
}
"""The seed by its reference; 75 = 74 + 1; 424 for 89; 54 for 64: each known from the notes of the transcriber."""
REPORTS = [*DATA.glob("*-2023*.json"), *DATA.glob("published/p*.json")]


@pytest.mark.parametrize("file", REPORTS, ids=lambda file: file.stem)
def test_published_reports_have_the_contradictions_that_are_known_and_no_others(file):
    assert told(load_submission(file)[1]) == FOUND.get(file.stem, [])


def test_the_seed_names_the_cells_and_both_figures():
    spec, seed = load_submission(DATA / "seed-2023-as-published.json")
    unable, deny = check_prose(spec, seed)
    assert (unable.expected, unable.actual) == ("3", "4")
    assert unable.facts["phrase"].endswith("无法提供4件")
    assert [note.ref for note in unable.cells][:2] == ["s1.on_request", "t3.unable_not_held.total"]
    assert (deny.expected, deny.actual) == ("1", None)
    assert "t3.deny_law_forbids.total" in [note.ref for note in deny.cells]


def test_every_figure_of_the_seed_has_a_state():
    spec, seed = load_submission(DATA / "seed-2023-as-published.json")
    figures = figures_of(spec, seed)
    bound = [(each.code, each.value) for each in figures if each.state == "bound"]
    assert [(code, int(value)) for code, value in bound] == [
        ("N-01", 6),
        ("N-02", 0),
        ("N-05", 2),
        ("N-05", 4),
        ("N-05", 0),
        ("N-03", 0),
    ]
    assert {each.state for each in figures} == {"bound", "unbound"}
    for each in figures:
        assert seed.texts[each.text][each.start : each.end]
