"""What the text of an entry says: what nobody sees in it left out (W-08), what looks otherwise than it spells told."""

from assembler.excel.book import Content
from assembler.excel.meaning.notes import Notes
from assembler.excel.values import as_stored, is_number, raw_of
from assembler.model.findings import CellNote, Severity
from assembler.model.look import level, small, unwanted
from assembler.model.plain import clean, code_point, unseen, visible

_AROUND = 12  # characters shown on either side of those that are told of


def said(notes: Notes, ref: str, content: Content) -> str:
    """What a cell says; W-08 where characters that nobody sees had to go. What is struck out, or white, keeps its mark:
    whether the report says it nobody knows (S-11)."""
    if content.percent:
        return raw_of(content.value, content.percent)
    written = as_stored(content.value)
    if content.shown is not None and (unwanted(content.shown) or small(content.shown)):
        written = _on_the_line(notes, ref, content.shown)
    elif content.shown is not None and is_number(content.value):
        before = content.shown.strip()
        notes.tell("W-09", ref, (CellNote(ref, before),), case="entry", before=before, after=written)
    text = clean(written)
    if text != written and (lost := unseen(written)):
        kinds = {code_point(each): lost.count(each) for each in lost}
        listed = "、".join(f"{name}×{count}" for name, count in kinds.items())
        at = written.index(lost[0])
        case = "breaks" if "".join(lost).splitlines() != ["".join(lost)] else ""
        notes.tell("W-08", ref, (CellNote(ref, text),), case=case, count=str(len(lost)), listed=listed)
        notes.quote(_excerpt(written, at, at))
    return text


def _on_the_line(notes: Notes, ref: str, shown: str) -> str:
    """A text with what is raised or lowered on the line; W-09 if there is any: 10⁴ has become 104."""
    if first := small(shown):
        at = shown.index(first)
        before = _excerpt(shown, at, at + len(first))
        note = CellNote(ref, before)
        notes.tell("W-09", ref, (note,), case="small", severity=Severity.WARNING, before=before, after=level(before))
    return level(shown)


def _excerpt(text: str, start: int, end: int) -> str:
    return " ".join(visible(text[max(0, start - _AROUND) : end + _AROUND]).split())
