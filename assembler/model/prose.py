"""The vocabulary of an edition: by which words prose speaks of the figures in the tables."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal

from assembler.model.refs import CellRef
from assembler.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase that counting sentences use.

    ``kind`` is its part in the sentence (docs/prose.md lists them). ``means``: ids of rows or columns, or a cell, that
    it speaks of; ``also``: what else it may speak of. ``listed``: too short to be understood outside a list.
    ``example``: one of the things that its row counts.
    """

    form: str
    kind: str
    means: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    listed: bool = False
    example: bool = False


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """A figure of the prose and what it was found to be.

    ``text`` is the text's id, ``start`` and ``end`` where the phrase stands in it, ``phrase`` its words. ``state``:
    ``bound`` to ``cells`` (equal to them or not: ``agrees``), ``doubtful`` (they may be meant), or ``unbound``: a
    number of something else. ``code`` and ``label`` say by which rule and to what in the form.
    """

    text: str
    start: int
    end: int
    phrase: str
    value: Decimal
    state: Literal["bound", "unbound", "doubtful"]
    code: str = ""
    label: str = ""
    cells: tuple[CellRef, ...] = ()
    expected: Decimal | None = None
    agrees: bool = False


@dataclass(frozen=True, eq=False)
class Prose:
    """All words by form, and what is counted by which measure word (``count``, ``money``, ``share``, ``other``).

    ``block`` is the table of requests, ``cases`` that of reviews and suits, ``fee`` the cell that is not the processing
    fee, ``rows`` say which rows are ``new``, ``carried_in`` and ``carried_out``; ``texts`` are those that speak of
    requests unless they say otherwise. An edition without a vocabulary has no words.
    """

    words: Mapping[str, Word] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, int] = field(default_factory=dict)
    block: str = ""
    cases: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    fee: CellRef | None = None

    def word_at(self, text: str, at: int) -> Word | None:
        """The longest word that stands there."""
        words = self.words
        for length in self.starts.get(text[at : at + 2], ()):
            word = words.get(text[at : at + length])
            if word:
                return word
        return words.get(text[at])

    def measure_at(self, text: str, at: int) -> str:
        """The longest measure word that stands there, "" if none does."""
        for length in self._measure_starts.get(text[at : at + 2], ()):
            form = text[at : at + length]
            if form in self.measures:
                return form
        one = text[at : at + 1]
        return one if one in self.measures else ""

    @cached_property
    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """How long the words of two characters and more are that begin with these two, the longest first."""
        return _by_start(self.words)

    @cached_property
    def _measure_starts(self) -> Mapping[str, tuple[int, ...]]:
        return _by_start(self.measures)


def _by_start(forms: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for form in forms:
        if len(form) > 1:
            found.setdefault(form[:2], set()).add(len(form))
    return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}
