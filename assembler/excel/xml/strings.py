"""Texts as they stand in a workbook's XML."""

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
