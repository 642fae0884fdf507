"""What is told once: findings that have one cause, put together. Only telling changes; JSON keeps each by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assembler.model.equations import Figure, Relation
from assembler.model.findings import Finding, Suggestion
from assembler.model.outcome import Checked
from assembler.model.refs import CellRef

Kind = Literal["single", "zeros", "cell", "follows"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that one change would mend, in telling order.

    single   one finding by itself
    zeros    the totals of ``line`` (表三“总计”列) are all 0 or blank; the relations broken by it
    cell     one cell is to blame: ``suggestion``; the relations broken by it
    follows  the first finding is told in full; the others are sums of it and go with it
    """

    kind: Kind
    findings: tuple[Finding, ...]
    suggestion: Suggestion | None = None
    line: str = ""
    cells: tuple[str, ...] = ()

    @property
    def head(self) -> Finding:
        """The finding that says how grave it is and where it stands."""
        return self.findings[0]

    @property
    def suspects(self) -> tuple[str, ...]:
        """The entries to look at first, by ref; for blanks all of them."""
        if self.cells:
            return self.cells
        if self.suggestion:
            return (self.suggestion.ref,)
        return tuple(note.ref for note in self.head.cells)


def causes(checked: Checked, findings: Iterable[Finding] | None = None) -> tuple[Cause, ...]:
    """The findings (all of them unless some are given), each in exactly one cause; order by their first finding."""
    told = tuple(checked.findings if findings is None else findings)
    open_ones = [finding for finding in told if finding.accepted is None]
    found = [*_zeros(checked, open_ones)]
    rest = _without(open_ones, found)
    found += _cells(rest)
    rest = _without(rest, found)
    found += _follows(checked, rest)
    found += [Cause("single", (finding,), finding.suggestion) for finding in _without(told, found)]
    place = {id(finding): n for n, finding in enumerate(told)}
    return tuple(sorted(found, key=lambda cause: place[id(cause.head)]))


def _without(findings: Iterable[Finding], found: Iterable[Cause]) -> list[Finding]:
    taken = {id(finding) for cause in found for finding in cause.findings}
    return [finding for finding in findings if id(finding) not in taken]


def _relations(checked: Checked) -> Mapping[tuple[str, str], Relation]:
    return {(each.equation.id, each.at): each for each in checked.spec.relations}


def _zeros(checked: Checked, findings: Sequence[Finding]) -> Iterator[Cause]:
    """A row or column of totals with nothing in it: two relations at least that the sums in their place would mend."""
    by_place = _relations(checked)
    broken = [(finding, by_place[at]) for finding in findings if (at := (finding.code, finding.at)) in by_place]
    taken: set[int] = set()
    for line in dict.fromkeys(_line(relation) for _, relation in broken if relation.defines):
        totals = [cell for cell in checked.spec.cells if cell in checked.spec.definitions and _on(cell, line)]
        if any(checked.submission.figure(cell) for cell in totals):
            continue
        sums = _sums(checked, totals)
        mended = [
            finding
            for finding, relation in broken
            if id(finding) not in taken and any(_on(cell, line) for cell in relation.cells) and _held(relation, sums)
        ]
        if len(mended) > 1:
            taken |= {id(finding) for finding in mended}
            wanting = tuple(str(cell) for cell in totals if sums[cell])
            yield Cause("zeros", tuple(mended), line=".".join(line), cells=wanting)


def _line(relation: Relation) -> tuple[str, str]:
    """Block and id of the line of totals that the rule computes: t3.total, t3.results_total."""
    cell = relation.defines
    assert cell is not None
    return cell.block, cell.column if relation.equation.each == "row" else cell.row


def _on(cell: CellRef, line: tuple[str, str]) -> bool:
    return cell.block == line[0] and line[1] in (cell.row, cell.column)


def _sums(checked: Checked, totals: Sequence[CellRef]) -> dict[CellRef, Figure]:
    """All figures, with what their formulas give in place of those totals."""
    figures: dict[CellRef, Figure] = {**checked.submission.control, **checked.submission.figures}
    for cell in (*totals, *totals):  # twice: one of them may be the total of the others
        _, figures[cell] = checked.spec.definitions[cell].sides(figures.get)
    return figures


def _held(relation: Relation, figures: Mapping[CellRef, Figure]) -> bool:
    return not relation.needs and relation.holds(*relation.sides(figures.get))


def _cells(findings: Sequence[Finding]) -> Iterator[Cause]:
    """Findings that suggest the same cell and the same figure in it."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.suggestion:
            groups.setdefault((finding.suggestion.ref, finding.suggestion.after), []).append(finding)
    for group in groups.values():
        if len(group) > 1:
            yield Cause("cell", tuple(group), group[0].suggestion)


def _follows(checked: Checked, findings: Sequence[Finding]) -> Iterator[Cause]:
    """A rule broken at a line of totals, where all totals are right: it is the sum of the same rule's other breaks."""
    by_place = _relations(checked)
    codes = dict.fromkeys(finding.code for finding in findings)
    for code in codes:
        own = [finding for finding in findings if finding.code == code and (code, finding.at) in by_place]
        sums = [finding for finding in own if _is_sum(checked, by_place[code, finding.at])]
        first = [finding for finding in own if finding not in sums]
        if first and sums and all(finding.suggestion is None for finding in own):
            yield Cause("follows", (first[0], *sums))


def _is_sum(checked: Checked, relation: Relation) -> bool:
    """True if each figure of the relation is a total, and right across the rule's own direction."""
    across: dict[CellRef | None, Relation] = {
        each.defines: each for each in checked.spec.relations if each.equation.each != relation.equation.each
    }
    figure = checked.submission.figure
    return all(cell in across and across[cell].holds(*across[cell].sides(figure)) for cell in relation.cells)
