"""The house itself: make, packaging, pinned versions, CI, click's words, help pages."""

import gettext
import os
import re
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import assembler
from assembler import assets
from assembler.cli.help import Command, Group, columns, wrapped
from assembler.locale import DOMAIN, FOLDER, speak, wanted
from tools.compile_messages import SOURCES, compiled

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WORDS = FOLDER / "zh_CN/LC_MESSAGES/messages.po"


def run(*command, cwd=ROOT, **settings):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ASSEMBLER_", "MAKE"))}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"} | settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# --- make, CI ---


def targets():
    """The targets that are not files, as declared."""
    [declared] = re.findall(r"^\.PHONY: (help .*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return declared.split()


@pytest.mark.skipif(sys.platform == "win32", reason="make is for POSIX systems")
@pytest.mark.parametrize("command", [["make"], ["make", "help"]])
def test_make_help_lists_every_target_with_what_it_does(command):
    shown = dict(re.findall(r"^  make (\S+) +(\S.*)$", run(*command).stdout, re.MULTILINE))
    assert list(shown) == targets()


@pytest.mark.skipif(sys.platform == "win32", reason="make is for POSIX systems")
def test_make_takes_folders_and_workbooks_with_spaces_in_their_names(tmp_path):
    [source] = [path for path in assets.examples() if path.name.startswith("云岭")]
    place = tmp_path / "my books"
    place.mkdir()
    (place / "年报 1.xlsx").write_bytes(source.read_bytes())
    words = [f"WORKBOOKS={place}", f"OUT={tmp_path / 'my out'}", f"BIN={Path(sys.executable).parent}"]
    for _ in range(2):
        done = run("make", "-o", ".venv/.ready", "check", "reports", *words)
        assert done.returncode == 0, done.stderr
    assert [path.suffix for path in (tmp_path / "my out" / "reports").iterdir()] == [".docx"]
    assert "其中 1 份没有变化" in done.stdout


def test_ci_installs_what_is_missing_and_runs_the_tests():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    last = script.read_text("utf-8").splitlines()[-1]
    assert last == "exec make test"


# --- packaging ---


def test_the_license_is_apache_2():
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_installed_version_is_that_of_the_source():
    assert metadata.version("assembler") == assembler.__version__


def pins():
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def declared():
    project = PROJECT["project"]
    return [
        Requirement(line)
        for line in [
            *project["dependencies"],
            *project["optional-dependencies"]["dev"],
            *PROJECT["build-system"]["requires"],
        ]
    ]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_every_declared_dependency_is_pinned_within_its_range(requirement):
    [pin] = pins()[canonicalize_name(requirement.name)]
    [version] = pin.specifier
    assert version.operator == "=="
    assert requirement.specifier.contains(version.version)


def test_whatever_a_dependency_brings_is_pinned_too():
    seen, waiting = set(), [canonicalize_name(requirement.name) for requirement in declared()]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for line in metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(canonicalize_name(requirement.name))
    assert seen <= pins().keys()


def test_the_pins_name_no_place():
    assert not re.search(r"://|--|^/|@ ", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("find", [assets.template, assets.workbook])
def test_assets_are_found_in_a_checkout(find):
    assert find("2021").is_relative_to(ROOT)
    assert find("2021").is_file()


def test_examples_are_workbooks():
    assert assets.examples()
    assert {path.suffix for path in assets.examples()} == {".xlsx"}


# --- the wheel, on a computer that has nothing else ---


@dataclass(frozen=True)
class Installed:
    """The program as installed from its wheel, and an empty folder to work in."""

    scripts: Path
    folder: Path

    def __call__(self, *arguments, program="assembler"):
        return run(self.scripts / program, *arguments, cwd=self.folder, PYTHONPATH="")


@pytest.fixture
def installed(tmp_path):
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", symlinks=os.name != "nt")
    result = Installed(tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin"), tmp_path / "empty")
    result.folder.mkdir()
    put = run(
        *(sys.executable, "-m", "pip", "--python", result.scripts / "python", "install", "--quiet"),
        *("--constraint", ROOT / "constraints.txt", wheel),
    )
    assert put.returncode == 0, put.stderr
    return result


def test_the_wheel_does_the_whole_job(installed):
    """One test, not four: building and installing takes longer than all the rest of this file."""
    code = "from assembler import assets as a; print(a.template('2021'), a.workbook('2021'), *a.examples(), sep='\\n')"
    carried = [Path(line) for line in installed("-c", code, program="python").stdout.splitlines()]
    assert len(carried) == 2 + len(assets.examples())
    assert all(path.is_file() and ROOT not in path.parents for path in carried)

    for command in (
        ["export", carried[-1], "-o", "data.json"],
        ["new", "--data", "data.json", "-o", "x.xlsx"],
        ["check", "x.xlsx"],
        ["build", "x.xlsx", "-o", "x.docx"],
    ):
        done = installed(*command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert (installed.folder / "x.docx").read_bytes().startswith(b"PK")

    assert "用法：" in installed("--help").stdout
    assert "Usage:" in installed("--lang", "en", "--help").stdout


# --- click's own words ---


@pytest.fixture
def language(monkeypatch):
    """Whatever a test lets click speak, the next one starts anew."""
    monkeypatch.setenv("LANGUAGE", "")
    before = gettext.textdomain(), gettext.bindtextdomain(DOMAIN)
    yield speak
    gettext.textdomain(before[0])
    gettext.bindtextdomain(DOMAIN, before[1])


def ids(message):
    return message if isinstance(message, tuple) else (message,)


def test_the_words_are_exactly_those_of_click():
    asked = extract_from_dir(Path(click.__file__).parent, keywords={"_": None, "ngettext": (1, 2)})
    catalog = read_po(WORDS.open("rb"))
    assert {ids(message.id) for message in catalog if message.id} == {ids(message) for _, _, message, _, _ in asked}


def test_the_words_keep_their_fields():
    for message in read_po(WORDS.open("rb")):
        fields = set(re.findall(r"\{\w+", " ".join(ids(message.id))))
        strings = ids(message.string)
        assert all(string and set(re.findall(r"\{\w+", string)) <= fields for string in strings), message.id


@pytest.mark.parametrize("words", SOURCES, ids=lambda path: path.parts[-3])
def test_the_compiled_words_are_current(words):
    assert words.with_suffix(".mo").read_bytes() == compiled(words), "run: python tools/compile_messages.py"


PROGRAM = """
import sys
from assembler.locale import speak, wanted
speak(wanted(sys.argv[1:]))
import click
@click.group()
@click.option("--lang")
def main(lang): "…"
main()
"""


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "zh_CN.GBK", "de_DE.UTF-8"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--help"], "显示本说明"),
        (["nix"], "没有命令"),
        (["--nix"], "没有选项"),
        (["--lang", "en", "--help"], "Show this message"),
        (["--lang=en", "--nix"], "No such option"),
    ],
)
def test_click_speaks_the_language_asked_for_whatever_the_locale(locale, arguments, said):
    done = run(sys.executable, "-c", PROGRAM, *arguments, LC_ALL=locale, LANG=locale, LANGUAGE="fr", PYTHONPATH=ROOT)
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        (["--lang", "en", "check"], {}, "en"),
        (["--lang=en"], {}, "en"),
        (["--lang", "zh"], {"ASSEMBLER_LANG": "en"}, "zh"),
        (["check", "a.xlsx"], {"ASSEMBLER_LANG": "en"}, "en"),
        (["--lang", "fr"], {}, "zh"),
        (["--lang"], {}, "zh"),
        (["check", "--", "--lang=en"], {}, "zh"),
    ],
)
def test_language_wanted(arguments, environment, language):
    assert wanted(arguments, environment) == language


# --- help pages ---


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("年报", 4), ("“年”", 6), ("年 a", 4), ("\x1b[1m年\x1b[0m", 2), ("", 0)]
)
def test_columns(text, width):
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五", 6, ["一二三", "四五"]),
        ("一二三，四五", 6, ["一二", "三，四", "五"]),  # no line starts with a comma
        ("一二“三四", 6, ["一二", "“三四"]),  # none ends with an opening mark
        ("运行 assembler check 即可", 12, ["运行", "assembler", "check 即可"]),
        ("a\n  b", 10, ["a b"]),
        ("", 10, []),
    ],
)
def test_wrapping(text, width, lines):
    assert list(wrapped(text, width)) == lines


def test_a_chinese_help_page_stays_within_the_terminal(language):
    long = "把填好的工作簿检查一遍，所有问题一次列出，按严重程度和报告里的先后次序排列（都写明依据），" * 3

    @click.group(cls=Group, help=long + "\n\n\b\n例：\n  assembler check 年报.xlsx")
    @click.option("-o", "--output", metavar="文件", help=long)
    def main(output):
        """Not called."""

    @main.command(help=long, short_help=long)
    def check():
        """Not called."""

    language("zh")
    shown = CliRunner().invoke(main, ["--help"], prog_name="assembler", terminal_width=80).stdout
    assert isinstance(check, Command)
    assert max(columns(line) for line in shown.splitlines()) <= 80
    assert "\n  例：\n    assembler check 年报.xlsx\n" in shown
    assert shown.startswith("用法：assembler ")
    assert "\n选项：\n" in shown
