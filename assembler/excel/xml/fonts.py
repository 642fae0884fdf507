"""How the letters of cells look, so far as it says something about them: struck out, raised, lowered, white on
white."""

from collections.abc import Mapping
from typing import Any

from assembler.excel.xml.parts import true
from assembler.model.look import GRAVEST_FIRST, LOWERED, RAISED, STRUCK, WHITE

PROPERTIES = ("strike", "vertAlign", "color")
"""Properties of a font that may say something."""
_LIGHT = 0xE0  # of 255 in each of red, green, blue: nobody reads white letters on that, or such letters on white
_WHITE_INDICES = ("1", "9", "65")  # of the standard palette; 65 is the window's own
_WHITE_THEME, _MOST_TINT = "0", 0.13  # of themes the colour of paper; darkened by a seventh it is light grey


def mark(name: str, attributes: Mapping[str, str]) -> str:
    """What a property makes of letters, as ``model.look`` calls it; "" if they stay what they are."""
    if name == "strike":
        return STRUCK if true(attributes.get("val", "1")) else ""
    if name == "vertAlign":
        return {"superscript": RAISED, "subscript": LOWERED}.get(attributes.get("val", ""), "")
    return WHITE if is_light(attributes) else ""


def graver(one: str, other: str) -> str:
    """Of two marks the one to be told."""
    return next((each for each in GRAVEST_FIRST if each in (one, other)), "")


def struck_or_white(root: Any, namespace: str) -> dict[str, str]:
    """Of the cell styles, by the number that cells give, those whose letters are struck out, or white on white.
    ``root``: of the table of styles. What is raised or lowered as a whole says what it says."""
    fonts = [_of_font(each, namespace) for each in root.iterfind(f"{namespace}fonts/{namespace}font")]
    if not any(fonts):
        return {}
    grounds = [_is_paper(each, namespace) for each in root.iterfind(f"{namespace}fills/{namespace}fill")]
    found = {}
    for number, each in enumerate(root.iterfind(f"{namespace}cellXfs/{namespace}xf")):
        font, ground = int(each.get("fontId", "0")), int(each.get("fillId", "0"))
        told = fonts[font] if 0 <= font < len(fonts) else ""
        on_paper = grounds[ground] if 0 <= ground < len(grounds) else True
        if told == STRUCK or (told == WHITE and on_paper):
            found[str(number)] = told
    return found


def _of_font(font: Any, namespace: str) -> str:
    told = {mark(each, child.attrib) for each in PROPERTIES for child in font.iterfind(namespace + each)}
    return next((each for each in (STRUCK, WHITE) if each in told), "")


def _is_paper(fill: Any, namespace: str) -> bool:
    """True for a ground that is white or nearly so."""
    pattern = fill.find(f"{namespace}patternFill")
    if pattern is None:
        return len(fill) == 0  # else a gradient
    if pattern.get("patternType", "none") == "none":
        return True
    colour = pattern.find(f"{namespace}fgColor")
    return pattern.get("patternType") == "solid" and colour is not None and is_light(colour.attrib)


def is_light(colour: Mapping[str, str]) -> bool:
    """True for white and what can't be told from it."""
    try:
        tint = float(colour.get("tint", "0"))
        channels = bytes.fromhex(colour.get("rgb", "")[-6:])
    except ValueError:
        return False
    paper = colour.get("theme") == _WHITE_THEME or colour.get("indexed") in _WHITE_INDICES
    return tint >= -_MOST_TINT and (min(channels) >= _LIGHT if channels else paper)
