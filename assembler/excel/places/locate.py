"""Where the entries of the form stand in a workbook that came back.

Labels say where a row, a column or a text is: that is what people see. Names help where labels don't tell. Addresses of
the standard layout are believed only with every label of the form at its place; that is the quick way, for workbooks
whose form nobody touched. What can't be found, or stands in two places that differ, is said, not guessed.
"""

from assembler.excel.book import Book
from assembler.excel.layout import CHECK_SHEET, GUIDE_SHEET, META_SHEET, REVIEW_SHEET
from assembler.excel.places.found import Found
from assembler.excel.places.standard import is_standard, standard_places
from assembler.excel.places.texts import normal
from assembler.model.spec import ReportSpec

__all__ = ["Found", "locate", "normal"]

_OURS = frozenset({REVIEW_SHEET, GUIDE_SHEET, CHECK_SHEET, META_SHEET})


def locate(spec: ReportSpec, book: Book) -> Found:
    """Find every entry of the form."""
    if is_standard(spec, book):
        return Found(places=standard_places(spec), untouched=True)
    from assembler.excel.places.finder import find  # six modules that few workbooks need

    found = find(spec, book, {name: sheet for name, sheet in book.sheets.items() if name not in _OURS})
    if found.absent or found.uncontrolled:
        from assembler.excel.places.presumed import presumed

        found.presumed.update(presumed(spec, book, found))
    return found
