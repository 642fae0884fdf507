"""Linear relations as data."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from assembler.formats.prove import reduced
from assembler.model.equations import Equation, Figure, Relation, Term
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

A, B, C, D = (CellRef("t", "r", each) for each in "abcd")


def _relation(left: tuple[Term, ...], right: tuple[Term, ...], when_filled: bool = False) -> Relation:
    equation = Equation(
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
        when_filled=when_filled,
        messages=(),
        remedies=(),
    )
    return Relation(equation, "r", left, right)


def _figures(**values: str | None) -> Callable[[CellRef], Figure]:
    by_column = {column: None if value is None else Decimal(value) for column, value in values.items()}
    return lambda cell: by_column.get(cell.column)


@pytest.mark.parametrize(
    ("values", "left", "right"),
    [
        ({"a": "2", "b": "1", "c": "3"}, "3", "3"),
        ({"a": "2", "b": "1", "c": "4"}, "3", "4"),
        ({"a": "0.1", "b": "0.2", "c": "0.3"}, "0.3", "0.3"),  # exact decimals, no tolerance needed
        ({"a": "2", "b": None, "c": "2"}, "2", "2"),  # a blank counts as nothing
        ({"a": None, "b": None, "c": None}, "0", "0"),
        ({"a": "0", "b": None, "c": None}, "0", "0"),
        ({"a": "-1", "b": "1", "c": "0"}, "0", "0"),
    ],
)
def test_sides_add_up_their_cells(values: dict[str, str | None], left: str, right: str) -> None:
    relation = _relation((Term((A,)), Term((B,))), (Term((C,)),))
    assert relation.sides(_figures(**values)) == (Decimal(left), Decimal(right))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (Term((A, B)), "5"),
        (Term((A, B), negative=True), "-5"),
        (Term((A, D)), "2"),
        (Term((D,), negative=True), "0"),
        (Term(()), "0"),
    ],
)
def test_term_is_the_signed_sum_of_its_cells(term: Term, value: str) -> None:
    assert term.value(_figures(a="2", b="3", d=None)) == Decimal(value)


def test_negative_terms_are_taken_off_their_side() -> None:
    relation = _relation((Term((A,)),), (Term((B,)), Term((C,), negative=True)))
    assert relation.sides(_figures(a="5", b="8", c="3")) == (Decimal(5), Decimal(5))
    assert relation.sides(_figures(a="5", b="8", c=None)) == (Decimal(5), Decimal(8))


def test_cells_are_listed_left_side_first() -> None:
    relation = _relation((Term((C,)), Term((A,))), (Term((D, B), negative=True),))
    assert relation.cells == (C, A, D, B)


@pytest.mark.parametrize(
    ("left", "defined"),
    [
        ((Term((A,)),), A),
        ((Term((A,), negative=True),), None),
        ((Term((A, B)),), None),
        ((Term((A,)), Term((B,))), None),
        ((Term((A,)), Term((B,), negative=True)), None),
    ],
)
def test_relation_defines_the_one_cell_on_its_left(left: tuple[Term, ...], defined: CellRef | None) -> None:
    assert _relation(left, (Term((C, D)),)).defines == defined


@pytest.mark.parametrize(
    ("when_filled", "a", "applies"),
    [(False, None, True), (False, "1", True), (True, None, False), (True, "0", True), (True, "1", True)],
)
def test_optional_count_is_judged_only_where_it_was_filled_in(when_filled: bool, a: str | None, applies: bool) -> None:
    relation = _relation((Term((A,)),), (Term((B,)),), when_filled)
    assert relation.applies(_figures(a=a, b=None)) is applies


def test_optional_rule_with_two_counts_wants_both() -> None:
    relation = _relation((Term((A,)), Term((B,))), (Term((C,)),), when_filled=True)
    assert relation.applies(_figures(a="1", b="1", c=None))
    assert not relation.applies(_figures(a="1", b=None, c="1"))


@pytest.mark.parametrize(
    ("rules", "relations", "rank"),
    [
        (("T3-01", "T3-02", "T3-03"), 39, 37),
        (("T3-02", "T3-03"), 32, 31),
        (("T3-03",), 25, 25),
        (("T4-01", "T4-02", "T4-03"), 3, 3),
        (("T3-01", "T3-02", "T3-03", "T3-08"), 64, 62),
    ],
)
def test_rank_of_the_relations(spec: ReportSpec, rules: tuple[str, ...], relations: int, rank: int) -> None:
    chosen = [relation for relation in spec.relations if relation.equation.id in rules]
    rows = [row for _, row in reduced(chosen)]
    assert len(rows) == relations
    assert sum(1 for row in rows if row) == rank


def test_rank_does_not_depend_on_the_order_of_the_relations(spec: ReportSpec) -> None:
    chosen = [relation for relation in spec.relations if relation.equation.id in ("T3-01", "T3-02", "T3-03")]
    assert sum(1 for _, row in reduced(reversed(chosen)) if row) == 37
