"""What stands where entries without a place presumably are: not understood, but not lost either."""

from collections.abc import Mapping

from assembler.excel.book import Book, Content
from assembler.excel.layout import in_words
from assembler.excel.places.found import Found
from assembler.excel.values import as_stored, raw_of, typed_number
from assembler.model.plain import clean, plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import UNSETTLED_TEXT, Carried, completed


def carried(spec: ReportSpec, book: Book, found: Found) -> Mapping[str, Carried]:
    """By ref: what stands where cells without a place presumably are, and all texts of which nobody knows which one
    counts. Left out are cells that hold words, formulas of totals, and totals that are what their cells add up to:
    a whole form adds up by itself."""
    told: dict[CellRef, Carried] = {}
    totals = {cell for cell in spec.cells if spec.is_computed(cell)} if found.presumed else set()
    for ref, place in found.presumed.items():
        cell, content = CellRef.parse(ref), book.content(place)
        raw = _raw(content, spec.blocks[cell.block].unit)
        if raw and cell not in spec.worded and not (content.formula and cell in totals):
            told[cell] = Carried(raw, in_words(place))
    figures = {cell: typed_number(each.raw, spec.blocks[cell.block].unit) for cell, each in told.items()}
    sums = completed(spec, {cell: figures[cell] for cell in told if cell not in totals}) if told else {}
    agree = {cell for cell in told if cell in totals and figures[cell] is not None and figures[cell] == sums[cell]}
    return {str(cell): each for cell, each in told.items() if cell not in agree} | _several(spec, book, found)


def _several(spec: ReportSpec, book: Book, found: Found) -> dict[str, Carried]:
    """Texts that stand in several places with different words, one below the other."""
    carried = {}
    for ref, places in found.twice.items():
        if ref in spec.texts:
            texts = {in_words(place): clean(as_stored(book.content(place).value)) for place in places}
            whole = "\n".join(f"{UNSETTLED_TEXT}{place}】{text}" for place, text in texts.items() if text.strip())
            carried[ref] = Carried(whole, "、".join(texts))
    return carried


def _raw(content: Content, unit: str) -> str:
    """What stands in a cell; where it is a figure in other notation, that: what will stand behind it is mark enough."""
    value = content.value
    figure = typed_number(as_stored(value), unit) if isinstance(value, str) and content.shown is None else None
    return plain(figure) or raw_of(value, content.percent, content.shown)
