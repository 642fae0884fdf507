"""Alterations of sheets, names and marks."""

from copy import copy
from random import Random

from assembler.excel.layout import CHECK_SHEET, GUIDE_SHEET, META_SHEET, Place
from tests.semantic.alterations import alteration
from tests.semantic.paper import Page, Paper, unmarked
from tests.semantic.places import any_table, area_of, blocks, spec_of, spots
from tests.semantic.truth import Labels, fresh, truth_of

AROUND = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    b"</worksheet>",
)


def _forms(paper: Paper) -> list[Page]:
    return [page for page in paper.pages if page.name not in (GUIDE_SHEET, CHECK_SHEET, META_SHEET)]


def _twin(page: Page, name: str, *, known: bool = False) -> Page:
    """A copy of a sheet. ``known``: its labels count as labels of the form, so that what it says is in doubt."""
    cells = {at: copy(cell) for at, cell in page.cells.items()}
    if not known:
        for cell in cells.values():
            cell.label = None
    return Page(name, cells, list(page.merged), page.state, set(), set(), page.around)


def _other_numbers(page: Page, chance: Random) -> None:
    for cell in page.cells.values():
        if isinstance(cell.value, float) and not cell.label:
            cell.value, cell.means = float(chance.randint(20_000, 99_999)), None
        elif isinstance(cell.value, str) and "写的是" in cell.value:
            cell.value, cell.means = "去年写的。", None


def _free(paper: Paper, name: str) -> str:
    names = {page.name for page in paper.pages}
    while name in names:
        name += "2"
    return name


def _rename(paper: Paper, page: Page, name: str) -> None:
    for key, place in paper.names.items():
        if place and place.sheet == page.name:
            paper.names[key] = Place(name, place.row, place.column)
    page.name = name


@alteration("sheet renamed", harmless=True)
def _renamed(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    _rename(paper, page, _free(paper, chance.choice(("表三", "Sheet1", f"{page.name} ", "2023年数据", "定稿"))))
    return True


@alteration("sheet renamed by a program that leaves names behind")
def _renamed_alone(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    page.name = _free(paper, chance.choice(("表三", "Sheet1", "定稿")))
    return True


@alteration("sheet deleted by a program, another year's left in its place, names left behind")
def _replaced_alone(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    if not any(place and place.sheet == page.name for place in paper.names.values()):
        return False  # nothing tells that it isn't the sheet, renamed
    twin = _twin(page, _free(paper, chance.choice(("上年", "Sheet1", "2022年", "表"))), known=True)
    twin.instead_of = page.name
    _other_numbers(twin, chance)
    paper.pages[paper.pages.index(page)] = twin
    if chance.random() < 0.3:
        paper.pages.append(paper.pages.pop(paper.pages.index(twin)))
    return True


@alteration("all sheets renamed", harmless=True)
def _all_renamed(paper: Paper, _: Random) -> object:
    for n, page in enumerate(_forms(paper), 1):
        _rename(paper, page, _free(paper, f"表{n}"))
    return True


@alteration("names of two sheets exchanged", harmless=True)
def _exchanged(paper: Paper, chance: Random) -> object:
    one, other = chance.sample(_forms(paper), 2)
    first, second = one.name, other.name
    _rename(paper, one, "一时")
    _rename(paper, other, first)
    _rename(paper, one, second)
    return True


@alteration("sheets in another order", harmless=True)
def _reordered(paper: Paper, chance: Random) -> object:
    chance.shuffle(paper.pages)
    return True


@alteration("sheet hidden", harmless=True)
def _hidden(paper: Paper, chance: Random) -> object:
    chance.choice(_forms(paper)).state = chance.choice(("hidden", "veryHidden"))
    return True


@alteration("sheets shown", harmless=True)
def _shown(paper: Paper, _: Random) -> object:
    for page in paper.pages:
        page.state = "visible"
    return True


@alteration("rows and columns hidden", harmless=True)
def _hidden_rows(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    page.hidden_rows |= {chance.randint(2, 20)}
    page.hidden_columns |= {chance.randint(1, 8)}
    return True


@alteration("sheet copied", harmless=True)
def _copied(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    paper.pages.append(_twin(page, _free(paper, f"{page.name} (2)")))
    return True


@alteration("sheet copied with other numbers", harmless=True)
def _copied_other(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    if not any(place and place.sheet == page.name for place in paper.names.values()):
        return False  # nothing tells the copy from the sheet any more
    twin = _twin(page, _free(paper, chance.choice((f"{page.name} (2)", "上年", "2022"))))
    _other_numbers(twin, chance)
    paper.pages.insert(chance.randint(0, len(paper.pages)), twin)
    return True


@alteration("sheet copied with other numbers, the copy under its name")
def _copy_takes_name(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    name = page.name
    _rename(paper, page, _free(paper, f"{name}（旧）"))
    twin = _twin(page, name, known=True)
    _other_numbers(twin, chance)
    paper.pages.append(twin)
    return True


@alteration("two copies and no names")
def _copies_without_names(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    paper.names.clear()
    _rename(paper, page, _free(paper, "甲"))
    twin = _twin(page, _free(paper, "乙"), known=True)
    _other_numbers(twin, chance)
    paper.pages.append(twin)
    return True


@alteration("sheet deleted")
def _deleted(paper: Paper, chance: Random) -> object:
    page = chance.choice(_forms(paper))
    if len(paper.pages) < 3:
        return False
    paper.pages.remove(page)
    for name, place in paper.names.items():
        if place and place.sheet == page.name:
            paper.names[name] = None
    return True


@alteration("an extra sheet", harmless=True)
def _extra(paper: Paper, chance: Random) -> object:
    page = Page(_free(paper, "台账"), around=AROUND)
    for n in range(20):
        page.at(n, 0).value = chance.choice(("序号", "总计", "自然人", "申请人", "行政许可", "备注"))
        page.at(n, 1).value = float(chance.randint(1, 99_999))
    paper.pages.insert(0, page)
    return True


@alteration("last year's table pasted on a sheet of its own", harmless=True)
def _last_year(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found or not any(place and place.sheet == found[1].name for place in paper.names.values()):
        return False
    _, page, area = found
    target = Page(_free(paper, "2022年"), around=AROUND)
    paper.paste(page, area, target, chance.randint(0, 5), chance.randint(0, 4))
    for cell in target.cells.values():
        cell.label = None
    _other_numbers(target, chance)
    paper.pages.append(target)
    return True


@alteration("the other edition's table on an extra sheet", harmless=True)
def _other_edition(paper: Paper, chance: Random) -> object:
    if not any(paper.names.values()):
        return False
    other = fresh("2019" if paper.format == "2021" else "2021", chance.randint(0, 3))
    name = chance.choice(("二、主动公开", "三、申请情况"))
    page = next(each for each in other.pages if each.name == name)
    paper.pages.append(_twin(page, _free(paper, "旧表")))
    return True


@alteration("a sheet replaced by the other edition's")
def _replaced(paper: Paper, chance: Random) -> object:
    other = fresh("2019" if paper.format == "2021" else "2021", chance.randint(0, 3))
    name = chance.choice(("二、主动公开", "三、申请情况"))
    page = next(each for each in other.pages if each.name == name)
    mine = [each for each in paper.pages if each.name == name]
    if not mine or any(area_of(paper, table) is None for table in spec_of(paper).tables):
        return False
    kept = _twin(page, name)
    _as_labelled_here(paper, page, kept)
    paper.pages[paper.pages.index(mine[0])] = kept
    for key, place in paper.names.items():
        if place and place.sheet == name:
            paper.names[key] = None
    return True


def _as_labelled_here(paper: Paper, theirs: Page, kept: Page) -> None:
    """Lines that both editions call alike are still those lines."""
    known = {
        (block.id, line.label): f"{block.id}/{side}/{line.id}"
        for block in spec_of(paper).blocks.values()
        for side, lines in (("row", block.rows), ("column", (*block.columns, *filter(None, [block.control]))))
        for line in lines
    }
    for at, cell in theirs.cells.items():
        if cell.label:
            kept.cells[at].label = known.get((cell.label.split("/")[0], cell.value))


@alteration("names deleted", harmless=True)
def _no_names(paper: Paper, _: Random) -> object:
    paper.names.clear()
    return True


@alteration("some names deleted", harmless=True)
def _fewer_names(paper: Paper, chance: Random) -> object:
    for name in list(paper.names):
        if chance.random() < 0.4:
            del paper.names[name]
    return True


@alteration("names left behind", harmless=True)
def _stray_names(paper: Paper, chance: Random) -> object:
    """What tools do that insert rows without moving names."""
    page = chance.choice(_forms(paper))
    stale = dict(paper.names)
    paper.insert(page, 0, 0, chance.randint(1, 2))
    for name, place in stale.items():
        if place and place.sheet == page.name:
            paper.names[name] = place
    return True


@alteration("marks of the format lost", harmless=True)
def _no_marks(paper: Paper, chance: Random) -> object:
    if any(area_of(paper, table) is None for table in spec_of(paper).tables):
        return False
    unmarked(paper)
    if chance.random() < 0.5:
        paper.names.clear()
    return True


@alteration("protection removed", harmless=True)
def _unprotected(paper: Paper, _: Random) -> object:
    import re

    for page in paper.pages:
        page.around = page.around[0], re.sub(rb"<sheetProtection[^>]*/>", b"", page.around[1])
    return True


@alteration("guide and check sheets deleted", harmless=True)
def _fewer_sheets(paper: Paper, _: Random) -> object:
    paper.pages = [page for page in paper.pages if page.name not in (GUIDE_SHEET, CHECK_SHEET)]
    return True


@alteration("table moved to another sheet", harmless=True)
def _moved_table(paper: Paper, chance: Random) -> object:
    found = any_table(paper, chance)
    if not found:
        return False
    table, page, area = found
    target = Page(_free(paper, f"{table.name}新"), around=AROUND)
    paper.cut(page, area, target, chance.randint(0, 6), chance.randint(0, 5))
    paper.pages.insert(chance.randint(0, len(paper.pages)), target)
    return True


@alteration("table moved below another")
def _stacked(paper: Paper, chance: Random) -> object:
    found, other = any_table(paper, chance), any_table(paper, chance)
    if not found or not other or found[1] is other[1]:
        return False
    _, page, area = found
    paper.cut(page, area, other[1], other[1].bounds()[0] + chance.randint(1, 4), area[1] + chance.choice((0, 0, 1)))
    return True


@alteration("block moved to another sheet")
def _moved_block(paper: Paper, chance: Random) -> object:
    found = [each for each in blocks(paper) if each.block.id != "t3" and each.block.caption]
    if not found:
        return False
    block = chance.choice(found)
    caption = Labels(paper).one(f"{block.block.id}/caption/")
    if caption is None or caption[0] is not block.page:
        return False
    bottom = max(block.page.area(row, block.stubs.get(line, 0))[2] for line, row in block.rows.items())
    right = max(caption[0].area(*caption[1:])[3], *block.columns.values())
    target = Page(_free(paper, "另表"), around=AROUND)
    paper.cut(block.page, (caption[1], caption[2], bottom, right), target, chance.randint(0, 5), chance.randint(0, 3))
    paper.pages.append(target)
    return True


@alteration("1904 calendar", harmless=True)
def _calendar(paper: Paper, _: Random) -> object:
    date = Labels(paper).one("value/info.signed_on")
    if paper.calendar_1904 or not date:
        return False
    cell = date[0].at(*date[1:])
    if not isinstance(cell.value, float):
        return False
    paper.calendar_1904 = True
    cell.means = truth_of(spec_of(paper), paper)["info.signed_on"]
    cell.value -= 1462
    return True


@alteration("all figures on one sheet deleted")
def _emptied(paper: Paper, chance: Random) -> object:
    found = spots(paper, totals=None)
    if not found:
        return False
    page = chance.choice(found).page
    for spot in found:
        if spot.page is page:
            spot.cell.type(None)
    return True
