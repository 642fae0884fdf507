"""One edition of the form as values."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

ref = CellRef.parse


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("t3.new_received.natural", "表三.本年新收.自然人"),
        ("t3.open.org_other", "表三.予以公开.其他组织"),
        ("t3.open.control", "表三.予以公开.登记簿件数"),
        ("t2_1.regulation.issued", "表二.规章.制发"),
        ("t2_8.fee.amount_wan", "表二.行政事业性收费.收费金额"),
        ("t4.count.review_total", "表四.件数.复议总计"),
    ],
)
def test_cell_has_a_name_for_people(spec: ReportSpec, cell: str, name: str) -> None:
    assert spec.cell_name(ref(cell)) == name


def test_names_for_people_are_unique(spec: ReportSpec) -> None:
    names = [spec.cell_name(cell) for cell in (*spec.cells, *spec.controls)]
    assert len(names) == len(set(names)) == 225


@pytest.mark.parametrize(
    ("cell", "computed"),
    [
        ("t3.open.natural", False),
        ("t3.open.total", True),
        ("t3.results_total.natural", True),
        ("t3.results_total.total", True),
        ("t3.open.control", False),
        ("t4.count.suit_after_total", True),
        ("t4.count.suit_after_pending", False),
        ("t2_8.fee.amount_wan", False),
    ],
)
def test_totals_are_computed(spec: ReportSpec, cell: str, computed: bool) -> None:
    assert spec.is_computed(ref(cell)) is computed


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("t3.open.total", "T3-03"),
        ("t3.results_total.natural", "T3-02"),
        ("t3.results_total.total", "T3-02"),  # the first rule that has it alone on its left
        ("t4.count.suit_direct_total", "T4-02"),
    ],
)
def test_total_is_defined_by_its_rule(spec: ReportSpec, cell: str, rule: str) -> None:
    assert spec.definitions[ref(cell)].equation.id == rule


def test_exactly_the_computed_cells_are_defined(spec: ReportSpec) -> None:
    assert set(spec.definitions) == {cell for cell in spec.cells if spec.is_computed(cell)}


@pytest.mark.parametrize(
    ("item", "section"),
    [
        ("preamble", "s1"),
        ("s1.oversight", "s1"),
        ("t2", "s2"),
        ("t2_8", "s2"),
        ("t3", "s3"),
        ("t4", "s4"),
        ("s5", "s5"),
        ("s6", "s6"),
    ],
)
def test_everything_belongs_to_a_section(spec: ReportSpec, item: str, section: str) -> None:
    assert spec.section_of(item).id == section


def test_every_text_and_block_has_its_section(spec: ReportSpec) -> None:
    for item in (*spec.texts, *spec.blocks):
        assert spec.section_of(item) in spec.sections


@pytest.mark.parametrize(
    "ask",
    [
        lambda spec: spec.section_of("t9"),
        lambda spec: spec.blocks["t3"].row("natural"),
        lambda spec: spec.blocks["t3"].column("open"),
        lambda spec: spec.blocks["t4"].column("control"),
    ],
)
def test_what_the_form_lacks_is_a_key_error(spec: ReportSpec, ask: Callable[[ReportSpec], object]) -> None:
    with pytest.raises(KeyError):
        ask(spec)


@pytest.mark.parametrize(
    ("last_year", "year", "covered"),
    [
        (None, 2020, False),
        (None, 2021, True),
        (None, 2099, True),
        (2024, 2020, False),
        (2024, 2021, True),
        (2024, 2024, True),
        (2024, 2025, False),
    ],
)
def test_edition_covers_its_years(spec: ReportSpec, last_year: int | None, year: int, covered: bool) -> None:
    assert replace(spec, last_year=last_year).covers(year) is covered
