"""``--previous``: last year's report of the same organisation, from a workbook or a folder of workbooks."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.model.findings import Finding, Severity
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.tasks.workbook import read

DEPTH = 3  # folders below the one that was named
MOST = 300  # workbooks that are looked at
NAMED = 5  # files that a finding names
Compared = tuple[Submission | None, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class _Past:
    path: Path
    submission: Submission


class Archive:
    """What ``--previous`` names, read once for a whole run. Which workbook is whose is told by what it says, never by
    its file name. A file that can't be used is an error; in a folder such files are passed over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_folder = path.is_dir()
        self.file = None if self.is_folder else _Past(path, read(path)[1].submission)

    def last_year_of(self, spec: ReportSpec, submission: Submission) -> Compared:
        """The submission of the same organisation for the year before; else None, and W-04 that says why."""
        if submission.year is None or not submission.organisation.strip():
            return None, (_finding(spec, "unknown", [self.path]),)
        return self._in_file(spec, submission) if self.file else self._in_folder(spec, submission)

    def _in_file(self, spec: ReportSpec, submission: Submission) -> Compared:
        assert self.file is not None
        assert submission.year is not None
        past, year = self.file.submission, submission.year - 1
        if _name(past) != _name(submission):
            facts = {"found": past.organisation, "organisation": submission.organisation}
            return None, (_finding(spec, "organisation", [self.path], **facts),)
        if past.year != year:
            return None, (_finding(spec, "year", [self.path], found=str(past.year or ""), year=str(year)),)
        return past, ()

    def _in_folder(self, spec: ReportSpec, submission: Submission) -> Compared:
        assert submission.year is not None
        year = submission.year - 1
        found = [
            each for each in self._pasts if each.submission.year == year and _name(each.submission) == _name(submission)
        ]
        if len(found) == 1:
            return found[0].submission, ()
        if found:
            files = [each.path.relative_to(self.path) for each in found]
            return None, (_finding(spec, "several", files, year=str(year)),)
        if len(self._files) > MOST:
            return None, (_finding(spec, "crowded", [self.path], year=str(year), most=str(MOST)),)
        return None, (_finding(spec, "none", [self.path], year=str(year)),)

    @cached_property
    def _files(self) -> list[Path]:
        """The workbooks of the folder by path, one more than are looked at if there are more."""
        return list(islice(_workbooks(self.path, DEPTH), MOST + 1))

    @cached_property
    def _pasts(self) -> list[_Past]:
        found = []
        for path in self._files[:MOST]:
            try:
                found.append(_Past(path, read(path)[1].submission))
            except AssemblerError:
                continue  # an archive holds other things, too
        return found


def _workbooks(folder: Path, depth: int) -> Iterator[Path]:
    """Files first, then folders, each by name; links aren't followed, lock files and hidden ones not looked at."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    seen = [each for each in entries if not each.name.startswith(("~$", ".")) and not each.is_symlink()]
    yield from (each for each in seen if each.suffix.lower() == ".xlsx" and each.is_file())
    if depth:
        for each in seen:
            if each.is_dir():
                yield from _workbooks(each, depth - 1)


def _name(submission: Submission) -> str:
    """The organisation as it is compared: without white space, full-width letters and brackets as plain ones."""
    return "".join(unicodedata.normalize("NFKC", submission.organisation).split())


def _finding(spec: ReportSpec, case: str, files: list[Path], **facts: str) -> Finding:
    """W-04: nothing was compared."""
    listed = "、".join(str(each) for each in files[:NAMED]) + ("……" if len(files) > NAMED else "")
    severity = Severity(spec.checks["W-04"].severity)
    return Finding("W-04", severity, "year", case=case, facts={"files": listed, **facts})
