"""What is seen at a glance is what cell by cell and relation by relation would find."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from assembler.checks import balances, counts, values
from assembler.checks.balances import check_balances
from assembler.checks.counts import are_counts, in_order, places, uneven
from assembler.checks.values import check_values
from assembler.model.submission import Submission
from tests.checks.submissions import SPEC, figures
from tests.checks.submissions import in_order as submission_in_order
from tests.checks.submissions_2019 import SPEC_2019, in_order_2019

ODD = (None, *map(Decimal, ("-1", "0.5", "1E+3", "12.0", "1E+40", "-0", "1000000000000000")))
EDITIONS = pytest.mark.parametrize(
    ("spec", "filled"), [(SPEC, submission_in_order()), (SPEC_2019, in_order_2019())], ids=["2021", "2019"]
)


def _changed(rng: random.Random, filled: Submission) -> Submission:
    changed, cells = dict(filled.figures), list(filled.figures)
    for _ in range(rng.randint(0, 3)):
        cell = rng.choice(cells)
        one = changed[cell]
        changed[cell] = rng.choice(ODD) if rng.random() < 0.4 or one is None else one + rng.choice([-1, 1, 300])
    control = dict(filled.control)
    if rng.random() < 0.3:
        control[rng.choice(list(control))] = rng.choice([Decimal(0), Decimal(7), Decimal("1.5")])
    return replace(filled, figures=changed, control=control)


@EDITIONS
def test_a_glance_and_a_close_look_find_the_same(monkeypatch, spec, filled):
    rng = random.Random(3)
    submissions = [_changed(rng, filled) for _ in range(150)]
    quick = [(list(check_balances(spec, each)), list(check_values(spec, each))) for each in submissions]
    assert any(uneven for uneven, _ in quick)
    assert any(wrong for _, wrong in quick)
    monkeypatch.setattr(balances, "_candidates", lambda *_: spec.relations)
    monkeypatch.setattr(values, "are_counts", lambda _: False)
    assert [(list(check_balances(spec, each)), list(check_values(spec, each))) for each in submissions] == quick


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_only_whole_numbers_from_0_on_are_counts(odd):
    assert are_counts([Decimal(0), Decimal(299), Decimal(300), Decimal(10**15 - 1)])
    assert are_counts([Decimal(5), odd]) is (odd in (1000, 12, 0))


def test_sums_of_figures_too_large_to_be_added_exactly_are_left_to_a_close_look():
    large = figures(t3={"open.natural": 10**15})(submission_in_order())
    assert uneven(SPEC, large) == sorted(counts.plain_relations(SPEC))


def test_figures_are_put_in_order():
    filled = submission_in_order()
    turned = replace(filled, figures=dict(reversed([*filled.figures.items()])))
    assert in_order(SPEC, turned) == in_order(SPEC, filled) == tuple(filled.figures[cell] for cell in SPEC.cells)


@EDITIONS
def test_tables_and_blocks_have_their_places(spec, filled):
    figures = in_order(spec, filled)
    for table in spec.tables:
        assert figures[places(spec)[table.id]] == tuple(filled.figures[cell] for cell in table.cells())
        for block in table.blocks:
            assert figures[places(spec)[block.id]] == tuple(filled.figures[cell] for cell in block.cells())
