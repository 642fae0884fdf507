"""What is known of the reports of a template: read carefully once, by lxml, so that the next one need only be compared.

Whoever knows how one report reads knows how all those read that differ from it in texts alone. A document comes apart
into a head and a tail, which are to the byte what is known; tables, which are to the byte what they must be with the
figures of the plan in the places where lxml found figures; and paragraphs, split where they end: of each kind is known
what stands around its texts, to the byte, and where lxml found these texts.

Nothing is taken on trust: every byte of the report is looked at, and what isn't known, or may mislead, is left to lxml
(``word/differences.py``). Here a report can only be found right; what is wrong with one, lxml says.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias
from zlib import crc32

from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.patterns import late
from assembler.records import dataclass
from assembler.word.plan import Printed, RenderPlan

TEXT_END, PARAGRAPH_END, TABLE, TABLE_END = b"</w:t>", b"</w:p>", b"<w:tbl>", b"</w:tbl>"
KINDS = 64  # of paragraphs; ours have 9
LIMIT = 5_000_000  # bytes of a document; lxml has limits of its own
BRACES = "{}｛｝"
_UNFIT = late("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")  # no character of XML, or read as another one
_DOUBTFUL = late(f"[&<>'\"\\s{BRACES}]")  # in a figure: what XML escapes, what may be passed over, parts of tags
SAID = late(r"(?<!\?)>[^<>]+<")
_ENTITIES = {"amp;": "&", "lt;": "<", "gt;": ">", "#39;": "'", "#34;": '"'}

Around: TypeAlias = tuple[bytes, ...]
"""What stands before, between and behind texts."""
Turns: TypeAlias = tuple[str | int, ...]
"""What a paragraph says, in turn: texts, by their number in it (0, 1, …), and what stands between them without being
text. A paragraph of two texts with a tab or a line break between them: ``(0, "\t", 1)``."""
ONE_TEXT: Turns = (0,)
Says: TypeAlias = tuple[Turns, ...]
"""What paragraphs say that follow each other."""


@dataclass(frozen=True, slots=True)
class KnownTable:
    """``pieces``: its bytes, with room for a figure at each odd place; ``cells``: which figures these are."""

    printed: Printed
    pieces: tuple[bytes, ...]
    cells: tuple[CellRef, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """``form``: the edition's tables, by ``form_of``; ``draft``: the mark of a draft.

    document   the name of the part that holds it
    parts      all others by name
    varying    those of them that may say other words between the same tags
    kinds      what one or more paragraphs say, by what stands around their texts; the last one's end is left out
    rests      what paragraphs without an end say (``<w:p/>``), or marks between blocks, before a table or the tail
    """

    form: str
    draft: str
    document: str
    parts: Mapping[str, bytes]
    varying: frozenset[str]
    head: bytes
    tail: bytes
    tables: tuple[KnownTable, ...]
    kinds: dict[Around, Says]
    rests: dict[bytes, Says]


def form_of(spec: ReportSpec) -> str:
    """Changes with the tables of an edition: with each label, and each cell."""
    blocks = [(table.name, block) for table in spec.tables for block in table.blocks]
    lines = [
        (name, block.id, block.caption, block.corner, line.id, line.label, line.kind, line.parent)
        for name, block in blocks
        for line in (*block.columns, *block.rows)
    ]
    return f"{crc32(repr(lines).encode()):08x}"


def is_alike(one: Known, other: Known) -> bool:
    """True if reports of one template taught both, though perhaps of other kinds of paragraphs."""
    own, others = ((each.form, each.draft, each.document, each.head, each.tail, each.tables) for each in (one, other))
    return own == others and _are_known(one, {**other.parts, other.document: b""})


def is_right(known: Known, plan: RenderPlan, parts: Mapping[str, bytes]) -> bool:
    """True if a report with these parts prints the plan, and nothing in it can be a tag that nobody filled in. False
    if that isn't sure."""
    if plan.draft != known.draft or not _are_known(known, parts):
        return False
    try:
        found = _found(known, plan, parts[known.document])
    except (LookupError, UnicodeDecodeError):
        return False
    if found is None:
        return False
    expected = [each if each.kind == "table" else each.text for each in plan.printed]
    if found == expected:
        return True
    blocks = [Printed("text", "", each) if isinstance(each, str) else each for each in found]
    return in_order(plan.printed, blocks) is not None


def _are_known(known: Known, parts: Mapping[str, bytes]) -> bool:
    """All parts but the document; most of them are the very same."""
    if len(parts) != len(known.parts) + 1 or known.document not in parts:
        return False
    for name, content in known.parts.items():
        found = parts.get(name)
        if found is not content and found != content and (found is None or not _varies(known, name, found)):
            return False
    return True


def _varies(known: Known, name: str, found: bytes) -> bool:
    return name in known.varying and (tags := outline(found)) is not None and tags == _outline_once(known.parts[name])


def outline(part: bytes) -> str | None:
    """The tags of a part without the words between them; None if these are no plain text, or could be a tag of ours."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    bare = text.replace("\n", "")
    if not is_fit(bare) or unescaped(bare) is None:
        return None
    tags = SAID.sub("><", text)
    return None if any(text.count(each) > tags.count(each) for each in BRACES) else tags


_outline_once = lru_cache(maxsize=64)(outline)


def is_fit(text: str) -> bool:
    """True if all its characters are such as XML holds and reads as they are written."""
    return text.isprintable() or not _UNFIT.search(text)


def unescaped(text: str) -> str | None:
    """What text in XML means; None if it has other entities than those that the program writes."""
    whole, *others = text.split("&")
    for each in others:
        entity = each[: each.find(";") + 1]
        if entity not in _ENTITIES:
            return None
        whole += _ENTITIES[entity] + each[len(entity) :]
    return whole


def _found(known: Known, plan: RenderPlan, document: bytes) -> list[str | Printed] | None:
    """What the paragraphs say, and the tables, in order; None if something isn't known, or a figure is another."""
    at, end = len(known.head), len(document) - len(known.tail)
    filled = _filled(known, plan)
    if filled is None or not at <= end <= LIMIT or document[:at] != known.head or document[end:] != known.tail:
        return None
    blocks: list[Turns | Printed] = []
    texts: list[bytes] = []
    for table, expected in zip(known.tables, filled, strict=True):
        start = document.find(TABLE, at, end)
        if start < 0 or not document.startswith(expected, start):
            return None
        if not _take_apart(known, document[at:start], blocks, texts):
            return None
        blocks.append(table.printed)
        at = start + len(expected)
    if at > end or not _take_apart(known, document[at:end], blocks, texts):
        return None
    return _said(blocks, texts)


def _filled(known: Known, plan: RenderPlan) -> list[bytes] | None:
    """The tables as they must be; None if a figure is none that stands in bytes as it is read."""
    figures = [plan.figures[cell] for table in known.tables for cell in table.cells]
    together = "\n".join(figures)
    bare = together.replace("\n", "")
    if together.count("\n") >= max(len(figures), 1) or not (bare.isdigit() or _is_plain(bare)):
        return None
    prints = together.encode().split(b"\n")
    filled, at = [], 0
    for table in known.tables:
        pieces = list(table.pieces)
        pieces[1::2] = prints[at : at + len(table.cells)]
        at += len(table.cells)
        filled.append(b"".join(pieces))
    return filled


def _is_plain(figures: str) -> bool:
    """True if in XML they are written as they are said."""
    return is_fit(figures) and not _DOUBTFUL.search(figures)


def _take_apart(known: Known, stretch: bytes, blocks: list[Turns | Printed], texts: list[bytes]) -> bool:
    """True if the stretch is nothing but paragraphs of known kinds: what these say is added to both lists."""
    *paragraphs, rest = stretch.split(PARAGRAPH_END)
    for paragraph in paragraphs:
        around, own = taken_apart(paragraph)
        says = known.kinds.get(around)
        if says is None:
            return False
        blocks += says
        texts += own
    blocks += known.rests.get(rest, ())
    return not rest or rest in known.rests


def taken_apart(markup: bytes) -> tuple[Around, list[bytes]]:
    """What stands around the texts, and these. A text begins behind the last tag before its end."""
    *pieces, last = markup.split(TEXT_END)
    halves = [piece.rpartition(b">") for piece in pieces]
    return (*(before for before, _, _ in halves), last), [text for _, _, text in halves]


def put_together(around: Around, texts: Sequence[bytes]) -> bytes:
    """The markup that comes apart in this way."""
    *before, last = around
    return b"".join([b"%b>%b%b" % (each, text, TEXT_END) for each, text in zip(before, texts, strict=True)]) + last


def _said(blocks: Sequence[Turns | Printed], texts: Sequence[bytes]) -> list[str | Printed] | None:
    """What the blocks say, their texts being these; None if one of them doesn't read as it stands there."""
    together = b"\n".join(texts).decode()
    bare, said = together.replace("\n", ""), iter(together.split("\n"))
    if len(together) - len(bare) >= max(len(texts), 1) or "<" in bare or not is_fit(bare):
        return None
    if any(each in bare for each in BRACES) or unescaped(bare) is None:
        return None
    if "&" in bare:
        said = iter([unescaped(each) or "" for each in together.split("\n")])
    found: list[str | Printed] = []
    for block in blocks:
        if block == ONE_TEXT:
            found.append(next(said).strip())
        elif isinstance(block, Printed):
            found.append(block)
        else:
            found.append("".join([each if isinstance(each, str) else next(said) for each in block]).strip())
    return found


def in_order(expected: Sequence[Printed], found: Sequence[Printed]) -> list[int] | None:
    """The index of each expected one among those found; None if they aren't all there in this order."""
    places: list[int] = []
    for each in expected:
        start = places[-1] + 1 if places else 0
        place = next((n for n in range(start, len(found)) if agree(each, found[n])), None)
        if place is None:
            return None
        places.append(place)
    return places


def agree(expected: Printed, found: Printed) -> bool:
    """True if that is printed which is expected; a template may go on after the words of a heading."""
    if (expected.kind == "table") != (found.kind == "table"):
        return False
    return found.text.startswith(expected.text) if expected.kind == "heading" else found.text == expected.text
