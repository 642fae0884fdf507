"""``--previous``: last year's report of the same organisation, from a workbook or a folder of workbooks."""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from assembler.errors import AssemblerError
from assembler.files import is_folder
from assembler.model.findings import Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.records import dataclass, field
from assembler.tasks.workbook import read

DEPTH = 3  # folders below the one that was named
NAMED = 5  # files that a finding names
Compared = tuple[Submission | None, tuple[Finding, ...]]


class Shelf(Protocol):
    """Which workbook of a folder is about whom and which year."""

    def find(self, who: str, year: int) -> Sequence[Path]:
        """The workbooks of that organisation (as ``who`` gives it) and year, by path."""

    @property
    def unreadable(self) -> Sequence[Path]:
        """Those that couldn't be read, by path."""


@dataclass
class Looked:
    """A shelf that looks into each workbook once, when the first is asked for, and remembers no more than its path."""

    folder: Path

    def find(self, who: str, year: int) -> Sequence[Path]:
        """See ``Shelf``."""
        return self._index.known.get((who, year), ())

    @property
    def unreadable(self) -> Sequence[Path]:
        """See ``Shelf``."""
        return self._index.unreadable

    @cached_property
    def _index(self) -> "_Index":
        index = _Index()
        for path in sorted(past_workbooks(self.folder)):
            try:
                submission = read(path)[1].submission
            except AssemblerError:
                index.unreadable.append(path)
            else:
                if submission.year is not None:
                    index.known.setdefault((who(submission.organisation), submission.year), []).append(path)
        return index


@dataclass
class _Index:
    known: dict[tuple[str, int], list[Path]] = field(default_factory=dict)
    unreadable: list[Path] = field(default_factory=list)


class Archive:
    """What ``--previous`` names. Which workbook is whose is told by what it says, never by its file name. A file that
    can't be used is an error; in a folder such files are named where the one that is looked for isn't found. ``shelf``:
    what is known of the folder already."""

    def __init__(self, path: Path, shelf: Shelf | None = None) -> None:
        self.path = path
        self.file = None if is_folder(path) else read(path)[1].submission
        self._shelf = shelf or Looked(path)

    def last_year_of(self, spec: ReportSpec, submission: Submission) -> Compared:
        """The submission of the same organisation for the year before; else None, and W-04 that says why."""
        if submission.year is None or not submission.organisation.strip():
            return None, (_finding(spec, "unknown", [self.path]),)
        if self.file is not None:
            return self._in_file(spec, submission, self.file)
        return self._in_folder(spec, submission)

    def _in_file(self, spec: ReportSpec, submission: Submission, past: Submission) -> Compared:
        assert submission.year is not None
        year = submission.year - 1
        if who(past.organisation) != who(submission.organisation):
            facts = {"found": past.organisation, "organisation": submission.organisation}
            return None, (_finding(spec, "organisation", [self.path], **facts),)
        if past.year != year:
            return None, (_finding(spec, "year", [self.path], found=str(past.year or ""), year=str(year)),)
        return past, ()

    def _in_folder(self, spec: ReportSpec, submission: Submission) -> Compared:
        assert submission.year is not None
        year = submission.year - 1
        found = self._shelf.find(who(submission.organisation), year)
        if len(found) == 1:
            return read(found[0])[1].submission, ()
        if found:
            return None, (_finding(spec, "several", self._below(found), year=str(year)),)
        if unreadable := self._shelf.unreadable:
            facts = {"year": str(year), "count": str(len(unreadable))}
            return None, (_finding(spec, "unread", self._below(unreadable), **facts),)
        return None, (_finding(spec, "none", [self.path], year=str(year)),)

    def _below(self, paths: Sequence[Path]) -> list[Path]:
        return [path.relative_to(self.path) for path in paths]


def past_workbooks(folder: Path, depth: int = DEPTH) -> Iterator[Path]:
    """In no order, however many there are; links aren't followed, lock files and hidden ones not looked at."""
    try:
        with os.scandir(folder) as entries:
            for each in entries:
                if each.name.startswith(("~$", ".")) or each.is_symlink():
                    continue
                if each.is_dir():
                    yield from past_workbooks(Path(each.path), depth - 1) if depth else ()
                elif each.name.lower().endswith(".xlsx") and each.is_file():
                    yield Path(each.path)
    except OSError:
        return


def who(organisation: str) -> str:
    """The organisation as it is compared: without white space, full-width letters and brackets as plain ones."""
    return "".join(unicodedata.normalize("NFKC", organisation).split())


def _finding(spec: ReportSpec, case: str, files: Sequence[Path], **facts: str) -> Finding:
    """W-04: nothing was compared."""
    listed = "、".join(str(each) for each in files[:NAMED]) + ("……" if len(files) > NAMED else "")
    severity = Severity(spec.checks["W-04"].severity)
    return Finding("W-04", severity, "year", case=case, facts={"files": listed, **facts})
