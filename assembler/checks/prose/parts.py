"""Figures within a sentence: N-11 parts and wholes, N-12 shares."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from assembler.checks.prose.items import Item
from assembler.checks.prose.reader import Sentence
from assembler.checks.prose.scene import has
from assembler.checks.prose.sums import Form, shown
from assembler.checks.prose.verdicts import phrase
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.submission import Submission
from assembler.records import dataclass, field

_CLASSES = {
    "N-01": "act",
    "N-02": "act",
    "N-03": "act",
    "N-04": "act",
    "N-05": "result",
    "N-06": "applicant",
    "N-07": "case",
}
TOLERANCE = Decimal("0.05")


@dataclass(slots=True)
class Parts:
    """A whole and the parts listed after it. ``exact``: they make it up; ``depth``: of the brackets they stand in."""

    whole: Item
    exact: bool
    depth: int
    items: list[Item] = field(default_factory=list)
    kind: str = ""
    carried: bool = False


def check_parts(form: Form, submission: Submission, text_id: str, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """N-11 and N-12 in one text."""
    text = submission.texts[text_id]
    sums = [
        each
        for sentence in sentences
        for each in (*_lists(sentence, submission.year), *_summed(sentence))
        if _wrong(each, sentence) and not _makes_up_all(form, submission, each)
    ]
    for n, parts in enumerate(sums):
        yield _sum_finding(form, text_id, text, parts, n)
    shares = [each for sentence in sentences for each in _shares(form, submission, sentence, sentences)]
    for n, (item, share, right) in enumerate(shares):
        yield _share_finding(form, text_id, text, item, share, right, n)


def _makes_up_all(form: Form, submission: Submission, parts: Parts) -> bool:
    """The parts are all results or all requests of table 三, whatever the whole is."""
    roles = form.spec.prose.rows
    whole = (*form.rows(form.total), *form.rows(roles["new"], roles["carried_in"]))
    known = (reading.value(submission.figure) for reading in whole)
    return parts.kind in ("result", "act") and _total(parts.items) in known


def _counted(item: Item) -> bool:
    return item.figure is not None and item.figure.counts == "count"


def _whole(seen: Sequence[Item], item: Item, year: int | None) -> tuple[Item | None, bool]:
    """The figure that 其中 is of: the nearest before it that isn't another year's and stands in no inner brackets; and
    whether one stands before that."""
    places = [n for n, each in enumerate(seen) if each.depth <= item.depth and not _of_another_year(each, year)]
    return (seen[places[-1]], places[-1] > 0) if places else (None, False)


def _of_another_year(item: Item, year: int | None) -> bool:
    """上年为126件, 比2022年的1675条: what is carried over is this year's, too."""
    years = [token for token in item.leading if token.kind in ("year", "last_year")]
    other = any(token.kind == "last_year" or (year is not None and token.value != year) for token in years)
    return other and not has(item.words, {"carry", "pending"})


def _lists(sentence: Sentence, year: int | None) -> list[Parts]:
    """Every whole with its parts; differences and averages are neither."""
    done: list[Parts] = []
    open_lists: list[Parts] = []
    seen: list[Item] = []
    waiting = ""
    if sentence.kinds.isdisjoint(("part", "whole")):
        return done
    for item in sentence.items:
        while open_lists and item.depth < open_lists[-1].depth:
            done.append(open_lists.pop())
        if item.lead == "semicolon":
            while open_lists and (
                item.depth == 0 or len([each for each in open_lists if each.depth == item.depth]) > 1
            ):
                done.append(open_lists.pop())
        opens = ""
        if not item.kinds.isdisjoint(("part", "whole")):
            opens = next((token.kind for token in item.leading if token.kind in ("part", "whole")), "")
        if item.figure is None:
            waiting = opens or (waiting if item.lead in ("comma", "colon", "pause", "open") else "")
            continue
        opens, waiting = opens or waiting, ""
        if not _counted(item) or item.each or ("compare" in item.kinds and has(item.leading, {"compare"})):
            continue
        whole, follows = _whole(seen, item, year) if opens else (None, False)
        if opens and whole is not None:
            carried = follows and _kind(sentence, whole) == "act" and whole.lead in ("pause", "comma")
            open_lists.append(Parts(whole, opens == "whole", item.depth, carried=carried))
        if open_lists and not opens and item.depth > open_lists[-1].depth:
            continue
        if open_lists and not _adopt(sentence, open_lists, item, done, bool(opens)):
            done += reversed(open_lists)
            open_lists.clear()
        seen.append(item)
    return [*done, *reversed(open_lists)]


def _summed(sentence: Sentence) -> Iterator[Parts]:
    """网络98件，邮寄31件，共计129件: a total after figures of one kind."""
    if "total" not in sentence.kinds or not sentence.items:
        return
    parts = Parts(sentence.items[0], exact=True, depth=0)
    for item in sentence.items:
        if item.figure is None or _is_share(item):
            continue
        said = {token.kind for token in item.leading} - {"filler"}
        if said == {"total"} and not item.after and _counted(item) and len(parts.items) > 1:
            sums = [_total(parts.items[n:]) for n in range(len(parts.items))]
            if _total([item]) not in sums:  # 公开74件；不予公开20件、无法提供22件，合计42件
                yield Parts(item, exact=True, depth=0, items=parts.items, kind=parts.kind)
        kind = _kind(sentence, item)
        plain = _counted(item) and not item.each and not item.depth and not said & {"part", "whole", "compare", "total"}
        if not plain or kind not in ("channel", "applicant", "result"):
            parts.items = []
        elif parts.items and kind == parts.kind:
            parts.items = [*parts.items, item]
        else:
            parts.items, parts.kind = [item], kind


def _adopt(sentence: Sentence, open_lists: list[Parts], item: Item, done: list[Parts], opened: bool) -> bool:
    """Put the item into the list it belongs to; False if it belongs to none."""
    kind = _kind(sentence, item)
    if kind == "act" and not opened and open_lists[-1].kind == "act" and _code(sentence, item) == "N-03":
        return True  # what is left over is no part of what came in
    while open_lists:
        parts = open_lists[-1]
        if not parts.items:
            parts.items.append(item)
            parts.kind = kind
            return True
        if item.before and item.before[0].form.startswith("中"):  # 上年结转5件中的3件
            parts.items[-1] = item
            return True
        alike = item.figure and parts.items[0].figure and item.figure.measure == parts.items[0].figure.measure
        if alike and not opened and (kind == parts.kind or _is_rest(item) or (parts.exact and item.lead == "pause")):
            parts.items.append(item)
            return True
        done.append(open_lists.pop())
    return False


def _kind(sentence: Sentence, item: Item) -> str:
    for mention in sentence.mentions:
        if mention.item is item and mention.topic and not mention.claim:
            return _CLASSES.get(mention.topic.code, mention.topic.code)
    return "channel" if has(item.words, {"aspect"}) else ""


def _code(sentence: Sentence, item: Item) -> str:
    return next((each.topic.code for each in sentence.mentions if each.item is item and each.topic), "")


def _is_rest(item: Item) -> bool:
    return any(token.kind == "other" for token in item.leading)


def _total(items: Sequence[Item]) -> Decimal:
    return sum((each.figure.value for each in items if each.figure and each.figure.value is not None), Decimal(0))


def _wrong(parts: Parts, sentence: Sentence) -> bool:
    """More than the whole; or not the whole where the list says that it is complete."""
    whole, total = _total([parts.whole]), _total(parts.items)
    exact = (parts.exact or (len(parts.items) > 2 and _is_rest(parts.items[-1]))) and not sentence.partial
    if not parts.items or (total == whole or (total < whole and not exact)):
        return False
    if exact and len(parts.items) < 2:
        return False
    if parts.carried:
        earlier = [item for item in sentence.items if _counted(item) and item.start <= parts.whole.start]
        return total > _total(earlier[-2:])
    return True


def _sum_finding(form: Form, text_id: str, text: str, parts: Parts, n: int) -> Finding:
    whole, total = _total([parts.whole]), _total(parts.items)
    told = (parts.whole, *parts.items)
    words = phrase(text, min(each.start for each in told), max(each.end for each in told))
    added = "＋".join(shown(_total([each])) for each in parts.items)
    return Finding(
        code="N-11",
        severity=Severity(form.spec.checks["N-11"].severity),
        at=text_id if not n else f"{text_id}#{n + 1}",
        cells=(CellNote(text_id, text),),
        facts={"parts": added, "sum": shown(total), "whole": shown(whole), "difference": shown(total - whole)},
        expected=shown(whole),
        actual=shown(total),
        excerpt=words,
    )


def _shares(
    form: Form, submission: Submission, sentence: Sentence, sentences: Sequence[Sentence]
) -> Iterator[tuple[Item, Item, Decimal]]:
    """Shares that fit no whole: the counted item, the share, and what it is of the first whole."""
    for item, rate in _rated(sentence):
        figure = rate.figure
        if figure is None:
            continue
        wholes = _wholes(form, submission, sentence, sentences, item)
        part, share = _total([item]), figure.value or Decimal(0)
        fits = [100 * part / whole for whole in wholes]
        decimals = len(figure.form.rstrip("%").partition(".")[2])
        near = max(TOLERANCE, Decimal(1) if decimals == 0 else TOLERANCE)
        if fits and all(abs(share - each) > near for each in fits):
            yield item, rate, fits[0]


def _rated(sentence: Sentence) -> Iterator[tuple[Item, Item]]:
    """Counted figures with their shares: each with the one behind it, or 72件、26件，占比分别为… in turn."""
    if not any(map(_is_share, sentence.items)):
        return
    counted: list[Item] = []
    figured = [item for item in sentence.items if item.figure is not None]
    for n, item in enumerate(figured):
        if _counted(item):
            counted.append(item)
            continue
        rates = list(takewhile(_is_share, figured[n:]))
        if not rates or not counted or not _of_last(item):
            counted = []
        elif not has(item.leading, {"apart"}):
            yield counted[-1], item
        elif len(counted) >= len(rates) > 1:
            yield from zip(counted[-len(rates) :], rates, strict=True)
            counted = []


def _is_share(item: Item) -> bool:
    return item.figure is not None and item.figure.counts == "share"


def _of_last(item: Item) -> bool:
    """占 stands at once after the figure before it; 涉及规划的占20% is of something else."""
    at = next((n for n, token in enumerate(item.leading) if token.kind == "share"), None)
    return at is not None and all(token.kind == "filler" for token in item.leading[:at])


def _wholes(
    form: Form, submission: Submission, sentence: Sentence, sentences: Sequence[Sentence], part: Item
) -> list[Decimal]:
    """What a share may be of: figures in the sentence before it, the totals of table 三, any figure of the text."""
    roles = form.spec.prose.rows
    own = [each for each in sentence.items if _counted(each) and each.start < part.start]
    all_items = [each for other in sentences for each in other.items if _counted(each)]
    readings = [*form.rows(roles["new"]), *form.rows(form.total), *form.rows(roles["new"], roles["carried_in"])]
    table = [value for reading in readings if (value := reading.value(submission.figure)) is not None]
    least = _total([part])
    found = [*(_total([each]) for each in own), *table, *(_total([each]) for each in all_items)]
    return [each for each in dict.fromkeys(found) if each >= least and each > 0]


def _share_finding(form: Form, text_id: str, text: str, item: Item, share: Item, right: Decimal, n: int) -> Finding:
    fitting = shown(right.quantize(Decimal("0.01")))
    given = shown(share.figure.value) if share.figure and share.figure.value is not None else ""
    return Finding(
        code="N-12",
        severity=Severity(form.spec.checks["N-12"].severity),
        at=text_id if not n else f"{text_id}#{n + 1}",
        cells=(CellNote(text_id, text),),
        facts={"count": shown(_total([item])), "share": given, "right": fitting},
        expected=fitting,
        actual=given,
        excerpt=phrase(text, item.start, share.end),
    )
