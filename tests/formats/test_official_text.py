"""The 2021 format against the official text (国办公开办函〔2021〕30号), to the letter.

``tests/data/official-2021.json`` was transcribed from the notice apart from the format's own files.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assembler.model.grid import GridCell, grid_of
from assembler.model.spec import Block, Line, ReportSpec, Table

Official = dict[str, Any]
OFFICIAL: Official = json.loads(
    (Path(__file__).parent.parent / "data" / "official-2021.json").read_text(encoding="utf-8")
)
SECTIONS = {section["id"]: section for section in OFFICIAL["sections"]}
TABLES = {table["id"]: table for table in OFFICIAL["tables"]}
BLOCKS = {block["id"]: (table, block) for table in OFFICIAL["tables"] for block in table["blocks"]}
RULES = {rule["id"]: rule for rule in OFFICIAL["rules"]}


def _table(spec: ReportSpec, table_id: str) -> Table:
    return next(table for table in spec.tables if table.id == table_id)


def _stub(spec: ReportSpec, table_id: str, line: str) -> GridCell:
    cells = grid_of(_table(spec, table_id)).cells
    return next(cell for cell in cells if cell.role == "stub" and cell.line == line)


def _as_official(lines: Sequence[Line], header_group: str = "") -> list[Official]:
    """Lines in the words of the official data, which leaves out the one heading over all columns."""
    over_all = {line.id for line in lines if header_group and line.label == header_group}
    found = []
    for line in lines:
        if line.id in over_all:
            continue
        entry = {"id": line.id, "label": line.label, "kind": line.kind}
        if line.parent and line.parent not in over_all:
            entry["parent"] = line.parent
        if line.basis:
            entry["basis"] = line.basis
        found.append(entry)
    return found


def test_edition_is_named_and_dated_as_in_the_notice(spec: ReportSpec) -> None:
    issued = OFFICIAL["issued"]
    assert spec.id == OFFICIAL["id"]
    assert spec.name == OFFICIAL["name"]
    assert spec.document == f"{OFFICIAL['document']}（{issued['year']}年{issued['month']}月{issued['day']}日）"
    assert spec.first_year == OFFICIAL["report_years"]["first"]


def test_sections_are_the_official_ones_in_order(spec: ReportSpec) -> None:
    assert [section.id for section in spec.sections] == list(SECTIONS)


@pytest.mark.parametrize("section_id", SECTIONS)
def test_section_has_the_official_heading_kind_and_limit(spec: ReportSpec, section_id: str) -> None:
    official = SECTIONS[section_id]
    section = spec.section_of(section_id)
    assert section.heading == official["heading"]
    assert ("table" if section.table else "prose") == official["kind"]
    assert section.max_chars == official["max_chars"]
    if section.table:
        assert section.table.title == official["title"]
        assert TABLES[section.table.id]["section"] == section_id


def test_first_section_treats_the_official_topics_after_the_preamble(spec: ReportSpec) -> None:
    preamble, *topics = spec.section_of("s1").texts
    assert (preamble.id, preamble.heading) == ("preamble", "")
    official = SECTIONS["s1"]["topics"]
    assert [(text.id, text.heading) for text in topics] == [(f"s1.{topic['id']}", topic["label"]) for topic in official]


@pytest.mark.parametrize("section_id", ["s5", "s6"])
def test_prose_section_is_one_text_without_a_heading_of_its_own(spec: ReportSpec, section_id: str) -> None:
    assert [(text.id, text.heading) for text in spec.section_of(section_id).texts] == [(section_id, "")]


def test_tables_and_blocks_are_the_official_ones_in_order(spec: ReportSpec) -> None:
    assert {table.id: [block.id for block in table.blocks] for table in spec.tables} == {
        table["id"]: [block["id"] for block in table["blocks"]] for table in OFFICIAL["tables"]
    }


@pytest.mark.parametrize("block_id", BLOCKS)
def test_block_has_the_official_caption_corner_and_unit(spec: ReportSpec, block_id: str) -> None:
    block, official = spec.blocks[block_id], BLOCKS[block_id][1]
    assert block.caption == official["caption"]
    assert block.corner == official["corner"]
    assert block.unit == official["unit"]
    assert (block.value, block.scale) == (official["value"], official["scale"])


@pytest.mark.parametrize("block_id", BLOCKS)
def test_rows_have_the_official_ids_labels_groups_and_bases(spec: ReportSpec, block_id: str) -> None:
    assert _as_official(spec.blocks[block_id].rows) == BLOCKS[block_id][1]["rows"]


@pytest.mark.parametrize("block_id", BLOCKS)
def test_columns_have_the_official_ids_labels_and_groups(spec: ReportSpec, block_id: str) -> None:
    table, official = BLOCKS[block_id]
    block = spec.blocks[block_id]
    by_id = {line["id"]: line for line in official["columns"]}
    assert {line["id"]: line for line in _as_official(block.columns, table["header_group"])} == by_id
    assert [column.id for column in block.leaf_columns] == official["column_order"]


@pytest.mark.parametrize("block_id", [block_id for block_id, (table, _) in BLOCKS.items() if table["header_group"]])
def test_one_official_heading_stands_over_all_columns(spec: ReportSpec, block_id: str) -> None:
    table, _ = BLOCKS[block_id]
    header = [cell for cell in grid_of(_table(spec, table["id"])).cells if cell.role == "header" and cell.row == 0]
    assert [(cell.text, cell.columns) for cell in header] == [(table["header_group"], 7)]


def test_only_the_table_of_requests_offers_a_control_column(spec: ReportSpec) -> None:
    assert {block.id for block in spec.blocks.values() if block.control} == {"t3"}
    assert len(spec.controls) == 25


def test_cells_are_as_many_as_in_the_official_form(spec: ReportSpec) -> None:
    counts = OFFICIAL["counts"]
    per_table = {table.id: len(list(table.cells())) for table in spec.tables}
    assert per_table == {"t2": counts["t2_cells"], "t3": counts["t3_cells"], "t4": counts["t4_cells"]}
    assert len(spec.cells) == len(set(spec.cells)) == counts["total_cells"] == 200
    computed = Counter(spec.table_of[cell.block].id for cell in spec.cells if spec.is_computed(cell))
    inputs = Counter(spec.table_of[cell.block].id for cell in spec.cells if not spec.is_computed(cell))
    assert inputs == {"t2": 10, "t3": counts["t3_input_cells"], "t4": counts["t4_input_cells"]}
    assert inputs.total() == counts["input_cells"] == 166
    assert computed.total() == counts["computed_cells"] == 34
    assert len(spec.definitions) == 34


@pytest.mark.parametrize(
    ("table_id", "rows", "columns", "header_rows"), [("t2", 14, 4, 2), ("t3", 28, 10, 3), ("t4", 4, 15, 3)]
)
def test_grid_has_the_printed_size(spec: ReportSpec, table_id: str, rows: int, columns: int, header_rows: int) -> None:
    grid = grid_of(_table(spec, table_id))
    assert (grid.rows, grid.columns, grid.header_rows) == (rows, columns, header_rows)
    assert TABLES[table_id].get("header_rows", header_rows) == header_rows


@pytest.mark.parametrize(
    ("line", "rows", "column"),
    [("results", 22, 0), ("deny", 8, 1), ("unable", 3, 1), ("refuse", 5, 1), ("other", 3, 1)],
)
def test_group_of_results_is_merged_over_its_rows(spec: ReportSpec, line: str, rows: int, column: int) -> None:
    cell = _stub(spec, "t3", line)
    assert (cell.rows, cell.columns, cell.column) == (rows, 1, column)
    assert TABLES["t3"]["merged_rows"][line] == rows


def test_no_other_rows_are_merged(spec: ReportSpec) -> None:
    merged = {
        cell.line
        for table in spec.tables
        for cell in grid_of(table).cells
        if cell.role in ("stub", "figure") and cell.rows > 1
    }
    assert merged == set(TABLES["t3"]["merged_rows"])


@pytest.mark.parametrize(
    ("line", "columns"), [("new_received", 3), ("carried_out", 3), ("open", 2), ("results_total", 2), ("other_misc", 1)]
)
def test_stub_reaches_to_the_figures(spec: ReportSpec, line: str, columns: int) -> None:
    cell = _stub(spec, "t3", line)
    assert cell.column + cell.columns == TABLES["t3"]["stub_columns"] == 3
    assert (cell.rows, cell.columns) == (1, columns)


@pytest.mark.parametrize("table_id", TABLES)
def test_corners_cover_stub_and_header(spec: ReportSpec, table_id: str) -> None:
    table = _table(spec, table_id)
    corners = [cell for cell in grid_of(table).cells if cell.role == "corner"]
    stub = TABLES[table_id]["stub_columns"]
    blocks: list[Block] = [block for block in table.blocks if stub]
    assert [cell.text for cell in corners] == [block.corner for block in blocks]
    assert all((cell.column, cell.columns) == (0, stub) for cell in corners)
    assert all(cell.rows == (3 if table_id == "t3" else 1) for cell in corners)


@pytest.mark.parametrize("table_id", TABLES)
def test_captions_run_over_the_whole_width(spec: ReportSpec, table_id: str) -> None:
    grid = grid_of(_table(spec, table_id))
    captions = [(cell.text, cell.column, cell.columns) for cell in grid.cells if cell.role == "caption"]
    official = [block["caption"] for block in TABLES[table_id]["blocks"] if block["caption"]]
    assert captions == [(caption, 0, grid.columns) for caption in official]


def test_single_figures_of_table_two_fill_the_columns_of_three(spec: ReportSpec) -> None:
    widths = {str(cell.ref): cell.columns for cell in grid_of(_table(spec, "t2")).figures()}
    assert {ref for ref, columns in widths.items() if columns == 3} == {
        "t2_5.license.decisions",
        "t2_6.penalty.decisions",
        "t2_6.coercion.decisions",
        "t2_8.fee.amount_wan",
    }
    assert set(widths.values()) == {1, 3}


def test_rules_of_the_form_are_the_official_ones_and_one_control(spec: ReportSpec) -> None:
    ours = {"T2-04", "Y-01", "Y-02"}  # not of the form: a comparison, and two with last year's report
    assert {equation.id for equation in spec.equations} == {*RULES, "T3-08", *ours}
    assert not any(equation.official for equation in spec.equations if equation.id in ours)
    assert len(spec.live_relations) == 42 + 25


@pytest.mark.parametrize("rule_id", RULES)
def test_rule_has_the_official_severity_and_says_if_it_is_printed(spec: ReportSpec, rule_id: str) -> None:
    equation = next(equation for equation in spec.equations if equation.id == rule_id)
    assert equation.severity == RULES[rule_id]["severity"]
    assert equation.official == RULES[rule_id]["printed_in_the_form"]
    assert not equation.when_filled


@pytest.mark.parametrize("rule_id", RULES)
def test_rule_relates_exactly_the_official_cells_at_every_place(spec: ReportSpec, rule_id: str) -> None:
    official = RULES[rule_id]
    relations = [relation for relation in spec.relations if relation.equation.id == rule_id]
    assert [relation.at for relation in relations] == official["at"]
    for relation in relations:
        for side, terms in (("left", relation.left), ("right", relation.right)):
            cells = [str(cell) for term in terms for cell in term.cells]
            assert sorted(cells) == sorted(cell.replace("{at}", relation.at) for cell in official[side])
            assert not any(term.negative for term in terms)


def test_control_counts_are_compared_with_the_total_of_their_row(spec: ReportSpec) -> None:
    relations = [relation for relation in spec.relations if relation.equation.id == "T3-08"]
    assert [relation.at for relation in relations] == [row.id for row in spec.blocks["t3"].leaf_rows]
    for relation in relations:
        assert [str(cell) for cell in relation.cells] == [f"t3.{relation.at}.control", f"t3.{relation.at}.total"]
        assert relation.equation.when_filled
        assert not relation.equation.official


def test_counting_notes_called_official_stand_at_the_cells_the_notice_names(spec: ReportSpec) -> None:
    found = {str(cell) for note in spec.notes if note.official for cell in note.cells}
    named = [word for note in OFFICIAL["counting_notes"] for word in note["cells"]]
    assert found == {str(cell) for cell in spec.cells if any(f"{cell}.".startswith(f"{word}.") for word in named)}
    assert len(found) == 3 + 7 + 15


def test_counting_note_of_partial_disclosure_repeats_the_words_of_the_label(spec: ReportSpec) -> None:
    label = spec.blocks["t3"].row("partial").label
    words = label[label.index("（区") + 1 : -1]
    note = next(note for note in spec.notes if note.cells[0].row == "partial")
    assert note.text == f"{words}。"


def test_levels_have_the_legal_deadlines(spec: ReportSpec) -> None:
    found = {level.id: [f"{day.month:02}-{day.day:02}" for day in level.deadlines] for level in spec.levels}
    assert found == OFFICIAL["deadlines"]


@pytest.mark.parametrize(
    ("word", "cell"),
    [("新收", "new_received"), ("上年结转", "carried_in"), ("办结", "results_total"), ("结转下年", "carried_out")],
)
def test_shortcuts_name_the_totals_most_used(spec: ReportSpec, word: str, cell: str) -> None:
    assert str(spec.shortcuts[word]) == f"t3.{cell}.total"
