"""What is written over a table, or at it, and says that its figures aren't what the form asks for: another unit,
another year, other cases. Titles, corners and the room above the figures are where people write such things; elsewhere,
on other sheets too, a note counts that speaks of all figures."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from assembler.excel.layout import Place, in_words
from assembler.excel.meaning.notes import Notes
from assembler.excel.meaning.outside import Beside
from assembler.excel.places.locate import Found, normal
from assembler.excel.places.turned import another_period, is_period_alone, says_another
from assembler.model.findings import Severity
from assembler.model.spec import ReportSpec, Table
from assembler.patterns import late

_QUOTED = 60  # characters
_SCALED = late("(?<![0-9一二三四五六七八九几数])[十百千万亿]+[元件份次条项个宗人]")
_NAMED = late("单位(?:为|是)?:?[^,.;。；，]{0,4}?((?<![十百千万亿])元|[十百千万亿]+[元件份次条项个宗人])")
_MONEY = late("[十百千万亿]*元")
_WHOLE = late("以[上下]|[上下][述列表]|[本此该各全]表|表[中内]|全部|一律|均[为是系按]")
_PART = late(
    "(?:上一?年|(?:19|20)[0-9]{2}年)度?结转|(?<![不未])(?:包?含|包括|其中|较|比|与)[^,.;。，；]*"
    "|(?<![截至到止—–~-])[0-9]{1,2}月[0-9]{1,2}日(?![至到止—–~-])"
)
"""What a note says of some cases only, or compares with, and a day."""


class Claim(NamedTuple):
    """``unit``: the form's, where the words name another one; "" where they name a year or certain cases."""

    table: Table
    place: Place
    text: str
    unit: str


class _Standing(NamedTuple):
    """A table that stands on a sheet: the rows of its figures, and the first column of them."""

    table: Table
    rows: frozenset[int]
    left: int

    @property
    def units(self) -> tuple[str, ...]:
        """Of its figures, each once."""
        return tuple(dict.fromkeys(each for block in self.table.blocks for each in block.unit.split("/")))


def claims(spec: ReportSpec, found: Found, beside: Iterable[tuple[Place, str]], year: str) -> Iterator[Claim]:
    """Of the cells ``beside`` the form those that put its figures in doubt. ``year``: of the report."""
    tables = _tables(spec, found)
    for place, text in beside:
        here = tables.get(place.sheet)
        if here is None and (not _WHOLE.search(text) or _tells_its_own(spec, text)):
            continue
        for each in here if here is not None else chain.from_iterable(tables.values()):
            is_over = here is not None and place.row < max(each.rows) and place.row not in each.rows
            if _is_unit_other(each, text, is_over=is_over, is_near=here is not None):
                yield Claim(each.table, place, text, "、".join(each.units))
            elif says_another(_MONEY.sub("", text), year) if is_over else _is_of_another_year(each, place, text, year):
                yield Claim(each.table, place, text, "")


def _tells_its_own(spec: ReportSpec, text: str) -> bool:
    """A note on all tables names units, each of which is one of the form's."""
    named = _NAMED.findall(normal(text))
    return bool(named) and {each for block in spec.blocks.values() for each in block.unit.split("/")}.issuperset(named)


def _is_unit_other(standing: _Standing, text: str, *, is_over: bool, is_near: bool) -> bool:
    """A unit is named that isn't the table's; elsewhere in the workbook one for the same kind of figure."""
    named = set(_NAMED.findall(normal(text)) or (_SCALED.findall(normal(text)) if is_over else []))
    kinds = {unit.endswith("元") for unit in standing.units}
    return any(is_near or unit.endswith("元") in kinds for unit in named.difference(standing.units))


def _is_of_another_year(standing: _Standing, place: Place, text: str, year: str) -> bool:
    """A note below the table, beside it or elsewhere says so of all its figures; or a year alone stands left of it."""
    if place.row in standing.rows and place.column < standing.left and is_period_alone(text):
        return another_period(text, year)
    return _WHOLE.search(text) is not None and another_period(_PART.sub("", normal(text)), year)


def _tables(spec: ReportSpec, found: Found) -> Mapping[str, list[_Standing]]:
    """By sheet the tables that stand on it."""
    tables: dict[str, list[_Standing]] = {}
    for section in spec.sections:
        if section.table:
            places = [place for cell in section.table.cells() if (place := found.places.get(str(cell)))]
            for sheet in dict.fromkeys(place.sheet for place in places):
                own = [place for place in places if place.sheet == sheet]
                rows, left = frozenset(place.row for place in own), min(place.column for place in own)
                tables.setdefault(sheet, []).append(_Standing(section.table, rows, left))
    return tables


def note_claims(notes: Notes, found: Found, beside: Beside, year: str) -> frozenset[Place]:
    """W-19: words that put the figures of a table in doubt, as a warning; another unit as an error: they'd be a hundred
    times what they should be. The cells that are told of."""
    said = list(claims(notes.spec, found, beside, year))
    for each in said:
        case, severity = ("unit", Severity.ERROR) if each.unit else ("said", Severity.WARNING)
        notes.tell(
            "W-19", each.table.id, case=case, severity=severity, table=each.table.name, place=in_words(each.place),
            found=each.text[:_QUOTED], unit=each.unit,
        )  # fmt: skip
    return frozenset(each.place for each in said)
