"""What a phrase may stand for: sums of cells, by name."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from assembler.model.equations import Figure
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line, ReportSpec
from assembler.records import dataclass

_NOTHING = Decimal(0)
MOST_KEPT = 512  # sums that are kept; few are ever spoken of


@dataclass(frozen=True, slots=True)
class Reading:
    """The cells that are added up, less those in ``less``. ``explained``: right, but worth a note. ``name``: what
    the sum is called in the form."""

    name: str
    cells: tuple[CellRef, ...]
    less: tuple[CellRef, ...] = ()
    explained: bool = False

    def value(self, figure: Callable[[CellRef], Figure]) -> Figure:
        """The sum; None if every cell of it is blank."""
        values = [value for value in map(figure, self.cells) if value is not None]
        if not values:
            return None
        total = sum(values, _NOTHING)
        return total - sum(filter(None, map(figure, self.less)), _NOTHING) if self.less else total


def shown(figure: Decimal) -> str:
    """Plain notation."""
    return plain(figure) or ""


@cache
def form_of(spec: ReportSpec) -> "Form":
    """The tables of an edition, looked at once."""
    return Form(spec)


class Form:
    """The tables of requests and of cases as prose sees them."""

    def __init__(self, spec: ReportSpec) -> None:
        self.spec = spec
        self.requests = spec.blocks[spec.prose.block]
        self.case_block = spec.blocks[spec.prose.cases]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Ids of the kinds of results, groups or single rows (2021: open, partial, deny, unable, refuse, other)."""
        return tuple(row.id for row in self.requests.rows if row.parent == self.results and row.kind != "computed")

    @cached_property
    def results(self) -> str:
        """The group of all results."""
        parents = {row.parent for row in self.requests.rows if row.kind == "computed"}
        return next(iter(parents)) or ""

    @cached_property
    def total(self) -> str:
        """The computed row: all results."""
        return next(row.id for row in self.requests.rows if row.kind == "computed")

    def group_of(self, row: str) -> str:
        """The kind of result that a row belongs to."""
        parent = self.requests.row(row).parent
        return row if parent in (None, self.results) else parent or row

    def row_leaves(self, row: str) -> tuple[str, ...]:
        """The rows with cells under a group, or the row itself."""
        return _leaves(self.requests.rows, row)

    def columns(self, column: str) -> tuple[str, ...]:
        """The columns with cells under a group, or the column itself."""
        return _leaves(self.requests.columns, column)

    def name(self, rows: Iterable[str], column: str = "") -> str:
        """表三“予以公开”＋“部分公开”, with the column where it isn't the total."""
        table = self.spec.table_of[self.requests.id].name
        words = "＋".join(f"“{self.requests.row(row).name}”" for row in rows)
        return f"{table}{words}" + (f"（{self.requests.column(column).name}）" if column else "")

    def rows(self, *rows: str, column: str = "", explained: bool = False, less: tuple[str, ...] = ()) -> list[Reading]:
        """The sum of rows in the total column, or else of the columns that make it up; in one column if named."""
        return list(_rows(self, rows, column, explained, less))

    @cached_property
    def all(self) -> str:
        """The computed column: all applicants."""
        return next(column.id for column in self.requests.columns if column.kind == "computed")

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The columns that aren't totals."""
        return tuple(column.id for column in self.requests.columns if column.kind == "input")

    def cases(self, *groups: str, outcome: str = "", less: str = "") -> Reading:
        """Totals of groups of cases, or one outcome of them."""
        return _cases(self, groups, outcome, less)

    def inner_groups(self, group: str) -> tuple[str, ...]:
        """The groups in a group of cases."""
        columns = self.case_block.columns
        return tuple(column.id for column in columns if column.parent == group and column.kind == "group")

    def case_columns(self, group: str, outcome: str) -> tuple[str, ...]:
        """The columns of that outcome in a group and the groups in it."""
        ids = {column.id for column in self.case_block.columns}
        return tuple(each for name in (group, *self.inner_groups(group)) if (each := f"{name}_{outcome}") in ids)

    def cell(self, cell: CellRef) -> Reading:
        """One cell of table 二."""
        block: Block = self.spec.blocks[cell.block]
        table = self.spec.table_of[cell.block].name
        name = f"{table}“{block.row(cell.row).name}”" + (
            f"（{block.column(cell.column).name}）" if len(block.leaf_columns) > 1 else ""
        )
        return Reading(name, (cell,))


@lru_cache(MOST_KEPT)
def _rows(
    form: Form, rows: tuple[str, ...], column: str, explained: bool, less: tuple[str, ...]
) -> tuple[Reading, ...]:
    name, block = form.name(rows, column), form.requests.id
    leaves = tuple(leaf for row in rows for leaf in form.row_leaves(row))
    takes = [form.columns(column)] if column else [(form.all,), form.inputs]
    return tuple(
        Reading(
            name,
            tuple(CellRef(block, row, each) for row in leaves for each in columns),
            tuple(CellRef(block, row, each) for row in less for each in columns),
            explained,
        )
        for columns in takes
    )


@lru_cache(MOST_KEPT)
def _cases(form: Form, groups: tuple[str, ...], outcome: str, less: str) -> Reading:
    block = form.case_block
    ids = [column for group in groups for column in form.case_columns(group, outcome or "total")]
    minus = [column for group in groups for column in form.case_columns(group, less)] if less else []
    names = [block.column(each).name for each in (ids if outcome else groups)]
    row = block.leaf_rows[0].id
    return Reading(
        form.spec.table_of[block.id].name + "＋".join(f"“{each}”" for each in names),
        tuple(CellRef(block.id, row, each) for each in ids),
        tuple(CellRef(block.id, row, each) for each in minus),
    )


def _leaves(lines: tuple[Line, ...], wanted: str) -> tuple[str, ...]:
    inner = [line.id for line in lines if line.parent == wanted]
    if not inner:
        return (wanted,)
    return tuple(leaf for each in inner for leaf in _leaves(lines, each))
