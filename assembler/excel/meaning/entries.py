"""What stands at the entries of the form."""

from collections.abc import Mapping
from functools import cache

from assembler.excel.book import At, Book, Content
from assembler.excel.layout import layout
from assembler.excel.places.found import Found
from assembler.model.spec import ReportSpec


def contents_of(spec: ReportSpec, book: Book, found: Found) -> Mapping[str, Content]:
    """The contents of all entries that have a place, by ref."""
    if not found.untouched:
        return {ref: book.content(place) for ref, place in found.places.items()}
    contents: dict[str, Content] = {}
    for sheet, refs, cells in _standard(spec):
        contents.update(zip(refs, book.sheets[sheet].contents_of(spec, cells), strict=True))
    return contents


@cache
def _standard(spec: ReportSpec) -> tuple[tuple[str, tuple[str, ...], tuple[At, ...]], ...]:
    """Refs and cells of the standard workbook, by sheet."""
    sheets: dict[str, dict[str, At]] = {}
    for ref, place in layout(spec).places.items():
        sheets.setdefault(place.sheet, {})[ref] = (place.row, place.column)
    return tuple((sheet, tuple(cells), tuple(cells.values())) for sheet, cells in sheets.items())
