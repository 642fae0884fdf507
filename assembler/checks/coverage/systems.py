"""The linear rules of an edition as systems of equations: which of them say nothing new."""

from collections.abc import Iterator, Sequence

from assembler.model.elimination import BEFORE, Row, a_year_before, before, coefficients, eliminate
from assembler.model.equations import Relation
from assembler.model.refs import CellRef
from assembler.model.rulebook import Consequence, Place, System
from assembler.model.spec import ReportSpec

Stated = tuple[Place, Row]


def systems(spec: ReportSpec) -> Iterator[System]:
    """Each table by itself; then what control counts, last year's report and inequalities add to all of them."""
    live = [relation for relation in spec.live_relations if not relation.equation.when_filled]
    for table in spec.tables:
        own = [relation for relation in live if spec.table_of[relation.equation.block] is table]
        yield from _system(table.id, [], own)
    this_year = [_stated(relation) for relation in live]
    both_years = [*this_year, *(((code, BEFORE + at), a_year_before(row)) for (code, at), row in this_year)]
    across = [each for each in spec.relations if each.needs and each.equation.sign == "="]
    yield from _system("control", this_year, [each for each in spec.relations if each.equation.when_filled])
    yield from _system("last_year", both_years, across)
    at_least = [each for each in spec.relations if each.equation.sign == ">="]
    yield from _system("at_least", [*both_years, *map(_stated, across)], at_least, _signed(spec))


def unknown_cells(spec: ReportSpec) -> tuple[CellRef, ...]:
    """Cells that rules name and the form lacks. The loader refuses such rules, so there should be none."""
    known = {*spec.cells, *spec.controls}
    named = dict.fromkeys(cell for relation in spec.relations for cell in (*relation.cells, *relation.needs))
    return tuple(cell for cell in named if cell not in known)


def _stated(relation: Relation) -> Stated:
    return (relation.equation.id, relation.at), coefficients(relation)


def _signed(spec: ReportSpec) -> frozenset[CellRef]:
    """Cells that may be negative, in both years."""
    cells = [cell for cell in spec.cells if spec.value_of(cell) == "signed"]
    return frozenset((*cells, *map(before, cells)))


def _system(
    name: str, given: list[Stated], relations: list[Relation], signed: frozenset[CellRef] = frozenset()
) -> Iterator[System]:
    """What the relations add to the ones given; nothing is yielded where there are none."""
    if not relations:
        return
    own = [_stated(relation) for relation in relations]
    found = _inequalities(given, own, signed) if name == "at_least" else _equations(given, own)
    yield System(
        name=name,
        cells=len({cell for _, row in own for cell in row}),
        relations=len(own),
        rank=len(own) - len(found),
        consequences=tuple(found),
    )


def _equations(given: Sequence[Stated], own: Sequence[Stated]) -> list[Consequence]:
    """Those that are sums of multiples of earlier ones."""
    stated = [*given, *own]
    places = [place for place, _ in stated]
    found = []
    for number, step in enumerate(eliminate(row for _, row in stated)):
        if number >= len(given) and not step.row:
            found.append(Consequence(places[number], tuple(places[part] for part in sorted(step.parts)[:-1])))
    return found


def _inequalities(given: list[Stated], own: list[Stated], signed: frozenset[CellRef]) -> list[Consequence]:
    """Those that hold wherever the equations hold, since what remains of them adds up figures that aren't negative."""
    found = []
    for place, row in own:
        *_, step = eliminate(row for _, row in [*given, (place, row)])
        if all(value > 0 and cell not in signed for cell, value in step.row.items()):
            parts = tuple(given[number][0] for number in sorted(step.parts)[:-1])
            found.append(Consequence(place, parts))
    return found
