"""What engines have in common: chunks of items, and an answer for each."""

import gc
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar

from assembler.records import dataclass

_FULL = 64  # looks among what is new before one at everything
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without a result. ``reason``: "died" if the process that worked on it ended, "slow" if it ran over its
    time; each was tried alone before it is said."""

    reason: str


class NoWorkers(Exception):
    """No process could be begun that lived long enough to do anything; ``__cause__`` leads to what the system said."""


Answer = tuple[Item, Result | Lost]
"""An item with its result."""


def tasks(items: Iterable[Item], total: int, workers: int, most: int) -> Iterator["Task"]:
    """The items in chunks, taken from their source only when asked for: large enough to make their transport cheap,
    and smaller towards the end, so that no worker is left idle while another has a whole chunk to go."""
    source, left = iter(items), total
    while chunk := tuple(islice(source, max(1, min(most, left // (workers * 2))))):
        left -= len(chunk)
        yield Task(chunk)


class Engine(Protocol):
    """What does one thing to many items, somewhere."""

    def run(
        self, function: Callable[[Item], Result], items: Iterable[Item], total: int
    ) -> Generator[Answer[Item, Result], None, None]:
        """Each item with its result, or with why it has none, in any order. ``total``: how many items there are at
        most. When the generator is closed, nothing goes on."""


def do_all(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """What a worker runs. It ends with a look for what the items have left in circles, as Python itself, told to look
    seldom, would let that grow: nearly always among what is new, which takes no time."""
    found = [function(item) for item in items]
    gc.collect(1 if gc.get_count()[2] < _FULL else 2)
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk on its way. ``alone``: this is the second try of an item whose chunk was lost."""

    items: tuple[Any, ...]
    alone: bool = False


def answers(
    result: Callable[[], list[Any]], task: Task, again: deque[Task], why_lost: Callable[[Exception], Lost | None]
) -> list[Answer[Any, Any]]:
    """The results of a task. If it was lost its items are tried one by one, and one that was alone is lost for good;
    any other error is raised."""
    try:
        return list(zip(task.items, result(), strict=True))
    except Exception as error:
        lost = why_lost(error)
        if lost is None:
            raise
        if task.alone:
            return [(task.items[0], lost)]
        again.extend(Task((item,), alone=True) for item in task.items)
        return []
