"""Findings as a person reads them: first what to do first, then sheet by sheet, what has one cause once."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assembler.messages.catalog import Catalog
from assembler.messages.causes import Cause, causes
from assembler.messages.places import by_sheet, refs_of, sheet_of, spans, where
from assembler.messages.telling import doubts, told, told_under, under
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import STATUSES, Checked, Outcome
from assembler.model.prose import BoundFigure

MOST_SPANS = 6
INDENT = " " * 6


Figures = Callable[[Checked], Iterable[BoundFigure]]
"""What reads the figures of the prose; only ``--verbose`` tells of them, so it is asked only then."""


def tell_all(
    outcomes: Sequence[Outcome],
    catalog: Catalog,
    *,
    quiet: bool = False,
    verbose: bool = False,
    figures: Figures | None = None,
) -> str:
    """The whole report of a run. ``quiet``: errors only; ``verbose``: with the source of each rule, and the
    ``figures`` of the prose that belong to no cell."""
    parts = []
    for outcome in outcomes:
        lines = [*_tell(outcome, catalog, quiet, verbose)]
        if verbose and figures and outcome.checked:
            lines += _unbound(outcome.checked, figures(outcome.checked), catalog)
        parts.append("\n".join(lines))
    if len(outcomes) > 1:
        counts = {status: sum(1 for each in outcomes if each.status == status) for status in STATUSES}
        parts.insert(0, catalog.word("counts", files=len(outcomes), **counts))
    return "\n\n".join(parts)


def _tell(outcome: Outcome, catalog: Catalog, quiet: bool, verbose: bool) -> Iterator[str]:
    if outcome.error is not None:
        error = catalog.error(outcome.error)
        yield catalog.word("unusable", file=outcome.file, code=outcome.error.code)
        yield f"  {error.message}"
        yield f"  {catalog.word('remedy', text=error.remedy)}"
    elif outcome.checked is not None:
        checked = outcome.checked
        findings = checked.findings
        if quiet:
            findings = tuple(each for each in checked.standing if each.severity is Severity.ERROR)
        yield _first_line(outcome.file, checked, catalog)
        for sheet, group in by_sheet(causes(findings), checked).items():
            yield ""
            yield catalog.word("sheet", name=sheet or catalog.word("whole"))
            why = doubts(group, catalog)
            for cause in group:
                yield from _cause(cause, checked, catalog, verbose, why.get(id(cause), ""))


def _unbound(checked: Checked, figures: Iterable[BoundFigure], catalog: Catalog) -> Iterator[str]:
    """Numbers of the prose that are no figures of the tables, text by text."""
    by_text: dict[str, list[str]] = {}
    for figure in figures:
        if figure.state == "unbound":
            by_text.setdefault(figure.text, []).append(" ".join(figure.phrase.split()))
    if by_text:
        yield ""
        yield catalog.word("unbound", count=sum(map(len, by_text.values())))
    for text, phrases in by_text.items():
        listed = catalog.word("enumeration").join(phrases)
        yield f"  {catalog.word('unbound_in', text=catalog.place(text, checked.spec), figures=listed)}"


def _first_line(file: str, checked: Checked, catalog: Catalog) -> str:
    """What to do first."""
    errors, warnings = checked.count(Severity.ERROR), checked.count(Severity.WARNING)
    if errors:
        place = where(causes(checked.standing)[0], checked, catalog)
        line = catalog.word("first_fix", file=file, errors=errors, warnings=warnings, place=place)
    elif warnings:
        line = catalog.word("warnings_only", file=file, warnings=warnings)
    else:
        line = catalog.word("passed", file=file)
    return line + (catalog.word("also_accepted", count=checked.accepted) if checked.accepted else "")


def _cause(cause: Cause, checked: Checked, catalog: Catalog, verbose: bool, doubt: str) -> Iterator[str]:
    message, remedy = told(cause, checked, catalog)
    head = cause.head
    listed = under(cause)
    code = " ".join(dict.fromkeys(finding.code for finding in listed)) if head in listed else head.code
    yield f"  {_label(head, catalog)} {code}  {message}"
    if head.excerpt:
        yield f"{INDENT}{catalog.word('excerpt', text=head.excerpt)}"
    if cells := _cells(cause, checked, catalog):
        yield f"{INDENT}{catalog.word('place', cells=cells)}"
    if doubt:
        yield f"{INDENT}{doubt}"
    if head.accepted is not None:
        yield f"{INDENT}{catalog.word('accepted_because', text=head.accepted)}"
    else:
        yield f"{INDENT}{catalog.word('remedy', text=remedy)}"
    if verbose:
        yield from _background(cause, checked, catalog)
    if listed and head not in listed:
        yield f"{INDENT}{catalog.word('together')}"
    for finding in listed:
        yield f"{INDENT}- {finding.code}  {told_under(finding, checked, catalog)}"


def _label(finding: Finding, catalog: Catalog) -> str:
    return catalog.word("accepted" if finding.accepted is not None else finding.severity.value)


def _cells(cause: Cause, checked: Checked, catalog: Catalog) -> str:
    """E6:J7 K8, and with their sheet those that stand on another one than the cause is told under."""
    here = sheet_of(cause, checked)
    found = spans(refs_of(cause, checked), checked)
    texts = [span.text if span.sheet == here else f"{span.sheet}!{span.text}" for span in found[:MOST_SPANS]]
    if len(found) > MOST_SPANS:
        texts.append(catalog.word("and_more"))
    return " ".join(texts)


def _background(cause: Cause, checked: Checked, catalog: Catalog) -> Iterator[str]:
    """Where the rules come from, why no cell is named, and under which number a reason can be filed."""
    for code in dict.fromkeys(finding.code for finding in cause.findings):
        if source := catalog.source(code, checked.spec):
            yield f"{INDENT}{source}"
    for finding in cause.findings:
        if finding.token and finding.accepted is None:
            yield f"{INDENT}{catalog.token(finding, checked.spec)}"
