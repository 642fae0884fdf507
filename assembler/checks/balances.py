"""Linear relations: T3-01…03, T4-01…03, control counts, and whatever else the format's rules.toml adds."""

from collections.abc import Iterator
from decimal import Decimal

from assembler.checks.counts import plain_relations, uneven
from assembler.checks.placeholders import says_nothing
from assembler.model.equations import Equation, Relation, Term
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.kept import kept
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import Block, ReportSpec
from assembler.model.submission import Submission


def check_balances(spec: ReportSpec, submission: Submission, last_year: Submission | None = None) -> Iterator[Finding]:
    """One finding for each relation that doesn't hold. A blank counts as nothing, as in the workbook's formulas.
    A relation is not judged where a figure of it is unknown: its place is lacking (S-08) or it can't be read (V-01)."""
    unknown = unknown_cells(spec, submission)
    figure = submission.figure
    before = last_year.figure if last_year else None
    for relation in _candidates(spec, submission, last_year):
        if not unknown.isdisjoint(relation.cells) or not relation.applies(figure):
            continue
        if relation.needs and not _comparable(relation, submission, last_year):
            continue
        if relation.equation.sign == ">=" and any(figure(cell) is None for cell in relation.cells):
            continue  # half of a comparison says nothing; V-03 asks for the rest
        left, right = relation.sides(figure, before)
        if not relation.holds(left, right):
            yield _finding(spec, submission, last_year, relation, left, right)


def _candidates(spec: ReportSpec, submission: Submission, last_year: Submission | None) -> Iterator[Relation]:
    """The relations in order, less those that are seen to hold at a glance, those with last year's report where there
    is none, and those of optional counts where nobody counted."""
    numbers = {*uneven(spec, submission), *_others(spec)}
    if last_year is None:
        numbers -= _yearly(spec)
    if all(count is None for count in submission.control.values()):
        numbers -= _optional(spec)
    return map(spec.relations.__getitem__, sorted(numbers))


@kept
def _others(spec: ReportSpec) -> frozenset[int]:
    return frozenset(range(len(spec.relations))) - plain_relations(spec)


@kept
def _yearly(spec: ReportSpec) -> frozenset[int]:
    return frozenset(n for n, each in enumerate(spec.relations) if each.needs)


@kept
def _optional(spec: ReportSpec) -> frozenset[int]:
    """Those that are only judged where an optional count was filled in."""
    counts = {*spec.controls}
    optional = ((n, each) for n, each in enumerate(spec.relations) if each.equation.when_filled)
    return frozenset(n for n, each in optional if not counts.isdisjoint(c for term in each.left for c in term.cells))


def _comparable(relation: Relation, submission: Submission, last_year: Submission | None) -> bool:
    """True if last year's report is there, is last year's, has all figures needed, and the rule is for this year."""
    if last_year is None or submission.year is None or submission.year < relation.equation.since:
        return False
    known = all(last_year.figure(cell) is not None for cell in relation.needs)
    return known and all(submission.figure(cell) is not None for cell in relation.cells)


def unknown_cells(spec: ReportSpec, submission: Submission) -> set[CellRef]:
    """Cells without a place or with something unreadable in them, and the totals computed from such cells."""
    if not submission.absent and not submission.unread:
        return set()
    unread = {ref for ref, raw in submission.unread.items() if not says_nothing(spec, raw)}
    cells = (*spec.cells, *spec.controls)
    unknown = {cell for cell in cells if submission.is_absent(cell) or str(cell) in unread}
    if not unknown:
        return unknown
    known = 0
    while known != len(unknown):  # a total of totals (the corner of 表三) takes another round
        known = len(unknown)
        unknown |= {cell for cell, definition in spec.definitions.items() if not unknown.isdisjoint(definition.cells)}
    return unknown


def _finding(
    spec: ReportSpec,
    submission: Submission,
    last_year: Submission | None,
    relation: Relation,
    left: Decimal,
    right: Decimal,
) -> Finding:
    equation = relation.equation
    block = spec.blocks[equation.block]
    at = block.column(relation.at) if equation.each == "column" else block.row(relation.at)
    expected, actual = (right, left) if relation.defines or relation.needs else (left, right)
    before = last_year or submission

    def side(terms: tuple[Term, ...], own_name: str, value: Decimal) -> str:
        """本年新收 6＋上年结转 0＝6; a side with a name of its own is told by that name and its value."""
        if own_name:
            return f"{own_name} {plain(value)}"
        listed = [_words(block, equation, term, submission, before) for term in terms]
        text = "".join(listed).removeprefix("＋")
        return text if sum(len(term.cells) for term in terms) == 1 else f"{text}＝{plain(value)}"

    return Finding(
        code=equation.id,
        severity=Severity(relation.severity),
        at=relation.at,
        cells=tuple(CellNote(str(cell), plain(submission.figure(cell))) for cell in relation.cells),
        facts={
            "table": spec.table_of[block.id].name,
            "at": at.name,
            "left": side(relation.left, equation.left_name, left),
            "right": side(relation.right, equation.right_name, right),
            "difference": plain(left - right) or "0",
        },
        expected=plain(expected),
        actual=plain(actual),
    )


def _words(block: Block, equation: Equation, term: Term, submission: Submission, before: Submission) -> str:
    """＋本年新收 6, －本年废止 1, ＋上年结转下年 3."""
    sign, year = "－" if term.negative else "＋", "上年" if term.last_year else ""
    words = ""
    for cell in term.cells:
        line = block.row(cell.row) if equation.each == "column" else block.column(cell.column)
        figure = (before if term.last_year else submission).figure(cell)
        words += f"{sign}{year}{line.name} {plain(figure) or '空'}"
    return words
