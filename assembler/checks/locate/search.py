"""The smallest corrections that mend every broken relation of a block: one cell, or two."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from assembler.checks.locate.problem import Effect, Lever, Pattern, Problem, pattern
from assembler.model.refs import CellRef


class Edit(NamedTuple):
    """Change a cell ``by`` so much. ``effect``: the relations whose balance it changes (by number)."""

    cell: CellRef
    by: int
    effect: frozenset[int]


Correction = tuple[Edit, ...]


def singles(problem: Problem) -> list[Correction]:
    """Every cell that alone mends all."""
    return [(edit,) for edit in _alone(problem, problem.residuals, pattern(problem.residuals))]


def pairs(problem: Problem) -> list[Correction]:
    """Every two cells that together mend all, where neither does alone.

    One of the two changes a relation that the other leaves alone, so that relation says by how much; two cells
    of the same effect could share a change in many ways and are not listed (``shareable``)."""
    broken = problem.residuals
    longest = max((len(key) for key in problem.levers), default=0)
    if len(broken) > 2 * longest:
        return []
    found: list[Correction] = []
    for first in _near(problem):
        for by in {-broken[each] // size for each, size in first.effect.items() if _divides(broken, each, size)}:
            if not problem.allows(first.cell, by):
                continue
            rest = _rest(broken, first, by)
            if rest and len(rest) <= longest:
                one = _edit(first, by)
                for two in _alone(problem, rest, pattern(rest)):
                    # a pair that is met from either side is taken from the side of its lesser cell
                    if one.cell < two.cell or (two.effect <= one.effect and one.cell != two.cell):
                        found.append((one, two))
    return found


def shareable(problem: Problem, apart_from: Collection[CellRef] = ()) -> bool:
    """True if two cells of the same effect could share what none of them can give alone: any split of the difference
    would do."""
    broken = problem.residuals
    levers = problem.levers.get(pattern(broken), ())
    shares = [
        (problem.figures[lever.cell], -by)
        for lever in levers
        if lever.cell not in apart_from and (by := _by(broken, lever)) < 0
    ]
    room = sorted((figure for figure, _ in shares), reverse=True)
    return len(room) > 1 and room[0] + room[1] >= min(needed for _, needed in shares)


def _near(problem: Problem) -> Iterator[Lever]:
    for key, levers in problem.levers.items():
        if any(number in problem.residuals for number, _ in key):
            yield from levers


def _divides(broken: Effect, number: int, size: int) -> bool:
    return number in broken and broken[number] % size == 0


def _rest(broken: Effect, lever: Lever, by: int) -> Effect:
    rest = dict(broken)
    for number, size in lever.effect.items():
        value = rest.get(number, 0) + size * by
        if value:
            rest[number] = value
        else:
            rest.pop(number, None)
    return rest


def _alone(problem: Problem, broken: Effect, key: Pattern) -> Iterator[Edit]:
    for lever in problem.levers.get(key, ()):
        by = _by(broken, lever)
        if problem.allows(lever.cell, by):
            yield _edit(lever, by)


def _by(broken: Effect, lever: Lever) -> int:
    """How much that lever must be moved; 0 if that isn't a whole number."""
    number = next(iter(broken))
    size = lever.effect[number]
    return -broken[number] // size if broken[number] % size == 0 else 0


def _edit(lever: Lever, by: int) -> Edit:
    return Edit(lever.cell, by, lever.reach)
