"""One trial: a workbook, some alterations, a reading, a verdict."""

import itertools
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.excel import read_submission
from assembler.tasks.workbook import read
from tests.semantic import on_copies, on_figures, on_form, on_labels, on_lines, on_sheets  # noqa: F401  # they fill the list
from tests.semantic.alterations import ALTERATIONS, done
from tests.semantic.paper import Paper
from tests.semantic.places import spec_of
from tests.semantic.truth import Verdict, fresh, truth_of, verdict

BASES = 8

# With one of each kind in a workbook nobody can tell which table is meant.
RIVALS = frozenset({"sheet copied with other numbers", "last year's table pasted on a sheet of its own",
                    "the other edition's table on an extra sheet"})  # fmt: skip
NAMELESS = frozenset({"names deleted", "some names deleted", "marks of the format lost"})


@dataclass(frozen=True)
class Trial:
    """``steps``: alterations with their seeds. It can be done again from what it says."""

    form: str
    base: int
    steps: tuple[tuple[str, int], ...]

    def altered(self) -> tuple[Paper, tuple[str, ...]]:
        """The workbook afterwards, and what was really done to it."""
        paper = fresh(self.form, self.base)
        applied = tuple(name for name, seed in self.steps if done(name, paper, seed))
        paper.recalculate()
        return paper, applied


@dataclass(frozen=True)
class Result:
    """``refused``: the code of the error that ended it."""

    trial: Trial
    applied: tuple[str, ...]
    verdict: Verdict | None
    refused: str = ""

    @property
    def silent(self) -> tuple[str, ...]:
        """The misreads that nothing tells."""
        return self.verdict.silent if self.verdict else ()

    @property
    def needless(self) -> bool:
        """All was harmless, and yet not all of it was read. What is harmless once need not be so twice."""
        once = len(set(self.applied)) == len(self.applied)
        harmless = once and all(ALTERATIONS[name].harmless for name in self.applied)
        harmless = harmless and not (RIVALS.intersection(self.applied) and NAMELESS.intersection(self.applied))
        return harmless and (self.verdict is None or not self.verdict.clean)


def trials(seed: int, most: int = 4) -> Trial:
    """A trial for a number."""
    chance = random.Random(seed)
    steps = tuple((chance.choice(list(ALTERATIONS)), chance.randrange(10**6)) for _ in range(chance.randint(1, most)))
    return Trial(chance.choice(("2021", "2021", "2021", "2019")), chance.randrange(BASES), steps)


def run(trial: Trial, *, file: bool = True) -> Result:
    """Read it and compare. ``file``: through a real .xlsx; otherwise as a perfect reader would hand it over."""
    paper, applied = trial.altered()
    spec = spec_of(paper)
    try:
        if file:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "altered.xlsx"
                path.write_bytes(paper.saved())
                spec, reading = read(path)
        else:
            reading = read_submission(spec, paper.book(Path("altered.xlsx")))
    except AssemblerError as error:
        return Result(trial, applied, None, error.code)
    if spec.id != paper.format:
        return Result(trial, applied, None, f"read as {spec.id}")
    return Result(trial, applied, verdict(spec, reading, truth_of(spec, paper)))


def shrunk(trial: Trial, bad: Callable[[Result], object]) -> Trial:
    """The same fault with as few alterations as will do."""
    for count in range(1, len(trial.steps)):
        for steps in itertools.combinations(trial.steps, count):
            smaller = Trial(trial.form, trial.base, steps)
            if bad(run(smaller)):
                return smaller
    return trial
