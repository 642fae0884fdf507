"""What a batch does with one workbook, in whichever process: read, judge, write its results, say what was done."""

import hashlib
import json
import platform
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from assembler import html
from assembler.errors import AssemblerError, DefectiveForm, UnusableInput, UnwritableOutput
from assembler.excel.sources.preflight import FILE_LIMIT
from assembler.files import read_input, write_output
from assembler.messages import Catalog, file_document
from assembler.model.batch import Row
from assembler.model.findings import Severity
from assembler.model.outcome import Checked, Outcome
from assembler.package import is_sealed
from assembler.records import dataclass
from assembler.tasks.batch import program
from assembler.tasks.batch.entry import Entry
from assembler.tasks.batch.names import Names, names_of
from assembler.tasks.batch.own import is_returned, is_summary, is_torn
from assembler.tasks.batch.shelf import Filed
from assembler.tasks.batch.store import printable
from assembler.tasks.build import blocked, report_of
from assembler.tasks.check import checked
from assembler.tasks.previous import Archive, who
from assembler.tasks.returned import returned_copy

EDITED = "BATCH-EDITED"
"""The code of a workbook whose result somebody has worked on."""
OWN = -1
"""The exit code of what is no workbook to work on, but a result of ours that nobody has touched."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with every workbook. ``out``: the batch's folder. ``stamp``: a checksum of all that their
    results depend on beyond themselves; ``program``: of the program that began; ``shelf``: of last year's workbooks."""

    out: Path
    language: str = "zh"
    previous: Path | None = None
    template: Path | None = None
    draft: bool = False
    strict: bool = False
    html: bool = False
    annotate: bool = False
    pdf: bool = False
    force: bool = False
    stamp: str = ""
    program: str = ""
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A workbook. ``apart``: its results bear its own name, as another's would be called the same."""

    path: str
    apart: bool = False


def unchanged(order: Order, entry: Entry) -> bool:
    """True if the workbook, all that its results depend on, and the results themselves are as they were left."""
    if not entry.key:
        return False
    content = digest_of(Path(entry.path))
    if entry.key != _key(order, content, entry.who, entry.year):
        return False
    return all(digest_of(order.out / file) == digest for file, digest in entry.results.items())


def work(order: Order, job: Job) -> Entry:
    """Do what is to be done with one workbook. Whatever is wrong with it stands in the entry; what is raised is
    OtherProgram, if this process has loaded another one than the run was begun by: its results would be others."""
    if order.program not in ("", program.LOADED):
        raise program.OtherProgram(platform.node())
    try:
        return _work(order, job)
    except AssemblerError as error:
        return _unusable(order, job, error)
    except MemoryError:
        return _unusable(order, job, UnusableInput("INPUT-FATAL", path=job.path))
    except Exception as error:  # a bug of ours; the other workbooks must not suffer from it
        return _unusable(order, job, DefectiveForm("PROGRAM-FAULT", path=job.path, reason=_where(error)))


def lost(order: Order, job: Job, reason: str) -> Entry:
    """The entry of a workbook that killed the process which worked on it, or never came to an end."""
    code = {"died": "INPUT-FATAL", "slow": "INPUT-SLOW"}[reason]
    return _unusable(order, job, UnusableInput(code, path=job.path))


def _work(order: Order, job: Job) -> Entry:
    path, archive = Path(job.path), _archive(order)
    data = read_input(path, FILE_LIMIT)
    content = hashlib.sha256(data).hexdigest()
    returned = is_returned(data)
    if returned or is_summary(data):
        row = {"exit_code": OWN, "returned": returned}
        return Entry(job.path, "", content, "", None, False, frozenset(), row, b"", {})
    try:
        outcome = Outcome(job.path, checked=checked(path, archive, data))
    except AssemblerError as error:
        outcome = Outcome(job.path, error=error)
    results = _Results(order, job, names_of(job.path, outcome.checked, job.apart))
    results.write(outcome)
    return _entry(order, job, outcome, content, results)


class _Results:
    """What is written for a workbook. ``written``: checksums by file; ``kinds``: which file is what; ``problem``: what
    kept the first of the others from being written."""

    def __init__(self, order: Order, job: Job, names: Names) -> None:
        self.order, self.job, self.names = order, job, names
        self.written: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.problem: AssemblerError | None = None

    def write(self, outcome: Outcome) -> None:
        order, found, names = self.order, outcome.checked, self.names
        if found:
            faulty = blocked(found, order.strict)
            if order.draft or not faulty:
                self._put("report", names.report, lambda: report_of(found, order.template, draft=order.draft).data)
            if order.annotate and faulty:
                self._put("returned", names.returned, lambda: returned_copy(found, Path(self.job.path).name))
        if order.html and (found is None or found.findings):
            self._put("page", names.page, lambda: html.page([outcome], Catalog.load(order.language)))

    def _put(self, kind: str, name: str, make: Any) -> None:
        try:
            data: bytes = make()
            ours = html.is_own_page if kind == "page" else is_sealed
            write_output(
                self.order.out / name,
                data,
                force=self.order.force,
                inputs=_given([Path(self.job.path), self.order.previous, self.order.template]),
                is_ours=lambda there: ours(there) or is_torn(there),
                durable=False,
            )
        except AssemblerError as error:
            if error.code == "OUTPUT-EXISTS":  # what stands there is told of as this workbook's all the same
                error = UnwritableOutput(EDITED, path=self.order.out / name)
                self.kinds[kind] = name
            self.problem = self.problem or error
        else:
            self.written[name] = hashlib.sha256(data).hexdigest()
            self.kinds[kind] = name


def _entry(order: Order, job: Job, outcome: Outcome, content: str, results: _Results) -> Entry:
    catalog = Catalog.load(order.language)
    found = outcome.checked
    error = outcome.error or results.problem
    about, year = (who(found.submission.organisation), found.submission.year) if found else ("", None)
    code = max(outcome.exit_code(order.strict), results.problem.exit_code if results.problem else 0)
    row = _row(job, outcome, code, error, catalog, results.kinds)
    again = results.problem is not None or not content or code > UnusableInput.exit_code
    key = "" if again else _key(order, content, about, year)
    told = json.dumps(file_document(outcome, catalog)["findings"], ensure_ascii=False, sort_keys=True)
    packed = zlib.compress(told.encode(errors="replace"))
    claims = results.names.claims
    return Entry(job.path, key, content, about, year, job.apart, claims, row, packed, results.written)


def _unusable(order: Order, job: Job, error: AssemblerError) -> Entry:
    """The entry of a workbook of which nothing is known."""
    outcome = Outcome(job.path, error=error)
    return _entry(order, job, outcome, "", _Results(order, job, names_of(job.path, None, job.apart)))


def _row(
    job: Job, outcome: Outcome, code: int, error: AssemblerError | None, catalog: Catalog, kinds: dict[str, str]
) -> dict[str, Any]:
    found: Checked | None = outcome.checked
    row = Row(
        file=printable(job.path),
        status=outcome.status,
        organisation=found.submission.organisation if found else "",
        year=found.submission.year if found else None,
        format=found.spec.id if found else "",
        errors=found.count(Severity.ERROR) if found else 0,
        warnings=found.count(Severity.WARNING) if found else 0,
        accepted=found.accepted if found else 0,
        exit_code=int(code),
        problem={"code": error.code, **catalog.error(error)._asdict()} if error else None,
        **kinds,
    )
    return asdict(row)


def _key(order: Order, content: str, about: str, year: int | None) -> str:
    evidence = _shelf(order).evidence(about, year) if order.shelf else ""
    return hashlib.sha256("\n".join((order.stamp, content, evidence)).encode()).hexdigest()


@lru_cache(maxsize=2)
def _archive(order: Order) -> Archive | None:
    """Once for each process."""
    if order.previous is None:
        return None
    return Archive(order.previous, _shelf(order) if order.shelf else None)


@lru_cache(maxsize=2)
def _shelf(order: Order) -> Filed:
    return Filed(order.out)


def digest_of(path: Path) -> str:
    """The checksum of a file; "" if it can't be read."""
    with suppress(OSError, ValueError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _given(paths: Iterable[Path | None]) -> list[Path]:
    return [path for path in paths if path is not None]


def _where(error: Exception) -> str:
    """What a bug says of itself, with the last line of ours that it passed."""
    place, step = "", error.__traceback__
    while step:
        name = Path(step.tb_frame.f_code.co_filename)
        if "assembler" in name.parts:
            place = f"{name.name}:{step.tb_lineno}"
        step = step.tb_next
    return f"{type(error).__name__}: {error} ({place})"[:300]
