"""Last year's workbooks of a batch: whose and of which year each is, found out once, kept on disk for all workers."""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.files import FILE_LIMIT, read_input
from assembler.records import dataclass, replace
from assembler.tasks.batch.store import FOLDER

NAME = "previous.sqlite"


@dataclass(frozen=True, slots=True)
class Past:
    """A workbook of the folder. ``who`` and ``year``: "" and None if it couldn't be read or doesn't say."""

    path: str
    digest: str
    who: str
    year: int | None
    readable: bool


def look(path: Path) -> Past:
    """Whose and of which year a workbook is."""
    from assembler.tasks.previous import who
    from assembler.tasks.workbook import read

    digest = ""
    try:
        data = read_input(path, FILE_LIMIT)
        digest = hashlib.sha256(data).hexdigest()
        submission = read(path, data)[1].submission
    except AssemblerError:
        return replace(missed(path), digest=digest)
    return Past(str(path), digest, who(submission.organisation), submission.year, True)


def missed(path: Path) -> Past:
    """The place of a workbook that could not even be looked at."""
    return Past(str(path), "", "", None, False)


def fill(out: Path, pasts: Iterable[Past]) -> str:
    """Put a new shelf into the batch's folder; returns its checksum."""
    file = out / FOLDER / NAME
    file.unlink(missing_ok=True)
    db = sqlite3.connect(file)
    db.execute("pragma synchronous = off")  # made anew by every run
    db.execute("create table past (path blob primary key, digest text, who text, year integer, readable integer)")
    rows = ((os.fsencode(each.path), each.digest, each.who, each.year, each.readable) for each in pasts)
    db.executemany("insert into past values (?, ?, ?, ?, ?)", rows)
    db.execute("create index about on past (who, year)")
    db.commit()
    told = hashlib.sha256()
    for row in db.execute("select * from past order by path"):
        told.update(repr(row).encode())
    db.close()
    return told.hexdigest()


def clear(out: Path) -> None:
    """Take the shelf away; if the medium does not let go of it, the next run does."""
    file = out / FOLDER / NAME
    with suppress(OSError):
        if file.exists():
            file.unlink()


@dataclass
class Filed:
    """The shelf as the workers read it."""

    out: Path

    def find(self, who: str, year: int) -> Sequence[Path]:
        """See ``assembler.tasks.previous.Shelf``."""
        return [path for path, _ in self._about(who, year)]

    @cached_property
    def unreadable(self) -> Sequence[Path]:
        """See ``assembler.tasks.previous.Shelf``."""
        return [path for path, _ in self._rows("readable = 0")]

    def evidence(self, who: str, year: int | None) -> str:
        """A checksum that changes with what there is to compare that organisation's next year with."""
        found = self._about(who, year - 1) if year else []
        told = [(str(path), digest) for path, digest in found or self._rows("readable = 0")]
        return hashlib.sha256(repr(told).encode(errors="replace")).hexdigest()

    def _about(self, who: str, year: int) -> list[tuple[Path, str]]:
        return self._rows("who = ? and year = ?", who, year)

    def _rows(self, where: str, *values: object) -> list[tuple[Path, str]]:
        """Opened for each question: a file that is open can't be taken away on Windows."""
        query = f"select path, digest from past where {where} order by path"
        address = (self.out / FOLDER / NAME).absolute().as_uri()
        with closing(sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)) as db:
            return [(Path(os.fsdecode(path)), digest) for path, digest in db.execute(query, values)]
