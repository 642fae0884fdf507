"""Reading inputs and writing results: whole or not at all, never over an input, never over someone's work."""

import contextlib
import errno
import math
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assembler.errors import UnusableInput, UnwritableOutput
from assembler.patterns import late

_MEGABYTE = 1024 * 1024
FILE_LIMIT = 50 * _MEGABYTE
"""What a workbook may weigh."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_WINDOWS = sys.platform == "win32"
_PATH_LIMIT = 259  # characters of a whole path; longer ones Word and Excel on Windows can't open
_OURS_LIMIT = 100 * _MEGABYTE  # a larger file is none that this program wrote
_TRIES = 6
_PAUSE = 0.4  # seconds; a virus scanner lets go of a new file within two or three
_BESIDE = ".assembler-"
_DEVICES = late(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = late('[\x00-\x1f<>:"/\\\\|?*]|[. ]$')
_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EBADF: "已经关闭",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一级不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENXIO: "不是普通文件",
    errno.EEXIST: "已有同名的文件",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EAGAIN: "开着的程序太多",
    errno.ENOMEM: "内存不足",
    errno.ETIMEDOUT: "网络盘没有回应",
    errno.ESTALE: "网络盘断开过",
}


def read_input(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes; UnusableInput says what is wrong with anything else. Links are
    followed: who names a link means what it leads to."""
    try:
        if path.is_dir():
            raise UnusableInput("INPUT-FOLDER", path=path)
        if not path.exists():
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                path.stat()  # says so if links lead in a circle
            raise UnusableInput("INPUT-MISSING", path=path)
        if not path.is_file():
            raise UnusableInput("INPUT-UNREADABLE", path=path, reason="不是普通文件")
        data, size = read_file(path, limit)
    except (OSError, ValueError) as error:
        raise UnusableInput("INPUT-UNREADABLE", path=path, reason=reason(error)) from error
    if not data:
        raise UnusableInput("INPUT-EMPTY", path=path)
    if len(data) > limit:
        found = math.ceil(size / _MEGABYTE)
        raise UnusableInput("INPUT-TOO-LARGE", path=path, found=found, limit=limit // _MEGABYTE, unit="MB")
    return data


def is_folder(path: Path) -> bool:
    """Whether it is a folder that can be seen. pathlib raises if a name is too long, or a way to it closed."""
    return os.path.isdir(path)  # noqa: PTH112


def read_file(path: Path, limit: int) -> tuple[bytes, int]:
    """The bytes of a file, ``limit`` and one more at most, and how many there are. OSError if it is none; nothing is
    waited for: a pipe may have taken its place."""
    with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.ENXIO, "no regular file")
        return file.read(min(found.st_size, limit) + 1), found.st_size


def write_output(
    target: Path,
    data: bytes,
    *,
    force: bool,
    inputs: Iterable[Path],
    is_ours: Callable[[bytes], bool] = lambda _: False,
    durable: bool = True,
    suffixes: Sequence[str] = (),
) -> None:
    """Put ``data`` under its final name in one step; missing folders are made. ``durable``: wait until it is on the
    disk; who can tell afterwards that a power cut came first need not. ``suffixes``: how the name has to end, as
    nothing opens a file whose name promises another kind; the first is the usual one.

    An existing file is replaced only with ``force``, or if ``is_ours`` recognises its bytes as untouched work of
    this program, or if it holds the same bytes already; who may read it stays as it was. A link stays a link: what it
    leads to is written. UnwritableOutput if anything forbids it; nothing is left behind.
    """
    made: list[Path] = []
    try:
        standing = _standing(target, tuple(inputs))
        if suffixes and target.suffix.lower() not in suffixes:
            raise UnwritableOutput("OUTPUT-SUFFIX", path=target, suffix=suffixes[0])
        if standing and not force:
            _spare(target, standing, data, is_ours)
        final = Path(os.path.realpath(target)) if target.is_symlink() else target
        _write_beside(final, data, durable, made, standing)
    except BaseException as error:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if not isinstance(error, OSError | ValueError):
            raise
        raise unwritable(target, error) from error


def put_in_place(beside: Path, target: Path) -> None:
    """Give a finished file its final name, over what stands there; UnwritableOutput if it can't be replaced."""
    try:
        _nameable(target)
        _replace(beside, target)
    except (OSError, ValueError) as error:
        raise unwritable(target, error) from error


def sweep(folder: Path, older_than: float = 3600) -> int:
    """Delete what a killed run left half-written in a folder, and say how many files that were. ``older_than``, in
    seconds: what is younger may be the work of another computer on the same drive."""
    swept = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:  # one by one: there may be a hundred thousand
        for each in entries:
            with contextlib.suppress(OSError):
                ours = each.name.startswith(_BESIDE) and each.is_file()
                if ours and time.time() - each.stat().st_mtime > older_than:
                    Path(each.path).unlink()
                    swept += 1
    return swept


def _standing(target: Path, inputs: tuple[Path, ...]) -> os.stat_result | None:
    """The file that a result may replace; None if nothing stands there. Raises if it must not be replaced."""
    _nameable(target)
    standing = _found(target)
    if standing is None:
        return None
    if stat.S_ISDIR(standing.st_mode):
        raise UnwritableOutput("OUTPUT-FOLDER", path=target)
    if not stat.S_ISREG(standing.st_mode):  # --force must not put a file in the place of /dev/null
        raise UnwritableOutput("OUTPUT-UNWRITABLE", path=target, reason="不是普通文件")
    if any(_is_same(target, source) for source in inputs):
        raise UnwritableOutput("OUTPUT-IS-INPUT", path=target)
    if not os.access(target, os.W_OK):
        raise UnwritableOutput("OUTPUT-UNWRITABLE", path=target, reason="文件是只读的")
    return standing


def _is_same(target: Path, source: Path) -> bool:
    """Whether both are one file. An input that can't be looked at, as its name is too long, is no other's fault."""
    with contextlib.suppress(OSError, ValueError):
        return target.samefile(source)
    return False


def _spare(target: Path, standing: os.stat_result, data: bytes, is_ours: Callable[[bytes], bool]) -> None:
    """Raises if somebody's work stands there."""
    found = target.read_bytes() if standing.st_size <= _OURS_LIMIT else b""
    if found != data and not is_ours(found):
        raise UnwritableOutput("OUTPUT-EXISTS", path=target)


def _found(target: Path) -> os.stat_result | None:
    """What stands there; None if nothing does, or nothing can."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        if target.is_symlink() or target.exists():  # raises the same again, unless it means that there is nothing
            raise
        return None


def _nameable(target: Path) -> None:
    """Windows takes some names for devices, drops ends of others, and opens no path that is too long."""
    if not _WINDOWS:
        return
    if len(str(target.absolute())) > _PATH_LIMIT:
        raise UnwritableOutput("OUTPUT-NAME", path=target, reason="名称太长")
    if _DEVICES.fullmatch(target.name) or _FORBIDDEN.search(target.name):
        raise UnwritableOutput("OUTPUT-NAME", path=target, reason="Windows 不能用这个名称")


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make missing folders; those made, even if not all can be, are noted in ``made``, innermost first."""
    made += [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)


def _write_beside(
    target: Path, data: bytes, durable: bool, made: list[Path], standing: os.stat_result | None = None
) -> None:
    """``made``: gets the folders that had to be made. ``standing``: the file whose place and rights it takes."""
    beside = target.parent / f"{_BESIDE}{os.urandom(4).hex()}"
    try:
        file = _new(beside, made)
        try:
            rest = memoryview(data)
            while rest:  # a disk that is nearly full takes a part, and says so only the next time
                rest = rest[os.write(file, rest) :]
            if durable:
                os.fsync(file)
        finally:
            os.close(file)
        if standing:
            beside.chmod(stat.S_IMODE(standing.st_mode))
        _replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _new(file: Path, made: list[Path]) -> int:
    """A file that nobody has made yet, open for writing; missing folders are made, and noted in ``made``."""
    try:
        return os.open(file, _ANEW, 0o666)
    except FileNotFoundError:
        _make_folders(file.parent, made)
        return os.open(file, _ANEW, 0o666)


def _replace(beside: Path, target: Path) -> None:
    """Rename over the target; on Windows another program may hold it for a moment."""
    for attempt in range(_TRIES):
        try:
            beside.replace(target)
            return
        except PermissionError as error:
            if attempt == _TRIES - 1:
                code = "OUTPUT-BUSY" if os.path.lexists(target) else "OUTPUT-UNWRITABLE"
                raise UnwritableOutput(code, path=target, reason=reason(error)) from error
            time.sleep(_PAUSE)


def unwritable(target: Path, error: Exception) -> UnwritableOutput:
    """What keeps a result from being written, as it is told."""
    number = getattr(error, "errno", None)
    code = "OUTPUT-NAME" if number == errno.ENAMETOOLONG else "OUTPUT-UNWRITABLE"
    return UnwritableOutput(code, path=target, reason=reason(error))


def reason(error: Exception) -> str:
    """Why the system refused, in words for people."""
    return _REASONS.get(getattr(error, "errno", None) or 0) or getattr(error, "strerror", None) or str(error)
