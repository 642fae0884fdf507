"""What clerks do to a workbook. Each alteration changes a ``Paper`` and leaves behind what it then truly says.

``HARMLESS`` ones must be understood without loss: nothing is refused, every figure is read right. The others may end in
a refusal, a finding or a right reading, never in a wrong figure that nothing names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.semantic.paper import Paper

Alter = Callable[[Paper, Random], object]


@dataclass(frozen=True)
class Alteration:
    """``alter`` returns False where there is nothing to do it to."""

    name: str
    alter: Alter
    harmless: bool


ALTERATIONS: dict[str, Alteration] = {}


def alteration(name: str, *, harmless: bool = False) -> Callable[[Alter], Alter]:
    """Put a function on the list."""

    def enter(alter: Alter) -> Alter:
        assert name not in ALTERATIONS, name
        ALTERATIONS[name] = Alteration(name, alter, harmless)
        return alter

    return enter


def done(name: str, paper: Paper, seed: int) -> bool:
    """Do it; False where there was nothing to do it to."""
    return ALTERATIONS[name].alter(paper, Random(f"{name} {seed}")) is not False
