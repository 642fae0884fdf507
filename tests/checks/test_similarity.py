"""How alike two texts are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.checks.similarity import alike, bare

WORDS = st.text("公开信息年度0 \n", max_size=40)


def longest(a, b):
    """The longest common subsequence, cell by cell."""
    rows = [[0] * (len(b) + 1)]
    for x in a:
        row = [0]
        for n, y in enumerate(b):
            row.append(rows[-1][n] + 1 if x == y else max(rows[-1][n + 1], row[n]))
        rows.append(row)
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_it_is_the_longest_common_subsequence(one, other):
    a, b = bare(one), bare(other)
    assert alike(one, other) == (2 * longest(a, b) / (len(a) + len(b)) if a and b else 0)


@given(WORDS, WORDS)
def test_it_does_not_matter_which_comes_first(one, other):
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2022年公开信息12条", "2023年公开信息345条", 1.0),
        ("公开 信息\n条", "公开信息条", 1.0),
        ("公开信息", "办理申请", 0.0),
        ("", "", 0.0),
        ("2022", "2022", 0.0),
    ],
)
def test_digits_and_white_space_are_left_out(one, other, expected):
    assert alike(one, other) == expected


def test_the_longest_texts_that_a_cell_holds_take_no_time():
    one = "".join(chr(0x4E00 + n * 7 % 3000) for n in range(32_767))
    start = time.perf_counter()
    assert 0 < alike(one, one[::-1]) < 1
    assert time.perf_counter() - start < 60
