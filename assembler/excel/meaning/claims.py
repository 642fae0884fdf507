"""What is written over a table, or at it, and says that its figures aren't what the form asks for: another unit,
another year, other cases. Titles, corners and the room above the figures are where people write such things."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from assembler.excel.layout import Place
from assembler.excel.places.locate import Found, normal
from assembler.excel.places.turned import says_another
from assembler.model.spec import ReportSpec, Table
from assembler.patterns import late

_SCALED = late("(?<![0-9一二三四五六七八九几数])[十百千万亿]+[元件份次条项个宗人]")
_NAMED = late("单位(?:为|是)?:?[^,.;。；，]{0,4}?((?<![十百千万亿])元|[十百千万亿]+[元件份次条项个宗人])")
_MONEY = late("[十百千万亿]*元")


class Claim(NamedTuple):
    """``unit``: the form's, where the words name another one; "" where they name a year or certain cases."""

    table: Table
    place: Place
    text: str
    unit: str


def claims(spec: ReportSpec, found: Found, beside: Iterable[tuple[Place, str]], year: str) -> Iterator[Claim]:
    """Of the cells ``beside`` the form those that put its figures in doubt. ``year``: of the report."""
    tables = _tables(spec, found)
    for place, text in beside:
        for table, rows in tables.get(place.sheet, ()):
            is_over = place.row < max(rows) and place.row not in rows
            units = [each for block in table.blocks for each in block.unit.split("/")]
            named = _NAMED.findall(normal(text)) or (_SCALED.findall(normal(text)) if is_over else [])
            if not set(units).issuperset(named):
                yield Claim(table, place, text, "、".join(dict.fromkeys(units)))
            elif is_over and says_another(_MONEY.sub("", text), year):
                yield Claim(table, place, text, "")


def _tables(spec: ReportSpec, found: Found) -> Mapping[str, list[tuple[Table, frozenset[int]]]]:
    """By sheet the tables that stand on it, with the rows of their figures."""
    tables: dict[str, list[tuple[Table, frozenset[int]]]] = {}
    for section in spec.sections:
        if section.table:
            places = [place for cell in section.table.cells() if (place := found.places.get(str(cell)))]
            for sheet in dict.fromkeys(place.sheet for place in places):
                rows = frozenset(place.row for place in places if place.sheet == sheet)
                tables.setdefault(sheet, []).append((section.table, rows))
    return tables
