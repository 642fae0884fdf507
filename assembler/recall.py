"""What was read from files of the program's own and proved is kept beside Python's compiled modules, in
``__pycache__``, and is recalled as long as those files are the same: reading an edition again takes five times as long.
So is what is compiled in each start, regular expressions and the ``__init__`` of records: that takes a tenth of a run.

What lies there is as trusted as the .pyc files around it, which Python runs: whoever can write the one can write the
other. Nothing is kept where Python keeps no .pyc files; what is damaged, foreign or of another version is passed over.
Nor is anything kept if its files changed while it was read, or since this process began: an upgrade in the middle of a
long run leaves the former code in memory, and what that reads is none of the new files.
"""

import contextlib
import marshal
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar
from zlib import crc32

_Value = TypeVar("_Value")
_STARTED = time.time() - 1
"""When this process began, or somewhat before: the clocks of files are coarse."""
_COMPILED = Path(__file__).with_name("compiled")
_CODE = (Path(__file__),)
"""What says how compiled things are kept."""
_known: dict[Any, Any] | None = None
"""What was compiled: patterns by source and flags, functions by source; None until the first is asked for."""
_new: list[tuple[Any, ...]] = []
"""What this run has had to compile."""
_FOLDER, _FILE = 0o755, 0o644
"""As Python gives .pyc files the rights of their source: whoever may write here has others run what he likes, however
generous this process is with its files. One that is stingier stays so."""
_MOST = 1000
"""Things that are kept; there are two hundred, and after a change to the program some of before."""


def recalled(
    name: Path,
    sources: Sequence[Path],
    read: Callable[[], _Value],
    load: Callable[[bytes], _Value] = marshal.loads,
    dump: Callable[[Any], bytes] = marshal.dumps,
) -> _Value:
    """What ``read`` returns, or returned when it read the same sources in another run.

    ``name``: a path without suffix beside which ``__pycache__`` lies. ``sources``: the files that are read, and the
    modules that read them. ``load``, ``dump``: pickle's, if it is more than plain values.
    """
    key = _key(sources)
    found = _loaded(name, key, load)
    if found is None:
        found = read()
        _keep(name, sources, key, lambda: dump(found))
    return found


def _loaded(name: Path, key: bytes | None, load: Callable[[bytes], _Value]) -> _Value | None:
    """What was kept under a name and a key; None if there is nothing."""
    try:
        of, digest, kept = _file(name).read_bytes().split(b"\n", 2)
        return load(kept) if of == key and digest == _digest(kept) else None
    except Exception:  # pickle may raise anything; then the files themselves are read
        return None


def _keep(name: Path, sources: Sequence[Path], key: bytes | None, dump: Callable[[], bytes]) -> None:
    """Keep a value, if Python may keep compiled modules there, and the sources are still those of the key."""
    if key and _is_kept(name) and key == _key(sources) and not _is_young(sources):
        with contextlib.suppress(OSError, ValueError):
            kept = dump()
            target = _file(name)
            target.parent.mkdir(_FOLDER, exist_ok=True)
            beside = target.with_name(f"{target.name}.{os.getpid()}")
            try:
                with open(beside, "xb", opener=_for_all_to_read) as file:
                    file.write(b"\n".join((key, _digest(kept), kept)))
                beside.replace(target)
            finally:  # on a full disk, or after Ctrl+C, a piece of it may lie there
                beside.unlink(missing_ok=True)


def _for_all_to_read(file: str, flags: int) -> int:
    return os.open(file, flags, _FILE)


def compiled(source: Any, flags: int = 0) -> re.Pattern[Any]:
    """``re.compile``, recalled where that can be."""
    flags = int(flags)
    parts = _recall(source, flags)
    if parts is not None:
        with contextlib.suppress(Exception):  # whatever the engine says
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
            whole = (_known if len(_known) + len(found) <= _MOST else {}) | found
            _keep(_COMPILED, _CODE, _key(_CODE), lambda: marshal.dumps(whole))
    _new.clear()


def _recall(*key: Any) -> Any:
    global _known
    if _known is None:
        _known = _loaded(_COMPILED, _key(_CODE), marshal.loads) or {}
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
    if sys.dont_write_bytecode or sys.implementation.cache_tag is None:
        return False
    folder = _file(name).parent
    return os.access(folder if folder.exists() else folder.parent, os.W_OK)


def _file(name: Path) -> Path:
    return Path(cache_from_source(f"{name}.py")).with_suffix(".kept")


def _key(sources: Sequence[Path]) -> bytes | None:
    """Changes with any of the files, and with Python; None if one can't be read. Nobody has to be kept from forging
    it, so a checksum will do."""
    try:
        files = [(file.name, file.read_bytes()) for file in sources]
    except OSError:
        return None
    listed = [(name, len(content), crc32(content)) for name, content in files]
    return repr((sys.version, sys.byteorder, listed)).encode()


def _is_young(sources: Sequence[Path]) -> bool:
    """True if this process may know other files by these names. Some ways to install keep the time of the last change;
    then the other time is that of the installation."""
    try:
        times = [file.stat() for file in sources]
    except OSError:
        return True
    return any(max(each.st_mtime, each.st_ctime) > _STARTED for each in times)


def _digest(kept: bytes) -> bytes:
    return b"%d %d" % (len(kept), crc32(kept))
