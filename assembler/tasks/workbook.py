"""A workbook on disk as a submission of its own format."""

from pathlib import Path

from assembler.errors import UnusableInput
from assembler.excel import Book, Reading, looks_like, open_book, read_submission
from assembler.formats import format_ids, load_format
from assembler.model.spec import ReportSpec


def read(path: Path, data: bytes | None = None, password: str = "") -> tuple[ReportSpec, Reading]:
    """A workbook as a submission of its own format. ``data``: the file's bytes, if they have been read already."""
    book = open_book(path, data, password)
    if not book.format:
        return _by_tables(book)
    spec = _by_marks(book)
    return spec, read_submission(spec, book)


def _by_marks(book: Book) -> ReportSpec:
    """The format that the workbook says; UnusableInput if this version doesn't know it."""
    if book.format not in format_ids():
        raise UnusableInput("INPUT-FORMAT-UNKNOWN", path=book.path)
    spec = load_format(book.format)
    if book.schema.isdigit() and int(book.schema) > spec.workbook_schema:
        raise UnusableInput("INPUT-SCHEMA", path=book.path, found=book.schema, known=spec.workbook_schema)
    return spec


def _by_tables(book: Book) -> tuple[ReportSpec, Reading]:
    """A program has dropped all marks: of the formats whose tables are all there the one that misses the fewest of its
    lines, then the one for the report's year, then the newest. UnusableInput if there is none."""
    alike: list[tuple[ReportSpec, Reading]] = []
    for spec in map(load_format, reversed(format_ids())):
        if looks_like(spec, book):
            alike.append((spec, read_submission(spec, book)))
            if _misses(alike[-1]) == (0, False):
                break  # no older one is nearer
    if not alike:
        raise UnusableInput("INPUT-FORMAT-UNKNOWN", path=book.path)
    return min(alike, key=_misses)


def _misses(found: tuple[ReportSpec, Reading]) -> tuple[int, bool]:
    """How many of the format's lines aren't there, and whether it is for another year."""
    spec, reading = found
    submission = reading.submission
    return len(submission.absent), submission.year is None or not spec.covers(submission.year)
