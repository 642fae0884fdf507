"""The only room that touches .xlsx: layout, writing, reading."""

from typing import TYPE_CHECKING, Any

from assembler.excel.book import Book
from assembler.excel.layout import Place
from assembler.excel.meaning.read import Reading, looks_like, read_submission
from assembler.excel.opening import open_book
from assembler.excel.review import Mark, Remark, Review

if TYPE_CHECKING:
    from assembler.excel.writing.workbook import make_workbook, standard_places

__all__ = [
    "Book",
    "Mark",
    "Place",
    "Reading",
    "Remark",
    "Review",
    "looks_like",
    "make_workbook",
    "open_book",
    "read_submission",
    "standard_places",
]


def __getattr__(name: str) -> Any:
    """What writes loads XlsxWriter (25 ms), which a check or a report doesn't need."""
    if name in ("make_workbook", "standard_places"):
        from assembler.excel.writing import workbook

        return getattr(workbook, name)
    raise AttributeError(name)
