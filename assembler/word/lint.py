"""Judging the tags of a template before anything is rendered: every fault, each with its place.

A template may print names of the plan, loop over lists and ask questions; nothing else. What Jinja can do beyond that
(calls, arithmetic, macros, files) is refused by the kind of its syntax, so the sandbox at rendering is a second wall.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

from assembler.errors import DefectiveForm
from assembler.records import dataclass, field
from assembler.word.paragraphs import UNREAD, Paragraph, paragraphs_of, text_of
from assembler.word.parts import document_part, parse, relationships
from assembler.word.plan import Names, Value

TAGS, TAG_LENGTH, PARAGRAPH, NEAR = 5_000, 20_000, 20_000, 2_000
"""At most: tags of a part (ours has 250), characters of a tag with the markup inside, of a paragraph with tags, and of
the words that are looked at to say where a fault is."""
FILTERS = {"join": "", "trim": "", "length": "1"}
"""Filters in use, with a sample of what they give."""

_LOOP: Names = {"index": "1", "first": "", "last": "", "length": "1"}
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_STEERING = re.compile(r"\{%(p|tr)\s(.*?)%\}")  # docxtpl takes the whole paragraph or row out
_MERGING = re.compile(r"\{\{(?:p|tr|tc|r)\s|\{%(?:tc|r)\s|\{[%{]-|-[%}]\}|\{#(?:p|tr|tc)\s")
_QUOTES = str.maketrans("“”‘’", "\"\"''")  # Word and WPS make them curly; docxtpl straightens them too
_TORN = re.compile(r"(?<=\{)(?:<[^<>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^<>]*>)+(?=\})")  # a brace, runs, the next brace
_OPENING, _CLOSING = re.compile(r"\{[{%#]"), {"{{": "}}", "{%": "%}", "{#": "#}"}
_MARKUP = re.compile(r"<[^<>]*>")
_FULL_WIDTH = re.compile("｛｛|｝｝|｛%|%｝|｛％|％｝")
_PARTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
_SYNTAX = Environment()


def lint(parts: Mapping[str, bytes], names: Names) -> tuple[DefectiveForm, ...]:
    """All faults of a template's tags, part by part in reading order; ``names`` is plan.names_of."""
    return tuple(
        fault
        for place, part in _rendered(parts)
        for fault in _Part(list(paragraphs_of(parse(part), place)), names).faults()
    )


def _rendered(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The parts that docxtpl renders, each with what people call it."""
    document = document_part(parts)
    yield "正文", parts[document]
    for each in relationships(parts, document):
        if each.kind in _PARTS and not each.external:
            yield f"{_PARTS[each.kind]}（{each.target.rpartition('/')[2]}）", parts[each.target]


def loose_ends(parts: Mapping[str, bytes]) -> tuple[DefectiveForm, ...]:
    """Tags that begin and don't end, wherever in a part; docxtpl's patterns would look for each end in vain, again and
    again."""
    return tuple(
        DefectiveForm("TEMPLATE-SYNTAX", place=place, near="", tag=tag, reason="no end of the tag, or too many of them")
        for place, part in _rendered(parts)
        if (tag := _loose_end(_TORN.sub("", etree.tostring(parse(part), encoding="unicode")))) is not None
    )


def _loose_end(xml: str) -> str | None:
    for n, found in enumerate(_OPENING.finditer(xml)):
        start, end = found.span()
        if n > TAGS or xml.find(_CLOSING[found[0]], end, end + TAG_LENGTH) < 0:
            return _MARKUP.sub("", xml[start : start + 200])[:40]
    return None


def lint_source(place: str, xml: str, names: Names) -> tuple[DefectiveForm, ...]:
    """The same for a part as docxtpl hands it to Jinja: tags in places that are no text, such as the description of a
    picture, are run as well."""
    pieces = re.split(r"(?=\{[{%#])", xml.replace("\n", " "))
    return tuple(
        _Part([Paragraph(_MARKUP.sub("", each), place, None) for each in pieces], names).judged("\n".join(pieces))
    )


@dataclass
class _Part:
    """One part under judgement. Its paragraphs become the lines of one Jinja source, so that each line number in
    Jinja's syntax tree is a paragraph."""

    paragraphs: list[Paragraph]
    names: Names
    found: list[DefectiveForm] = field(default_factory=list)

    def faults(self) -> list[DefectiveForm]:
        return self.judged("\n".join(self.line(n, paragraph) for n, paragraph in enumerate(self.paragraphs)))

    def judged(self, source: str) -> list[DefectiveForm]:
        """The faults of a source whose lines are the paragraphs."""
        try:
            tree = _SYNTAX.parse(source)
        except TemplateSyntaxError as error:
            self.refuse("TEMPLATE-SYNTAX", error.lineno, reason=error.message or "")
        except RecursionError:
            self.refuse("TEMPLATE-SYNTAX", 1, reason="nested too deeply")
        else:
            self.body(tree.body, self.names)
        return self.found

    def line(self, n: int, paragraph: Paragraph) -> str:
        """The paragraph as a line of source; an empty one after a fault that is reported here."""
        if len(paragraph.text) > PARAGRAPH:
            self.refuse("TEMPLATE-SYNTAX", n + 1, tag=paragraph.text[:40], reason="the paragraph is too long")
            return ""
        text = re.sub(r"[\r\n]", " ", paragraph.text)
        text = _TAG.sub(lambda tag: tag[0].translate(_QUOTES), text)
        if _FULL_WIDTH.search(text):
            self.refuse("TEMPLATE-FULL-WIDTH", n + 1)
            return ""
        if _MERGING.search(text):
            self.refuse("TEMPLATE-FORBIDDEN", n + 1)
            return ""
        steering = _STEERING.search(text)
        if steering:
            alone = text if steering[1] == "p" or paragraph.row is None else text_of(paragraph.row)
            if alone.strip() != steering[0]:
                self.refuse("TEMPLATE-NOT-ALONE", n + 1, tag=steering[0])
            return f"{{% {steering[2]} %}}"
        return text if self.is_whole(n, text) else ""

    def is_whole(self, n: int, text: str) -> bool:
        """True if the tags inside a paragraph open and close there; otherwise they would cut its XML in two."""
        reason = _syntax_error(text)
        if reason is not None:
            self.refuse("TEMPLATE-SYNTAX", n + 1, reason=reason)
        return reason is None

    def body(self, body: list[nodes.Node], scope: Names) -> None:
        """Judge statements in a scope of names."""
        for node in body:
            if isinstance(node, nodes.Output):
                for each in node.nodes:
                    if not isinstance(each, nodes.TemplateData):
                        self.output(each, scope)
            elif isinstance(node, nodes.For):
                self.loop(node, scope)
            elif isinstance(node, nodes.If):
                self.value(node.test, scope)
                self.body([*node.body, *node.elif_, *node.else_], scope)
            else:
                inner = [each.lineno for each in node.find_all(nodes.Node) if each.lineno]
                self.refuse("TEMPLATE-FORBIDDEN", node.lineno or min(inner, default=1))

    def output(self, node: nodes.Expr, scope: Names) -> None:
        """Only text can be printed: not a list, nor a table with all its figures."""
        value = self.value(node, scope)
        if value is not None and not isinstance(value, str):
            names = list(value) if isinstance(value, Mapping) else ["{%p for … %}"]
            self.refuse("TEMPLATE-NOT-TEXT", node.lineno, tag=_dotted(node), nearest="、".join(names[:6]))

    def loop(self, node: nodes.For, scope: Names) -> None:
        """A loop gives its name to the members of a list."""
        members = self.value(node.iter, scope)
        if not isinstance(node.target, nodes.Name) or node.recursive or node.target.name.startswith("_"):
            self.refuse("TEMPLATE-FORBIDDEN", node.lineno)
            return
        if members is None:
            return
        if not isinstance(members, tuple):
            self.refuse("TEMPLATE-NOT-LIST", node.lineno, tag=_dotted(node.iter))
            return
        inner = {**scope, node.target.name: members[0]}
        if node.test:
            self.value(node.test, inner)
        self.body(node.body, {**inner, "loop": _LOOP})
        self.body(node.else_, scope)

    def value(self, node: nodes.Node, scope: Names) -> Value | None:
        """A sample of what an expression stands for; None if it stands for nothing, which is reported here."""
        match node:
            case nodes.Const(value=str() | int() | bool()):
                return str(node.value)
            case nodes.Name(name=name) if not name.startswith("_"):
                return self.member(node, scope, name, scope)
            case nodes.Getattr(attr=name) if not name.startswith("_"):
                owner = self.value(node.node, scope)
                return None if owner is None else self.member(node, owner, name, scope)
            case nodes.Filter(name=name, node=nodes.Node() as owner) if name in FILTERS and _is_simple(node):
                return self.filtered(name, owner, scope)
            case nodes.Compare() | nodes.And() | nodes.Or() | nodes.Not() | nodes.Operand():
                parts = [self.value(each, scope) for each in node.iter_child_nodes()]
                return None if None in parts else ""
        self.refuse("TEMPLATE-FORBIDDEN", node.lineno)
        return None

    def filtered(self, name: str, node: nodes.Node, scope: Names) -> Value | None:
        """What a filter gives: ``join`` takes a list of texts, ``trim`` a text, ``length`` anything."""
        owner = self.value(node, scope)
        if owner is not None and name == "join" and not (isinstance(owner, tuple) and isinstance(owner[0], str)):
            self.refuse("TEMPLATE-NOT-LIST", node.lineno, tag=_dotted(node))
        elif owner is not None and name == "trim" and not isinstance(owner, str):
            self.refuse("TEMPLATE-NOT-TEXT", node.lineno, tag=_dotted(node), nearest="{%p for … %}")
        else:
            return None if owner is None else FILTERS[name]
        return None

    def member(self, node: nodes.Node, owner: Value, name: str, scope: Names) -> Value | None:
        """The member of that name; reported with the nearest known name if there is none."""
        if isinstance(owner, Mapping) and name in owner:
            return owner[name]
        dotted = _dotted(node)
        close = get_close_matches(dotted, list(_known(scope)), n=1, cutoff=0.5)
        siblings = list(owner) if isinstance(owner, Mapping) else []
        self.refuse("TEMPLATE-UNKNOWN-TAG", node.lineno, tag=dotted, nearest="".join(close) or "、".join(siblings[:12]))
        return None

    def refuse(self, code: str, line: int, *, tag: str = "", **facts: str) -> None:
        """Note a fault; the tag is the first of the paragraph unless it is known better."""
        paragraph = self.paragraphs[min(line, len(self.paragraphs)) - 1]
        first = _TAG.search(paragraph.text[:NEAR])
        tag = tag or (first[0] if first else paragraph.text.strip()[:40])
        fault = DefectiveForm(code, place=paragraph.place, near=self.near(line), tag=tag, **facts)
        if fault.facts not in [each.facts for each in self.found]:
            self.found.append(fault)

    def near(self, line: int) -> str:
        """The last words before a place that aren't tags, in its own paragraph or before."""
        for paragraph in reversed(self.paragraphs[:line]):
            words = _TAG.sub("", paragraph.text[-NEAR:]).replace(UNREAD, "").strip()
            if words:
                return words[-20:]
        return ""


def _is_simple(node: nodes.Filter) -> bool:
    """True for a filter as people use it: ``join`` with a separator, the others without anything."""
    separator = [each for each in node.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(separator) == len(node.args)
    return plain and len(node.args) <= (node.name == "join")


@lru_cache(maxsize=2048)  # in a batch the same template is judged again and again
def _syntax_error(text: str) -> str | None:
    """Jinja's words about a paragraph that can't stand alone; None if it can."""
    try:
        _SYNTAX.parse(text)
    except TemplateSyntaxError as error:
        return error.message or ""
    except RecursionError:
        return "nested too deeply"
    return None


def _dotted(node: nodes.Node) -> str:
    """The expression as it is written, as far as it is a dotted name."""
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _known(names: Names, prefix: str = "") -> Iterator[str]:
    """All dotted names of a tree."""
    for name, value in names.items():
        yield prefix + name
        if isinstance(value, Mapping):
            yield from _known(value, f"{prefix}{name}.")
