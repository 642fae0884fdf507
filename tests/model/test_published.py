"""Figures that public organisations published: the rules find exactly what is wrong with them, and nothing else.

What is wrong was computed by an independent program; see ``broken`` and ``blank_cells`` in expected.json.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

FOLDER = Path(__file__).parent.parent / "data" / "published"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def _published(name: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return report


def _figures(name: str) -> dict[CellRef, Decimal | None]:
    named = _published(name)["figures"].items()
    return {CellRef.parse(ref): None if figure is None else Decimal(figure) for ref, figure in named}


def test_every_report_has_its_expectation_and_there_are_both_kinds() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {*EXPECTED, "expected.json"}
    assert len(EXPECTED) == 16
    assert sum(1 for each in EXPECTED.values() if each["broken"]) == 3
    assert sum(1 for each in EXPECTED.values() if each["blank_cells"]) == 2


@pytest.mark.parametrize("name", EXPECTED)
def test_report_names_cells_and_texts_of_the_form(spec: ReportSpec, name: str) -> None:
    report = _published(name)
    assert (report["format"], report["organisation"], report["year"]) == (
        "2021",
        EXPECTED[name]["organisation"],
        EXPECTED[name]["year"],
    )
    assert set(_figures(name)) == set(spec.cells) - {CellRef.parse(ref) for ref in EXPECTED[name]["not_legible"]}
    assert report["texts"].keys() == {"preamble", "s5", "s6"}
    assert all(isinstance(figure, str | None) for figure in report["figures"].values())


@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_the_known_relations_are_broken(spec: ReportSpec, name: str) -> None:
    figures = _figures(name)
    broken = set()
    for relation in spec.live_relations:
        left, right = relation.sides(figures.get)
        if relation.applies(figures.get) and left != right:
            broken.add((relation.equation.id, relation.at))
    assert broken == {tuple(each) for each in EXPECTED[name]["broken"]}


@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_the_known_cells_are_blank(name: str) -> None:
    assert [str(cell) for cell, figure in _figures(name).items() if figure is None] == EXPECTED[name]["blank_cells"]
