"""Texts in a workbook's XML: the shared ones, and the notation for characters that XML can't hold."""

from assembler.excel.xml.parts import MAIN, Broken, walk
from assembler.patterns import late

_ESCAPED = late("_x([0-9A-Fa-f]{4})_")
_BEFORE, _AFTER = "<si><t>", "</t></si>"
_SPACED = '<t xml:space="preserve">'
_HEAD = late(rb"(?:<\?xml [^<>?]*\?>\s*)?<sst [^<>]*[^/<>]>")
_NAMESPACE = f' xmlns="{MAIN[0]}"'.encode()
_TAIL = "</sst>"
_CHARACTERS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}  # the last one last
_UNNAMED = late(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_CONTROLS = bytes(each for each in range(32) if each not in b"\t\n")  # XML forbids them, or changes them (\r)


def decoded(text: str) -> str:
    """Excel's notation undone: ``_x000D_`` is a carriage return, ``_x005F_`` an underscore that is meant. No lone
    surrogates come out."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain_text(part: bytes) -> str | None:
    """A piece of XML as text in which every & is one of the five named characters and no character is one that a
    parser would refuse or change (but for U+FFFE and U+FFFF, which are harmless); None if it takes a parser to read
    it."""
    if len(part.translate(None, _CONTROLS)) < len(part) or _UNNAMED.search(part) or (b"]" in part and b"]]>" in part):
        return None
    try:
        return part.decode()
    except UnicodeDecodeError:
        return None


def unreferenced(text: str) -> str:
    """A text of ``plain_text`` with its & < > written out."""
    for reference, character in _CHARACTERS.items():
        text = text.replace(reference, character)
    return text


def shared_strings(name: str, part: bytes) -> list[str]:
    """The shared strings: rich text joined, phonetic guides left out. Broken if the part can't be read."""
    found = _scanned(part)
    if found is None:
        reader = _Strings(name)
        walk(name, part, reader)
        found = reader.found
    elif b"_x" not in part:
        return found
    return [decoded(text) if "_x" in text else text for text in found]


def _scanned(part: bytes) -> list[str] | None:
    """The strings of a table that holds plain ones only; None if there is anything else in it."""
    head = _HEAD.match(part)
    text = plain_text(part[head.end() :]) if head and _NAMESPACE in head[0] else None
    if text is None or not text.endswith(_TAIL):
        return None
    found = _split(text.removesuffix(_TAIL).replace(_SPACED, "<t>") if _SPACED in text else text[: -len(_TAIL)])
    return [unreferenced(string) if "&" in string else string for string in found] if found is not None else None


def _split(text: str) -> list[str] | None:
    """The texts between <si><t> and </t></si>; None if there are any other tags, or anything between."""
    if not text:
        return []
    if not text.startswith(_BEFORE) or not text.endswith(_AFTER):
        return None
    found = text[len(_BEFORE) : -len(_AFTER)].split(_AFTER + _BEFORE)
    return found if text.count("<") == 4 * len(found) else None


class _Strings:
    """Takes the elements of sharedStrings.xml."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._path: list[str] = []

    def start(self, tag: str, _: object) -> None:
        namespace, _, local = tag[1:].partition("}")
        if tag[0] != "{" or (not self._path and (namespace not in MAIN or local != "sst")):
            raise Broken(f"{self.name}: {tag}")
        self._path.append(local if namespace in MAIN else "")

    def data(self, text: str) -> None:
        if self._path[1:] in (["si", "t"], ["si", "r", "t"]):
            self._pieces.append(text)

    def end(self, _: str) -> None:
        if self._path[1:] == ["si"]:
            self.found.append("".join(self._pieces))
            self._pieces = []
        self._path.pop()

    def close(self) -> None: ...
