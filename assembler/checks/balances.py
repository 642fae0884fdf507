"""Linear relations: T3-01…03, T4-01…03, control counts, and whatever else the format's rules.toml adds."""

from collections.abc import Iterator
from decimal import Decimal

from assembler.model.equations import Relation, Term
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission


def check_balances(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """One finding for each relation that doesn't hold. A blank counts as nothing, as in the workbook's formulas.
    A relation is not judged where a figure of it is unknown: its place is lacking (S-08) or it can't be read (V-01)."""
    unknown = _unknown(spec, submission)
    for relation in spec.relations:
        if not unknown.isdisjoint(relation.cells) or not relation.applies(submission.figure):
            continue
        left, right = relation.sides(submission.figure)
        if left != right:
            yield _finding(spec, submission, relation, left, right)


def _unknown(spec: ReportSpec, submission: Submission) -> set[CellRef]:
    """Cells without a place or with something unreadable in them, and the totals computed from such cells."""
    blanks = spec.checks["V-03"].words["placeholders"]
    unread = {ref for ref, raw in submission.unread.items() if raw.strip() not in blanks}
    cells = (*spec.cells, *spec.controls)
    unknown = {cell for cell in cells if submission.is_absent(cell) or str(cell) in unread}
    if not unknown:
        return unknown
    # A total of totals (the corner of 表三) needs a second look; more than two levels don't exist.
    for _ in range(2):
        for cell, definition in spec.definitions.items():
            if not unknown.isdisjoint(definition.cells):
                unknown.add(cell)
    return unknown


def _finding(spec: ReportSpec, submission: Submission, relation: Relation, left: Decimal, right: Decimal) -> Finding:
    equation = relation.equation
    block = spec.blocks[equation.block]
    at = block.column(relation.at) if equation.each == "column" else block.row(relation.at)
    expected, actual = (right, left) if relation.defines else (left, right)
    return Finding(
        code=equation.id,
        severity=Severity(equation.severity),
        at=relation.at,
        cells=tuple(CellNote(str(cell), plain(submission.figure(cell))) for cell in relation.cells),
        facts={
            "table": spec.table_of[block.id].name,
            "at": at.name,
            "left": _words(spec, submission, relation, relation.left, left),
            "right": _words(spec, submission, relation, relation.right, right),
            "difference": plain(left - right) or "0",
        },
        expected=plain(expected),
        actual=plain(actual),
    )


def _words(
    spec: ReportSpec, submission: Submission, relation: Relation, terms: tuple[Term, ...], value: Decimal
) -> str:
    """本年新收 6＋上年结转 0＝6; a side with a name of its own is told by that name and its value."""
    equation = relation.equation
    own_name = equation.left_name if terms is relation.left else equation.right_name
    if own_name:
        return f"{own_name} {plain(value)}"
    words = []
    for term in terms:
        for cell in term.cells:
            sign = "－" if term.negative else "＋"
            words.append(f"{sign}{_line_name(spec, relation, cell)} {plain(submission.figure(cell)) or '空'}")
    text = "".join(words).removeprefix("＋")
    return text if len(words) == 1 else f"{text}＝{plain(value)}"


def _line_name(spec: ReportSpec, relation: Relation, cell: CellRef) -> str:
    block = spec.blocks[cell.block]
    by_row = relation.equation.each == "column"
    return block.row(cell.row).name if by_row else block.column(cell.column).name
