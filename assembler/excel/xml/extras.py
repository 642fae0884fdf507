"""What lies on a sheet and is not cells."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from assembler.excel.layout import REVIEW_SHEET
from assembler.excel.sources.preflight import Package
from assembler.excel.xml.parts import Broken, find, relations, tree
from assembler.model.columns import column_of
from assembler.patterns import late

At = tuple[int, int]

_KINDS = {
    "comments": "comment",
    "threadedComment": "comment",
    "image": "picture",  # behind the cells
    "ctrlProp": "control",
    "control": "control",
    "oleObject": "object",
    "package": "object",
    "pivotTable": "pivot",
}
_CELL = late("([A-Z]{1,3})([1-9][0-9]{0,6})")
MOST_COMMENTS, LONGEST = 200, 500
_DRAWN = {"pic": "picture", "graphicFrame": "chart", "sp": "shape"}


def extras(package: Package, sheet: str) -> tuple[str, ...]:
    """Kinds of what lies on the sheet of that part: picture, chart, shape, comment, control, object, pivot. What can't
    be read is a shape: it never stops the reading of cells."""
    found = set()
    try:
        related = relations(package, sheet)
    except Broken:
        return ("shape",)
    for each in related:
        if each.kind == "drawing":
            found |= _drawn(package, each.target)
        elif each.kind == "comments" and not any(_comments(package, each.target)):
            continue
        elif each.kind in _KINDS:
            found.add(_KINDS[each.kind])
    return tuple(sorted(found))


def comments(package: Package, sheet: str) -> tuple[tuple[At, str], ...]:
    """What people wrote in comments, by cell, the first of them; threaded ones in their own words."""
    said: dict[At, str] = {}
    with suppress(Broken):
        for each in sorted(relations(package, sheet), key=lambda each: each.kind):  # comments, then threads
            if each.kind in ("comments", "threadedComment"):
                for ref, text in islice(_comments(package, each.target), MOST_COMMENTS):
                    if match := _CELL.fullmatch(ref):
                        at = int(match[2]) - 1, column_of(match[1])
                        said[at] = " ".join(text.split())[:LONGEST]
    return tuple(sorted(said.items()))


def _comments(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """Cells and texts, but for the comments of a workbook that we returned. By their words: LibreOffice forgets the
    authors. A part that can't be read says nothing at no cell."""
    part = find(package, name)
    try:
        found = list(tree(*part).iter("{*}comment", "{*}threadedComment")) if part else []
    except Broken:
        yield "", ""
        return
    for each in found:
        text = "".join(part.text or "" for part in each.iter("{*}t", "{*}text"))
        if not text.startswith(REVIEW_SHEET):
            yield each.get("ref") or "", text


def _drawn(package: Package, name: str) -> set[str]:
    part = find(package, name)
    try:
        root = tree(*part) if part else ()
    except Broken:
        return {"shape"}
    kinds = (
        str(each.tag).rpartition("}")[2]
        for anchor in root
        for each in anchor.iter("{*}pic", "{*}graphicFrame", "{*}sp")
    )
    return {_DRAWN[kind] for kind in kinds}
