"""Sentences cut into items: a figure with the words that belong to it."""

from collections.abc import Iterator, Sequence

from assembler.checks.prose.tokens import Token

MARKS = frozenset({"stop", "semicolon", "comma", "pause", "colon", "open", "close"})
TOPICS = frozenset(
    [
        "receive",
        "new",
        "process",
        "finish",
        "carry",
        "pending",
        "rest",
        "attribute",
        "category",
        "other",
        "applicant",
        "case",
        "outcome",
        "document",
        "act",
        "decision",
        "aspect",
        "unit",
    ]
)
"""Kinds of words that a figure may speak of; ``request`` alone is a weaker one."""


class Item:
    """``before`` and ``after``: the words around the figure; ``joined``: those of items without a figure that 、 joins
    to it. ``lead``: the mark before it, "" inside a segment. ``depth``: how many brackets are open. ``each``: the
    figure is that of every subject named; ``compared``: the segment compares figures. Without a figure, all words are
    in ``before``. ``leading``: the words up to the figure; ``words``: all of them, in the order of the text; ``kinds``:
    those of all words."""

    __slots__ = (
        "after", "before", "compared", "depth", "each", "figure", "joined", "kinds", "lead", "leading", "words",
    )  # fmt: skip

    def __init__(
        self, figure: Token | None, before: tuple[Token, ...], after: tuple[Token, ...] = (),
        joined: tuple[Token, ...] = (), lead: str = "", depth: int = 0, *, each: bool = False, compared: bool = False,
    ) -> None:  # fmt: skip
        self.figure, self.before, self.after, self.joined = figure, before, after, joined
        self.lead, self.depth, self.each, self.compared = lead, depth, each, compared
        self.leading = (*joined, *before)
        self.words = (*self.leading, *after)
        self.kinds = {token.kind for token in self.words}

    def of(self, subject: tuple[Token, ...]) -> "Item":
        """The same figure with that subject."""
        return Item(
            self.figure, subject, lead=self.lead, depth=self.depth, each=self.each, compared=self.compared
        )  # fmt: skip

    @property
    def start(self) -> int:
        """Where it begins in the text as it was typed."""
        places = [each.start for each in (*self.before, *((self.figure,) if self.figure else ()), *self.after)]
        return min(places, default=0)

    @property
    def end(self) -> int:
        """Where it ends."""
        return max([each.end for each in (*self.words, *((self.figure,) if self.figure else ()))], default=0)


def sentences_of(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each sentence, its full stop left out."""
    sentence: list[Token] = []
    for token in tokens:
        if token.kind == "stop":
            if sentence:
                yield sentence
            sentence = []
        else:
            sentence.append(token)
    if sentence:
        yield sentence


def items_of(sentence: Sequence[Token]) -> list[Item]:
    """The items of a sentence: segments between marks, with one figure each at most."""
    kinds = {token.kind for token in sentence}
    if "close" in kinds:
        sentence = _without_asides(sentence)
    items: list[Item] = []
    pending: tuple[Token, ...] = ()
    lead, depth = "", 0
    for segment, mark in _segments(sentence):
        compared = "compare" in kinds and "compare" in [token.kind for token in segment]
        for figure, before, after in _split(segment):
            each = _is_each(figure, before)
            items.append(Item(figure, before, after, pending, lead, depth, each=each, compared=compared))
            lead, pending = "", ()
        if items and mark == "pause" and items[-1].figure is None and segment:
            last = items.pop()
            pending = (*last.joined, *last.before)
        depth += (mark == "open") - (mark == "close" and depth > 0)
        lead = mark
    if pending:
        items.append(Item(None, pending, lead=lead, depth=depth))
    return _apart(items) if "apart" in kinds else items


def _without_asides(sentence: Sequence[Token]) -> Sequence[Token]:
    """The sentence without brackets that hold no figure: 行政诉讼（一审）7件."""
    found: list[Token] = []
    opened: list[int] = []
    for token in sentence:
        found.append(token)
        if token.kind == "open":
            opened.append(len(found) - 1)
        elif token.kind == "close" and opened:
            start = opened.pop()
            if all(each.kind != "figure" for each in found[start:]):
                aside = found[start:]
                del found[start:]
                if any(each.kind == "part" for each in aside):  # 予以公开（含部分公开）30件
                    found += [each for each in aside if each.kind == "category"]
    return found


def _segments(sentence: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    segment: list[Token] = []
    for token in sentence:
        if token.kind in MARKS:
            yield segment, token.kind
            segment = []
        else:
            segment.append(token)
    yield segment, ""


def _split(segment: list[Token]) -> Iterator[tuple[Token | None, tuple[Token, ...], tuple[Token, ...]]]:
    """The figures of a segment with the words before and after each. Where there are several, words stand before
    their figures (自然人72件商业企业3件) or after (3件公开2件不公开). A share belongs to the figure before it."""
    places = [n for n, token in enumerate(segment) if token.kind == "figure"]
    if not places:
        if segment:
            yield None, tuple(segment), ()
        return
    if len(places) == 1:
        [place] = places
        yield segment[place], tuple(segment[:place]), tuple(segment[place + 1 :])
        return
    since = 0
    for order, place in enumerate(places):
        following = places[order + 1] if order + 1 < len(places) else len(segment)
        before = segment[since:place]
        leads = any(token.kind in TOPICS for token in before)
        between = segment[place + 1 : following]
        cut = len(between) if following == len(segment) else _cut(between, leads)
        yield segment[place], tuple(before), tuple(between[:cut])
        since = place + 1 + cut


def _cut(between: list[Token], leads: bool) -> int:
    """How many of the words between two figures belong to the first."""
    for n, token in enumerate(between):
        if token.kind in ("part", "compare"):
            return n
    return 0 if leads else len(between)


def _is_each(figure: Token | None, before: Sequence[Token]) -> bool:
    """各1件, 均为0件: every subject named has that figure."""
    if figure is not None:
        for token in before[-2:]:
            if token.kind in ("each", "every"):
                return True
    return False


def _apart(items: list[Item]) -> list[Item]:
    """A、B、C分别为1件、2件、3件: give each figure its subject."""
    found = list(items)
    for n, item in enumerate(items):
        at = next((k for k, token in enumerate(item.before) if token.kind == "apart"), None)
        if at is None or item.figure is None:
            continue
        chunks = _chunks((*item.joined, *item.before[:at]))
        figures = [n]
        for later in range(n + 1, len(items)):
            other = items[later]
            if other.figure is None or other.joined or any(token.kind in TOPICS for token in other.before):
                break
            figures.append(later)
        if len(chunks) == len(figures) > 1:
            for chunk, place in zip(chunks, figures, strict=True):
                found[place] = items[place].of(chunk)
    return found


def _chunks(words: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The words cut at each subject, years staying with the word that they lead or follow."""
    chunks: list[list[Token]] = []
    led: list[Token] = []
    for token in words:
        if token.kind in TOPICS - {"aspect"} and token.kind != "rest":
            chunks.append([*led, token])
            led = []
        elif token.kind in ("last_year", "this_year"):
            led.append(token)
        elif chunks:
            chunks[-1].append(token)
        else:
            led.append(token)
    return [tuple(chunk) for chunk in chunks]
