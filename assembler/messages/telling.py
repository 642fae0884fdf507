"""The words for a cause: what is wrong and what to do, once, however many findings it has."""

from dataclasses import replace

from assembler.messages.catalog import Catalog, Told
from assembler.messages.causes import LOCATED, Cause
from assembler.messages.suspicion import slip
from assembler.model.findings import Finding, Suggestion
from assembler.model.outcome import Checked

OWN_WORDS = ("line", "cell", "exchange")
"""Kinds of causes that are told in words of their own, with all their findings under them."""


def told(cause: Cause, checked: Checked, catalog: Catalog) -> Told:
    """First what is the matter, then what to do. Findings beyond the head are told by ``told_under``."""
    count = len(cause.findings)
    if cause.kind == "line":
        line = catalog.place(cause.line, checked.spec)
        return Told(catalog.word("unfilled_line", line=line, count=count), catalog.word("unfilled_line_remedy"))
    if cause.kind in OWN_WORDS:
        sure = all(suggestion.certainty == "unique" for suggestion in cause.suggestions)
        cells = catalog.word("and").join(_should_be(each, checked, catalog) for each in cause.suggestions)
        if cause.kind == "cell":
            cells += slip(catalog, cause.head, checked.spec)
        message = catalog.word("one_cause" if sure else "one_cause_or_other", cells=cells, count=count)
        return Told(message, catalog.word("one_cause_remedy"))
    return catalog.finding(cause.head, checked.spec)


def _should_be(suggestion: Suggestion, checked: Checked, catalog: Catalog) -> str:
    before = catalog.word("blank") if suggestion.before is None else suggestion.before
    cell = catalog.place(suggestion.ref, checked.spec)
    return catalog.word("should_be", cell=cell, before=before, after=suggestion.after)


def under(cause: Cause) -> tuple[Finding, ...]:
    """The findings that are listed under a cause; the first one is, too, where the cause has words of its own."""
    return cause.findings if cause.kind in OWN_WORDS else cause.findings[1:]


def told_under(finding: Finding, checked: Checked, catalog: Catalog) -> str:
    """What a finding says under its cause, which has already said where the fault is."""
    facts = {name: fact for name, fact in finding.facts.items() if name not in LOCATED}
    return catalog.finding(replace(finding, suggestion=None, facts=facts), checked.spec).message
