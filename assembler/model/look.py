"""Letters whose look says something else than they spell: struck out, raised, lowered, white on white.

In a text they are marked by words, 〔删除线：12〕1641, which a returned workbook holds, too, and is asked about again.
"""

from collections.abc import Iterable

from assembler.patterns import late

STRUCK, WHITE, RAISED, LOWERED = "删除线", "白字", "上标", "下标"
GRAVEST_FIRST = (STRUCK, WHITE, RAISED, LOWERED)
_INNER = r"(?:[^〔〕]|〔[^〔〕]*〕)*"  # with numbers of documents in it: 国办发〔2021〕30号
_UNWANTED = late(rf"〔(?:{STRUCK}|{WHITE})：{_INNER}〕?", needs=("〔",))
_SMALL = late(rf"〔(?:{RAISED}|{LOWERED})：({_INNER})〕", needs=("〔",))


def marked(text: str, mark: str) -> str:
    """A text, or a part of one, with what its look says."""
    return f"〔{mark}：{text}〕"


def unwanted(text: str) -> tuple[str, ...]:
    """The parts of a text that somebody struck out, or made invisible, with their marks."""
    return tuple(_UNWANTED.findall(text)) if "〔" in text else ()


def small(text: str) -> str:
    """The first part of a text that is raised or lowered, with its mark; "" if there is none."""
    match = _SMALL.search(text)
    return match[0] if match else ""


def level(text: str) -> str:
    """The text with what was raised or lowered on the line: m〔上标：2〕 is m2."""
    return _SMALL.sub(r"\1", text)


def in_runs(runs: Iterable[tuple[str, str]]) -> str | None:
    """A text with what the look of its parts says: 〔删除线：12〕1641; None if that is nothing, or all that people see
    is raised or lowered alike. ``runs``: texts with their marks, "" for none."""
    runs = tuple(runs)
    seen = [mark for text, mark in runs if text.strip()]
    if not any(seen) or (len(seen) == 1 and seen[0] not in (STRUCK, WHITE)):
        return None
    return "".join(marked(text, mark) if mark and text.strip() else text for text, mark in runs)
