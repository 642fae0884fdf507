"""Processes that die, hang or are killed cost what they were working on, and nothing else."""

import errno
import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pebble import ProcessPool

from assembler import COLLECT_AFTER
from assembler.engine import Lost, NoWorkers, Processes, pool
from assembler.engine.parts import tasks
from tests.engine import jobs

ENDED_AT_ONCE = """
import os, sys
if __name__ == "__mp_main__":  # what such a process calls it
    os._exit(1)
if __name__ == "__main__":
    from assembler.engine import NoWorkers, Processes
    try:
        list(Processes(2, seconds=20).run(abs, range(9), 9))
    except NoWorkers:
        sys.exit(7)
"""


def children():
    return [each for each in multiprocessing.active_children() if each.is_alive()]


def noted(taken: list[int], numbers):
    """The numbers, each noted when it is taken."""
    for number in numbers:
        taken.append(number)
        yield number


@pytest.mark.parametrize(
    ("total", "workers", "first"), [(0, 2, 1), (7, 2, 1), (20, 2, 5), (1000, 2, 16), (1000, 61, 8)]
)
def test_chunks_get_smaller_so_that_no_worker_is_idle_at_the_end(total, workers, first):
    sizes = [len(task.items) for task in tasks(range(max(total, 1)), total, workers, 16)]
    assert (sizes[0], sizes[-1], sum(sizes)) == (first, 1, max(total, 1))
    assert sizes == sorted(sizes, reverse=True)


def test_items_are_taken_from_their_source_chunk_by_chunk():
    taken: list[int] = []
    found = tasks(noted(taken, range(10)), 100, 2, 4)  # fewer than were expected
    assert next(found).items == (0, 1, 2, 3)
    assert taken == [0, 1, 2, 3]
    assert [task.items for task in found] == [(4, 5, 6, 7), (8, 9)]


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


@pytest.mark.parametrize("fault", [OSError(errno.EMFILE, "no pipe"), RuntimeError("can't start new thread")])
def test_where_no_process_can_be_begun_it_is_tried_with_ever_fewer_and_then_told(fault, monkeypatch):
    tried: list[int] = []

    class Pool(ProcessPool):
        def __init__(self, max_workers: int, **rest) -> None:
            tried.append(max_workers)
            super().__init__(max_workers, **rest)

        @property
        def active(self):
            raise fault

    monkeypatch.setattr(pool, "ProcessPool", Pool)
    with pytest.raises(NoWorkers) as told:
        list(Processes(8, seconds=20).run(jobs.square, range(40), 40))
    assert tried == [8, 4, 2, 1, 1]
    assert told.value.__cause__
    assert told.value.__cause__.__cause__ is fault
    assert children() == []


def test_processes_that_end_before_they_have_done_anything_are_told(tmp_path):
    """As where another program ends whatever is begun."""
    script = tmp_path / "run.py"
    script.write_text(ENDED_AT_ONCE, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    assert subprocess.run([sys.executable, str(script)], env=environment).returncode == 7


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
    assert time.monotonic() - started < 15
    assert children() == []
