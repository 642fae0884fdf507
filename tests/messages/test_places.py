"""Addresses as ranges, places by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.excel.layout import layout
from assembler.messages.places import ranges
from tests.checks.submissions import SPEC


def cells(text: str) -> list[str]:
    """Every address in E6:F7 K6."""
    found = []
    for part in text.split():
        first, _, last = part.partition(":")
        last = last or first
        found += [
            chr(column) + str(row)
            for row in range(int(first[1:]), int(last[1:]) + 1)
            for column in range(ord(first[0]), ord(last[0]) + 1)
        ]
    return found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", ""),
        ("E6", "E6"),
        ("E6 E7", "E6 E7"),
        ("E6 E7 E29 E30", "E6 E7 E29 E30"),
        ("E6 E7 E8", "E6:E8"),
        ("E6 F6 E7 F7", "E6:F7"),
        ("K6 E6 F6 G6 H6 I6 J6", "K6 E6:J6"),
        ("E6 E6", "E6"),
        ("E6 F6 G6 E7 F7", "E6:G6 E7 F7"),
        ("Y6 Z6 AA6 AB6", "Y6:AB6"),
    ],
)
def test_cells_that_lie_together_are_told_as_a_range(given, told):
    assert ranges(given.split()) == told.split()


def test_all_inputs_of_a_table_are_two_ranges():
    places = layout(SPEC)
    inputs = [places.place(str(cell)).address for cell in SPEC.blocks["t3"].cells() if not SPEC.is_computed(cell)]
    assert ranges(inputs) == ["E6:J28", "E30:J30"]


@given(st.lists(st.builds("{}{}".format, st.sampled_from("ABCDEF"), st.integers(1, 8)), unique=True))
def test_ranges_name_the_same_cells_each_once_and_the_first_one_first(addresses):
    told = cells(" ".join(ranges(addresses)))
    assert sorted(told) == sorted(addresses)
    assert told[:1] == addresses[:1]
