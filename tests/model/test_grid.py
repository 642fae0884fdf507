"""The printed geometry: every position of the grid belongs to exactly one cell."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.model.grid import Grid, ancestors, grid_of
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line, ReportSpec, Table

TABLE_IDS = ["t2", "t3", "t4"]


def _table(spec: ReportSpec, table_id: str) -> Table:
    return next(table for table in spec.tables if table.id == table_id)


def _coverage(grid: Grid) -> Counter[tuple[int, int]]:
    return Counter(
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    )


def _assert_covered_once(table: Table) -> None:
    grid = grid_of(table)
    assert _coverage(grid) == {(row, column): 1 for row in range(grid.rows) for column in range(grid.columns)}
    assert [cell.ref for cell in grid.figures()] == list(table.cells())
    assert list(grid.cells) == sorted(grid.cells, key=lambda cell: (cell.row, cell.column))


@pytest.mark.parametrize("table_id", TABLE_IDS)
def test_every_grid_position_is_covered_exactly_once(spec: ReportSpec, table_id: str) -> None:
    _assert_covered_once(_table(spec, table_id))


@pytest.mark.parametrize("table_id", TABLE_IDS)
def test_every_label_is_printed_once_for_each_block(spec: ReportSpec, table_id: str) -> None:
    table = _table(spec, table_id)
    grid = grid_of(table)
    printed = [(cell.role, cell.line, cell.text) for cell in grid.cells if cell.role in ("header", "stub")]
    lines = [("header", line.id, line.label) for block in table.blocks for line in block.columns]
    lines += [("stub", line.id, line.label) for block in table.blocks for line in block.rows if line.label]
    assert Counter(printed) == Counter(lines)


@pytest.mark.parametrize(
    ("ref", "row", "column", "columns"),
    [
        ("t2_1.regulation.issued", 2, 1, 1),
        ("t2_1.normative_doc.in_force", 3, 3, 1),
        ("t2_5.license.decisions", 6, 1, 3),
        ("t2_8.fee.amount_wan", 13, 1, 3),
        ("t3.new_received.natural", 3, 3, 1),
        ("t3.open.natural", 5, 3, 1),
        ("t3.results_total.total", 26, 9, 1),
        ("t3.carried_out.total", 27, 9, 1),
        ("t4.count.review_upheld", 3, 0, 1),
        ("t4.count.suit_after_total", 3, 14, 1),
    ],
)
def test_figure_stands_where_the_form_prints_it(
    spec: ReportSpec, ref: str, row: int, column: int, columns: int
) -> None:
    grid = grid_of(spec.table_of[ref.split(".")[0]])
    cell = next(cell for cell in grid.figures() if cell.ref == CellRef.parse(ref))
    assert (cell.row, cell.column, cell.rows, cell.columns) == (row, column, 1, columns)


@pytest.mark.parametrize(
    ("line", "row", "column", "rows", "columns"),
    [
        ("applicants", 0, 3, 1, 7),
        ("natural", 1, 3, 2, 1),
        ("org", 1, 4, 1, 5),
        ("biz", 2, 4, 1, 1),
        ("org_other", 2, 8, 1, 1),
        ("total", 1, 9, 2, 1),
    ],
)
def test_header_of_the_requests_spans_as_printed(
    spec: ReportSpec, line: str, row: int, column: int, rows: int, columns: int
) -> None:
    cell = next(cell for cell in grid_of(_table(spec, "t3")).cells if cell.role == "header" and cell.line == line)
    assert (cell.row, cell.column, cell.rows, cell.columns) == (row, column, rows, columns)


@pytest.mark.parametrize(
    ("line", "row", "rows", "columns"),
    [
        ("review", 0, 1, 5),
        ("review_upheld", 1, 2, 1),
        ("suit", 0, 1, 10),
        ("suit_direct", 1, 1, 5),
        ("suit_after", 1, 1, 5),
        ("suit_after_total", 2, 1, 1),
    ],
)
def test_header_of_the_suits_spans_as_printed(spec: ReportSpec, line: str, row: int, rows: int, columns: int) -> None:
    cell = next(cell for cell in grid_of(_table(spec, "t4")).cells if cell.line == line)
    assert (cell.row, cell.rows, cell.columns) == (row, rows, columns)


def test_ancestors_are_the_groups_outermost_first(spec: ReportSpec) -> None:
    rows = spec.blocks["t3"].rows
    found = ancestors(rows, spec.blocks["t3"].row("deny_internal_affairs"))
    assert [line.id for line in found] == ["results", "deny"]
    assert ancestors(rows, rows[0]) == ()


@st.composite
def _some_lines(draw: st.DrawFn, prefix: str, labelled: bool) -> tuple[Line, ...]:
    """Lines in groups up to three deep; every group has its lines right behind it."""
    lines: list[Line] = []

    def add(parent: str | None, depth: int) -> None:
        for _ in range(draw(st.integers(1, 3))):
            number = len(lines)
            kind = draw(st.sampled_from(["input", "computed", "group"] if depth < 2 else ["input"]))
            label = f"{prefix}{number}" if labelled else ""
            if kind == "group":
                lines.append(Line(f"{prefix}{number}", label, label, "group", parent))
                add(f"{prefix}{number}", depth + 1)
            else:
                lines.append(Line(f"{prefix}{number}", label, label, "input", parent))

    add(None, 0)
    return tuple(lines)


@st.composite
def _some_blocks(draw: st.DrawFn, block_id: str) -> Block:
    labelled = draw(st.booleans())
    return Block(
        id=block_id,
        caption=draw(st.sampled_from(["", "标题"])),
        corner="项目",
        unit="件",
        value="count",
        scale=0,
        columns=draw(_some_lines("c", True)),
        rows=draw(_some_lines("r", True)) if labelled else (Line("r", "", "件数", "input"),),
    )


@given(data=st.data(), count=st.integers(1, 3))
def test_every_table_with_whole_groups_is_covered_exactly_once(data: st.DataObject, count: int) -> None:
    blocks = tuple(data.draw(_some_blocks(f"b{n}")) for n in range(count))
    _assert_covered_once(Table("t", "表", "题目", (), blocks))
