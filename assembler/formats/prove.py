"""Promises that hold for a whole format: names, totals, rules that agree with one another."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from assembler.errors import DefectiveForm
from assembler.formats.node import distinct
from assembler.model.elimination import Row, coefficients, eliminate
from assembler.model.equations import Relation
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

# What a template has names for already, at its top and within a section.
RESERVED = ("单位名称", "年度", "题目", "成文日期", "草稿", "基本信息")
RESERVED_IN_SECTION = ("标题", "各方面")
# Sheets of every workbook (excel.layout, where this room can't look; a test compares).
RESERVED_SHEETS = ("填报说明", "基本信息", "校验", "_meta", "审核意见")
# What Excel makes of the names of sheets.
_LONGEST = 31
_BARRED = frozenset("[]:*?/\\")


def prove(spec: ReportSpec) -> None:
    """Raise DefectiveForm where the format breaks a promise; otherwise return."""
    _prove_names(spec)
    _prove_sheets(spec)
    _prove_words(spec)
    _prove_totals(spec)
    _prove_rules(spec)


def _prove_names(spec: ReportSpec) -> None:
    """Names for people are identifiers, and unique where they are used."""
    form, tables = "form.toml", [(f"{table.id}.toml", table) for table in spec.tables]
    for file, table in tables:
        for block in table.blocks:
            at = f"block[{block.id}]"
            control = [(file, f"{at}.control.name", block.control.name)] if block.control else []
            _names((file, f"{at}.rows[{line.id}].name", line.name) for line in block.rows)
            _names([*((file, f"{at}.columns[{line.id}].name", line.name) for line in block.columns), *control])
    _names((file, "name", table.name) for file, table in tables)
    cells = (*spec.cells, *spec.controls)
    files = {block.id: file for file, table in tables for block in table.blocks}
    distinct((files[cell.block], str(cell), spec.cell_name(cell).replace(".", "")) for cell in cells)
    _names(
        [
            *((form, "name", word) for word in RESERVED),
            *((file, "name", table.name) for file, table in tables),
            *((form, f"shortcuts.{word}", word) for word in spec.shortcuts),
            *((form, f"section[{section.id}].name", section.name) for section in spec.sections),
        ]
    )
    texts = [(section, text) for section in spec.sections for text in section.texts]
    own = [(form, f"section[{section.id}].texts[{text.id}].name", text.name) for section, text in texts]
    _names([*((form, "name", word) for word in RESERVED_IN_SECTION), *own])
    _names((form, f"info[{entry.id}].name", entry.name) for entry in spec.info)


def _names(entries: Iterable[tuple[str, str, str]]) -> None:
    """File, path and name of each."""
    listed = list(entries)
    for file, path, name in listed:
        if not name.isidentifier():
            raise DefectiveForm("FORMAT-NAME", file=file, path=path, found=name)
    distinct(listed)


def _prove_sheets(spec: ReportSpec) -> None:
    """Sheets can have their names, and none is called as one of those that every workbook has."""
    own = [(f"section[{section.id}].sheet", section.sheet) for section in spec.sections]
    names = (*(("sheet", word) for word in RESERVED_SHEETS), *own)
    distinct(("form.toml", path, name.casefold()) for path, name in names)  # as Excel compares them
    for path, name in own:
        if not name.strip() or len(name) > _LONGEST or set(name) & _BARRED or name != name.strip("'"):
            wanted = f"1–{_LONGEST}, [^{''.join(sorted(_BARRED))}]"
            raise DefectiveForm("FORMAT-VALUE", file="form.toml", path=path, found=repr(name), wanted=wanted)


def _prove_words(spec: ReportSpec) -> None:
    """No rule counts with words."""
    for relation in spec.relations:
        for cell in (*relation.cells, *relation.needs):
            if spec.value_of(cell) == "text":
                raise DefectiveForm("FORMAT-EXPRESSION", file="rules.toml", path=relation.equation.id, found=cell)


def _prove_totals(spec: ReportSpec) -> None:
    """Each total is computed by a rule, and no total computes itself."""
    for cell in spec.cells:
        if spec.is_computed(cell) and cell not in spec.definitions:
            raise DefectiveForm("FORMAT-TOTAL", file="rules.toml", path="equation", found=cell)
    for cell in spec.definitions:
        if _reaches(spec, cell, cell, set()):
            raise DefectiveForm("FORMAT-TOTAL", file="rules.toml", path="equation", found=cell)


def _reaches(spec: ReportSpec, start: CellRef, goal: CellRef, seen: set[CellRef]) -> bool:
    for term in spec.definitions[start].right:
        for cell in term.cells:
            if cell == goal:
                return True
            if cell in spec.definitions and cell not in seen:
                seen.add(cell)
                if _reaches(spec, cell, goal, seen):
                    return True
    return False


def _prove_rules(spec: ReportSpec) -> None:
    """No relation is stated twice, none forces cells to zero.

    A relation that, with the ones before it used up, has all its cells on one side would: figures are never
    negative. (Rules that force zeros only through inequalities would need linear programming; not looked for.)
    """
    seen: dict[frozenset[tuple[CellRef, Fraction]], Relation] = {}
    for relation in spec.live_relations:
        says = coefficients(relation)
        scale = says[min(says)]  # the same whichever side is written first
        key = frozenset((cell, value / scale) for cell, value in says.items())
        if key in seen:
            raise DefectiveForm(
                "FORMAT-DUPLICATE", file="rules.toml", path=relation.equation.id, found=seen[key].equation.id
            )
        seen[key] = relation
    for relation, row in reduced(relation for relation in spec.live_relations if not relation.equation.when_filled):
        if row and (all(value > 0 for value in row.values()) or all(value < 0 for value in row.values())):
            raise DefectiveForm("FORMAT-CONTRADICTION", file="rules.toml", path=relation.equation.id, found=min(row))


def reduced(relations: Iterable[Relation]) -> Iterator[tuple[Relation, Row]]:
    """Each relation with what it says beyond the ones before it (exact elimination); an empty row says nothing new."""
    listed = list(relations)
    for relation, step in zip(listed, eliminate(map(coefficients, listed)), strict=True):
        yield relation, step.row
