"""On several computers: the workers of a Dask cluster that is running already."""

import faulthandler
import logging
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

from assembler.engine.parts import Answer, Item, Lost, Result, Task, answers, do_all, tasks
from assembler.records import dataclass

_AHEAD = 4  # tasks that wait for each thread of a worker
_CHUNK = 50  # a task costs the scheduler two milliseconds
_ANSWER_SECONDS = 30


def installed() -> bool:
    """Whether what a cluster takes is there; it loads with the first batch that needs it."""
    return find_spec("distributed") is not None


class Unreachable(Exception):
    """``args[0]``: "silent" if no scheduler answers at that address, "workers" if it has none, "lost" if it was there
    and is no more."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """``address``: of the scheduler, such as tcp://10.0.0.1:8786. ``seconds``: what an item may take; then its worker
    is ended, and started anew by its nanny. Every worker has to see the same files under the same names."""

    address: str
    seconds: float

    def run(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        total: int,
    ) -> Generator[Answer[Item, Result], None, None]:
        """See ``Engine``. A worker that is lost costs nothing: Dask gives its tasks to others. Unreachable if the
        scheduler is lost."""
        from distributed import CancelledError
        from distributed.comm import CommClosedError

        try:
            yield from self._run(function, items, total)
        except (CancelledError, CommClosedError) as error:
            raise Unreachable("lost") from error

    def _run(
        self, function: Callable[[Item], Result], items: Iterable[Item], total: int
    ) -> Iterator[Answer[Item, Result]]:
        from distributed import as_completed

        again: deque[Task] = deque()
        do = partial(_guarded, function, self.seconds, os.getcwd())  # noqa: PTH109  # a string travels further
        with _client(self.address) as client:
            threads = sum(client.nthreads().values())
            source = tasks(items, total, threads, _CHUNK)
            waiting: dict[Any, Task] = {}
            running = as_completed(loop=client.loop)
            while True:
                while task := _due(len(waiting), _AHEAD * threads, source, again):
                    future = client.submit(do, task.items, pure=False)
                    waiting[future] = task
                    running.add(future)
                if not waiting:
                    return
                future = next(running)
                yield from answers(future.result, waiting.pop(future), again, _lost)
                del future  # the scheduler may forget the result

    def everywhere(self, function: Callable[[], Result]) -> dict[str, Result]:
        """What each worker answers, by its address."""
        with _client(self.address) as client:
            found: dict[str, Result] = client.run(function)
            return found


def _due(waiting: int, window: int, source: Iterator[Task], again: deque[Task]) -> Task | None:
    """The next task, None if there is none for now. Dask blames whatever a lost worker had been given, not only what
    it was at; so items of lost chunks are tried one after the other, when nothing else is going on."""
    if waiting < window and (task := next(source, None)):
        return task
    return again.popleft() if again and not waiting else None


def _client(address: str) -> Any:
    """A connection, once there is a worker: they may all be starting, or starting again."""
    from distributed import Client

    for name in logging.root.manager.loggerDict:  # what Dask writes of lost connections, with tracebacks, is told by us
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        client = Client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Unreachable("silent") from error
    try:
        client.wait_for_workers(1, timeout=_ANSWER_SECONDS)
    except TimeoutError as error:
        client.close()
        raise Unreachable("workers") from error
    return client


def _lost(error: BaseException) -> Lost | None:
    """Dask gives up on a task that has cost too many workers."""
    from distributed import KilledWorker

    return Lost("died") if isinstance(error, KilledWorker) else None


def _guarded(function: Callable[[Item], Result], seconds: float, folder: str, items: tuple[Item, ...]) -> list[Result]:
    """What a worker runs: in the folder of who asked, and no item for ever."""
    os.chdir(folder)
    return do_all(partial(_in_time, function, seconds), items)


def _in_time(function: Callable[[Item], Result], seconds: float, item: Item) -> Result:
    """A watch outside of Python ends the process, whatever hangs; Dask has no such limit."""
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        return function(item)
    finally:
        faulthandler.cancel_dump_traceback_later()
