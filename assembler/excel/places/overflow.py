"""More that is written around a text: in the cells above, below and right of it."""

from collections.abc import Mapping, Set
from itertools import chain

from assembler.excel.layout import Place
from assembler.excel.places.entry_words import BESIDE, FormWords, Wanted, below_label, written
from assembler.excel.places.found import Found
from assembler.excel.places.headers import likeness
from assembler.excel.places.standard import LENGTH
from assembler.excel.places.texts import At, SheetTexts, normal

ALIKE = 0.6  # of 1: a label with a slip, or shortened
_OF_LAST_YEAR = normal("的文字（供对照，不印入年报）")


def note_continued(wanted: list[Wanted], texts: Mapping[str, SheetTexts], form: FormWords, found: Found) -> None:
    """More that is written below a text, down to the next label or text, right of it, or in its label's place."""
    taken = set(found.places.values())
    for each in wanted:
        if each.is_text and each.ref in found.places:
            place = found.places[each.ref]
            sheet = texts[place.sheet]
            cells = [
                (row, column)
                for row, column in below_label(sheet, (place.row, place.column), form)
                if not any(
                    Place(place.sheet, row + n, column) in taken for n in range(3)
                )  # of a text known by its name
            ]
            around = _above(each, place, sheet, form, taken), written(cells, sheet, form), _right_of(place, sheet, form)
            if more := list(chain.from_iterable(around)):
                found.continued[each.ref] = tuple(Place(place.sheet, *cell) for cell in more)


def _above(each: Wanted, place: Place, texts: SheetTexts, form: FormWords, taken: Set[Place]) -> list[At]:
    """Words in place of its label or its hint, that are neither; rows may have been put in below these."""
    cells, label = [], normal(each.label)
    for row in range(place.row - 1, max(place.row - 1 - BESIDE, -1), -1):
        at = (row, place.column)
        text = texts.at.get(at, "")
        if text in form.labels or Place(place.sheet, *at) in taken:
            break
        is_label = likeness(text, label) >= ALIKE and "。" not in text  # with a slip
        if written([at], texts, form) and isinstance(texts.sheet.content(*at).value, str) and not is_label:
            cells.append(at)
        if texts.at.get((row + 1, place.column)) in form.hints:
            break
    return cells[::-1]


def _right_of(place: Place, texts: SheetTexts, form: FormWords) -> list[At]:
    """Words right of a text, where the form has its length and maybe last year's text, which are neither."""
    beside = written([(place.row, place.column + n) for n in range(1, BESIDE)], texts, form)
    last_year = {column for text, cells in texts.places.items() if text.endswith(_OF_LAST_YEAR) for _, column in cells}
    said = {cell: texts.sheet.content(*cell) for cell in beside if cell[1] not in last_year}
    words = {cell: each.value for cell, each in said.items() if isinstance(each.value, str) and not each.formula}
    return [cell for cell, text in words.items() if not LENGTH.fullmatch(text.strip())]
