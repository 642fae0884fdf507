"""This year beside last year, beyond the equations: T2-07, Y-03, Y-04, Y-05."""

from collections.abc import Iterator
from decimal import Decimal

from assembler.checks.passages import about
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import Check, ReportSpec
from assembler.model.submission import Submission


def check_years(spec: ReportSpec, submission: Submission, last_year: Submission | None) -> Iterator[Finding]:
    """Findings that need last year's report; none without it."""
    if last_year is None:
        return
    slips = list(_unit_slips(spec, submission, last_year))
    yield from slips
    yield from _pending(spec, submission, last_year)
    yield from _leaps(spec, submission, last_year, {slip.at for slip in slips})
    yield from _same_words(spec, submission, last_year)


def _pairs(
    spec: ReportSpec, submission: Submission, last_year: Submission
) -> Iterator[tuple[CellRef, Decimal, Decimal]]:
    """Cells that both years have, with this and last year's figure. A block means the same in both editions only if
    last year's has all its cells."""
    for block in spec.blocks.values():
        cells = tuple(block.cells())
        if submission.format != last_year.format and any(cell not in last_year.figures for cell in cells):
            cells = tuple(cell for cell in cells if block.id == "t3" and cell in last_year.figures)
        for cell in cells:
            now, before = submission.figure(cell), last_year.figure(cell)
            if now is not None and before is not None and now >= 0:
                yield cell, now, before


def _finding(rule: Check, at: str, now: Decimal, before: Decimal, **facts: str) -> Finding:
    shown, last = plain(now) or "", plain(before) or ""
    return Finding(
        code=rule.id,
        severity=Severity(rule.severity),
        at=at,
        cells=(CellNote(at, shown),),
        facts={"value": shown, "last": last, **facts},
        actual=shown,
    )


def _unit_slips(spec: ReportSpec, submission: Submission, last_year: Submission) -> Iterator[Finding]:
    """T2-07: an amount that was probably entered in 元 instead of 万元, or the other way round."""
    rule = spec.checks["T2-07"]
    least, near, most = (rule.numbers[key] for key in ("least", "near_percent", "times"))
    for cell, now, before in _pairs(spec, submission, last_year):
        if spec.blocks[cell.block].value != "amount" or not now or not before:
            continue
        same_in_yuan = now == now.to_integral_value() and now >= least and (
            abs(now - before * 10_000) * 100 <= before * 10_000 * near
        )  # fmt: skip
        if same_in_yuan or now > before * most or now * most < before:
            yield _finding(rule, str(cell), now, before)


def _pending(spec: ReportSpec, submission: Submission, last_year: Submission) -> Iterator[Finding]:
    """Y-03: fewer cases than were pending at the end of last year."""
    rule = spec.checks["Y-03"]
    figures = {cell: (now, before) for cell, now, before in _pairs(spec, submission, last_year)}
    for cell, (_, pending) in figures.items():
        if cell.column not in rule.words["pending"]:
            continue
        block = spec.blocks[cell.block]
        group = block.column(cell.column).parent
        for column in block.leaf_columns:
            total = CellRef(cell.block, cell.row, column.id)
            same_group = column.kind == "computed" and column.parent == group
            if same_group and total in figures and figures[total][0] < pending:
                yield _finding(rule, str(total), figures[total][0], pending)


def _leaps(spec: ReportSpec, submission: Submission, last_year: Submission, told: set[str]) -> Iterator[Finding]:
    """Y-04: many times as much as last year, or a fraction of it. ``told``: cells of which T2-07 says more."""
    rule = spec.checks["Y-04"]
    least, times = rule.numbers["least"], rule.numbers["times"]
    for cell, now, before in _pairs(spec, submission, last_year):
        if before < least or str(cell) in told:
            continue
        if now > before * times or now * times < before:
            yield _finding(rule, str(cell), now, before)


def _same_words(spec: ReportSpec, submission: Submission, last_year: Submission) -> Iterator[Finding]:
    """Y-05: a section that says what last year's said. The preamble is left out, it may be the same every year."""
    from assembler.checks.similarity import alike, bare  # here, because most reports have no last year

    rule = spec.checks["Y-05"]
    for section in spec.sections:
        refs = [text.id for text in section.texts if text.id not in rule.words["not_compared"]]
        now, before = ("\n".join(each.texts.get(ref, "") for ref in refs) for each in (submission, last_year))
        if not refs or min(len(bare(now)), len(bare(before))) < rule.numbers["min_chars"]:
            continue
        share = alike(now, before)
        if share * 100 >= rule.numbers["percent"]:
            yield Finding(
                code="Y-05",
                severity=Severity(rule.severity),
                at=section.id,
                cells=about(spec, submission, "Y-05", refs[0]).cells if len(refs) == 1 else (),
                facts={"section": section.heading, "percent": str(int(share * 100))},
            )
