"""The results as a page of Markdown: what was asked for beside what was found, then medians and ratios."""

import importlib.metadata
import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench import measure
from bench.programs import ENGINES, FAST, FLOOR, HERE, LABELS, OBVIOUS, READERS, Program

LIBRARIES = ("openpyxl", "docxtpl", "lxml", "Jinja2", "XlsxWriter")
HELP, EMPTY, EAGER = "`assembler --help`", "an empty Python process", "the same with all libraries loaded at once"
Times = Mapping[str, Sequence[measure.Cost]]


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that was asked for: so much at least, or at most. ``busy``: the same by processor time, where a machine
    that others use makes the clock doubtful; the goal is met if both say so."""

    name: str
    found: float
    least: float | None = None
    most: float | None = None
    busy: float | None = None

    @property
    def met(self) -> bool:
        """True if it was reached."""
        found = [each for each in (self.found, self.busy) if each is not None]
        return min(found) >= self.least if self.least is not None else max(found) <= (self.most or 0)

    @property
    def row(self) -> tuple[str, ...]:
        """As it is told."""
        asked = f"≥ {self.least:g} ×" if self.least is not None else f"≤ {self.most:g} ×"
        busy = "" if self.busy is None else f"{self.busy:.2f} ×"
        return self.name, asked, f"{self.found:.2f} ×", busy, "yes" if self.met else "**no**"


class Page:
    """Lines of Markdown, and the goals as they come in."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self.lines: list[str] = []
        self.goals: list[Goal] = []

    @property
    def text(self) -> str:
        """The page, the goals first."""
        goals = table(("goal", "asked for", "found", "by processor", "met"), [goal.row for goal in self.goals])
        return "\n".join([*goals, "", *self.lines]).strip() + "\n"

    def head(self, compared: int, left_out: Sequence[str]) -> None:
        """Machine, versions, what was compared."""
        self.lines += [
            f"- Machine: {measure.machine()}",
            f"- Versions: {versions()}",
            f"- Compared after each round: up to {compared} reports of each program, equal in every paragraph and "
            "every cell of the tables; with a difference there is no page",
            *(f"- {each}" for each in left_out),
        ]

    def times(self, size: int, taken: Times) -> None:
        """Milliseconds a report, on the clock and of processor; ratios are medians of those within each round."""
        rounds = len(taken[OBVIOUS])
        rows = []
        for each in self.programs:
            if each.name not in taken:  # a batch of one or of some tells nothing
                continue
            row = [LABELS[each.name]]
            for of in ("wall", "cpu"):
                row.append(_ms(median(getattr(cost, of) for cost in taken[each.name]) / size))
                row.append(f"{_ratio(taken, OBVIOUS, each.name, of):.1f} ×")
            rows.append(row)
        what = "One workbook" if size == 1 else f"{size} workbooks in one process"
        self.section(f"{what}, from process start ({rounds} round{'s' * (rounds > 1)})")
        self.lines += table(("", "ms a report", "speed", "ms of processor", "speed"), rows)

    def judge_one(self, taken: Times) -> None:
        """The goal for a single report."""
        found, busy = (_ratio(taken, FAST, OBVIOUS, of) for of in ("wall", "cpu"))
        self.goals.append(Goal("one build, its time against the obvious script", found, most=0.25, busy=busy))

    def judge_many(self, size: int, taken: Times) -> None:
        """The goals for one core. An engine counts with whichever reader of workbooks is the quicker one."""
        rivals = {f"the {OBVIOUS}": ([OBVIOUS], 25)}
        rivals |= {engine: ([f"{engine} {reader}" for reader in READERS], 5) for engine in ENGINES}
        for name, (ways, least) in rivals.items():
            if all(way in taken for way in ways):
                found, busy = (min(_ratio(taken, way, FAST, of) for way in ways) for of in ("wall", "cpu"))
                self.goals.append(Goal(f"speed against {name}, {size} workbooks", found, least=least, busy=busy))
        found, busy = (_ratio(taken, FAST, FLOOR, of) for of in ("wall", "cpu"))
        self.goals.append(Goal(f"time against the floor, {size} workbooks", found, most=4, busy=busy))

    def phases(self, found: Mapping[str, float]) -> None:
        """Milliseconds of each phase of a report."""
        self.section("Phases of a report, within a process that is warm (processor)")
        rows = [(phase, _ms(each / 1000)) for phase, each in found.items()]
        self.lines += table(("phase", "ms"), [*rows, ("together", _ms(sum(found.values()) / 1000))])

    def starts(self, found: Mapping[str, float]) -> None:
        """Milliseconds to get going."""
        self.goals.append(
            Goal("`--help`, its time against an empty Python process", found[HELP] / found[EMPTY], most=5)
        )
        self.section("Start-up")
        self.lines += table(("", "ms"), [(name, _ms(each / 1000)) for name, each in found.items()])

    def batches(self, size: int, first: Mapping[int, Sequence[float]], second: Sequence[float]) -> None:
        """Runs of ``assembler batch`` by the number of processes, and the one that finds nothing changed."""
        self.section(f"`assembler batch`, {size} workbooks, summaries and all")
        rows = [
            (f"--jobs {jobs}", _ms(median(each) / size), f"{size / median(each):.0f}") for jobs, each in first.items()
        ]
        rows.append(("again, nothing changed", _ms(median(second) / size), f"{size / median(second):.0f}"))
        self.lines += table(("", "ms a workbook", "workbooks a second"), rows)
        one, two = first[1], first[2]
        quicker = median([a / b for a, b in zip(one, two, strict=True)])
        self.goals.append(Goal(f"a second core, {size} workbooks", quicker, least=1.7))
        again = median([a / b for a, b in zip(second, two, strict=True)])
        name = f"an unchanged second run of {size} workbooks, its time against the first"
        self.goals.append(Goal(name, again, most=0.1))

    def memory(self, found: Mapping[int, tuple[float, float]]) -> None:
        """Peaks in MB by the number of workbooks."""
        self.section("Memory of `assembler batch --jobs 2`, peaks of resident memory")
        rows = [(str(size), f"{own:.0f}", f"{child:.0f}") for size, (own, child) in found.items()]
        self.lines += table(("workbooks", "parent, MB", "largest worker, MB"), rows)
        few, many = found[min(found)], found[max(found)]
        for n, who in enumerate(("the parent", "a worker")):
            name = f"memory of {who}, {max(found)} workbooks against {min(found)}"
            if few[n]:  # a handful is done without workers
                self.goals.append(Goal(name, many[n] / few[n], most=1.1))

    def section(self, title: str) -> None:
        """A heading."""
        self.lines += ["", f"### {title}", ""]


def _ratio(taken: Times, one: str, other: str, of: str = "wall") -> float:
    pairs = zip(taken[one], taken[other], strict=True)
    return float(median([getattr(a, of) / getattr(b, of) for a, b in pairs]))


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown."""
    return [f"| {' | '.join(each)} |" for each in (heads, ["---"] * len(heads), *rows)]


def versions() -> str:
    """Of everything that takes part and can tell."""
    found = [f"Python {platform.python_version()}"]
    found += [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    if node := shutil.which("node"):
        found.append("Node " + subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip())
        pinned = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
        found += [f"{name} {version}" for name, version in pinned.items() if (HERE / "node_modules" / name).is_dir()]
    return ", ".join(found)
