"""Which workbooks there are: files as given, folders with all that is below them, in the order people count in."""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from assembler.files import is_folder
from assembler.records import dataclass
from assembler.tasks.batch.names import RESULTS, SUMMARIES
from assembler.tasks.batch.store import FOLDER

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods"})
"""Names of spreadsheets. What others can't be read is told; no file of these is passed over."""

_INSIDE = "inside"
_DEEP = 50


@dataclass(frozen=True, slots=True)
class Found:
    """``kind``: workbook; other, for a file that is none; link, which isn't followed; folder, for one that can't be
    looked into."""

    path: str
    kind: str = "workbook"


def found_in(sources: tuple[Path, ...]) -> Iterator[Found]:
    """What the sources hold. What is named itself is a workbook whatever its name and though it may not exist; in
    folders links aren't followed but named, and lock files, hidden ones and results of a batch aren't looked at."""
    for source in sources:
        if is_folder(source):
            yield from _below(os.path.normpath(source))
        else:
            yield Found(os.path.normpath(source))


def _below(top: str) -> Iterator[Found]:
    """Folder by folder, each read as far as it is told: one may hold a hundred thousand files, or folders. Those that
    lie deep are read at once, as there are only so many files that may be open."""
    levels = [_within(top)]  # not by recursion: nobody has to be reasonable about how deep folders lie in each other
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif found.kind == _INSIDE:
            deeper = _within(found.path)
            levels.append(deeper if len(levels) < _DEEP else iter(list(deeper)))
        else:
            yield found


def _within(folder: str) -> Iterator[Found]:
    own = RESULTS if _is_of_a_batch(Path(folder)) else frozenset[str]()
    try:
        with os.scandir(folder) as entries:
            for each in entries:
                if each.name not in own and not each.name.startswith(("~$", ".")):
                    yield Found(os.path.normpath(each.path), _kind(each))
    except OSError:
        yield Found(folder, "folder")


def _kind(each: os.DirEntry[str]) -> str:
    if each.is_symlink():
        return "link"
    if each.is_dir():
        return _INSIDE
    return "workbook" if os.path.splitext(each.name)[1].lower() in SUFFIXES else "other"  # noqa: PTH122


def _is_of_a_batch(folder: Path) -> bool:
    """Whether results lie there; copies may have come without the hidden folder."""
    try:
        return (folder / FOLDER).is_dir() or all((folder / name).is_file() for name in SUMMARIES)
    except OSError:  # a path that is too long
        return False


def order_of(path: str) -> bytes:
    """Bytes that sort as people count: 年报2 before 年报10, a folder's files together."""
    plain = unicodedata.normalize("NFKC", path).casefold().replace("\\", "/")
    return b"".join(_piece(each) for each in re.split("([0-9]+)", plain))


def _piece(piece: str) -> bytes:
    if piece.isdecimal() and piece.isascii():
        digits = piece.lstrip("0").encode()
        return b"0" + bytes([min(len(digits), 255)]) + digits
    return piece.replace("/", "\0").encode(errors="surrogateescape")
