"""Formulas: what happened to those of the totals (W-01, W-10…W-12), and formulas where people type (W-13, W-21)."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache, cached_property

from assembler.excel.book import EMPTY, Book, Content
from assembler.excel.formulas import total
from assembler.excel.layout import Layout, Place, layout
from assembler.excel.meaning.notes import Notes, Told
from assembler.excel.places.found import Found
from assembler.excel.values import digits, is_number, number, raw_of, whole
from assembler.model.equations import Figure, Term
from assembler.model.findings import CellNote, Severity
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import completed, derived
from assembler.patterns import late

_EXTERNAL = late(r"\[[^\[\]]+\](?:[^\[\]!'+*/(),<>=&^-]*|[^\[\]!]*')!")
Sum = Mapping[CellRef | Place, Decimal]
"""What a formula comes to: the cells of the form that people type into, so many times each. A place stands for a
figure outside the form."""


def note_formulas(
    notes: Notes,
    book: Book,
    found: Found,
    contents: Mapping[str, Content],
    figures: Mapping[CellRef, Figure],
    as_text: Collection[str],
) -> None:
    """Tell what happened to formulas. ``contents``: of the entries. ``figures``: as they were read, totals completed.
    ``as_text``: refs of the figures that are stored as text, which Excel leaves out of sums."""
    if not book.formulas_known:
        return
    formulas = _Formulas(notes.spec, book, found, contents, figures)
    _note_totals(notes, formulas, as_text)
    _note_inputs(notes, formulas)
    entries = ("organisation", "year", *(f"info.{entry.id}" for entry in notes.spec.info), *notes.spec.texts)
    for ref in (*entries, *map(str, notes.spec.worded)):
        content = contents.get(ref, EMPTY)
        if content.formula and content.value is not None and not content.error:
            code = "W-13" if _is_external(content.formula) else "W-21"
            severity = Severity(notes.spec.checks[code].severity) if code == "W-13" else Severity.INFO
            note = CellNote(ref, content.formula)
            notes.tell(code, ref, (note,), case="entry", severity=severity, value=content.formula)


def _note_totals(notes: Notes, formulas: "_Formulas", as_text: Collection[str]) -> None:
    """W-01, W-10, W-11, W-12, each once a table. A total that fails or is old only because of its inputs is no news."""
    shown = formulas.without(as_text) if as_text else formulas.figures
    found: dict[tuple[str, str], list[Told]] = {}
    for cell, ref in _totals(formulas.spec):
        content = formulas.content(ref)
        if formulas.is_right(cell, content) or (content.formula is None and content.value in (None, "")):
            continue  # of a blank V-03 says so
        meant = derived(formulas.spec, formulas.figures, cell) or Decimal(0)
        fault = formulas.fault(cell, content, meant, shown[cell] or Decimal(0))
        if fault and fault[0] == "W-11":
            found.setdefault(fault, []).append(Told(ref, content.formula, f"={formulas.official(cell)}"))
        elif fault:
            told = Told(ref, raw_of(content.value) or content.formula, plain(meant) or "")
            found.setdefault(fault, []).append(told)
    for (code, case), cells in found.items():
        if code == "W-01" and len(cells) == 1:
            ref, before, after = cells[0]
            notes.tell(code, ref, (CellNote(ref, before),), value=before or "", expected=after)
            notes.compare(expected=after, actual=before)
        else:
            notes.tell_cells(code, cells, case=case, severity=Severity.INFO if case == "same" else None)


def _note_inputs(notes: Notes, formulas: "_Formulas") -> None:
    """W-13, W-21: a formula stands where a figure should be typed; its stored result was read."""
    found: dict[tuple[str, str], list[Told]] = {}
    computed = [each for each in _inputs(notes.spec) if formulas.contents.get(each[1], EMPTY).formula is not None]
    for cell, ref in computed:
        content = formulas.content(ref)
        if content.formula is None or (figure := formulas.figures.get(cell)) is None:
            continue
        again = formulas.value(cell, content.formula)
        if _is_external(content.formula):
            kind = "W-13", ""
        else:
            kind = "W-21", "" if again is None else "same" if again == figure else "stale"
        found.setdefault(kind, []).append(Told(ref, content.formula, plain(again) or ""))
    for (code, case), cells in found.items():
        read = plain(formulas.figures[CellRef.parse(cells[0].ref)]) or ""
        notes.tell_cells(code, cells, case=case, severity=Severity.INFO if case == "same" else None, read=read)


@cache
def _totals(spec: ReportSpec) -> tuple[tuple[CellRef, str], ...]:
    return tuple((cell, str(cell)) for cell in spec.cells if cell in spec.definitions)


@cache
def _inputs(spec: ReportSpec) -> tuple[tuple[CellRef, str], ...]:
    return tuple((cell, str(cell)) for cell in (*spec.cells, *spec.controls) if cell not in spec.definitions)


def _is_external(formula: str) -> bool:
    """True if it refers to another file: [1]Sheet1!A1; not to a list of this one: 表1[件数]."""
    return _EXTERNAL.search(formula) is not None


@cache
def _standard(spec: ReportSpec) -> Mapping[CellRef, str]:
    """The formulas of all totals as the standard workbook has them."""
    return {cell: f"={total(layout(spec), definition.right)}" for cell, definition in spec.definitions.items()}


class _Formulas:
    """The formulas of one workbook by the cells of the form."""

    def __init__(
        self,
        spec: ReportSpec,
        book: Book,
        found: Found,
        contents: Mapping[str, Content],
        figures: Mapping[CellRef, Figure],
    ) -> None:
        self.spec, self.book, self.contents, self.figures = spec, book, contents, figures
        self.places = found.places
        plan = () if found.untouched else layout(spec).places.items()
        moved = {ref.partition(".")[0] for ref, place in plan if found.places.get(ref) != place}
        self.unmoved = spec.blocks.keys() - moved
        self.standard = _standard(spec)

    @cached_property
    def at(self) -> Mapping[Place, CellRef]:
        """The cells of the form by their places."""
        cells = (*self.spec.cells, *self.spec.controls)
        return {self.places[str(cell)]: cell for cell in cells if str(cell) in self.places}

    def content(self, ref: str) -> Content:
        """What stands at an entry; EMPTY if it has no place."""
        return self.contents.get(ref, EMPTY)

    def is_right(self, cell: CellRef, content: Content) -> bool:
        """True for a total with its own formula and the result that it should have; False if it takes a closer look."""
        return (
            content.formula == self.standard[cell]
            and (figure := whole(content.value)) is not None
            and figure == self.figures[cell]
            and cell.block in self.unmoved
        )

    def without(self, as_text: Collection[str]) -> Mapping[CellRef, Figure]:
        """All figures as Excel's sums come out, which leave out what is stored as text."""
        typed = {cell for cell in self.spec.definitions if self.content(str(cell)).formula is None}
        named = {
            cell: None if str(cell) in as_text else self.figures[cell]
            for cell in self.spec.cells
            if cell in typed or not self.spec.is_computed(cell)
        }
        return completed(self.spec, named)

    def fault(self, cell: CellRef, content: Content, meant: Decimal, shown: Decimal) -> tuple[str, str] | None:
        """Code and case of what is wrong with a total. ``meant``: its value by the inputs; ``shown``: what Excel makes
        of them."""
        if content.formula is None:
            figure = self.figures[cell]
            return None if figure is None else ("W-10", "same" if figure == meant else "")  # None: V-01, V-03 say so
        told = number(content.value) if is_number(content.value) else None
        agrees = content.value in (None, "") or told == meant
        intact = self._is_official(cell, content.formula)
        if content.error or "#REF!" in content.formula:
            return None if intact and any(map(self._fails, self._inputs(cell))) else ("W-12", "")
        if not intact:
            return "W-11", "same" if agrees else ""
        return None if agrees or told == shown else ("W-01", "several")

    def official(self, cell: CellRef) -> str:
        """The formula that belongs into a total, by the places that were found."""
        terms = tuple(
            Term(kept, term.negative)
            for term in self.spec.definitions[cell].right
            if (kept := tuple(each for each in term.cells if str(each) in self.places))
        )
        return total(Layout(self.spec, (), self.places), terms).replace("$", "")

    def value(self, cell: CellRef, formula: str) -> Decimal | None:
        """What a formula comes to; None if it is no sum of figures that are known."""
        from assembler.excel.meaning.linear import linear

        meant = linear(formula, self.places[str(cell)].sheet, self.book.names)
        found = meant.value(self._figure_at) if meant else None
        return None if found is None else digits(found)

    def _figure_at(self, place: Place) -> Decimal | None:
        """The figure of a cell, 0 of a blank one; None of a text, and of a formula that can't be recomputed."""
        cell = self.at.get(place)
        if cell is not None and cell in self.spec.definitions:
            return self.figures[cell] or Decimal(0)
        sheet = self.book.sheets.get(place.sheet)
        content = sheet.content(place.row, place.column) if sheet else Content("")
        if content.formula or content.error or not (content.value is None or is_number(content.value)):
            return None
        return number(content.value) if is_number(content.value) else Decimal(0)

    def _is_official(self, cell: CellRef, formula: str) -> bool:
        """True if a total adds up what it should: by its text, else by its meaning."""
        if cell.block in self.unmoved and formula == self.standard[cell]:
            return True
        from assembler.excel.meaning.linear import linear

        meant = linear(formula, self.places[str(cell)].sheet, self.book.names)
        if meant is None or meant.constant:
            return False
        return self._in_inputs(meant.terms) == self._inputs(cell)

    def _in_inputs(self, terms: Mapping[Place, Decimal]) -> Sum:
        """Totals taken apart into what they add up; blanks and words outside the form add nothing."""
        found: dict[CellRef | Place, Decimal] = {}
        for place, factor in terms.items():
            cell = self.at.get(place)
            if cell is None:
                parts: Sum = {} if self._figure_at(place) == 0 or self._is_words(place) else {place: Decimal(1)}
            else:
                parts = self._inputs(cell)
            for each, times in parts.items():
                found[each] = found.get(each, Decimal(0)) + factor * times
        return {each: factor for each, factor in found.items() if factor}

    def _is_words(self, place: Place) -> bool:
        sheet = self.book.sheets.get(place.sheet)
        content = sheet.content(place.row, place.column) if sheet else EMPTY
        return isinstance(content.value, str) and not content.formula

    def _inputs(self, cell: CellRef) -> Sum:
        """The cells that people type into of which a cell is the sum, so far as they have a place."""
        definition = self.spec.definitions.get(cell)
        if definition is None:
            return {cell: Decimal(1)} if str(cell) in self.places else {}
        found: dict[CellRef | Place, Decimal] = {}
        for term in definition.right:
            for addend in term.cells:
                for each, times in self._inputs(addend).items():
                    found[each] = found.get(each, Decimal(0)) + (-times if term.negative else times)
        return found

    def _fails(self, cell: CellRef | Place) -> bool:
        """True if a cell makes the formulas fail that refer to it."""
        content = self.content(str(cell)) if isinstance(cell, CellRef) else EMPTY
        return content.error or (isinstance(content.value, str) and str(cell) in self.places)
