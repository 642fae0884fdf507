"""From a part that docxtpl has prepared to its program: Jinja reads the tags, here they become data."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, nodes

from assembler.word.program import COMPARE, Expression, Statement

_SYNTAX = Environment()
_MARKUP = re.compile("<[^<>]*>")
_ELEMENT = re.compile(r"<(/?)([^\s<>/!?]+)[^<>]*?(/?)>")


class Crossing(Exception):
    """A block that begins inside one element and ends inside another: taken out or repeated, it would leave XML that
    no program opens. The arguments: the text printed before it, the name or question of the block."""


def compiled(source: str) -> list[Statement]:
    """The program of a part. ``source`` has passed the linter, so every statement in it has its like here."""
    program = list(_statements(_SYNTAX.parse(source).body))
    _prove_nesting(program)
    return program


def _statements(body: Sequence[nodes.Node]) -> Iterator[Statement]:
    for node in body:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                yield each.data if isinstance(each, nodes.TemplateData) else ["print", _expression(each)]
        elif isinstance(node, nodes.For):
            assert isinstance(node.target, nodes.Name)
            test = None if node.test is None else _expression(node.test)
            inner, otherwise = list(_statements(node.body)), list(_statements(node.else_))
            yield ["for", node.target.name, _expression(node.iter), test, inner, otherwise]
        else:
            assert isinstance(node, nodes.If)
            yield _question(node)


def _question(node: nodes.If) -> Statement:
    """``elif`` is a question inside the other branch."""
    otherwise = list(_statements(node.else_))
    for each in reversed(node.elif_):
        otherwise = [["if", _expression(each.test), list(_statements(each.body)), otherwise]]
    return ["if", _expression(node.test), list(_statements(node.body)), otherwise]


def _expression(node: nodes.Node) -> Expression:
    match node:
        case nodes.Const():
            return ["constant", node.value]
        case nodes.Name():
            return ["name", node.name]
        case nodes.Getattr():
            return [*_expression(node.node), node.attr]
        case nodes.Filter():
            assert node.node is not None
            separator = [each.value for each in node.args if isinstance(each, nodes.Const)] or [""]
            return [node.name, _expression(node.node), *separator]
        case nodes.Not():
            return ["not", _expression(node.node)]
        case nodes.And() | nodes.Or():
            return [type(node).__name__.lower(), _expression(node.left), _expression(node.right)]
        case nodes.Compare():
            pairs: list[Any] = []
            for each in node.ops:
                pairs += [each.op, _expression(each.expr)]
            assert COMPARE.keys() >= set(pairs[::2])
            return ["compare", _expression(node.expr), *pairs]
    raise AssertionError(f"the linter lets {type(node).__name__} pass")


def _prove_nesting(program: Sequence[Statement]) -> str:
    """Every printing of the program is well-formed if all of it together is: each block leaves the elements around it
    as they were. Returns the markup of the program with each block in it once; Crossing if a block doesn't hold."""
    markup = ""
    for statement in program:
        if isinstance(statement, str):
            markup += statement
        elif statement[0] in ("for", "if"):
            bodies = [_prove_nesting(body) for body in statement[-2:]]
            inside_a_tag = markup.rfind("<") > markup.rfind(">")
            if not all(map(_is_neutral, bodies)) or (inside_a_tag and any(bodies)):
                raise Crossing(_MARKUP.sub("", markup), _named(statement))
            markup += bodies[0]
    return markup


def _is_neutral(markup: str) -> bool:
    """True if what the markup closes beyond its beginning it opens again at its end, in the mirrored order."""
    closed: list[str] = []
    opened: list[str] = []
    for end, name, empty in _ELEMENT.findall(markup):
        if empty:
            continue
        if not end:
            opened.append(name)
        elif not opened:
            closed.append(name)
        elif opened.pop() != name:
            return False
    return closed == opened[::-1]


def _named(statement: Statement) -> str:
    expression = statement[2] if statement[0] == "for" else statement[1]
    return f"{statement[0]} {'.'.join(str(each) for each in expression[1:])}"
