"""A worksheet's XML in one pass: cells, merged areas, what is hidden, whether it is protected."""

from collections.abc import Mapping

from assembler.excel.parts import MAIN, Broken, true, walk
from assembler.excel.sheet_cells import Cells, FormulaTag
from assembler.excel.sheet_scan import scan
from assembler.excel.values_xml import Values

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE = f"{_COMPATIBILITY}Choice"  # meant for extensions that this reader doesn't know: the Fallback counts
_TRANSPARENT = (f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Fallback")


def read_sheet(name: str, part: bytes, values: Values) -> Cells:
    """The cells of a worksheet part. Broken if it isn't one, or says what can't be."""
    cells = Cells(name, values)
    rest = scan(part, cells)
    if rest is not None:
        elements = _Elements(cells)
        walk(name, rest, elements)
        if elements.tables == 1:
            return cells
    return parse_sheet(name, part, values)


def parse_sheet(name: str, part: bytes, values: Values) -> Cells:
    """The same by the parser alone."""
    cells = Cells(name, values)
    walk(name, part, _Elements(cells))
    return cells


class _Elements:
    """Takes the elements of a worksheet. ``tables``: how many sheetData there were."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.tables = 0
        self._namespace = ""
        self._path: list[str] = []
        self._skipped = 0
        self._row = self._column = -1
        self._open_cell("n", "0")

    def _open_cell(self, kind: str, style: str) -> None:
        self._kind, self._style = kind, style
        self._formula: str | None = None
        self._tag = FormulaTag()
        self._text: str | None = None
        self._inline: str | None = None
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or tag == _CHOICE:
            self._skipped += 1
        elif tag not in _TRANSPARENT:
            self._start(self._local(tag), attributes)

    def _local(self, tag: str) -> str:
        """The element's name, "" if it is none of a workbook's own."""
        namespace, _, local = tag[1:].partition("}")
        if not self._path:
            if namespace not in MAIN or local != "worksheet":
                raise Broken(f"{self.cells.name}: {tag}")
            self._namespace = namespace
        return local if namespace == self._namespace else ""

    def _start(self, local: str, attributes: Mapping[str, str]) -> None:
        match self._path[-1:], local:
            case ["row"], "c":
                self._place(attributes.get("r"))
                self._open_cell(attributes.get("t", "n"), attributes.get("s", "0"))
            case ["c"], "f":
                inputs = tuple(attributes[each] for each in ("r1", "r2") if each in attributes)
                self._tag = FormulaTag(attributes.get("t"), attributes.get("si"), attributes.get("ref"), inputs)
            case ["sheetData"], "row":
                self._open_row(attributes)
            case ["worksheet"], "sheetData":
                self.tables += 1
            case ["mergeCells"], "mergeCell":
                self.cells.merge(attributes.get("ref", ""))
            case ["cols"], "col":
                self.cells.hide_columns(attributes)
            case ["worksheet"], "sheetProtection":
                self.cells.protected = true(attributes.get("sheet"))
        self._path.append(local)
        self._pieces = []

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        self._row = self.cells.row(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = -1
        self.cells.hide_row(self._row, attributes)

    def _place(self, reference: str | None) -> None:
        """Cells without a reference follow the one before them."""
        if reference:
            self._cell_row, self._column = self.cells.place(reference)
        else:
            self._cell_row, self._column = self._row, self._column + 1

    def data(self, text: str) -> None:
        self._pieces.append(text)

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag not in _TRANSPARENT:
            self._end()

    def _end(self) -> None:
        match self._path[-3:]:
            case [_, "row", "c"]:
                self._close_cell()
            case ["row", "c", "f"]:
                self._formula = "".join(self._pieces)
            case ["row", "c", "v"] if self._text is None:
                self._text = "".join(self._pieces)
            case ["c", "is", "t"] | ["is", "r", "t"]:
                self._inline = (self._inline or "") + "".join(self._pieces)
            case ["row", "c", "is"]:
                self._inline = self._inline or ""
        self._path.pop()
        self._pieces = []

    def _close_cell(self) -> None:
        text = self._inline if self._kind == "inlineStr" else self._text
        self.cells.put(self._cell_row, self._column, self._kind, self._style, self._formula, text)
        if self._formula is not None:
            self.cells.note(self._cell_row, self._column, self._tag, self._formula)

    def close(self) -> None: ...
