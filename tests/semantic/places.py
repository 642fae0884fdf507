"""Where things stand on a sheet that somebody has been working on, found by what the labels are known to name."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from assembler.formats import load_format
from assembler.model.refs import CellRef
from assembler.model.spec import Block, ReportSpec, Table
from tests.semantic.paper import Area, Cell, Page, Paper
from tests.semantic.truth import Labels, entries


@dataclass(frozen=True)
class Spot:
    """A cell of the form where it stands now."""

    ref: CellRef
    page: Page
    row: int
    column: int

    @property
    def cell(self) -> Cell:
        """The cell; made if there is none."""
        return self.page.at(self.row, self.column)


def spec_of(paper: Paper) -> ReportSpec:
    """The edition."""
    return load_format(paper.format)


def spots(paper: Paper, *, totals: bool | None = False, tables: str = "t2 t3 t4") -> list[Spot]:
    """Cells of the form whose place is plain; ``totals``: only those (True), none of them (False), all (None)."""
    spec, labels = spec_of(paper), Labels(paper)
    found = []
    for ref in spec.cells:
        if spec.table_of[ref.block].id not in tables or ref in spec.worded:
            continue
        if totals is None or spec.is_computed(ref) is totals:
            places = labels.cells(ref)
            if len(places) == 1:
                found.append(Spot(ref, *places[0]))
    return found


@dataclass(frozen=True)
class Standing:
    """A block where it stands: rows and columns by line id, for lines with one place on that sheet."""

    block: Block
    page: Page
    rows: dict[str, int]
    columns: dict[str, int]
    stubs: dict[str, int]
    heads: dict[str, int]

    @property
    def header(self) -> int:
        """The first row of labels."""
        return min(self.heads.values())


def blocks(paper: Paper) -> list[Standing]:
    """Blocks of which nearly everything stands on one sheet, once."""
    labels, found = Labels(paper), []
    for block in spec_of(paper).blocks.values():
        rows = {line.id: labels.one(f"{block.id}/row/{line.id}") for line in block.leaf_rows}
        columns = {line.id: labels.one(f"{block.id}/column/{line.id}") for line in block.leaf_columns}
        pages = {id(place[0]): place[0] for place in (*rows.values(), *columns.values()) if place}
        if len(pages) != 1 or not any(rows.values()) or not any(columns.values()):
            continue
        found.append(Standing(
            block, pages.popitem()[1],
            {line: place[1] for line, place in rows.items() if place},
            {line: place[2] for line, place in columns.items() if place},
            {line: place[2] for line, place in rows.items() if place},
            {line: place[1] for line, place in columns.items() if place},
        ))  # fmt: skip
    return found


def any_block(paper: Paper, chance: Random, least_rows: int = 1) -> Standing | None:
    """One of them, 表三 as often as all others together."""
    found = [each for each in blocks(paper) if len(each.rows) >= least_rows]
    third = [each for each in found if each.block.id == "t3"]
    return chance.choice(third if third and chance.random() < 0.5 else found) if found else None


def any_merged(page: Page, rows: Iterable[int], columns: Iterable[int]) -> bool:
    """A cell of these belongs to a merged area: Excel sorts and moves no part of one."""
    return any(page.area(row, column) != (row, column, row, column) for row in rows for column in list(columns))


def area_of(paper: Paper, table: Table) -> tuple[Page, Area] | None:
    """The rectangle of a table, labels and figures, the control counts beside it too; None if it is scattered."""
    pages: dict[int, Page] = {}
    areas: list[Area] = []
    own = tuple(f"{block.id}/" for block in table.blocks)
    for label, places in Labels(paper).places.items():
        if label.startswith(own):
            for page, row, column in places:
                pages[id(page)] = page
                areas.append(page.area(row, column))
    for spot in spots(paper, totals=None, tables=table.id):
        areas.append(spot.page.area(spot.row, spot.column))
    if len(pages) != 1 or not areas:
        return None
    rows, columns = [a[0] for a in areas] + [a[2] for a in areas], [a[1] for a in areas] + [a[3] for a in areas]
    return pages.popitem()[1], (min(rows), min(columns), max(rows), max(columns))


def any_table(paper: Paper, chance: Random) -> tuple[Table, Page, Area] | None:
    """A table that stands in one piece."""
    tables = [(table, found) for table in spec_of(paper).tables if (found := area_of(paper, table))]
    if not tables:
        return None
    table, (page, area) = chance.choice(tables)
    return table, page, area


def labelled(paper: Paper, chance: Random, kinds: str = "leaf") -> tuple[str, Page, int, int] | None:
    """A label of a row or column that stands once: of a line with cells (leaf), of a group, or of an entry."""
    spec, labels, found = spec_of(paper), Labels(paper), []
    wanted = [f"label/{ref}" for ref in entries(spec)] if kinds == "entry" else []
    for block in spec.blocks.values():
        for side, lines in (("row", block.rows), ("column", block.columns)):
            for line in lines:
                if line.label and (line.kind == "group") is (kinds == "group") and kinds != "entry":
                    wanted.append(f"{block.id}/{side}/{line.id}")
    for label in wanted:
        place = labels.one(label)
        if place and isinstance(place[0].value(*place[1:]), str):
            found.append((label, *place))
    return chance.choice(found) if found else None
