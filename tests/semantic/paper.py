"""A workbook as the clerk's program holds it while somebody works in it: cells, merges, names, sheets, and what Excel
does to all of them when a row goes in or a block is cut out. Saved, it is a real .xlsx.

Labels remember what of the form they name (``Cell.label``), so that a test knows what the sheet says after any change
without reading it the way the program does.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from assembler.excel.book import Book, Content, Sheet
from assembler.excel.layout import FORMAT_NAME, FORMAT_PROPERTY, META_SHEET, Place, quoted
from assembler.model.columns import letters

At = tuple[int, int]
Area = tuple[int, int, int, int]
Move = Callable[[int, int], At | None]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,2})(\$?)([0-9]+)(?::(\$?)([A-Z]{1,2})(\$?)([0-9]+))?")
_SUM = re.compile(r"([+-]?)SUM\(([^()]*)\)")
_DATA = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.S)
_MERGES = re.compile(rb"<mergeCells.*?</mergeCells>", re.S)
_RULES = re.compile(rb"<conditionalFormatting.*</conditionalFormatting>|<dataValidations.*</dataValidations>", re.S)
_ANCHORED = re.compile(rb"<(?:hyperlinks|ignoredErrors).*?</(?:hyperlinks|ignoredErrors)>|<autoFilter[^>]*/>")


@dataclass(slots=True)
class Cell:
    """``value``: the constant, or what the formula shows. ``label``: what of the form the text names, as people read
    it. ``means``: what the value says where that isn't the value itself (12件 says 12; UNSAYABLE says nothing).
    ``runs``: the parts of a text that look different, with their properties."""

    value: Any = None
    formula: str | None = None
    style: str = "0"
    label: str | None = None
    means: Any = None
    error: bool = False
    runs: tuple[tuple[str, str], ...] = ()

    def type(self, value: Any, means: Any = None) -> None:
        """Type over whatever stood there; the cell keeps its look."""
        self.value, self.formula, self.means, self.error, self.runs = value, None, means, False, ()

    def type_runs(self, *runs: tuple[str, str], means: Any) -> None:
        """Type a text of which parts look different: with what a run's <rPr> holds, "" for nothing."""
        self.type("".join(text for text, _ in runs), means)
        self.runs = runs

    @property
    def string(self) -> str:
        """What its <si> holds."""
        if "".join(text for text, _ in self.runs) != self.value:  # changed since
            return _spelled(self.value)
        return "".join(
            f"<r><rPr>{look}</rPr>{_spelled(text)}</r>" if look else f"<r>{_spelled(text)}</r>"
            for text, look in self.runs
        )


@dataclass
class Page:
    """A sheet. ``instead_of``: another year's, put in place of the sheet of that name, which names may still point to;
    as long as they do they tell that it is another one."""

    name: str
    cells: dict[At, Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    state: str = "visible"
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    around: tuple[bytes, bytes] = (b"", b"")
    instead_of: str = ""

    def at(self, row: int, column: int) -> Cell:
        """The cell, made if there is none."""
        return self.cells.setdefault((row, column), Cell())

    def value(self, row: int, column: int) -> Any:
        """What stands there."""
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def area(self, row: int, column: int) -> Area:
        """The merged area of a cell, or the cell itself."""
        for area in self.merged:
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                return area
        return row, column, row, column

    def bounds(self) -> At:
        """One past the last row and column in use."""
        used = [at for at, cell in self.cells.items() if cell.value is not None or cell.formula] or [(0, 0)]
        return max(row for row, _ in used) + 1, max(column for _, column in used) + 1


@dataclass
class Paper:
    """The workbook. ``parts``: what of the package is kept as it is. ``marked``: the format's marks are there."""

    pages: list[Page]
    names: dict[str, Place | None]
    parts: dict[str, bytes]
    format: str
    marked: bool = True
    calendar_1904: bool = False

    def page(self, name: str) -> Page:
        """The sheet of that name; KeyError if there is none."""
        for page in self.pages:
            if page.name == name:
                return page
        raise KeyError(name)

    def copied(self) -> "Paper":
        """An independent copy."""
        pages = [
            Page(
                page.name,
                {at: copy(cell) for at, cell in page.cells.items()},
                list(page.merged),
                page.state,
                set(page.hidden_rows),
                set(page.hidden_columns),
                page.around,
                page.instead_of,
            )
            for page in self.pages
        ]
        return Paper(pages, dict(self.names), self.parts, self.format, self.marked, self.calendar_1904)

    # --- what Excel does -------------------------------------------------------------------------------------------

    def insert(self, page: Page, axis: int, at: int, count: int = 1) -> None:
        """Rows (axis 0) or columns (1) inserted before ``at``; merges, formulas and names follow."""
        self._shift(page, axis, lambda n: n + count if n >= at else n)

    def delete(self, page: Page, axis: int, at: int, count: int = 1) -> None:
        """Rows or columns deleted; what stood in them is gone, names and formulas that pointed there are #REF!."""
        for area in page.merged:  # Excel keeps the text of a merged area whose first row goes
            first, last = area[axis], area[axis + 2]
            if at <= first < at + count <= last and area[:2] in page.cells:
                target = (at + count, area[1]) if axis == 0 else (area[0], at + count)
                page.cells[target] = page.cells.pop(area[:2])
        self._shift(page, axis, lambda n: n if n < at else n - count if n >= at + count else None)

    def _shift(self, page: Page, axis: int, new: Callable[[int], int | None]) -> None:
        def move(row: int, column: int) -> At | None:
            n = new((row, column)[axis])
            return None if n is None else ((n, column) if axis == 0 else (row, n))

        page.cells = {to: cell for at, cell in page.cells.items() if (to := move(*at)) is not None}
        page.merged = [area for each in page.merged if (area := _stretched(each, axis, new))]
        hidden = page.hidden_rows if axis == 0 else page.hidden_columns
        kept = {n for each in hidden if (n := new(each)) is not None}
        hidden.clear()
        hidden.update(kept)
        for name, place in self.names.items():
            if place and place.sheet == page.name:
                to = move(place.row, place.column)
                self.names[name] = Place(page.name, *to) if to else None
        for cell in page.cells.values():
            if cell.formula and "!" not in cell.formula:
                cell.formula = _formula_shifted(cell.formula, axis, new)
                cell.error = cell.error or "#REF!" in cell.formula

    def cut(self, source: Page, area: Area, target: Page, row: int, column: int) -> None:
        """Ctrl-X, Ctrl-V: cells, merges, names and formulas go along; what stood at the target is lost."""
        down, across = row - area[0], column - area[1]

        def move(r: int, c: int) -> At:
            return r + down, c + across

        inside = {at: cell for at, cell in source.cells.items() if _within(at, area)}
        moved = [each for each in source.merged if _within(each[:2], area)]
        where = (*move(*area[:2]), *move(*area[2:]))
        for at in inside:
            del source.cells[at]
        source.merged = [each for each in source.merged if each not in moved]
        target.merged = [each for each in target.merged if not _overlap(each, where)]
        for at in [at for at in target.cells if _within(at, where)]:
            del target.cells[at]
        for name, place in self.names.items():
            if place and place.sheet == target.name and _within((place.row, place.column), where):
                along = place.sheet == source.name and _within((place.row, place.column), area)
                self.names[name] = place if along else None
        for name, place in self.names.items():
            if place and place.sheet == source.name and _within((place.row, place.column), area):
                self.names[name] = Place(target.name, *move(place.row, place.column))
        for at, cell in inside.items():
            target.cells[move(*at)] = cell
        target.merged += [(*move(*each[:2]), *move(*each[2:])) for each in moved]
        for cell in source.cells.values() if source is target else inside.values():
            if cell.formula and "!" not in cell.formula:
                cell.formula = _formula_moved(cell.formula, area, down, across)

    def paste(self, source: Page, area: Area, target: Page, row: int, column: int, *, values: bool = False) -> None:
        """Ctrl-C, Ctrl-V: names stay behind, formulas keep their absolute references. ``values``: paste values only,
        which leaves the look and the merges of the target alone."""
        down, across = row - area[0], column - area[1]
        where = (area[0] + down, area[1] + across, area[2] + down, area[3] + across)
        taken = {at: copy(cell) for at, cell in source.cells.items() if _within(at, area)}
        merged = [each for each in source.merged if _within(each[:2], area)]
        if not values:
            target.merged = [each for each in target.merged if not _overlap(each, where)]
        for at in [at for at in target.cells if _within(at, where)]:
            if at not in taken:
                target.cells[at] = Cell(style=target.cells[at].style)
        for (r, c), cell in taken.items():
            if values:
                cell.formula = None
            target.cells[r + down, c + across] = cell
        if not values:
            target.merged += [(t + down, le + across, b + down, ri + across) for t, le, b, ri in merged]

    def recalculate(self) -> None:
        """What the SUM formulas of the tables show now."""
        for page in self.pages:
            for cell in page.cells.values():
                if cell.formula and _SUM.sub("", cell.formula) == "":
                    value = _result(page, cell.formula, 0)
                    cell.value, cell.error = ("#REF!", True) if value is None else (float(value), False)

    # --- handing it over -------------------------------------------------------------------------------------------

    def book(self, path: Any) -> Book:
        """What a perfect reader makes of it."""
        sheets = {}
        for page in self.pages:
            contents = {
                at: Content(cell.value, f"={cell.formula}" if cell.formula else None, cell.error)
                for at, cell in page.cells.items()
                if cell.value is not None or cell.formula
            }
            sheets[page.name] = Sheet(page.name, contents, tuple(page.merged))
        names = {name: place for name, place in self.names.items() if place and place.sheet in sheets}
        mark = (self.format, "1") if self.marked else ("", "")
        return Book(path, sheets, names, *mark, lost_names=frozenset(self.names.keys() - names.keys()))

    def style(self, code: str) -> str:
        """The number of a new cell style with that number format."""
        styles = self.parts["xl/styles.xml"].decode()
        count = int(re.search(r'<cellXfs count="([0-9]+)"', styles)[1])  # type: ignore[index]
        number = 300 + count
        styles = re.sub(
            r"<numFmts[^>]*>", lambda at: f'{at[0]}<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>', styles
        )
        return self._with_style(styles, count, f'numFmtId="{number}" applyNumberFormat="1"')

    def font(self, look: str) -> str:
        """The number of a new cell style with a font of these properties."""
        styles = self.parts["xl/styles.xml"].decode()
        count = int(re.search(r'<cellXfs count="([0-9]+)"', styles)[1])  # type: ignore[index]
        fonts = int(re.search(r'<fonts count="([0-9]+)"', styles)[1])  # type: ignore[index]
        styles = styles.replace("</fonts>", f"<font>{look}</font></fonts>")
        styles = styles.replace(f'<fonts count="{fonts}"', f'<fonts count="{fonts + 1}"')
        return self._with_style(styles, count, f'numFmtId="0" fontId="{fonts}" applyFont="1"')

    def _with_style(self, styles: str, count: int, look: str) -> str:
        styles = styles.replace(f'<cellXfs count="{count}"', f'<cellXfs count="{count + 1}"')
        styles = styles.replace("</cellXfs>", f"<xf {look}/></cellXfs>")
        self.parts = self.parts | {"xl/styles.xml": styles.encode()}
        return str(count)

    def saved(self) -> bytes:
        """The .xlsx."""
        out = io.BytesIO()
        strings: dict[str, int] = {}
        sheets = {f"xl/worksheets/sheet{n}.xml": _sheet_xml(page, strings) for n, page in enumerate(self.pages, 1)}
        listed = "".join(f"<si>{text}</si>" for text in strings)
        shared = {"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN[1:-1]}">{listed}</sst>'.encode()}
        with zipfile.ZipFile(out, "w") as package:
            for name, part in (self.parts | self._frame(len(self.pages)) | sheets | shared).items():
                package.writestr(name, part)
        return out.getvalue()

    def _frame(self, count: int) -> dict[str, bytes]:
        """Workbook part, relationships, content types."""
        sheets = "".join(
            f'<sheet name={quoteattr(page.name)} sheetId="{n}" state="{page.state}" r:id="rId{n}"/>'
            for n, page in enumerate(self.pages, 1)
        )
        names = "".join(
            f"<definedName name={quoteattr(name)}>{escape(place.absolute if place else '#REF!')}</definedName>"
            for name, place in self.names.items()
        )
        if self.marked:
            names += f'<definedName name="{FORMAT_NAME}">"{self.format}"</definedName>'
        spaces = f'xmlns="{_MAIN[1:-1]}" xmlns:r="{_REL[1:-3]}"'
        calendar = '<workbookPr date1904="1"/>' if self.calendar_1904 else ""
        book = f"<workbook {spaces}>{calendar}<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
        rels: Any = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        types: Any = etree.fromstring(self.parts["[Content_Types].xml"])
        kept = [each for each in rels if not each.get("Target").startswith("worksheets/")]
        links = f'<Relationships xmlns="{rels.nsmap[None]}">'
        for n in range(1, count + 1):
            kind = f"{_REL[1:-3]}/worksheet"
            links += f'<Relationship Id="rId{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>'
        for n, each in enumerate(kept, 1):
            links += f'<Relationship Id="rIdx{n}" Type="{each.get("Type")}" Target="{each.get("Target")}"/>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        for each in [each for each in types if "/worksheets/" in (each.get("PartName") or "")]:
            types.remove(each)
        for n in range(1, count + 1):
            etree.SubElement(types, types[0].tag.replace("Default", "Override"), {
                "PartName": f"/xl/worksheets/sheet{n}.xml", "ContentType": kind})  # fmt: skip
        return {
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": (links + "</Relationships>").encode(),
            "[Content_Types].xml": etree.tostring(types),
        }


def opened(data: bytes) -> Paper:
    """A standard workbook, as our writer made it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    listed: Any = etree.fromstring(parts["xl/sharedStrings.xml"])
    strings = ["".join(each.itertext(f"{_MAIN}t")) for each in listed]
    book: Any = etree.fromstring(parts["xl/workbook.xml"])
    pages = []
    for n, tab in enumerate(book.find(f"{_MAIN}sheets"), 1):
        part = f"xl/worksheets/sheet{n}.xml"
        pages.append(_page(tab.get("name"), tab.get("state") or "visible", parts.pop(part), strings))
        parts.pop(f"xl/worksheets/_rels/sheet{n}.xml.rels", None)
    names: dict[str, Place | None] = {}
    form = ""
    for each in book.find(f"{_MAIN}definedNames"):
        sheet, _, address = each.text.rpartition("!")
        if each.get("name") == FORMAT_NAME:
            form = each.text.strip('"')
        elif sheet and not each.get("name").startswith("_xlnm"):
            names[each.get("name")] = Place(sheet.strip("'").replace("''", "'"), *_at(address.replace("$", "")))
    return Paper(pages, names, parts, form)


def unmarked(paper: Paper) -> None:
    """All three marks of the format dropped, as a foreign program may do."""
    paper.marked = False
    paper.pages = [page for page in paper.pages if page.name != META_SHEET]
    custom = paper.parts.get("docProps/custom.xml", b"")
    paper.parts = paper.parts | {"docProps/custom.xml": custom.replace(FORMAT_PROPERTY.encode(), b"other.format")}


def _page(name: str, state: str, part: bytes, strings: list[str]) -> Page:
    root: Any = etree.fromstring(part)
    page = Page(name, state=state)
    for cell in root.iter(f"{_MAIN}c"):
        formula, value = cell.findtext(f"{_MAIN}f"), cell.findtext(f"{_MAIN}v")
        read: Any = value
        if value:
            kind = cell.get("t")
            read = strings[int(value)] if kind == "s" else value if kind == "str" else float(value)
        page.cells[_at(cell.get("r"))] = Cell(read, formula, cell.get("s") or "0")
    for merged in root.iter(f"{_MAIN}mergeCell"):
        first, last = merged.get("ref").split(":")
        page.merged.append((*_at(first), *_at(last)))
    bare = _ANCHORED.sub(b"", _RULES.sub(b"", _MERGES.sub(b"", part)))
    before, _, after = _DATA.sub(b"\0", bare).partition(b"\0")
    page.around = before, after
    return page


def _sheet_xml(page: Page, strings: dict[str, int]) -> bytes:
    rows: dict[int, list[tuple[int, Cell]]] = {row: [] for row in page.hidden_rows}
    for (row, column), cell in sorted(page.cells.items(), key=lambda item: item[0]):
        rows.setdefault(row, []).append((column, cell))
    lines = []
    for row, cells in sorted(rows.items()):
        hidden = ' hidden="1"' if row in page.hidden_rows else ""
        inner = "".join(_cell_xml(row, column, cell, strings) for column, cell in cells)
        lines.append(f'<row r="{row + 1}"{hidden}>{inner}</row>')
    data = f"<sheetData>{''.join(lines)}</sheetData>".encode()
    before, after = page.around
    merges = b""
    if page.merged:
        refs = "".join(f'<mergeCell ref="{_name(*each[:2])}:{_name(*each[2:])}"/>' for each in page.merged)
        merges = f'<mergeCells count="{len(page.merged)}">{refs}</mergeCells>'.encode()
    if page.hidden_columns:
        cols = "".join(f'<col min="{n + 1}" max="{n + 1}" hidden="1"/>' for n in sorted(page.hidden_columns))
        before = re.sub(rb"<cols>.*</cols>", f"<cols>{cols}</cols>".encode(), before)
    protection = re.match(rb"<sheetProtection[^>]*/>", after)
    cut = protection.end() if protection else 0
    return before + data + after[:cut] + merges + after[cut:]


def _cell_xml(row: int, column: int, cell: Cell, strings: dict[str, int]) -> str:
    head = f'<c r="{_name(row, column)}" s="{cell.style}"'
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    value = cell.value
    if value is None:
        return f"{head}>{formula}</c>" if formula else f"{head}/>"
    if cell.error:
        return f'{head} t="e">{formula}<v>{value}</v></c>'
    if isinstance(value, bool):
        return f'{head} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"{head}>{formula}<v>{value!r}</v></c>"
    if formula:
        return f'{head} t="str">{formula}<v>{escape(value)}</v></c>'
    return f'{head} t="s"><v>{strings.setdefault(cell.string, len(strings))}</v></c>'


def _spelled(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _result(page: Page, formula: str, depth: int) -> Decimal | None:
    """What a sum shows; None for an error."""
    total = Decimal(0)
    for sign, listed in _SUM.findall(formula):
        for area in _areas(listed):
            if area is None:
                return None
            for row in range(area[0], area[2] + 1):
                for column in range(area[1], area[3] + 1):
                    value = _shown(page, row, column, depth)
                    if value is None:
                        return None
                    total += -value if sign == "-" else value
    return total


def _shown(page: Page, row: int, column: int, depth: int) -> Decimal | None:
    cell = page.cells.get((row, column))
    if cell is None or depth > 6:
        return Decimal(0)
    if cell.formula and _SUM.sub("", cell.formula) == "":
        return _result(page, cell.formula, depth + 1)
    if cell.error:
        return None
    number = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    return Decimal(repr(cell.value)) if number else Decimal(0)


def _areas(listed: str) -> Iterable[Area | None]:
    for each in listed.split(","):
        match = _REFERENCE.fullmatch(each)
        if not match:
            yield None
            continue
        first = _at(f"{match[2]}{match[4]}")
        yield (*first, *(_at(f"{match[6]}{match[8]}") if match[6] else first))


def _formula_shifted(formula: str, axis: int, new: Callable[[int], int | None]) -> str:
    def change(match: re.Match[str]) -> str:
        first = _at(f"{match[2]}{match[4]}")
        area = (*first, *(_at(f"{match[6]}{match[8]}") if match[6] else first))
        to = _stretched(area, axis, new, single=True)
        return _reference(match, to) if to else "#REF!"

    return _REFERENCE.sub(change, formula)


def _formula_moved(formula: str, area: Area, down: int, across: int) -> str:
    """References into an area that was cut follow it: whole ranges, and ranges of which one end was cut along."""

    def change(match: re.Match[str]) -> str:
        first = _at(f"{match[2]}{match[4]}")
        last = _at(f"{match[6]}{match[8]}") if match[6] else first
        begins, ends = _within(first, area), _within(last, area)
        if not (begins and ends) and across:
            return match[0]
        to = [*first, *last]
        if begins:
            to[0], to[1] = to[0] + down, to[1] + across
        if ends:
            to[2], to[3] = to[2] + down, to[3] + across
        return _reference(match, (to[0], to[1], to[2], to[3]))

    return _REFERENCE.sub(change, formula)


def dragged(formula: str, down: int, across: int) -> str:
    """The formula as the fill handle leaves it where references are relative."""

    def change(match: re.Match[str]) -> str:
        first = _at(f"{match[2]}{match[4]}")
        last = _at(f"{match[6]}{match[8]}") if match[6] else first
        return _reference(match, (first[0] + down, first[1] + across, last[0] + down, last[1] + across))

    return _REFERENCE.sub(change, formula)


def _reference(match: re.Match[str], area: Area) -> str:
    text = f"{match[1]}{letters(area[1])}{match[3]}{area[0] + 1}"
    if match[6]:
        text += f":{match[5]}{letters(area[3])}{match[7]}{area[2] + 1}"
    return text


def _stretched(area: Area, axis: int, new: Callable[[int], int | None], *, single: bool = False) -> Area | None:
    """An area after rows or columns came or went inside it; None if nothing (or no more than a cell) is left."""
    kept = [n for each in range(area[axis], area[axis + 2] + 1) if (n := new(each)) is not None]
    if not kept:
        return None
    first, last = (min(kept), area[1]), (max(kept), area[3])
    if axis == 1:
        first, last = (area[0], min(kept)), (area[2], max(kept))
    return (*first, *last) if single or first != last else None


def _within(at: Iterable[int], area: Area) -> bool:
    row, column = at
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def _overlap(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _at(address: str) -> At:
    match = re.fullmatch("([A-Z]+)([0-9]+)", address)
    assert match, address
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _name(row: int, column: int) -> str:
    return f"{letters(column)}{row + 1}"


__all__ = ["Area", "At", "Cell", "Page", "Paper", "dragged", "opened", "quoted", "unmarked"]
