"""What a report that was read back teaches about the next ones (``word/known.py``). Each claim is proved by lxml, with
a mark in the place of each text: where the marks come out, there any text would.

The next report is the same pieces in another order, so each of them is proved by itself, within a body that ends right
behind it: what begins in a piece ends there. What reaches further is refused: comments, sections, fields, ids.
"""

import contextlib
import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence

from lxml import etree

from assembler.model.grid import grid_of
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec, Table
from assembler.records import dataclass
from assembler.word.known import (
    BRACES,
    KINDS,
    PARAGRAPH_END,
    SAID,
    TABLE,
    TABLE_END,
    TEXT_END,
    Around,
    Known,
    KnownTable,
    Says,
    Turns,
    form_of,
    outline,
    put_together,
    taken_apart,
)
from assembler.word.paragraphs import blocks, cells_of, is_table, tell_unread, text_of
from assembler.word.parts import Element, parse, w
from assembler.word.plan import Printed, RenderPlan
from assembler.word.styles import Styles

_MARK = re.compile("\ue000([0-9]+)\ue001")
_SMALL = 10_000  # bytes of a part that may say other words
_END = b"</w:body></w:document>"
_DECLARATION = re.compile(rb"\A<\?xml [^<>]*\?>")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The document without its blocks. ``numbered``: the styles that number their paragraphs."""

    head: bytes
    tail: bytes
    numbered: frozenset[str]


class _Unfit(Exception):
    """A report of which nothing can be known beforehand."""


def learnt(
    spec: ReportSpec, plan: RenderPlan, parts: Mapping[str, bytes], document: str, names: Sequence[str]
) -> Known | None:
    """What is known of the reports of a template, from one that was found right, without braces and without text that
    is passed over. ``names``: of the form's tables in their order. None if the document has others, or is of a kind
    that bytes may mislead about."""
    forms = {table.name: table for table in spec.tables}
    others = {name: content for name, content in parts.items() if name != document}
    try:
        frame = _frame(parts[document], Styles(parts).numbering())
        stretches, tables = _split(parts[document][len(frame.head) : -len(frame.tail)])
        if len(tables) != len(names):
            return None
        pieces = [each.split(PARAGRAPH_END) for each in stretches]
        return Known(
            form=form_of(spec),
            draft=plan.draft,
            document=document,
            parts=others,
            varying=frozenset(name for name, part in others.items() if _may_vary(name, part, plan.draft)),
            head=frame.head,
            tail=frame.tail,
            tables=tuple(_table(forms[name], each, frame) for name, each in zip(names, tables, strict=True)),
            kinds=dict(_kinds([piece for *ended, _ in pieces for piece in ended], frame)),
            rests={rest: _says((rest,), b"", frame) for *_, rest in pieces if rest},
        )
    except Exception:  # a report from which nothing can be learnt is as right as any
        return None


def _frame(document: bytes, numbered: frozenset[str]) -> _Frame:
    """The document before its first and behind its last block."""
    root = parse(document)
    if "\ue000" in "".join(root.itertext()):
        raise _Unfit  # it could be taken for a mark; in another encoding than UTF-8 marks aren't read at all
    if tell_unread(root, numbered):
        raise _Unfit  # the pieces that it reaches over are known in their own order only
    if _has_more_than_elements(document) or b"xml:id" in document:  # no id may be there twice
        raise _Unfit
    head, body, rest = document.partition(b"<w:body>")
    frame = _Frame(head + body, rest[max(rest.rfind(b"<w:sectPr"), 0) :], numbered)
    if _blocks(b"", frame) or list(blocks(parse(frame.head + frame.tail).find(w("body")))):
        raise _Unfit
    return frame


def _has_more_than_elements(part: bytes) -> bool:
    """True if there are comments, instructions, declarations or characters as they are: in these a tag is none."""
    return b"<!" in part or b"<?" in _DECLARATION.sub(b"", part, count=1)


def _split(blocks: bytes) -> tuple[list[bytes], list[bytes]]:
    """What stands before, between and behind the tables, and these."""
    first, *others = blocks.split(TABLE)
    stretches, tables = [first], []
    for each in others:
        table, end, after = each.partition(TABLE_END)
        tables.append(TABLE + table + end)
        stretches.append(after)
    return stretches, tables


def _blocks(markup: bytes, frame: _Frame) -> list[Element]:
    """The blocks that the markup is, whatever else stands in the body. etree.XMLSyntaxError if it is no whole."""
    root = parse(frame.head + markup + _END)
    if len(root) > len(parse(frame.head + _END)):
        raise _Unfit  # a body ends in it, and another one begins
    if next(root.iter(w("sectPr")), None) is not None:
        raise _Unfit  # which headers are shown depends on it
    if tell_unread(root, frame.numbered):
        raise _Unfit  # a field goes on behind it, or began before it
    return list(blocks(root.find(w("body"))))


def _marked(around: Around) -> bytes:
    return put_together(around, [f"\ue000{n}\ue001".encode() for n in range(len(around) - 1)])


def _marks(text: str) -> list[int]:
    return [int(each) for each in _MARK.findall(text)]


def _table(form: Table, markup: bytes, frame: _Frame) -> KnownTable:
    around, texts = taken_apart(markup)
    (block,) = _blocks(_marked(around), frame)
    cells = cells_of(block)
    refs: dict[int, CellRef] = {}
    for cell in grid_of(form).figures():
        mark = _MARK.fullmatch(cells[cell.row, cell.column].text)
        if cell.ref is None or mark is None:
            raise _Unfit
        refs[int(mark[1])] = cell.ref
    places = sorted(refs)
    pieces = tuple(_pieces(around, texts, refs.keys()))
    return KnownTable(Printed("table", form.name, form.name), pieces, tuple(refs[n] for n in places))


def _pieces(around: Around, texts: Sequence[bytes], figures: Container[int]) -> Iterator[bytes]:
    """The markup with the texts in it, but for figures, each of which is a piece by itself, and empty."""
    *before, last = around
    piece = b""
    for n, text in enumerate(texts):
        piece += before[n] + b">"
        if n in figures:
            yield from (piece, b"")
            piece = TEXT_END
        else:
            piece += text + TEXT_END
    yield piece + last


def _kinds(pieces: Sequence[bytes], frame: _Frame) -> Iterator[tuple[Around, Says]]:
    """Of pieces that a paragraph's end followed."""
    for around in list(dict.fromkeys(taken_apart(each)[0] for each in pieces))[:KINDS]:
        with contextlib.suppress(_Unfit, etree.XMLSyntaxError):
            yield around, _says(around, PARAGRAPH_END, frame)


def _says(around: Around, end: bytes, frame: _Frame) -> Says:
    found = _blocks(_marked(around) + end, frame)
    texts = [text_of(each) for each in found]
    if any(map(is_table, found)):
        raise _Unfit  # it prints nothing of a plan, whatever it says
    if any(each in text for text in texts for each in BRACES):
        raise _Unfit  # half of a tag, if there is no text between two of them
    if _marks("".join(texts)) != list(range(len(around) - 1)):
        raise _Unfit  # some text isn't read
    return tuple(map(_turns, texts))


def _turns(text: str) -> Turns:
    pieces = _MARK.split(text)
    first = int(pieces[1]) if len(pieces) > 1 else 0
    return tuple(int(piece) - first if n % 2 else piece for n, piece in enumerate(pieces) if piece)


def _may_vary(name: str, part: bytes, draft: str) -> bool:
    """True if other words between the same tags are nothing but other words. The mark of a draft must stay."""
    if not name.endswith(".xml") or name.startswith("[") or len(part) > _SMALL or outline(part) is None:
        return False
    if _has_more_than_elements(part) or (draft and not name.startswith("docProps/")):
        return False
    numbers = itertools.count()
    marked = SAID.sub(lambda _: f">\ue000{next(numbers)}\ue001<", part.decode())
    root = parse(marked.encode())
    seen = _marks("".join(f"{each.text or ''}{each.tail or ''}" for each in root.iter(etree.Element)))
    return sorted(seen) == list(range(next(numbers)))
