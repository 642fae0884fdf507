"""What is told once: findings that have one cause, put together. Only telling changes; JSON keeps each by itself.

Which findings share a cause is judged where faults are located (``assembler.checks.locate``, fact "cause"), not here.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from assembler.model.findings import Finding, Suggestion
from assembler.records import dataclass

Kind = Literal["single", "line", "cell", "exchange", "together", "alike"]
LOCATED = frozenset({"cause", "slip", "partner", "others", "candidates", "perhaps"})
"""Facts that say where the fault is, beside what the finding itself says."""
_OF_CELLS = ("V-01", "V-02")
"""Rules that find each cell by itself; so many of a block with one fault have one cause."""
_MANY = 7


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that one correction would mend, in telling order.

    single    one finding by itself
    line      a line of totals, ``line`` (t3.total), was not filled in
    cell      one cell is to blame: ``suggestion``
    exchange  two cells are, whose figures were exchanged or moved: ``suspects``
    together  the same correction, but the equations can't tell of which cell; the first finding is told in full
    alike     many cells of a block, in each of which the same is wrong; the first stands for all
    """

    kind: Kind
    findings: tuple[Finding, ...]

    @property
    def head(self) -> Finding:
        """The finding that says how grave it is and where it stands."""
        return self.findings[0]

    @property
    def suggestion(self) -> Suggestion | None:
        """What is probably wrong."""
        return self.head.suggestion

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """All cells to blame, each once."""
        found = {each.suggestion.ref: each.suggestion for each in self.findings if each.suggestion}
        return tuple(found.values())

    @property
    def line(self) -> str:
        """What the findings have in common: the ref of a line or a cell."""
        return self.head.facts.get("cause", "")

    @property
    def suspects(self) -> tuple[str, ...]:
        """The entries to look at first, by ref."""
        found = self.findings if self.kind == "alike" else self.findings[:1]
        return tuple(each.ref for each in self.suggestions) or tuple(note.ref for each in found for note in each.cells)


def causes(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """The findings, each in exactly one cause; in the order of the first of each."""
    findings = tuple(findings)
    many = Counter(map(_fault, findings))
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        shared = finding.facts.get("cause") if finding.accepted is None else None
        alike = _fault(finding) if many[_fault(finding)] >= _MANY else None
        key = (finding.severity, shared) if shared else alike or id(finding)
        groups.setdefault(key, []).append(finding)
    return tuple(Cause(_kind(group), tuple(group)) for group in groups.values())


def _fault(finding: Finding) -> tuple[str, str, str] | None:
    """What is wrong with a cell, and the block that it is in; None for what no other cell shares."""
    of_cell = finding.code in _OF_CELLS and finding.accepted is None and not finding.suggestion
    return (finding.code, finding.case, finding.at.partition(".")[0]) if of_cell else None


def _kind(group: list[Finding]) -> Kind:
    if len(group) == 1:
        return "single"
    if _fault(group[0]):
        return "alike"
    if any(finding.facts.get("slip") == "line_unfilled" for finding in group):
        return "line"
    if any("partner" in finding.facts for finding in group):
        return "exchange"
    refs = {finding.suggestion.ref if finding.suggestion else "" for finding in group}
    return "cell" if len(refs) == 1 and refs != {""} else "together"
