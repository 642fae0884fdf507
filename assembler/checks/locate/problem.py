"""The equations of one block as whole numbers: by how much each is out, and what a change of each cell does to them.

What may be changed. A total that agrees with its sum *follows* it: whoever mends a figure mends its total too, be that
by formula or by hand. A total that disagrees stands on its own, since it was typed. So a correction costs as many
cells as it changes, the totals that merely follow not counted. Every way to mend the table is covered by this: after it
all sums hold, hence the followers have the values that following gives them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from math import gcd
from typing import NamedTuple

from assembler.model.equations import Figure, Relation
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.records import dataclass

Effect = Mapping[int, int]
"""By how much the difference of both sides changes, for each relation that it changes in (by number)."""
Pattern = tuple[tuple[int, int], ...]
"""An effect without its size: equal for changes that mend the same relations in the same proportion."""
DIGITS = 15
"""Figures of more digits than a spreadsheet keeps are no figures that anybody meant."""


class Lever(NamedTuple):
    """A cell that may be changed, the effect of adding 1 to it, its followers included, and the relations in it."""

    cell: CellRef
    effect: Effect
    reach: frozenset[int]


@dataclass(frozen=True, slots=True)
class Web:
    """The equations of one block. ``uses``: for each cell the relations that it stands in, with its sign;
    ``sums``: for each total the relations that it stands alone on the left of, its definition first."""

    relations: tuple[Relation, ...]
    uses: Mapping[CellRef, tuple[tuple[int, int], ...]]
    sums: Mapping[CellRef, tuple[int, ...]]


@lru_cache(maxsize=16)
def webs(spec: ReportSpec) -> Mapping[str, Web]:
    """For each block with live equations what hangs together in it."""
    grouped: dict[str, list[Relation]] = defaultdict(list)
    for relation in spec.live_relations:
        grouped[relation.equation.block].append(relation)
    return {block: _web(spec, tuple(relations)) for block, relations in grouped.items()}


def _web(spec: ReportSpec, relations: tuple[Relation, ...]) -> Web:
    uses: dict[CellRef, list[tuple[int, int]]] = defaultdict(list)
    sums: dict[CellRef, list[int]] = defaultdict(list)
    for number, relation in enumerate(relations):
        for sign, side in ((1, relation.left), (-1, relation.right)):
            for term in side:
                for cell in term.cells:
                    uses[cell].append((number, -sign if term.negative else sign))
        total = relation.defines
        if total and total in spec.definitions:
            sums[total].append(number)
    for total, numbers in sums.items():
        numbers.sort(key=lambda number: relations[number] is not spec.definitions[total])
    return Web(relations, {cell: tuple(each) for cell, each in uses.items()}, {t: tuple(n) for t, n in sums.items()})


@dataclass(frozen=True)
class Problem:
    """One block of one submission: what stands in its cells, and which of its relations are judged.

    ``figures`` are whole multiples of ``unit``, which is 1 unless somebody typed decimals; a blank is 0.
    """

    web: Web
    figures: Mapping[CellRef, int]
    judged: frozenset[int]
    unit: int

    @cached_property
    def residuals(self) -> Effect:
        """Left side minus right side of each judged relation that doesn't hold."""
        sums: dict[int, int] = defaultdict(int)
        for cell, figure in self.figures.items():
            if figure:
                for number, sign in self.web.uses[cell]:
                    sums[number] += sign * figure
        return {number: value for number, value in sorted(sums.items()) if value and number in self.judged}

    @cached_property
    def followed(self) -> Mapping[CellRef, int]:
        """For each total that follows the relation that it agrees with."""
        found = {}
        for total, numbers in self.web.sums.items():
            agreeing = [each for each in numbers if each in self.judged and each not in self.residuals]
            if agreeing:
                found[total] = agreeing[0]
        return found

    @cached_property
    def levers(self) -> Mapping[Pattern, tuple[Lever, ...]]:
        """Every cell that may be changed, by what that does; cells of no effect left out."""
        followers: dict[CellRef, list[tuple[CellRef, int]]] = defaultdict(list)
        for total, number in self.followed.items():
            for term in self.web.relations[number].right:
                for cell in term.cells:
                    followers[cell].append((total, -1 if term.negative else 1))
        found: dict[Pattern, list[Lever]] = defaultdict(list)
        for cell in self.figures:
            if cell not in self.followed and (effect := self._effect(cell, followers)):
                found[pattern(effect)].append(Lever(cell, effect, frozenset(effect)))
        return {key: tuple(levers) for key, levers in found.items()}

    def _effect(self, cell: CellRef, followers: Mapping[CellRef, list[tuple[CellRef, int]]]) -> Effect:
        effect: dict[int, int] = defaultdict(int)
        ahead = [(cell, 1)]
        for changed, by in ahead:
            for number, sign in self.web.uses[changed]:
                effect[number] += sign * by
            ahead += [(total, sign * by) for total, sign in followers.get(changed, ())]
        return {number: by for number, by in effect.items() if by and number in self.judged}

    def allows(self, cell: CellRef, by: int) -> bool:
        """True if the cell can hold that much more: a whole number, 0 or more."""
        after = self.figures[cell] + by
        return by != 0 and after >= 0 and after % self.unit == 0

    def after(self, changes: Iterable[tuple[CellRef, int]]) -> "Problem":
        """The same block with other figures."""
        return Problem(self.web, {**self.figures, **dict(changes)}, self.judged, self.unit)


def pose(web: Web, figures: Mapping[CellRef, Figure], unknown: Collection[CellRef]) -> Problem | None:
    """The problem of one block, its cells in the order of ``figures``, which may lack optional counts; None if the
    figures are none to reckon with.
    Relations with an unknown figure aren't judged, as in the check itself."""
    known = {cell: figure for cell, figure in figures.items() if cell in web.uses and cell not in unknown}
    filled = [figure for figure in known.values() if figure is not None]
    places = [each for each in (figure.as_tuple().exponent for figure in filled) if isinstance(each, int)]
    decimals = max(0, -min(places, default=0))
    if decimals > DIGITS or any(figure and figure.adjusted() > DIGITS for figure in filled):
        return None
    judged = frozenset(
        number for number, relation in enumerate(web.relations) if all(cell in known for cell in relation.cells)
    )
    whole = {cell: int((figure or Decimal(0)).scaleb(decimals)) for cell, figure in known.items()}
    return Problem(web, whole, judged, 10**decimals)


def pattern(effect: Effect) -> Pattern:
    """The effect divided by its greatest common divisor, the first relation positive."""
    items = sorted(effect.items())
    if len(items) == 1:
        return ((items[0][0], 1),)
    size = gcd(*effect.values())
    size = size if items[0][1] > 0 else -size
    return tuple((number, value // size) for number, value in items)
