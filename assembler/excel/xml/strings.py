"""Texts as they stand in a workbook's XML."""

from collections.abc import Mapping

from assembler.excel.xml.fonts import graver, mark
from assembler.model.look import in_runs
from assembler.patterns import late

_ESCAPED = late("_x([0-9A-Fa-f]{4})_")
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


class RichText:
    """Gathers the runs of one text. A figure of which a part is struck out, raised as a footnote is, or white on white
    is not the one that all of its characters make."""

    def __init__(self) -> None:
        self._texts: list[list[str]] = []
        self._marks: list[str] = []

    def open(self) -> None:
        """A run begins."""
        self._texts.append([])
        self._marks.append("")

    def form(self, name: str, attributes: Mapping[str, str]) -> None:
        """A property of the run, one of fonts.PROPERTIES."""
        self._marks[-1] = graver(mark(name, attributes), self._marks[-1])

    def add(self, text: str) -> None:
        """Characters of the run."""
        self._texts[-1].append(text)

    def shown(self) -> str | None:
        """The text as ``model.look.in_runs`` has it."""
        if not any(self._marks):
            return None
        return in_runs((decoded("".join(pieces)), each) for pieces, each in zip(self._texts, self._marks, strict=True))
