"""A workbook on disk as a submission of its own format."""

from pathlib import Path

from assembler.errors import UnusableInput
from assembler.excel import Book, Reading, looks_like, open_book, read_submission
from assembler.formats import format_ids, load_format
from assembler.model.spec import ReportSpec


def read(path: Path, data: bytes | None = None, password: str = "") -> tuple[ReportSpec, Reading]:
    """A workbook as a submission of its own format. ``data``: the file's bytes, if they have been read already."""
    book = open_book(path, data, password)
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
