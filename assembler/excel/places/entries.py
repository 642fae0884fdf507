"""Texts and the entries of 基本信息 in a workbook that came back: below or beside their labels."""

from collections.abc import Mapping, Set

from assembler.excel.layout import Place
from assembler.excel.places.entry_words import (
    BELOW,
    BESIDE,
    FormWords,
    Wanted,
    below_label,
    beside_label,
    is_own,
    wanted_entries,
    written,
)
from assembler.excel.places.found import Found
from assembler.excel.places.headers import likeness
from assembler.excel.places.overflow import ALIKE, note_continued
from assembler.excel.places.texts import At, SheetTexts, normal
from assembler.model.spec import ReportSpec


def find_entries(
    spec: ReportSpec,
    texts: Mapping[str, SheetTexts],
    named: Mapping[str, Place],
    lost: Set[str],
    found: Found,
) -> None:
    """By their labels: a cell that was cut and pasted takes its name along, so a name is believed only in the row of
    its label, or where the label is lost, and never for a place that another entry has. ``lost``: refs whose names
    point to nothing, because their sheet was deleted or something pasted over them. Adds to ``found``."""
    wanted = list(wanted_entries(spec))
    form = FormWords(
        frozenset(normal(each.label) for each in wanted), frozenset(normal(each.hint) for each in wanted if each.hint)
    )
    for each in wanted:
        sheets = _own_sheets(each, wanted, texts, named) if named and each.ref in lost else texts
        hint = normal(each.hint)
        strays = not _pointed(each, wanted, named) <= {each.sheet}  # then the sheet's own name tells nothing
        if each.ref not in named and not strays and each.sheet in texts and hint in texts[each.sheet].places:
            # a copy of its sheet, which can be recognised by the form's own words
            sheets = {name: it for name, it in sheets.items() if name == each.sheet or hint not in it.places}
        places = _by_label(each, sheets, named.get(each.ref), form, alone=not strays)
        if len(places) == 1:
            found.places[each.ref] = places[0]
        elif places:
            found.twice[each.ref] = tuple(places)
    _drop_strangers(wanted, texts, named, found)
    _note_copies(wanted, texts, found)
    _find_by_name(wanted, texts, named, form, found)
    _note_conflicts(wanted, texts, named, form, found)
    note_continued(wanted, texts, form, found)


def _find_by_name(
    wanted: list[Wanted], texts: Mapping[str, SheetTexts], named: Mapping[str, Place], form: FormWords, found: Found
) -> None:
    """Those whose labels are lost or edited."""
    taken = set(found.places.values())
    left_behind = {
        place.sheet for each in wanted if (place := named.get(each.ref)) and found.places.get(each.ref, place) != place
    }  # where a name isn't what a label says, no name is believed by itself
    contradicted = _contradicted(wanted, texts, named, form)
    for each in wanted:
        if each.ref not in found.places:
            place = named.get(each.ref)
            believed = place and place not in taken and place.sheet not in left_behind
            if place and believed and each.ref not in contradicted and not _stands(each, texts):
                if rival := _on_own_sheet(each, place, texts, form):
                    found.twice[each.ref] = (place, rival)
                else:
                    found.places[each.ref] = place
                    taken.add(place)
            if each.ref not in found.places:
                found.absent.add(each.ref)


def _on_own_sheet(each: Wanted, name: Place, texts: Mapping[str, SheetTexts], form: FormWords) -> Place | None:
    """Where the name of an entry tells of another sheet than the form's: what stands there on that one and says
    something else, at the same place or below the entry's hint. A copy may have taken the sheet's name."""
    if name.sheet == each.sheet or each.sheet not in texts:
        return None
    hints = texts[each.sheet].places.get(normal(each.hint), ()) if each.is_text else ()
    cells = [(name.row, name.column), *((row + 1, column) for row, column in hints)]
    used = (Place(each.sheet, *at) for at in written(cells, texts[each.sheet], form))
    return next((place for place in used if _said(texts, place) != _said(texts, name)), None)


def _contradicted(
    wanted: list[Wanted], texts: Mapping[str, SheetTexts], named: Mapping[str, Place], form: FormWords
) -> set[str]:
    """Entries whose names point below (beside) what is rather another's label, maybe with a slip, and those others."""
    refs = {normal(each.label): each.ref for each in wanted}
    found: set[str] = set()
    for each in wanted:
        place = named.get(each.ref)
        if place and place.sheet in texts and (label := _label_of(each, place, texts[place.sheet], form)):
            alike = {text: likeness(label, text) for text in refs}
            nearest = max(alike, key=alike.__getitem__)
            if alike[nearest] >= ALIKE and alike[nearest] > alike[normal(each.label)]:
                found |= {each.ref, refs[nearest]}
    return found


def _label_of(each: Wanted, place: Place, texts: SheetTexts, form: FormWords) -> str:
    """What stands where the label of an entry should; "" for nothing."""
    row, column = place.row, place.column
    cells = (
        [(row - n, column) for n in range(1, BELOW)] if each.is_text else [(row, column - n) for n in range(1, BESIDE)]
    )
    hints = 0
    for cell in cells:
        text = texts.text(*cell) if min(cell) >= 0 else ""
        if text in form.hints:
            hints += 1
        elif text or hints > 1:
            return text if hints < 2 else ""  # above another hint stands another's label
    return ""


def _drop_strangers(
    wanted: list[Wanted], texts: Mapping[str, SheetTexts], named: Mapping[str, Place], found: Found
) -> None:
    """Not found is what is blank beside a label that stands out of its order, or away from its hint: its own label may
    be lost, and this one be part of a note."""
    order = {each.ref: n for n, each in enumerate(wanted)}
    places = {ref: found.places[ref] for ref in order if ref in found.places}
    for ref, place in places.items():
        if _said(texts, place) is None and named.get(ref) != place:
            others = [(order[each], at.row) for each, at in places.items() if at.sheet == place.sheet and each != ref]
            hints = texts[place.sheet].places.get(normal(wanted[order[ref]].hint), ())
            away = any(row not in (place.row - 1, place.row) for row, _ in hints)
            if away or any((n < order[ref]) is not (row < place.row) for n, row in others):
                del found.places[ref]


def _pointed(each: Wanted, wanted: list[Wanted], named: Mapping[str, Place]) -> set[str]:
    """The sheets that names of an entry's section point to."""
    return {place.sheet for other in wanted if other.section == each.section and (place := named.get(other.ref))}


def _own_sheets(
    each: Wanted, wanted: list[Wanted], texts: Mapping[str, SheetTexts], named: Mapping[str, Place]
) -> dict[str, SheetTexts]:
    """The sheets that an entry may stand on when its name points nowhere: where the form has it, and where names of its
    section point. Others may hold what is left of another year's."""
    pointed = _pointed(each, wanted, named)
    return {name: sheet for name, sheet in texts.items() if name == each.sheet or name in pointed}


def _note_copies(wanted: list[Wanted], texts: Mapping[str, SheetTexts], found: Found) -> None:
    """Other sheets with most labels of a section, and with the form's own words below them."""
    for section in dict.fromkeys(each.section for each in wanted):
        own = [each for each in wanted if each.section == section]
        used = {normal(each.label): found.places[each.ref].sheet for each in own if each.ref in found.places}
        hints = {normal(each.hint) for each in own if each.hint}
        others = []
        for name, sheet in texts.items():
            again = [label for label, place in used.items() if place != name and label in sheet.places]
            if len(again) * 2 > len(own) and hints & sheet.places.keys():
                others.append(name)
        if others:
            found.copies[section] = (next(iter(used.values())), others)


def _note_conflicts(
    wanted: list[Wanted], texts: Mapping[str, SheetTexts], named: Mapping[str, Place], form: FormWords, found: Found
) -> None:
    """Where the label and the name of an entry tell of two cells that say different things, none is believed."""
    taken = set(found.places.values())
    for each in wanted:
        place, name = found.places.get(each.ref), named.get(each.ref)
        if place and name and name not in taken and name.sheet in texts:
            here, there = _said(texts, place), _said(texts, name)
            own = isinstance(there, str) and (normal(there) in form.labels or is_own(there, form.hints))
            if there not in (None, here) and not own:
                del found.places[each.ref]
                found.twice[each.ref] = (place, name)
                found.absent.add(each.ref)


def _said(texts: Mapping[str, SheetTexts], place: Place) -> object:
    """What stands there; None for nothing."""
    sheet = texts[place.sheet]
    return None if sheet.is_empty(place.row, place.column) else sheet.sheet.content(place.row, place.column).value


def _stands(each: Wanted, sheets: Mapping[str, SheetTexts]) -> bool:
    return any(normal(each.label) in sheet.places for sheet in sheets.values())


def _by_label(
    each: Wanted, sheets: Mapping[str, SheetTexts], name: Place | None, form: FormWords, *, alone: bool
) -> list[Place]:
    """Beside its label. Where that stands several times: the one that its name speaks for, or the only one on its own
    sheet; all of them where they differ and nothing speaks for one."""
    found = [(sheet, at) for sheet, texts in sheets.items() for at in texts.places.get(normal(each.label), ())]
    beside = (_entry(each, sheets[sheet], at, name, form) for sheet, at in found)
    entries = [place for place in dict.fromkeys(beside) if place]
    if len(entries) < 2:
        return entries
    speaks = [place for place in entries if place == name]
    own = [place for place in entries if place.sheet == each.sheet]
    written = [place for place in entries if _said(sheets, place) is not None]
    if len({_said(sheets, place) for place in entries}) == 1:
        return (speaks or own or entries)[:1]
    if speaks and (not own or speaks in (own, written)):
        return speaks
    return own if len(own) == 1 and name is None and alone else entries


def _entry(each: Wanted, texts: SheetTexts, at: At, name: Place | None, form: FormWords) -> Place | None:
    """The cell that belongs to a label: the first that holds anything but the form's own words; the named one before
    others. None if there is none: in its place the form says something, as beside a label that was merged with it."""
    cells = list(below_label(texts, at, form) if each.is_text else beside_label(texts, at))
    used = written(cells, texts, form)
    usual = (at[0] + 2, at[1]) if each.is_text else (at[0], texts.area(at)[3] + 1)
    own = (name.row, name.column) if name and name.sheet == texts.sheet.name else None
    cell = own if own in (used or cells) and own else (used or [usual])[0]
    there = None if texts.is_empty(*cell) else texts.sheet.content(*cell).value
    return None if isinstance(there, str) and is_own(there, form.hints) else Place(texts.sheet.name, *cell)
