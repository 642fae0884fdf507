"""Reading the vocabulary of prose: prose.toml beside the tables of an edition. An edition may be without."""

from collections.abc import Collection, Iterator
from pathlib import Path

from assembler.formats.node import Node, nearest
from assembler.model.plain import HALF_WIDTH
from assembler.model.prose import Prose, Word
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Table

KINDS = (
    "receive", "new", "process", "finish", "carry", "pending", "request", "attribute", "foreign", "thing", "publicity",
    "subject", "none", "every", "each", "apart", "part", "except", "whole", "results", "etcetera", "compare",
    "this_year", "last_year", "next_year", "period", "aspect", "decide", "fee", "free", "collect",
    "rest", "total", "share", "filler", "unit",
)  # fmt: skip
"""Kinds of words that speak of no particular row or column (docs/prose.md)."""
OUTCOMES = ("upheld", "corrected", "other", "pending", "closed")
ROLES = ("new", "carried_in", "carried_out")


def read_prose(file: Path, tables: list[Table], texts: set[str]) -> Prose:
    """The vocabulary in that file, every id of it known; empty if there is no such file."""
    if not file.is_file():
        return Prose()
    node = Node.read(file)
    blocks = {block.id: block for table in tables for block in table.blocks}
    block, cases = node.choice("block", blocks), node.choice("cases", blocks)
    for side, lines in (("rows", blocks[block].rows), ("columns", blocks[block].columns)):
        if all(line.kind != "computed" for line in lines):
            raise node.refuse("FORMAT-VALUE", "block", found=f"{block}.{side}", wanted="computed")
    fee = node.text("fee", "")
    words: dict[str, Word] = {}
    for word in (*_plain(node.node("words")), *_speaking(node, blocks, blocks[block], blocks[cases])):
        if word.form in words:
            raise node.refuse("FORMAT-DUPLICATE", word.kind, found=word.form)
        words[word.form] = word
    _prove_cases(node, words.values(), blocks[cases])
    prose = Prose(
        words=words,
        measures=_measures(node.node("measures")),
        factors=_factors(node.node("factors")),
        block=block,
        cases=cases,
        rows=_roles(node.node("rows"), {row.id for row in blocks[block].rows}),
        texts=frozenset(_known(node, "texts", text, texts) for text in node.texts("texts")),
        fee=CellRef.parse(_known(node, "fee", fee, _cells(blocks))) if fee else None,
    )
    node.done()
    return prose


def _plain(node: Node) -> Iterator[Word]:
    for kind in node.values:
        if kind not in KINDS:
            raise node.refuse("FORMAT-KEY", kind, found=kind, nearest=nearest(kind, KINDS))
        for form in node.texts(kind):
            yield Word(_form(node, kind, form), kind)


def _speaking(node: Node, blocks: dict[str, Block], requests: Block, cases: Block) -> Iterator[Word]:
    """Words for rows and columns."""
    rows = {row.id for row in requests.rows}
    columns = {column.id for column in requests.columns}
    groups = {column.id for column in cases.columns if column.kind == "group"}
    lines = {f"{block.id}.{row.id}" for block in blocks.values() for row in block.rows}
    acts = {column.id for block in blocks.values() for column in block.columns}
    for kind, key, known in (
        ("category", "rows", rows),
        ("other", "rows", rows),
        ("applicant", "columns", columns),
        ("case", "columns", groups),
        ("outcome", "columns", set(OUTCOMES)),
        ("document", "rows", lines),
        ("act", "columns", acts),
        ("decision", "cells", _cells(blocks)),
    ):
        for each in node.nodes(kind):
            means = tuple(_known(each, key, word, known) for word in each.texts(key))
            also = tuple(_known(each, "also", word, known) for word in _optional(each, "also"))
            if kind == "other":
                also += tuple(_known(each, "columns", word, columns) for word in each.texts("columns"))
            for form in each.texts("words"):
                yield Word(_form(each, "words", form), kind, means, also)
            for form in _optional(each, "listed"):
                yield Word(_form(each, "listed", form), kind, means, also, listed=True)
            for form in _optional(each, "examples"):
                yield Word(_form(each, "examples", form), kind, means, also, example=True)
            each.done()


def _prove_cases(node: Node, words: Collection[Word], cases: Block) -> None:
    """Each outcome that words speak of has its column, named after the group, in every group that words speak of."""
    said = {kind: {each for word in words if word.kind == kind for each in word.means} for kind in ("case", "outcome")}
    outcomes = {"total", *said["outcome"]} - {"closed"} | ({"pending"} if "closed" in said["outcome"] else set())
    columns = {column.id for column in cases.leaf_columns}
    for group in sorted(said["case"]):
        inner = [each.id for each in cases.columns if each.parent == group and each.kind == "group"] or [group]
        for column in (f"{each}_{outcome}" for each in inner for outcome in sorted(outcomes)):
            if column not in columns:
                raise node.refuse("FORMAT-ID", "cases", found=column, nearest=nearest(column, columns))


def _optional(node: Node, key: str) -> tuple[str, ...]:
    return node.texts(key) if key in node.values else ()


def _cells(blocks: dict[str, Block]) -> set[str]:
    return {str(cell) for block in blocks.values() for cell in block.cells()}


def _known(node: Node, key: str, word: str, known: set[str]) -> str:
    if word not in known:
        raise node.refuse("FORMAT-ID", key, found=word, nearest=nearest(word, known))
    return word


def _form(node: Node, key: str, form: str) -> str:
    """The word as the reader of prose sees it: half width, no spaces."""
    shown = "".join(form.split()).translate(HALF_WIDTH)
    if not shown:
        raise node.refuse("FORMAT-VALUE", key, found=repr(form), wanted="str")
    return shown


def _roles(node: Node, rows: set[str]) -> dict[str, str]:
    found = {role: _known(node, role, node.text(role), rows) for role in ROLES}
    node.done()
    return found


def _measures(node: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("count", "money", "share", "other"):
        for form in node.texts(kind):
            if form in found:
                raise node.refuse("FORMAT-DUPLICATE", kind, found=form)
            found[_form(node, kind, form)] = kind
    node.done()
    return found


def _factors(node: Node) -> dict[str, int]:
    found = {form: node.number(form) for form in node.values}
    node.done()
    return found
