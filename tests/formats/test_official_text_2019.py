"""The 2019 format against the official text (国办公开办函〔2019〕60号), to the letter.

``tests/data/official-2019.json`` was transcribed from the notice apart from the format's own files.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assembler.formats import load_format
from assembler.formats.asks import CHECKS
from assembler.formats.editions import FOLDER
from assembler.model.equations import Relation
from assembler.model.grid import grid_of
from assembler.model.refs import CellRef
from assembler.model.spec import Line, ReportSpec, Table

Official = dict[str, Any]
OFFICIAL: Official = json.loads(
    (Path(__file__).parent.parent / "data" / "official-2019.json").read_text(encoding="utf-8")
)
SECTIONS = {section["id"]: section for section in OFFICIAL["sections"]}
TABLES = {table["id"]: table for table in OFFICIAL["tables"]}
BLOCKS = {block["id"]: (table, block) for table in OFFICIAL["tables"] for block in table["blocks"]}
RULES = {rule["id"]: rule for rule in OFFICIAL["rules"]}


@pytest.fixture(scope="module")
def old() -> ReportSpec:
    return load_format("2019")


def _table(spec: ReportSpec, table_id: str) -> Table:
    return next(table for table in spec.tables if table.id == table_id)


def _as_official(lines: Sequence[Line], header_group: str = "") -> list[Official]:
    """Lines in the words of the official data, which leaves out the one heading over all columns."""
    over_all = {line.id for line in lines if header_group and line.label == header_group}
    found = []
    for line in lines:
        entry = {"id": line.id, "label": line.label, "kind": line.kind}
        entry |= {"parent": line.parent} if line.parent and line.parent not in over_all else {}
        entry |= {"basis": line.basis} if line.basis else {}
        entry |= {"value": line.value} if line.value else {}
        found += [entry] if line.id not in over_all else []
    return found


def test_edition_is_named_and_dated_as_in_the_notice(old: ReportSpec) -> None:
    issued = OFFICIAL["issued"]
    assert (old.id, old.name) == (OFFICIAL["id"], OFFICIAL["name"])
    assert old.document == f"{OFFICIAL['document']}（{issued['year']}年{issued['month']}月{issued['day']}日）"
    assert (old.first_year, old.last_year) == (OFFICIAL["report_years"]["first"], OFFICIAL["report_years"]["last"])


@pytest.mark.parametrize("section_id", SECTIONS)
def test_section_has_the_official_heading_kind_and_limit(old: ReportSpec, section_id: str) -> None:
    assert [section.id for section in old.sections] == list(SECTIONS)
    official, section = SECTIONS[section_id], old.section_of(section_id)
    assert section.heading == official["heading"]
    assert ("table" if section.table else "prose") == official["kind"]
    assert section.max_chars == official["max_chars"]
    topics = [(text.id, text.heading) for text in section.texts if text.id.startswith(f"{section_id}.")]
    assert topics == [(f"{section_id}.{topic['id']}", topic["label"]) for topic in official["topics"]]


@pytest.mark.parametrize("block_id", BLOCKS)
def test_block_has_the_official_caption_lines_and_kinds(old: ReportSpec, block_id: str) -> None:
    table, official = BLOCKS[block_id]
    assert list(old.blocks) == list(BLOCKS)
    block = old.blocks[block_id]
    assert (block.caption, block.corner, block.unit) == (official["caption"], official["corner"], official["unit"])
    assert (block.value, block.scale) == (official["value"], official["scale"])
    assert _as_official(block.rows) == official["rows"]
    by_id = {line["id"]: line for line in official["columns"]}
    assert {line["id"]: line for line in _as_official(block.columns, table["header_group"])} == by_id
    assert [column.id for column in block.leaf_columns] == official["column_order"]


def test_changes_are_signed_and_one_amount_is_words(old: ReportSpec) -> None:
    kinds = Counter(old.value_of(cell) for cell in old.cells)
    assert kinds == {"count": 192, "signed": 5, "text": 1}
    assert [str(cell) for cell in old.worded] == ["t2_9.procurement.amount"]
    assert {cell.column for cell in old.cells if old.value_of(cell) == "signed"} == {"change"}
    assert load_format("2021").worded == ()


def test_cells_are_as_many_as_in_the_official_form(old: ReportSpec) -> None:
    counts = OFFICIAL["counts"]
    assert [len(list(table.cells())) for table in old.tables] == [
        counts["t2_cells"],
        counts["t3_cells"],
        counts["t4_cells"],
    ]
    assert len(old.cells) == len(set(old.cells)) == counts["total_cells"] == 198
    assert len(old.definitions) == sum(map(old.is_computed, old.cells)) == 7 + 22 + 3


@pytest.mark.parametrize(
    ("table_id", "rows", "columns", "header_rows"), [("t2", 18, 5, 2), ("t3", 26, 10, 3), ("t4", 4, 15, 3)]
)
def test_grid_has_the_printed_size(old: ReportSpec, table_id: str, rows: int, columns: int, header_rows: int) -> None:
    grid = grid_of(_table(old, table_id))
    assert (grid.rows, grid.columns, grid.header_rows) == (rows, columns, header_rows)
    assert TABLES[table_id].get("grid_columns", columns) == columns


def test_two_columns_share_the_width_of_three(old: ReportSpec) -> None:
    spans = {str(cell.ref): (cell.column, cell.columns) for cell in grid_of(_table(old, "t2")).figures()}
    assert [spans[f"t2_6.penalty.{column}"] for column in ("prev_items", "change", "decisions")] == [
        (1, 1),
        (2, 2),
        (4, 1),
    ]
    assert [spans[f"t2_9.procurement.{column}"] for column in ("projects", "amount")] == [(1, 2), (3, 2)]


def test_groups_of_results_are_merged_over_their_rows(old: ReportSpec) -> None:
    cells = grid_of(_table(old, "t3")).cells
    merged = {cell.line: cell.rows for cell in cells if cell.role == "stub" and cell.rows > 1}
    assert merged == TABLES["t3"]["merged_rows"] == {"results": 20, "deny": 8, "unable": 3, "refuse": 5}


def test_rules_are_those_of_the_transcription_and_one_control(old: ReportSpec) -> None:
    ours = {equation.id for equation in old.equations}
    assert {*RULES, "T3-08"} - {"Y-01"} <= ours <= {*RULES, "T3-08"} | {rule for rule in ours if rule[0] == "Y"}


def _weights(cells: Iterable[str]) -> dict[str, int]:
    return {cell.removeprefix("-"): -1 if cell.startswith("-") else 1 for cell in cells}


def _net(left: dict[str, int], right: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((*left.items(), *((cell, -weight) for cell, weight in right.items()))))


def _says(relation: Relation) -> tuple[tuple[str, int], ...]:
    sides: list[dict[str, int]] = []
    for terms in (relation.left, relation.right):
        sides.append({
            f"{'prev:' if term.last_year else ''}{cell}": -1 if term.negative else 1
            for term in terms
            for cell in term.cells
        })  # fmt: skip
    return _net(*sides)


@pytest.mark.parametrize("rule_id", [rule for rule in RULES if rule != "Y-01"])
def test_rule_relates_exactly_the_official_cells_at_every_place(old: ReportSpec, rule_id: str) -> None:
    official = RULES[rule_id]
    expected = set()
    for at in official["at"]:
        sides = ([cell.replace("{at}", at) for cell in official[side] if cell != 0] for side in ("left", "right"))
        expected.add(_net(*map(_weights, sides)))
    relations = [relation for relation in old.relations if relation.equation.id == rule_id]
    assert {_says(relation) for relation in relations} == expected
    assert len(relations) == len(official["at"])
    for relation in relations:
        assert (relation.equation.severity, relation.equation.sign) == (official["severity"], official["sign"])
        assert relation.equation.official == official["official"]


@pytest.mark.parametrize(
    ("prev_items", "change", "holds"), [(8, -8, True), (8, -9, False), (0, 0, True), (0, 1036, True), (0, -1, False)]
)
def test_items_cannot_become_fewer_than_none(old: ReportSpec, prev_items: int, change: int, holds: bool) -> None:
    relation = next(each for each in old.relations if (each.equation.id, each.at) == ("T2-19-01", "fee"))
    figures = {
        CellRef("t2_8", "fee", "prev_items"): Decimal(prev_items),
        CellRef("t2_8", "fee", "change"): Decimal(change),
    }
    assert relation.holds(*relation.sides(figures.get)) is holds


def test_every_check_of_the_code_is_there_or_left_out_by_name(old: ReportSpec) -> None:
    assert set(old.checks) == set(CHECKS)
    without = {check.id for check in old.checks.values() if not check.judged}
    assert {"S-06", "V-02"} <= without
    assert without.isdisjoint(old.rules)
    assert set(old.rules) == {equation.id for equation in old.equations} | set(CHECKS) - without


def test_nothing_is_called_official_that_only_the_later_notice_says(old: ReportSpec) -> None:
    sources = {equation.id: equation.source for equation in old.equations if equation.official}
    sources |= {check.id: check.source for check in old.checks.values() if check.official}
    assert {"T3-01", "S-01"} <= set(sources)
    assert not [rule for rule, source in sources.items() if "〔2021〕" in source]
    assert "〔2021〕" not in "".join((FOLDER / "2019" / f"t{n}.toml").read_text(encoding="utf-8") for n in (2, 3, 4))


def test_official_counting_notes_are_words_of_the_form(old: ReportSpec) -> None:
    official = [note for note in old.notes if note.official]
    assert [note.cells[0].row for note in official] == ["partial"]
    assert official[0].text.rstrip("。") in old.blocks["t3"].row("partial").label


def test_levels_have_the_dates_of_the_regulation(old: ReportSpec) -> None:
    found = {level.id: [f"{day.month:02}-{day.day:02}" for day in level.deadlines] for level in old.levels}
    assert found == OFFICIAL["deadlines"]
    assert [level.id for level in old.levels] == [level.id for level in load_format("2021").levels]
