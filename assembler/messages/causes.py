"""What is told once: findings that have one cause, put together. Only telling changes; JSON keeps each by itself.

Which findings share a cause is judged where faults are located (``assembler.checks.locate``, fact "cause"), not here.
"""

from collections.abc import Iterable
from typing import Literal

from assembler.model.findings import Finding, Suggestion
from assembler.records import dataclass

Kind = Literal["single", "line", "cell", "exchange", "together"]
LOCATED = frozenset({"cause", "slip", "partner", "others", "candidates", "perhaps"})
"""Facts that say where the fault is, beside what the finding itself says."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that one correction would mend, in telling order.

    single    one finding by itself
    line      a line of totals, ``line`` (t3.total), was not filled in
    cell      one cell is to blame: ``suggestion``
    exchange  two cells are, whose figures were exchanged or moved: ``suspects``
    together  the same correction, but the equations can't tell of which cell; the first finding is told in full
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
        return tuple(each.ref for each in self.suggestions) or tuple(note.ref for note in self.head.cells)


def causes(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """The findings, each in exactly one cause; in the order of the first of each."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        shared = finding.facts.get("cause") if finding.accepted is None else None
        groups.setdefault((finding.severity, shared) if shared else id(finding), []).append(finding)
    return tuple(Cause(_kind(group), tuple(group)) for group in groups.values())


def _kind(group: list[Finding]) -> Kind:
    if len(group) == 1:
        return "single"
    if any(finding.facts.get("slip") == "line_unfilled" for finding in group):
        return "line"
    if any("partner" in finding.facts for finding in group):
        return "exchange"
    refs = {finding.suggestion.ref if finding.suggestion else "" for finding in group}
    return "cell" if len(refs) == 1 and refs != {""} else "together"
