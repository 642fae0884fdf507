"""What the styles of a document say: how a run or paragraph looks in the end, from itself to the style that its own
style is based on, the table's style and the document's defaults."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from assembler.word.paragraphs import gives_number
from assembler.word.parts import Element, document_part, parse, relationships, w

Looks: TypeAlias = Sequence[Mapping[str, Element]]
"""Properties by tag, the strongest first."""

_RUN, _PARAGRAPH = w("rPr"), w("pPr")
_CELLS = (w("tcPr"), f"{w('tblStylePr')}/{w('tcPr')}")
_VAL = w("val")


class Styles:
    """The styles of a document; a document without any has none."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._by_id: dict[str, Element] = {}
        self._usual = {"paragraph": "", "table": ""}
        self._defaults: dict[str, Mapping[str, Element]] = {}
        self._kept: dict[tuple[str, str], Mapping[str, Element]] = {}
        self._paragraphs: dict[Element, tuple[str, Looks]] = {}
        self._properties: dict[Element, Mapping[str, Element]] = {}
        for each in relationships(parts, document_part(parts)):
            if each.kind == "styles" and each.target in parts:
                self._read(parse(parts[each.target]))

    def _read(self, root: Element) -> None:
        self._defaults = {each.tag: _by_tag(each) for each in root.iterfind(f"{w('docDefaults')}/*/*")}
        for style in root.iterfind(w("style")):
            identity = style.get(w("styleId"), "")
            self._by_id[identity] = style
            if style.get(w("default")) in ("1", "true", "on") and style.get(w("type")) in self._usual:
                self._usual[style.get(w("type"))] = identity

    def of_run(self, run: Element) -> Looks:
        """The character properties of a run."""
        own = run.find(_RUN)
        looks = [] if own is None else [_by_tag(own), self._flat(_named(own, "rStyle"), _RUN)]
        paragraph = next(run.iterancestors(w("p")), None)
        if paragraph is not None:
            style, _ = self._paragraph(paragraph)
            looks.append(self._flat(style, _RUN))
        tables = [self._table_style(table) for table in run.iterancestors(w("tbl"))]
        return (*looks, *(self._flat(each, _RUN) for each in tables), self._defaults.get(_RUN, {}))

    def shades_cells(self, run: Element) -> bool:
        """True if the style of a run's table colours cells; which ones is for the office program to say."""
        tables = [self._table_style(table) for table in run.iterancestors(w("tbl"))]
        return any(w("shd") in self._flat(each, path) for each in tables for path in _CELLS)

    def of_paragraph(self, paragraph: Element) -> Looks:
        """The properties of a paragraph."""
        _, looks = self._paragraph(paragraph)
        return looks

    def numbering(self) -> frozenset[str]:
        """The ids of the paragraph styles that give a number; "" if a paragraph without a style has one."""
        numbers = {identity: self._flat(identity, _PARAGRAPH).get(w("numPr")) for identity in self._by_id}
        found = {identity for identity, number in numbers.items() if number is not None and gives_number(number)}
        return frozenset(found | ({""} if self._usual["paragraph"] in found else set()))

    def _paragraph(self, paragraph: Element) -> tuple[str, Looks]:
        """The style of a paragraph, and its properties; looked up once, as it may have thousands of runs."""
        if paragraph not in self._paragraphs:
            own = paragraph.find(_PARAGRAPH)
            style = _named(own, "pStyle") or self._usual["paragraph"]
            stated = {} if own is None else _by_tag(own)
            looks = (stated, self._flat(style, _PARAGRAPH), self._defaults.get(_PARAGRAPH, {}))
            self._paragraphs[paragraph] = style, looks
        return self._paragraphs[paragraph]

    def properties(self, element: Element) -> Mapping[str, Element]:
        """What a table, row or cell says of itself; looked up once, too."""
        if element not in self._properties:
            own = element.find(f"{element.tag}Pr")
            self._properties[element] = {} if own is None else _by_tag(own)
        return self._properties[element]

    def _table_style(self, table: Element) -> str:
        named = self.properties(table).get(w("tblStyle"))
        return self._usual["table"] if named is None else str(named.get(_VAL, ""))

    def _flat(self, identity: str, path: str) -> Mapping[str, Element]:
        """What a style says with all that it is based on; a circle ends where it closes."""
        line: list[str] = []
        while identity in self._by_id and identity not in line and (identity, path) not in self._kept:
            line.append(identity)
            identity = _named(self._by_id[identity], "basedOn")
        flat = self._kept.get((identity, path), {})
        for each in reversed(line):
            own = [_by_tag(looks) for looks in self._by_id[each].iterfind(path)]
            flat = self._kept[each, path] = {tag: found for some in (flat, *own) for tag, found in some.items()}
        return flat


def first(looks: Looks, tag: str) -> Element | None:
    """The strongest of these properties that has this tag."""
    return next((each[tag] for each in looks if tag in each), None)


def _by_tag(looks: Element) -> Mapping[str, Element]:
    return {each.tag: each for each in looks}


def _named(looks: Element | None, name: str) -> str:
    """The id that stands in an element of that name; "" if there is none."""
    found = None if looks is None else looks.find(w(name))
    return "" if found is None else str(found.get(_VAL, ""))
