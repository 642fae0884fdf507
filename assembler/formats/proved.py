"""An edition that has been read and proved is kept beside Python's own compiled modules, in ``__pycache__``: reading it
again takes a sixth of the time. It is proved anew as soon as one of its files, or the code that reads and holds them,
is another.

What lies there is as trusted as the .pyc files around it, which Python runs: whoever can write the one can write the
other. Nothing is kept where Python keeps no .pyc files; what is damaged, foreign or of another version is passed over.
"""

import contextlib
import hashlib
import os
import pickle
import sys
from importlib.util import cache_from_source
from pathlib import Path

from assembler.model.spec import ReportSpec

_CODE = (Path(__file__).parent, Path(__file__).parents[1] / "model")


def recalled(folder: Path) -> ReportSpec | None:
    """The edition in that folder as it was proved; None if it has to be read."""
    try:
        key, digest, kept = _file(folder).read_bytes().split(b"\n", 2)
        if key != _key(folder) or digest != _digest(kept):
            return None
        spec = pickle.loads(kept)
    except Exception:  # pickle may raise anything; then the edition is read from its own files
        return None
    return spec if isinstance(spec, ReportSpec) else None


def keep(folder: Path, spec: ReportSpec) -> ReportSpec:
    """Keep an edition that has been proved, if Python may keep compiled modules; gives it back."""
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError, ValueError):
            kept = pickle.dumps(spec, protocol=pickle.HIGHEST_PROTOCOL)
            target = _file(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.{os.getpid()}")
            beside.write_bytes(b"\n".join((_key(folder), _digest(kept), kept)))
            beside.replace(target)
    return spec


def _file(folder: Path) -> Path:
    return Path(cache_from_source(str(folder / "proved.py"))).with_suffix(".pickle")


def _key(folder: Path) -> bytes:
    """Changes with any file of the edition, and with any module that reads or holds it."""
    digest = hashlib.sha256(sys.version.encode())
    for each in (folder, *_CODE):
        for file in sorted(each.iterdir()):
            if file.suffix in (".toml", ".py"):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest().encode()


def _digest(kept: bytes) -> bytes:
    return hashlib.sha256(kept).hexdigest().encode()
