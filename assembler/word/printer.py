"""Printing a program: what stands between two tags is put into bytes once, and the prints of many tags are looked up,
escaped and put in their places together. Each report has some two hundred figures in the same places.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from assembler.model.kept import kept
from assembler.records import dataclass
from assembler.word.program import Expression, Statement, escaped, printable, value

STEPS = 1_000_000  # a report takes some 500 of them
BYTES = 10 * 1024 * 1024


class TooMuch(Exception):
    """A template that prints more than any report can be long."""


Scope: TypeAlias = Mapping[str, Any]
_Pick: TypeAlias = Callable[[Any], tuple[Any, ...]]


def run(program: Sequence[Statement], values: Scope) -> bytes:
    """The print of a program. LookupError, TypeError: a tag names what there is not, or compares what can't be
    compared; TooMuch: it takes more than STEPS or prints more than BYTES."""
    out = _Out()
    _ready(program).put(out, values)
    return b"".join(out.pieces)


class _Out:
    """What is printed so far, and how much more may be."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.steps, self.room = STEPS, BYTES

    def put(self, piece: bytes) -> None:
        self.room -= len(piece)
        if self.room < 0:
            raise TooMuch
        self.pieces.append(piece)

    def step(self, count: int) -> None:
        self.steps -= count
        if self.steps < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch without loops and questions. ``pieces``: its words, with room for the print of a tag at each odd place;
    ``rows``: how all tags are looked up together, None if one of them isn't just a name."""

    pieces: list[bytes]
    tags: tuple[Expression, ...]
    rows: tuple[tuple[tuple[str, ...], _Pick], ...] | None

    def put(self, out: _Out, scope: Scope) -> None:
        prints = self._looked_up(scope, out.room) if self.rows else None
        if prints is None:
            self._put_one_by_one(out, scope)
            return
        pieces = self.pieces.copy()
        pieces[1::2] = prints
        out.put(b"".join(pieces))

    def _looked_up(self, scope: Scope, room: int) -> list[bytes] | None:
        """None if a tag names what there is not, or what is no text: one by one they tell what is wrong."""
        found: list[Any] = []
        try:
            for path, pick in self.rows or ():
                members: Any = scope
                for name in path:
                    members = members[name]
                found += pick(members)
            return together(found, room)
        except (LookupError, TypeError):
            return None

    def _put_one_by_one(self, out: _Out, scope: Scope) -> None:
        for words, tag in zip(self.pieces[::2], self.tags, strict=False):
            out.put(words)
            out.put(escaped(printable(tag, scope)).encode())
        out.put(self.pieces[-1])


def together(texts: Sequence[str], room: int) -> list[bytes] | None:
    """The prints of texts, made all at once; None if one of them is of several lines, or they take too much room.
    TypeError if one isn't text."""
    if sum(map(len, texts)) > room:
        return None
    prints = escaped("\n".join(texts)).encode().split(b"\n")
    return prints if len(prints) == len(texts) else None


@dataclass(frozen=True, slots=True)
class _Loop:
    """``simple``: its body prints the member, once, and nothing else but words."""

    name: str
    members: Expression
    test: Expression | None
    body: "_Block"
    otherwise: "_Block"
    simple: bool

    def put(self, out: _Out, scope: Scope) -> None:
        listed = value(self.members, scope)
        if not isinstance(listed, tuple):
            raise TypeError(f"a loop over {type(listed).__name__}")
        if self.test:
            listed = tuple(member for member in listed if value(self.test, {**scope, self.name: member}))
        if not listed:
            self.otherwise.put(out, scope)
        elif not (self.simple and self._put_together(out, listed)):
            self._put_one_by_one(out, scope, listed)

    def _put_together(self, out: _Out, listed: tuple[Any, ...]) -> bool:
        try:
            prints = together(listed, out.room)
        except TypeError:
            return False
        if prints is None:
            return False
        out.step(len(listed) * self.body.cost)
        before, _, after = self.body.nodes[0].pieces
        out.put(before + (after + before).join(prints) + after)
        return True

    def _put_one_by_one(self, out: _Out, scope: Scope, listed: tuple[Any, ...]) -> None:
        last = len(listed)
        for n, member in enumerate(listed, 1):
            about = {"index": n, "first": n == 1, "last": n == last, "length": last}
            self.body.put(out, {**scope, "loop": about, self.name: member})


@dataclass(frozen=True, slots=True)
class _Question:
    test: Expression
    then: "_Block"
    otherwise: "_Block"

    def put(self, out: _Out, scope: Scope) -> None:
        (self.then if value(self.test, scope) else self.otherwise).put(out, scope)


@dataclass(frozen=True, slots=True)
class _Block:
    """``cost``: the steps that it takes without what its loops and questions take."""

    nodes: tuple[Any, ...]
    cost: int

    def put(self, out: _Out, scope: Scope) -> None:
        out.step(self.cost)
        for node in self.nodes:
            node.put(out, scope)


@kept
def _ready(program: Sequence[Statement]) -> _Block:
    return _block(program)


def _block(program: Sequence[Statement]) -> _Block:
    nodes: list[Any] = []
    for flat, own in groupby(program, lambda each: isinstance(each, str) or each[0] == "print"):
        statements = list(own)
        nodes += [_words(statements)] if flat else map(_branching, statements)
    return _Block(tuple(nodes), len(program) + 1)


def _words(statements: Sequence[Statement]) -> _Words:
    pieces, tags = [b""], []
    for each in statements:
        if isinstance(each, str):
            pieces[-1] += each.encode()
        else:
            tags.append(each[1])
            pieces += (b"", b"")
    names = [tuple(tag[1:]) for tag in tags if tag[0] == "name"]
    return _Words(pieces, tuple(tags), _rows(names) if len(names) == len(tags) else None)


def _rows(names: Sequence[tuple[str, ...]]) -> tuple[tuple[tuple[str, ...], _Pick], ...]:
    """Members of one value are looked up together."""
    return tuple((path, _pick([name[-1] for name in own])) for path, own in groupby(names, lambda name: name[:-1]))


def _pick(names: Sequence[str]) -> _Pick:
    return itemgetter(*names) if len(names) > 1 else lambda members: (members[names[0]],)


def _branching(statement: Statement) -> _Loop | _Question:
    if statement[0] == "if":
        _, test, then, otherwise = statement
        return _Question(test, _block(then), _block(otherwise))
    _, name, members, test, inner, otherwise = statement
    body = _block(inner)
    simple = len(body.nodes) == 1 and getattr(body.nodes[0], "tags", ()) == (["name", name],)
    return _Loop(name, members, test, body, _block(otherwise), simple)
