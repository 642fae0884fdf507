"""Processes of this computer that may die or hang without taking the others along: pebble's. Loaded with the first
work for them."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import Any

from pebble import ProcessExpired, ProcessPool

from assembler import COLLECT_AFTER
from assembler.engine.parts import Answer, Item, Lost, NoWorkers, Result, Task, answers, do_all, tasks

_AHEAD = 3  # tasks that wait for each worker, so that none is idle and little is held
_CHUNK = 16
_BREAKDOWNS = 5  # in a row, without any result between them: then something else is wrong
_WINDOWS_MOST = 61  # handles that Windows waits for at once


def run_in_processes(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    total: int,
    workers: int,
    seconds: float,
    memory: int | None,
) -> Iterator[Answer[Item, Result]]:
    """See ``Processes``. As long as nothing can be begun, or all that was begun ends, it is tried with half as many."""
    _stand_somewhere()
    source = tasks(items, total, workers, _CHUNK)
    again: deque[Task] = deque()
    breakdowns = 0
    while True:
        try:
            with _pool(max(1, min(workers, total, _WINDOWS_MOST) >> breakdowns), memory) as pool:
                for found in _with_one_pool(pool, workers * _AHEAD, seconds, function, source, again):
                    breakdowns = 0
                    yield from found
            return
        except BrokenProcessPool as error:  # no worker is left; what they had been given stands in ``again``
            breakdowns += 1
            if breakdowns == _BREAKDOWNS:
                raise NoWorkers from error


def _stand_somewhere() -> None:
    """A process can't be begun in a folder that has been taken away."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        os.chdir(os.sep)


def _with_one_pool(
    pool: ProcessPool,
    window: int,
    seconds: float,
    function: Callable[[Item], Result],
    source: Iterator[Task],
    again: deque[Task],
) -> Iterator[list[Answer[Item, Result]]]:
    waiting: dict[Future[list[Result]], Task] = {}
    try:
        while True:
            while len(waiting) < window and (task := again.popleft() if again else next(source, None)):
                waiting[_schedule(pool, function, task, again, seconds)] = task
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield answers(future.result, waiting[future], again, _lost)
                del waiting[future]
    except BrokenProcessPool:
        again.extend(waiting.values())
        raise


def _schedule(
    pool: ProcessPool, function: Callable[[Any], Any], task: Task, again: deque[Task], seconds: float
) -> Future[list[Any]]:
    try:
        return pool.schedule(do_all, [function, task.items], timeout=seconds)
    except RuntimeError as error:  # how pebble says that its pool has broken meanwhile
        again.append(task)
        raise BrokenProcessPool from error


def _lost(error: Exception) -> Lost | None:
    if isinstance(error, TimeoutError):
        return Lost("slow")
    return Lost("died") if isinstance(error, ProcessExpired) else None


@contextmanager
def _pool(workers: int, memory: int | None) -> Iterator[ProcessPool]:
    """A pool that is ended at once if it isn't left in peace: nothing of a run goes on after it."""
    before = set(multiprocessing.active_children())
    pool = ProcessPool(
        max_workers=workers,
        initializer=_begin,
        initargs=[memory],
        context=multiprocessing.get_context("spawn"),
    )
    try:
        _start(pool)
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - before:
            worker.kill()
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        raise
    pool.close()  # type: ignore[no-untyped-call]
    pool.join()


def _start(pool: ProcessPool) -> None:
    try:
        with _interrupts_ignored_by_children():
            pool.active  # noqa: B018  # starts the workers
    except (OSError, RuntimeError) as error:  # no pipe, no process, no thread
        raise BrokenProcessPool from error


@contextmanager
def _interrupts_ignored_by_children() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; who is started meanwhile leaves it to the parent, from its first
    instruction on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin(limit: int | None) -> None:
    """A worker looks for what is unused as seldom as the process that started it. What goes beyond its memory raises
    MemoryError in that worker instead of slowing down the whole computer."""
    gc.set_threshold(COLLECT_AFTER)
    if limit is None:
        return
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, macOS doesn't keep it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
