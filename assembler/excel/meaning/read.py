"""What a workbook says: a submission, where each entry stands, and what reading itself noticed."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from assembler.excel.book import EMPTY, Book, Content
from assembler.excel.layout import Place, in_words
from assembler.excel.meaning.altered import note_file, note_form
from assembler.excel.meaning.beside import beside
from assembler.excel.meaning.entries import contents_of
from assembler.excel.meaning.integrity import note_formulas
from assembler.excel.meaning.notes import Notes, Told
from assembler.excel.meaning.reasons import read_reasons
from assembler.excel.meaning.words import Words, shows
from assembler.excel.places.labels import doubtful
from assembler.excel.places.locate import Found, locate
from assembler.excel.shown import is_money
from assembler.excel.values import (
    as_stored,
    digits,
    is_number,
    number,
    raw_of,
    text_of,
    typed_number,
    whole,
)
from assembler.model.equations import Figure
from assembler.model.findings import CellNote, Finding
from assembler.model.plain import plain, visible
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Carried, Submission, completed
from assembler.records import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """``places``: where each entry of the form was found, by ref. ``findings``: S-09 and the W of reading.
    ``beside``: last year's figures and texts, if they stand beside these; for the eye alone."""

    submission: Submission
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]
    beside: Submission | None = None


def looks_like(spec: ReportSpec, book: Book) -> bool:
    """True if all tables of that format are there by their labels, whatever marks were lost."""
    found = locate(spec, book)
    return not found.absent.intersection(spec.blocks)


def read_submission(spec: ReportSpec, book: Book) -> Reading:
    """Read a workbook as one of that format. Nothing is judged here; what can't be understood is kept as it stands
    in ``unread``, what has no place is listed in ``absent``. What was understood in another notation, and whatever was
    done to the form and its formulas, is told (docs/decisions/0013)."""
    return _Reader(spec, book, locate(spec, book)).read()


@cache
def _figure_cells(spec: ReportSpec) -> tuple[tuple[CellRef, str, bool], ...]:
    """Each cell that holds a figure, its ref, and whether it is a total."""
    return tuple((cell, str(cell), spec.is_computed(cell)) for cell in spec.cells if cell not in spec.worded)


class _Reader:
    def __init__(self, spec: ReportSpec, book: Book, found: Found) -> None:
        self.spec, self.book, self.found = spec, book, found
        self.unread: dict[str, str] = {}
        self.notes = Notes(spec)
        self.as_text: list[Told] = []
        self.rounded: list[Told] = []
        self.as_money: list[Told] = []
        self.contents = contents_of(spec, book, found)
        self.stated_year = text_of(self._content("year").value)[:4]
        self.doubts = doubtful(spec, book, found, self.stated_year)
        self.in_doubt = bool(self.doubts or found.crowded)

    def read(self) -> Reading:
        figures = completed(self.spec, self._figures())
        control = {cell: self._figure(cell, self._content(str(cell))) for cell in self.spec.controls}
        self._note_figures()
        as_text = {each.ref for each in self.as_text}
        note_formulas(self.notes, self.book, self.found, self.contents, figures | control, as_text)
        note_form(self.notes, self.book, self.found, self.doubts, self.stated_year)
        note_file(self.notes, self.book)
        reasons = read_reasons(self.book)
        words = Words(self.spec, self.book, self.contents, self.notes, self.unread)
        submission = Submission(
            format=self.spec.id,
            organisation=words.text("organisation").strip(),
            year=words.year(),
            info={entry.id: words.info(entry) for entry in self.spec.info},
            figures=figures,
            texts={text: words.text(text) for text in self.spec.texts},
            control=control,
            words={cell: words.in_cell(cell) for cell in self.spec.worded},
            unread=self.unread,
            accepted={token: row.reason for token, row in reasons.items() if row.reason},
            doubts={token: row.doubt for token, row in reasons.items() if row.doubt},
            absent=frozenset(self.found.absent),
            twice={ref: "、".join(map(in_words, places)) for ref, places in self.found.twice.items()},
            carried=self._carried() if self.found.presumed or self.found.twice else {},
            astray=frozenset(self.found.astray),
        )
        places = self.found.places | {f"accepted.{token}": row.place for token, row in reasons.items()}
        return Reading(submission, places, tuple(self.notes.findings), beside(self.spec, self.book, self.found))

    def _carried(self) -> Mapping[str, Carried]:
        from assembler.excel.meaning.carried import carried

        return carried(self.spec, self.book, self.found)

    def _content(self, ref: str) -> Content:
        return self.contents.get(ref, EMPTY)

    def _figures(self) -> dict[CellRef, Figure]:
        """Figures that were typed, totals typed over their formulas, too."""
        named: dict[CellRef, Figure] = {}
        for cell, ref, computed in _figure_cells(self.spec):
            content = self.contents.get(ref, EMPTY)
            if not computed or (not content.formula and ref in self.contents):
                odd = self.in_doubt or content.error or content.percent or content.shown is not None
                figure = None if odd else whole(content.value)
                named[cell] = self._figure(cell, content) if figure is None else figure
        return named

    def _figure(self, cell: CellRef, content: Content) -> Figure:
        """The figure of an input; what isn't one is kept in ``unread``."""
        value = content.value
        if self.in_doubt and (why := self._doubt(cell, value in (None, ""))):
            self.unread[str(cell)] = f"{raw_of(value, content.percent, content.shown)}（{why}）"
            return None
        if value is None:
            return self._computed(cell, content.formula) if content.formula else None
        is_seen = content.shown is None or shows(content, self.spec.blocks[cell.block].unit)
        if content.shown is not None and is_seen and is_money(content.shown) and self.spec.value_of(cell) != "amount":
            self.as_money.append(Told(str(cell), content.shown.strip(), text_of(value)))
        if is_number(value) and is_seen and not content.error and not content.percent:
            return self._stored(cell, value)
        if isinstance(value, str) and is_seen and not content.error:
            return self._typed(cell, value)
        self.unread[str(cell)] = raw_of(value, content.percent, content.shown)
        return None

    def _doubt(self, cell: CellRef, is_blank: bool) -> str:
        """Why nobody can tell what is meant: other figures below the same labels; a label that says something else."""
        if others := self.found.crowded.get(str(cell)):
            listed = "、".join(f"{each.address}：{raw_of(self.book.content(each).value)}" for each in others)
            return f"同一行名、列名之下还有 {listed}"
        lines = () if is_blank else (f"{cell.block}.{cell.row}", f"{cell.block}.{cell.column}")
        return next((f"行名或列名是“{self.doubts[line]}”" for line in lines if line in self.doubts), "")

    def _computed(self, cell: CellRef, formula: str) -> Figure:
        """Of a formula without a result: what it comes to if it names figures only (=3+4)."""
        from assembler.excel.meaning.linear import linear

        meant = linear(formula, "", {})
        figure = digits(meant.constant) if meant and not meant.terms else None
        if figure is not None:
            return figure
        self.unread[str(cell)] = formula
        return None

    def _stored(self, cell: CellRef, value: float) -> Decimal:
        figure = number(value)
        shown = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
        if shown != figure:
            self.rounded.append(Told(str(cell), plain(shown), plain(figure) or ""))
        return figure

    def _typed(self, cell: CellRef, value: str) -> Figure:
        figure = typed_number(as_stored(value), self.spec.blocks[cell.block].unit)
        if figure is not None:
            self.as_text.append(Told(str(cell), visible(as_stored(value)), plain(figure) or ""))
        elif raw := raw_of(value):
            self.unread[str(cell)] = raw
        return figure

    def _note_figures(self) -> None:
        """W-02, W-09: figures that were stored otherwise than they are read."""
        if len(self.as_text) == 1:
            ref, before, after = self.as_text[0]
            self.notes.tell("W-02", ref, (CellNote(ref, before),), raw=before or "", value=after)
        else:
            self.notes.tell_cells("W-02", self.as_text, case="several")
        self.notes.tell_cells("W-09", self.rounded, case="rounded")
        self.notes.tell_cells("W-09", self.as_money, case="money")
