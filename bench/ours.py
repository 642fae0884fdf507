"""This program at the same work, in one process: ``python -m bench.ours fast|plain|phases|floor JOB``.

fast    as a worker of a batch does it: read, check, render, read back, seal, write whole or not at all
plain   the same, the report rendered by docxtpl
phases  fast, with the median time of each phase on stdout
floor   what no program can do without: inflate the workbook, deflate and write what the report holds
"""

import gc
import json
import statistics
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

CHUNK = 16  # what a worker is given at a time
Phases = Callable[[str], None]


def fast(job: dict[str, Any], ended: Phases = lambda _: None, *, plain: bool = False) -> None:
    """One report after the other; ``ended`` is told the name of each phase as it ends. Python is told how often to
    look for what is unused, and does so between chunks, as in a worker."""
    from assembler import COLLECT_AFTER
    from assembler.assets import template
    from assembler.checks import accept, check, in_order
    from assembler.engine.parts import do_all
    from assembler.files import write_output
    from assembler.package import is_sealed
    from assembler.tasks.workbook import read
    from assembler.word import plan, prepare, read_back, render

    def make(pair: tuple[str, str]) -> None:
        workbook, report = pair
        ended("")
        spec, reading = read(Path(workbook))
        submission = reading.submission
        ended("read")
        found = check(spec, submission, None)
        findings = in_order(spec, accept(spec, submission, (*reading.findings, *found)))
        if any(finding.severity == "error" for finding in findings):
            raise ValueError(f"{workbook}: {findings[0]}")
        ended("check")
        planned = plan(spec, submission, draft=False)
        if plain:
            from assembler.word.plain import render_plain

            data = render_plain(template(spec.id).read_bytes(), planned)
        else:
            data = render(prepare(template(spec.id), spec), planned)
        ended("render")
        read_back(spec, planned, data)
        ended("verify")
        write_output(Path(report), data, force=True, inputs=[Path(workbook)], is_ours=is_sealed, durable=False)
        ended("write")

    gc.set_threshold(COLLECT_AFTER)
    for start in range(0, len(job["files"]), CHUNK):
        do_all(make, job["files"][start : start + CHUNK])


def phases(job: dict[str, Any]) -> None:
    """Milliseconds of processor by phase, as JSON; the first reports, which load and prepare, don't count."""
    taken: dict[str, list[float]] = defaultdict(list)
    since = process_time()

    def ended(phase: str) -> None:
        nonlocal since
        taken[phase].append(1000 * (process_time() - since))
        since = process_time()

    warm = {**job, "files": job["files"][:3]}
    fast(warm)
    fast(job, ended)
    print(json.dumps({phase: statistics.median(times) for phase, times in taken.items() if phase}))


def floor(job: dict[str, Any]) -> None:
    """What the reports hold is read before the clock starts."""
    contents = []
    for _, report in job["files"]:
        with zipfile.ZipFile(Path(job["made"], Path(report).name)) as package:
            contents.append({name: package.read(name) for name in package.namelist()})
    start, busy = perf_counter(), process_time()
    for (workbook, report), parts in zip(job["files"], contents, strict=True):
        with zipfile.ZipFile(workbook) as package:
            for name in package.namelist():
                package.read(name)
        with zipfile.ZipFile(report, "w", zipfile.ZIP_DEFLATED) as package:
            for name, part in parts.items():
                package.writestr(name, part)
    print(json.dumps({"wall": perf_counter() - start, "cpu": process_time() - busy}))


def main() -> None:
    """Do the job in the way that is named."""
    way, job = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))
    {"fast": fast, "plain": lambda job: fast(job, plain=True), "phases": phases, "floor": floor}[way](job)


if __name__ == "__main__":
    main()
