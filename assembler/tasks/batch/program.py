"""Which program this process has loaded: one that is put in its place meanwhile doesn't count, and doesn't mix."""

import hashlib
import sys
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assembler import assets

_KINDS = frozenset({".py", ".toml", ".json", ".html", ".css", ".docx"})
_LIBRARIES = ("lxml", "docxtpl", "python-docx", "jinja2", "python-calamine", "msoffcrypto-tool", "xlsxwriter")


class OtherProgram(Exception):
    """A process was to work for a run that was begun by another program."""


def on_disk() -> str:
    """The checksum of the files that the program consists of, as they are now."""
    found = hashlib.sha256()
    for path in program():
        try:
            content = path.read_bytes()
        except OSError:  # just being replaced
            content = b""
        found.update(path.name.encode(errors="replace") + b"\0" + hashlib.sha256(content).digest())
    return found.hexdigest()


def program() -> list[Path]:
    """The files that the program consists of."""
    own = Path(assets.__file__).parent
    roots = {own, assets.ROOT / "templates"}
    return sorted(path for root in roots for path in root.rglob("*") if path.suffix in _KINDS)


def surroundings() -> str:
    """What the bytes of a report depend on beside the program: Python and the libraries that read and pack."""
    return repr((sys.version_info[:3], zlib.ZLIB_RUNTIME_VERSION, [_version(name) for name in _LIBRARIES]))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


LOADED = on_disk()
"""What this process runs: taken before nearly all of the program is loaded."""
