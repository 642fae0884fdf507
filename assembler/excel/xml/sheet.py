"""A worksheet's XML in one pass: cells, merged areas, what is hidden, whether it is protected."""

from collections.abc import Collection, Mapping

from assembler.excel.book import ROWS
from assembler.excel.xml.cells import Beside, Budget, Cells, FormulaTag, Gathered, Sides, place
from assembler.excel.xml.fonts import PROPERTIES
from assembler.excel.xml.parts import MAIN, Broken, recalled, tree, true, walk
from assembler.excel.xml.scan import parted, scan
from assembler.excel.xml.shapes import shelf_of
from assembler.excel.xml.strings import RichText
from assembler.excel.xml.values import Values

_ROOTS = tuple(f"{{{namespace}}}worksheet" for namespace in MAIN)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE = f"{_COMPATIBILITY}Choice"  # meant for extensions that this reader doesn't know: the Fallback counts
# what is read, and where it has to stand
_PARENTS = {
    **dict.fromkeys(("cols", "sheetData", "sheetProtection", "mergeCells"), ("worksheet",)),
    **{"col": ("cols",), "mergeCell": ("mergeCells",), "row": ("sheetData",), "c": ("row",)},
    **{"f": ("c",), "v": ("c",), "is": ("c",), "r": ("is",), "t": ("is", "r")},
    **{"rPr": ("r",), **dict.fromkeys(PROPERTIES, ("rPr",))},
}
_FEW = 64  # styles that are looked for one by one
_TRANSPARENT = (f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Fallback")


def read_sheet(name: str, part: bytes, values: Values, rows: int = ROWS, budget: Budget | None = None) -> Gathered:
    """The cells of a worksheet part, of so many rows. Broken if it isn't one, or says what can't be, or takes more than
    the budget of its workbook."""
    if values.marks and _is_marked(part, values.marks):
        return parse_sheet(name, part, values, rows, budget)
    plain = parted(name, part, rows)
    beside = _beside(name, plain.rest) if plain else None
    if plain is None or beside is None:
        return parse_sheet(name, part, values, rows, budget)
    cells, shelf = Cells(name, values, rows, budget), shelf_of(values, rows)
    if beside.cells <= cells.budget.areas and (known := shelf.recall(plain, beside, values)):
        cells.take(beside)
        return known
    if not scan(plain, cells):
        return parse_sheet(name, part, values, rows, budget)
    shelf.learn(plain, cells, values)
    cells.take(beside)
    return cells.finish()


def _is_marked(part: bytes, marks: Collection[str]) -> bool:
    """True if there may be cells of these styles; those that name none have the first."""
    return "0" in marks or len(marks) > _FEW or any(b' s="%s"' % style.encode() in part for style in marks)


def parse_sheet(name: str, part: bytes, values: Values, rows: int = ROWS, budget: Budget | None = None) -> Gathered:
    """The same by the parser alone."""
    cells = Cells(name, values, rows, budget)
    walk(name, part, _Elements(cells))
    return cells.finish()


@recalled
def _beside(name: str, part: bytes) -> Beside | None:
    """None if it isn't a worksheet with one table of cells, or there are alternatives to choose from."""
    root = tree(name, part)
    namespace = f"{{{root.tag[1:].partition('}')[0]}}}"
    if root.tag not in _ROOTS or len(root.findall(f"{namespace}sheetData")) != 1:
        return None
    if any(each.tag.startswith(_COMPATIBILITY) for each in root):
        return None
    sides = Sides(name)
    for each in root.iterfind(f"{namespace}cols/{namespace}col"):
        sides.hide_columns(each.attrib)
    for each in root.iterfind(f"{namespace}mergeCells/{namespace}mergeCell"):
        sides.merge(each.get("ref", ""))
    protections = root.findall(f"{namespace}sheetProtection")
    sides.protected = bool(protections) and true(protections[-1].get("sheet"))
    return sides.beside()


class _Elements:
    """Takes the elements of a worksheet, one by one."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._known: dict[str, str] = {}
        self._path: list[str] = []
        self._skipped = 0
        self._pieces: list[str] = []
        self._row = self._column = -1
        self._key = (-1, -1)
        self._open_cell("n", "0")

    def _open_cell(self, kind: str, style: str) -> None:
        self._kind, self._style = kind, style
        self._formula: str | None = None
        self._tag = FormulaTag()
        self._text: str | None = None
        self._inline: str | None = None
        self._rich: RichText | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or tag == _CHOICE:
            self._skipped += 1
        elif tag not in _TRANSPARENT:
            if tag[0] != "{":  # in no namespace, which no program writes: a cell must not vanish like that
                raise Broken(f"{self.cells.name}: {tag}")
            local = self._known.get(tag, "") if self._path else self._root(tag)
            if self._path and self._path[-1] not in _PARENTS.get(local, ()):
                local = ""
            self._start(local, attributes)
            self._path.append(local)
            self._pieces.clear()

    def _root(self, tag: str) -> str:
        if tag not in _ROOTS:
            raise Broken(f"{self.cells.name}: {tag}")
        namespace, _, local = tag[1:].partition("}")
        self._known = {f"{{{namespace}}}{each}": each for each in _PARENTS}
        return local

    def _start(self, local: str, attributes: Mapping[str, str]) -> None:
        match local:
            case "c":
                self._place(attributes.get("r"))
                self._open_cell(attributes.get("t", "n"), attributes.get("s", "0"))
            case "f":
                inputs = tuple(attributes[each] for each in ("r1", "r2") if each in attributes)
                self._tag = FormulaTag(attributes.get("t"), attributes.get("si"), attributes.get("ref"), inputs)
            case "row":
                self._open_row(attributes)
            case "r":
                self._runs().open()
            case "t" if self._path[-1] == "is":
                self._runs().open()
            case _ if local in PROPERTIES:
                self._runs().form(local, attributes)
            case "mergeCell":
                self.cells.merge(attributes.get("ref", ""))
            case "col":
                self.cells.hide_columns(attributes)
            case "sheetProtection":
                self.cells.protected = true(attributes.get("sheet"))

    def _runs(self) -> RichText:
        if self._rich is None:
            self._rich = RichText()
        return self._rich

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        self._row = self.cells.row(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = -1
        self.cells.hide_row(self._row, attributes)

    def _place(self, reference: str | None) -> None:
        """Cells without a reference follow the one before them."""
        key = place(reference) if reference else (self._row, self._column + 1)
        if key is None or key[0] < 0:
            raise Broken(f"{self.cells.name}: {(reference or '')[:20]!r}")
        self._key, self._column = key, key[1]

    def data(self, text: str) -> None:
        self._pieces.append(text)

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag not in _TRANSPARENT:
            self._end(self._path.pop())
            self._pieces.clear()

    def _end(self, local: str) -> None:
        match local:
            case "c":
                self._close_cell()
            case "f":
                self._formula = "".join(self._pieces)
            case "v" if self._text is None:
                self._text = "".join(self._pieces)
            case "t":
                self._inline = (self._inline or "") + "".join(self._pieces)
                self._runs().add("".join(self._pieces))
            case "is":
                self._inline = self._inline or ""

    def _close_cell(self) -> None:
        text = self._inline if self._kind == "inlineStr" else self._text
        shown = self._rich.shown() if self._rich and self._kind == "inlineStr" else None
        self.cells.put(self._key, self._kind, self._style, self._formula, text, shown)
        if self._formula is not None:
            self.cells.note(self._key, self._tag, self._formula)

    def close(self) -> None: ...
