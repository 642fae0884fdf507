"""A block of a statutory table as it stands on a sheet."""

from collections.abc import Iterable

from assembler.excel.book import ROWS
from assembler.excel.layout import Place
from assembler.excel.places.headers import BlockForm, Header
from assembler.excel.places.texts import At, SheetTexts
from assembler.model.refs import CellRef
from assembler.model.spec import Block
from assembler.records import dataclass, field

INSERTED = 2  # blank rows inside a header, at most


@dataclass
class Standing:
    """What is known of a block below one header of a sheet.

    header   the row that its column labels end in; None while only names or rows tell of it
    end      the row of the next header or caption below it
    year     of the report, "" if it isn't told
    columns  by line id, as far as they were found
    rows     the same
    labels   of lines that their own labels tell, the cells of these
    alike    lines that labels with a slip tell
    twice    of lines whose labels stand more than once over different contents, these cells; they aren't among those
             found
    control  the column of the control counts
    """

    form: BlockForm
    texts: SheetTexts
    heading: Header | None
    end: int = ROWS
    year: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    labels: dict[str, At] = field(default_factory=dict)
    alike: set[str] = field(default_factory=set)
    twice: dict[str, list[At]] = field(default_factory=dict)
    control: int | None = None

    @property
    def block(self) -> Block:
        """The block of the form."""
        return self.form.block

    @property
    def sheet(self) -> str:
        """Its name."""
        return self.texts.sheet.name

    @property
    def header(self) -> int:
        """The last row of the header; where there is none, the row above the first that was found."""
        return self.heading.row if self.heading else min(self.rows.values(), default=0) - 1

    @property
    def first(self) -> int:
        """The first row of the header; rows that were inserted inside it, blank or filled with what stands below, count
        for nothing."""
        if self.heading is None:
            return max(self.header - self.form.depth + 1, 0)
        columns, left = range(max(self.heading.left - 1, 0), self.heading.right + 1), self.form.depth
        first, labels = self.heading.row, self.texts.at
        for row in range(self.heading.row, max(self.heading.row - self.form.depth - INSERTED, -1), -1):
            own = [(n, text) for n in columns if (text := labels.get((row, self.texts.area((row, n))[1])))]
            if left and any(row == first or labels.get((row + 1, n)) != text for n, text in own):
                first, left = row, left - 1
        return first

    @property
    def edge(self) -> int:
        """The first column of figures, those included whose labels are lost."""
        lost = next((n for n, line in enumerate(self.form.columns) if line.id in self.columns), 0)
        return min(self.columns.values(), default=0) - lost

    def is_foreign(self, column: int) -> bool:
        """A column that somebody put before the figures, under a heading of its own: 序号."""
        cells = [self.texts.area((row, column)) for row in range(self.first, self.header + 1)]
        texts = {self.texts.at.get(area[:2], "") for area in cells if area[1] == area[3]} - {""}
        return self.heading is not None and bool(texts) and texts.isdisjoint(self.form.words)

    @property
    def told(self) -> int:
        """How many of its lines their labels tell, be it with a slip."""
        return len(self.labels) + len(self.alike - self.labels.keys()) + len(self.twice)

    @property
    def rows_told(self) -> bool:
        """A row's label tells that this is the block, not one with the same columns."""
        return any(line.id in self.labels or line.id in self.twice for line in self.form.rows)

    @property
    def is_double(self) -> bool:
        """Most of its rows or columns that their labels tell stand twice."""
        for lines in (self.form.rows, self.form.columns):
            twice = sum(line.id in self.twice for line in lines)
            if twice > sum(line.id in self.labels for line in lines):
                return True
        return False

    def place(self, cell: CellRef) -> Place | None:
        """Where a figure or control count stands; None if its row or column wasn't found."""
        row = self.rows.get(cell.row)
        is_control = self.block.control is not None and cell.column == self.block.control.id
        column = self.control if is_control else self.columns.get(cell.column)
        return None if row is None or column is None else Place(self.sheet, row, column)

    @property
    def is_filled_in(self) -> bool:
        """Anything was typed in its cells."""
        places = filter(None, map(self.place, self.block.cells()))
        cells = (self.texts.sheet.content(place.row, place.column) for place in places)
        return any(each.value not in (None, "") and each.formula is None for each in cells)

    def across(self, row: int) -> tuple[object, ...] | None:
        """What stands in a row, under the columns that were found and that of the control counts; None for nothing."""
        counts = () if self.control is None else (self.control,)
        return self.contents((row, column) for column in (*self.columns.values(), *counts))

    def contents(self, cells: Iterable[At]) -> tuple[object, ...] | None:
        """What stands in these cells; None for nothing."""
        values = tuple(self.texts.sheet.content(*at).value for at in cells)
        return values if any(value is not None for value in values) else None
