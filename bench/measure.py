"""Processes and what they cost."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
POLL = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, seconds of processor, and what the process printed."""

    wall: float
    cpu: float
    printed: str = ""


def run(command: Sequence[str], environment: dict[str, str], allowed: tuple[int, ...] = (0,)) -> Cost:
    """The cost of one process, its children included; RuntimeError with what it said if it fails."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in allowed:
        raise RuntimeError(f"{' '.join(command[:3])} … ended with {done.returncode}:\n{done.stderr[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, done.stdout)


def memory_of(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float] | None:
    """The peaks of resident memory in MB: of the process, and of the largest of its children; None without /proc."""
    if not (PROC / "self" / "status").exists():
        return None
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        own, largest = 0.0, 0.0
        while process.poll() is None:
            own = max(own, _peak(process.pid))
            largest = max([largest, *map(_peak, _below(process.pid))])
            time.sleep(POLL)
    return own, largest


def _peak(pid: int) -> float:
    return int(_status(pid).get("VmHWM", "0 kB").split()[0]) / 1024


def _below(pid: int) -> list[int]:
    """Processes started by that one, or by those."""
    parents = {int(each.name): int(_status(int(each.name)).get("PPid", "0")) for each in PROC.glob("[0-9]*")}
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def _status(pid: int) -> dict[str, str]:
    """Nothing for a process that has ended."""
    try:
        lines = (PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    return {name: rest.strip() for name, _, rest in (line.partition(":") for line in lines)}


def machine() -> str:
    """The processor, the cores that may be used, and the system; never a name of a host."""
    model = ""
    if (PROC / "cpuinfo").exists():
        lines = (PROC / "cpuinfo").read_text("utf-8", "replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model or 'unknown processor'}, {cores} cores, {sys.platform}"
