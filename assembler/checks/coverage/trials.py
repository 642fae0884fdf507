"""Every fault in every cell, one at a time, and the rules that notice it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from assembler.checks.coverage.balanced import Witnesses, balanced
from assembler.checks.coverage.faults import FAULTS, Changes
from assembler.model.findings import Finding, Severity
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.rulebook import Place, Trial
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, completed
from assembler.records import dataclass, replace

Judge = Callable[[ReportSpec, Submission, Submission | None], Iterable[Finding]]
STYLES = ("formulas", "typed")
SITUATIONS = ("alone", "control", "last_year", "all")
"""What there is to compare with: nothing else, the counts from the register, last year's report, all of it."""


def trials(spec: ReportSpec, judge: Judge) -> Iterator[Trial]:
    """All of them, in one order; ``judge`` is what finds faults.

    It is asked twice about each fault, with nothing and with everything to compare with; what it finds more the second
    time is put down to the register or to last year's report by its rule, since no rule asks for both.
    """
    of_control = {equation.id for equation in spec.equations if equation.when_filled}
    witnesses = balanced(spec)
    for style in STYLES:
        runs = [list(_Bench(spec, judge, style, *called(witnesses, each)).runs()) for each in ("alone", "all")]
        for alone, full in zip(*runs, strict=True):
            yield alone.trial("alone", alone.severities, alone.named)
            yield full.trial("control", full.only(alone.severities.keys() | of_control), full.named)
            yield full.trial("last_year", full.only(full.severities.keys() - of_control), alone.named)
            yield full.trial("all", full.severities, full.named)


def broken(spec: ReportSpec, judge: Judge) -> tuple[Place, ...]:
    """Why the report in order doesn't show that the rules agree: linear rules that it breaks, with everything to
    compare with, and cells that the rules leave no figure above 0."""
    report, last_year = called(balanced(spec), "all")
    linear = {equation.id for equation in spec.equations}
    rules = [(each.code, each.at) for each in judge(spec, report, last_year) if each.code in linear]
    counts = [cell for cell in spec.cells if spec.value_of(cell) in ("count", "amount")]
    forced = [cell for cell in counts if (report.figures[cell] or 0) <= 0]
    return (*rules, *(("FORMAT-CONTRADICTION", str(cell)) for cell in forced))


def called(witnesses: Witnesses, situation: str) -> tuple[Submission, Submission | None]:
    """The report in order, and last year's where the situation has it."""
    report = witnesses.report
    if situation in ("control", "all"):
        report = replace(report, control=witnesses.control)
    return report, witnesses.last_year if situation in ("last_year", "all") else None


@dataclass(frozen=True)
class _Run:
    """What was found on one fault: the gravest severity of each rule."""

    style: str
    fault: str
    cell: CellRef
    severities: Mapping[str, Severity]
    named: bool

    def only(self, codes: Collection[str]) -> Mapping[str, Severity]:
        """What these rules found."""
        return {code: severity for code, severity in self.severities.items() if code in codes}

    def trial(self, situation: str, severities: Mapping[str, Severity], named: bool) -> Trial:
        """The run as it is told."""
        gravest = min(severities.values(), key=lambda severity: severity.rank, default=None)
        return Trial(self.style, situation, self.fault, self.cell, frozenset(severities), gravest, named)


@dataclass(frozen=True)
class _Bench:
    """One report to put faults into, and what it is compared with."""

    spec: ReportSpec
    judge: Judge
    style: str
    report: Submission
    last_year: Submission | None

    def runs(self) -> Iterator[_Run]:
        """Every fault in every cell that can be typed into; where totals are formulas they can't."""
        known = frozenset((each.code, each.at) for each in self.judge(self.spec, self.report, self.last_year))
        cells = [cell for cell in self.spec.cells if cell not in self.spec.worded]
        typed = [cell for cell in cells if self.style == "typed" or not self.spec.is_computed(cell)]
        for cell in typed:
            for name, fault in FAULTS.items():
                changes = fault(self.spec, self.report.figures, cell, frozenset(typed))
                if changes:
                    yield self._run(name, cell, changes, known)

    def _run(self, fault: str, cell: CellRef, changes: Changes, known: Collection[Place]) -> _Run:
        found = self.judge(self.spec, self.altered(changes), self.last_year)
        new = [each for each in found if (each.code, each.at) not in known]
        new.sort(
            key=lambda finding: finding.severity.rank, reverse=True
        )  # of one rule the gravest comes last and stays
        right = plain(self.report.figures[cell])
        hints = [each.suggestion for each in new if each.suggestion]
        return _Run(
            style=self.style,
            fault=fault,
            cell=cell,
            severities={each.code: each.severity for each in new},
            named=len(changes) == 1 and any((hint.ref, hint.after) == (str(cell), right) for hint in hints),
        )

    def altered(self, changes: Changes) -> Submission:
        """The report with these changes; totals follow them where they are formulas."""
        figures = {**self.report.figures, **changes}
        if self.style == "formulas":
            inputs = {cell: figure for cell, figure in figures.items() if not self.spec.is_computed(cell)}
            figures = completed(self.spec, inputs)
        return replace(self.report, figures=figures)
