"""Small XML, read by the parser that comes with Python: loading lxml takes a tenth of a run that makes one report.

The elements are asked as lxml's are, as far as that is done here; they can be read, not changed. Comments and
instructions are left out. Whatever isn't plain (a DTD, another encoding than UTF-8, a deep or long document) and
whatever isn't well-formed is left to lxml, which has the last word about it (tests/test_elements.py holds both to the
same trees).
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from assembler.patterns import late

LONGEST = 1_000_000
"""Bytes; lxml is quicker with more."""
_DEEPEST = 200
_LONGEST_NAME = 1000  # characters, with the namespace
_ID = "http://www.w3.org/XML/1998/namespace}id"  # lxml looks at its value, too
_ADDRESS = late(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/._-]*)?|urn:[A-Za-z0-9:._-]+")


class Element:
    """An element: its children by iteration. ``tag`` and the names of attributes as ``{namespace}name``; ``text``: what
    stands before the first child, ``tail``: what follows behind the element, None for nothing."""

    __slots__ = ("_children", "attrib", "tag", "tail", "text")

    def __init__(self, tag: str, attrib: dict[str, str]) -> None:
        self.tag, self.attrib = tag, attrib
        self.text: str | None = None
        self.tail: str | None = None
        self._children: list[Element] = []

    def __iter__(self) -> "Iterator[Element]":
        return iter(self._children)

    def __len__(self) -> int:
        return len(self._children)

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute."""
        return self.attrib.get(name, default)

    def iterchildren(self, *tags: str) -> "Iterator[Element]":
        """The children, or those of these tags."""
        return filter(_is(tags), self._children) if tags else iter(self._children)

    def iter(self, *tags: str) -> "Iterator[Element]":
        """The element and all below it in order, or those of these tags."""
        return filter(_is(tags), self._all()) if tags else self._all()

    def _all(self) -> "Iterator[Element]":
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting += reversed(each._children)

    def itertext(self) -> Iterator[str]:
        """All text within."""
        if self.text:
            yield self.text
        for child in self._children:
            yield from child.itertext()
            if child.tail:
                yield child.tail

    def iterfind(self, path: str) -> "Iterator[Element]":
        """The elements at the end of a path of tags, ``{namespace}a/{namespace}b``."""
        found: Iterator[Element] = iter((self,))
        for tag in _steps(path):
            found = (child for each in found for child in each._children if child.tag == tag)
            found = iter(list(found))
        return found

    def findall(self, path: str) -> "list[Element]":
        """The same as a list."""
        return list(self.iterfind(path))

    def find(self, path: str) -> "Element | None":
        """The first of them."""
        return next(self.iterfind(path), None)


def read(part: bytes) -> Element | None:
    """The root of a part; None if lxml has to look at it."""
    if len(part) > LONGEST or part[:1] != b"<":
        return None
    from xml.parsers import expat

    tree, parser = _Tree(), expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.data
    parser.StartNamespaceDeclHandler = _named
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError):
        return None
    return tree.root


def _declared(version: str, encoding: str | None, _: int) -> None:
    if version != "1.0" or (encoding or "UTF-8").upper() != "UTF-8":
        raise ValueError(encoding)


def _named(_: str | None, namespace: str | None) -> None:
    if namespace and not _ADDRESS.fullmatch(namespace):  # lxml looks at them closely
        raise ValueError(namespace)


def _refused(name: str, *_: object) -> None:
    raise ValueError(name)


class _Tree:
    """Takes what the parser tells."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for each in attributes:
            if each == _ID or len(each) > _LONGEST_NAME:
                raise ValueError(each)
            if "}" in each:
                attributes = {f"{{{key}" if "}" in key else key: value for key, value in attributes.items()}
                break
        if len(name) > _LONGEST_NAME:
            raise ValueError(name)
        element = Element(_tag(name), attributes)
        if self._open:
            self._open[-1]._children.append(element)
            if len(self._open) > _DEEPEST:
                raise ValueError("deep")
        else:
            self.root = element
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        inside = self._open[-1]
        if inside._children:
            last = inside._children[-1]
            last.tail = (last.tail or "") + text
        else:
            inside.text = (inside.text or "") + text


@lru_cache(maxsize=512)
def _tag(name: str) -> str:
    return f"{{{name}" if "}" in name else name


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?:\{[^}]*\})?[^/{}]+", path))


def _is(tags: tuple[str, ...]) -> Callable[[Element], bool]:
    if any(tag.startswith("{*}") for tag in tags):
        names = {tag.rpartition("}")[2] for tag in tags}
        return lambda each: each.tag.rpartition("}")[2] in names
    return lambda each: each.tag in tags
