"""What a workbook truly says, and whether a reading of it is right, told, or a silent misread.

The truth is kept apart from the program: labels remember what they name (``Cell.label``) wherever they go, and a figure
is what stands where the column of one label meets the row of another. What people can't tell is UNSAYABLE: then the
program must say so.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from assembler.checks.structure import check_structure
from assembler.checks.values import check_values
from assembler.excel import Reading, make_workbook
from assembler.excel.layout import INFO_LABEL, LEFT, TOP_ROW, layout
from assembler.formats import load_format
from assembler.model.findings import Finding
from assembler.model.grid import ancestors
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed
from tests.semantic.paper import Cell, Page, Paper, opened


class Unsayable:
    """Nobody can tell what it says."""

    def __repr__(self) -> str:
        return "UNSAYABLE"


UNSAYABLE = Unsayable()
Truth = Decimal | str | None | Unsayable


def filled(spec: ReportSpec, seed: int) -> Submission:
    """A submission with another figure, name or text in every cell, so that a cell that is mistaken shows."""
    chance = random.Random(seed)
    inputs = [cell for cell in spec.cells if not spec.is_computed(cell) and cell not in spec.worded]
    numbers = chance.sample(range(11, 9_999), len(inputs) + len(spec.controls))
    named: dict[CellRef, Decimal | None] = dict(zip(inputs, map(Decimal, numbers), strict=False))
    if seed % 3 == 1:  # some reports are hardly filled in
        named |= {cell: Decimal(0) if chance.random() < 0.7 else None for cell in inputs if chance.random() < 0.5}
    for cell in inputs:
        if spec.value_of(cell) == "amount" and named[cell]:
            named[cell] = (named[cell] or Decimal(0)) + Decimal("0.503303")
    year = spec.last_year or 2023
    info = {entry.id: f"{entry.label}{seed}" for entry in spec.info}
    info |= {"signed_on": f"{year + 1}-01-1{seed % 10}", "level": "department"}
    texts = {text.id: f"{text.label}写的是{chance.randint(100, 999)}字。\n第二段。" for text in spec.texts.values()}
    return replace(
        blank(spec, f"某县第{seed}局", year),
        figures=completed(spec, named),
        control=dict(zip(spec.controls, map(Decimal, numbers[len(inputs) :]), strict=True)) if seed % 2 else {},
        info=info,
        texts=texts,
        words=dict.fromkeys(spec.worded, f"{seed}.5964万元"),
    )


@cache
def _base(form: str, seed: int) -> Paper:
    spec = load_format(form)
    last_year = filled(spec, seed + 1000) if seed % 4 == 3 else None
    report = filled(spec, seed)
    paper = opened(make_workbook(spec, report, last_year and replace(last_year, year=(report.year or 0) - 1)))
    _label(spec, paper)
    paper.recalculate()
    return paper


def fresh(form: str, seed: int) -> Paper:
    """A standard workbook, filled in, with every label known for what it names."""
    return _base(form, seed).copied()


def _label(spec: ReportSpec, paper: Paper) -> None:
    plan = layout(spec)
    for table in plan.tables:
        page = paper.page(table.sheet)
        blocks = [(block, {line.id for line in block.rows}) for block in table.table.blocks]
        owner = iter(blocks)
        top = -1
        for cell in table.grid.cells:
            if cell.column == 0 and cell.row > top and (cell.role == "caption" or top < 0):
                block, _ = next(owner)
            top = max(top, cell.row)
            if cell.line:
                side = "row" if cell.role == "stub" else "column"
                page.at(TOP_ROW + cell.row, LEFT + cell.column).label = f"{block.id}/{side}/{cell.line}"
            elif cell.role == "caption":
                page.at(TOP_ROW + cell.row, LEFT).label = f"{block.id}/caption/"
        for block, _ in blocks:
            first = next(iter(block.cells()))
            if not block.row(first.row).label:
                place = plan.place(first)
                page.at(place.row, place.column).label = f"{block.id}/row/{first.row}"
            if block.control and table.control_column is not None:
                page.at(TOP_ROW, table.control_column).label = f"{block.id}/column/{block.control.id}"
    for ref in entries(spec):
        place = plan.place(ref)
        page = paper.page(place.sheet)
        if ref in spec.texts:
            page.at(place.row - 2, place.column).label = f"label/{ref}"
        else:
            page.at(place.row, INFO_LABEL).label = f"label/{ref}"
        page.at(place.row, place.column).label = f"value/{ref}"


def entries(spec: ReportSpec) -> list[str]:
    """Refs of what is no figure."""
    return ["organisation", "year", *(f"info.{entry.id}" for entry in spec.info), *spec.texts]


class Labels:
    """Where the labels stand now."""

    def __init__(self, paper: Paper) -> None:
        self.places: dict[str, list[tuple[Page, int, int]]] = {}
        pointed = {place.sheet for place in paper.names.values() if place}
        for page in paper.pages:
            if page.instead_of and (page.instead_of in pointed or page.name.startswith(("上年", "2022年"))):
                continue  # that it is another sheet, names or its own name tell
            for (row, column), cell in page.cells.items():
                if cell.label:
                    self.places.setdefault(cell.label, []).append((page, row, column))

    def one(self, label: str) -> tuple[Page, int, int] | None:
        """Where a label stands, if it stands once."""
        found = self.places.get(label, [])
        return found[0] if len(found) == 1 else None

    def cells(self, ref: CellRef) -> list[tuple[Page, int, int]]:
        """Where the row's label meets the column's; several if one stands twice."""
        rows = self.places.get(f"{ref.block}/row/{ref.row}", [])
        columns = self.places.get(f"{ref.block}/column/{ref.column}", [])
        return [(page, row, column) for page, row, _ in rows for other, _, column in columns if page is other]


def truth_of(spec: ReportSpec, paper: Paper) -> dict[str, Truth]:
    """What each entry of the form says, by ref."""
    labels = Labels(paper)
    truth: dict[str, Truth] = {}
    places = {ref: labels.cells(ref) for ref in (*spec.cells, *spec.controls)}
    cells = {(id(page), row, column): page.area(row, column) for each in places.values() for page, row, column in each}
    areas = Counter((page, area) for (page, _, _), area in cells.items())
    for ref, found in places.items():
        said = {
            UNSAYABLE if areas[id(page), page.area(row, column)] > 1 else _said(page, row, column)
            for page, row, column in found
        }
        said = said - {None} or said  # a label over blank cells says nothing
        truth[str(ref)] = said.pop() if len(said) == 1 else UNSAYABLE
    for entry in entries(spec):
        said = {_said(*place) for place in labels.places.get(f"value/{entry}", ())}
        truth[entry] = said.pop() if len(said) == 1 and f"label/{entry}" in labels.places else UNSAYABLE
    return truth


def _said(page: Page, row: int, column: int) -> Truth:
    area = page.area(row, column)
    if area[:2] != (row, column):
        return UNSAYABLE  # swallowed by another cell
    cell = page.cells.get((row, column)) or Cell()
    if cell.means is not None:
        means: Truth = cell.means
        return means
    if cell.error or isinstance(cell.value, bool):
        return UNSAYABLE
    if isinstance(cell.value, (int, float)):
        near = round(cell.value)  # Excel shows 15 digits
        return Decimal(near if abs(cell.value - near) < 1e-9 else format(cell.value, ".15g")).normalize() + 0
    return None if cell.value is None or not cell.value.strip() else cell.value


TELLING = (
    *("S-01", "S-08", "S-09", "V-01", "V-02", "V-03", "W-01", "W-02", "W-03", "W-06/merged", "W-06/more"),
    *("S-11/struck", "W-06/control", "W-07", "W-08", "W-09", "W-10", "W-11", "W-12", "W-13", "W-21"),
)
"""Findings that name what was not read, or read otherwise than it stands. Those that say "read all the same"
(W-06/order, W-14, W-15, W-19) excuse nothing."""


@dataclass(frozen=True)
class Verdict:
    """``silent``: read as what it doesn't say, and no finding names it. ``told``: the same with a finding.
    ``lost``: not read, with a finding."""

    silent: tuple[str, ...]
    told: tuple[str, ...]
    lost: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """All of it was read right."""
        return not (self.silent or self.told or self.lost)


def verdict(spec: ReportSpec, reading: Reading, truth: Mapping[str, Truth]) -> Verdict:
    """Compare what was read with what the workbook says."""
    submission = reading.submission
    findings = (*reading.findings, *check_structure(spec, submission), *check_values(spec, submission))
    told = {each for finding in findings if finding.code != "W-02" for each in _named(finding)}  # read right, or not
    silent, misread, lost = [], [], []
    for ref, said in truth.items():
        read = _read(spec, submission, ref)
        if isinstance(said, Decimal) and isinstance(read, Decimal):
            same = said == read
        else:
            same = not isinstance(said, Unsayable) and (str(said) == str(read) or not (said or read))
        if same or _recomputed(spec, ref, findings):
            continue
        line = f"{ref}: says {said!r}, read {read!r}"
        if not told.intersection(_covering(spec, ref)):
            silent.append(line)
        elif not read or isinstance(said, Unsayable):
            lost.append(line)
        else:
            misread.append(line)
    return Verdict(tuple(silent), tuple(misread), tuple(lost), findings)


def _recomputed(spec: ReportSpec, ref: str, findings: Iterable[Finding]) -> bool:
    """A total that shows something else than the figures add up to: read anew, and told so, be it at what it adds."""
    if ref.count(".") != 2 or CellRef.parse(ref) not in spec.definitions:
        return False
    named = {each for finding in findings for each in _named(finding)}
    return not named.isdisjoint({ref, *_addends(spec, CellRef.parse(ref))})


@cache
def _addends(spec: ReportSpec, cell: CellRef) -> frozenset[str]:
    """All that a total adds up, totals within it included."""
    found: set[str] = set()
    for term in spec.definitions[cell].right:
        for each in term.cells:
            found |= {str(each)} | (_addends(spec, each) if each in spec.definitions else frozenset())
    return frozenset(found)


def _named(finding: Finding) -> Iterator[str]:
    """What a finding of reading names; findings that say "it was read all the same" excuse nothing."""
    if (finding.code, finding.case) == ("W-06", "control"):
        yield f"{finding.at}.control"
    elif {finding.code, f"{finding.code}/{finding.case}"} & set(TELLING):
        if finding.code in ("S-01", "S-08", "W-03") or finding.at.count("."):
            yield finding.at  # others that are told at a table or block name the cells that they mean
        yield from (note.ref for note in finding.cells)


def _covering(spec: ReportSpec, ref: str) -> set[str]:
    """Everything that names this entry: itself, its row, column, groups, block, table, section."""
    if ref.count(".") != 2:
        sections = {section.id for section in spec.sections if any(text.id == ref for text in section.texts)}
        return {ref, *sections}
    cell = CellRef.parse(ref)
    block = spec.blocks[cell.block]
    names = {ref, block.id, spec.table_of[block.id].id, f"{block.id}.{cell.row}", f"{block.id}.{cell.column}"}
    for lines, line in ((block.rows, block.row(cell.row)), (block.columns, block.column(cell.column))):
        if line in lines:
            names |= {f"{block.id}.{group.id}" for group in ancestors(lines, line)}
    return names


def _read(spec: ReportSpec, submission: Submission, ref: str) -> Truth:
    if ref == "organisation":
        return submission.organisation
    if ref == "year":
        return Decimal(submission.year) if submission.year else None
    if ref.startswith("info."):
        return _as_shown(spec, ref, submission.info[ref.removeprefix("info.")])
    if ref in spec.texts:
        return submission.texts[ref]
    cell = CellRef.parse(ref)
    return submission.words.get(cell) if cell in spec.worded else submission.figure(cell)


def _as_shown(spec: ReportSpec, ref: str, value: str) -> Truth:
    """Dates and levels as the cell holds them."""
    from datetime import date

    kind = next(entry.kind for entry in spec.info if f"info.{entry.id}" == ref)
    if kind == "level":
        return {level.id: level.label for level in spec.levels}.get(value, value)
    try:
        return Decimal((date.fromisoformat(value) - date(1899, 12, 30)).days) if kind == "date" else value
    except ValueError:
        return value
