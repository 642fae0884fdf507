"""Spoilt workbooks by the thousand (tests/hostile/mutants.py), each read, checked and told of.

The rule: a finding, a refusal, or a result; never a traceback, never over the limits. A worker process does the work,
so that one that hangs can be stopped and its memory measured. Every mutant is a number and can be made again:
``tools/fuzz_bytes.py --one 4711 --write mutant.xlsx``.
"""

import argparse
import json
import resource
import select
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SECONDS = 5.0  # of processor time for one workbook; the worst ordinary one takes a tenth
PATIENCE = 60.0  # seconds by the clock, until a worker is stopped: the computer may be busy
MEMORY = 300  # MB


@dataclass
class Tally:
    """What came of a run. ``outcomes``: how many ended how. ``faults``: what broke the rule, with its number."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)
    largest: tuple[int, int] = (0, -1)

    def add(self, seed: int, answer: dict[str, Any]) -> None:
        """Count one answer of a worker."""
        self.outcomes[answer["outcome"]] += 1
        self.slowest = max(self.slowest, (answer["seconds"], seed))
        self.largest = max(self.largest, (answer["memory"], seed))
        if answer["fault"]:
            self.faults.append(f"{seed}: {answer['fault']}")
        if answer["seconds"] > SECONDS or answer["memory"] > MEMORY:
            self.faults.append(f"{seed}: {answer['seconds']:.1f} s, {answer['memory']} MB")

    def told(self) -> str:
        """The table of a run."""
        lines = [f"{count:7}  {outcome}" for outcome, count in self.outcomes.most_common()]
        lines.append(f"{sum(self.outcomes.values()):7}  mutants, {len(self.faults)} faults")
        lines.append(f"slowest {self.slowest[0]:.2f} s of processor time (mutant {self.slowest[1]})")
        lines.append(f"largest {self.largest[0]} MB (mutant {self.largest[1]})")
        return "\n".join([*self.faults, *lines])


class Worker:
    """A process that judges mutants by their numbers."""

    def __init__(self) -> None:
        command = [sys.executable, "-X", "utf8", __file__, "--worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, seed: int, patience: float = PATIENCE) -> dict[str, Any]:
        """What came of that mutant. A worker that died or hangs is no more."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], patience)
        line = self.process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.stop()
        fault = "died" if ready else f"hangs for {patience:.0f} s"
        return {"outcome": fault, "fault": fault, "seconds": 0.0, "memory": 0}

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def fuzz(seeds: Iterable[int], until: float = float("inf"), note: Callable[[Tally], None] = lambda _: None) -> Tally:
    """Judge these mutants one by one, until the clock (time.monotonic) says so."""
    tally, worker = Tally(), Worker()
    try:
        for seed in seeds:
            if time.monotonic() > until:
                break
            if worker.process.poll() is not None:
                worker = Worker()
            tally.add(seed, worker.ask(seed))
            note(tally)
    finally:
        worker.stop()
    return tally


def judged(seed: int) -> dict[str, Any]:
    """Read, check and tell of one mutant, as ``check``, ``check --json`` and ``check --html`` do."""
    from tests.hostile.mutants import mutant

    made = mutant(seed)
    start, fault = _spent(), ""
    _forget_peak()
    try:
        outcome = _outcome(made.data)
    except BaseException as error:  # whatever it is: this is what is looked for
        trace = traceback.extract_tb(error.__traceback__)[-1]
        outcome = f"{type(error).__name__} in {Path(trace.filename).name}:{trace.lineno}"
        fault = f"{outcome}: {str(error)[:200]} after {made.steps}"
    return {"outcome": outcome, "fault": fault, "seconds": _spent() - start, "memory": _peak()}


def _outcome(data: bytes) -> str:
    from assembler.errors import AssemblerError
    from assembler.html import page
    from assembler.messages import Catalog, as_json, tell_all
    from assembler.model.outcome import Outcome
    from assembler.tasks.check import checked

    path = Path("mutant.xlsx")
    try:
        outcome = Outcome(str(path), checked=checked(path, data=data))
    except AssemblerError as error:
        outcome = Outcome(str(path), error=error)
    catalog = Catalog.load("zh")
    assert tell_all([outcome], catalog)
    json.loads(as_json([outcome], catalog))
    assert page([outcome], catalog)
    return outcome.error.code if outcome.error else outcome.status


def _spent() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """MB at most since the peak was forgotten."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def work() -> None:
    """What a worker does: numbers in, answers out."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(judged(int(line))), file=answers, flush=True)


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long (60)")
    parser.add_argument("--first", type=int, default=0, help="the first number (0)")
    parser.add_argument("--count", type=int, default=10**9, help="how many mutants at most")
    parser.add_argument("--one", type=int, metavar="NUMBER", help="one mutant: what was done, what came of it")
    parser.add_argument("--write", type=Path, metavar="FILE", help="with --one: the mutant itself")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.worker:
        work()
        return 0
    if wanted.one is not None:
        return _one(wanted.one, wanted.write)

    def note(tally: Tally) -> None:
        if sum(tally.outcomes.values()) % 1000 == 0:
            print(tally.told(), end="\n\n", flush=True)

    until = time.monotonic() + wanted.seconds
    tally = fuzz(range(wanted.first, wanted.first + wanted.count), until, note)
    print(tally.told())
    return bool(tally.faults)


def _one(seed: int, file: Path | None) -> int:
    from tests.hostile.mutants import mutant

    made = mutant(seed)
    print(*made.steps, sep="\n")
    if file:
        file.write_bytes(made.data)
    answer = judged(seed)
    print(answer)
    return bool(answer["fault"])


if __name__ == "__main__":
    sys.exit(main())
