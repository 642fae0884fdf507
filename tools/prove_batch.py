"""What docs/batch.md promises of a batch, tried on as many workbooks as it takes: ``make prove-batch``.

Each proof prints what it found and ends the program with 1 if that isn't what was promised.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.tasks.batches import folder, kind_of, name_of, snapshot

Place = Path


def command(source: Path, out: Path, *options: str) -> list[str]:
    """The words of a batch."""
    return [sys.executable, "-m", "assembler", "batch", str(source), "-o", str(out), "-q", *options]


def run(source: Path, out: Path, *options: str) -> tuple[int, float]:
    """Exit code and seconds."""
    began = time.perf_counter()
    done = subprocess.run(command(source, out, *options), capture_output=True, check=False)
    return done.returncode, time.perf_counter() - began


def need(true: bool, what: str) -> None:
    """Say what was found; end if it isn't so."""
    print(("√ " if true else "× ") + what, flush=True)
    if not true:
        sys.exit(1)


def mixed(place: Place, count: int) -> None:
    """Every row right, the highest exit code, no file lost, copies for exactly the faulty ones; nothing done twice."""
    source, out = folder(place / "in", count), place / "out"
    code, first = run(source, out, "--annotate")
    rows = json.loads((out / "summary.json").read_text("utf-8"))["files"]
    need(code == 3, f"exit code {code}")
    need(len(rows) == count, f"{len(rows)} rows of {count} workbooks in {first:.1f} s, {count / first:.0f} a second")
    wrong = [row["file"] for n, row in enumerate(rows) if not _right(n, row, out)]
    need(not wrong, f"{len(wrong)} rows are wrong {wrong[:3]}")
    returned = {path.name for path in (out / "returned").iterdir()}
    need(len(returned) == sum(kind_of(n) == "errors" for n in range(count)), f"{len(returned)} returned copies")
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*.*") if path.is_file()}
    _, second = run(source, out, "--annotate")
    need(second < first / 10, f"unchanged: {second:.2f} s, {second / first:.1%} of the first run")
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*.*") if path.is_file()}
    need(before == after, "nothing was written")


def _right(number: int, row: dict[str, object], out: Path) -> bool:
    kind = kind_of(number)
    organisation = None if kind == "unusable" else name_of(number)
    report, returned = row["report"], row["returned"]
    return (
        str(row["file"]).endswith(f"年报{number}.xlsx")
        and (row["status"], row["organisation"]) == (kind, organisation)
        and (report is not None) == (kind == "ok")
        and (returned is not None) == (kind == "errors")
        and all((out / str(name)).is_file() for name in (report, returned) if name)
        and (report is None or f"{name_of(number)}2023" in str(report))
    )


def kills(place: Place, count: int, times: int, seed: int) -> None:
    """Killed at random moments, the batch ends as if it had not been."""
    chance = random.Random(seed)
    source, whole, out = folder(place / "in", count), place / "whole", place / "out"
    _, seconds = run(source, whole, "--annotate")
    expected = snapshot(whole)
    stopped = rounds = 0
    while stopped < times:
        shutil.rmtree(out, ignore_errors=True)
        rounds += 1
        for _ in range(min(5, times - stopped)):
            stopped += killed(command(source, out, "--annotate"), chance.uniform(0.2, seconds * 0.8))
        run(source, out, "--annotate")
        found = snapshot(out)
        differing = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
        need(not differing, f"{stopped} kills, round {rounds}: {len(found)} files are equal {differing[:3]}")


def killed(words: list[str], after: float) -> bool:
    """Whether the run could be killed, with all its processes, after so many seconds."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def cluster(place: Place, count: int) -> None:
    """A cluster of two workers makes what this computer makes, though one of them is killed at work."""
    from distributed import LocalCluster

    source, near, far = folder(place / "in", count), place / "near", place / "far"
    _, seconds = run(source, near, "--annotate")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as there:
        words = command(source, far, "--annotate", "--scheduler", there.scheduler_address)
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        time.sleep(seconds / 2)
        need(process.poll() is None, f"at work after {seconds / 2:.1f} s, when a worker is killed")
        os.kill(next(worker.pid for worker in there.workers.values()), signal.SIGKILL)
        process.wait()
    expected, found = snapshot(near), snapshot(far)
    differing = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
    need(not differing, f"{len(found)} files are equal {differing[:3]}")


def scraps(place: Place, count: int) -> Path:
    """So many files that are no workbooks, all of them different, in one folder: what only the parent has to bear."""
    place.mkdir()
    for number in range(count):
        (place / f"{number}.xlsx").write_text(str(number))
    return place


def memory(place: Place, counts: list[int], make: Callable[[Path, int], Path] = folder) -> None:
    """The parent and the largest worker take no more for many workbooks than for few."""
    found = []
    for count in counts:
        source = make(place / f"in{count}", count)
        found.append(peaks(command(source, place / f"out{count}", "--jobs", "2")))
        print(f"  {count} workbooks: parent {found[-1][0]:.0f} MB, worker {found[-1][1]:.0f} MB", flush=True)
        shutil.rmtree(place / f"in{count}")
        shutil.rmtree(place / f"out{count}")
    for kind, few, many in zip(("parent", "worker"), found[0], found[-1], strict=True):
        need(many < few * 1.15 + 8, f"{kind}: {few:.0f} MB for {counts[0]}, {many:.0f} MB for {counts[-1]}")


def peaks(words: list[str]) -> tuple[float, float]:
    """The most memory, in MB, that a run's own process and any of its workers held."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    most: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            most[pid] = max(most.get(pid, 0), resident(pid))
        time.sleep(0.1)
    workers = [size for pid, size in most.items() if pid != process.pid]
    return most[process.pid] / 1024, max(workers, default=0) / 1024


def children(pid: int) -> Iterator[int]:
    """The processes that a process has started."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            yield int(status.parent.name)


def resident(pid: int) -> int:
    """Peak, in kB; 0 of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    """Run the proofs that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proofs", nargs="*", help="mixed, kills, cluster, memory, scraps")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--killed", type=int, default=500, help="workbooks of the batch that is killed")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--memory", type=int, nargs="+", default=[1000, 10000])
    given = parser.parse_args()
    proofs: dict[str, Callable[[Place], None]] = {
        "mixed": lambda place: mixed(place, given.count),
        "kills": lambda place: kills(place, given.killed, given.kills, given.seed),
        "cluster": lambda place: cluster(place, given.count),
        "memory": lambda place: memory(place, given.memory),
        "scraps": lambda place: memory(place, [1000, 100 * given.count], scraps),
    }
    for name in given.proofs or proofs:
        print(f"{name} (seed {given.seed})", flush=True)
        with tempfile.TemporaryDirectory() as place:
            proofs[name](Path(place))


if __name__ == "__main__":
    main()
