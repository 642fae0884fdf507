"""What is to be done with a workbook, and whether it has been: all that the process needs which shares the work out.
What does the work, and takes a tenth of a second to load, is ``one``."""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from assembler.errors import UnusableInput
from assembler.files import FILE_LIMIT, read_input
from assembler.records import dataclass
from assembler.tasks.batch.entry import Entry, Known
from assembler.tasks.batch.shelf import Filed

EDITED = "BATCH-EDITED"
"""The code of a workbook whose result somebody has worked on."""
OWN = -1
"""The exit code of what is no workbook to work on, but a result of ours that nobody has touched."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with every workbook: ``out``, the batch's folder, and the options of the command line.

    The others are checksums, "" until the run has worked them out. ``stamp``: of all that results depend on beyond
    their workbook, as the program and these options; a workbook whose stamp is another is done again. ``program``: of
    the program that began, for a cluster, whose processes may have loaded another one. ``shelf``: of last year's
    workbooks, if they lie in a folder."""

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


def work(order: Order, job: Job) -> Entry:
    """See ``one.work``."""
    from assembler.tasks.batch import one

    return one.work(order, job)


def lost(order: Order, job: Job, reason: str) -> Entry:
    """See ``one.lost``."""
    from assembler.tasks.batch import one

    return one.lost(order, job, reason)


def unchanged(order: Order, known: Known) -> bool:
    """True if the workbook, all that its results depend on, and the results themselves are as they were left."""
    if not known.key:
        return False
    if known.key != key_of(order, _state_of(Path(known.path)), known.who, known.year):
        return False
    return all(digest_of(f"{order.out}/{file}") == digest for file, digest in known.results.items())


def key_of(order: Order, state: str, about: str, year: int | None) -> str:
    """The checksum of all that the results of a workbook depend on; ``state``: the checksum of the workbook itself, or
    ``unread``."""
    evidence = shelf_of(order).evidence(about, year) if order.shelf else ""
    return hashlib.sha256("\n".join((order.stamp, state, evidence)).encode()).hexdigest()


def unread(error: UnusableInput) -> str:
    """The state of a workbook that can't be read: what is told of it, until that is something else."""
    return repr((error.code, error.facts))


def _state_of(path: Path) -> str:
    try:
        return hashlib.sha256(read_input(path, FILE_LIMIT)).hexdigest()
    except UnusableInput as error:
        return unread(error)


@lru_cache(maxsize=2)
def shelf_of(order: Order) -> Filed:
    """Last year's workbooks."""
    return Filed(order.out)


def digest_of(path: Path | str) -> str:
    """The checksum of a file; "" if it can't be read."""
    with suppress(OSError, ValueError), open(path, "rb", buffering=0) as file:  # noqa: PTH123  # a path takes its time
        return hashlib.sha256(file.read()).hexdigest()
    return ""
