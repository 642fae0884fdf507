"""Rows of a sheet that can be the header of a block."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from operator import and_

from assembler.excel.places.texts import At, SheetTexts, bare, normal
from assembler.model.grid import ancestors, grid_of
from assembler.model.spec import Block, Line, ReportSpec
from assembler.records import dataclass

MOST = 12  # headers of a block on one sheet: whoever has three has too many, and thousands would take minutes


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


@dataclass(frozen=True, eq=False)
class BlockForm:
    """What a block's labels look like, worked out once.

    wanted  the label of each line with cells, as it is compared; "" for the only row of 表四
    words   all texts of its own, as they are compared
    over    for columns whose own label doesn't tell them from others, the labels of groups that must stand over them
    under   by the label of a group of columns, what stands below it
    levels  how many groups each row stands in
    depth   how many rows the column labels take
    widths  for columns how many columns of the sheet the form gives each
    """

    block: Block
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    wanted: Mapping[str, str]
    words: frozenset[str]
    over: Mapping[str, frozenset[str]]
    under: Mapping[str, Counter[str]]
    levels: Mapping[str, int]
    depth: int
    widths: Mapping[str, int]


@cache
def form_of(spec: ReportSpec, block_id: str) -> BlockForm:
    """The labels of a block of that edition."""
    block = spec.blocks[block_id]
    rows, columns = block.leaf_rows, block.leaf_columns
    labels = [line.label for line in columns]
    groups = {line.id: ancestors(block.columns, line) for line in columns}
    return BlockForm(
        block,
        rows,
        columns,
        wanted={line.id: normal(line.label) for line in (*rows, *columns)},
        words=frozenset(
            map(normal, (block.caption, block.corner, *(line.label for line in (*block.rows, *block.columns))))
        ),
        over={
            line.id: frozenset(normal(group.label) for group in groups[line.id] if labels.count(line.label) > 1)
            for line in columns
        },
        under={
            normal(group.label): Counter(normal(line.label) for line in columns if group in groups[line.id])
            for group in block.columns
            if group.kind == "group"
        },
        levels={line.id: len(ancestors(block.rows, line)) for line in rows},
        depth=1 + max(map(len, groups.values())),
        widths={
            cell.ref.column: cell.columns
            for cell in grid_of(spec.table_of[block_id]).cells
            if cell.ref and cell.ref.block == block_id
        },
    )


@cache
def numbered(spec: ReportSpec) -> Mapping[str, str]:
    """The labels of lines and groups that have a number, by their words alone, where no other label says the same."""
    lines = [line for block in spec.blocks.values() for line in (*block.rows, *block.columns)]
    labels = {normal(line.label) for line in lines if line.label}
    words = Counter(map(bare, labels))
    return {bare(label): label for label in labels if bare(label) != label and words[bare(label)] == 1}


def headers(form: BlockForm, texts: SheetTexts) -> list[Header]:
    """The rows of a sheet that can be the block's header, from top to bottom; no label cell serves two of them, and one
    that is repeated for the next page counts once."""
    known = {form.wanted[line.id] for line in form.columns}
    cells = [at for text in known for at in texts.places.get(text, ())]
    rows: dict[int, list[At]] = {}
    for at in cells:
        rows.setdefault(at[0], []).append(at)
    reach = {at: texts.foot(at, at[0] + form.depth - 1) for at in cells}
    candidates = []
    for row in {texts.area(at)[2] for at in cells}:
        above = range(row - form.depth + 1, row + 1)
        near = tuple(at for n in above for at in rows.get(n, ()) if reach[at] >= row)
        if len({at[1] for at in near}) * 2 >= len(form.columns):
            candidates.append(Header(row, min(at[0] for at in near), near))
    found: list[Header] = []
    used: set[At] = set()
    for each in sorted(candidates, key=lambda header: (-len(header.cells), -header.row)):
        if used.isdisjoint(each.cells) and len(found) < MOST:
            found.append(each)
            used.update(each.cells)
    found.sort(key=lambda header: header.row)
    return [each for n, each in enumerate(found) if not n or not _is_repeated(form, texts, found[n - 1], each)]


def _is_repeated(form: BlockForm, texts: SheetTexts, one: Header, other: Header) -> bool:
    """The same labels over the same columns, one of them maybe once more beside, and below them the block's other
    rows."""
    here, there = ({(texts.at[at], at[1]) for at in each.cells} for each in (one, other))
    if not (here <= there or there <= here):
        return False
    labels = {form.wanted[line.id] for line in form.rows} - {""}
    rows = [{row for row, _ in texts.places.get(label, ())} for label in labels]
    above = [any(one.row < row < other.top for row in each) for each in rows]
    below = [any(row > other.row for row in each) for each in rows]
    return any(above) and any(below) and not any(map(and_, above, below))


def likeness(one: str, other: str) -> float:
    """How alike two labels are, from 0 to 1."""
    from difflib import SequenceMatcher  # 1 ms, which a form that nobody has altered need not wait for

    return SequenceMatcher(None, one, other, autojunk=False).ratio()
