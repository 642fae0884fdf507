"""On this computer: in processes that may die or hang without taking the others along."""

from collections.abc import Callable, Generator, Iterable

from assembler.engine.parts import Answer, Item, Result
from assembler.records import dataclass


@dataclass(frozen=True, slots=True)
class Processes:
    """``workers`` processes, started afresh (spawn), as Windows does it. ``seconds``: what an item may take;
    ``memory``: bytes that a worker may ask for, where the system can hold it to that; None = no limit."""

    workers: int
    seconds: float
    memory: int | None = None

    def run(
        self, function: Callable[[Item], Result], items: Iterable[Item], total: int
    ) -> Generator[Answer[Item, Result], None, None]:
        """See ``Engine``. At most a few chunks are held at a time. ``function`` and the items must be picklable; what
        ``function`` raises is raised here."""
        from assembler.engine.pool import run_in_processes  # 30 ms, which a run without work need not wait for

        yield from run_in_processes(function, items, total, self.workers, self.seconds, self.memory)
