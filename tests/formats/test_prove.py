"""Exact elimination: what each relation says beyond the ones before it."""

from fractions import Fraction

import pytest

from assembler.formats.prove import reduced
from assembler.model.equations import Equation, Relation, Term
from assembler.model.refs import CellRef

EQUATION = Equation(
    id="X-01",
    block="t",
    each="row",
    holds="…",
    severity="error",
    title="…",
    left_name="",
    right_name="",
    source="…",
    official=False,
    when_filled=False,
    messages=(),
    remedies=(),
)


def _relation(text: str) -> Relation:
    """``a + b = c - d``, one letter a cell, words apart."""
    sides: list[tuple[Term, ...]] = []
    for side in text.split(" = "):
        words = ["+", *side.split()]
        pairs = zip(words[::2], words[1::2], strict=True)
        sides.append(tuple(Term((CellRef("t", "r", cell),), negative=sign == "-") for sign, cell in pairs))
    return Relation(EQUATION, "r", *sides)


@pytest.mark.parametrize(
    ("relations", "last"),
    [
        (["a = b"], {"a": 1, "b": -1}),
        (["a - b = c"], {"a": 1, "b": -1, "c": -1}),
        (["a = c - b"], {"a": 1, "b": 1, "c": -1}),
        (["a = b", "b = a"], {}),
        (["a = b", "a = c"], {"b": 1, "c": -1}),
        (["a = b", "b = c", "c = a"], {}),
        (["a = b", "c = d", "a + c = b + d"], {}),
        (["a = b", "c = d", "a + c = b + e"], {"d": 1, "e": -1}),
        (["a + b = c", "a = b + d"], {"b": -2, "c": 1, "d": -1}),
        (["a + b = c", "a = b + d", "b = c + e"], {"c": "-1/2", "d": "-1/2", "e": -1}),
        (["a + b = c", "a = b + d", "a = e"], {"c": "1/2", "d": "1/2", "e": -1}),
        (["a + b = c", "a = b + d", "b = c + e", "a + e = d"], {"d": -1}),
    ],
)
def test_relation_is_reduced_to_what_it_adds(relations: list[str], last: dict[str, int | str]) -> None:
    *_, (_, row) = reduced(_relation(text) for text in relations)
    assert {cell.column: value for cell, value in row.items()} == {
        column: Fraction(value) for column, value in last.items()
    }


def test_each_relation_comes_with_its_row_in_order() -> None:
    relations = [_relation("a = b"), _relation("b = c"), _relation("a = c")]
    found = list(reduced(relations))
    assert [relation for relation, _ in found] == relations
    assert [bool(row) for _, row in found] == [True, True, False]
