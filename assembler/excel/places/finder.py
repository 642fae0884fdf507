"""The long way to the entries of a form: by labels, names and neighbours, table by table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from itertools import pairwise

from assembler.excel.book import COLUMNS, ROWS, Book, Sheet
from assembler.excel.layout import Place, names
from assembler.excel.places.crowded import crowded
from assembler.excel.places.entries import find_entries
from assembler.excel.places.found import Found
from assembler.excel.places.headers import BlockForm, Header, form_of, headers, likeness, numbered
from assembler.excel.places.lost_lines import ALIKE, YEAR
from assembler.excel.places.renamed import in_renamed
from assembler.excel.places.search import search
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import Area, SheetTexts, normal
from assembler.excel.places.turned import is_another_sheet
from assembler.excel.values import is_number
from assembler.model.refs import CellRef
from assembler.model.spec import Block, ReportSpec, Section, Table
from assembler.patterns import late

FEW = 4  # numbers that may be notes
_LAST_YEAR = late("(?:(?:19|20)[0-9]{2}|上)年")


def find(spec: ReportSpec, book: Book, sheets: Mapping[str, Sheet]) -> Found:
    """Find every entry of the form on these sheets."""
    found = Found()
    texts = {name: SheetTexts(sheet, numbered(spec)) for name, sheet in sheets.items()}
    named = {ref: book.names[name] for ref, name in names(spec).items() if name in book.names}
    lost = {ref for ref, name in names(spec).items() if name in book.lost_names}
    if book.names_astray and named:  # a program that renames all sheets leaves no name that tells anything
        kept = in_renamed(spec, book, texts, found, _year(texts))
        astray = {ref for ref, name in names(spec).items() if name in book.names_astray}
        named, lost = named | kept, (lost | astray) - kept.keys()
    finder = _Finder(spec, texts, named, lost, found)
    for section in spec.sections:
        if section.table:
            finder.table(section, section.table)
    find_entries(spec, texts, named, lost, found)
    return found


def _year(texts: Mapping[str, SheetTexts]) -> str:
    """The year of the report, "" if it isn't told as a number."""
    for sheet in texts.values():
        for row, column in sheet.places.get(normal("报告年度"), ()):
            value = sheet.sheet.content(row, sheet.area((row, column))[3] + 1).value
            if isinstance(value, (int, float, str)) and (match := YEAR.match(str(value))):
                return match[0]
    return ""


class _Finder:
    def __init__(
        self,
        spec: ReportSpec,
        texts: Mapping[str, SheetTexts],
        named: Mapping[str, Place],
        lost: Set[str],
        found: Found,
    ) -> None:
        self.spec, self.texts, self.named, self.lost, self.found = spec, texts, named, lost, found
        self.year = _year(texts)
        self.headers = {
            (name, block): headers(form_of(spec, block), sheet)
            for name, sheet in texts.items()
            for block in spec.blocks
        }
        self.captions = {
            name: [
                (row, column)
                for block in spec.blocks.values()
                if block.caption
                for row, column in texts[name].places.get(normal(block.caption), ())
            ]
            for name in texts
        }
        for block in spec.blocks.values():
            if not any(self.headers[name, block.id] for name in texts) and not self._named(block):
                self._slipped(form_of(spec, block.id))

    def _slipped(self, form: BlockForm) -> None:
        """The header of a block of one column whose label has a slip: its caption, right above, tells it."""
        places = [
            (name, at) for name in self.texts for at in self.texts[name].places.get(normal(form.block.caption), ())
        ]
        if len(form.columns) > 1 or len(places) != 1:
            return
        ((name, at),) = places
        row, label = self.texts[name].area(at)[2] + 1, form.wanted[form.columns[0].id]
        cells = {column: self.texts[name].at.get((row, column), "") for column in range(at[1], COLUMNS)}
        alike = [column for column, text in cells.items() if likeness(text, label) >= ALIKE]
        if len(alike) == 1:
            self.headers[name, form.block.id] = [Header(row, row, ((row, alike[0]),))]

    def table(self, section: Section, table: Table) -> None:
        """Find the blocks of a table, and which of its copies counts."""
        copies: dict[str, None] = {}
        for block in table.blocks:
            standings = list(self._standings(block))
            own = [each for each in standings if self._is_ours(section, table, each.sheet)]
            best = self._decide(block, section.sheet, own)
            if best and not best.is_filled_in and (filled := list(filter(self._is_filled_copy, standings))):
                self.found.twice[block.id] = _tops(best, *filled)
                best = None
            if best and (rival := self._rival(section, table, best, {each.sheet for each in standings})):
                place = next(place for cell in block.cells() if (place := best.place(cell)))
                self.found.twice[block.id] = (place, rival)
                best = None
            if best is None:
                self.found.absent.add(block.id)
                continue
            copies |= dict.fromkeys(each.sheet for each in standings if each.sheet != best.sheet)
            self._enter(best)
        used = [each.sheet for block in table.blocks if (each := self.found.standings.get(block.id))]
        if used and copies:
            self.found.copies[table.id] = (used[0], list(copies))

    def _is_ours(self, section: Section, table: Table, sheet: str) -> bool:
        """Not another year's or edition's table, while the own one was deleted or lost its labels: its own sheet, one
        that names point to, or any other if neither names nor labels tell of the own one."""
        refs = [str(cell) for cell in table.cells()]
        pointed = {place.sheet for ref in refs if (place := self.named.get(ref))}
        if sheet == section.sheet or sheet in pointed:
            return True
        if not {"", self.year}.issuperset(YEAR.findall(sheet)):
            return False
        deleted = bool(self.named) and not self.lost.isdisjoint(refs)  # a tool that renames sheets loses all names
        return not (pointed or deleted or self._has_traces(section.sheet, table))

    def _rival(self, section: Section, table: Table, best: Standing, told: Set[str]) -> Place | None:
        """A sheet that may hold the table instead of the one where it was found best: cell names of the form point
        there, or it has the sheet's own name, or nothing speaks for the best one either; and figures of the table stand
        on it, though nothing tells in which cells. As where the old sheet was emptied by half and a copy filled in: of
        the two nobody knows which one counts. ``told``: the sheets of all tables that were found."""
        pointed = self._pointed(best.block)
        marked = best.sheet in (section.sheet, pointed)
        for name in self.texts.keys() - told:
            if name == pointed and any(map(self._is_filled, self._named(best.block).values())):
                return Place(name, 0, 0)
            if (name == section.sheet or not marked) and self._holds_figures(section, table, best.block, name):
                return Place(name, 0, 0)
        return None

    def _pointed(self, block: Block) -> str:
        """The sheet that most names of a block's cells point to."""
        own = [place.sheet for place in self._named(block).values()]
        return next((name for name in self.texts if own.count(name) * 2 > len(own)), "")

    def _is_filled(self, place: Place) -> bool:
        return place.sheet in self.texts and not self.texts[place.sheet].is_empty(place.row, place.column)

    def _holds_figures(self, section: Section, table: Table, block: Block, name: str) -> bool:
        """Half of the labels of a block's rows stand on that sheet; or its heading, and as many numbers as would fill
        half of the table."""
        texts, wanted = self.texts[name], form_of(self.spec, block.id).wanted
        labels = [wanted[row.id] for row in block.leaf_rows if wanted[row.id]]
        cells = [texts.places.get(label, [])[:1] for label in labels]
        used = sum(1 for each in cells for at in each if texts.figures_beside(at, 1))
        if labels and 2 * used >= len(labels):
            return name == section.sheet or self._has_traces(name, table)
        if self._pointed(block) or normal(section.heading) not in texts.places:
            return False
        if any(map(_LAST_YEAR.match, texts.places)):
            return False  # the table was cut out, and last year's left behind
        numbers = sum(1 for content in texts.sheet.contents.values() if is_number(content.value))
        return numbers > FEW and numbers * 2 >= sum(1 for _ in table.cells())

    def _has_traces(self, sheet: str, table: Table) -> bool:
        """A quarter of the table's labels stand on that sheet."""
        labels = {text for block in table.blocks for text in form_of(self.spec, block.id).wanted.values()}
        return sheet in self.texts and len(labels & self.texts[sheet].places.keys()) * 4 >= len(labels)

    def _standings(self, block: Block) -> Iterator[Standing]:
        """Wherever at least half of a block's labels are."""
        form, named = form_of(self.spec, block.id), self._named(block)
        lines = len([line for line in form.rows if line.label]) + len(form.columns)
        for name in self.texts:
            texts, tops = self.texts[name], self.headers[name, block.id]
            found = [search(form, texts, top, self._end(name, top), named, self.year) for top in tops]
            if not any(each.rows or each.is_double for each in found) and any(
                place.sheet == name for place in named.values()
            ):
                found = [search(form, texts, None, ROWS, named, self.year)]
            told = [each for each in found if each.rows_told] or self._captioned(block, texts, found)
            for each in told:
                if each.is_double or (each.rows and each.columns and each.told * 2 >= lines):
                    yield each

    def _named(self, block: Block) -> dict[CellRef, Place]:
        """Where the names of a block's cells point."""
        cells = (*block.cells(), *block.controls())
        return {cell: self.named[ref] for cell in cells if (ref := str(cell)) in self.named}

    def _captioned(self, block: Block, texts: SheetTexts, standings: list[Standing]) -> list[Standing]:
        """Of blocks with the same columns, whose rows have lost their labels, the one below its own caption."""
        own = [row for row, _ in texts.places.get(normal(block.caption), ())]
        captions = sorted(row for row, _ in self.captions[texts.sheet.name])
        if not block.caption or not captions:
            return standings
        return [each for each in standings if max((row for row in captions if row < each.header), default=-1) in own]

    def _end(self, sheet: str, header: Header) -> int:
        """The row of the next header or caption over the same columns."""
        tops = [row for row, column in self.captions[sheet] if column <= header.right]
        for block in self.spec.blocks:
            for other in self.headers[sheet, block]:
                if other.left <= header.right and header.left <= other.right:
                    tops.append(other.top)
        return min((row for row in tops if row > header.row), default=ROWS)

    def _decide(self, block: Block, sheet: str, standings: list[Standing]) -> Standing | None:
        """The one that names and the sheet's name speak for. Where they don't, and the copies differ, none."""
        if not standings:
            return None
        doubles = [each for each in standings if each.is_double]
        if doubles:
            cells = next(iter(doubles[0].twice.values()))
            self.found.twice[block.id] = tuple(Place(doubles[0].sheet, *at) for at in cells)
            return None
        weights = [self._weight(block, sheet, each) for each in standings]
        heaviest = [each for each, weight in zip(standings, weights, strict=True) if weight == max(weights)]
        best = max(heaviest, key=lambda each: each.told)
        figures = self._figures(best)
        rivals = [
            each
            for each in standings
            if each is not best and (each in heaviest or each.sheet == best.sheet) and self._figures(each) != figures
        ]
        if not rivals:
            return best
        self.found.twice[block.id] = _tops(best, *rivals)
        return None

    def _weight(self, block: Block, sheet: str, standing: Standing) -> int:
        """What speaks for a copy: the sheet's name, names of cells that point there. Not that more of its labels are
        whole: last year's may be."""
        return (standing.sheet == sheet) + (standing.sheet == self._pointed(block))

    def _is_filled_copy(self, standing: Standing) -> bool:
        return standing.is_filled_in and not is_another_sheet(standing.sheet, self.year)

    def _figures(self, standing: Standing) -> dict[str, object]:
        sheet = self.texts[standing.sheet].sheet
        return {
            str(cell): sheet.content(place.row, place.column).value
            for cell in standing.block.cells()
            if (place := standing.place(cell))
        }

    def _enter(self, standing: Standing) -> None:
        """Note a block's places, and what is odd about them."""
        block, found = standing.block, self.found
        found.standings[block.id] = standing
        for line in (*block.leaf_rows, *block.leaf_columns):
            if line.id not in standing.rows and line.id not in standing.columns:
                found.absent.add(f"{block.id}.{line.id}")
                if line.id in standing.twice:
                    cells = standing.twice[line.id]
                    found.twice[f"{block.id}.{line.id}"] = tuple(Place(standing.sheet, *at) for at in cells)
                    if line.label and any(standing.texts.at.get(at) != normal(line.label) for at in cells):
                        found.astray.add(f"{block.id}.{line.id}")
        for order, lines in ((standing.rows, block.leaf_rows), (standing.columns, block.leaf_columns)):
            for before, line in pairwise([line for line in lines if line.id in order]):
                if order[line.id] <= order[before.id]:
                    found.disordered.setdefault(block.id, line.label or line.name)
        for cell in (*block.cells(), *block.controls()):
            place = standing.place(cell)
            if place:
                found.places[str(cell)] = place
                if self.named.get(str(cell), place) != place:
                    found.strayed.setdefault(block.id, str(cell))
        if block.control and standing.control is None:
            found.uncontrolled.append(block.id)
        found.merged += self._sharing(standing)
        found.crowded.update(crowded(standing))

    def _sharing(self, standing: Standing) -> Iterator[tuple[str, ...]]:
        """Refs of cells that were merged with one another, with a label, or with what has no place."""
        texts = self.texts[standing.sheet]
        areas: dict[Area, list[CellRef]] = {}
        for cell in (*standing.block.cells(), *standing.block.controls()):
            place = standing.place(cell)
            if place:
                areas.setdefault(texts.area((place.row, place.column)), []).append(cell)
        widths = Counter((cells[0].column, area[1], area[3]) for area, cells in areas.items())
        for area, (cell, *others) in areas.items():
            top, left, bottom, right = area
            above = texts.area((max(standing.header, 0), left))[1::2]  # its label, whatever that says
            usual = above == (left, right) or widths[cell.column, left, right] > 1
            if others or top != bottom or not (left == right or usual):
                yield tuple(map(str, (cell, *others)))


def _tops(*standings: Standing) -> tuple[Place, ...]:
    return tuple(Place(each.sheet, each.header, each.edge) for each in standings)
