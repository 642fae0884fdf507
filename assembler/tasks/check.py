"""``assembler check``: workbooks -> outcomes."""

from collections.abc import Iterable
from pathlib import Path

from assembler.checks import accept, check, in_order
from assembler.errors import AssemblerError, UnusableInput
from assembler.excel import Book, Reading, looks_like, open_book, read_submission
from assembler.formats import format_ids, load_format
from assembler.model.outcome import Checked, Location, Outcome
from assembler.model.spec import ReportSpec


def check_all(paths: Iterable[Path]) -> list[Outcome]:
    """One outcome a file, in the order given; a file that can't be used doesn't stop the others."""
    return [check_file(path) for path in paths]


def check_file(path: Path) -> Outcome:
    """Read and judge one workbook."""
    try:
        return Outcome(str(path), checked=checked(path))
    except AssemblerError as error:
        return Outcome(str(path), error=error)


def checked(path: Path) -> Checked:
    """The same, raising what makes the file unusable."""
    spec, reading = read(path)
    found = (*reading.findings, *check(spec, reading.submission))
    findings = in_order(spec, accept(spec, reading.submission, found))
    locations = {ref: Location(place.sheet, place.address) for ref, place in reading.places.items()}
    return Checked(spec, reading.submission, locations, findings)


def read(path: Path) -> tuple[ReportSpec, Reading]:
    """A workbook as a submission of its own format."""
    book = open_book(path)
    spec = _spec(book)
    return spec, read_submission(spec, book)


def _spec(book: Book) -> ReportSpec:
    """The format by its marks; if a program has dropped them all, by the tables. UnusableInput if neither tells."""
    if book.format in format_ids():
        spec = load_format(book.format)
        if book.schema.isdigit() and int(book.schema) > spec.workbook_schema:
            raise UnusableInput("INPUT-SCHEMA", path=book.path, found=book.schema, known=spec.workbook_schema)
        return spec
    if not book.format:
        for format_id in reversed(format_ids()):
            spec = load_format(format_id)
            if looks_like(spec, book):
                return spec
    raise UnusableInput("INPUT-FORMAT-UNKNOWN", path=book.path)
