"""One file of a run."""

from collections.abc import Mapping
from typing import NamedTuple

from assembler.errors import AssemblerError, ExitCode
from assembler.model.findings import Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.records import dataclass

STATUSES = ("ok", "warnings", "errors", "unusable")


class Location(NamedTuple):
    """Where people find an entry: the sheet's name and an address such as E6."""

    sheet: str
    address: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that could be read. ``locations``: where each entry stands, by ref; ``findings`` in telling order;
    ``last_year``: what it was compared with, None = nothing; ``beside``: last year's as it stands in the workbook,
    which nothing is compared with."""

    spec: ReportSpec
    submission: Submission
    locations: Mapping[str, Location]
    findings: tuple[Finding, ...]
    last_year: Submission | None = None
    beside: Submission | None = None

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted with a reason."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def accepted(self) -> int:
        """Number of findings accepted with a reason; they count neither as errors nor as warnings."""
        return len(self.findings) - len(self.standing)

    def count(self, severity: Severity) -> int:
        """Number of standing findings of that severity."""
        return sum(1 for finding in self.standing if finding.severity is severity)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exactly one of ``checked`` and ``error`` is set. ``file``: the path as it was given."""

    file: str
    checked: Checked | None = None
    error: AssemblerError | None = None

    @property
    def status(self) -> str:
        """ok, warnings, errors or unusable."""
        if self.checked is None:
            return "unusable"
        if self.checked.count(Severity.ERROR):
            return "errors"
        return "warnings" if self.checked.count(Severity.WARNING) else "ok"

    def exit_code(self, strict: bool = False) -> ExitCode:
        """How a run over this file ends; ``strict`` counts warnings as errors."""
        if self.error is not None:
            return self.error.exit_code
        failing = {"errors", "warnings"} if strict else {"errors"}
        return ExitCode.FINDINGS if self.status in failing else ExitCode.DONE
