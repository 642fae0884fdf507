"""One folder an edition: form.toml, a file for each table, rules.toml. Read, resolved, proved."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast, get_args

from assembler.errors import DefectiveForm
from assembler.formats.asks import CHECKS
from assembler.formats.lookups import prove_lookups
from assembler.formats.node import Node, distinct, nearest
from assembler.formats.prose import read_prose
from assembler.formats.prove import prove
from assembler.formats.rules import fields, left_out, read_check, read_equations
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

_NO_END = 10_000
"""After the last year that a date can have."""


def load_folder(folder: Path) -> ReportSpec:
    """Read and prove the edition in that folder; what is refused is named with the folder's file."""
    try:
        return _load(folder)
    except DefectiveForm as error:
        raise DefectiveForm(error.code, **error.facts | {"file": f"{folder.name}/{error.facts['file']}"}) from error


def _load(folder: Path) -> ReportSpec:
    form = Node.read(folder / "form.toml")
    if form.text("id") != folder.name:
        raise form.refuse("FORMAT-VALUE", "id", found=form.text("id"), wanted=folder.name)
    levels = tuple(_level(node) for node in form.nodes("level"))
    if not levels:
        raise form.refuse("FORMAT-VALUE", "level", found="[]", wanted="level")
    info = tuple(_info(node) for node in form.nodes("info"))
    sections = tuple(_section(node, folder) for node in form.nodes("section"))
    if not (sections and sections[0].texts):
        raise form.refuse("FORMAT-VALUE", "section[1]", found="[]", wanted="texts")
    tables = [section.table for section in sections if section.table]
    _prove_ids(levels, info, sections)
    _prove_years(form, folder)
    rules = _rules(folder / "rules.toml", sections)
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
    prove_lookups(spec)
    return spec


def _prove_ids(levels: tuple[Level, ...], info: tuple[InfoField, ...], sections: tuple[Section, ...]) -> None:
    """No id stands twice where ids are looked up."""
    file = "form.toml"
    tables = [section.table for section in sections if section.table]
    distinct((file, f"section[{n}].id", each.id) for n, each in enumerate(sections, 1))
    distinct((file, f"section[{each.id}].table", each.table.id) for each in sections if each.table)
    distinct((f"{table.id}.toml", f"block[{block.id}].id", block.id) for table in tables for block in table.blocks)
    distinct(
        (file, f"section[{section.id}].texts[{n}].id", text.id)
        for section in sections
        for n, text in enumerate(section.texts, 1)
    )
    distinct((file, f"info[{n}].id", each.id) for n, each in enumerate(info, 1))
    distinct((file, f"level[{n}].id", each.id) for n, each in enumerate(levels, 1))


def _prove_years(form: Node, folder: Path) -> None:
    """The years don't run backwards, and no edition beside this one is for any of them."""
    own = _years(form)
    if not own:
        raise form.refuse("FORMAT-VALUE", "last_year", found=own.stop - 1, wanted=f">= {own.start}")
    for other in sorted(folder.parent.glob("*/form.toml")):
        years = _years_of(other) if other.parent.name != folder.name else range(0)
        if shared := range(max(own.start, years.start), min(own.stop, years.stop)):
            raise form.refuse("FORMAT-YEARS", "first_year", found=shared.start, other=other.parent.name)


def _years_of(file: Path) -> range:
    """The years of another edition; none if it can't be read, which is told when it is loaded."""
    with suppress(DefectiveForm):
        return _years(Node.read(file))
    return range(0)


def _years(form: Node) -> range:
    last = form.optional_number("last_year")
    return range(form.number("first_year"), _NO_END if last is None else last + 1)


class _Rules(NamedTuple):
    equations: tuple[Equation, ...]
    relations: tuple[Relation, ...]
    checks: dict[str, Check]
    never_accepted: frozenset[str]


def _rules(file: Path, sections: tuple[Section, ...]) -> _Rules:
    """The rules of an edition: each check that the program has is there or left out by name."""
    rules = Node.read(file)
    tables = [section.table for section in sections if section.table]
    aspects = tuple(text.id.rpartition(".")[2] for section in sections for text in section.texts if text.heading)
    equations, unjudged = rules.nodes("equation"), left_out(rules)
    resolved = [found for node in equations for found in read_equations(node, tables)]
    checks = [read_check(node, aspects) for node in rules.nodes("check")]
    entries = [
        *((f"equation[{n}].id", node.text("id")) for n, node in enumerate(equations, 1)),
        *((f"check[{n}].id", check.id) for n, check in enumerate(checks, 1)),
        *(("left_out", check.id) for check in unjudged),
    ]
    distinct((file.name, path, code) for path, code in entries)
    codes, checks = [code for _, code in entries], [*checks, *unjudged]
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
    if section.table and section.table.id != table:
        raise node.refuse("FORMAT-VALUE", "table", found=table, wanted=section.table.id)
    node.done()
    return section


def _cells(node: Node, key: str, word: str, tables: list[Table]) -> tuple[CellRef, ...]:
    """Cells of a block (``t4``), of a row (``t3.partial``), or one cell."""
    cells, parts = [cell for table in tables for cell in table.cells()], tuple(word.split("."))
    found = tuple(cell for cell in cells if cell[: len(parts)] == parts)
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
