"""Reports in which everything adds up, made from a number, and changes that people make by mistake."""

import random
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from assembler.checks.balances import check_balances
from assembler.checks.locate import locate
from assembler.model.equations import Figure
from assembler.model.findings import Finding
from assembler.model.refs import CellRef
from assembler.model.submission import Submission, completed, typed
from tests.checks.submissions import SPEC, in_order

T3 = [cell for cell in SPEC.cells if cell.block == "t3"]
T4 = [cell for cell in SPEC.cells if cell.block == "t4"]
ROWS = [row.id for row in SPEC.blocks["t3"].leaf_rows]
OUTSIDE = ("new_received", "carried_in", "carried_out")


def ref(text: str) -> CellRef:
    return CellRef.parse(text)


def balanced(seed: int, most: int) -> Submission:
    """A report with figures up to ``most``, about two cells in five filled."""
    rnd = random.Random(seed)
    inputs = {cell: 0 for cell in SPEC.cells if not SPEC.is_computed(cell)}
    for cell in inputs:
        if cell.block in ("t3", "t4") and rnd.random() < 0.4:
            inputs[cell] = rnd.randint(0, most)
    for column in [each.id for each in SPEC.blocks["t3"].leaf_columns if each.kind == "input"]:
        new, brought, left = (CellRef("t3", row, column) for row in OUTSIDE)
        done = sum(figure for cell, figure in inputs.items() if cell.column == column and cell.row not in OUTSIDE)
        inputs[new] = max(done + inputs[left] - inputs[brought], 0)
        inputs[left] = inputs[new] + inputs[brought] - done
    return replace(in_order(), figures=completed(SPEC, {cell: Decimal(n) for cell, n in inputs.items()}))


def put(filled: Submission, changes: Iterable[tuple[str | CellRef, int]], *, formulas: bool = False) -> Submission:
    """The report with other figures: totals stay as they are, or with ``formulas`` follow."""
    named = {ref(cell) if isinstance(cell, str) else cell: Decimal(figure) for cell, figure in changes}
    counts = {cell: figure for cell, figure in named.items() if cell not in filled.figures}
    cells: dict[CellRef, Figure] = {cell: figure for cell, figure in named.items() if cell in filled.figures}
    inputs = typed(SPEC, filled.figures) if formulas else dict(filled.figures)
    return replace(filled, figures=completed(SPEC, {**inputs, **cells}), control={**filled.control, **counts})


def with_counts(filled: Submission, rows: Iterable[str] = ROWS) -> Submission:
    """The report with counts from the register that agree."""
    return put(filled, [(f"t3.{row}.control", int(filled.figures[CellRef("t3", row, "total")] or 0)) for row in rows])


def located(filled: Submission) -> list[Finding]:
    return list(locate(SPEC, filled, check_balances(SPEC, filled)))


def sizes(figure: int) -> dict[str, int]:
    """What people write instead of a figure."""
    written = str(figure)
    wrong = {"one more": figure + 1, "one less": figure - 1, "tenfold": figure * 10, "nothing": 0}
    if len(written) > 1:
        wrong["swapped"] = int(written[1] + written[0] + written[2:])
    return {name: other for name, other in wrong.items() if other != figure}
