"""The parts of an .xlsx: their XML, parsed without DTD, network or entities, and the relationships between them."""

import posixpath
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import Any, TypeVar

from assembler import elements
from assembler.excel.sources.preflight import Package
from assembler.records import dataclass

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # as Excel's “Strict Open XML”
)
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# huge_tree stays off: libxml2 then stops at 256 levels and at texts of 10 million characters
_SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}
_SMALL = 32_768  # bytes
Meaning = TypeVar("Meaning")
_TRUE = frozenset({"1", "true", "on"})


class Broken(Exception):
    """A part without which the workbook can't be read as it was meant; the message names it and says what is wrong."""


def recalled(meaning: Callable[[str, bytes], Meaning]) -> Callable[[str, bytes], Meaning]:
    """Keep what parts mean, by name and content: in all workbooks that one program made of one form most are the same.
    Large ones aren't kept. What comes out is for several workbooks, and not to be changed."""
    kept = lru_cache(maxsize=32)(meaning)

    @wraps(meaning)
    def recall(name: str, part: bytes) -> Meaning:
        return (kept if len(part) <= _SMALL else meaning)(name, part)

    return recall


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship. ``kind``: the last word of its type. ``target``: a part's name, "" if it lies outside."""

    id: str
    kind: str
    target: str


def tree(name: str, part: bytes) -> Any:
    """The root element of a part. Broken if it isn't well-formed."""
    root = elements.read(part)
    return _parsed(name, part) if root is None else root


def walk(name: str, part: bytes, target: Any) -> None:
    """Send a part's elements to ``target`` (start, end, data, close) without building a tree: what is large takes no
    more memory than what is kept of it. Broken if it isn't well-formed."""
    from lxml import etree

    parser = etree.XMLParser(target=target, **_SAFELY)
    _parsed(name, part, parser)
    errors = parser.error_log.filter_from_errors()  # with a target lxml doesn't raise on prefixes that mean nothing
    if errors:
        raise Broken(f"{name}:{errors[0].line}")  # where; in what words libxml2 says it helps nobody


def _parsed(name: str, part: bytes, parser: Any = None) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(part, parser or etree.XMLParser(**_SAFELY))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Broken(f"{name}:{getattr(error, 'lineno', 0)}") from error


def relations(package: Package, name: str) -> list[Relation]:
    """The relationships of a part, or with "" those of the package; none if it has none. Broken if they can't be
    read."""
    folder, slash, file = name.rpartition("/")
    source = find(package, f"{folder}{slash}_rels/{file}.rels")
    return list(_relations(*source)) if source else []


@recalled
def _relations(name: str, part: bytes) -> tuple[Relation, ...]:
    folder = posixpath.dirname(posixpath.dirname(name))
    return tuple(_told(folder, tree(name, part)))


def _told(folder: str, root: Any) -> Iterator[Relation]:
    for each in root.iterchildren("{*}Relationship"):
        target = each.get("Target", "")
        outside = each.get("TargetMode") == "External"
        kind = each.get("Type", "").rpartition("/")[2]
        yield Relation(each.get("Id", ""), kind, "" if outside else _resolved(folder, target))


def _resolved(folder: str, target: str) -> str:
    """A part's name from a target like worksheets/sheet1.xml, ../drawings/drawing1.xml or /xl/styles.xml."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def find(package: Package, name: str) -> tuple[str, bytes] | None:
    """A part with its name as it stands in the package (upper or lower case makes no difference); None if it isn't
    there."""
    found = name if name in package.parts else package.folded.get(name.lower())
    return (found, package.parts[found]) if found is not None else None


def relation_id(attributes: Any) -> str:
    """r:id in either namespace; "" if there is none."""
    return next((attributes[each] for each in _IDS if each in attributes), "")


def true(value: str | None) -> bool:
    """An XML boolean; False if it isn't there."""
    return value in _TRUE
