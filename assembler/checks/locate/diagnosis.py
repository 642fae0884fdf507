"""What is wrong with one block: the smallest corrections, and what they say about each broken relation."""

from collections.abc import Mapping
from dataclasses import dataclass

from assembler.checks.locate.lines import Unfilled, unfilled, whole_lines
from assembler.checks.locate.problem import Problem
from assembler.checks.locate.search import Correction, Edit, pairs, shareable, singles
from assembler.checks.locate.slips import Slip, is_control, is_exchange, slip
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

FEW = 5
"""So many cells that are equally likely can be named in a sentence; of more it is said that nothing can be told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one broken relation. ``edit``: what to change, None if that can't be told; ``others``: the edits that would do
    as well (where nothing is told: all of them); ``candidates``: how many cells come into question; ``line``: the line that it
    comes from, as a whole ("" = none); ``perhaps``: a line of totals that may instead not have been filled in."""

    edit: Edit | None
    certain: bool
    slip: Slip = Slip()
    others: tuple[Edit, ...] = ()
    candidates: int = 1
    line: str = ""
    perhaps: str = ""


def diagnose(spec: ReportSpec, block: str, problem: Problem) -> Mapping[int, Verdict]:
    """A verdict on each broken relation of the block, by number."""
    found = singles(problem)
    if found:
        return _judge(spec, problem, found + _instead_of_counts(spec, problem, found))
    filled = unfilled(spec.blocks[block], problem)
    if filled:
        return _filled(spec, problem, filled)
    perhaps = min(whole_lines(spec.blocks[block], problem), default="")
    return _judge(spec, problem, [] if shareable(problem) else pairs(problem), perhaps)


def _instead_of_counts(spec: ReportSpec, problem: Problem, found: list[Correction]) -> list[Correction]:
    """A count from the register that disagrees may be wrong; or one request is booked in the wrong line, which is a
    single mistake as well and the very thing that such counts are there to find."""
    if not all(is_control(spec, edit.cell) for correction in found for edit in correction):
        return []
    return [correction for correction in pairs(problem) if is_exchange(spec, correction)]


def _filled(spec: ReportSpec, problem: Problem, filled: Unfilled) -> Mapping[int, Verdict]:
    """Totals that weren't filled in explain the relations that hold afterwards; the others are judged on their own."""
    rest = filled.rest
    found: list[Correction] = []
    if rest.residuals:
        found = singles(rest) or ([] if shareable(rest) else pairs(rest))
    verdicts = dict(_judge(spec, rest, found))
    for number in problem.residuals:
        if number not in rest.residuals and (cell := _of(problem, number, filled)) is not None:
            edit = Edit(cell, rest.figures[cell], frozenset(each for each, _ in problem.web.uses[cell]))
            line = filled.line[cell] if filled.line[cell] in filled.whole else ""
            verdicts[number] = Verdict(edit, not rest.residuals, Slip("zero_total"), line=line)
    nothing = Verdict(None, certain=False, candidates=0)
    return {number: verdicts.get(number, nothing) for number in problem.residuals}


def _of(problem: Problem, number: int, filled: Unfilled) -> CellRef | None:
    """The cell to fill in that the relation is about."""
    return next((cell for cell in problem.web.relations[number].cells if cell in filled.line), None)


def _judge(
    spec: ReportSpec, problem: Problem, found: list[Correction], perhaps: str = ""
) -> Mapping[int, Verdict]:
    slips: dict[Edit, tuple[tuple[int, bool], Slip]] = {}
    for correction in found:
        for edit in correction:
            seen = slip(spec, problem, correction, edit)
            weight = (seen.likely, _plainest(spec, problem, correction, edit))
            if edit not in slips or weight > slips[edit][0]:
                slips[edit] = weight, seen
    common = set.intersection(*(set(correction) for correction in found)) if found else set()
    return {number: _verdict(problem, number, found, common, slips, perhaps) for number in problem.residuals}


def _plainest(spec: ReportSpec, problem: Problem, correction: Correction, edit: Edit) -> bool:
    """Of what is equally likely: a total rather than what it adds up, a count rather than two cells of the form; in an
    exchange inputs rather than totals."""
    total = edit.cell in problem.web.sums
    if len(correction) == 1:
        return total or is_control(spec, edit.cell)
    return is_exchange(spec, correction) and not total


def _verdict(
    problem: Problem,
    number: int,
    found: list[Correction],
    common: set[Edit],
    slips: Mapping[Edit, tuple[tuple[int, bool], Slip]],
    perhaps: str,
) -> Verdict:
    own = set(problem.web.relations[number].cells)

    def order(edit: Edit) -> tuple[bool, CellRef, int]:
        return edit.cell not in own, edit.cell, edit.by

    sure = sorted((edit for edit in common if number in edit.effect), key=order)
    if sure:
        return Verdict(sure[0], not perhaps, slips[sure[0]][1], perhaps=perhaps)
    touching = {min((edit for edit in each if number in edit.effect), key=order) for each in found}
    options = sorted(touching, key=lambda edit: ((-slips[edit][0][0], not slips[edit][0][1]), order(edit)))
    if not options:
        return Verdict(None, certain=False, candidates=0, perhaps=perhaps)
    best = [edit for edit in options if slips[edit][0] == slips[options[0]][0]]
    few = len(options) <= FEW
    cells = len({edit.cell for edit in options})
    if not few and (len(best) > 1 or slips[best[0]][0] == (0, False)):
        return Verdict(None, certain=False, others=tuple(options), candidates=cells, perhaps=perhaps)
    others = tuple(options[1:]) if few else ()
    return Verdict(options[0], False, slips[options[0]][1], others, cells, perhaps=perhaps)
