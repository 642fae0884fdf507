"""The tags of a template as data, and what they stand for; ``word/printer.py`` prints them.

Jinja reads the tags (``word/compile.py``); what is left of them here are five kinds of statements and a handful of
expressions, in lists and strings that JSON can hold. So a prepared template may lie in a file without being code: it
can name members of the plan, loop over the plan's lists and ask questions, and nothing else, whatever the file says.

    statement   "text"                              printed as it stands
                ["print", expression]               printed as text, escaped
                ["for", name, expression, test or null, body, body if there was nothing]
                ["if", expression, body, body otherwise]
    expression  ["name", first, member, …]          a name and members of it
                ["constant", value]
                ["join", expression, separator] ["trim", expression] ["length", expression]
                ["not", expression] ["and", left, right] ["or", left, right]
                ["compare", expression, operator, expression, operator, expression …]
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Statement = Any
"""A statement as above."""
Expression = Sequence[Any]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def escaped(text: str) -> str:
    """Text as XML writes it, in elements and attributes; the same signs as Jinja's autoescape gives."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def printable(expression: Expression, scope: Mapping[str, Any]) -> str:
    """What a tag prints: text, or a count of the loop; TypeError if it stands for anything else."""
    found = value(expression, scope)
    if not isinstance(found, (str, int)):
        raise TypeError(f"a tag prints {type(found).__name__}")
    return str(found)


def value(expression: Expression, scope: Mapping[str, Any]) -> Any:
    """What an expression stands for."""
    kind = expression[0]
    if kind == "name":
        found: Any = scope
        for name in expression[1:]:
            if not isinstance(found, Mapping):
                raise LookupError(".".join(expression[1:]))
            found = found[name]
        return found
    if kind == "constant":
        return expression[1]
    if kind == "and":
        return value(expression[1], scope) and value(expression[2], scope)
    if kind == "or":
        return value(expression[1], scope) or value(expression[2], scope)
    if kind == "compare":
        return _compare(expression, scope)
    return _applied(kind, value(expression[1], scope), expression)


def _applied(kind: str, found: Any, expression: Expression) -> Any:
    if kind == "not":
        return not found
    if kind == "length":
        return len(found)
    if kind == "trim":
        return found.strip()
    if kind == "join":
        return str(expression[2]).join(found)
    raise LookupError(kind)


def _compare(expression: Expression, scope: Mapping[str, Any]) -> bool:
    """``a < b < c`` holds if each pair does."""
    left = value(expression[1], scope)
    for sign, right in zip(expression[2::2], expression[3::2], strict=True):
        other = value(right, scope)
        if not COMPARE[sign](left, other):
            return False
        left = other
    return True
