"""Sheets that a program gave another name, and left the defined names pointing to the old one.

Excel and WPS take names along where a sheet is renamed, and leave #REF! where it is deleted. A program that renames it
may leave names to a sheet that isn't there; so may one that deletes it. Which of them it was the sheets tell, as far as
it can be told: the one that was renamed is the only one with the labels of the form just where the names have them, and
it stands where the old one stood. Since a copy could stand there, too, W-03 says which sheet was taken.
"""

from collections.abc import Mapping

from assembler.excel.book import Book
from assembler.excel.layout import INFO_SHEET, Place, layout, names
from assembler.excel.places.found import Found
from assembler.excel.places.standard import labels_of
from assembler.excel.places.texts import At, SheetTexts
from assembler.model.spec import ReportSpec
from assembler.patterns import late
from assembler.records import replace

_OTHER = late("(?:19|20)[0-9]{2}|上一?年|去年|旧|副本|草稿")
_WHOLE = 0.9  # of the labels at their places


def in_renamed(
    spec: ReportSpec, book: Book, texts: Mapping[str, SheetTexts], found: Found, year: str
) -> dict[str, Place]:
    """What the names that were left behind mean, by ref; adds to ``found`` what the sheets are called now. ``year``:
    the report's."""
    astray = {ref: book.names_astray[name] for ref, name in names(spec).items() if name in book.names_astray}
    ours = {name: sheet for name, sheet in texts.items() if {year}.issuperset(_OTHER.findall(name))}
    found.renamed.update(_renamed(spec, book, ours, astray))
    return {ref: replace(at, sheet=found.renamed[at.sheet]) for ref, at in astray.items() if at.sheet in found.renamed}


def _renamed(
    spec: ReportSpec, book: Book, texts: Mapping[str, SheetTexts], astray: Mapping[str, Place]
) -> dict[str, str]:
    """The sheets that are there now, by those that names still point to. ``astray``: where these point, by ref."""
    form, found = [INFO_SHEET, *(section.sheet for section in spec.sections)], {}
    plan, pointed = layout(spec).places, {place.sheet for place in book.names.values()}
    for old in dict.fromkeys(place.sheet for place in astray.values()):
        own = {ref: place for ref, place in astray.items() if place.sheet == old}
        parts = {plan[ref].sheet for ref in own}
        moves = {(place.row - plan[ref].row, place.column - plan[ref].column) for ref, place in own.items()}
        if len(parts) != 1 or len(moves) != 1:
            continue
        part, move = parts.pop(), moves.pop()
        standard = labels_of(spec)[part].items()
        labels = {(row + move[0], column + move[1]): text for (row, column), (_, text) in standard}
        alike = [name for name, sheet in texts.items() if name not in pointed and _holds(sheet, labels)]
        if len(alike) == 1 and _stands_there(form, part, alike[0], list(book.sheets)):
            found[old] = alike[0]
    return found


def _holds(sheet: SheetTexts, labels: Mapping[At, str]) -> bool:
    """The labels stand there."""
    return sum(sheet.at.get(at) == text for at, text in labels.items()) >= _WHOLE * len(labels)


def _stands_there(form: list[str], part: str, name: str, sheets: list[str]) -> bool:
    """A sheet stands behind all of the form's that come before a part's, and before the others."""
    here, there = sheets.index(name), form.index(part)
    others = [each for each in form if each != part and each in sheets]
    return all((sheets.index(each) < here) is (form.index(each) < there) for each in others)
