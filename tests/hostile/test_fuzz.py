"""A few seconds of ``make fuzz``, and that it would notice."""

import time
from pathlib import Path

import pytest

from tests.hostile.mutants import PROGRAMS, mutant, sources
from tools import fuzz_bytes
from tools.fuzz_bytes import Tally, Worker, fuzz

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="asks the Linux kernel for memory")


def test_spoilt_workbooks_are_read_or_refused() -> None:
    tally = fuzz(range(80), time.monotonic() + 6)
    assert tally.faults == []
    assert sum(tally.outcomes.values()) > 10
    assert len(tally.outcomes) > 2  # not all of one kind


def test_a_mutant_is_made_again_by_its_number() -> None:
    assert mutant(7) == mutant(7)
    assert len({mutant(seed).data for seed in range(20)}) == 20


def test_workbooks_of_all_programs_are_among_them() -> None:
    assert {path.name for path in PROGRAMS.iterdir()} < sources().keys()


def test_a_traceback_is_a_fault_and_names_the_mutant(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: bytes) -> str:
        raise KeyError("x")

    monkeypatch.setattr(fuzz_bytes, "_outcome", stumble)
    tally = Tally()
    tally.add(7, fuzz_bytes.judged(7))
    assert tally.faults[0].startswith("7: KeyError in test_fuzz.py")  # this process may be over the limits, too


@pytest.mark.parametrize("over", [{"seconds": 6.0}, {"memory": 301}])
def test_what_goes_over_a_limit_is_a_fault(over: dict[str, float]) -> None:
    tally = Tally()
    tally.add(7, {"outcome": "ok", "fault": "", "seconds": 0.1, "memory": 60} | over)
    assert len(tally.faults) == 1


def test_a_worker_that_hangs_or_dies_is_stopped_and_told() -> None:
    worker = Worker()
    assert "hangs" in worker.ask(0, patience=0)["fault"]
    assert worker.process.poll() is not None
    worker = Worker()
    assert worker.process.stdin
    worker.process.stdin.write("no number\n")
    assert worker.ask(0)["fault"] == "died"
