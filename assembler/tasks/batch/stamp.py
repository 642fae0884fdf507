"""What the results of every workbook depend on: the program, its formats and templates, and what was asked for."""

import hashlib
from pathlib import Path

from assembler import __version__, assets
from assembler.tasks.batch.one import Order, digest_of


def stamp(order: Order) -> str:
    """The checksum of all that the result of every workbook depends on: the program with its formats and templates, the
    options, a template of one's own, a file of last year."""
    found = hashlib.sha256(__version__.encode())
    for path in [*program(), *(each for each in (order.template, order.previous) if each and each.is_file())]:
        found.update(path.name.encode(errors="replace") + b"\0" + digest_of(path).encode())
    options = (order.language, str(order.previous), order.draft, order.strict, order.html, order.annotate, order.pdf)
    found.update(repr(options).encode())
    return found.hexdigest()


def program() -> list[Path]:
    """The files that the program consists of."""
    own = Path(assets.__file__).parent
    kinds = {".py", ".toml", ".json", ".html", ".css", ".docx"}
    return sorted(path for root in {own, assets.ROOT / "templates"} for path in root.rglob("*") if path.suffix in kinds)
