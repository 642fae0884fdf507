"""What was read from files of the program's own and proved is kept beside Python's compiled modules, in
``__pycache__``, and is recalled as long as those files are the same: reading an edition again takes five times as long.
So is what is compiled in each start, regular expressions and the ``__init__`` of records: that takes a tenth of a run.

What lies there is as trusted as the .pyc files around it, which Python runs: whoever can write the one can write the
other. Nothing is kept where Python keeps no .pyc files; what is damaged, foreign or of another version is passed over.
"""

import contextlib
import marshal
import os
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any
from zlib import crc32

_COMPILED = Path(__file__).with_name("compiled")
_known: dict[Any, Any] | None = None
"""What was compiled: patterns by source and flags, functions by source; None until the first is asked for."""
_new: list[tuple[Any, ...]] = []
"""What this run has had to compile."""
_MOST = 1000
"""Things that are kept; there are two hundred, and after a change to the program some of before."""


def recalled(name: Path, sources: Iterable[Path], load: Callable[[bytes], Any] = marshal.loads) -> Any:
    """What was kept under a name; None if there is nothing, or a source has changed since.

    ``name``: a path without suffix beside which ``__pycache__`` lies. ``sources``: the files that what is kept was
    made of, and the modules that made it. ``load``: pickle's, if it is more than plain values.
    """
    try:
        key, digest, kept = _file(name).read_bytes().split(b"\n", 2)
        return load(kept) if key == _key(sources) and digest == _digest(kept) else None
    except Exception:  # pickle may raise anything; then the files themselves are read
        return None


def keep(name: Path, sources: Iterable[Path], value: object, dump: Callable[[Any], bytes] = marshal.dumps) -> None:
    """Keep a value, if Python may keep compiled modules there."""
    if _is_kept(name):
        with contextlib.suppress(OSError, ValueError):
            kept = dump(value)
            target = _file(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.{os.getpid()}")
            beside.write_bytes(b"\n".join((_key(sources), _digest(kept), kept)))
            beside.replace(target)


def compiled(source: Any, flags: int = 0) -> re.Pattern[Any]:
    """``re.compile``, recalled where that can be."""
    flags = int(flags)
    parts = _recall(source, flags)
    if parts is not None:
        return _built(source, parts)
    _new.append((source, flags))
    return re.compile(source, flags)


def compiled_code(source: str) -> CodeType:
    """``compile`` of statements, recalled where that can be."""
    code: CodeType | None = _recall(source)
    if code is None:
        _new.append((source,))
        code = compile(source, "<made>", "exec")
    return code


def keep_compiled() -> None:
    """Keep what this run has had to compile."""
    if _new and _known is not None and _is_kept(_COMPILED):
        found = {key: parts for key in _new if (parts := _parts(*key))}
        if found:
            keep(_COMPILED, (), (_known if len(_known) + len(found) <= _MOST else {}) | found)
    _new.clear()


def _recall(*key: Any) -> Any:
    global _known
    if _known is None:
        _known = recalled(_COMPILED, ()) or {}
    return _known.get(key)


def _parts(source: Any, flags: int | None = None) -> Any:
    """What is kept of a function, or of a pattern: that which ``re`` hands to its engine. None if another Python goes
    about it in another way."""
    if flags is None:
        return compile(source, "<made>", "exec")
    try:
        parsed = import_module("re._parser").parse(source, flags)
        groups, names = parsed.state.groups, parsed.state.groupdict
        by_number = {number: name for name, number in names.items()}
        code = [int(each) for each in import_module("re._compiler")._code(parsed, flags)]
        parts = flags | parsed.state.flags, code, groups - 1, dict(names), tuple(map(by_number.get, range(groups)))
        return parts if _built(source, parts) == re.compile(source, flags) else None
    except Exception:  # of whatever kind
        return None


def _built(source: Any, parts: tuple[Any, ...]) -> re.Pattern[Any]:
    """The engine proves the numbers before it takes them; they are bound to the version of Python."""
    pattern: re.Pattern[Any] = import_module("_sre").compile(source, *parts)
    return pattern


def _is_kept(name: Path) -> bool:
    """False where it would be in vain."""
    folder = _file(name).parent
    return not sys.dont_write_bytecode and os.access(folder if folder.exists() else folder.parent, os.W_OK)


def _file(name: Path) -> Path:
    return Path(cache_from_source(f"{name}.py")).with_suffix(".kept")


def _key(sources: Iterable[Path]) -> bytes:
    """Changes with any of the files, and with Python. Nobody has to be kept from forging it, so a checksum will do."""
    files = [(file.name, file.read_bytes()) for file in sources]
    return repr((sys.version, [(name, len(content), crc32(content)) for name, content in files])).encode()


def _digest(kept: bytes) -> bytes:
    return b"%d %d" % (len(kept), crc32(kept))
