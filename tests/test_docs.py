"""The documentation says what is so: its commands run, its links lead somewhere, nothing of the program is left out.

Commands stand in ```console blocks behind a prompt: ``$ `` (any shell) or ``C:\\年报>`` (cmd). The steps of a page run
one after the other in one folder that ``scene`` prepares. What is not run here: ``make …`` must be a target of the
Makefile and ``pip …`` a line that pip's own help allows; tests/test_house.py builds, installs and uses the wheel, and
CI itself is ``make test``. Any other command is a fault, so that none escapes.

Below a command stands what it prints: ``…`` is any text, alone on a line any lines. A command that prints nothing here
has to end with 0; a code is asked for with ``echo $?`` or ``echo %ERRORLEVEL%``.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

import assembler
from assembler.cli.program import program
from assembler.formats import load_format

ROOT = Path(__file__).parents[1]
README, MANUAL = ROOT / "README.md", ROOT / "docs" / "manual.zh.md"
FORMATS, ARCHITECTURE = ROOT / "docs" / "formats.md", ROOT / "docs" / "architecture.md"
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r"(\$ |C:\\年报>)(.*)")
WILDCARD = re.compile(r"\S+\*\.xlsx")
WHEEL = f"assembler-{assembler.__version__}-py3-none-any.whl"


@dataclass
class Step:
    """A command of a page, the line it stands on, and the lines stated below it."""

    line: int
    windows: bool
    command: str
    output: list[str] = field(default_factory=list)


def steps(text):
    """The commands of a page; a line before the first prompt of a block is a fault of the page."""
    found = []
    for block in BLOCK.finditer(text):
        first = text[: block.start()].count("\n") + 2
        own = []
        for n, line in enumerate(block[1].splitlines(), first):
            if prompt := PROMPT.fullmatch(line):
                own.append(Step(n, not prompt[1].startswith("$"), prompt[2]))
            else:
                assert own, f"line {n}: {line!r} stands before any command"
                own[-1].output.append(line)
        assert own, f"line {first}: no command in this block"
        found += own
    return found


def agrees(stated, printed):
    """Whether the stated lines are what was printed."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else f"{re.escape(line).replace('…', '.*')}\n" for line in stated)
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "") is not None


@dataclass
class Shell:
    """Plays the steps of one page in a folder; each method returns a fault or None."""

    folder: Path
    code: int = 0

    def fault(self, step):
        """What is wrong with a step."""
        command, _, target = step.command.partition(" > ")
        if step.windows:
            command = WILDCARD.sub(self.matches, command.replace("\\", "/"))
            step.output = [line.replace("\\", "/") for line in step.output]
        words = shlex.split(command)
        if words[:2] == ["py", "-m"]:
            words = words[2:]
        match words:
            case ["assembler", *arguments]:
                return self.run(step, arguments, target)
            case ["echo", "$?" | "%ERRORLEVEL%"]:
                return None if step.output == [str(self.code)] else f"the code is {self.code}, not {step.output}"
            case ["make", goal]:
                goals = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
                return None if goal in " ".join(goals).split() and not step.output else "no such target, or output"
            case ["pip", verb, *arguments]:
                return self.pip(verb, arguments)
            case ["py", "--version"]:
                return None
        return f"unknown command {step.command!r}"

    def matches(self, pattern):
        """What the program itself makes of 收件\\*.xlsx on Windows, where the shell doesn't."""
        return " ".join(f"'{path}'" for path in sorted(self.folder.glob(pattern[0])))

    def run(self, step, arguments, target):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSEMBLER_")}
        done = subprocess.run(
            [sys.executable, "-m", "assembler", *arguments],
            cwd=self.folder,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.code, printed = done.returncode, done.stdout
        if "Traceback" in printed:
            return printed
        if target:
            (self.folder / target).write_text(printed, encoding="utf-8")
            return None if self.code <= 1 else f"ended with {self.code}:\n{printed}"
        if not step.output:
            return None if self.code == 0 else f"ended with {self.code}:\n{printed}"
        return None if agrees(step.output, printed) else f"printed:\n{printed}"

    def pip(self, verb, arguments):
        known = subprocess.run(
            [sys.executable, "-m", "pip", verb, "--help"], capture_output=True, encoding="utf-8", check=False
        )
        strange = [word for word in arguments if word.startswith("--") and word not in known.stdout]
        wheels = [word for word in arguments if word.endswith(".whl") and word != WHEEL]
        return f"pip {verb}: {strange or wheels}" if strange or wheels or known.returncode else None


def scene(page, folder):
    """The files that the commands of a page find: the examples, and for the manual one workbook with faults."""
    if page != MANUAL:
        shutil.copytree(ROOT / "workbooks", folder / "workbooks")
        shutil.copytree(ROOT / "templates", folder / "templates")
        return
    (folder / "收件").mkdir()
    for example in (ROOT / "workbooks" / "examples").glob("*.xlsx"):
        shutil.copy(example, folder)
        shutil.copy(example, folder / "收件")
    data = json.loads((ROOT / "tests" / "data" / "example-county-2023.json").read_text("utf-8"))
    data["organisation"] = "某县某局"
    data["figures"] |= {"t3.new_received.natural": "413", "t2_6.coercion.decisions": None}
    data["info"]["signed_on"] = "2023-01-18"
    del data["control"]
    (folder / "x.json").write_text(json.dumps(data), encoding="utf-8")
    step = Step(0, False, "assembler new --data x.json -o 收件/某县某局.xlsx")
    assert Shell(folder).fault(step) is None
    shutil.copy(folder / "收件" / "某县某局.xlsx", folder)


def name(path):
    return str(path.relative_to(ROOT))


# --- commands ---


@pytest.mark.parametrize("page", [page for page in PAGES if "```console" in page.read_text("utf-8")], ids=name)
def test_commands_do_what_the_page_says(page, tmp_path):
    scene(page, tmp_path)
    shell = Shell(tmp_path)
    faults = [(step.line, step.command, shell.fault(step)) for step in steps(page.read_text("utf-8"))]
    assert [fault for fault in faults if fault[2]] == []


def test_the_readme_and_the_manual_have_commands():
    assert len(steps(README.read_text("utf-8"))) > 5
    assert len(steps(MANUAL.read_text("utf-8"))) > 10


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_command_stands_outside_of_a_console_block(page):
    blocks = [block for block in FENCED.findall(page.read_text("utf-8")) if not block.startswith("```console\n")]
    assert not [block for block in blocks if re.search(r"^(\$ |> |C:\\|PS )|^(assembler|make|pip|py) ", block, re.M)]


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("assmebler check x.xlsx", []),  # unknown
        ("rm -rf .", []),
        ("make nothing", []),
        ("make test", ["done"]),  # what is not run has no output to state
        ("pip install --nix assembler", []),
        ("pip install assembler-9.9-py3-none-any.whl", []),
        ("assembler check nix.xlsx", []),  # ends with 3
        ("assembler --version", ["assembler 9.9"]),
        ("assembler --version", ["assembler …", "more"]),
        ("echo $?", ["1"]),
    ],
)
def test_a_false_command_is_found(command, output, tmp_path):
    assert Shell(tmp_path).fault(Step(1, False, command, output))


@pytest.mark.parametrize(
    ("stated", "printed", "same"),
    [
        (["a"], "a\n", True),
        (["a…c"], "abc\n", True),
        (["a", "…"], "a\nb\nc\n", True),
        (["…", "c"], "a\n\nc\n", True),
        (["a"], "a\nb\n", False),
        (["a", "b"], "a\n", False),
        (["a.c"], "abc\n", False),
        (["a"], "", False),
    ],
)
def test_agreement(stated, printed, same):
    assert agrees(stated, printed) is same


# --- completeness ---


def table_rows(page):
    return [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("page", [README, MANUAL], ids=name)
def test_every_command_has_a_row_in_the_table(page):
    rows = "\n".join(table_rows(page))
    assert {command for command in program.commands if f"| `assembler {command}`" not in rows} == set()


def options():
    """Every option of every command."""
    commands = [program, *program.commands.values()]
    with_help = [parameter for command in commands for parameter in command.get_params(click.Context(command))]
    return {option for parameter in with_help for option in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_named_options_exist(page):
    prose = FENCED.sub("", page.read_text("utf-8"))
    mine = re.findall(r"`(?:assembler [^`]*?|new |check |build |export |formats )?(--?[a-z][a-z-]*)", prose)
    assert set(mine) <= options()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_named_commands_exist(page):
    prose = FENCED.sub("", page.read_text("utf-8"))
    assert set(re.findall(r"`assembler ([a-z]+)", prose)) <= set(program.commands)


def test_every_finding_is_in_the_manual():
    spec = load_format("2021")
    rows = "\n".join(table_rows(MANUAL))
    codes = {*spec.checks, *(equation.id for equation in spec.equations)}
    assert {code for code in codes if f"{code}" not in rows} == set()


def test_every_exit_code_is_in_the_readme():
    from assembler.errors import ExitCode

    rows = table_rows(README)
    assert [code for code in ExitCode if not any(row.startswith(f"| {int(code)} |") for row in rows)] == []


def keys(value):
    if isinstance(value, dict):
        return {key for key in value if key.isascii()} | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


def test_every_key_of_an_edition_is_described():
    files = sorted((ROOT / "assembler" / "formats").glob("*/*.toml"))
    found = {key for file in files for key in keys(tomllib.loads(file.read_text("utf-8")))}
    text = FORMATS.read_text("utf-8")
    assert {key for key in found if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", text)} == set()


def test_every_room_is_in_the_architecture():
    rooms = {path.name for path in (ROOT / "assembler").iterdir() if not path.name.startswith(("__", "_assets"))}
    text = ARCHITECTURE.read_text("utf-8")
    assert {room for room in rooms - {"py.typed"} if f"{room.removesuffix('.py')}" not in text} == set()


# --- links, numbers, places ---


def slugs(text):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(text, folder):
    """Relative links that lead nowhere: no such file, or no such heading in it."""
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", text)) if "://" not in link]
    found = []
    for link in links:
        target, _, anchor = link.partition("#")
        file = folder / target
        if not file.exists() or (anchor and anchor not in slugs(file.read_text("utf-8") if target else text)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    assert dead_links(page.read_text("utf-8"), page.parent) == []


def test_a_dead_link_is_found():
    text = "# Here\n[a](nix.md) [b](README.md#x) [c](README.md#two-commands) [d](#here) [e](https://example.org)"
    assert dead_links(text, ROOT) == ["nix.md", "README.md#x"]


def misnumbered(names):
    """Decisions whose number isn't the next one."""
    return [each for n, each in enumerate(sorted(names), 1) if not each.startswith(f"{n:04d}-")]


def test_decisions_are_numbered_without_gaps():
    assert misnumbered(path.name for path in DECISIONS.glob("*.md")) == []


def test_a_gap_is_found():
    assert misnumbered(["0001-a.md", "0003-b.md", "0003-c.md"]) == ["0003-b.md"]


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("*.md")), ids=name)
def test_a_decision_is_short(page):
    assert len(page.read_text("utf-8").splitlines()) <= 50


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_place_of_one_computer(page):
    assert not re.search(r"/(?:home|root|tmp|work|opt|Users)/", page.read_text("utf-8"))


def test_the_changelog_knows_this_version():
    assert f"## [{assembler.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
