"""The words for a cause: what is wrong and what to do, once, however many findings it has."""

from collections.abc import Iterable, Iterator

from assembler.messages.catalog import Catalog, Told
from assembler.messages.causes import LOCATED, Cause
from assembler.messages.suspicion import suspicion, undecided
from assembler.model.findings import Finding
from assembler.model.outcome import Checked
from assembler.records import replace

OWN_WORDS = ("line", "cell", "exchange")
"""Kinds of causes that are told in words of their own, with all their findings under them."""


def told(cause: Cause, checked: Checked, catalog: Catalog) -> Told:
    """First what is the matter, then what to do. Findings beyond the head are told by ``told_under``."""
    count = len(cause.findings)
    if cause.kind == "line":
        line = catalog.place(cause.line, checked.spec)
        return Told(catalog.word("unfilled_line", line=line, count=count), catalog.word("unfilled_line_remedy"))
    if cause.kind in OWN_WORDS:
        follows = catalog.word("comes_from_it", count=count)
        message = catalog.word("semicolon").join((*to_blame(cause, checked, catalog), follows))
        return Told(message, catalog.word("one_cause_remedy"))
    message, remedy = catalog.finding(cause.head, checked.spec)
    if cause.kind == "alike":
        table = checked.spec.table_of[cause.head.at.partition(".")[0]].name
        message += catalog.word("semicolon") + catalog.word("alike", table=table, count=count)
    return Told(message, remedy)


def to_blame(cause: Cause, checked: Checked, catalog: Catalog) -> Iterator[str]:
    """疑为…应为 2（现为 1）; of an exchange the other cell, too."""
    first, *rest = cause.suggestions
    head = next(finding for finding in cause.findings if finding.suggestion == first)
    yield suspicion(catalog, head, checked.spec)
    for other in rest:
        yield catalog.word("suggested_other", place=catalog.place(other.ref, checked.spec), after=other.after)


def doubts(group: Iterable[Cause], catalog: Catalog) -> dict[int, str]:
    """Why no cell is named, where the equations can't tell: by the id of the first cause that it is true of."""
    found: dict[str, int] = {}
    for cause in group:
        if cause.head.accepted is None and (why := undecided(catalog, cause.head)):
            found.setdefault(why, id(cause))
    return {cause: why for why, cause in found.items()}


def under(cause: Cause) -> tuple[Finding, ...]:
    """The findings that are listed under a cause; the first one is, too, where the cause has words of its own. None of
    those that are alike: their places are told."""
    if cause.kind == "alike":
        return ()
    return cause.findings if cause.kind in OWN_WORDS else cause.findings[1:]


def told_under(finding: Finding, checked: Checked, catalog: Catalog) -> str:
    """What a finding says under its cause, which has already said where the fault is."""
    facts = {name: fact for name, fact in finding.facts.items() if name not in LOCATED}
    return catalog.finding(replace(finding, suggestion=None, facts=facts), checked.spec).message
