"""What the styles of an OpenDocument workbook say about its letters: struck out, raised, lowered, white on white. Only
its automatic styles are looked at, which office programs make of whatever people do by hand."""

from typing import TYPE_CHECKING

from assembler.excel.xml.fonts import is_light
from assembler.model.look import LOWERED, RAISED, STRUCK, WHITE

if TYPE_CHECKING:
    from lxml import etree

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


class Looks:
    """Marks (``model.look``) by the names of styles: of spans in a text, and of cells, whose letters may be raised as a
    whole and say the same."""

    def __init__(self, root: "etree._Element") -> None:
        self.texts: dict[str, str] = {}
        self.cells: dict[str, str] = {}
        for style in root.iter(f"{_STYLE}style"):
            name, family = style.get(f"{_STYLE}name", ""), style.get(f"{_STYLE}family")
            mark = _mark(style)
            if family == "text" and mark:
                self.texts[name] = mark
            elif family == "table-cell" and (mark == STRUCK or (mark == WHITE and _is_paper(style))):
                self.cells[name] = mark

    def __bool__(self) -> bool:
        return bool(self.texts or self.cells)


def _mark(style: "etree._Element") -> str:
    properties = style.find(f"{_STYLE}text-properties")
    if properties is None:
        return ""
    lines = (properties.get(f"{_STYLE}text-line-through-{each}", "none") for each in ("type", "style"))
    if any(each != "none" for each in lines):
        return STRUCK
    if _is_white(properties.get(f"{_FO}color", "")):
        return WHITE
    position = properties.get(f"{_STYLE}text-position", "").partition(" ")[0]
    if position in ("", "0%"):
        return ""
    return LOWERED if position == "sub" or position.startswith("-") else RAISED


def _is_paper(style: "etree._Element") -> bool:
    properties = style.find(f"{_STYLE}table-cell-properties")
    ground = "transparent" if properties is None else properties.get(f"{_FO}background-color", "transparent")
    return ground == "transparent" or _is_white(ground)


def _is_white(colour: str) -> bool:
    return colour.startswith("#") and is_light({"rgb": colour[1:]})
