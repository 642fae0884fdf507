"""What lies on a sheet and is not cells."""

from assembler.excel.layout import REVIEW_SHEET
from assembler.excel.sources.preflight import Package
from assembler.excel.xml.parts import Broken, find, relations, tree

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
        elif each.kind == "comments" and _is_ours(package, each.target):
            continue
        elif each.kind in _KINDS:
            found.add(_KINDS[each.kind])
    return tuple(sorted(found))


def _is_ours(package: Package, name: str) -> bool:
    """True for the comments of a workbook that we returned, unless somebody has added one. By their words: LibreOffice
    forgets the authors."""
    part = find(package, name)
    try:
        comments = list(tree(*part).iter("{*}comment")) if part else []
    except Broken:
        return False
    said = ("".join(text.text or "" for text in comment.iter("{*}t")) for comment in comments)
    return all(text.startswith(REVIEW_SHEET) for text in said)


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
