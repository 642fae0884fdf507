"""Findings as a person reads them: first what to do first, then sheet by sheet."""

from collections.abc import Iterator, Sequence

from assembler.messages.catalog import Catalog
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import Checked, Location, Outcome

MOST_CELLS = 6


def tell_all(outcomes: Sequence[Outcome], catalog: Catalog, *, quiet: bool = False, verbose: bool = False) -> str:
    """The whole report of a run. ``quiet``: errors only; ``verbose``: with the source of each rule."""
    parts = ["\n".join(_tell(outcome, catalog, quiet, verbose)) for outcome in outcomes]
    if len(outcomes) > 1:
        counts = {status: sum(1 for each in outcomes if each.status == status) for status in _STATUSES}
        parts.insert(0, catalog.word("counts", files=len(outcomes), **counts))
    return "\n\n".join(parts)


_STATUSES = ("ok", "warnings", "errors", "unusable")


def _tell(outcome: Outcome, catalog: Catalog, quiet: bool, verbose: bool) -> Iterator[str]:
    if outcome.error is not None:
        told = catalog.error(outcome.error)
        yield catalog.word("unusable", file=outcome.file, code=outcome.error.code)
        yield f"  {told.message}"
        yield f"  {catalog.word('remedy', text=told.remedy)}"
    elif outcome.checked is not None:
        checked = outcome.checked
        findings = [each for each in checked.findings if not quiet or each.severity is Severity.ERROR]
        yield _first_line(outcome.file, checked, catalog)
        for sheet, group in _by_sheet(findings, checked):
            yield ""
            yield catalog.word("sheet", name=sheet or catalog.word("whole"))
            for finding in group:
                yield from _finding(finding, checked, catalog, verbose)


def _first_line(file: str, checked: Checked, catalog: Catalog) -> str:
    """What to do first."""
    errors, warnings = checked.count(Severity.ERROR), checked.count(Severity.WARNING)
    if errors:
        place = _where(checked.findings[0], checked, catalog)
        return catalog.word("first_fix", file=file, errors=errors, warnings=warnings, place=place)
    if warnings:
        return catalog.word("warnings_only", file=file, warnings=warnings)
    return catalog.word("passed", file=file)


def _where(finding: Finding, checked: Checked, catalog: Catalog) -> str:
    ref = finding.cells[0].ref if finding.cells else finding.at
    location = checked.locations.get(ref)
    name = catalog.place(ref, checked.spec)
    if location is None:
        return name
    return catalog.word("located", place=name, sheet=location.sheet, address=location.address)


def _by_sheet(findings: list[Finding], checked: Checked) -> list[tuple[str, list[Finding]]]:
    """Groups in the order in which their first finding is told."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_sheet(finding, checked), []).append(finding)
    return list(groups.items())


def _sheet(finding: Finding, checked: Checked) -> str:
    for note in finding.cells:
        if note.ref in checked.locations:
            return checked.locations[note.ref].sheet
    try:
        return checked.spec.section_of(finding.at.split(".")[0] if finding.code == "S-08" else finding.at).sheet
    except KeyError:
        return ""


def _finding(finding: Finding, checked: Checked, catalog: Catalog, verbose: bool) -> Iterator[str]:
    told = catalog.finding(finding, checked.spec)
    yield f"  {catalog.word(finding.severity.value)} {finding.code}  {told.message}"
    indent = " " * 6
    if finding.excerpt:
        yield f"{indent}{catalog.word('excerpt', text=finding.excerpt)}"
    addresses = [checked.locations[note.ref] for note in finding.cells if note.ref in checked.locations]
    if addresses:
        yield f"{indent}{catalog.word('place', cells=_listed(addresses, catalog))}"
    yield f"{indent}{catalog.word('remedy', text=told.remedy)}"
    source = _source(finding, checked)
    if verbose and source:
        yield f"{indent}{catalog.word('source', text=source)}"


def _listed(locations: list[Location], catalog: Catalog) -> str:
    listed = " ".join(location.address for location in locations[:MOST_CELLS])
    if len(locations) > MOST_CELLS:
        listed += " " + catalog.word("and_more")
    return listed


def _source(finding: Finding, checked: Checked) -> str:
    """Where the rule comes from; ours are never called official."""
    for equation in checked.spec.equations:
        if equation.id == finding.code:
            return equation.source
    check = checked.spec.checks.get(finding.code)
    return check.source if check else ""
