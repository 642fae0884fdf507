"""Reading inputs and writing results: whole or not at all, never over an input, never over someone's work."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from assembler.errors import UnusableInput, UnwritableOutput

_TRIES = 6
_PAUSE = 0.4  # seconds; a virus scanner lets go of a new file within two or three


def read_input(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes; UnusableInput says what is wrong with anything else."""
    try:
        if path.is_dir():
            raise UnusableInput("INPUT-FOLDER", path=path)
        if not path.exists():
            raise UnusableInput("INPUT-MISSING", path=path)
        if not path.is_file():
            raise UnusableInput("INPUT-UNREADABLE", path=path, reason="不是普通文件")
        size = path.stat().st_size
        if size == 0:
            raise UnusableInput("INPUT-EMPTY", path=path)
        if size > limit:
            raise UnusableInput("INPUT-TOO-LARGE", path=path, found=_megabytes(size), limit=_megabytes(limit))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnusableInput("INPUT-UNREADABLE", path=path, reason=_reason(error)) from error


def write_output(
    target: Path,
    data: bytes,
    *,
    force: bool,
    inputs: Iterable[Path],
    is_ours: Callable[[bytes], bool] = lambda _: False,
) -> None:
    """Put ``data`` under its final name in one step; missing folders are made.

    An existing file is replaced only with ``force``, or if ``is_ours`` recognises its bytes as untouched work of
    this program, or if it holds the same bytes already. UnwritableOutput otherwise; nothing is left behind.
    """
    try:
        _guard(target, data, force, tuple(inputs), is_ours)
        made = _make_folders(target.parent)
    except (OSError, ValueError) as error:
        raise UnwritableOutput("OUTPUT-UNWRITABLE", path=target, reason=_reason(error)) from error
    try:
        _write_beside(target, data)
    except (OSError, ValueError) as error:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        busy = isinstance(error, PermissionError) and target.exists()
        code = "OUTPUT-BUSY" if busy else "OUTPUT-UNWRITABLE"
        raise UnwritableOutput(code, path=target, reason=_reason(error)) from error


def _guard(target: Path, data: bytes, force: bool, inputs: tuple[Path, ...], is_ours: Callable[[bytes], bool]) -> None:
    if target.is_dir():
        raise UnwritableOutput("OUTPUT-FOLDER", path=target)
    if not target.exists():
        return
    if any(source.exists() and target.samefile(source) for source in inputs):
        raise UnwritableOutput("OUTPUT-IS-INPUT", path=target)
    if not force:
        found = target.read_bytes()
        if found != data and not is_ours(found):
            raise UnwritableOutput("OUTPUT-EXISTS", path=target)


def _make_folders(folder: Path) -> list[Path]:
    """Make missing folders; returns those made, innermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _write_beside(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".assembler-", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o666 & ~_umask())
        _replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _replace(beside: Path, target: Path) -> None:
    """Rename over the target; on Windows another program may hold it for a moment."""
    for attempt in range(_TRIES):
        try:
            beside.replace(target)
            return
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
