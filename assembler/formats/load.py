"""One folder an edition: form.toml, a file for each table, rules.toml. Read, resolved, proved."""

from datetime import date
from pathlib import Path
from typing import NamedTuple, cast, get_args

from assembler.formats.node import Node, nearest
from assembler.formats.prose import read_prose
from assembler.formats.prove import prove
from assembler.formats.rules import CHECKS, fields, left_out, read_check, read_equations
from assembler.formats.tables import read_table
from assembler.model.equations import Equation, Relation
from assembler.model.refs import CellRef
from assembler.model.spec import (
    Check,
    CountingNote,
    Deadline,
    InfoField,
    InfoKind,
    Level,
    ReportSpec,
    Section,
    Table,
    Text,
)


def load_folder(folder: Path) -> ReportSpec:
    """Read and prove the edition in that folder."""
    form = Node.read(folder / "form.toml")
    levels = tuple(_level(node) for node in form.nodes("level"))
    info = tuple(_info(node) for node in form.nodes("info"))
    sections = tuple(_section(node, folder) for node in form.nodes("section"))
    tables = [section.table for section in sections if section.table]
    _prove_ids(form, levels, info, sections, tables)
    rules = _rules(folder / "rules.toml", tables)
    spec = ReportSpec(
        id=form.text("id"),
        name=form.text("name"),
        document=form.text("document"),
        title=_title(form),
        first_year=form.number("first_year"),
        last_year=form.optional_number("last_year"),
        workbook_schema=form.number("workbook_schema"),
        blank=form.text("blank"),
        sections=sections,
        info=info,
        levels=levels,
        equations=rules.equations,
        relations=rules.relations,
        checks=rules.checks,
        never_accepted=rules.never_accepted,
        notes=tuple(_note(node, tables) for node in form.nodes("counting_note")),
        shortcuts=_shortcuts(form.node("shortcuts"), tables),
        guide=tuple(_guide(node) for node in form.nodes("guide")),
        prose=read_prose(folder / "prose.toml", tables, {text.id for section in sections for text in section.texts}),
    )
    form.done()
    prove(spec)
    return spec


def _prove_ids(
    form: Node,
    levels: tuple[Level, ...],
    info: tuple[InfoField, ...],
    sections: tuple[Section, ...],
    tables: list[Table],
) -> None:
    """No id stands twice where ids are looked up."""
    _distinct(form, "section", [section.id for section in sections])
    _distinct(form, "section.sheet", [section.sheet for section in sections])
    _distinct(form, "section.table", [table.id for table in tables])
    _distinct(form, "section.table", [block.id for table in tables for block in table.blocks])
    _distinct(form, "section.texts", [text.id for section in sections for text in section.texts])
    _distinct(form, "info", [entry.id for entry in info])
    _distinct(form, "level", [level.id for level in levels])


class _Rules(NamedTuple):
    equations: tuple[Equation, ...]
    relations: tuple[Relation, ...]
    checks: dict[str, Check]
    never_accepted: frozenset[str]


def _rules(file: Path, tables: list[Table]) -> _Rules:
    """The rules of an edition: each check that the program has is there or left out by name."""
    rules = Node.read(file)
    equations = rules.nodes("equation")
    resolved = [found for node in equations for found in read_equations(node, tables)]
    checks = [*(read_check(node) for node in rules.nodes("check")), *left_out(rules)]
    codes = [*(node.text("id") for node in equations), *(check.id for check in checks)]
    _distinct(rules, "id", codes)
    for missing in sorted(CHECKS.keys() - {check.id for check in checks}):
        raise rules.refuse("FORMAT-VALUE", f"check[{missing}]", found="（没有）", wanted="check")
    never_accepted = _never_accepted(rules, codes)
    rules.done()
    return _Rules(
        equations=tuple(equation for equation, _ in resolved),
        relations=tuple(relation for _, found in resolved for relation in found),
        checks={check.id: check for check in checks},
        never_accepted=never_accepted,
    )


def _never_accepted(rules: Node, known: list[str]) -> frozenset[str]:
    """Codes of findings that no reason in writing can settle."""
    codes = rules.texts("never_accepted")
    for code in codes:
        if code not in known:
            raise rules.refuse("FORMAT-ID", "never_accepted", found=code, nearest=nearest(code, known))
    return frozenset(codes)


def _title(form: Node) -> str:
    """The report's title; it has to name the year."""
    title = form.text("title")
    if not fields(form, "title", title, frozenset({"year"})):
        raise form.refuse("FORMAT-VALUE", "title", found=title, wanted="{year}")
    return title


def _distinct(node: Node, path: str, ids: list[str]) -> None:
    for n, each in enumerate(ids):
        if each in ids[:n]:
            raise node.refuse("FORMAT-DUPLICATE", path, found=each)


def _level(node: Node) -> Level:
    deadlines = []
    for each in node.nodes("deadlines"):
        deadline = Deadline(each.number("month"), each.number("day"), each.text("applies"))
        try:
            date(2001, deadline.month, deadline.day)  # a common year: no deadline may need a leap year
        except ValueError:
            raise each.refuse("FORMAT-VALUE", found=f"{deadline.month}-{deadline.day}", wanted="month-day") from None
        deadlines.append(deadline)
        each.done()
    if not deadlines:
        raise node.refuse("FORMAT-VALUE", "deadlines", found="[]", wanted="deadlines")
    level = Level(node.text("id"), node.text("label"), tuple(deadlines))
    node.done()
    return level


def _info(node: Node) -> InfoField:
    entry = InfoField(
        id=node.text("id"),
        label=node.text("label"),
        name=node.text("name"),
        kind=cast(InfoKind, node.choice("kind", get_args(InfoKind))),
        hint=node.text("hint", ""),
    )
    node.done()
    return entry


def _section(node: Node, folder: Path) -> Section:
    texts = []
    for each in node.nodes("texts"):
        texts.append(
            Text(
                id=each.text("id"),
                label=each.text("label"),
                name=each.text("name"),
                heading=each.text("heading", ""),
                hint=each.text("hint", ""),
                lines=each.number("lines"),
            )
        )
        each.done()
    table = node.text("table", "")
    section = Section(
        id=node.text("id"),
        heading=node.text("heading"),
        name=node.text("name"),
        sheet=node.text("sheet"),
        texts=tuple(texts),
        table=read_table(folder / f"{table}.toml") if table else None,
        max_chars=node.optional_number("max_chars"),
    )
    if bool(section.texts) == bool(section.table):
        raise node.refuse("FORMAT-VALUE", "texts", found="texts + table", wanted="texts | table")
    node.done()
    return section


def _cells(node: Node, key: str, word: str, tables: list[Table]) -> tuple[CellRef, ...]:
    """Cells of a block (``t4``), of a row (``t3.partial``), or one cell."""
    cells = [cell for table in tables for cell in table.cells()]
    found = tuple(cell for cell in cells if f"{cell}.".startswith(f"{word}."))
    if not found:
        known = {part for cell in cells for part in (str(cell), f"{cell.block}.{cell.row}", cell.block)}
        raise node.refuse("FORMAT-ID", key, found=word, nearest=nearest(word, known))
    return found


def _note(node: Node, tables: list[Table]) -> CountingNote:
    words = node.texts("cells")
    note = CountingNote(
        cells=tuple(cell for word in words for cell in _cells(node, "cells", word, tables)),
        text=node.text("text"),
        source=node.text("source"),
        official=node.flag("official"),
    )
    node.done()
    return note


def _shortcuts(node: Node, tables: list[Table]) -> dict[str, CellRef]:
    found = {}
    for name, word in node.all_texts().items():
        cells = _cells(node, name, word, tables)
        if len(cells) != 1:
            raise node.refuse("FORMAT-ID", name, found=word, nearest=nearest(word, map(str, cells)))
        found[name] = cells[0]
    return found


def _guide(node: Node) -> tuple[str, tuple[str, ...]]:
    guide = node.text("title"), node.texts("items")
    node.done()
    return guide
