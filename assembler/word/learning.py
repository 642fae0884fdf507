"""What a report that was read back teaches about the next ones (``word/known.py``). Each claim is proved by lxml, with
a mark in the place of each text: where the marks come out, there any text would."""

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
    KINDS,
    PARAGRAPH_END,
    SAID,
    TABLE,
    TABLE_END,
    TEXT_END,
    Around,
    Known,
    KnownTable,
    Turns,
    form_of,
    outline,
    put_together,
    taken_apart,
)
from assembler.word.paragraphs import PASSED_OVER, blocks, cells_of, is_table, text_of
from assembler.word.parts import Element, parse, w
from assembler.word.plan import Printed, RenderPlan

_MARK = re.compile("\ue000([0-9]+)\ue001")
_SMALL = 10_000  # bytes of a part that may say other words


@dataclass(frozen=True, slots=True)
class _Frame:
    """The document without its blocks."""

    head: bytes
    tail: bytes


class _Unfit(Exception):
    """A report of which nothing can be known beforehand."""


def learnt(
    spec: ReportSpec, plan: RenderPlan, parts: Mapping[str, bytes], document: str, names: Sequence[str]
) -> Known | None:
    """What is known of the reports of a template, from one that was found right. ``names``: of the tables in their
    order. None if the document is of a kind that bytes may mislead about."""
    forms = {table.name: table for table in spec.tables}
    if sorted(names) != sorted(forms):
        return None
    others = {name: content for name, content in parts.items() if name != document}
    try:
        frame = _frame(parts[document])
        prose, tables = _split(parts[document][len(frame.head) : -len(frame.tail)])
        return Known(
            form=form_of(spec),
            draft=plan.draft,
            document=document,
            parts=others,
            varying=frozenset(name for name, part in others.items() if _may_vary(name, part, plan.draft)),
            head=frame.head,
            tail=frame.tail,
            tables=tuple(_table(forms[name], plan, each, frame) for name, each in zip(names, tables, strict=True)),
            kinds=dict(_kinds(prose, frame)),
        )
    except (_Unfit, ValueError, etree.XMLSyntaxError):
        return None


def _frame(document: bytes) -> _Frame:
    """The document before its first and behind its last block."""
    head, body, rest = document.partition(b"<w:body>")
    tail = rest[max(rest.rfind(end) + len(end) for end in (PARAGRAPH_END, TABLE_END)) :]
    frame = _Frame(head + body, tail)
    root = parse(frame.head + frame.tail)
    if root.getroottree().docinfo.encoding != "UTF-8" or b"<!" in head + tail:
        raise _Unfit
    if root.tag != w("document") or list(blocks(root)) or next(root.iter(w("t"), *PASSED_OVER), None) is not None:
        raise _Unfit
    return frame


def _split(blocks: bytes) -> tuple[bytes, list[bytes]]:
    """The paragraphs, and each table."""
    prose, *others = blocks.split(TABLE)
    tables = []
    for each in others:
        table, end, after = each.partition(TABLE_END)
        if TABLE_END in after:
            raise _Unfit  # a table in a table
        tables.append(TABLE + table + end)
        prose += after
    return prose, tables


def _block(markup: bytes, frame: _Frame) -> Element:
    """The one block that the markup is, whatever stands around it."""
    body = parse(frame.head + markup + frame.tail).find(w("body"))
    found = list(blocks(body))
    if len(found) != 1 or found[0].getparent() is not body or body.index(found[0]) > 0:
        raise _Unfit
    if next(found[0].iter(w("sectPr"), *PASSED_OVER), None) is not None:
        raise _Unfit
    return found[0]


def _marked(around: Around) -> bytes:
    return put_together(around, [f"\ue000{n}\ue001".encode() for n in range(len(around) - 1)])


def _marks(text: str) -> list[int]:
    return [int(each) for each in _MARK.findall(text)]


def _table(form: Table, plan: RenderPlan, markup: bytes, frame: _Frame) -> KnownTable:
    around, texts = taken_apart(markup)
    cells = cells_of(_block(_marked(around), frame))
    seen = sorted(_marks("".join(cell.text for cell in cells.values())))
    if put_together(around, texts) != markup or seen != list(range(len(texts))):
        raise _Unfit
    refs: dict[int, CellRef] = {}
    for cell in grid_of(form).figures():
        mark = _MARK.fullmatch(cells[cell.row, cell.column].text)
        if cell.ref is None or mark is None or texts[int(mark[1])].decode() != plan.figures[cell.ref]:
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


def _kinds(prose: bytes, frame: _Frame) -> Iterator[tuple[Around, Turns]]:
    *paragraphs, rest = prose.split(PARAGRAPH_END)
    if rest:
        raise _Unfit
    for around in list(dict.fromkeys(taken_apart(each)[0] for each in paragraphs))[:KINDS]:
        with contextlib.suppress(_Unfit, etree.XMLSyntaxError):
            yield around, _turns(around, frame)


def _turns(around: Around, frame: _Frame) -> Turns:
    paragraph = _block(_marked(around) + PARAGRAPH_END, frame)
    text = text_of(paragraph)
    if is_table(paragraph) or _marks(text) != list(range(len(around) - 1)) or len(list(paragraph.iter(w("p")))) > 1:
        raise _Unfit
    pieces = _MARK.split(text)
    return tuple(int(piece) if n % 2 else piece for n, piece in enumerate(pieces) if piece)


def _may_vary(name: str, part: bytes, draft: str) -> bool:
    """True if other words between the same tags are nothing but other words. The mark of a draft must stay."""
    if not name.endswith(".xml") or name.startswith("[") or len(part) > _SMALL or outline(part) is None:
        return False
    if draft and not name.startswith("docProps/"):
        return False
    numbers = itertools.count()
    marked = SAID.sub(lambda _: f">\ue000{next(numbers)}\ue001<", part.decode())
    root = parse(marked.encode())
    seen = _marks("".join(f"{each.text or ''}{each.tail or ''}" for each in root.iter(etree.Element)))
    return sorted(seen) == list(range(next(numbers)))
