"""Reading one statutory table of an edition."""

from pathlib import Path
from typing import cast, get_args

from assembler.formats.node import Node, distinct, nearest
from assembler.model.grid import grid_of
from assembler.model.spec import Block, Line, LineKind, Table, ValueKind
from assembler.patterns import late
from assembler.records import replace

# What a column may say of its own cells: decimals need the scale that only a block has.
_OF_A_COLUMN: tuple[ValueKind, ...] = ("count", "signed", "text")
_ID = late(r"[a-z][a-z0-9_]*")


def read_table(file: Path) -> Table:
    """Read a table's file; refuses ids that are unknown or stand twice, and widths that don't fit the grid."""
    node = Node.read(file)
    blocks = tuple(_block(each) for each in node.nodes("block"))
    if not blocks:
        raise node.refuse("FORMAT-VALUE", "block", found="[]", wanted="block")
    table = Table(
        id=node.text("id"),
        name=node.text("name"),
        title=node.text("title"),
        widths_mm=node.decimals("widths_mm"),
        blocks=blocks,
    )
    distinct((file.name, f"block[{n}].id", block.id) for n, block in enumerate(blocks, 1))
    if len(table.widths_mm) != grid_of(table).columns:
        raise node.refuse("FORMAT-VALUE", "widths_mm", found=len(table.widths_mm), wanted=grid_of(table).columns)
    node.done()
    return table


def _block(node: Node) -> Block:
    value = cast(ValueKind, node.choice("value", get_args(ValueKind)))
    control = _control(node.node("control"))
    block = Block(
        id=_id(node),
        caption=node.text("caption", ""),
        corner=node.text("corner", ""),
        unit=node.text("unit"),
        value=value,
        scale=node.number("scale") if value == "amount" else 0,
        columns=_lines(node, "columns"),
        rows=_lines(node, "rows"),
        control=control,
    )
    if control and control.id in {column.id for column in block.columns}:
        raise node.refuse("FORMAT-DUPLICATE", "control.id", found=control.id)
    node.done()
    return block


def _control(node: Node) -> Line | None:
    """The optional column of control counts; it stands in no group."""
    if not node.values:
        return None
    line = _line(node, ("control",))
    if line.parent is not None:
        raise node.refuse("FORMAT-ID", "parent", found=line.parent, nearest="（没有）")
    return line


def _lines(node: Node, key: str) -> tuple[Line, ...]:
    nodes = node.nodes(key)
    lines = tuple(_line(each, ("input", "computed", "group"), column=key == "columns") for each in nodes)
    if not any(line.kind in ("input", "computed") for line in lines):
        raise node.refuse("FORMAT-VALUE", key, found="[]", wanted="input")
    groups: list[str] = []
    opened: list[str] = []  # the groups that a line may still stand in: its own line, and no gap since
    seen: set[str] = set()
    for each, line in zip(nodes, lines, strict=True):
        if line.id in seen:
            raise each.refuse("FORMAT-DUPLICATE", "id", found=line.id)
        if line.parent is not None and line.parent not in opened:
            raise each.refuse("FORMAT-ID", "parent", found=line.parent, nearest=nearest(line.parent, opened))
        del opened[opened.index(line.parent) + 1 if line.parent is not None else 0 :]
        seen.add(line.id)
        if line.kind == "group":
            groups.append(line.id)
            opened.append(line.id)
    for group in groups:
        if not any(line.parent == group for line in lines):
            raise node.refuse("FORMAT-ID", key, found=group, nearest="（没有下级行列的组）")
    return lines


def _line(node: Node, kinds: tuple[str, ...], *, column: bool = False) -> Line:
    line = Line(
        id=_id(node),
        label=node.text("label"),
        name=node.text("name"),
        kind=cast(LineKind, node.choice("kind", kinds)),
        parent=node.text("parent", "") or None,
        basis=node.text("basis", ""),
    )
    if column and line.kind == "input" and "value" in node.values:
        line = replace(line, value=cast(ValueKind, node.choice("value", _OF_A_COLUMN)))
    node.done()
    return line


def _id(node: Node) -> str:
    """An id that a rule can name and that leaves ``block.row.column`` readable."""
    found = node.text("id")
    if not _ID.fullmatch(found):
        raise node.refuse("FORMAT-NAME", "id", found=found)
    return found
