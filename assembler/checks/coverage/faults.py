"""What goes wrong in a cell when people type, each as a change to the figures of a report."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from itertools import pairwise

from assembler.model.equations import Figure
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

Changes = dict[CellRef, Figure]
Figures = Mapping[CellRef, Figure]
Fault = Callable[[ReportSpec, Figures, CellRef, Collection[CellRef]], Changes]
"""Takes the form, the figures, the cell, and the cells that can be typed into; no changes = can't happen there."""


def one_more(_spec: ReportSpec, figures: Figures, cell: CellRef, _typed: Collection[CellRef]) -> Changes:
    """One too many."""
    return {cell: (figures[cell] or Decimal(0)) + 1}


def digits(_spec: ReportSpec, figures: Figures, cell: CellRef, _typed: Collection[CellRef]) -> Changes:
    """Two digits side by side change places: 182 for 128."""
    written = str(figures[cell])
    for n, (one, two) in enumerate(pairwise(written)):
        if one != two and (one + two).isdigit():
            return {cell: Decimal(written[:n] + two + one + written[n + 2 :])}
    return {}


def left_blank(_spec: ReportSpec, _figures: Figures, cell: CellRef, _typed: Collection[CellRef]) -> Changes:
    """Nothing typed."""
    return {cell: None}


def row_off(spec: ReportSpec, figures: Figures, cell: CellRef, typed: Collection[CellRef]) -> Changes:
    """The whole figure booked one row too low (from the last row one too high), where it adds to what stands there."""
    return _booked(figures, cell, _row_below(spec, cell, typed), figures[cell] or Decimal(0))


def case_off(spec: ReportSpec, figures: Figures, cell: CellRef, typed: Collection[CellRef]) -> Changes:
    """A single case booked one row too low: the usual mistake of this kind, and the hardest to see."""
    return _booked(figures, cell, _row_below(spec, cell, typed), Decimal(1))


def exchanged(spec: ReportSpec, figures: Figures, cell: CellRef, typed: Collection[CellRef]) -> Changes:
    """The figures of this cell and of its right neighbour change places; of the lower one where there is one column."""
    block = spec.blocks[cell.block]
    line = [cell._replace(column=column.id) for column in block.leaf_columns]
    if len(line) == 1:
        line = [cell._replace(row=row.id) for row in block.leaf_rows]
    other = _next(line, cell, typed, back=False)
    if other is None or figures[other] == figures[cell]:
        return {}
    return {cell: figures[other], other: figures[cell]}


def _next(line: list[CellRef], cell: CellRef, typed: Collection[CellRef], *, back: bool) -> CellRef | None:
    """The next cell of the line that can be typed into; the one before if there is none and ``back`` is true."""
    at = line.index(cell)
    after = [each for each in line[at + 1 :] if each in typed]
    ahead = [each for each in line[:at] if each in typed]
    if after:
        return after[0]
    return ahead[-1] if back and ahead else None


def _row_below(spec: ReportSpec, cell: CellRef, typed: Collection[CellRef]) -> CellRef | None:
    rows = [cell._replace(row=row.id) for row in spec.blocks[cell.block].leaf_rows]
    return _next(rows, cell, typed, back=True)


def _booked(figures: Figures, cell: CellRef, other: CellRef | None, count: Decimal) -> Changes:
    if other is None:
        return {}
    return {cell: (figures[cell] or Decimal(0)) - count, other: (figures[other] or Decimal(0)) + count}


FAULTS: dict[str, Fault] = {
    "one_more": one_more,
    "digits": digits,
    "blank": left_blank,
    "row_off": row_off,
    "case_off": case_off,
    "exchanged": exchanged,
}
