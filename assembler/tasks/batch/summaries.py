"""The three files of the summary: written beside, compared, and put in place only if they say something else."""

import hashlib
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from assembler.errors import AssemblerError, UnwritableOutput
from assembler.files import put_in_place, unwritable
from assembler.tasks.batch.ledger import Ledger
from assembler.tasks.batch.store import FOLDER
from assembler.tasks.batch.telling import Story


def write_summaries(story: Story, ledger: Ledger, out: Path, *, mark: str, force: bool) -> list[AssemblerError]:
    """Write what is other than at the last run; returns what couldn't be written, such as one that somebody has edited
    or holds open. ``mark``: the checksum of what the summaries depend on beside the story, as its language."""
    told = _digest(piece.encode(errors="replace") for piece in chain([mark], story.document(findings=False)))
    if ledger.fact("told") == told and all(_is_ours(ledger, out, name) for name in _WRITERS):
        return []
    faults = []
    for name, write in _WRITERS.items():
        try:
            _replace(story, ledger, out, name, write, force)
        except AssemblerError as error:
            faults.append(error)
    with ledger.together():
        ledger.keep("told", "" if faults else told)
    return faults


def _replace(
    story: Story, ledger: Ledger, out: Path, name: str, write: Callable[[Story, Path], None], force: bool
) -> None:
    target, beside = out / name, out / FOLDER / f"new-{name}"
    try:
        write(story, beside)
        new = _digest_of(beside)
        if not force and target.exists() and _digest_of(target) not in {new, *ledger.fact(name).split()}:
            raise UnwritableOutput("OUTPUT-EXISTS", path=target)
        with ledger.together():  # noted before it is there, so that it is known as ours whenever the run stops
            ledger.keep(name, f"{ledger.fact(name)} {new}".strip())
        put_in_place(beside, target)
        with ledger.together():
            ledger.keep(name, new)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _is_ours(ledger: Ledger, out: Path, name: str) -> bool:
    return (out / name).is_file() and _digest_of(out / name) == ledger.fact(name)


def _write_json(story: Story, target: Path) -> None:
    _write(target, (piece.encode(errors="replace") for piece in story.document(findings=False)))


def _write_html(story: Story, target: Path) -> None:
    from assembler.html import summary  # with Jinja2, and what writes workbooks, an unchanged run needs neither

    _write(target, summary(story.overview(), story.lines()))


def _write_xlsx(story: Story, target: Path) -> None:
    from assembler.excel.writing.summary import write_summary

    write_summary(target, story.overview(), story.lines())


_WRITERS = {"summary.json": _write_json, "summary.html": _write_html, "summary.xlsx": _write_xlsx}


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    with target.open("wb") as file:
        file.writelines(pieces)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(pieces: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
