"""What a figure may be of, and how surely."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from assembler.checks.prose.items import Item
from assembler.checks.prose.scene import has
from assembler.checks.prose.sums import Reading
from assembler.checks.prose.tokens import Token


class Strength(IntEnum):
    """How surely a figure speaks of a sum: NONE not at all, FAINT if they agree, POSSIBLE a doubt if they don't,
    STRONG a contradiction if they don't."""

    NONE = 0
    FAINT = 1
    POSSIBLE = 2
    STRONG = 3


class Topic(NamedTuple):
    """``code`` of the rule, ``at`` the line or cell, ``words`` that say so, and the sums it may mean, likeliest first.
    ``groups`` of results; ``narrow``: the sums that remain where the sentence names several results of a group.
    ``example``: the words name a part of the row, so that less than the sum is right, too."""

    code: str
    at: str
    words: tuple[Token, ...]
    readings: tuple[Reading, ...]
    strength: Strength
    groups: tuple[str, ...] = ()
    narrow: tuple[Reading, ...] = ()
    example: bool = False


def gap(item: Item, token: Token) -> int:
    """Unknown characters between a word and the figure."""
    figure = item.figure
    if figure is None:
        return 0
    low, high = sorted((token, figure), key=lambda each: each.start)
    return sum(len(each.form) for each in item.words if each.kind == "text" and low.start < each.start < high.start)


def beside(item: Item, words: Sequence[Token]) -> bool:
    """A figure without a measure counts where nothing unknown stands between it and its word, and it ends there."""
    spoken = [token for token in words if token.kind not in ("text", "filler", "total")]
    return bool(spoken) and gap(item, spoken[-1]) <= 2 and not any(t.kind == "text" for t in item.after[:1])


def says_total(item: Item) -> bool:
    """共, or several channels at once: the figure is of all of them."""
    return has(item.leading, {"total"}) or sum(token.kind == "aspect" for token in item.leading) > 1


def alone(item: Item) -> bool:
    """依申请公开5件: nothing else is said before the figure."""
    kinds = {"request", "filler", "total", "this_year", "year", "subject", "every"}
    said = all(token.kind in kinds or (token.kind == "text" and len(token.form) < 3) for token in item.leading)
    return said and item.figure is not None and item.figure.measure in ("件", "") and has(item.leading, {"request"})
