"""Processes that die, hang or are killed cost what they were working on, and nothing else."""

import multiprocessing
import sys
import time
from contextlib import closing
from functools import partial

import pytest

from assembler import COLLECT_AFTER
from assembler.engine import Lost, Processes, chunks
from assembler.engine.parts import chunk_size
from tests.engine import jobs


def children():
    return [each for each in multiprocessing.active_children() if each.is_alive()]


def noted(taken: list[int], numbers):
    """The numbers, each noted when it is taken."""
    for number in numbers:
        taken.append(number)
        yield number


@pytest.mark.parametrize(("total", "workers", "size"), [(0, 2, 1), (7, 2, 1), (20, 2, 2), (1000, 2, 16), (1000, 61, 4)])
def test_chunks_leave_no_worker_idle(total, workers, size):
    assert chunk_size(total, workers, 16) == size


def test_chunks_are_taken_from_their_source_one_by_one():
    taken: list[int] = []
    found = chunks(noted(taken, range(10)), 4)
    assert next(found) == (0, 1, 2, 3)
    assert taken == [0, 1, 2, 3]
    assert list(found) == [(4, 5, 6, 7), (8, 9)]


def test_what_dies_or_hangs_is_lost_alone():
    found = dict(Processes(2, seconds=1).run(jobs.square_or_not, range(40), 40))
    assert found == {n: n * n for n in range(40)} | {13: Lost("died"), 17: Lost("slow")}
    assert children() == []


def test_a_worker_that_somebody_kills_costs_nothing(tmp_path):
    found = dict(Processes(2, seconds=20).run(partial(jobs.once, str(tmp_path)), range(12), 12))
    assert found == {n: n for n in range(12)}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system keeps no such limit")
def test_a_worker_has_so_much_memory_and_no_more():
    found = dict(Processes(1, seconds=20, memory=1024**3).run(jobs.greedy, range(8), 8))
    assert found == dict.fromkeys(range(8), 1) | {5: -1}


def test_a_worker_looks_for_what_is_unused_as_seldom_as_the_program():
    found = dict(Processes(1, seconds=20).run(jobs.collects_after, range(2), 2))
    assert found == {0: COLLECT_AFTER, 1: COLLECT_AFTER}


def test_a_fault_of_the_function_is_no_loss_but_a_bug():
    with pytest.raises(ZeroDivisionError):
        list(Processes(1, seconds=20).run(jobs.fault, [1, 0, 2], 3))
    assert children() == []


def test_little_is_taken_from_the_source_ahead_and_nothing_is_left_running():
    taken: list[int] = []
    run = Processes(2, seconds=20).run(jobs.square, noted(taken, range(10**6)), 10**6)
    with closing(run):
        next(run)
        assert len(taken) <= 2 * 3 * 16
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert children() == []
