"""Every fault in every cell, one at a time, and the rules that notice it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from assembler.checks.coverage.balanced import Witnesses, balanced
from assembler.checks.coverage.faults import FAULTS, Changes
from assembler.model.findings import Finding
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.rulebook import Place, Trial
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, completed

Judge = Callable[[ReportSpec, Submission, Submission | None], Iterable[Finding]]
STYLES = ("formulas", "typed")
SITUATIONS = ("alone", "control", "last_year", "all")
"""What there is to compare with: nothing else, the counts from the register, last year's report, all of it."""


def trials(spec: ReportSpec, judge: Judge) -> Iterator[Trial]:
    """All of them, in one order; ``judge`` is what finds faults."""
    witnesses = balanced(spec)
    apart = [list(_trials(spec, judge, witnesses, situation)) for situation in SITUATIONS[:-1]]
    for each in apart:
        yield from each
    for same in zip(*apart, strict=True):
        yield _together(same)


def broken(spec: ReportSpec, judge: Judge) -> tuple[Place, ...]:
    """Linear rules that the report in order breaks, with everything to compare with."""
    report, last_year = called(balanced(spec), "all")
    linear = {equation.id for equation in spec.equations}
    return tuple((each.code, each.at) for each in judge(spec, report, last_year) if each.code in linear)


def called(witnesses: Witnesses, situation: str) -> tuple[Submission, Submission | None]:
    """The report in order, and last year's where the situation has it."""
    report = witnesses.report
    if situation in ("control", "all"):
        report = replace(report, control=witnesses.control)
    return report, witnesses.last_year if situation in ("last_year", "all") else None


def _trials(spec: ReportSpec, judge: Judge, witnesses: Witnesses, situation: str) -> Iterator[Trial]:
    report, last_year = called(witnesses, situation)
    known = frozenset((each.code, each.at) for each in judge(spec, report, last_year))
    for style in STYLES:
        yield from _Bench(spec, judge, situation, style, report, last_year, known).trials()


def _together(same: tuple[Trial, ...]) -> Trial:
    """What is noticed with all there is to compare with: what is noticed with any of it, since no rule asks for two."""
    severities = [each.gravest for each in same if each.gravest]
    return replace(
        same[0],
        situation=SITUATIONS[-1],
        codes=frozenset().union(*(each.codes for each in same)),
        gravest=min(severities, key=lambda severity: severity.rank, default=None),
        named=any(each.named for each in same),
    )


@dataclass(frozen=True)
class _Bench:
    """One report to put faults into, what it is compared with, and what is found without a fault."""

    spec: ReportSpec
    judge: Judge
    situation: str
    style: str
    report: Submission
    last_year: Submission | None
    known: frozenset[Place]

    def trials(self) -> Iterator[Trial]:
        """Every fault in every cell that can be typed into; where totals are formulas they can't."""
        cells = [cell for cell in self.spec.cells if cell not in self.spec.worded]
        typed = [cell for cell in cells if self.style == "typed" or not self.spec.is_computed(cell)]
        for cell in typed:
            for name, fault in FAULTS.items():
                changes = fault(self.spec, self.report.figures, cell, frozenset(typed))
                if changes:
                    yield self._trial(name, cell, changes)

    def _trial(self, fault: str, cell: CellRef, changes: Changes) -> Trial:
        found = self.judge(self.spec, self._altered(changes), self.last_year)
        new = [each for each in found if (each.code, each.at) not in self.known]
        right = plain(self.report.figures[cell])
        hints = [each.suggestion for each in new if each.suggestion]
        return Trial(
            style=self.style,
            situation=self.situation,
            fault=fault,
            cell=cell,
            codes=frozenset(each.code for each in new),
            gravest=min((each.severity for each in new), key=lambda severity: severity.rank, default=None),
            named=len(changes) == 1 and any((hint.ref, hint.after) == (str(cell), right) for hint in hints),
        )

    def _altered(self, changes: Changes) -> Submission:
        figures = {**self.report.figures, **changes}
        if self.style == "formulas":
            inputs = {cell: figure for cell, figure in figures.items() if not self.spec.is_computed(cell)}
            figures = completed(self.spec, inputs)
        return replace(self.report, figures=figures)
