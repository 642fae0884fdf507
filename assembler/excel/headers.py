"""Rows of a sheet that can be the header of a block."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from assembler.excel.texts import At, SheetTexts, normal
from assembler.model.grid import ancestors
from assembler.model.spec import Block, Line


@dataclass(frozen=True)
class Header:
    """A row that ends a block's column labels. ``cells``: the label cells, ``top`` the row of the highest one."""

    row: int
    top: int
    cells: tuple[At, ...]

    @property
    def left(self) -> int:
        """The first column with a label."""
        return min(column for _, column in self.cells)

    @property
    def right(self) -> int:
        """The last one."""
        return max(column for _, column in self.cells)


@cache
def wanted(block: Block) -> dict[str, str]:
    """The label of each line with cells, as it is compared; "" for the only row of 表四."""
    return {line.id: normal(line.label) for line in (*block.leaf_rows, *block.leaf_columns)}


@cache
def groups(block: Block, line: Line) -> frozenset[str]:
    """The labels that must stand over a column, where its own doesn't tell it from others."""
    same = [each for each in block.leaf_columns if each.label == line.label]
    return frozenset(normal(group.label) for group in ancestors(block.columns, line)) if len(same) > 1 else frozenset()


@cache
def depth(block: Block) -> int:
    """How many rows its column labels take."""
    return 1 + max(len(ancestors(block.columns, line)) for line in block.leaf_columns)


def headers(block: Block, texts: SheetTexts) -> list[Header]:
    """The rows of a sheet that can be the block's header, from top to bottom; no label cell serves two of them."""
    known = {wanted(block)[line.id] for line in block.leaf_columns}
    cells = [at for text in known for at in texts.places.get(text, ())]
    feet = {texts.area(at)[2] for at in cells}
    reach = {at: texts.foot(at, at[0] + depth(block) - 1) for at in cells}
    candidates = []
    for row in feet:
        near = tuple(at for at in cells if row - depth(block) < at[0] <= row <= reach[at])
        if len({at[1] for at in near}) * 2 >= len(block.leaf_columns):
            candidates.append(Header(row, min(at[0] for at in near), near))
    found: list[Header] = []
    for each in sorted(candidates, key=lambda header: (-len(header.cells), -header.row)):
        if not any(set(each.cells) & set(other.cells) for other in found):
            found.append(each)
    return sorted(found, key=lambda header: header.row)


def likeness(one: str, other: str) -> float:
    """How alike two labels are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
