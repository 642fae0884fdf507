"""Text of a template that would be read back and yet not be seen on paper: hidden, white on white, a point high, in a
line or row that is too low for it. An office program prints such a report as it is told to; nobody reads the figure.

Only what is certain is refused: a figure that is ugly, crossed out or pale is the template's own affair.
"""

import re
from collections.abc import Iterator, Mapping

from assembler.records import dataclass
from assembler.word.parts import Element, w
from assembler.word.styles import Looks, Styles, first

_HIDING = [w("vanish"), w("specVanish")]  # webHidden isn't shown on screens, but printed: a table of contents has it
_OFF = {"0", "false", "off"}
_STEERING = re.compile(r"\s*\{%(?:p|tr)\s.*?%\}\s*")  # goes with its paragraph or row
_TAG = re.compile(r"\{\{|\{%")
_PICTURES = re.compile("Wingdings|Webdings|Marlett", re.IGNORECASE)  # fonts whose letters and digits are pictures
_BEHIND = re.compile(rb'behindDoc="(?:1|true)"|z-index: *-')
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SMALLEST, _NARROWEST = 8, 30  # half points; per cent of its width
_USUAL = 20  # half points: the size of text of which nothing is said
_ENOUGH = 100_000  # twips: where a height isn't fixed
_NEAR = 32  # a colour is seen on another if it differs by as much in red, green or blue
_PAPER = (255, 255, 255)
_HIGHLIGHTS = {
    "black": "000000",
    "white": "FFFFFF",
    "yellow": "FFFF00",
    "red": "FF0000",
    "blue": "0000FF",
    "green": "00FF00",
    "cyan": "00FFFF",
    "magenta": "FF00FF",
    "darkBlue": "000080",
    "darkRed": "800000",
    "darkGreen": "008000",
    "darkCyan": "008080",
    "darkMagenta": "800080",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """A run with its text. ``looks``: its own and its styles'; ``paragraph``: the properties of its paragraph;
    ``around``: those of the cells, rows and tables around it, the innermost first; ``painted``: something else than
    these may colour what is behind it."""

    text: str
    looks: Looks
    paragraph: Looks
    around: Looks
    painted: bool

    def number(self, name: str, usual: int) -> int:
        """A property that is a measure."""
        return _number(first(self.looks, w(name)), "val", usual)

    @property
    def size(self) -> int:
        """In half points."""
        return self.number("sz", _USUAL)


def has_paintings(parts: Mapping[str, bytes]) -> bool:
    """True if something is drawn behind the text of these parts: white letters may stand on it."""
    return any(_BEHIND.search(content) for content in parts.values())


def unseen(root: Element, styles: Styles, *, paintings: bool) -> Iterator[tuple[str, str]]:
    """The texts of a part that can't be seen, each with the reason in words for people."""
    steering = {each for each in root.iter(w("p")) if _STEERING.fullmatch("".join(each.itertext(w("t"))))}
    for element in root.iter(w("r")):
        text = "".join(element.itertext(w("t")))
        paragraph = next(element.iterancestors(w("p")), None)
        if text.strip() and paragraph is not None and paragraph not in steering:
            around = [styles.properties(each) for each in element.iterancestors(w("tc"), w("tr"), w("tbl"))]
            boxed = next(element.iterancestors(w("txbxContent")), None) is not None
            painted = boxed or (paintings and not around) or styles.shades_cells(element)
            run = _Run(text, styles.of_run(element), styles.of_paragraph(paragraph), around, painted)
            if (reason := next(_reasons(run), None)) is not None:
                yield text[:80], reason


def _reasons(run: _Run) -> Iterator[str]:
    if _is_hidden(run):
        yield "设成了隐藏"
    if _has_no_fill(run):
        yield "没有颜色"
    if not run.painted and _is_lost_in_its_ground(run):
        yield "与底色相同或相近"
    if run.size < _SMALLEST or run.number("w", 100) < _NARROWEST:
        yield "过小"
    if run.number("spacing", 0) < -3 * run.size:  # a digit takes 5 twips for a half point
        yield "挤在一起"
    if _TAG.search(run.text) and _is_set_in_pictures(run):
        yield "用了图形字体"
    if _room(run) < 7 * run.size:  # a half point is 10 twips, of which letters take three quarters
        yield "行距或行高容不下"


def _is_hidden(run: _Run) -> bool:
    marks = (first(run.looks, tag) for tag in _HIDING)
    rows = (each.get(w("hidden")) for each in run.around)
    return any(mark is not None and mark.get(w("val"), "1").lower() not in _OFF for mark in (*marks, *rows))


def _has_no_fill(run: _Run) -> bool:
    """Text without a fill is seen by its outline, if it has one."""
    fill, outline = (first(run.looks, f"{_W14}{name}") for name in ("textFill", "textOutline"))
    return fill is not None and fill.find(f"{_W14}noFill") is not None and outline is None


def _is_lost_in_its_ground(run: _Run) -> bool:
    """Not where the office program chooses the colour."""
    colour = _rgb(first(run.looks, w("color")), "val")
    return colour is not None and all(abs(one - other) < _NEAR for one, other in zip(colour, _ground(run), strict=True))


def _ground(run: _Run) -> tuple[int, ...]:
    """The colour behind a run: its marker's, its own, its paragraph's, its cell's, its table's, or the paper's."""
    marker = first(run.looks, w("highlight"))
    if marker is not None and marker.get(w("val")) in _HIGHLIGHTS:
        return tuple(bytes.fromhex(_HIGHLIGHTS[marker.get(w("val"))]))
    shades = [first(run.looks, w("shd")), first(run.paragraph, w("shd"))]
    shades += (each.get(w("shd")) for each in run.around)
    grounds = (_rgb(each, "color" if each.get(w("val")) == "solid" else "fill") for each in shades if each is not None)
    return next((each for each in grounds if each is not None), _PAPER)


def _rgb(found: Element | None, name: str) -> tuple[int, ...] | None:
    colour = "" if found is None else found.get(w(name), "")
    return tuple(bytes.fromhex(colour)) if re.fullmatch("[0-9A-Fa-f]{6}", colour) else None


def _is_set_in_pictures(run: _Run) -> bool:
    fonts = first(run.looks, w("rFonts"))
    return fonts is not None and any(_PICTURES.match(fonts.get(w(name), "")) for name in ("ascii", "hAnsi"))


def _room(run: _Run) -> int:
    """The height of a run's line or table row, whichever is less, if they are fixed."""
    spacing = first(run.paragraph, w("spacing"))
    fixed = [_number(spacing, "line", _ENOUGH)] if _is_exact(spacing, "lineRule") else []
    rows = (each.get(w("trHeight")) for each in run.around)
    return min([*fixed, *(_number(row, "val", _ENOUGH) for row in rows if _is_exact(row, "hRule"))], default=_ENOUGH)


def _is_exact(found: Element | None, rule: str) -> bool:
    return found is not None and found.get(w(rule)) == "exact"


def _number(found: Element | None, name: str, usual: int) -> int:
    """A measure as office programs write it; another way of writing is rare, and let pass."""
    text = "" if found is None else found.get(w(name), "")
    return int(text) if re.fullmatch("-?[0-9]{1,9}", text) else usual
