"""Laws of judging: what must be found in any report, and what must not matter."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from assembler.checks import check
from assembler.checks.balances import check_balances
from assembler.checks.coverage import balanced as report_in_order
from assembler.checks.coverage import called
from assembler.formats import format_ids, load_format
from assembler.model.findings import Finding, Severity
from assembler.model.submission import Submission, blank
from tests.checks.balanced import T3, T4, balanced, put, with_counts
from tests.checks.submissions import RAISING, SPEC, in_order

ARITHMETIC = {equation.id for equation in SPEC.equations if equation.sign == "=" and equation.block in ("t3", "t4")}
K = TypeVar("K")
V = TypeVar("V")
seeds = st.integers(0, 10**6)


def arithmetic(filled: Submission) -> list[Finding]:
    return [finding for finding in check(SPEC, filled) if finding.code in ARITHMETIC]


def test_a_thousand_valid_reports_break_no_arithmetic_rule() -> None:
    for seed in range(1000):
        filled = balanced(seed, (0, 1, 9, 400, 10**6)[seed % 5])
        found = check_balances(SPEC, with_counts(filled) if seed % 2 else filled)
        assert [finding for finding in found if finding.code in ARITHMETIC] == []


@given(seed=seeds, most=st.sampled_from([0, 9, 400]), cell=st.sampled_from(T3 + T4), other=st.integers(0, 10**6))
@example(seed=1, most=9, cell=T3[0], other=0)
def test_any_single_changed_cell_of_a_typed_report_is_found(seed: int, most: int, cell, other: int) -> None:
    """At its place, as an error, and with that cell among those to look at."""
    filled = balanced(seed, most)
    assume(filled.figures[cell] != other)
    found = arithmetic(put(filled, [(cell, other)]))
    assert found
    assert {finding.severity for finding in found} == {Severity.ERROR}
    for finding in found:
        assert str(cell) in {note.ref for note in finding.cells}
        assert finding.expected != finding.actual


@settings(max_examples=25)
@given(seed=seeds, cell=st.sampled_from(T3 + T4), other=st.integers(0, 400))
def test_what_is_put_right_again_is_forgotten(seed: int, cell, other: int) -> None:
    filled = balanced(seed, 50)
    was = int(filled.figures[cell] or 0)
    assert check(SPEC, put(put(filled, [(cell, other)]), [(cell, was)])) == check(SPEC, filled)


@settings(max_examples=25)
@given(seed=seeds, cells=st.sets(st.sampled_from(T3 + T4), max_size=4), by=st.integers(1, 500))
def test_two_workbooks_that_say_the_same_get_the_same_findings(seed: int, cells, by: int) -> None:
    """Figures are compared as numbers: 6, 6.0 and 6.00 are one."""
    filled = balanced(seed, 50)
    faulty = put(filled, [(cell, int(filled.figures[cell] or 0) + by) for cell in sorted(cells)])
    written = {cell: figure and figure.quantize(Decimal("0.00")) for cell, figure in faulty.figures.items()}
    assert check(SPEC, replace(faulty, figures=written)) == check(SPEC, faulty)


def shuffled(mapping: Mapping[K, V], seed: int) -> dict[K, V]:
    pairs = list(mapping.items())
    random.Random(seed).shuffle(pairs)
    return dict(pairs)


def rearranged(filled: Submission, seed: int) -> Submission:
    return replace(
        filled,
        figures=shuffled(filled.figures, seed),
        control=shuffled(filled.control, seed),
        info=shuffled(filled.info, seed),
        texts=shuffled(filled.texts, seed),
        unread=shuffled(filled.unread, seed),
        words=shuffled(filled.words, seed),
    )


@pytest.mark.parametrize("name", RAISING)
def test_the_order_in_which_things_were_read_does_not_matter(name: str) -> None:
    faulty = RAISING[name](in_order())
    for seed in range(3):
        assert check(SPEC, rearranged(faulty, seed), rearranged(in_order(), seed)) == check(SPEC, faulty, in_order())


@pytest.mark.parametrize("format_id", format_ids())
def test_judging_again_says_the_same_and_changes_nothing(format_id: str) -> None:
    spec = load_format(format_id)
    report, last_year = called(report_in_order(spec), "all")
    for filled in (report, blank(spec), replace(report, figures=dict.fromkeys(spec.cells, Decimal(7)))):
        before = (dict(filled.figures), dict(filled.texts), dict(filled.info))
        first = check(spec, filled, last_year)
        assert check(spec, filled, last_year) == first
        assert (dict(filled.figures), dict(filled.texts), dict(filled.info)) == before
