"""Figures of the prose against the sums they may mean. Where two readings fit, the one that agrees wins."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from assembler.checks.prose.reader import Mention, Sentence
from assembler.checks.prose.scene import has
from assembler.checks.prose.sums import Form, Reading, shown
from assembler.checks.prose.topic import Strength
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.prose import BoundFigure
from assembler.model.refs import CellRef
from assembler.model.submission import Submission

MOST_WORDS = 40
_EXPLAINED = attrgetter("explained")
Texts = Sequence[tuple[str, Sequence[Sentence]]]
"""Texts by id, with their sentences."""


class Verdict(NamedTuple):
    """``state`` of a mention; ``reading`` the one that agrees, else the likeliest; ``value`` what the form says."""

    mention: Mention
    state: Literal["bound", "unbound", "doubtful"]
    reading: Reading | None = None
    value: Decimal | None = None
    agrees: bool = False


def judge(mention: Mention, submission: Submission) -> Verdict:
    """What a mention is bound to."""
    topic = mention.topic
    if topic is None or topic.strength is Strength.NONE:
        return Verdict(mention, "unbound")
    figure = submission.figures.get
    for reading in sorted(topic.readings, key=_EXPLAINED):
        value = reading.value(figure)
        if value is not None and value == mention.value:
            return Verdict(mention, "bound", reading, value, agrees=True)
    known = [(reading, value) for reading in topic.readings if (value := reading.value(figure)) is not None]
    if not known:
        return Verdict(mention, "unbound")
    less = topic.example and mention.value < known[0][1]
    if less or topic.strength is Strength.FAINT:
        return Verdict(mention, "unbound")
    state: Literal["bound", "doubtful"] = "bound" if topic.strength is Strength.STRONG else "doubtful"
    return Verdict(mention, state, *known[0])


def settled(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """The same, where a smaller figure after one that agreed is taken for a part of it, and 均已办结 for a
    manner of speaking where the text itself says what is left."""
    agreed: dict[str, Decimal] = {}
    whole = {(each.mention.text, each.mention.sentence, each.reading.name): each.mention.value
             for each in verdicts if each.agrees and each.reading and not each.mention.claim}  # fmt: skip
    left = any(
        each.mention.topic and each.mention.topic.code == "N-03" and each.mention.claim == "" for each in verdicts
    )
    for each in verdicts:
        topic = each.mention.topic
        if topic is None:
            yield each
            continue
        key = each.reading.name if each.reading else ""
        if each.agrees and not each.mention.claim:
            agreed.setdefault(key, each.mention.value)
        least = max(agreed.get(key, Decimal(0)), whole.get((each.mention.text, each.mention.sentence, key), Decimal(0)))
        part = topic.code in ("N-01", "N-04") and each.mention.value < least
        spoken = each.state == "bound" and not each.agrees and _resolved(each, verdicts)
        spoken = spoken or (each.mention.claim == "every" and topic.code == "N-03" and left)
        if each.state == "bound" and not each.agrees and not each.mention.claim and part:
            yield Verdict(each.mention, "doubtful", each.reading, each.value)
        elif spoken:
            yield Verdict(each.mention, "unbound")
        else:
            yield each


def _resolved(verdict: Verdict, verdicts: Sequence[Verdict]) -> bool:
    """Whether what follows in the sentence makes it right: 累计制发98件，其中今年制发4件;
    自然人申请两件；另有一件; 全系统收到35件，其中局机关20件."""
    mention, code = verdict.mention, verdict.mention.topic.code if verdict.mention.topic else ""
    table = verdict.value or Decimal(0)
    for later in verdicts:
        each, item = later.mention, later.mention.item
        here = (each.text, each.sentence) == (mention.text, mention.sentence) and each.start > mention.start
        if not here or item is None or each.claim:
            continue
        rest = has(item.leading, {"rest"})
        if mention.claim:
            found = rest and mention.claim == "every" and code == "N-05"
        elif code == "N-08":
            same = later.agrees and later.reading == verdict.reading and each.value < mention.value
            found = same and has(item.leading, {"part"})
        elif code == "N-06":
            found = rest and mention.value + each.value == table
        else:
            unit = code in ("N-01", "N-04") and has(item.leading, {"unit"})
            found = unit and each.value == table < mention.value
        if found:
            return True
    return False


def findings_of(form: Form, submission: Submission, verdicts: Iterable[Verdict]) -> Iterator[Finding]:
    """A finding for each contradiction, doubt and explained figure."""
    for verdict in verdicts:
        reading, topic = verdict.reading, verdict.mention.topic
        if reading is None or topic is None or verdict.value is None or (verdict.agrees and not reading.explained):
            continue
        case = "doubtful" if verdict.state == "doubtful" else "explained" if verdict.agrees else verdict.mention.claim
        severity = form.spec.checks[topic.code].severity if case in ("", "none", "every") else Severity.INFO
        yield _finding(submission, verdict, topic.code, topic.at, reading, case, Severity(severity))


def _finding(
    submission: Submission, verdict: Verdict, code: str, at: str, reading: Reading, case: str, severity: Severity
) -> Finding:
    mention, value = verdict.mention, verdict.value or Decimal(0)
    text = submission.texts[mention.text]
    return Finding(
        code=code,
        severity=severity,
        at=at,
        cells=(CellNote(mention.text, text), *notes(submission, reading.cells)),
        case=case,
        facts={
            "phrase": phrase(text, mention.start, mention.end),
            "label": reading.name,
            "count": shown(mention.value),
            "expected": shown(value),
            "difference": shown(mention.value - value),
        },
        expected=shown(value),
        actual=None if mention.claim else shown(mention.value),
        excerpt=excerpt(mention, text),
    )


def notes(submission: Submission, cells: Iterable[CellRef]) -> tuple[CellNote, ...]:
    """The cells and what stands in them."""
    found = ((cell, submission.figure(cell)) for cell in cells)
    return tuple(CellNote(str(cell), None if figure is None else shown(figure)) for cell, figure in found)


def phrase(text: str, start: int, end: int) -> str:
    """The words from there to there on one line, their middle left out where they are many."""
    words = " ".join(text[start:end].split()).strip("，。；、：")
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS // 2]}…{words[-MOST_WORDS // 2 :]}"


def excerpt(mention: Mention, text: str) -> str:
    """The item that the mention stands in."""
    item = mention.item
    return phrase(text, min(item.start, mention.start), max(item.end, mention.end)) if item else ""


def figure_of(verdict: Verdict, submission: Submission) -> BoundFigure:
    """The verdict on a figure, as it is told to people."""
    mention, reading = verdict.mention, verdict.reading
    return BoundFigure(
        text=mention.text,
        start=mention.start,
        end=mention.end,
        phrase=phrase(submission.texts[mention.text], mention.start, mention.end),
        value=mention.value,
        state=verdict.state,
        code=mention.topic.code if mention.topic and reading else "",
        label=reading.name if reading else "",
        cells=reading.cells if reading else (),
        expected=verdict.value,
        agrees=verdict.agrees,
    )


def unmentioned(form: Form, submission: Submission, texts: Texts, every: Callable[[], Texts]) -> Iterator[Finding]:
    """N-05: a sentence that lists results leaves out one that the table has. ``every``: all sentences there are, asked
    for where those that state something leave one out."""
    for text_id, sentences in texts:
        for sentence in sentences:
            listed = _listed(sentence)
            named = [
                each for n, each in enumerate(listed)
                if each.topic and set(each.topic.at.split("+")) & set(form.groups)
                and not (n and each.item and has(each.item.leading, {"part"}))  # 予以公开88件，其中部分公开14件
            ]  # fmt: skip
            if len({each.topic.at for each in named if each.topic}) < 2 or sentence.partial or _subtotal(sentence):
                continue
            for group, reading, value in _left(form, submission, texts, every):
                yield _left_out(form, submission, text_id, listed, group, reading, value)
            return


def _left(
    form: Form, submission: Submission, texts: Texts, every: Callable[[], Texts]
) -> list[tuple[str, Reading, Decimal]]:
    """The kinds of results that the table has some of, and no sentence on requests speaks of."""
    spoken = _spoken(form, texts)
    some = [(group, form.rows(group)[0]) for group in form.groups if group not in spoken]
    left = [(group, reading, value) for group, reading in some if (value := reading.value(submission.figures.get))]
    spoken = _spoken(form, every()) if left else spoken
    return [each for each in left if each[0] not in spoken]


def _spoken(form: Form, texts: Texts) -> set[str]:
    return {
        form.group_of(row)
        for _, sentences in texts for sentence in sentences if sentence.requests
        for item in sentence.items for token in item.words
        if token.kind in ("category", "other") and token.word for row in token.word.means
    }  # fmt: skip


def _subtotal(sentence: Sentence) -> bool:
    """合计88件，占比64.23%: a sum with a rate that isn't all of them."""
    for item, share in pairwise(sentence.items):
        rate = share.figure if share.figure and share.figure.counts == "share" and has(share.words, {"share"}) else None
        if has(item.leading, {"total"}) and rate and rate.value is not None and rate.value < 100:
            return True
    return False


def _listed(sentence: Sentence) -> list[Mention]:
    return [
        each for each in sentence.mentions
        if each.topic and each.topic.code == "N-05" and not each.claim and each.topic.strength is Strength.STRONG
    ]  # fmt: skip


def _left_out(
    form: Form,
    submission: Submission,
    text_id: str,
    listed: list[Mention],
    group: str,
    reading: Reading,
    value: Decimal,
) -> Finding:
    text = submission.texts[text_id]
    start, end = min(each.start for each in listed), max(each.end for each in listed)
    return Finding(
        code="N-05",
        severity=Severity(form.spec.checks["N-05"].severity),
        at=group,
        cells=(CellNote(text_id, text), *notes(submission, reading.cells)),
        case="unmentioned",
        facts={"label": reading.name, "expected": shown(value), "phrase": phrase(text, start, end)},
        expected=shown(value),
        excerpt=phrase(text, start, end),
    )
