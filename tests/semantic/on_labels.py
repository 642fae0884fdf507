"""Alterations of labels: those of rows and columns, of groups, of texts and entries."""

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from tests.semantic.alterations import alteration
from tests.semantic.paper import Page, Paper
from tests.semantic.places import labelled, spec_of
from tests.semantic.truth import Labels


def _edited(paper: Paper, chance: Random, kinds: str, change: Any) -> bool:
    found = labelled(paper, chance, kinds)
    if not found:
        return False
    _, page, row, column = found
    text = change(page.value(row, column), chance)
    if not text:
        return False
    page.at(row, column).value = text
    return True


@alteration("a slip in a label", harmless=True)
def _slip(paper: Paper, chance: Random) -> object:
    def change(text: str, chance: Random) -> str:
        at = chance.randrange(len(text))
        if len(text) < 10 or text[at] in "万元":
            return ""  # a slip in a unit is another unit
        return f"{text[:at]}{chance.choice('的情申')}{text[at + 1 :]}"

    return _edited(paper, chance, "leaf", change)


@alteration("a label shortened")
def _shortened(paper: Paper, chance: Random) -> object:
    return _edited(paper, chance, "leaf", lambda text, _: text[: max(2, len(text) // 2)])


@alteration("a number before a label")
def _numbered(paper: Paper, chance: Random) -> object:
    return _edited(paper, chance, "leaf", lambda text, chance: f"{chance.randint(1, 9)}、{text}")


_NUMBER = re.compile("^(?:([1-8])[.]|（([一二三四五六七])）|([一二三四])、)")


def _all_numbers(paper: Paper, change: Callable[[str], str], levels: Iterable[str]) -> bool:
    """Each label of a row or group of 表三 with its number written otherwise."""
    altered = False
    for page in paper.pages:
        for cell in page.cells.values():
            if cell.label and cell.label.startswith("t3/row/") and isinstance(cell.value, str):
                match = _NUMBER.match(cell.value)
                if match and str(match.lastindex) in levels:
                    cell.value = change(match[match.lastindex or 0]) + cell.value[match.end() :]
                    altered = True
    return altered


@alteration("numbers of all labels of a level lost")
def _numbers_lost(paper: Paper, chance: Random) -> object:
    return _all_numbers(paper, lambda _: "", chance.choice("123"))


@alteration("numbers of all labels lost")
def _all_numbers_lost(paper: Paper, _: Random) -> object:
    return _all_numbers(paper, lambda _: "", "123")


@alteration("numbers of labels in another style")
def _restyled(paper: Paper, chance: Random) -> object:
    style = chance.choice(("{}", "{} ", "{}、", "({})", "（{}）", "{})", "第{}、", "{}．", "·{}"))
    return _all_numbers(paper, style.format, chance.choice(("1", "2", "3", "123")))


@alteration("a note behind every label of a table's rows")
def _all_annotated(paper: Paper, chance: Random) -> object:
    block, note = chance.choice(list(spec_of(paper).blocks)), chance.choice(("（件）", "*", "：", "情况"))
    labels = [
        cell
        for page in paper.pages
        for cell in page.cells.values()
        if cell.label and cell.label.startswith(f"{block}/row/") and isinstance(cell.value, str)
    ]
    for cell in labels:
        cell.value = f"{cell.value}{note}"
    return bool(labels)


@alteration("a label that a formula says", harmless=True)
def _by_formula(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance, chance.choice(("leaf", "group", "entry")))
    if not found:
        return False
    _, page, row, column = found
    cell = page.at(row, column)
    cell.formula = f'"{cell.value}"'
    return True


@alteration("a note behind a label")
def _annotated(paper: Paper, chance: Random) -> object:
    notes = ("（件）", "*", "：", "（含网上）")
    return _edited(paper, chance, "leaf", lambda text, chance: text + chance.choice(notes))


@alteration("blanks and widths in a label", harmless=True)
def _spaced(paper: Paper, chance: Random) -> object:
    def change(text: str, chance: Random) -> str:
        at = chance.randrange(len(text) + 1)
        wide = text.translate({ord(a): ord(a) + 0xFEE0 for a in ".1234567890"})
        return f"{wide[:at]}{chance.choice((' ', chr(10), '　', chr(160)))}{wide[at:]}"

    return _edited(paper, chance, chance.choice(("leaf", "group", "entry")), change)


@alteration("quotation marks in labels straightened", harmless=True)
def _straight(paper: Paper, _: Random) -> object:
    for page in paper.pages:
        for cell in page.cells.values():
            if cell.label and isinstance(cell.value, str) and "/" in cell.label and "value/" not in cell.label:
                cell.value = cell.value.replace("“", '"').replace("”", '"')
    return True


@alteration("总计 called 合计", harmless=True)
def _sum_called_otherwise(paper: Paper, chance: Random) -> object:
    labels = Labels(paper)
    wanted = [f"t3/{each}" for each in ("column/total", "row/results_total")]
    wanted += [f"t4/column/{each}_total" for each in ("review", "suit_direct", "suit_after")]
    places = [place for label in wanted if (place := labels.one(label))]
    if not places:
        return False
    page, row, column = chance.choice(places)
    cell = page.at(row, column)
    if not isinstance(cell.value, str) or "总计" not in cell.value:
        return False
    cell.value = cell.value.replace("总计", "合计")
    return True


@alteration("a label replaced by a foreign one")
def _foreign(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance)
    if not found:
        return False
    _, page, row, column = found
    page.at(row, column).value, page.at(row, column).label = chance.choice(("外籍人员", "网上申请", "Q", "123")), None
    return True


@alteration("a label cleared")
def _cleared(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance)
    if not found:
        return False
    found[1].at(*found[2:]).value = None
    return True


@alteration("several labels cleared")
def _several_cleared(paper: Paper, chance: Random) -> object:
    return sum(_cleared(paper, chance) is True for _ in range(chance.randint(2, 5))) > 0


@alteration("all labels of a table's rows cleared")
def _rows_cleared(paper: Paper, chance: Random) -> object:
    return _all_cleared(paper, chance, "row")


@alteration("all labels of a table's columns cleared")
def _columns_cleared(paper: Paper, chance: Random) -> object:
    return _all_cleared(paper, chance, "column")


def _all_cleared(paper: Paper, chance: Random, side: str) -> bool:
    block = chance.choice(list(spec_of(paper).blocks.values()))
    cleared = False
    for page in paper.pages:
        for cell in page.cells.values():
            if cell.label and cell.label.startswith(f"{block.id}/{side}/") and isinstance(cell.value, str):
                cell.value, cleared = None, True
    return cleared


def _swap(one: tuple[Page, int, int], other: tuple[Page, int, int]) -> bool:
    """The texts exchange places, and with them what they name."""
    here, there = one[0].at(*one[1:]), other[0].at(*other[1:])
    if here is there:
        return False
    here.value, there.value = there.value, here.value
    here.label, there.label = there.label, here.label
    return True


def _pair(paper: Paper, chance: Random, side: str) -> tuple[tuple[Page, int, int], tuple[Page, int, int]] | None:
    """Two labels of one block, and where columns stand in groups of one group: elsewhere they'd name something else.
    Columns hold the same kind of figure: an amount with its unit is no count."""
    spec, labels = spec_of(paper), Labels(paper)
    pairs = []
    for block in spec.blocks.values():
        lines = block.leaf_rows if side == "row" else block.leaf_columns
        lines = tuple(line for line in lines if line.label and line.kind == "input")
        for one in lines:
            for other in lines:
                alike = side == "row" or block.value_of(one.id) == block.value_of(other.id)
                if one.id < other.id and alike and (block.id != "t4" or one.parent == other.parent):
                    places = [labels.one(f"{block.id}/{side}/{line.id}") for line in (one, other)]
                    if all(places):
                        pairs.append(tuple(places))
    return chance.choice(pairs) if pairs else None  # type: ignore[return-value]


@alteration("labels of two rows exchanged", harmless=True)
def _swap_rows(paper: Paper, chance: Random) -> object:
    pair = _pair(paper, chance, "row")
    return pair is not None and _in_one_column(*pair) and _swap(*pair)


@alteration("labels of two columns exchanged", harmless=True)
def _swap_columns(paper: Paper, chance: Random) -> object:
    pair = _pair(paper, chance, "column")
    return pair is not None and pair[0][1] == pair[1][1] and _swap(*pair)


def _in_one_column(one: tuple[Page, int, int], other: tuple[Page, int, int]) -> bool:
    return one[2] == other[2]


@alteration("labels of a total and another column exchanged")
def _swap_total(paper: Paper, _: Random) -> object:
    labels = Labels(paper)
    one, other = labels.one("t3/column/total"), labels.one("t3/column/natural")
    return one is not None and other is not None and one[0] is other[0] and _swap(one, other)


@alteration("a label twice, its neighbour's lost")
def _duplicated(paper: Paper, chance: Random) -> object:
    pair = _pair(paper, chance, chance.choice(("row", "column")))
    if not pair:
        return False
    one, other = (place[0].at(*place[1:]) for place in pair)
    other.value, other.label = one.value, one.label
    return True


@alteration("a group's label edited")
def _group_edited(paper: Paper, chance: Random) -> object:
    return _edited(paper, chance, "group", lambda text, chance: chance.choice((text[:-1], f"{text}（小计）", "其他类")))


@alteration("a group's label cleared")
def _group_cleared(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance, "group")
    if not found:
        return False
    _, page, row, column = found
    below = [page.cells.get((row + 1, n)) for n in range(column, page.area(row, column)[3] + 1)]
    if any(cell and isinstance(cell.value, str) and not cell.label for cell in below):
        return False  # what it was stretched over is the neighbour's again
    page.at(row, column).value = None
    return True


@alteration("labels of two groups of 表四 exchanged")
def _groups_exchanged(paper: Paper, _: Random) -> object:
    """Whose the figures are then, the labels tell: 复议后起诉 is what stands under 复议后起诉."""
    labels = Labels(paper)
    one, other = labels.one("t4/column/suit_direct"), labels.one("t4/column/suit_after")
    if not one or not other or one[0].value(one[1], one[2] + 1) is not None or not _swap(one, other):
        return False  # split and filled, each column has its own
    for page in (one[0],):
        for cell in page.cells.values():
            if cell.label and cell.label.startswith("t4/column/suit_"):
                for here, there in (("direct_", "after_"), ("after_", "direct_")):
                    if f"suit_{here}" in cell.label:
                        cell.label = cell.label.replace(f"suit_{here}", f"suit_{there}")
                        break
    return True


@alteration("captions of two blocks exchanged")
def _captions_exchanged(paper: Paper, chance: Random) -> object:
    captions = [label for label in Labels(paper).places if "/caption/" in label and Labels(paper).one(label)]
    if len(captions) < 2:
        return False
    one, other = (Labels(paper).one(label) for label in chance.sample(captions, 2))
    return one is not None and other is not None and _swap(one, other)


@alteration("a caption edited")
def _caption_edited(paper: Paper, chance: Random) -> object:
    captions = [label for label in Labels(paper).places if "/caption/" in label]
    place = Labels(paper).one(chance.choice(captions)) if captions else None
    if not place:
        return False
    place[0].at(*place[1:]).value = chance.choice((None, "第二十条第(五)项内容", "二、许可"))
    return True


@alteration("the label of an entry or text edited")
def _entry_edited(paper: Paper, chance: Random) -> object:
    return _edited(paper, chance, "entry", lambda text, chance: text[: -chance.randint(1, 2)])


@alteration("the label of an entry or text cleared")
def _entry_cleared(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance, "entry")
    if not found:
        return False
    found[1].at(*found[2:]).value = None
    return True


@alteration("labels of two entries or texts exchanged", harmless=True)
def _entries_exchanged(paper: Paper, chance: Random) -> object:
    one, other = labelled(paper, chance, "entry"), labelled(paper, chance, "entry")
    if not one or not other or one[0] == other[0]:
        return False
    is_text = [each[0].removeprefix("label/") in spec_of(paper).texts for each in (one, other)]
    kinds = {"label/year", "label/info.signed_on", "label/info.level"}
    if is_text[0] != is_text[1] or kinds & {one[0], other[0]} or not _swap(one[1:], other[1:]):
        return False
    labels = Labels(paper)
    values = [labels.one(f"value/{each[0].removeprefix('label/')}") for each in (one, other)]
    if all(values):
        here, there = (place[0].at(*place[1:]) for place in values if place)
        here.label, there.label = there.label, here.label
    return True


@alteration("the label of a text twice")
def _entry_twice(paper: Paper, chance: Random) -> object:
    found = labelled(paper, chance, "entry")
    if not found:
        return False
    _, page, row, column = found
    page.at(page.bounds()[0] + 2, column).value = page.value(row, column)
    return True
