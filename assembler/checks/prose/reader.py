"""A text as a row of mentions: every figure with its topic, every statement without one."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from assembler.checks.prose.claims import claims_of, denies
from assembler.checks.prose.items import Item, items_of, sentences_of
from assembler.checks.prose.pages import Page
from assembler.checks.prose.scene import AFFAIRS, Scene, has
from assembler.checks.prose.sums import Form
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic
from assembler.checks.prose.topics import topics_of

_PLAIN = ("申请", "申请件", "申请事项", "申请书", "申请表", "申请单")
_OF_REQUESTS = ("receive", "new", "finish", "carry", "pending", "category", "applicant")
_STATES = frozenset({"figure", "none", "every"})
_OTHER_AFFAIRS = frozenset({"foreign", "publicity", "thing", "document", "decision", "fee"})


class Mention(NamedTuple):
    """A figure or a statement (``claim``: "" for figures, ``none`` 未收到, ``every`` 均为). ``start`` and ``end``
    of its words in the text; ``topic`` None = of something else."""

    text: str
    sentence: int
    start: int
    end: int
    value: Decimal
    topic: Topic | None
    claim: str = ""
    item: Item | None = None


class Sentence(NamedTuple):
    """Its items and what they mention. ``partial``: a list that says it isn't complete (主要, 等情形). ``requests``:
    it may speak of them. ``kinds``: those of its words, and more may be in it than in its items."""

    items: tuple[Item, ...]
    mentions: tuple[Mention, ...]
    partial: bool
    requests: bool
    kinds: Set[str]


def read_text(form: Form, text_id: str, page: Page, year: int | None, *, every: bool = False) -> list[Sentence]:
    """The sentences of a text that may mention something, or all of them."""
    telling = range(len(page.stretches)) if every else page.telling
    if not telling:
        return []
    fixed = text_id in form.spec.prose.texts or _of_requests_alone(page)
    scene = Scene(year, default="request" if fixed else "")
    found = []
    for number, sentence in enumerate(_sentences(page, telling[-1] + 1)):
        kinds = {token.kind for token in sentence}
        scene.begin(sentence)
        if every or not kinds.isdisjoint(_STATES):
            found.append(_sentence(form, text_id, number, sentence, kinds, scene))
        elif not kinds.isdisjoint(AFFAIRS):
            for item in items_of(sentence):
                scene.enter(item)
                scene.leave(item)
        _turn(scene, kinds, fixed)
    return found


def _sentences(page: Page, most: int) -> Iterator[list[Token]]:
    """Those of the first stretches."""
    for n in range(most):
        yield from sentences_of(_other_requests(page.tokens(n)))


def _other_requests(tokens: list[Token]) -> list[Token]:
    """The tokens, 申请 taken for another affair where a noun before it says of what: 受理行政许可申请, 受理低保申请."""
    if not has(tokens, ("request",)):
        return tokens
    found: list[Token] = []
    for token in tokens:
        if token.kind == "request" and token.form in _PLAIN and _named(found):
            token = token._replace(kind="foreign")
        found.append(token)
    return found


def _named(before: Sequence[Token]) -> bool:
    """Another affair stands at once before, or an unknown noun right after what was done with it."""
    if not before or before[-1].kind != "text":
        return bool(before) and before[-1].kind in ("foreign", "thing", "decision", "document")
    acted = next((token for token in reversed(before[:-1]) if token.kind not in ("filler", "total")), None)
    return len(before[-1].form) > 1 and acted is not None and acted.kind in ("receive", "new", "process", "finish")


def _of_requests_alone(page: Page) -> bool:
    """A text of nothing else: words for requests, more than one, and none for other affairs."""
    said = 0
    for sentence in _sentences(page, len(page.stretches)):
        kinds = [token.kind for token in sentence]
        if not _OTHER_AFFAIRS.isdisjoint(kinds):
            return False
        said += sum(kinds.count(kind) for kind in _OF_REQUESTS)
    return said > 1


def _turn(scene: Scene, kinds: Set[str], fixed: bool) -> None:
    """Where requests were the subject, the next sentence is about them, too, until something else is."""
    if not fixed:
        if scene.affair == "request":
            scene.default = "request"
        elif kinds & {"foreign", "publicity", "document", "decision"} and scene.affair not in ("case", ""):
            scene.default = ""
    if "case" not in kinds and "outcome" not in kinds:
        scene.cases = ()


def _sentence(form: Form, text_id: str, number: int, tokens: list[Token], kinds: Set[str], scene: Scene) -> Sentence:
    items = items_of(tokens)
    categories = [token for token in tokens if token.kind == "category"]
    listing = len(categories) > 1 and not all(token.word and token.word.listed for token in categories)
    mentions: list[Mention] = []
    for item in items:
        affair = scene.enter(item)
        for claim in claims_of(form, item, scene, affair):
            kind = "every" if claim.every else "none"
            mentions.append(Mention(text_id, number, item.start, item.end, Decimal(0), claim.topic, kind, item))
        if item.figure is not None and not denies(item):
            mentions += _figure(form, text_id, number, item, scene, affair, listing)
        scene.leave(item)
    if any(each.topic and each.topic.narrow for each in mentions):
        mentions = _narrowed(mentions)
    if "part" in kinds:
        mentions = _included(form, mentions)
    listed = any(
        each.topic and each.topic.code == "N-05" and each.topic.strength is Strength.STRONG for each in mentions
    )
    requests = listed or scene.default == "request" or not kinds.isdisjoint({"request", "attribute", "results"})
    return Sentence(tuple(items), tuple(mentions), "etcetera" in kinds, requests, kinds)


def _narrowed(mentions: list[Mention]) -> list[Mention]:
    """Where a sentence gives a group of results reason by reason, no figure of it stands for the whole group."""
    groups = Counter(group for each in mentions if each.topic and each.topic.narrow for group in each.topic.groups)
    return [
        each._replace(topic=each.topic._replace(readings=each.topic.narrow))
        if each.topic and each.topic.narrow and any(groups[group] > 1 for group in each.topic.groups)
        else each
        for each in mentions
    ]


def _included(form: Form, mentions: list[Mention]) -> list[Mention]:
    """予以公开17件（含部分公开2件）: the first figure may hold both results."""
    found = list(mentions)
    for n, (whole, part) in enumerate(pairwise(mentions)):
        both = whole.topic, part.topic
        if not (both[0] and both[1] and part.item and has(part.item.leading, {"part"})):
            continue
        groups = (*both[0].groups, *both[1].groups)
        if both[0].groups and both[1].groups and len(set(groups)) == len(groups):
            readings = (*both[0].readings, *form.rows(*groups))
            found[n] = whole._replace(topic=both[0]._replace(readings=readings))
    return found


def _figure(
    form: Form, text_id: str, number: int, item: Item, scene: Scene, affair: str, listing: bool
) -> Iterator[Mention]:
    figure = item.figure
    if figure is None or figure.value is None:
        return
    topics: list[Topic | None] = [*topics_of(form, item, scene, affair, listing)] or [None]
    for topic in topics:
        if topic and topic.strength > Strength.NONE:
            scene.kind = "category" if topic.code == "N-05" else "applicant" if topic.code == "N-06" else scene.kind
        words = (figure, *topic.words) if topic else (figure,)
        start, end = min([each.start for each in words]), max([each.end for each in words])
        yield Mention(text_id, number, start, end, figure.value, topic, "", item)
