"""Reading one statutory table of an edition."""

from pathlib import Path
from typing import cast, get_args

from assembler.formats.node import Node, nearest
from assembler.model.grid import grid_of
from assembler.model.spec import Block, Line, LineKind, Table, ValueKind


def read_table(file: Path) -> Table:
    """Read a table's file; refuses ids that are unknown or stand twice, and widths that don't fit the grid."""
    node = Node.read(file)
    blocks = tuple(_block(each) for each in node.nodes("block"))
    table = Table(
        id=node.text("id"),
        name=node.text("name"),
        title=node.text("title"),
        widths_mm=node.decimals("widths_mm"),
        blocks=blocks,
    )
    ids = [block.id for block in blocks]
    for n, each in enumerate(ids):
        if each in ids[:n]:
            raise node.refuse("FORMAT-DUPLICATE", "block", found=each)
    if len(table.widths_mm) != grid_of(table).columns:
        raise node.refuse("FORMAT-VALUE", "widths_mm", found=len(table.widths_mm), wanted=grid_of(table).columns)
    node.done()
    return table


def _block(node: Node) -> Block:
    value = cast(ValueKind, node.choice("value", get_args(ValueKind)))
    control = node.node("control")
    block = Block(
        id=node.text("id"),
        caption=node.text("caption", ""),
        corner=node.text("corner", ""),
        unit=node.text("unit"),
        value=value,
        scale=node.number("scale") if value == "amount" else 0,
        columns=_lines(node, "columns"),
        rows=_lines(node, "rows"),
        control=_line(control) if control.values else None,
    )
    node.done()
    return block


def _lines(node: Node, key: str) -> tuple[Line, ...]:
    nodes = node.nodes(key)
    lines = tuple(_line(each) for each in nodes)
    if not any(line.kind in ("input", "computed") for line in lines):
        raise node.refuse("FORMAT-VALUE", key, found="[]", wanted="input")
    groups: dict[str, Line] = {}
    seen: set[str] = set()
    for each, line in zip(nodes, lines, strict=True):
        if line.id in seen:
            raise each.refuse("FORMAT-DUPLICATE", "id", found=line.id)
        if line.parent is not None and line.parent not in groups:
            raise each.refuse("FORMAT-ID", "parent", found=line.parent, nearest=nearest(line.parent, groups))
        seen.add(line.id)
        if line.kind == "group":
            groups[line.id] = line
    for group in groups:
        if not any(line.parent == group for line in lines):
            raise node.refuse("FORMAT-ID", key, found=group, nearest="（没有下级行列的组）")
    return lines


def _line(node: Node) -> Line:
    line = Line(
        id=node.text("id"),
        label=node.text("label"),
        name=node.text("name"),
        kind=cast(LineKind, node.choice("kind", get_args(LineKind))),
        parent=node.text("parent", "") or None,
        basis=node.text("basis", ""),
    )
    node.done()
    return line
