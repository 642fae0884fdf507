"""The quick way through a sheet that is written as Excel, WPS, LibreOffice and XlsxWriter write one.

Its cells are taken by one regular expression that has to account for every character between <sheetData> and
</sheetData>; whatever it doesn't know (shared formulas, inline texts, comments, prefixes, odd attributes) sends the
whole sheet to the parser, which reads it alike (tests/excel hold one against the other). The rest of the part goes to
the parser in any case, without validations and conditional formats, which are nine tenths of it.
"""

import re

from assembler.excel.book import ROWS
from assembler.excel.xml.cells import Cells, place
from assembler.excel.xml.strings import plain_text, unreferenced

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ATTRIBUTES = "spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph|x14ac:dyDescent"
_TOKEN = re.compile(
    r'<c r="(?P<reference>[A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="(?P<style>[0-9]{1,5})")?(?: t="(?P<kind>n|s|b|e|str)")?>'
    r"(?:<f(?: aca=\"[a-z01]{1,5}\")?(?: ca=\"[a-z01]{1,5}\")?>(?P<formula>[^<]+)</f>)?"
    r"(?:<v>(?P<text>[^<]+)</v>|(?P<hollow><v></v>|<v ?/>))?</c>"
    r'|(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,5}")?(?: t="(?:n|s|b|e|str)")? ?/>)+'
    rf'|<row r="(?P<row>[1-9][0-9]{{0,6}})"(?P<attributes>(?: (?:{_ATTRIBUTES})="[^"<>&]*")*)(?P<empty> ?/)?>'
    r"|(?P<closed></row>)"
    r"|\s+"
    r"|(?P<other>[\s\S]+)"  # all the rest at once: each character by itself would take gigabytes
)
_ATTRIBUTE = re.compile(r'([A-Za-z0-9:]+)="([^"]*)"')
_UNSEEN = re.compile(rb"<!(?:--|\[CDATA\[)")
_SKIPPED = (b"conditionalFormatting", b"dataValidations")


def scan(part: bytes, cells: Cells) -> bytes | None:
    """Put a sheet's cells and hidden rows into ``cells`` and return the part without them; None if it isn't written
    plainly: then ``cells`` is of no use any more."""
    start, end = part.find(_OPEN), part.rfind(_CLOSE)
    head, body, tail = part[:start], part[start + len(_OPEN) : end], part[end + len(_CLOSE) :]
    if start < 0 or end < start or _hidden(head[5:]) or _hidden(tail):
        return None
    if cells.rows < ROWS:
        body = body.partition(b'<row r="%d"' % (cells.rows + 1))[0]
    text = plain_text(body)
    if text is None or ("x14ac:" in text and b"xmlns:x14ac=" not in head) or not _scanned(text, cells):
        return None
    for name in _SKIPPED:
        tail = _without(name, tail)
    return head + _OPEN + _CLOSE + tail


def _hidden(part: bytes) -> bool:
    """True if there may be tags in it that are none: in a comment, a CDATA section, a processing instruction."""
    return (b"!" in part and _UNSEEN.search(part) is not None) or (b"?" in part and b"<?" in part)


def _scanned(text: str, cells: Cells) -> bool:
    """Put all cells and rows of the text; False at the first thing that takes the parser."""
    inside = False
    tokens = _TOKEN.findall(text)
    for reference, style, kind, formula, value, hollow, row, attributes, empty, closed, other in tokens:
        if reference:
            key = place(reference)
            if not inside or key is None:
                return False
            if "&" in formula or "&" in value:
                formula, value = unreferenced(formula), unreferenced(value)
            given = value or ("" if hollow else None)
            cells.put(key, kind or "n", style or "0", formula or None, given)
        elif row:
            if inside:
                return False
            if "hidden=" in attributes or ' ht="0' in attributes:
                cells.hide_row(int(row) - 1, dict(_ATTRIBUTE.findall(attributes)))
            inside = not empty
        elif closed and inside:
            inside = False
        elif closed or other:
            return False
    return not inside


def _without(name: bytes, tail: bytes) -> bytes:
    """The tail without all elements of that name."""
    opening = re.compile(rb"<%b(?: [A-Za-z0-9:]+=\"[^\"<]*\")*>" % name)
    closing = b"</%b>" % name
    kept, at = [], 0
    while match := opening.search(tail, at):
        end = tail.find(closing, match.end())
        if end < 0:
            break
        kept.append(tail[at : match.start()])
        at = end + len(closing)
    return b"".join(kept) + tail[at:]
