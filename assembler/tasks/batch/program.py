"""Which program this process has loaded: one that is put in its place meanwhile doesn't count, and doesn't mix."""

import hashlib
import os
import sys
import zlib

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
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # two hundred times, at each start
                content = file.read()
        except OSError:  # just being replaced
            content = b""
        name = os.path.basename(path).encode(errors="replace")  # noqa: PTH119
        found.update(name + b"\0" + hashlib.sha256(content).digest())
    return found.hexdigest()


def program() -> list[str]:
    """The files that the program consists of."""
    own = os.path.dirname(assets.__file__)  # noqa: PTH120
    roots = {own, str(assets.ROOT / "templates")}
    walked = (step for root in roots for step in os.walk(root))
    return sorted(
        f"{folder}/{name}"
        for folder, _, names in walked
        for name in names
        if os.path.splitext(name)[1] in _KINDS  # noqa: PTH122
    )


def surroundings() -> str:
    """What the bytes of a report depend on beside the program: Python and the libraries that read and pack."""
    return repr((sys.version_info[:3], zlib.ZLIB_RUNTIME_VERSION, [_version(name) for name in _LIBRARIES]))


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # only for a cluster: 40 ms

    try:
        return version(library)
    except PackageNotFoundError:
        return ""


LOADED = on_disk()
"""What this process runs: taken before nearly all of the program is loaded."""
