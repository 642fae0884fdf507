"""What a workbook says: a submission, where each entry stands, and what reading itself noticed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assembler.excel.book import EMPTY, Book, Content
from assembler.excel.labels import relabelled
from assembler.excel.layout import Place
from assembler.excel.locate import Found, locate
from assembler.excel.reasons import read_reasons
from assembler.excel.values import date_of, is_number, number, text_of, typed_number, unescape
from assembler.model.equations import Figure
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, completed, derived


@dataclass(frozen=True, slots=True)
class Reading:
    """``places``: where each entry of the form was found, by ref. ``findings``: S-09 and the W of reading."""

    submission: Submission
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]


def looks_like(spec: ReportSpec, book: Book) -> bool:
    """True if all tables of that format are there by their labels, whatever marks were lost."""
    found = locate(spec, book)
    return not found.absent.intersection(spec.blocks) and not found.copies


def read_submission(spec: ReportSpec, book: Book) -> Reading:
    """Read a workbook as one of that format. Nothing is judged here; what can't be understood is kept as it stands
    in ``unread``, what has no place is listed in ``absent``."""
    reader = _Reader(spec, book, locate(spec, book))
    return reader.read()


class _Reader:
    def __init__(self, spec: ReportSpec, book: Book, found: Found) -> None:
        self.spec, self.book, self.found = spec, book, found
        self.unread: dict[str, str] = {}
        self.findings: list[Finding] = []

    def read(self) -> Reading:
        named, shown = self._figures()
        figures = completed(self.spec, named)
        self._compare_totals(figures, shown)
        control = {cell: self._figure(cell, self._content(str(cell))) for cell in self.spec.controls}
        self._form()
        reasons = read_reasons(self.book)
        submission = Submission(
            format=self.spec.id,
            organisation=self._text("organisation").strip(),
            year=self._year(),
            info=self._info(),
            figures=figures,
            texts={text: self._text(text) for text in self.spec.texts},
            control=control,
            words={cell: self._words(cell) for cell in self.spec.worded},
            unread=self.unread,
            accepted={token: reason for token, (reason, _) in reasons.items()},
            absent=frozenset(self.found.absent),
        )
        places = self.found.places | {f"accepted.{token}": place for token, (_, place) in reasons.items()}
        return Reading(submission, places, tuple(self.findings))

    def _form(self) -> None:
        """S-09, W-03, W-06: what was done to the form itself."""
        for each in relabelled(self.spec, self.book, self.found):
            self.found.places[each.ref] = each.place
            note = CellNote(each.ref, each.found or None)
            facts = {"table": each.table, "found": each.found, "label": each.label}
            self._note("S-09", each.ref, (note,), case=each.case, **facts)
        for table, (used, copies) in self.found.copies.items():
            name = next(each.name for each in self.spec.tables if each.id == table)
            self._note("W-03", table, sheet="”“".join(copies), table=name, used=used)
        for block, label in self.found.disordered.items():
            self._note("W-06", block, case="order", table=self.spec.table_of[block].name, label=label)
        for block in self.found.uncontrolled:
            self._note("W-06", block, case="control", table=self.spec.table_of[block].name)

    def _text(self, ref: str) -> str:
        """A text; W-07 where a formula stands without a result, W-08 where unprintable characters had to go."""
        content = self._content(ref)
        if content.formula and content.value is None:
            self._note("W-07", ref, (CellNote(ref, content.formula),), value=content.formula)
            return ""
        text = text_of(content.value)
        if isinstance(content.value, str):
            before = sum(1 for each in unescape(content.value) if not each.isspace())
            lost = before - sum(1 for each in text if not each.isspace())
            if lost:
                self._note("W-08", ref, (CellNote(ref, text),), count=str(lost))
        return text

    def _content(self, ref: str) -> Content:
        place = self.found.places.get(ref)
        return self.book.content(place) if place else EMPTY

    def _figures(self) -> tuple[dict[CellRef, Figure], dict[CellRef, object]]:
        """Figures that were typed (totals typed over their formulas too), and the stored results of total formulas."""
        named: dict[CellRef, Figure] = {}
        shown: dict[CellRef, object] = {}
        for cell in self.spec.cells:
            if cell in self.spec.worded:
                continue
            content = self._content(str(cell))
            if self.spec.is_computed(cell) and (content.formula or str(cell) not in self.found.places):
                shown[cell] = content.value
            else:
                named[cell] = self._figure(cell, content)
        return named, shown

    def _figure(self, cell: CellRef, content: Content) -> Figure:
        """The figure of an input; what isn't one is kept in ``unread``."""
        value = content.value
        if content.formula and value is None:
            self.unread[str(cell)] = content.formula
        elif value is None:
            return None
        elif is_number(value) and not content.error:
            return number(value)
        elif isinstance(value, str):
            return self._typed(cell, value)
        else:
            self.unread[str(cell)] = text_of(value)
        return None

    def _words(self, cell: CellRef) -> str:
        """What stands in a cell that holds words; a formula without a result, or one that failed, says nothing."""
        content = self._content(str(cell))
        if content.error or (content.formula and content.value is None):
            self.unread[str(cell)] = text_of(content.value) or content.formula or ""
            return ""
        return text_of(content.value).strip()

    def _typed(self, cell: CellRef, value: str) -> Figure:
        raw = text_of(value).strip()
        figure = typed_number(raw)
        if figure is None:
            if raw:
                self.unread[str(cell)] = raw
            return None
        self._note("W-02", str(cell), (CellNote(str(cell), raw),), raw=raw, value=plain(figure) or "")
        return figure

    def _compare_totals(self, figures: Mapping[CellRef, Figure], shown: Mapping[CellRef, object]) -> None:
        """W-01: the result stored beside a total's formula is a witness, nothing more."""
        for cell, value in shown.items():
            expected = derived(self.spec, figures, cell) or Decimal(0)
            if value is None or value == "":
                continue
            told = number(value) if is_number(value) else None
            if told != expected:
                text = plain(told) or text_of(value)
                finding = self._note(
                    "W-01", str(cell), (CellNote(str(cell), text),), value=text, expected=plain(expected) or ""
                )
                self.findings[-1] = replace(finding, expected=plain(expected), actual=text)

    def _year(self) -> int | None:
        value = self._content("year").value
        text = text_of(value).strip()
        figure = typed_number(text.removesuffix("年"))
        if figure is not None and figure == int(figure) and 1900 < figure < 2200:
            return int(figure)
        if text:
            self.unread["year"] = text
        return None

    def _info(self) -> dict[str, str]:
        info = {}
        levels = {level.label: level.id for level in self.spec.levels}
        for entry in self.spec.info:
            ref = f"info.{entry.id}"
            value = self._content(ref).value
            read: Callable[[object], str] = date_of if entry.kind == "date" else text_of
            text = read(value).strip()
            if entry.kind == "level" and text:
                if text not in levels:
                    self.unread[ref] = text
                text = levels.get(text, "")
            info[entry.id] = text
        return info

    def _note(self, code: str, at: str, cells: tuple[CellNote, ...] = (), case: str = "", **facts: str) -> Finding:
        severity = Severity(self.spec.checks[code].severity)
        self.findings.append(Finding(code, severity, at, cells, case, facts))
        return self.findings[-1]
