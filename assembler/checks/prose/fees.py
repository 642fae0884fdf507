"""N-10: the fee for processing information, in sections 一 and 六."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from assembler.checks.prose.items import Item, items_of, sentences_of
from assembler.checks.prose.pages import Page
from assembler.checks.prose.scene import has
from assembler.checks.prose.sums import Form, shown
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.verdicts import notes, phrase
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.submission import Submission
from assembler.records import dataclass

WAN = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Fee:
    """What a text says was collected, in 元 (0 = nothing), and where it says so. ``measure``: 元 or 万元."""

    text: str
    amount: Decimal
    measure: str
    start: int
    end: int


def check_fees(form: Form, submission: Submission, pages: Mapping[str, Page]) -> Iterator[Finding]:
    """Sections that contradict each other, and amounts that are those of table 二. ``pages``: those there are."""
    said: dict[str, list[Fee]] = {}
    for section in form.spec.sections:
        fees = [fee for text in section.texts for fee in _fees(form, text.id, submission, pages)]
        if fees:
            said[section.id] = fees
    found = [*_disagreeing(form, submission, said), *_not_this_fee(form, submission, said)]
    told: set[str] = set()
    for finding in found:
        if finding.at not in told:
            told.add(finding.at)
            yield finding


def _fees(form: Form, text_id: str, submission: Submission, pages: Mapping[str, Page]) -> Iterator[Fee]:
    text = submission.texts[text_id]
    if "费" not in text:
        return
    page = pages.get(text_id) or Page(form.spec.prose, text)
    for tokens in (each for n in page.holding("fee") for each in sentences_of(page.tokens(n))):
        if not has(tokens, {"fee"}) or has(tokens, {"compare"}) or _other_year(tokens, submission.year):
            continue
        items = items_of(tokens)
        amounts = [item for item in items if item.figure and item.figure.counts == "money"]
        for item in amounts:
            figure = item.figure
            if figure and figure.value is not None and _about(items, item):
                yield Fee(text_id, figure.value, figure.measure, item.start, item.end)
        if not amounts and _nothing(tokens):
            yield Fee(text_id, Decimal(0), "", tokens[0].start, tokens[-1].end)


def _about(items: Sequence[Item], item: Item) -> bool:
    """The amount is what was collected, not a price or a waiver."""
    words = [token for other in items if other.start <= item.start for token in (*other.words, *item.words)]
    return has(words, {"fee", "collect"})


def _nothing(tokens: Sequence[Token]) -> bool:
    if has(tokens, {"free"}):
        return True
    at = next((n for n, token in enumerate(tokens) if token.kind == "none"), None)
    return at is not None and has(tokens[at:], {"fee", "collect"}) and not has(tokens[:at], {"fee"})


def _other_year(tokens: Sequence[Token], year: int | None) -> bool:
    years = [token.value for token in tokens if token.kind == "year"]
    return year is not None and bool(years) and all(each != year for each in years)


def _disagreeing(form: Form, submission: Submission, said: Mapping[str, list[Fee]]) -> Iterator[Finding]:
    sections = list(said)
    for section in sections[1:]:
        first, other = said[sections[0]], said[section]
        if {fee.amount for fee in first}.isdisjoint(fee.amount for fee in other):
            texts = submission.texts
            facts = {
                "first": phrase(texts[first[0].text], first[0].start, first[0].end),
                "phrase": phrase(texts[other[0].text], other[0].start, other[0].end),
            }
            cells = tuple(CellNote(fee.text, texts[fee.text]) for fee in (other[0], first[0]))
            yield _finding(form, section, cells, "", facts, other[0], first[0].amount)


def _not_this_fee(form: Form, submission: Submission, said: Mapping[str, list[Fee]]) -> Iterator[Finding]:
    cell = form.spec.prose.fee
    charged = submission.figure(cell) if cell else None
    for fee in (fee for fees in said.values() for fee in fees if fee.amount):
        text = submission.texts[fee.text]
        facts = {"phrase": phrase(text, fee.start, fee.end), "amount": shown(fee.amount)}
        if cell and charged is not None and charged * WAN == fee.amount:
            cells = (CellNote(fee.text, text), *notes(submission, (cell,)))
            yield _finding(form, fee.text, cells, "charges", {**facts, "label": form.cell(cell).name}, fee, None)
        elif fee.measure == "万元":
            yield _finding(form, fee.text, (CellNote(fee.text, text),), "unit", facts, fee, None)


def _finding(
    form: Form,
    at: str,
    cells: tuple[CellNote, ...],
    case: str,
    facts: dict[str, str],
    fee: Fee,
    expected: Decimal | None,
) -> Finding:
    return Finding(
        code="N-10",
        severity=Severity(form.spec.checks["N-10"].severity),
        at=at,
        cells=cells,
        case=case,
        facts=facts,
        expected=None if expected is None else shown(expected),
        actual=shown(fee.amount),
        excerpt=facts["phrase"],
    )
