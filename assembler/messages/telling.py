"""The words for a cause: what is wrong and what to do, once, however many findings it has."""

from dataclasses import replace

from assembler.messages.catalog import Catalog, Told
from assembler.messages.causes import Cause
from assembler.model.findings import Finding
from assembler.model.outcome import Checked


def told(cause: Cause, checked: Checked, catalog: Catalog) -> Told:
    """First what is the matter, then what to do. Findings beyond the head are told by ``told_under``."""
    count = len(cause.findings)
    if cause.kind == "zeros":
        line = catalog.place(cause.line, checked.spec)
        return Told(catalog.word("zeros", line=line, count=count), catalog.word("zeros_remedy"))
    if cause.kind == "cell" and cause.suggestion:
        suggestion = cause.suggestion
        facts = {
            "cell": catalog.place(suggestion.ref, checked.spec),
            "before": catalog.word("blank") if suggestion.before is None else suggestion.before,
            "after": suggestion.after,
            "count": count,
        }
        key = "one_cell" if suggestion.certainty == "unique" else "one_cell_or_other"
        return Told(catalog.word(key, **facts), catalog.word("one_cell_remedy"))
    return catalog.finding(cause.head, checked.spec)


def under(cause: Cause) -> tuple[Finding, ...]:
    """The findings that are listed under a cause; the first one is, too, where the cause has words of its own."""
    if cause.kind in ("zeros", "cell"):
        return cause.findings
    return cause.findings[1:]


def told_under(finding: Finding, checked: Checked, catalog: Catalog) -> str:
    """What a finding says under its cause, which has already named the cell to blame."""
    return catalog.finding(replace(finding, suggestion=None), checked.spec).message
