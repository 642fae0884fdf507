"""The folder in which a batch keeps its own files: who has it, how they are opened, how names are compared."""

import os
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assembler.errors import UnwritableOutput
from assembler.files import is_folder, unwritable

FOLDER = ".assembler"
REPORTS, RETURNED, PAGES = "reports", "returned", "pages"
_SAID = {
    "is full": "磁盘已满",
    "readonly": "磁盘是只读的",
    "I/O error": "磁盘读写出错",
    "open database": "没有权限",
    "locked": "别的程序正打开着",
}
_CACHE = 1000
"""Kilobytes of a database that stay in memory."""
BEGUN = ("new-", "ledger.new", "previous.sqlite")
"""How the names begin of what is there only while a run is at work."""


def connected(file: Path) -> sqlite3.Connection:
    """A database that holds in memory what it can't do without, and may be killed at any moment."""
    db = sqlite3.connect(file, isolation_level=None)
    with suppress(sqlite3.DatabaseError):  # told by the first statement that needs the file
        db.execute("pragma temp_store = file")
        for each in ("main", "temp"):
            db.execute(f"pragma {each}.cache_size = -{_CACHE}")
        db.execute("pragma journal_mode = delete")
    return db


def locked(out: Path) -> sqlite3.Connection:
    """Held until it is closed; the system lets go of it when a process dies."""
    folder = out / FOLDER
    if any(os.path.exists(each) and not is_folder(each) for each in (folder, out, *out.parents)):  # noqa: PTH110
        raise UnwritableOutput("BATCH-FILE", path=out)
    with writing_into(out):
        folder.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(folder / "lock.sqlite", isolation_level=None, timeout=0)
        try:
            lock.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            lock.close()
            if "locked" in str(error):
                raise UnwritableOutput("BATCH-BUSY", path=out) from error
            raise
    return lock


@contextmanager
def writing_into(out: Path) -> Iterator[None]:
    """A full disk, or one that has gone, is told as such. What names another place is none of its doing."""
    try:
        yield
    except OSError as error:
        if not _concerns(out, error):
            raise
        raise unwritable(out, error) from error
    except sqlite3.Error as error:  # keeps the system's number to itself
        reason = next((told for said, told in _SAID.items() if said in str(error)), str(error))
        raise UnwritableOutput("OUTPUT-UNWRITABLE", path=out, reason=reason) from error


def _concerns(out: Path, error: OSError) -> bool:
    """Whether an error is one of the folder, or of a way to it; a write that fails names nothing."""
    if not isinstance(error.filename, str | bytes | os.PathLike):
        return True
    there, places = Path(os.fsdecode(error.filename)), [out]
    with suppress(OSError):  # a relative path in a folder that has gone
        places.append(out.absolute())
    return any(there.is_relative_to(each) or each.is_relative_to(there) for each in places)


def sweep_own(out: Path) -> None:
    """Take away what a killed run had begun to write into the folder of our own files; nobody else's are touched."""
    for path in (out / FOLDER).iterdir():
        if not path.name.startswith(BEGUN):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def folded(name: str) -> str:
    """A file name as file systems compare it that know no case and compose characters."""
    return unicodedata.normalize("NFKC", name).casefold()


def printable(path: str) -> str:
    """A path as text that every file and terminal can hold."""
    return path.encode(errors="replace").decode()
