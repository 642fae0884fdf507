"""A batch from beginning to end: find, look up, do what is open, put names right, tell what is there."""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assembler.engine import Engine, Lost, NoWorkers, Processes
from assembler.errors import UnwritableOutput
from assembler.files import is_folder, reason, sweep
from assembler.messages import Catalog
from assembler.records import replace
from assembler.tasks.batch import program, shelf
from assembler.tasks.batch.discover import found_in, order_of
from assembler.tasks.batch.entry import Entry
from assembler.tasks.batch.job import OWN, Job, Order, digest_of, lost, unchanged, work
from assembler.tasks.batch.ledger import Ledger
from assembler.tasks.batch.names import RESULT_FOLDERS, is_result
from assembler.tasks.batch.pdf import add_pdfs, office
from assembler.tasks.batch.stamp import stamp
from assembler.tasks.batch.store import sweep_own, writing_into
from assembler.tasks.batch.summaries import write_summaries
from assembler.tasks.batch.telling import Story

if TYPE_CHECKING:
    from assembler.engine.cluster import Cluster

SECONDS = 120.0
"""What one workbook may take. The slowest that the preflight lets pass takes a few; a drive far away takes its time."""
MEMORY = 2 * 1024**3
MANY = 10**6
"""More than any folder holds, where nobody has counted."""
_FLUSH_SECONDS, _FLUSH_ENTRIES = 0.5, 200


class Watch(Protocol):
    """Who is told how far a batch is."""

    def begin(self, total: int) -> None:
        """So many workbooks are to be looked at."""

    def advance(self, done: int, faulty: int) -> None:
        """So many more have been, and so many of them have errors or can't be used."""


class Batch:
    """One run over what the sources hold, into ``order.out``. ``jobs``: processes at a time, 0 = one for each core;
    ``scheduler``: address of a cluster that does the work instead; ``seconds``: what a workbook may take.
    UnwritableOutput if another run is at work in that folder."""

    def __init__(
        self, order: Order, sources: tuple[Path, ...], *, jobs: int = 0, scheduler: str = "", seconds: float = SECONDS
    ) -> None:
        self.order, self.sources = order, sources
        self.jobs = jobs or cores()
        self._cluster = _cluster_at(scheduler, seconds) if scheduler else None
        self._engine: Engine = self._cluster or Processes(self.jobs, seconds, MEMORY)
        self.ledger = Ledger(order.out)
        self.total = self.fresh = 0

    def close(self) -> None:
        """Let go of the folder."""
        try:
            shelf.clear(self.order.out)
        finally:
            self.ledger.close()

    def run(self, watch: Watch) -> None:
        """Do what is to be done. May be stopped anywhere: the next run goes on."""
        try:
            with writing_into(self.order.out), _complete(self._cluster):
                self._run(watch)
        except NoWorkers as error:
            raise UnwritableOutput("BATCH-WORKERS", reason=_said_by_system(error)) from error

    def _run(self, watch: Watch) -> None:
        if self.order.template:
            from assembler.word.template import load_template

            load_template(self.order.template)  # one that is none would stop each workbook by itself
        for folder in ("", *RESULT_FOLDERS):
            sweep(self.order.out / folder, older_than=0)  # nobody else is at work here
        sweep_own(self.order.out)
        self.total = self.ledger.expect(self._found())
        self._look_up_last_year()
        self.order = replace(self.order, stamp=stamp(self.order))
        if self._cluster:  # on this computer whatever is upgraded meanwhile has another stamp the next time
            from assembler.tasks.batch.cluster import agree

            self.order = replace(self.order, program=program.LOADED)
            agree(self._cluster, self.order)
        watch.begin(self.total)
        self._pass(self._open_ones(watch), self.total, watch)
        if misnamed := self.ledger.reopen_misnamed():
            self._pass(self._renamed(), misnamed, None)
            beside = self.ledger.reopen_beside_old()
            self._pass(self._open_ones(None), beside, None)
        self._clean_up()

    def tell(self, catalog: Catalog) -> Story:
        """What there is to say at the end, after writing it into the batch's folder."""
        with writing_into(self.order.out):
            return self._tell(catalog)

    def _tell(self, catalog: Catalog) -> Story:
        program = office() if self.order.pdf else None
        if program:
            add_pdfs(program, self.ledger, self.order.out, force=self.order.force)
        tell = partial(Story, self.ledger, self.order.out, catalog, pdf=(self.order.pdf, bool(program)))
        story = tell([])
        faults = write_summaries(story, self.ledger, self.order.out, mark=self.order.stamp, force=self.order.force)
        self.ledger.complete()
        return tell(faults) if faults else story

    # --- what there is ---

    def _found(self) -> Iterator[tuple[str, bytes, str]]:
        return ((found.kind, order_of(found.path), found.path) for found in found_in(self.sources))

    def _look_up_last_year(self) -> None:
        """Once for the whole run; a file that can't be used stops it, in a folder such files are named."""
        past = self.order.previous
        if past is None:
            return
        from assembler.tasks.previous import past_workbooks
        from assembler.tasks.workbook import read

        if not is_folder(past):
            read(past)
            return
        paths = past_workbooks(past)
        with closing(self._engine.run(shelf.look, paths, MANY)) as answers:
            pasts = (shelf.missed(path) if isinstance(found, Lost) else found for path, found in answers)
            self.order = replace(self.order, shelf=shelf.fill(self.order.out, pasts))
        for path in shelf.Filed(self.order.out).unreadable:
            self.ledger.pass_over("past", order_of(str(path)), str(path))

    # --- the work ---

    def _open_ones(self, watch: Watch | None) -> Iterator[Job]:
        """Those that aren't as they were left. ``watch``: None if they have been counted already."""
        for path, known in self.ledger.open_ones():
            done = known is not None and not self.order.force and unchanged(self.order, known)
            if watch and done and known:
                watch.advance(1, int(known.exit_code > 0))
            elif not done:
                self.fresh += watch is not None
                yield Job(path, bool(known and known.apart))

    def _renamed(self) -> Iterator[Job]:
        for path, known in self.ledger.open_ones():
            yield Job(path, not (known and known.apart))

    def _pass(self, jobs: Iterator[Job], total: int, watch: Watch | None) -> None:
        """Have the jobs done; results are noted twice a second, and whatever is there when the run is stopped."""
        first = next(jobs, None)
        if first is None:  # nothing is open: no process need start
            return
        if self.order.template:
            from assembler.tasks.build import examine

            examine(self.order.template)  # once, instead of by each workbook
        ready: list[Entry] = []
        since = time.monotonic()
        try:
            with closing(self._engine.run(partial(work, self.order), chain((first,), jobs), total)) as answers:
                for job, answer in answers:
                    entry = lost(self.order, job, answer.reason) if isinstance(answer, Lost) else answer
                    ready.append(entry)
                    if watch:
                        watch.advance(1, int(entry.row["exit_code"] > 0))
                    if len(ready) >= _FLUSH_ENTRIES or time.monotonic() - since > _FLUSH_SECONDS:
                        self._note(ready)
                        since = time.monotonic()
        finally:
            self._note(ready)

    def _note(self, ready: list[Entry]) -> None:
        with self.ledger.together():
            for entry in ready:
                self.ledger.put(order_of(entry.path), entry)
                if entry.row["exit_code"] == OWN:
                    self.ledger.pass_over(entry.row["kind"], order_of(entry.path), entry.path)
        ready.clear()

    # --- the end ---

    def _clean_up(self) -> None:
        """Untouched results that their own workbook has outgrown go; what is known of workbooks that are gone goes
        with their last result."""
        held = set()
        for file, digest in self.ledger.outgrown():
            if is_result(file) and digest_of(self.order.out / file) == digest:
                try:
                    (self.order.out / file).unlink(missing_ok=True)
                except PermissionError:  # open in Word, on Windows; the next run tries again
                    held.add(file)
        with self.ledger.together():
            self.ledger.forget_outgrown(but=held)
            for path in self.ledger.absent():
                if not self._has_results(path):
                    self.ledger.forget(path)

    def _has_results(self, path: str) -> bool:
        files = self.ledger.results_of(path)
        return any((self.order.out / file).exists() and self.ledger.owner(file) is None for file in files)


def _cluster_at(address: str, seconds: float) -> "Cluster":
    from assembler.tasks.batch.cluster import cluster_at

    return cluster_at(address, seconds)


def _complete(cluster: "Cluster | None") -> AbstractContextManager[None]:
    if cluster is None:
        return nullcontext()
    from assembler.tasks.batch.cluster import complete

    return complete(cluster)


def _said_by_system(error: BaseException | None) -> str:
    """The words of the first error of the system among those that led to this one."""
    while error and not isinstance(error, OSError):
        error = error.__cause__
    return reason(error) if isinstance(error, OSError) else "一开始就停止了"


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
