"""Lines of totals that nobody filled in: “总计”列全部为 0."""

from collections.abc import Iterator, Mapping

from assembler.checks.locate.problem import Problem
from assembler.model.refs import CellRef
from assembler.model.spec import Block
from assembler.records import dataclass

ENOUGH = 2
"""A single total left at 0 is a wrong cell like any other; two of one line have one cause."""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Lines of totals left at 0, and what belongs there. ``line``: for each cell the ref of its line (t3.total);
    ``whole``: those lines in which every cell is 0. ``rest``: the problem that remains once they are filled in."""

    line: Mapping[CellRef, str]
    whole: frozenset[str]
    rest: Problem


def unfilled(block: Block, problem: Problem) -> Unfilled | None:
    """The lines whose filling in mends more than it breaks; None if there are none."""
    lines = dict(_lines(block, problem))
    for chosen in (lines, *({ref: cells} for ref, cells in lines.items() if len(lines) > 1)):
        rest = _filled(problem, [cell for cells in chosen.values() for cell in cells])
        if len(rest.residuals) < len(problem.residuals):
            changed = {cell: ref for ref, cells in chosen.items() for cell in cells if rest.figures[cell]}
            return Unfilled(changed, whole_lines(block, problem) & frozenset(chosen), rest)
    return None


def whole_lines(block: Block, problem: Problem) -> frozenset[str]:
    """Lines of totals that are 0 throughout though several of their sums aren't."""
    every = _computed(block)
    return frozenset(
        ref for ref, _ in _lines(block, problem) if not any(problem.figures.get(cell, 0) for cell in every[ref])
    )


def _lines(block: Block, problem: Problem) -> Iterator[tuple[str, list[CellRef]]]:
    for ref, cells in _computed(block).items():
        zero = [cell for cell in cells if problem.figures.get(cell) == 0 and cell in problem.web.sums]
        broken = [cell for cell in zero if problem.web.sums[cell][0] in problem.residuals]
        if len(broken) >= ENOUGH:
            yield ref, zero


def _computed(block: Block) -> Mapping[str, list[CellRef]]:
    """The computed columns and rows of a block with their cells."""
    found = {}
    for column in block.leaf_columns:
        if column.kind == "computed":
            found[f"{block.id}.{column.id}"] = [CellRef(block.id, row.id, column.id) for row in block.leaf_rows]
    for row in block.leaf_rows:
        if row.kind == "computed":
            found[f"{block.id}.{row.id}"] = [CellRef(block.id, row.id, column.id) for column in block.leaf_columns]
    return found


def _filled(problem: Problem, totals: list[CellRef]) -> Problem:
    """The problem with these totals as their definitions give them. The second look is for a total of totals."""
    for _ in range(2):
        problem = problem.after([(cell, _sum(problem, cell)) for cell in totals])
    return problem


def _sum(problem: Problem, total: CellRef) -> int:
    right = problem.web.relations[problem.web.sums[total][0]].right
    return sum((-1 if term.negative else 1) * problem.figures.get(cell, 0) for term in right for cell in term.cells)
