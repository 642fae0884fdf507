"""The line that is used most, ``build 年报.xlsx``, understood without click, which takes a sixth of a run to load.

What is known here means what it means to click (tests/cli/test_direct.py holds both to that); whatever else there is on
the line, a slip, a file that can't be read, another spelling, is left to click, which knows what to say about it.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_VALUES = {"-o": "output", "--output": "output"}
_FLAGS = {
    "--draft": "draft", "--strict": "strict", "--force": "force",
    "-q": "quiet", "--quiet": "quiet", "-v": "verbose", "--verbose": "verbose",
}  # fmt: skip
_LANGUAGES = ("", "zh", "en")
_EXPANDED = "*?[~$%"
"""With which click expands names on Windows, where no shell does."""


def order(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """What ``build`` is to do, by the names of its options; None if click is to look at the line."""
    if not arguments or arguments[0] != "build" or not _is_plain(environment):
        return None
    found: dict[str, Any] = {}
    rest = iter(arguments[1:])
    for each in rest:
        name = _FLAGS.get(each) or _VALUES.get(each) or "workbook"
        if each in _FLAGS:
            found[name] = True
            continue
        value = next(rest, "") if each in _VALUES else each
        if name in found or not _is_file(value):
            return None
        found[name] = Path(value)
    return found if "workbook" in found else None


def _is_plain(environment: Mapping[str, str]) -> bool:
    """True if the environment says nothing that click would have to look at."""
    return environment.get("ASSEMBLER_LANG", "") in _LANGUAGES and not environment.get("_ASSEMBLER_COMPLETE")


def _is_file(name: str) -> bool:
    """True for a name that can only be that of a file, and of one that may be read if it is there already."""
    if not name or name[0] == "-" or "://" in name or "\0" in name:
        return False
    if sys.platform == "win32" and any(each in name for each in _EXPANDED):
        return False
    return os.access(name, os.R_OK) or not os.path.lexists(name)
