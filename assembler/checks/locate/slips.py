"""Slips of the pen that a correction looks like. A slip is no proof: it ranks corrections."""

from assembler.checks.locate.problem import Problem
from assembler.checks.locate.search import Correction, Edit
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.records import dataclass

LIKELY = {
    "off_row": 3, "off_column": 3, "exchanged": 3, "zero_total": 3,
    "swapped_digits": 2, "tenfold": 2, "booked_twice": 1, "moved_row": 1, "moved_column": 1,
}  # fmt: skip
"""How much a slip speaks for a correction. A whole figure beside its place says more than a shape of digits, and
that more than a part of a figure in another line, or than an excess that equals some figure: an excess of 1 equals
every 1."""


@dataclass(frozen=True, slots=True)
class Slip:
    """``kind``: a key of ``LIKELY`` or "". ``partner``: the other cell of an exchange."""

    kind: str = ""
    partner: CellRef | None = None

    @property
    def likely(self) -> int:
        """0 for nothing."""
        return LIKELY.get(self.kind, 0)


NONE = Slip()
"""Nothing was recognised."""


def slip(problem: Problem, edit: Edit) -> Slip:
    """What the edit looks like by itself."""
    before = problem.figures[edit.cell] // problem.unit
    after = (problem.figures[edit.cell] + edit.by) // problem.unit
    if before == 0 and edit.cell in problem.web.sums:
        return Slip("zero_total")
    if _booked_twice(problem, edit):
        return Slip("booked_twice")
    if _swapped(before, after):
        return Slip("swapped_digits")
    if before > 0 and after > 0 and (before == 10 * after or after == 10 * before):
        return Slip("tenfold")
    return NONE


def exchange(spec: ReportSpec, problem: Problem, edit: Edit, other: Edit) -> Slip:
    """What the edit looks like beside the other one of an exchange."""
    here, there = problem.figures[edit.cell], problem.figures[other.cell]
    direction = "row" if edit.cell.column == other.cell.column else "column"
    whole = here + edit.by == there and there + other.by == here
    if whole and _neighbours(spec, edit.cell, other.cell):
        return Slip("exchanged" if here and there else f"off_{direction}", other.cell)
    return Slip(f"moved_{direction}", other.cell)


def is_exchange(spec: ReportSpec, correction: Correction) -> bool:
    """True for a correction that books something in another row or column of the form: one mistake in two cells."""
    if len(correction) != 2 or correction[0].by != -correction[1].by:
        return False
    first, second = correction[0].cell, correction[1].cell
    same = first.block == second.block and (first.row == second.row) != (first.column == second.column)
    return same and not any(is_control(spec, cell) for cell in (first, second))


def is_control(spec: ReportSpec, cell: CellRef) -> bool:
    """True for counts from the register, which aren't cells of the form."""
    control = spec.blocks[cell.block].control
    return control is not None and cell.column == control.id


def _neighbours(spec: ReportSpec, first: CellRef, second: CellRef) -> bool:
    block = spec.blocks[first.block]
    rows = [row.id for row in block.leaf_rows]
    columns = [column.id for column in block.leaf_columns]
    apart = abs(rows.index(first.row) - rows.index(second.row))
    return apart + abs(columns.index(first.column) - columns.index(second.column)) == 1


def _booked_twice(problem: Problem, edit: Edit) -> bool:
    """A balance is in excess by what stands in an input, and as much in the total beside it: carried out and handled as
    well. Either of the two may be the wrong one."""
    if edit.by != -problem.figures[edit.cell] or edit.cell in problem.web.sums:
        return False
    for number in edit.effect & problem.residuals.keys():
        relation = problem.web.relations[number]
        for side in (relation.left, relation.right) if relation.defines is None else ():
            enough = [cell for term in side for cell in term.cells if problem.figures[cell] >= -edit.by]
            inputs = {cell for cell in enough if cell not in problem.web.sums}
            totals = [cell for cell in enough if cell in problem.web.sums]
            counted = {cell for total in totals for cell in problem.web.relations[problem.web.sums[total][0]].cells}
            if inputs and totals and edit.cell in inputs | counted:
                return True
    return False


def _swapped(before: int, after: int) -> bool:
    """True if exactly two digits changed places."""
    first, second = str(before), str(after)
    if len(first) != len(second):
        return False
    differing = [place for place in range(len(first)) if first[place] != second[place]]
    if len(differing) != 2:
        return False
    left, right = differing
    return first[left] == second[right] and first[right] == second[left]
