"""Judging the tags of a template before anything is rendered: every fault, each with its place.

A template may print names of the plan, loop over lists and ask questions; nothing else. What Jinja can do beyond that
(calls, arithmetic, macros, files) is refused by the kind of its syntax, so the sandbox at rendering is a second wall.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import parse_xml
from jinja2 import Environment, TemplateSyntaxError, nodes

from assembler.errors import DefectiveForm
from assembler.word.paragraphs import Paragraph, paragraphs_of, text_of
from assembler.word.plan import Names, Value

FILTERS = {"join": "", "trim": "", "length": "1"}
"""Filters in use, with a sample of what they give."""

_LOOP: Names = {"index": "1", "first": "", "last": "", "length": "1"}
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_STEERING = re.compile(r"\{%(p|tr)\s(.*?)%\}")  # docxtpl takes the whole paragraph or row out
_MERGING = re.compile(r"\{\{(?:p|tr|tc|r)\s|\{%(?:tc|r)\s|\{[%{]-|-[%}]\}|\{#(?:p|tr|tc)\s")
_QUOTES = str.maketrans("“”‘’", "\"\"''")  # Word and WPS make them curly; docxtpl straightens them too
_FULL_WIDTH = re.compile("｛｛|｝｝|｛%|%｝|｛％|％｝")
_PARTS = {
    RELATIONSHIP_TYPE.HEADER: "页眉",
    RELATIONSHIP_TYPE.FOOTER: "页脚",
    RELATIONSHIP_TYPE.FOOTNOTES: "脚注",
}
_SYNTAX = Environment()


def lint(document: WordDocument, names: Names) -> tuple[DefectiveForm, ...]:
    """All faults of a template's tags, part by part in reading order; ``names`` is RenderPlan.names."""
    return tuple(fault for paragraphs in _parts(document) for fault in _Part(paragraphs, names).faults())


def _parts(document: WordDocument) -> Iterator[list[Paragraph]]:
    """The parts that docxtpl renders."""
    yield list(paragraphs_of(document.element.body, "正文"))
    for relation in document.part.rels.values():
        if relation.reltype in _PARTS:
            part = relation.target_part
            name = f"{_PARTS[relation.reltype]}（{str(part.partname).rpartition('/')[2]}）"
            yield list(paragraphs_of(parse_xml(part.blob), name))


@dataclass
class _Part:
    """One part under judgement. Its paragraphs become the lines of one Jinja source, so that each line number in
    Jinja's syntax tree is a paragraph."""

    paragraphs: list[Paragraph]
    names: Names
    found: list[DefectiveForm] = field(default_factory=list)

    def faults(self) -> list[DefectiveForm]:
        source = "\n".join(self.line(n, paragraph) for n, paragraph in enumerate(self.paragraphs))
        try:
            tree = _SYNTAX.parse(source)
        except TemplateSyntaxError as error:
            self.refuse("TEMPLATE-SYNTAX", error.lineno, reason=error.message or "")
        else:
            self.body(tree.body, self.names)
        return self.found

    def line(self, n: int, paragraph: Paragraph) -> str:
        """The paragraph as a line of source; an empty one after a fault that is reported here."""
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
        inner = {**scope, node.target.name: members[0], "loop": _LOOP}
        if node.test:
            self.value(node.test, inner)
        self.body(node.body, inner)
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
            case nodes.Filter(name=name) if name in FILTERS and node.node and not (node.kwargs or node.dyn_args):
                parts = [self.value(each, scope) for each in (node.node, *node.args)]
                return None if None in parts else FILTERS[name]
            case nodes.Compare() | nodes.And() | nodes.Or() | nodes.Not() | nodes.Operand():
                parts = [self.value(each, scope) for each in node.iter_child_nodes()]
                return None if None in parts else ""
        self.refuse("TEMPLATE-FORBIDDEN", node.lineno)
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
        first = _TAG.search(paragraph.text)
        tag = tag or (first[0] if first else paragraph.text.strip()[:40])
        fault = DefectiveForm(code, place=paragraph.place, near=self.near(line), tag=tag, **facts)
        if fault.facts not in [each.facts for each in self.found]:
            self.found.append(fault)

    def near(self, line: int) -> str:
        """The last words before a place that aren't tags, in its own paragraph or before."""
        for paragraph in reversed(self.paragraphs[:line]):
            words = _TAG.sub("", paragraph.text).strip()
            if words:
                return words[-20:]
        return ""


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
