"""What an edition's rule book is worth: which rules follow from others, and which faults they notice."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from assembler.model.findings import Severity
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.records import dataclass

Place = tuple[str, str]
"""A rule and what it is applied to, such as T3-01 and ``natural``."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """A relation that says nothing new: it follows from the others."""

    place: Place
    follows_from: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class System:
    """Linear relations that are looked at together. ``name``: a table's id, ``control`` (with the counts from the
    register), ``last_year`` (with last year's report), or ``at_least`` (inequalities). ``rank``: how many of them say
    something that neither the others nor the relations of the tables say."""

    name: str
    cells: int
    relations: int
    rank: int
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault that was put into one cell of a report that is in order.

    ``style``: ``formulas`` (totals follow what is typed) or ``typed`` (totals stand as they are). ``situation``: what
    else there was to compare with. ``codes``: the rules that noticed it. ``gravest``: None = not noticed. ``named``: a
    finding named the cell and what had stood there.
    """

    style: str
    situation: str
    fault: str
    cell: CellRef
    codes: frozenset[str]
    gravest: Severity | None
    named: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How many faults of a kind were tried in a part of the form, noticed, noticed as an error, and named rightly."""

    tried: int
    noticed: int
    errors: int
    named: int


@dataclass(frozen=True)
class RuleBook:
    """The examination of one edition. ``unknown``: cells that rules name and the form lacks. ``untrue``: rules that
    the balanced report of the trials breaks, and cells that they force to 0 (``FORMAT-CONTRADICTION``); none = that
    report proves that the rules don't contradict each other."""

    spec: ReportSpec
    unknown: tuple[CellRef, ...]
    untrue: tuple[Place, ...]
    systems: tuple[System, ...]
    trials: tuple[Trial, ...]

    def score(self, **wanted: str) -> Score:
        """Over the trials that have these values: ``style``, ``situation``, ``fault``, ``table``."""
        table = wanted.pop("table", None)
        chosen = [
            trial
            for trial in self.trials
            if (table is None or self.spec.table_of[trial.cell.block].id == table)
            and all(getattr(trial, name) == value for name, value in wanted.items())
        ]
        return Score(
            tried=len(chosen),
            noticed=sum(1 for trial in chosen if trial.codes),
            errors=sum(1 for trial in chosen if trial.gravest is Severity.ERROR),
            named=sum(1 for trial in chosen if trial.named),
        )

    def values(self, name: str) -> tuple[str, ...]:
        """The styles, situations or faults that were tried, in order."""
        return tuple(dict.fromkeys(getattr(trial, name) for trial in self.trials))

    @cached_property
    def rules(self) -> Mapping[str, tuple[int, int]]:
        """For each rule of the edition how many faults it noticed, and how many of them no other rule noticed, with
        all there is to compare with."""
        found = {code: [0, 0] for code in self.spec.rules}
        for trial in self.trials:
            for code in trial.codes if trial.situation == "all" else ():
                found[code][0] += 1
                found[code][1] += len(trial.codes) == 1
        return {code: (noticed, alone) for code, (noticed, alone) in found.items()}

    def guards(self, style: str, situation: str) -> Mapping[CellRef, tuple[str, ...]]:
        """For each cell that was tried so the rules that notice when its figure changes; a blank doesn't count."""
        found: dict[CellRef, set[str]] = {}
        for trial in self.trials:
            if (trial.style, trial.situation) == (style, situation) and trial.fault != "blank":
                found.setdefault(trial.cell, set()).update(trial.codes)
        return {cell: tuple(sorted(codes)) for cell, codes in found.items()}

    def unguarded(self, style: str, situation: str) -> Iterator[CellRef]:
        """Cells that may hold any figure without a word from any rule."""
        return (cell for cell, codes in self.guards(style, situation).items() if not codes)
