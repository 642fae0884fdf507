"""A statutory table as rows of HTML cells, with the marks of the findings that concern it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from assembler.messages.catalog import Catalog
from assembler.model.grid import GridCell, grid_of
from assembler.model.outcome import Checked
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec, Table
from assembler.records import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a cause, at a cell that it concerns. ``target``: the id of the cause on the page; ``grade``: error,
    warning, info or accepted; ``label``: for those who hear the page; ``suspect``: the cell is one to look at first;
    ``after``: what should stand there."""

    number: int
    target: str
    grade: str
    label: str
    suspect: bool
    after: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """``tag`` is th or td; ``scope`` that of a th. ``id`` is set where a finding links to the cell."""

    tag: str
    kind: str
    text: str
    rows: int
    columns: int
    scope: str = ""
    id: str = ""
    grade: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A table: ``head`` are its header rows, ``bodies`` the rows below, block by block. ``style`` is the class that
    has the widths of its ``columns``."""

    id: str
    style: str
    columns: int
    name: str
    title: str
    head: tuple[tuple[DrawnCell, ...], ...]
    bodies: tuple[tuple[tuple[DrawnCell, ...], ...], ...]


def draw(table: Table, checked: Checked, marks: Mapping[str, Sequence[Mark]], anchor: str, catalog: Catalog) -> Drawing:
    """The table as the form prints it. ``anchor`` goes before the ids of marked cells: f1-t3.open.total."""
    grid = grid_of(table)
    rows: list[list[DrawnCell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(_drawn(cell, checked, marks, anchor, catalog))
    drawn = [tuple(row) for row in rows]
    starts = [grid.header_rows, *_later_blocks(grid.cells), grid.rows]
    bodies = tuple(tuple(drawn[start:end]) for start, end in pairwise(starts))
    return Drawing(
        id=anchor + table.id,
        style=style_of(checked.spec, table),
        columns=grid.columns,
        name=table.name,
        title=table.title,
        head=tuple(drawn[: grid.header_rows]),
        bodies=bodies,
    )


def style_of(spec: ReportSpec, table: Table) -> str:
    """The class of a table of that edition: form-2021-t3."""
    return f"form-{spec.id}-{table.id}"


def _later_blocks(cells: Sequence[GridCell]) -> Iterator[int]:
    """The rows where a block below the first one begins."""
    captions = [cell.row for cell in cells if cell.role == "caption"]
    return (row for row in captions if row)


def _drawn(
    cell: GridCell, checked: Checked, marks: Mapping[str, Sequence[Mark]], anchor: str, catalog: Catalog
) -> DrawnCell:
    if cell.ref is not None:
        own = tuple(marks.get(str(cell.ref), ()))
        ident = f"{anchor}{cell.ref}" if own else ""
        text = _figure(cell.ref, checked) or (catalog.word("blank") if own else "")
        grade = own[0].grade + (" suspect" if any(mark.suspect for mark in own) else "") if own else ""
        return DrawnCell("td", "figure", text, cell.rows, cell.columns, id=ident, grade=grade, marks=own)
    if cell.role == "corner":
        return DrawnCell("td", "corner", cell.text, cell.rows, cell.columns)
    return DrawnCell("th", cell.role, cell.text, cell.rows, cell.columns, scope=_scope(cell))


def _scope(cell: GridCell) -> str:
    if cell.role == "caption":
        return "rowgroup"
    if cell.role == "stub":
        return "rowgroup" if cell.rows > 1 else "row"
    return "colgroup" if cell.columns > 1 else "col"


def _figure(ref: CellRef, checked: Checked) -> str:
    """What stands in the cell, whether or not it can be read."""
    return checked.submission.unread.get(str(ref)) or checked.submission.content(ref) or ""
