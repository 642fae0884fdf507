"""What a batch does with one workbook, in whichever process: read, judge, write its results, say what was done."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from assembler.errors import AssemblerError, DefectiveForm, UnusableInput, UnwritableOutput
from assembler.files import FILE_LIMIT, read_input, write_output
from assembler.messages import Catalog, file_document
from assembler.model.batch import Row, as_dict
from assembler.model.findings import Severity
from assembler.model.outcome import Checked, Outcome
from assembler.package import is_sealed
from assembler.records import dataclass
from assembler.tasks.batch import program
from assembler.tasks.batch.entry import Entry
from assembler.tasks.batch.job import EDITED, OWN, Job, Order, key_of, shelf_of, unread
from assembler.tasks.batch.names import Names, names_of
from assembler.tasks.batch.own import is_torn, made_by_us
from assembler.tasks.batch.store import printable
from assembler.tasks.build import blocked, report_of
from assembler.tasks.check import checked
from assembler.tasks.previous import Archive, who


def work(order: Order, job: Job) -> Entry:
    """Do what is to be done with one workbook. Whatever is wrong with it stands in the entry; what is raised is
    OtherProgram, if this process has loaded another one than the run was begun by: its results would be others."""
    if order.program not in ("", program.LOADED):
        import platform

        raise program.OtherProgram(platform.node())
    try:
        return _work(order, job)
    except MemoryError:
        return _unusable(order, job, UnusableInput("INPUT-FATAL", path=job.path))
    except Exception as error:  # a bug of ours; the other workbooks must not suffer from it
        return _unusable(order, job, DefectiveForm("PROGRAM-FAULT", path=job.path, reason=_where(error)))


def lost(order: Order, job: Job, reason: str) -> Entry:
    """The entry of a workbook that killed the process which worked on it, or never came to an end."""
    code = {"died": "INPUT-FATAL", "slow": "INPUT-SLOW"}[reason]
    return _unusable(order, job, UnusableInput(code, path=job.path))


def _work(order: Order, job: Job) -> Entry:
    path = Path(job.path)
    try:
        data = read_input(path, FILE_LIMIT)
    except UnusableInput as error:
        return _done(order, job, Outcome(job.path, error=error), _State("", unread(error)))
    content = hashlib.sha256(data).hexdigest()
    made = made_by_us(data)
    if made.kind:
        row = {"exit_code": OWN, "kind": made.kind}
        return Entry(job.path, "", content, "", "", None, False, frozenset(), row, b"", {})
    try:
        outcome = Outcome(job.path, checked=checked(path, _archive(order), data))
    except AssemblerError as error:
        outcome = Outcome(job.path, error=error)
    return _done(order, job, outcome, _State(content, content, made.origin if outcome.checked else ""))


@dataclass(frozen=True, slots=True)
class _State:
    """What a workbook is as a file. ``content`` and ``origin``: see ``Entry``; ``known_by``: what tells whether it is
    still the same, "" = it is to be looked at again in any case."""

    content: str = ""
    known_by: str = ""
    origin: str = ""


def _done(order: Order, job: Job, outcome: Outcome, state: _State) -> Entry:
    """Write what there is to write."""
    results = _Results(order, job, names_of(job.path, outcome.checked, job.apart, draft=order.draft))
    results.write(outcome, state.content)
    return _entry(order, job, outcome, state, results)


class _Results:
    """What is written for a workbook. ``written``: checksums by file; ``kinds``: which file is what; ``problem``: what
    kept the first of the others from being written."""

    def __init__(self, order: Order, job: Job, names: Names) -> None:
        self.order, self.job, self.names = order, job, names
        self.written: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.problem: AssemblerError | None = None

    def write(self, outcome: Outcome, content: str) -> None:
        """``content``: the checksum of the workbook."""
        order, found, names = self.order, outcome.checked, self.names
        if found:
            faulty = blocked(found, order.strict)
            if order.draft or not faulty:
                self._put("report", names.report, lambda: report_of(found, order.template, draft=order.draft).data)
            if order.annotate and faulty:
                self._put("returned", names.returned, lambda: _returned(found, self.job, content))
        if order.html and (found is None or found.findings):
            self._put("page", names.page, lambda: _page(outcome, order))

    def _put(self, kind: str, name: str, make: Any) -> None:
        try:
            data: bytes = make()
            ours = _is_own_page if kind == "page" else is_sealed
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


def _returned(found: Checked, job: Job, content: str) -> bytes:
    from assembler.tasks.returned import returned_copy  # with what writes workbooks

    return returned_copy(found, Path(job.path).name, content)


def _page(outcome: Outcome, order: Order) -> bytes:
    from assembler.html import page  # with Jinja2

    return page([outcome], Catalog.load(order.language))


def _is_own_page(data: bytes) -> bool:
    from assembler.html import is_own_page

    return is_own_page(data)


def _entry(order: Order, job: Job, outcome: Outcome, state: _State, results: _Results) -> Entry:
    catalog = Catalog.load(order.language)
    found = outcome.checked
    error = outcome.error or results.problem
    about, year = (who(found.submission.organisation), found.submission.year) if found else ("", None)
    code = max(outcome.exit_code(order.strict), results.problem.exit_code if results.problem else 0)
    row = _row(job, outcome, code, error, catalog, results)
    again = results.problem is not None or not state.known_by or code > UnusableInput.exit_code
    key = "" if again else key_of(order, state.known_by, about, year)
    told = json.dumps(file_document(outcome, catalog)["findings"], ensure_ascii=False, sort_keys=True)
    packed = zlib.compress(told.encode(errors="replace"))
    claims = results.names.claims
    return Entry(
        job.path, key, state.content, state.origin, about, year, job.apart, claims, row, packed, results.written
    )


def _unusable(order: Order, job: Job, error: AssemblerError) -> Entry:
    """The entry of a workbook of which nothing is known. It is there whatever else goes wrong."""
    outcome = Outcome(job.path, error=error)
    with suppress(Exception):
        return _done(order, job, outcome, _State())
    with suppress(Exception):  # it is the page that can't be made
        return _entry(order, job, outcome, _State(), _Results(order, job, names_of(job.path, None, job.apart)))
    return _bare(job, error)


def _bare(job: Job, error: AssemblerError) -> Entry:
    """The same, made without names and words: nothing in it can fail."""
    told = printable(" ".join([error.code, *error.facts.values()]))
    problem = {"code": error.code, "message": told, "remedy": ""}
    row = Row(printable(job.path), "unusable", "", None, "", 0, 0, 0, int(error.exit_code), problem)
    return Entry(job.path, "", "", "", "", None, job.apart, frozenset(), as_dict(row), b"", {})


def _row(
    job: Job, outcome: Outcome, code: int, error: AssemblerError | None, catalog: Catalog, results: _Results
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
        draft=results.order.draft and "report" in results.kinds,
        **results.kinds,
    )
    return as_dict(row)


@lru_cache(maxsize=2)
def _archive(order: Order) -> Archive | None:
    """Once for each process."""
    if order.previous is None:
        return None
    return Archive(order.previous, shelf_of(order) if order.shelf else None)


def _given(paths: Iterable[Path | None]) -> list[Path]:
    return [path for path in paths if path is not None]


def _where(error: Exception) -> str:
    """What a bug says of itself, if it can, with the last line of ours that it passed."""
    said, place, step = "", "", error.__traceback__
    with suppress(Exception):
        said = str(error)
    while step:
        name = Path(step.tb_frame.f_code.co_filename)
        if "assembler" in name.parts:
            place = f"{name.name}:{step.tb_lineno}"
        step = step.tb_next
    return printable(f"{type(error).__name__}: {said} ({place})"[:300])
