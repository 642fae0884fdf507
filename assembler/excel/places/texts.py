"""The texts of one sheet as labels: where each of them stands, and how far it reaches."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from assembler.excel.book import COLUMNS, Sheet
from assembler.excel.values import is_number
from assembler.model.plain import HALF_WIDTH
from assembler.patterns import late

At = tuple[int, int]
Area = tuple[int, int, int, int]

_QUOTES = str.maketrans("“”‘’＂＇", '""' + "''" + "\"'")
_ROUND = "①②③④⑤⑥⑦⑧⑨⑩"
_BEGIN_NUMBERS = frozenset(f"(0123456789一二三四五六七八九十{_ROUND}")
_NUMBER = late(
    r"^(?:\((?P<bracketed>[1-9][0-9]?)\)[.、]?|(?P<third>[1-9][0-9]?)[.、)](?![0-9])|(?P<round>[①-⑩])[.、]?"
    r"|\((?P<second>[一二三四五六七八九十]{1,3})\)[.、]?|(?P<first>[一二三四五六七八九十]{1,3})[.、,])"
)
_NUMBERS = late(r"^(?:\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑩])\)?[.、,:)]*(?![0-9.]))+")
_LONGEST = 200  # characters; a longer text is no label


def normal(text: str) -> str:
    """A label as it is compared: no white space, full-width ASCII folded, all quotation marks alike, and its number
    written in one way: what was 1. may come back as 1、 or (1) or ① from whoever replaced signs everywhere."""
    text = "".join(text.translate(_QUOTES).translate(HALF_WIDTH).split())
    return _NUMBER.sub(_number, text) if text[:1] in _BEGIN_NUMBERS else text


def _number(found: re.Match[str]) -> str:
    """1. and (一) and 一、, as the form writes them."""
    kind = found.lastgroup or ""
    number = found[kind]
    if kind == "round":
        return f"{_ROUND.index(number) + 1}."
    return {"first": f"{number}、", "second": f"({number})"}.get(kind, f"{number}.")


def bare(text: str) -> str:
    """The words of a label that is written as ``normal`` does, without its number in whatever style."""
    return _NUMBERS.sub("", text) if text[:1] in _BEGIN_NUMBERS else text


class SheetTexts:
    """The labels of a sheet by their text, as ``normal`` gives it. A label that is written into every cell of what was
    a merged area counts once, in the first of them. ``numbered``: labels of the form by words that are theirs alone;
    where a cell says these, its number may be lost or another (``renumbered``): it says the label."""

    def __init__(self, sheet: Sheet, numbered: Mapping[str, str]) -> None:
        self.sheet = sheet
        self.at: dict[At, str] = {}
        self.renumbered: set[At] = set()
        for at, content in sheet.contents.items():
            value = content.value
            if isinstance(value, str) and len(value) < _LONGEST and (text := normal(value)):
                self.at[at] = numbered.get(bare(text), text)
                if self.at[at] != text:
                    self.renumbered.add(at)

    @cached_property
    def places(self) -> dict[str, list[At]]:
        """Where each text stands, from top to bottom."""
        found: dict[str, list[At]] = {}
        for at in sorted(self.at):
            found.setdefault(self.at[at], []).append(at)
        return found

    def area(self, at: At) -> Area:
        """The merged area that the cell belongs to, or the cell."""
        return self.sheet.area.get(at, (*at, *at))

    def text(self, row: int, column: int) -> str:
        """The label that covers a cell; "" if none does."""
        return self.at.get(self.area((row, column))[:2], "")

    def is_empty(self, row: int, column: int) -> bool:
        """True if nothing is to be seen in the cell."""
        top, left = self.area((row, column))[:2]
        value = self.sheet.content(top, left).value
        return value is None or (isinstance(value, str) and not value.strip())

    def foot(self, at: At, most: int) -> int:
        """The lowest row, up to ``most``, that a label can be meant for: to the foot of its merged area, and on over
        empty cells or cells that repeat it."""
        row, column = self.area(at)[2], at[1]
        while row < most and (self.is_empty(row + 1, column) or self.text(row + 1, column) == self.at[at]):
            row = self.area((row + 1, column))[2]
        return row

    def above(self, at: At, top: int) -> Iterator[tuple[str, Area]]:
        """The labels over a column label, from below, up to row ``top``, each with its area; one that isn't merged
        counts for the empty cells right of it."""
        for row in range(at[0] - 1, max(top, 0) - 1, -1):
            column = at[1]
            while column >= 0 and self.is_empty(row, column) and (row, column) not in self.sheet.area:
                column -= 1
            area = self.area((row, column))
            if column == at[1] or (column >= 0 and area[1] == area[3]):
                yield self.text(row, column), area

    def figures_beside(self, at: At, most: int) -> list[int | float]:
        """The numbers right of a label, the first few."""
        right = self.area(at)[3]
        values = (self.sheet.content(at[0], column).value for column in range(right + 1, COLUMNS))
        return [value for value in values if is_number(value)][:most]
