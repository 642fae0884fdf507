"""What a workbook says."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, cast

from assembler.model.equations import Figure
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.records import dataclass, field

_ZERO = Decimal(0)
Addends = Callable[[Mapping[CellRef, Figure]], Any]

UNSETTLED = "待核"
"""Ends what a workbook made anew holds by position alone (737待核), until whoever filled it in has looked at it."""
UNSETTLED_TEXT = "【待核："
"""Begins each of several texts of which nobody knows which one counts."""


class Carried(NamedTuple):
    """``raw``: what stands in a cell; ``place``: that cell, as people call it."""

    raw: str
    place: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One organisation's figures and texts for one year.

    figures   an entry for every cell of the form; None = blank, which is not zero. Cells that hold words have no figure
    words     what stands in the cells that hold words, as typed; "" or no entry = blank
    control   the same for the optional control counts
    info      an entry for every field of 基本信息; "" = blank; dates as YYYY-MM-DD, levels as ids
    texts     an entry for every text; "" = blank; a line break starts a new paragraph
    unread    what stands in a cell but can't be understood, by ref (``t3.open.natural``, ``year``,
              ``info.signed_on``); the cell itself then counts as blank
    accepted  reasons in writing (情况说明) by the token of the finding that they accept
    doubts    what could not be settled about the workbook that this one was made from, in words, by the number under
              which the clerk's answer is filed like a reason (W-22-3F9A01)
    carried   what stands where cells that have no place presumably are, by ref; nothing of it counts
    absent    ids of tables, blocks, rows, columns (``t3.open``) and texts whose place the workbook lacks
    twice     of these, those that stand in several places with different contents, with these places in words
    astray    of these, the rows and columns whose label is in one of these places only
    """

    format: str
    organisation: str
    year: int | None
    info: Mapping[str, str]
    figures: Mapping[CellRef, Figure]
    texts: Mapping[str, str]
    control: Mapping[CellRef, Figure] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    words: Mapping[CellRef, str] = field(default_factory=dict)
    twice: Mapping[str, str] = field(default_factory=dict)
    astray: frozenset[str] = frozenset()
    doubts: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, Carried] = field(default_factory=dict)

    @property
    def filed(self) -> tuple[str, ...]:
        """Numbers that have a row of their own among the reasons: those with a reason, and doubts without an answer."""
        return (*self.accepted, *(number for number in self.doubts if number not in self.accepted))

    def figure(self, cell: CellRef) -> Figure:
        """The figure of a cell or control count; None = blank."""
        try:
            return self.figures[cell]
        except KeyError:
            return self.control.get(cell)

    def content(self, cell: CellRef) -> str | None:
        """What stands in a cell or control count, in plain notation: its figure or its words; None = blank."""
        return self.words.get(cell) or plain(self.figure(cell))

    def is_absent(self, cell: CellRef) -> bool:
        """True if the workbook has no place for that cell."""
        if not self.absent:
            return False
        places = {cell.block, f"{cell.block}.{cell.row}", f"{cell.block}.{cell.column}"}
        return not places.isdisjoint(self.absent)


def derived(spec: ReportSpec, figures: Mapping[CellRef, Figure], cell: CellRef) -> Figure:
    """What the formula of a computed cell gives for these figures; None if all that it adds up is blank.

    A total that was typed takes part as it was typed, just as in the workbook's own formula.
    """
    known, total = False, _ZERO
    for term in spec.definitions[cell].right:
        values = [value for value in map(figures.get, term.cells) if value is not None]
        if values:
            known = True
            part = sum(values, _ZERO)
            total = total - part if term.negative else total + part
    return total if known else None


def completed(spec: ReportSpec, named: Mapping[CellRef, Figure]) -> dict[CellRef, Figure]:
    """An entry for every cell of the form: what is named stays as given (a total, too), inputs not named are
    blank, totals not named are derived."""
    figures = {cell: named.get(cell) for cell in spec.cells}
    for cell, addends in _in_turn(spec):
        if cell not in named:
            try:
                figures[cell] = sum(addends(figures), _ZERO) if addends else derived(spec, figures, cell)
            except TypeError:  # some are blank
                figures[cell] = derived(spec, figures, cell)
    return figures


@cache
def _in_turn(spec: ReportSpec) -> tuple[tuple[CellRef, Addends | None], ...]:
    """The totals, each behind those that it adds up; for those that only add, what takes all that they add."""
    found: dict[CellRef, Addends | None] = {}

    def settle(cell: CellRef) -> None:
        if cell not in found and spec.is_computed(cell):
            terms = spec.definitions[cell].right
            cells = terms[0].cells
            for addend in (addend for term in terms for addend in term.cells):
                settle(addend)
            only_adds = len(terms) == 1 and len(cells) > 1 and not terms[0].negative
            found[cell] = cast(Addends, itemgetter(*cells)) if only_adds else None

    for cell in spec.cells:
        settle(cell)
    return tuple(found.items())


def typed(spec: ReportSpec, figures: Mapping[CellRef, Figure]) -> dict[CellRef, Figure]:
    """What people typed: all inputs, and those totals that aren't what their formula gives. ``completed`` of it is
    the whole again."""
    return {
        cell: figure
        for cell, figure in figures.items()
        if not spec.is_computed(cell) or figure != derived(spec, figures, cell)
    }


def blank(spec: ReportSpec, organisation: str = "", year: int | None = None) -> Submission:
    """A submission that says nothing yet."""
    return Submission(
        format=spec.id,
        organisation=organisation,
        year=year,
        info={field.id: "" for field in spec.info},
        figures=dict.fromkeys(spec.cells),
        texts=dict.fromkeys(spec.texts, ""),
        control=dict.fromkeys(spec.controls),
        words=dict.fromkeys(spec.worded, ""),
    )
