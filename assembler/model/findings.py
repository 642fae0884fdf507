"""One thing that a person should look at."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from assembler.records import dataclass, field


class Severity(StrEnum):
    """error: the report must not go out; warning: a person decides; info: a note."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class CellNote:
    """A cell, text or entry that a finding is about (by ref), and what stands in it; None = blank."""

    ref: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which cell is probably wrong: ``before`` stands there (None = blank), ``after`` would mend every relation.
    ``certainty``: "unique" if no other change of as few cells would, "tied" if others would as well."""

    ref: str
    before: str | None
    after: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A value, never raised.

    ``code`` is the rule's id and stable; ``case`` chooses the wording where a rule has several. ``at`` is what
    the rule was applied to (a column id, a row id, a cell ref, a section id). ``facts`` fill the fields of the
    message. ``cells[0]`` is the one to look at first. Figures are strings in plain notation. ``accepted``: the reason
    that was given in writing for leaving it as it is; None = not accepted. ``token``: what such a reason is filed
    under (T2-05-7F3A9C: rule, place and values); "" = this rule can't be accepted.
    """

    code: str
    severity: Severity
    at: str
    cells: tuple[CellNote, ...] = ()
    case: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    expected: str | None = None
    actual: str | None = None
    excerpt: str | None = None
    suggestion: Suggestion | None = None
    accepted: str | None = None
    token: str = ""
