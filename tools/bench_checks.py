"""How long the checks take, beside reading the workbook: ``make bench-checks``. Prints, judges nothing: times depend
on the machine, so look at the ratios. Asked for (issue 3): check below 25 ms of our own, locate below 5 ms."""

import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from assembler.checks import check
from assembler.checks.balances import check_balances
from assembler.checks.locate import locate
from assembler.excel import make_workbook
from assembler.formats import load_format
from assembler.model.equations import Figure
from assembler.model.refs import CellRef
from assembler.model.submission import Submission, completed, typed
from assembler.tasks.check import check_file
from assembler.tasks.submission_json import load_submission

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "data" / "example-county-2023.json"
SPEC = load_format("2021")


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds; the first run, which fills caches, is left out."""
    act()
    taken = []
    for _ in range(times):
        start = perf_counter()
        act()
        taken.append(1000 * (perf_counter() - start))
    return statistics.median(taken)


def changed(filled: Submission, by: dict[str, int], *, formulas: bool) -> Submission:
    """So much more in some cells; with ``formulas`` the totals follow."""
    figures: dict[CellRef, Figure] = typed(SPEC, filled.figures) if formulas else dict(filled.figures)
    for ref, more in by.items():
        figures[CellRef.parse(ref)] = (filled.figures[CellRef.parse(ref)] or Decimal(0)) + more
    return replace(filled, figures=completed(SPEC, figures))


def main() -> None:
    """Print milliseconds, and each as a share of reading."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    filled = load_submission(EXAMPLE)[1]
    one, two = {"t3.open.natural": 1}, {"t3.open.natural": 1, "t3.partial.biz": 3}
    faults = {
        "no fault": filled,
        "one wrong cell": changed(filled, one, formulas=False),
        "one wrong input under formulas": changed(filled, one, formulas=True),
        "two wrong cells": changed(filled, two, formulas=False),
        "two wrong inputs under formulas": changed(filled, two, formulas=True),
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.xlsx"
        file.write_bytes(make_workbook(SPEC, filled))
        whole = median(lambda: check_file(file), max(5, times // 5))
    reading = whole - median(lambda: check(SPEC, filled), times)
    print(f"{'read one workbook':45}{reading:8.2f} ms")
    for name, each in faults.items():
        findings = tuple(check_balances(SPEC, each))
        for what, act in (
            ("check", lambda each=each: check(SPEC, each)),
            ("locate", lambda each=each, findings=findings: tuple(locate(SPEC, each, findings))),
        ):
            taken = median(act, times)
            print(f"{f'{what}, {name}':45}{taken:8.2f} ms {taken / reading:7.1%} of reading")


if __name__ == "__main__":
    main()
