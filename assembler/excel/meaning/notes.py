"""What reading noticed, put together: of many cells with one fault there is one finding a table."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec, Table
from assembler.records import replace

FORM = "form"
"""``at`` of what is true of the workbook as a whole."""
LISTED = 6


class Told(NamedTuple):
    """An entry, what stands in it (None = blank) and what it was taken for."""

    ref: str
    before: str | None
    after: str = ""


class Notes:
    """Findings of reading, in the order in which they were made."""

    def __init__(self, spec: ReportSpec) -> None:
        self.spec = spec
        self.findings: list[Finding] = []

    def tell(
        self,
        code: str,
        at: str,
        cells: Iterable[CellNote] = (),
        *,
        case: str = "",
        severity: Severity | None = None,
        **facts: str,
    ) -> None:
        """One finding; ``severity`` where its case is graver or lighter than the rule says."""
        severity = severity or Severity(self.spec.checks[code].severity)
        self.findings.append(Finding(code, severity, at, tuple(cells), case, facts))

    def quote(self, excerpt: str) -> None:
        """Add the words concerned to the last finding."""
        self.findings[-1] = replace(self.findings[-1], excerpt=excerpt)

    def compare(self, expected: str, actual: str | None) -> None:
        """Add to the last finding what its figure should be and what it is."""
        self.findings[-1] = replace(self.findings[-1], expected=expected, actual=actual)

    def tell_cells(
        self, code: str, told: Iterable[Told], *, case: str = "", severity: Severity | None = None, **facts: str
    ) -> None:
        """One finding for each table that has such cells, at the table; ``count``, ``listed`` and the first one's
        ``before`` and ``after`` are facts."""
        for table, cells in self._by_table(told):
            self.tell(
                code, table.id, (CellNote(each.ref, each.before) for each in cells), case=case, severity=severity,
                table=table.name, count=str(len(cells)), listed=listed(cells),
                before=cells[0].before or "", after=cells[0].after, **facts,
            )  # fmt: skip

    def _by_table(self, told: Iterable[Told]) -> Iterable[tuple[Table, list[Told]]]:
        order = {table.id: n for n, table in enumerate(self.spec.tables)}

        def table(each: Told) -> Table:
            return self.spec.table_of[CellRef.parse(each.ref).block]

        for _, group in groupby(sorted(told, key=lambda each: order[table(each).id]), key=lambda each: table(each).id):
            cells = list(group)
            yield table(cells[0]), cells


def listed(cells: Iterable[Told]) -> str:
    """“１２”→12、“12件”→12: each pair once, the first few."""
    pairs = list(dict.fromkeys(f"“{each.before or ''}”→{each.after}" for each in cells))
    return "、".join(pairs[:LISTED]) + ("……" if len(pairs) > LISTED else "")
