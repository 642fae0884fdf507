"""A batch as it is told: totals, what concerns several workbooks, and a row for each."""

from collections.abc import Mapping
from typing import Any

from assembler.model.outcome import STATUSES
from assembler.records import dataclass, field

MARK = "assembler.summary"
"""The custom property by which the summary is told from a workbook that somebody has filled in."""


@dataclass(frozen=True, slots=True)
class Row:
    """One workbook. ``problem``: code, message and remedy of what kept it from being used, or its results from being
    written; None = nothing did. The results are paths below the batch's folder, with slashes; "" = there is none.
    ``draft``: the report is one, and not to be handed in."""

    file: str
    status: str
    organisation: str
    year: int | None
    format: str
    errors: int
    warnings: int
    accepted: int
    exit_code: int
    problem: Mapping[str, str] | None = None
    report: str = ""
    returned: str = ""
    page: str = ""
    pdf: str = ""
    draft: bool = False


@dataclass(slots=True)
class Totals:
    """How many of everything. ``problems``: workbooks whose results couldn't be written; ``drafts``: of the reports;
    ``exit_code``: the highest."""

    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    errors: int = 0
    warnings: int = 0
    problems: int = 0
    reports: int = 0
    drafts: int = 0
    returned: int = 0
    pdfs: int = 0
    exit_code: int = 0

    @property
    def files(self) -> int:
        """Number of workbooks."""
        return sum(self.statuses.values())

    def add(self, row: Row) -> None:
        """Count one workbook."""
        self.statuses[row.status] += 1
        self.errors += row.errors
        self.warnings += row.warnings
        self.problems += row.problem is not None and row.status != "unusable"
        self.reports += bool(row.report)
        self.drafts += row.draft
        self.returned += bool(row.returned)
        self.pdfs += bool(row.pdf)
        self.exit_code = max(self.exit_code, row.exit_code)


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know beyond the single workbook: code, words, and the files it is about; of many only the
    first ones, ``count`` are all of them. ``grave``: it isn't only for information."""

    code: str
    message: str
    remedy: str
    files: tuple[str, ...]
    count: int
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row as finished strings and numbers, one for each heading. ``links``: paths by the number of their column."""

    grade: str
    cells: tuple[str | int, ...]
    links: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Overview:
    """What every form of the summary begins with, as finished strings. ``counts``: label and number; ``headings``: of
    the columns of its lines; ``numeric``: which of them hold numbers."""

    language: str
    title: str
    program: str
    counts: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    notes_title: str
    lines_title: str
    headings: tuple[str, ...]
    numeric: frozenset[int]
    remedy: str
    more: str


def as_dict(value: Row | Totals | Note) -> dict[str, Any]:
    """Its fields by name; what ``dataclasses.asdict`` gives, as they hold nothing that would have to be copied."""
    return {name: getattr(value, name) for name in value.__match_args__}
