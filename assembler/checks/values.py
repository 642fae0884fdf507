"""What a single cell may hold: V-01 whole numbers, V-02 amounts, V-03 blanks."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assembler.checks.counts import are_counts, in_order, places
from assembler.checks.placeholders import says_nothing
from assembler.model.findings import CellNote, Finding, Severity, Suggestion
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import Block, ReportSpec, Table, ValueKind
from assembler.model.submission import UNSETTLED, Submission, derived
from assembler.patterns import late

_ERROR = late(r"#[A-Z/0-9_]+[!?]?|Err:[0-9]+")
# As reading quotes dates, times and spans of time.
_DATE = late(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?|-?[0-9]+:[0-9]{2}:[0-9]{2}.*")

# Accountants' way to write -12, everybody's to put a number aside.
_BRACKETED = late(r"[(（]\s*[0-9０-９][0-9０-９,，.．]*\s*[^0-9０-９()（）]{0,3}[)）]")
# As reading quotes numbers that are shown as something else.
_SHOWN = late(r"[0-9.eE+-]+（显示为.*）", re.DOTALL)
# And those that may be meant for something else, or are not the only ones.
_RELABELLED = late(r".*（行名或列名是“.*”）", re.DOTALL)
_CROWDED = late(r".*（同一行名、列名之下还有.*）", re.DOTALL)


def check_values(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """One finding for each cell that can't be a figure of its kind, and one for all blanks of a table."""
    figures, place = in_order(spec, submission), places(spec)
    for table in spec.tables:
        if are_counts(figures[place[table.id]]):
            continue  # right, whatever their kinds
        blanks = []
        for cell in table.cells():
            if submission.is_absent(cell):
                continue
            figure = submission.figures[cell]
            if figure is None:
                raw = submission.unread.get(str(cell)) or submission.words.get(cell) or None
                if raw is None or says_nothing(spec, raw):
                    blanks.append(CellNote(str(cell), raw))
                    continue
            elif figure >= 0 and figure == figure.to_integral_value():
                continue  # right, whatever its kind
            yield from _wrong(spec, submission, cell, spec.blocks[cell.block])
        if not all(_follows(spec, submission, CellRef.parse(note.ref)) for note in blanks):
            yield _blanks(spec, submission, table, tuple(blanks))
    counted = submission.unread or any(count is not None for count in submission.control.values())
    for cell in spec.controls if counted else ():
        if submission.control.get(cell) is not None or str(cell) in submission.unread:
            yield from _wrong(spec, submission, cell, spec.blocks[cell.block])


def _wrong(spec: ReportSpec, submission: Submission, cell: CellRef, block: Block) -> tuple[Finding, ...]:
    """V-01 or V-02, whichever the cell's kind asks for; none if the figure is right, or if words belong there."""
    kind = block.value_of(cell.column)
    figure = submission.figure(cell)
    raw = submission.unread.get(str(cell))
    if figure is None:
        case = _unread(raw or "") if kind != "text" else "words" if raw else ""
    else:
        case = _fault(figure, kind, block.scale)
    if not case:
        return ()
    origin = submission.carried.get(str(cell)) if case == "unsettled" else None
    if cell in spec.definitions and figure == derived(spec, submission.figures, cell):
        return ()  # a total is as wrong as what it adds up, and that is told
    code = "V-02" if kind == "amount" else "V-01"
    value = raw if raw is not None else plain(figure)
    finding = Finding(
        code=code,
        severity=Severity(spec.checks[code].severity),
        at=str(cell),
        cells=(CellNote(str(cell), value),),
        case="carried" if origin else f"signed-{case}" if kind == "signed" and case in ("text", "fraction") else case,
        facts={
            "value": value or "",
            "unit": block.unit,
            "scale": str(block.scale),
            **({"origin": origin.place} if origin else {}),
        },
        actual=value,
    )
    return (finding,)


def _unread(raw: str) -> str:
    """What kind of thing stands where a figure should."""
    if raw.endswith(UNSETTLED):
        return "unsettled"
    if raw.startswith("="):
        return "formula"
    if _ERROR.fullmatch(raw):
        return "error"
    if _SHOWN.fullmatch(raw):
        return "shown"
    if _RELABELLED.fullmatch(raw):
        return "relabelled"
    if _CROWDED.fullmatch(raw):
        return "crowded"
    if _BRACKETED.fullmatch(raw):
        return "bracketed"
    return "date" if _DATE.fullmatch(raw) else "text"


def _fault(figure: Decimal, kind: ValueKind, scale: int) -> str:
    if figure < 0 and kind != "signed":
        return "negative"
    if figure == figure.to_integral_value():
        return ""
    exponent = figure.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > scale:
        return "fraction"
    return ""


def _blanks(spec: ReportSpec, submission: Submission, table: Table, blanks: tuple[CellNote, ...]) -> Finding:
    """V-03. Totals that are blank only because all they add up is blank are listed in ``cells`` but not counted
    among the cells to fill in. Of words for nothing 0 is suggested, at the first of them."""
    to_fill = [note for note in blanks if not _follows(spec, submission, CellRef.parse(note.ref))]
    to_fill.sort(key=lambda note: note.value is None)  # what was typed (—, 无) first: it can be named
    rest = [note for note in blanks if note not in to_fill]
    typed = next((note.value for note in to_fill if note.value), None)
    case = _case(spec, to_fill, typed)
    return Finding(
        code="V-03",
        severity=Severity(spec.checks["V-03"].severity),
        at=table.id,
        cells=(*to_fill, *rest),
        case=case,
        facts={
            "table": table.name,
            "count": str(len(to_fill)),
            "all": str(sum(1 for _ in table.cells())),
            "value": typed or "",
        },
        actual=typed,
        suggestion=Suggestion(to_fill[0].ref, typed, "0", "unique") if case == "typed" else None,
    )


def _case(spec: ReportSpec, to_fill: list[CellNote], typed: str | None) -> str:
    if all(spec.is_computed(CellRef.parse(note.ref)) for note in to_fill):
        return "total"  # formulas that were deleted: 0 would be wrong
    return "typed" if typed else ("one" if len(to_fill) == 1 else "")


def _follows(spec: ReportSpec, submission: Submission, cell: CellRef) -> bool:
    return spec.is_computed(cell) and derived(spec, submission.figures, cell) is None
