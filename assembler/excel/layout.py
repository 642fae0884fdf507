"""Where everything stands in the standard workbook. Writing and reading share this module; it knows no library.

Rows and columns count from 0 here; ``address`` gives what people read.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from assembler.model.columns import letters
from assembler.model.grid import Grid, grid_of
from assembler.model.refs import CellRef
from assembler.model.spec import Block, ReportSpec, Section, Table
from assembler.records import dataclass

GUIDE_SHEET = "填报说明"
INFO_SHEET = "基本信息"
CHECK_SHEET = "校验"
META_SHEET = "_meta"
REVIEW_SHEET = "审核意见"
FORMAT_PROPERTY = "assembler.format"
SCHEMA_PROPERTY = "assembler.schema"
FORMAT_NAME = "assembler_format"

TITLE_ROW, STATUS_ROW, TOP_ROW = 0, 1, 2
LEFT = 1
INFO_LABEL, INFO_VALUE, INFO_HINT = 1, 2, 3
TEXT_COLUMN, COUNT_COLUMN, LAST_TEXT_COLUMN = 1, 2, 3
TEXT_STEP = 3  # rows of one text: label, hint, the text itself
CHECK_TOP = 4
CHECK_COLUMNS = ("编号", "表", "行或列", "勾稽关系", "左边", "右边", "差额", "结果")
VERDICT = 8
REASON_COLUMNS = ("情况说明编号", "说明（理由）")
REASON_TOKEN, REASON_TEXT = 1, 3  # the reason's cell is merged up to the verdicts
REASON_ROWS = 12
REVIEW_TOP = 5  # row of the header of 审核意见
REVIEW_COLUMNS = ("序号", "级别", "编号", "位置", "问题", "怎样改", "建议", "情况说明")
REVIEW_AUTHOR = "assembler"  # of the comments at marked cells


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of a workbook: sheet name, row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """E6."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def absolute(self) -> str:
        """'三、申请情况'!$E$6, for names and formulas."""
        return f"{quoted(self.sheet)}!${letters(self.column)}${self.row + 1}"


def in_words(place: Place) -> str:
    """“三、申请情况”E6, as messages name a cell that is no entry of the form."""
    return f"“{place.sheet}”{place.address}"


def quoted(sheet: str) -> str:
    """The sheet's name as formulas want it."""
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A statutory table on its sheet. ``control_column`` stands right of it, None where no block has control counts.

    Last year's figures stand ``last_year`` = (rows, columns) away from this year's.
    """

    table: Table
    sheet: str
    grid: Grid
    control_column: int | None
    last_year: tuple[int, int]

    @property
    def right(self) -> int:
        """First column right of the printed table."""
        return LEFT + self.grid.columns

    @property
    def bottom(self) -> int:
        """First row below the printed table."""
        return TOP_ROW + self.grid.rows


@dataclass(frozen=True)
class Layout:
    """Places of all entries by ref: ``organisation``, ``year``, ``info.phone``, ``s1.proactive``,
    ``t3.open.natural``, ``t3.open.control``."""

    spec: ReportSpec
    tables: tuple[TableLayout, ...]
    places: Mapping[str, Place]

    def place(self, ref: CellRef | str) -> Place:
        """The place of an entry; KeyError if the form has none of that name."""
        return self.places[str(ref)]


@cache
def layout(spec: ReportSpec) -> Layout:
    """Lay the form out."""
    tables = tuple(_table(section, section.table) for section in spec.sections if section.table)
    places = dict(_info_places(spec))
    for section in spec.sections:
        for n, text in enumerate(section.texts):
            places[text.id] = Place(section.sheet, TOP_ROW + n * TEXT_STEP + 2, TEXT_COLUMN)
    for table in tables:
        places.update(_table_places(table))
    return Layout(spec, tables, places)


def _info_places(spec: ReportSpec) -> Iterator[tuple[str, Place]]:
    refs = ["organisation", "year", *(f"info.{entry.id}" for entry in spec.info)]
    for n, ref in enumerate(refs):
        yield ref, Place(INFO_SHEET, TOP_ROW + 1 + n, INFO_VALUE)


def _table(section: Section, table: Table) -> TableLayout:
    grid = grid_of(table)
    right = LEFT + grid.columns
    control = right if any(block.control for block in table.blocks) else None
    only_row = len([cell for block in table.blocks for cell in block.leaf_rows]) == 1
    beside = (0, grid.columns + (1 if control is not None else 0) + 1)
    return TableLayout(table, section.sheet, grid, control, (1, 0) if only_row else beside)


def _table_places(table: TableLayout) -> Iterator[tuple[str, Place]]:
    for cell in table.grid.figures():
        yield str(cell.ref), Place(table.sheet, TOP_ROW + cell.row, LEFT + cell.column)
        if table.control_column is not None and cell.ref is not None:
            block = _block(table.table, cell.ref.block)
            if block.control and cell.ref.column == block.leaf_columns[0].id:
                ref = CellRef(block.id, cell.ref.row, block.control.id)
                yield str(ref), Place(table.sheet, TOP_ROW + cell.row, table.control_column)


def _block(table: Table, block_id: str) -> Block:
    return next(block for block in table.blocks if block.id == block_id)


@cache
def names(spec: ReportSpec) -> Mapping[str, str]:
    """The defined name of each entry that people fill in, by ref: 表三.本年新收.自然人, 基本信息.联系电话."""
    found = {"organisation": "基本信息.单位名称", "year": "基本信息.报告年度"}
    found |= {f"info.{entry.id}": f"基本信息.{entry.name}" for entry in spec.info}
    found |= {text.id: f"正文.{text.name}" for text in spec.texts.values()}
    cells = (cell for cell in (*spec.cells, *spec.controls) if not spec.is_computed(cell) or cell in spec.controls)
    return found | {str(cell): spec.cell_name(cell) for cell in cells}
