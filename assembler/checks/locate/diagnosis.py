"""What is wrong with one block: the smallest corrections, and what they say about each broken relation."""

from collections import Counter
from collections.abc import Mapping

from assembler.checks.locate.lines import Unfilled, unfilled, whole_lines
from assembler.checks.locate.problem import Problem
from assembler.checks.locate.search import Correction, Edit, pairs, shareable, singles
from assembler.checks.locate.slips import NONE, Slip, exchange, is_control, is_exchange, slip
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.records import dataclass

FEW = 5
"""So many corrections can be listed in a sentence."""
EITHER = 2
"""Of so many between which nothing decides one is named, if all that would do can be listed; else, the equations can't
tell."""
STRONG = 2
"""A slip as likely as this outweighs a smaller correction."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one broken relation.

    edit        what to change; None if that can't be told
    certain     no other correction as small would do
    slip        what the mistake looks like
    others      the edits that would do as well; all of them where nothing is told, none where they are many
    candidates  how many cells come into question
    line        the line of totals that wasn't filled in, by ref; "" = it isn't that
    perhaps     a line of totals that may instead not have been filled in; "" = none
    """

    edit: Edit | None
    certain: bool
    slip: Slip = NONE
    others: tuple[Edit, ...] = ()
    candidates: int = 1
    line: str = ""
    perhaps: str = ""


Weight = tuple[int, int, int, bool]
"""What speaks for an edit: a strong slip, few cells, any slip, a plain place."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the smallest corrections of a problem have in them. ``common``: edits that are in each; ``weights`` and
    ``slips`` by edit, at their best, in the order of the form; ``doubt``: a larger correction is as likely."""

    common: frozenset[Edit]
    weights: Mapping[Edit, Weight]
    slips: Mapping[Edit, Slip]
    doubt: bool
    perhaps: str


def diagnose(spec: ReportSpec, block: str, problem: Problem) -> Mapping[int, Verdict]:
    """A verdict on each broken relation of the block, by number."""
    found = singles(problem)
    filled = unfilled(spec.blocks[block], problem)
    if found and not (filled and all(edit.cell in filled.line for (edit,) in found)):
        cells = {edit.cell for (edit,) in found}
        found += _instead_of_counts(spec, problem, found)
        return _judge(spec, problem, found, doubt=shareable(problem, apart_from=cells))
    if filled:
        return _filled(spec, problem, filled)
    perhaps = min(whole_lines(spec.blocks[block], problem), default="")
    return _judge(spec, problem, [] if shareable(problem) else pairs(problem), perhaps=perhaps)


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
    spec: ReportSpec, problem: Problem, corrections: list[Correction], *, doubt: bool = False, perhaps: str = ""
) -> Mapping[int, Verdict]:
    weights: dict[Edit, Weight] = {}
    slips: dict[Edit, Slip] = {}
    place = {cell: n for n, cell in enumerate(problem.figures)}
    times = Counter(edit for correction in corrections for edit in correction)
    edits = sorted(times, key=lambda edit: (place[edit.cell], edit.by))
    alone = {edit: slip(problem, edit) for edit in edits}
    for correction in corrections:
        swap = is_exchange(spec, correction)
        for edit in correction:
            other = correction[0] if edit is correction[-1] else correction[-1]
            seen = exchange(spec, problem, edit, other) if swap else alone[edit]
            plain = _is_plain(spec, problem, edit, swap, len(correction))
            weight = (seen.likely if seen.likely >= STRONG else 0, -len(correction), seen.likely, plain)
            if edit not in weights or weight > weights[edit]:
                weights[edit], slips[edit] = weight, seen
    common = frozenset(edit for edit in edits if times[edit] == len(corrections))
    in_order = {edit: weights[edit] for edit in edits}
    survey = Survey(common, in_order, slips, doubt or bool(perhaps), perhaps)
    return {number: _verdict(problem, number, survey) for number in problem.residuals}


def _is_plain(spec: ReportSpec, problem: Problem, edit: Edit, swap: bool, size: int) -> bool:
    """Of what is equally likely: a total rather than what it adds up, a count rather than cells of the form; in an
    exchange inputs rather than totals."""
    total = edit.cell in problem.web.sums
    if size == 1:
        return total or is_control(spec, edit.cell)
    return swap and not total


def _verdict(problem: Problem, number: int, found: Survey) -> Verdict:
    own = set(problem.web.relations[number].cells)
    concerned = [edit for edit in found.weights if number in edit.effect]
    sure = min(
        (edit for edit in concerned if edit in found.common), key=lambda edit: edit.cell not in own, default=None
    )
    if sure:
        return Verdict(sure, not found.doubt, found.slips[sure], perhaps=found.perhaps)
    options = sorted(concerned, key=found.weights.__getitem__, reverse=True)
    if not options:
        return Verdict(None, certain=False, candidates=0, perhaps=found.perhaps)
    best = sum(1 for edit in options if found.weights[edit] == found.weights[options[0]])
    cells = len({edit.cell for edit in options})
    few = len(options) <= FEW
    if best > EITHER or not (few or (best == 1 and _stands_out(options, found))):
        return Verdict(None, certain=False, others=tuple(options), candidates=cells, perhaps=found.perhaps)
    others = tuple(options[1:]) if few else ()  # all or none: some of them would look like all
    return Verdict(options[0], False, found.slips[options[0]], others, cells, perhaps=found.perhaps)


def _stands_out(options: list[Edit], found: Survey) -> bool:
    """True if the first of many is more than a coincidence: a strong slip, or a smaller correction than all others."""
    first, second = (found.weights[edit] for edit in options[:2])
    return first[0] >= STRONG or first[1] > second[1]
