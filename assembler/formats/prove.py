"""Promises that hold for a whole format: names, totals, rules that agree with one another."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from assembler.errors import DefectiveForm
from assembler.model.elimination import Row, coefficients, eliminate
from assembler.model.equations import Relation
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

# What a template has names for already, at its top and within a section.
RESERVED = ("单位名称", "年度", "题目", "成文日期", "草稿", "基本信息")
RESERVED_IN_SECTION = ("标题", "各方面")


def prove(spec: ReportSpec) -> None:
    """Raise DefectiveForm where the format breaks a promise; otherwise return."""
    _prove_names(spec)
    _prove_words(spec)
    _prove_totals(spec)
    _prove_rules(spec)


def _prove_names(spec: ReportSpec) -> None:
    """Names for people are identifiers, and unique where they are used."""
    for table in spec.tables:
        for block in table.blocks:
            control = (block.control,) if block.control else ()
            for side, lines in (("rows", block.rows), ("columns", (*block.columns, *control))):
                _unique(f"{table.id}.toml", f"{block.id}.{side}", (line.name for line in lines))
    _unique("t*.toml", "name", (table.name for table in spec.tables))
    cells = [spec.cell_name(cell) for cell in (*spec.cells, *spec.controls)]
    _unique("t*.toml", "name", (cell.replace(".", "") for cell in cells))
    top = [
        *RESERVED,
        *(table.name for table in spec.tables),
        *spec.shortcuts,
        *(section.name for section in spec.sections),
    ]
    _unique("form.toml", "name", top)
    _unique("form.toml", "name", [*RESERVED_IN_SECTION, *(text.name for text in spec.texts.values())])
    _unique("form.toml", "name", (entry.name for entry in spec.info))


def _unique(file: str, path: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name.isidentifier():
            raise DefectiveForm("FORMAT-NAME", file=file, path=path, found=name)
        if name in seen:
            raise DefectiveForm("FORMAT-DUPLICATE", file=file, path=path, found=name)
        seen.add(name)


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
