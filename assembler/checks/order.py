"""The order in which findings are told."""

from collections.abc import Iterable, Mapping
from functools import cache

from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec


def in_order(spec: ReportSpec, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By severity, then by place in the printed report (title, texts, tables, sign-off), then by code."""
    findings = tuple(findings)
    if len(findings) < 2:
        return findings
    rank = _ranks(spec)

    def key(finding: Finding) -> tuple[int, int, str, str, str]:
        first = finding.cells[0].ref if finding.cells else finding.at
        place = min((rank[each] for each in (first, finding.at) if each in rank), default=len(rank))
        return finding.severity.rank, place, finding.code, finding.at, finding.case

    return tuple(sorted(findings, key=key))


@cache
def _ranks(spec: ReportSpec) -> Mapping[str, int]:
    """The number of each place in the printed report."""
    places = ["organisation", "year", *(f"info.{entry.id}" for entry in spec.info if entry.kind != "date")]
    for section in spec.sections:
        places += [section.id, *(text.id for text in section.texts)]
        if section.table:
            places.append(section.table.id)
            for block in section.table.blocks:
                places += [block.id, *map(str, block.cells()), *map(str, block.controls())]
    places += [f"info.{entry.id}" for entry in spec.info if entry.kind == "date"]
    return {place: n for n, place in enumerate(dict.fromkeys(places))}
