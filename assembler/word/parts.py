"""The parts of a .docx as XML: names, relationships, and a parser that fetches and expands nothing."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from assembler import elements
from assembler.records import dataclass

Element = Any
"""An lxml element, or one that is asked like it (``assembler.elements``)."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def w(name: str) -> str:
    """``w("p")``: the tag or attribute as lxml spells it."""
    return _W + name


def r(name: str) -> str:
    """``r("id")``: an attribute that names a relationship."""
    return _R + name


def read(part: bytes) -> Element:
    """The root element, to be read only; etree.XMLSyntaxError if the part is not well-formed."""
    root = elements.read(part)
    return parse(part) if root is None else root


def parse(part: bytes) -> Element:
    """The root element as lxml has it; etree.XMLSyntaxError if the part is not well-formed."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part, parser)


def xml_parts(parts: Mapping[str, bytes]) -> Iterator[str]:
    """The names of the parts that are XML, by their name or by what the package says of them."""
    types = content_types(parts)
    return (name for name in parts if name.endswith(".xml") or types.get(name, "").endswith("xml"))


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to. ``kind`` is the last word of its type, such as ``header``; ``target`` the name of a part,
    or an address where ``external``."""

    id: str
    kind: str
    target: str
    external: bool


def relationships(parts: Mapping[str, bytes], part: str) -> Iterator[Relationship]:
    """What a part refers to, in its order; ``part`` "" is the package itself."""
    folder, name = posixpath.split(part)
    listed = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listed is None:
        return
    for each in read(listed).iter(f"{_PACKAGE}Relationship"):
        external = each.get("TargetMode") == "External"
        target = each.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        yield Relationship(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target, external)


def document_part(parts: Mapping[str, bytes]) -> str:
    """The name of the document itself; LookupError if the package has none, or one with macros, or a .dotx."""
    for each in relationships(parts, ""):
        if each.kind == "officeDocument" and content_types(parts).get(each.target) == _MAIN:
            return each.target
    raise LookupError("officeDocument")


def content_types(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    """The kinds of those parts that [Content_Types].xml lists by name."""
    root = read(parts["[Content_Types].xml"])
    return {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "") for each in root.iter(f"{_TYPES}Override")
    }
