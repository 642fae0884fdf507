"""The table of shared strings. In workbooks of one form most of them are the same: those are known by their bytes."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assembler import elements
from assembler.excel.book import Content
from assembler.excel.xml.contents import SHORT, content, keep
from assembler.excel.xml.fonts import PROPERTIES
from assembler.excel.xml.parts import MAIN, Broken, walk
from assembler.excel.xml.strings import RichText, decoded, plain_text, unreferenced
from assembler.patterns import late

_BEFORE, _AFTER = b"<si><t>", b"</t></si>"
_SPACED = b'<t xml:space="preserve">'
_HEAD = late(rb"(?:<\?xml [^<>?]*\?>\s*)?<sst [^<>]*[^/<>]>")
_LONGEST_HEAD = 2000  # bytes
_TAIL = b"</sst>"
_KNOWN: dict[bytes, Content] = {}
"""Short strings by their XML, which was looked at."""


def shared_strings(name: str, part: bytes) -> list[Content]:
    """The shared strings: rich text joined (``shown``: what its form makes of it), phonetic guides left out. Broken if
    the part can't be read."""
    pieces = _pieces(part)
    found: list[Any] = [*map(_KNOWN.get, pieces)] if pieces is not None else []
    if pieces is None or not (all(found) or _completed(pieces, found)):
        reader = _Strings(name)
        walk(name, part, reader)
        found = [content(decoded(text), shown=shown) for text, shown in reader.found]
    return found


def _pieces(part: bytes) -> list[bytes] | None:
    """What stands between <si><t> and </t></si>; None if there may be anything between."""
    head = _HEAD.match(part)
    if head is None or not part.endswith(_TAIL) or not _is_head(head[0]):
        return None
    body = part[head.end() : -len(_TAIL)]
    if _SPACED in body:
        body = body.replace(_SPACED, b"<t>")
    if not body.startswith(_BEFORE) or not body.endswith(_AFTER):
        return None if body else []
    return body[len(_BEFORE) : -len(_AFTER)].split(_AFTER + _BEFORE)


@lru_cache(maxsize=16)
def _is_head(head: bytes) -> bool:
    """True for what may stand before plain strings; anything else the parser has to look at."""
    root = elements.read(head + _TAIL) if len(head) <= _LONGEST_HEAD else None
    return root is not None and root.tag == f"{{{MAIN[0]}}}sst"


def _completed(pieces: list[bytes], found: list[Any]) -> bool:
    """Put in those that aren't known; False if there is anything in them but plain text."""
    new = [n for n, each in enumerate(found) if each is None]
    text = plain_text((_AFTER + _BEFORE).join([pieces[n] for n in new]))
    if text is None or text.count("<") != 4 * (len(new) - 1):
        return False
    for n, string in zip(new, text.split((_AFTER + _BEFORE).decode()), strict=True):
        found[n] = content(decoded(unreferenced(string) if "&" in string else string))
        if len(pieces[n]) <= SHORT:
            keep(_KNOWN, pieces[n], found[n])
    return True


class _Strings:
    """Takes the elements of sharedStrings.xml."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[str, str | None]] = []
        self._pieces: list[str] = []
        self._path: list[str] = []
        self._rich = RichText()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = tag[1:].partition("}")
        if tag[0] != "{" or (not self._path and (namespace not in MAIN or local != "sst")):
            raise Broken(f"{self.name}: {tag}")
        self._path.append(local if namespace in MAIN else "")
        if self._path[1:] in (["si", "r"], ["si", "t"]):
            self._rich.open()
        elif local in PROPERTIES and self._path[1:] == ["si", "r", "rPr", local]:
            self._rich.form(local, attributes)

    def data(self, text: str) -> None:
        if self._path[1:] in (["si", "t"], ["si", "r", "t"]):
            self._pieces.append(text)
            self._rich.add(text)

    def end(self, _: str) -> None:
        if self._path[1:] == ["si"]:
            self.found.append(("".join(self._pieces), self._rich.shown()))
            self._pieces, self._rich = [], RichText()
        self._path.pop()

    def close(self) -> None: ...
