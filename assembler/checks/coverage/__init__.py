"""How good the rules are: a report in order, faults put into it one at a time, and who notices."""

from assembler.checks.coverage.balanced import Witnesses, balanced
from assembler.checks.coverage.systems import systems, unknown_cells
from assembler.checks.coverage.trials import SITUATIONS, STYLES, Judge, broken, called, trials

__all__ = [
    "SITUATIONS",
    "STYLES",
    "Judge",
    "Witnesses",
    "balanced",
    "broken",
    "called",
    "systems",
    "trials",
    "unknown_cells",
]
