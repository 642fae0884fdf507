"""A text cut into stretches between full stops. Most of them state nothing that a rule could judge: they hold no figure
and no word that denies or takes all. Which ones may do so is seen at a glance, and only those are taken apart."""

import re
from collections.abc import Iterator
from functools import cache, cached_property

from assembler.checks.prose.numerals import CHINESE
from assembler.checks.prose.tokens import VAGUE, Reader, Token, counted
from assembler.model.prose import Prose
from assembler.patterns import late


class Page:
    """One text, its stretches by number."""

    def __init__(self, prose: Prose, text: str) -> None:
        self.prose, self._reader = prose, Reader(prose, text)
        whole = [(0, len(self._reader.plain))]
        self.stretches = whole if _reaches_across(prose) else self._reader.stretches()
        self._known: dict[int, list[Token]] = {}

    @cached_property
    def telling(self) -> list[int]:
        """The stretches that may hold a figure or a statement without one: all that do, and some that don't."""
        search, plain = _telling(self.prose).search, self._reader.plain
        return [n for n, (start, end) in enumerate(self.stretches) if search(plain, start, end)]

    def holding(self, kind: str) -> Iterator[int]:
        """The stretches that may hold a word of that kind."""
        forms, plain = shortest(self.prose, kind), self._reader.plain
        if any(form in plain for form in forms):
            for n, (start, end) in enumerate(self.stretches):
                if any(plain.find(form, start, end) >= 0 for form in forms):
                    yield n

    def tokens(self, stretch: int) -> list[Token]:
        """The tokens of a stretch."""
        found = self._known.get(stretch)
        if found is None:
            found = self._known[stretch] = self._reader.tokens(*self.stretches[stretch])
        return found


@cache
def _reaches_across(prose: Prose) -> bool:
    """Whether a word holds a full stop, or what a title begins with: no edition's does, and then nothing is cut."""
    forms = "".join(prose.words)
    return any(sign in forms for sign in "。!?…\n《<〈")


@cache
def shortest(prose: Prose, kind: str) -> tuple[str, ...]:
    """The words of a kind, less those that hold a shorter one: where none of these stands, no word of the kind does."""
    found: list[str] = []
    for form in sorted((word.form for word in prose.words.values() if word.kind == kind), key=len):
        if not any(other in form for other in found):
            found.append(form)
    return tuple(found)


@cache
def _telling(prose: Prose) -> re.Pattern[str]:
    """What stands wherever a figure or a statement does. A Chinese numeral is a figure where something to count or
    money follows, and so is zero, and 百分之. All that it may begin with stands in front, which makes the search ten
    times as fast."""
    counting = re.escape("".join(sorted(counted(prose))))
    words = (*shortest(prose, "none"), *shortest(prose, "every"))
    signs = f"0-9零〇{''.join(re.escape(word) for word in words if len(word) == 1)}"
    longer = "".join(f"|(?<={re.escape(word[0])}){re.escape(word[1:])}" for word in words if len(word) > 1)
    first = f"{signs}{CHINESE}{''.join(re.escape(word[0]) for word in words)}"
    numeral = f"(?<=[{CHINESE}])[{VAGUE}]*[(]?[{counting}]"
    return late(f"[{first}](?:(?<=[{signs}])|(?<=百)分之|{numeral}{longer})")
