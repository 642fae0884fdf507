"""One edition of the statutory form. Built only by ``assembler.formats``, which proves it complete."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from assembler.model.equations import Equation, Relation
from assembler.model.prose import Prose
from assembler.model.refs import CellRef
from assembler.records import dataclass, field

LineKind = Literal["input", "computed", "group", "control"]
ValueKind = Literal["count", "amount", "signed", "text"]
"""count: whole number >= 0; amount: decimal >= 0 with at most ``scale`` decimals; signed: whole number; text: words
such as 160.5964万元, never a figure."""
InfoKind = Literal["text", "date", "level", "digits"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column of a table. ``label`` is the official text to the letter; ``name`` is what people call it
    in messages, tags and Excel names (a valid identifier). ``parent`` is the id of a group line or None. ``value``:
    what the cells of a column hold where that isn't what its block says; None = what the block says."""

    id: str
    label: str
    name: str
    kind: LineKind
    parent: str | None = None
    basis: str = ""
    value: ValueKind | None = None


@dataclass(frozen=True)  # no slots: what every report asks is worked out once
class Block:
    """Rows and columns with one header. ``caption`` is a printed row above it ("" = none), ``corner`` the text over
    the stub, ``control`` the optional column of counts typed from the case register (never printed)."""

    id: str
    caption: str
    corner: str
    unit: str
    value: ValueKind
    scale: int
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    control: Line | None = None

    @cached_property
    def leaf_rows(self) -> tuple[Line, ...]:
        """Rows that have cells."""
        return tuple(row for row in self.rows if row.kind != "group")

    @cached_property
    def leaf_columns(self) -> tuple[Line, ...]:
        """Columns that have cells, the control column left out."""
        return tuple(column for column in self.columns if column.kind != "group")

    def cells(self) -> Iterator[CellRef]:
        """All cells of the form, row by row."""
        return iter(self._cells)

    def controls(self) -> Iterator[CellRef]:
        """One optional control count for each row; none where the block has no control column."""
        return (CellRef(self.id, row.id, self.control.id) for row in self.leaf_rows if self.control)

    def value_of(self, column: str) -> ValueKind:
        """What the cells of that column hold."""
        return self.column(column).value or self.value

    def row(self, line: str) -> Line:
        """The row with that id; KeyError if there is none."""
        return self._rows[line]

    def column(self, line: str) -> Line:
        """The column with that id, the control column included; KeyError if there is none."""
        return self._columns[line]

    @cached_property
    def totals(self) -> frozenset[CellRef]:
        """Cells and control counts in a computed row or column."""
        rows, columns = ({each.id for each in lines if each.kind == "computed"} for lines in (self.rows, self.columns))
        return frozenset(c for c in (*self._cells, *self.controls()) if c.row in rows or c.column in columns)

    @cached_property
    def _cells(self) -> tuple[CellRef, ...]:
        return tuple(CellRef(self.id, row.id, column.id) for row in self.leaf_rows for column in self.leaf_columns)

    @cached_property
    def _rows(self) -> Mapping[str, Line]:
        return {row.id: row for row in self.rows}

    @cached_property
    def _columns(self) -> Mapping[str, Line]:
        return {column.id: column for column in (*self.columns, self.control) if column}


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table as it is printed: its blocks stacked in one grid. ``name``: 表二, 表三, 表四."""

    id: str
    name: str
    title: str
    widths_mm: tuple[float, ...]
    blocks: tuple[Block, ...]

    def cells(self) -> Iterator[CellRef]:
        """All cells in printed order."""
        for block in self.blocks:
            yield from block.cells()


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of prose: ``heading`` is printed above it as a sub-heading ("" = none)."""

    id: str
    label: str
    name: str
    heading: str
    hint: str
    lines: int


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six parts: either texts or a table. ``sheet`` is its sheet in the workbook."""

    id: str
    heading: str
    name: str
    sheet: str
    texts: tuple[Text, ...] = ()
    table: Table | None = None
    max_chars: int | None = None


@dataclass(frozen=True, slots=True)
class InfoField:
    """An entry of 基本信息."""

    id: str
    label: str
    name: str
    kind: InfoKind
    hint: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A legal date in the year after the report year; ``applies`` says to whom in words."""

    month: int
    day: int
    applies: str


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of reporting unit, with the dates that bind it (several where the level doesn't tell which)."""

    id: str
    label: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class CountingNote:
    """How to count, shown at the cells. ``official`` is False where the note is our reading, not the notice's words."""

    cells: tuple[CellRef, ...]
    text: str
    source: str
    official: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that isn't a linear relation: its severity, its source, and every threshold and word list it uses.
    ``judged``: False where the edition says that it has no such rule."""

    id: str
    severity: str
    source: str
    official: bool
    numbers: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    judged: bool = True


@dataclass(frozen=True, eq=False)
class ReportSpec:
    """One format: complete, proved by the loader, cached; so identity is equality."""

    id: str
    name: str
    document: str
    title: str
    first_year: int
    last_year: int | None
    workbook_schema: int
    blank: str
    sections: tuple[Section, ...]
    info: tuple[InfoField, ...]
    levels: tuple[Level, ...]
    equations: tuple[Equation, ...]
    relations: tuple[Relation, ...]
    checks: Mapping[str, Check]
    never_accepted: frozenset[str]
    notes: tuple[CountingNote, ...]
    shortcuts: Mapping[str, CellRef]
    guide: tuple[tuple[str, tuple[str, ...]], ...]
    prose: Prose = field(default_factory=Prose)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The printed tables in order."""
        return tuple(section.table for section in self.sections if section.table)

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """All blocks by id, in printed order."""
        return {block.id: block for table in self.tables for block in table.blocks}

    @cached_property
    def table_of(self) -> Mapping[str, Table]:
        """The printed table of each block id."""
        return {block.id: table for table in self.tables for block in table.blocks}

    @cached_property
    def texts(self) -> Mapping[str, Text]:
        """All texts by id, in printed order."""
        return {text.id: text for section in self.sections for text in section.texts}

    @cached_property
    def cells(self) -> tuple[CellRef, ...]:
        """Every cell of the form, in printed order (2021: 200)."""
        return tuple(cell for table in self.tables for cell in table.cells())

    @cached_property
    def controls(self) -> tuple[CellRef, ...]:
        """Every optional control count."""
        return tuple(cell for block in self.blocks.values() for cell in block.controls())

    @cached_property
    def worded(self) -> tuple[CellRef, ...]:
        """Cells that hold words instead of a figure (2019: 采购总金额)."""
        return tuple(cell for cell in self.cells if self.value_of(cell) == "text")

    @cached_property
    def live_relations(self) -> tuple[Relation, ...]:
        """Equations among this year's figures: what the workbook itself shows as 平 or 不平."""
        return tuple(each for each in self.relations if each.equation.sign == "=" and not each.needs)

    @cached_property
    def definitions(self) -> Mapping[CellRef, Relation]:
        """For each computed cell the relation that computes it: the first rule with that cell alone on its left."""
        computed = {cell for cell in self.cells if self.is_computed(cell)}
        found: dict[CellRef, Relation] = {}
        for relation in self.relations:
            cell = relation.defines
            if cell in computed and not relation.equation.when_filled:
                found.setdefault(cell, relation)
        return found

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The codes of all rules that this edition has."""
        checks = (check.id for check in self.checks.values() if check.judged)
        return tuple(dict.fromkeys((*(equation.id for equation in self.equations), *checks)))

    def value_of(self, cell: CellRef) -> ValueKind:
        """What a cell or control count holds."""
        return self.blocks[cell.block].value_of(cell.column)

    def is_computed(self, cell: CellRef) -> bool:
        """True for totals: cells in a computed row or column."""
        return cell in self.blocks[cell.block].totals

    def section_of(self, item: str) -> Section:
        """The section of a table, block or text id; KeyError if there is none."""
        for section in self.sections:
            blocks = section.table.blocks if section.table else ()
            owned = {section.id, *(text.id for text in section.texts), *(block.id for block in blocks)}
            if section.table:
                owned.add(section.table.id)
            if item in owned:
                return section
        raise KeyError(item)

    def cell_name(self, cell: CellRef) -> str:
        """Name for people and templates: 表三.本年新收.自然人."""
        block = self.blocks[cell.block]
        return ".".join((self.table_of[cell.block].name, block.row(cell.row).name, block.column(cell.column).name))

    def covers(self, year: int) -> bool:
        """True if reports on that year use this edition."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
