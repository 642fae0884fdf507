"""``python -m bench``: the same work done by several programs in turn, compared, then timed (docs/performance.md)."""

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import books, measure
from bench.crowd import Crowd, checksums
from bench.programs import BATCH, FAST, FLOOR, ROOT, Program, environment, programs, write_job
from bench.same import difference
from bench.tables import EAGER, EMPTY, HELP, Page
from bench.templates import write_templates

CACHE = ROOT / ".bench"
LOAD_ALL = "import click, cn2an, docx, docxtpl, jinja2, lxml.etree, openpyxl, python_calamine, xlsxwriter"


class Bench:
    """One run. ``sizes``: how many workbooks at a time; ``rounds``: how often each program gets them, the largest
    size a fifth as often."""

    def __init__(self, most: int, rounds: int, cache: Path) -> None:
        self.sizes = sorted({1, max(most // 10, 1), most})
        self.rounds = rounds
        self.programs, self.left_out = programs()
        self.environment = environment()
        self.cache = cache
        self.folder = cache / "run"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.templates = write_templates(ROOT / "templates" / "2021.docx", self.folder)
        self.workbooks = books.workbooks(cache, most)
        self.crowd = Crowd(self.folder / f"batch-{most}", self.workbooks, self.environment)

    def job(self, program: Program, size: int) -> Path:
        """What the program is to do with so many workbooks."""
        file = self.folder / f"{program.name}-{size}.json"
        template = self.templates[program.template]
        return write_job(file, template, self.workbooks[:size], self.folder / program.name, self.folder / FAST)

    def cost(self, program: Program, size: int) -> measure.Cost:
        """From the start of the process; of the floor only the work itself. Of ours a single report is that of
        ``assembler build``."""
        if program.name == BATCH:
            return self.crowd.first_run(1)
        if program.name != FLOOR:  # what an earlier round left must not be compared in the place of this one's
            for report in (self.folder / program.name).glob("*.docx"):
                report.unlink()
        job = self.job(program, size)
        command = [*program.command, str(job)]
        if program.name == FAST and size == 1:
            report = self.folder / FAST / f"{self.workbooks[0].stem}.docx"
            command = [sys.executable, "-m", "assembler", "build", str(self.workbooks[0]), "-o", str(report), "--force"]
        cost = measure.run(command, self.environment)
        return measure.Cost(**json.loads(cost.printed)) if program.name == FLOOR else cost

    def compare(self, size: int) -> None:
        """The reports of everybody on so many workbooks; ends the run where two programs don't say the same."""
        made = [program for program in self.those_for(size) if program.name not in (FLOOR, BATCH)]
        for workbook in self.workbooks[:size]:
            if found := difference(*(self.folder / each.name / f"{workbook.stem}.docx" for each in made)):
                sys.exit(f"bench: the reports differ, so no time counts:\n{found}")
        if any(program.name == BATCH for program in self.those_for(size)):
            self.compare_batch()

    def compare_batch(self) -> None:
        """The reports of a batch are those of the fast path, byte for byte."""
        if self.crowd.reports() != checksums(self.folder.joinpath(FAST).glob("*.docx")):
            sys.exit("bench: a batch makes other reports than the fast path, so no time counts")

    def those_for(self, size: int) -> list[Program]:
        """Who takes part with so many workbooks: a batch only with the most."""
        return [each for each in self.programs if each.name != BATCH or size == self.sizes[-1]]

    def warm_up(self) -> None:
        """Everybody once: modules are compiled, files are in memory, and the floor has reports to work on."""
        for program in self.those_for(1):
            self.cost(program, self.sizes[-1] if program.name == FAST else 1)

    def times(self, size: int) -> dict[str, list[measure.Cost]]:
        """What each program cost in each round; in every round another one begins. No time counts unless the reports
        made by then are the same."""
        rounds = max(1, self.rounds // 5) if size == self.sizes[-1] else self.rounds
        programs = self.those_for(size)
        taken: dict[str, list[measure.Cost]] = {program.name: [] for program in programs}
        for number in range(rounds):
            turn = number % len(programs)
            for program in (*programs[turn:], *programs[:turn]):
                taken[program.name].append(self.cost(program, size))
            self.compare(size)
        return taken

    def phases(self) -> dict[str, float]:
        """Milliseconds of each phase of the fast path."""
        fast = next(program for program in self.programs if program.name == FAST)
        command = [*fast.command[:-1], "phases", str(self.job(fast, self.sizes[-2]))]
        found: dict[str, float] = json.loads(measure.run(command, self.environment).printed)
        return found

    def starts(self) -> dict[str, float]:
        """Milliseconds to get going, in turn."""
        helped = "import sys; sys.argv[1:] = ['--help']; import runpy; runpy.run_module('assembler')"
        commands = {EMPTY: ["-c", ""], HELP: ["-m", "assembler", "--help"], EAGER: ["-c", f"{LOAD_ALL}; {helped}"]}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(self.rounds):
            for name, command in commands.items():
                taken[name].append(1000 * measure.run([sys.executable, *command], self.environment).wall)
        return {name: median(each) for name, each in taken.items()}

    def batches(self, page: Page) -> None:
        """The whole command, by one process and by two, and again with nothing changed; its reports are compared."""
        size = self.sizes[-1]
        first: dict[int, list[float]] = {1: [], 2: []}
        second = []
        for _ in range((self.rounds + 1) // 2):
            for jobs, taken in first.items():
                taken.append(self.crowd.first_run(jobs).wall)
            second.append(self.crowd.second_run(2).wall)
        self.compare_batch()
        page.batches(size, first, second)

    def memory(self, page: Page) -> None:
        """So many workbooks, and ten times as many."""
        found = {}
        for size in (self.sizes[-1], 10 * self.sizes[-1]):
            crowd = Crowd(self.folder / f"batch-{size}", books.workbooks(self.cache, size), self.environment)
            if peaks := crowd.memory(2):
                found[size] = peaks
        if found:
            page.memory(found)
        else:
            page.lines += ["", "Memory is left out: it is read from /proc, which isn't there."]


def report(bench: Bench, say: Callable[[str], None]) -> str:
    """Compare, measure; the page."""
    page = Page(bench.programs)
    say("warming up")
    bench.warm_up()
    page.head(bench.sizes[-1], bench.left_out)
    for size in bench.sizes:
        say(f"{size} at a time")
        taken = bench.times(size)
        page.times(size, taken)
        if size == 1:
            page.judge_one(taken)
        elif size == bench.sizes[-1]:
            page.judge_many(size, taken)
    say("phases, start-up")
    page.phases(bench.phases())
    page.starts(bench.starts())
    say("batches")
    bench.batches(page)
    say("memory")
    bench.memory(page)
    return page.text


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="workbooks at a time, at most (default: 1000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the largest size gets a fifth (default: 5)")
    parser.add_argument("--quick", action="store_true", help="two files, one round: tries the tool, measures nothing")
    parser.add_argument("--output", type=Path, help="write the page there, too")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where workbooks and reports lie (default: .bench)")
    asked = parser.parse_args()
    most, rounds = (2, 1) if asked.quick else (max(asked.files, 2), max(asked.rounds, 1))
    bench = Bench(most, rounds, asked.cache)
    page = report(bench, lambda what: print(f"bench: {what} …", file=sys.stderr, flush=True))
    print(page)
    if asked.output:
        asked.output.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
