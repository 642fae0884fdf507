"""Where the entries of the form stand in a workbook that came back.

Labels say where a row, a column or a text is: that is what people see. Defined names help where labels don't tell (a
row without a label, an edited label). Addresses of the standard layout are never believed. What can't be found is
said, not guessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from assembler.excel.book import ROWS, Book, Sheet
from assembler.excel.layout import CHECK_SHEET, GUIDE_SHEET, INFO_SHEET, META_SHEET, Place, names
from assembler.model.grid import ancestors
from assembler.model.plain import HALF_WIDTH
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Line, ReportSpec, Section, Table

_QUOTES = str.maketrans("“”‘’＂＇", '""' + "''" + "\"'")


@dataclass
class Found:
    """Places by ref; ids of what has no place; for each table id the sheet that was read and those that look like
    the table, too, but weren't. ``disordered``: block ids with the label of a line that stands before its
    predecessor. ``uncontrolled``: ids of blocks whose control counts have no place."""

    places: dict[str, Place] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    copies: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    disordered: dict[str, str] = field(default_factory=dict)
    uncontrolled: list[str] = field(default_factory=list)


def locate(spec: ReportSpec, book: Book) -> Found:
    """Find every entry of the form."""
    found = Found()
    finder = _Finder(spec, book)
    for section in spec.sections:
        if section.table:
            finder.table(section, section.table, found)
    finder.entries(_entries(spec), found)
    return found


def _entries(spec: ReportSpec) -> list[tuple[str, str, str, tuple[int, int]]]:
    """Texts and entries of 基本信息: ref, label, sheet, and how far from its label the entry stands."""
    texts = [(text.id, text.label, section.sheet, (2, 0)) for section in spec.sections for text in section.texts]
    return texts + [(ref, label, INFO_SHEET, (0, 1)) for ref, label in _info_labels(spec)]


def _info_labels(spec: ReportSpec) -> Iterator[tuple[str, str]]:
    yield "organisation", "单位名称"
    yield "year", "报告年度"
    for entry in spec.info:
        yield f"info.{entry.id}", entry.label


def normal(text: str) -> str:
    """A label as it is compared: no white space, full-width ASCII folded, all quotation marks alike."""
    return "".join(text.translate(_QUOTES).translate(HALF_WIDTH).split())


class _Labels:
    """The texts of one sheet, merged cells spread over their area."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.rows: dict[int, set[str]] = {}
        self.columns: dict[int, set[str]] = {}
        for (row, column), content in sheet.contents.items():
            if isinstance(content.value, str) and content.formula is None and len(content.value) < 200:
                self._add(row, column, normal(content.value))

    def _add(self, row: int, column: int, text: str) -> None:
        self.places.setdefault(text, []).append((row, column))
        top, left, bottom, right = self.sheet.area.get((row, column), (row, column, row, column))
        for each in range(top, bottom + 1):
            self.rows.setdefault(each, set()).add(text)
        for each in range(left, right + 1):
            self.columns.setdefault(each, set()).add(text)

    def find_row(self, path: tuple[str, ...]) -> int | None:
        """The one row in which the last label starts and all others stand; None if there is none or several."""
        rows = {row for row, _ in self.places.get(path[-1], ()) if self.rows[row].issuperset(path)}
        return rows.pop() if len(rows) == 1 else None

    def find_column(self, path: tuple[str, ...], rows: range = range(ROWS)) -> int | None:
        """The same for columns; the last label starts in one of these rows."""
        columns = {
            column
            for row, column in self.places.get(path[-1], ())
            if row in rows and self.columns[column].issuperset(path)
        }
        return columns.pop() if len(columns) == 1 else None

    def rows_of(self, block: Block, table: Table) -> range:
        """The rows from a block's caption down to the next one; all rows where captions don't tell."""
        tops = {each.id: [row for row, _ in self.places.get(normal(each.caption), ())] for each in table.blocks}
        if len(tops[block.id]) != 1:
            return range(ROWS)
        top = tops[block.id][0]
        return range(top, min((row for rows in tops.values() for row in rows if row > top), default=ROWS))

    def bottom(self, path: tuple[str, ...], column: int, rows: range) -> int:
        """The last row of the label cell in that column."""
        row = max(row for row, each in self.places[path[-1]] if each == column and row in rows)
        return self.sheet.area.get((row, column), (row, column, row, column))[2]


class _Finder:
    def __init__(self, spec: ReportSpec, book: Book) -> None:
        self.spec, self.book = spec, book
        self.labels = {name: _Labels(sheet) for name, sheet in book.sheets.items() if name != META_SHEET}
        self.named: dict[str, Place] = {
            ref: book.names[name] for ref, name in names(spec).items() if name in book.names
        }

    def table(self, section: Section, table: Table, found: Found) -> None:
        """Find a table's sheet, then its rows and columns."""
        scores = {name: self._score(table, labels) for name, labels in self.labels.items() if name not in _NOT_TABLES}
        lines = sum(len(block.leaf_rows) + len(block.leaf_columns) for block in table.blocks)
        pointed = {self.named[str(cell)].sheet for cell in table.cells() if str(cell) in self.named}

        def preference(name: str) -> tuple[int, bool, bool]:
            return scores[name], name in pointed, name == section.sheet

        best = max(scores, key=preference, default=None)
        if best is None or scores[best] * 2 < lines:
            found.absent.update(block.id for block in table.blocks)
            return
        copies = [name for name, score in scores.items() if name != best and score * 5 >= lines * 4]
        if copies:
            found.copies[table.id] = (best, copies)
        for block in table.blocks:
            self._block(block, table, best, found)

    def _score(self, table: Table, labels: _Labels) -> int:
        """How many rows and columns of the table have their labels on that sheet."""
        return sum(
            sum(1 for row in _paths(block.rows, block) if row[1] and labels.find_row(row[1]) is not None)
            + sum(1 for _, path in _paths(block.columns, block) if labels.find_column(path, rows) is not None)
            for block, rows in ((block, labels.rows_of(block, table)) for block in table.blocks)
        )

    def _block(self, block: Block, table: Table, sheet: str, found: Found) -> None:
        labels = self.labels[sheet]
        rows_of_block = labels.rows_of(block, table)
        columns: dict[str, int] = {}
        header = 0
        for line, path in _paths(block.columns, block):
            column = labels.find_column(path, rows_of_block)
            if column is not None:
                header = max(header, labels.bottom(path, column, rows_of_block))
            else:
                column = self._named_line(block, line, sheet, by_row=False)
            if column is not None:
                columns[line.id] = column
        rows: dict[str, int] = {}
        for line, path in _paths(block.rows, block):
            row = labels.find_row(path) if path else None
            if row is None:
                row = self._named_line(block, line, sheet, by_row=True)
            if row is None and not path and header:
                row = header + 1  # the only row of 表四 has no label
            if row is not None:
                rows[line.id] = row
        _fill_in(block.leaf_rows, rows)
        _fill_in(block.leaf_columns, columns)
        self._cells(block, sheet, rows, columns, found)

    def _cells(
        self, block: Block, sheet: str, rows: Mapping[str, int], columns: Mapping[str, int], found: Found
    ) -> None:
        if not rows or not columns:
            found.absent.add(block.id)
            return
        for order, wanted in ((rows, block.leaf_rows), (columns, block.leaf_columns)):
            known = [line for line in wanted if line.id in order]
            for before, line in pairwise(known):
                if order[line.id] <= order[before.id]:
                    found.disordered.setdefault(block.id, line.label or line.name)
        lines: Iterable[Line] = (*block.leaf_rows, *block.leaf_columns)
        found.absent.update(f"{block.id}.{line.id}" for line in lines if line.id not in {*rows, *columns})
        for cell in block.cells():
            if cell.row in rows and cell.column in columns:
                found.places[str(cell)] = Place(sheet, rows[cell.row], columns[cell.column])
        if block.control:
            column = self.labels[sheet].find_column((normal(block.control.label),))
            if column is None:
                found.uncontrolled.append(block.id)
            for cell in block.controls():
                if column is not None and cell.row in rows:
                    found.places[str(cell)] = Place(sheet, rows[cell.row], column)

    def _named_line(self, block: Block, line: Line, sheet: str, *, by_row: bool) -> int | None:
        """The row or column in which all named cells of a line stand; None if they don't agree."""
        others = block.leaf_columns if by_row else block.leaf_rows
        found = set()
        for other in others:
            row, column = (line.id, other.id) if by_row else (other.id, line.id)
            place = self.named.get(str(CellRef(block.id, row, column)))
            if place and place.sheet == sheet:
                found.add(place.row if by_row else place.column)
        return found.pop() if len(found) == 1 else None

    def entries(self, wanted: list[tuple[str, str, str, tuple[int, int]]], found: Found) -> None:
        """Texts and entries of 基本信息, by their labels: a cell that was cut and pasted takes its name along, so a
        name is believed only where the label is lost, and never for a place that another entry has."""
        for ref, label, sheet, step in wanted:
            place = self._beside(label, sheet, step)
            if place:
                found.places[ref] = place
        taken = set(found.places.values())
        for ref, _, _, _ in wanted:
            if ref not in found.places:
                named = self.named.get(ref)
                if named and named not in taken:
                    found.places[ref] = named
                    taken.add(named)
                else:
                    found.absent.add(ref)

    def _beside(self, label: str, sheet: str, step: tuple[int, int]) -> Place | None:
        """The cell ``step`` away from a label that stands once on a sheet, the entry's own sheet first."""
        order = sorted(self.labels, key=lambda name: name != sheet)
        for name in order:
            places = self.labels[name].places.get(normal(label), [])
            if len(places) == 1:
                row, column = places[0]
                return Place(name, row + step[0], column + step[1])
        return None


def _fill_in(lines: tuple[Line, ...], places: dict[str, int]) -> None:
    """A line without label and name, all others in their order without a gap: only one place is left for it."""
    lost = [n for n, line in enumerate(lines) if line.id not in places]
    starts = {places[line.id] - n for n, line in enumerate(lines) if line.id in places}
    if len(lost) == 1 and len(starts) == 1 and 0 < lost[0] < len(lines) - 1:
        places[lines[lost[0]].id] = starts.pop() + lost[0]


_NOT_TABLES = frozenset({GUIDE_SHEET, INFO_SHEET, CHECK_SHEET})


def _paths(lines: tuple[Line, ...], block: Block) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """Each line that has cells with its labels, outermost first; the caption of the block leads those of columns."""
    caption = (normal(block.caption),) if block.caption and lines is block.columns else ()
    for line in lines:
        if line.kind != "group":
            groups = tuple(normal(group.label) for group in ancestors(lines, line))
            yield line, (*caption, *groups, normal(line.label)) if line.label else ()
