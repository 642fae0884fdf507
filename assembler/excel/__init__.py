"""The only room that touches .xlsx: layout, writing, reading."""

from assembler.excel.book import Book
from assembler.excel.layout import Place
from assembler.excel.opening import open_book
from assembler.excel.read import Reading, looks_like, read_submission
from assembler.excel.review import Mark, Remark, Review
from assembler.excel.write import make_workbook, standard_places

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
