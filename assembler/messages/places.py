"""Where people find what a finding is about: sheet, addresses, and the words for both."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assembler.messages.catalog import Catalog
from assembler.messages.causes import Cause
from assembler.messages.telling import OWN_WORDS
from assembler.model.columns import column_of, letters
from assembler.model.findings import Finding
from assembler.model.outcome import Checked
from assembler.model.refs import CellRef

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_WORTH_A_RANGE = 3  # two cells are told more plainly one by one


class Span(NamedTuple):
    """Cells of one sheet that form a rectangle: ``text`` is E6:J7, or K6 for a single one; ``first`` a ref in it."""

    text: str
    first: str
    sheet: str


def spans(refs: Iterable[str], checked: Checked) -> list[Span]:
    """The entries as addresses, cells that lie together as a range; what has no place in the workbook is left out.
    The first entry stays first."""
    found: list[Span] = []
    by_sheet: dict[str, dict[str, str]] = {}
    for ref in refs:
        if location := checked.locations.get(ref):
            by_sheet.setdefault(location.sheet, {}).setdefault(location.address, ref)
    for sheet, places in by_sheet.items():
        for text in ranges(list(places)):
            found.append(Span(text, places[text.partition(":")[0]], sheet))
    return found


def ranges(addresses: Sequence[str]) -> list[str]:
    """E6 F6 E7 F7 K6 -> E6:F7 K6. Each rectangle starts at the first cell that is still to be told."""
    waiting = dict.fromkeys(_grid(address) for address in addresses)
    found = []
    while waiting:
        row, column = next(iter(waiting))
        right, bottom = column, row
        while (row, right + 1) in waiting:
            right += 1
        while all((bottom + 1, each) in waiting for each in range(column, right + 1)):
            bottom += 1
        inside = [(down, across) for down in range(row, bottom + 1) for across in range(column, right + 1)]
        for cell in inside:
            del waiting[cell]
        if len(inside) < _WORTH_A_RANGE:
            found += [_address(*cell) for cell in inside]
        else:
            found.append(f"{_address(row, column)}:{_address(bottom, right)}")
    return found


def _grid(address: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(address)
    assert match is not None, address
    return int(match[2]), column_of(match[1])


def _address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def told_refs(finding: Finding, checked: Checked) -> Iterator[str]:
    """The entries of a finding, the suspected one first; without blank totals, which follow from other blanks."""
    if finding.suggestion:
        yield finding.suggestion.ref
    to_fill = [note.ref for note in finding.cells if note.value is not None or not _is_total(note.ref, checked)]
    yield from to_fill or [note.ref for note in finding.cells]


def _is_total(ref: str, checked: Checked) -> bool:
    cell = CellRef(*ref.split(".")) if ref.count(".") == 2 else None
    return cell in checked.spec.definitions


def refs_of(cause: Cause, checked: Checked) -> list[str]:
    """The entries that are told as the place of a cause."""
    if cause.kind in (*OWN_WORDS, "alike"):
        return list(cause.suspects)
    return list(told_refs(cause.head, checked))


def where(cause: Cause, checked: Checked, catalog: Catalog) -> str:
    """The one place to look at first: 表三“予以公开”行“总计”列（三、申请情况!K8）."""
    ref = (*cause.suspects, cause.head.at)[0]
    location = checked.locations.get(ref)
    name = catalog.place(ref, checked.spec)
    if location is None:
        return name
    return catalog.word("located", place=name, sheet=location.sheet, address=location.address)


def sheet_of(cause: Cause, checked: Checked) -> str:
    """The sheet a cause is told under; "" for the workbook as a whole."""
    head = cause.head
    for ref in (*cause.suspects, *(note.ref for note in head.cells)):
        if ref in checked.locations:
            return checked.locations[ref].sheet
    try:
        return checked.spec.section_of(head.at.split(".")[0] if head.code == "S-08" else head.at).sheet
    except KeyError:
        return ""


def by_sheet(found: Iterable[Cause], checked: Checked) -> dict[str, list[Cause]]:
    """Causes by sheet, in the order in which the first of each is told."""
    groups: dict[str, list[Cause]] = {}
    for cause in found:
        groups.setdefault(sheet_of(cause, checked), []).append(cause)
    return groups
