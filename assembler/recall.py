"""What was read from files of the program's own and proved is kept beside Python's compiled modules, in
``__pycache__``, and is recalled as long as those files are the same: reading an edition again takes five times as long.

What lies there is as trusted as the .pyc files around it, which Python runs: whoever can write the one can write the
other. Nothing is kept where Python keeps no .pyc files; what is damaged, foreign or of another version is passed over.
"""

import contextlib
import os
import pickle
import sys
from collections.abc import Iterable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from zlib import crc32


def recalled(name: Path, sources: Iterable[Path]) -> Any:
    """What was kept under a name; None if there is nothing, or a source has changed since.

    ``name``: a path without suffix beside which ``__pycache__`` lies. ``sources``: the files that what is kept was
    made of, and the modules that made it.
    """
    try:
        key, digest, kept = _file(name).read_bytes().split(b"\n", 2)
        return pickle.loads(kept) if key == _key(sources) and digest == _digest(kept) else None
    except Exception:  # pickle may raise anything; then the files themselves are read
        return None


def keep(name: Path, sources: Iterable[Path], value: object) -> None:
    """Keep a value, if Python may keep compiled modules there."""
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError, ValueError):
            kept = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            target = _file(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.{os.getpid()}")
            beside.write_bytes(b"\n".join((_key(sources), _digest(kept), kept)))
            beside.replace(target)


def _file(name: Path) -> Path:
    return Path(cache_from_source(f"{name}.py")).with_suffix(".pickle")


def _key(sources: Iterable[Path]) -> bytes:
    """Changes with any of the files, and with Python. Nobody has to be kept from forging it, so a checksum will do."""
    files = [(file.name, file.read_bytes()) for file in sources]
    return repr((sys.version, [(name, len(content), crc32(content)) for name, content in files])).encode()


def _digest(kept: bytes) -> bytes:
    return b"%d %d" % (len(kept), crc32(kept))
