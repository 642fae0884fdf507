"""``assembler check``: workbooks -> outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assembler.checks import accept, check, in_order
from assembler.checks.prose import figures_of
from assembler.errors import AssemblerError
from assembler.model.outcome import Checked, Location, Outcome
from assembler.model.prose import BoundFigure
from assembler.tasks.workbook import read

if TYPE_CHECKING:
    from assembler.excel import Place
    from assembler.tasks.previous import Archive


def check_all(paths: Iterable[Path], previous: Path | None = None, password: str = "") -> list[Outcome]:
    """One outcome a file, in the order given; a file that can't be used doesn't stop the others. ``previous``: last
    year's workbook, or a folder that holds it; what makes it unusable is raised. ``password``: for those that need one
    to open."""
    archive = archive_of(previous)
    return [check_file(path, archive, password) for path in paths]


def archive_of(previous: Path | None) -> "Archive | None":
    """Last year's workbooks, if there are any."""
    if previous is None:
        return None
    from assembler.tasks.previous import Archive

    return Archive(previous)


def check_file(path: Path, archive: "Archive | None" = None, password: str = "") -> Outcome:
    """Read and judge one workbook."""
    try:
        return Outcome(str(path), checked=checked(path, archive, password=password))
    except AssemblerError as error:
        return Outcome(str(path), error=error)


def checked(path: Path, archive: "Archive | None" = None, data: bytes | None = None, password: str = "") -> Checked:
    """The same, raising what makes the file unusable. ``data``: the file's bytes, if they have been read already."""
    spec, reading = read(path, data, password)
    submission = reading.submission
    last_year, notes = archive.last_year_of(spec, submission) if archive else (None, ())
    found = (*reading.findings, *notes, *check(spec, submission, last_year))
    findings = in_order(spec, accept(spec, submission, found))
    return Checked(spec, submission, _Locations(reading.places), findings, last_year, reading.beside)


class _Locations(Mapping[str, Location]):
    """Where entries stand, made for those that are asked for: of a workbook without findings it is none."""

    def __init__(self, places: "Mapping[str, Place]") -> None:
        self._places = places

    def __getitem__(self, ref: str) -> Location:
        place = self._places[ref]
        return Location(place.sheet, place.address)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def figures_of_prose(found: Checked) -> tuple[BoundFigure, ...]:
    """Every figure of the prose, with what it was found to be."""
    return figures_of(found.spec, found.submission)
