"""A line that is understood without click means what it means to click."""

import errno
import os
import runpy
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assembler import cli
from assembler.cli import direct, voice
from assembler.cli.program import obey
from assembler.cli.voice import INTERRUPTED, UNHEARD, Voice

LEFT_OUT = {
    "output": None, "template_file": None, "previous": None, "password": "",
    "draft": False, "strict": False, "force": False, "quiet": False, "verbose": False,
}  # fmt: skip
WORDS = [
    "a.xlsx", "b.docx", "年报 1.xlsx", "-o", "--output", "-oa", "-o=a", "--output=a", "--force", "--forc", "--draft",
    "--strict", "-q", "-v", "-qv", "--quiet", "--verbose", "--lang", "en", "--", "-", "-h", "--help", "--previous",
    "--template", "--password-stdin", "s3://a/b.xlsx", "", "build", "check",
]  # fmt: skip


def by_click(arguments: list[str]) -> dict[str, Any] | None:
    """What click makes of a line; None if it stops there."""
    found: list[dict[str, Any]] = []

    def build(voice: Voice, **options: Any) -> int:
        found.append(options | {"quiet": voice.quiet, "verbose": voice.verbose})
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assembler.cli.building.build", build)
        with pytest.raises(SystemExit):
            obey(arguments, Voice())
    return found[0] if found else None


@given(st.lists(st.sampled_from(WORDS), max_size=6))
@example(["-q", "a.xlsx", "--force", "-o", "b.docx", "--draft", "--strict", "-v"])
def test_what_is_known_without_click_is_what_click_would_have_said(words: list[str]) -> None:
    found = direct.order(["build", *words], {})
    if found is not None:
        assert LEFT_OUT | found == by_click(["build", *words])


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("build a.xlsx", {"workbook": Path("a.xlsx")}),
        ("build a.xlsx -o b.docx --force", {"workbook": Path("a.xlsx"), "output": Path("b.docx"), "force": True}),
        ("build --draft a.xlsx -v", {"workbook": Path("a.xlsx"), "draft": True, "verbose": True}),
        ("check a.xlsx", None),
        ("build", None),
        ("build a.xlsx b.xlsx", None),
        ("build a.xlsx -o", None),
        ("build a.xlsx -o b -o c", None),
        ("build --help", None),
        ("--lang en build a.xlsx", None),
        ("build s3://bucket/a.xlsx", None),
        ("build a\0.xlsx", None),
    ],
)
def test_the_plain_lines_are_known_and_all_others_left_to_click(line: str, known: dict[str, Any] | None) -> None:
    assert direct.order(line.split(" "), {"ASSEMBLER_LANG": "en"}) == known


@pytest.mark.parametrize(
    "environment", [{"ASSEMBLER_LANG": "fr"}, {"_ASSEMBLER_COMPLETE": "bash_source"}], ids=lambda each: next(iter(each))
)
def test_an_environment_that_click_must_look_at_is_left_to_it(environment: dict[str, str]) -> None:
    assert direct.order(["build", "a.xlsx"], environment) is None


def test_a_file_that_cannot_be_read_is_left_to_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.xlsx"
    assert direct.order(["build", str(file)], {}) is not None
    file.touch()
    assert direct.order(["build", str(file)], {}) is not None
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert direct.order(["build", str(file)], {}) is None


@pytest.mark.parametrize("name", ["*.xlsx", "~/a.xlsx", "%USERPROFILE%.xlsx", "$a.xlsx"])
def test_what_click_expands_on_windows_is_left_to_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert direct.order(["build", name], {}) is not None
    monkeypatch.setattr("sys.platform", "win32")
    assert direct.order(["build", name], {}) is None


@pytest.mark.parametrize(
    ("stop", "code"), [(KeyboardInterrupt(), INTERRUPTED), (OSError(errno.EPIPE, "Broken pipe"), UNHEARD)]
)
@pytest.mark.parametrize("plain", [True, False])
def test_an_interrupt_and_a_broken_pipe_end_the_run_as_they_do_with_click(
    stop: BaseException, code: int, plain: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def build(*_: object, **__: object) -> int:
        raise stop

    for name in ("stdout", "stderr"):  # click puts something in their place
        monkeypatch.setattr(f"sys.{name}", (tmp_path / name).open("w", encoding="utf-8"))
    monkeypatch.setattr("assembler.cli.building.build", build)
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "a.xlsx"] if plain else ["build", "--", "a.xlsx"])
    assert ended.value.code == code


@pytest.mark.parametrize("name", ["wanted", "order", "speak"])
def test_an_interrupt_before_click_is_there_ends_the_run_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, name, stop)
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--", "a.xlsx"])
    assert ended.value.code == INTERRUPTED


def test_an_interrupt_after_the_work_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assembler.recall.keep_compiled", stop)
    monkeypatch.setattr("sys.argv", ["assembler", "--version"])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    ended: list[int] = []
    monkeypatch.setattr(cli, "_end", ended.append)
    with pytest.raises(SystemExit):
        cli.main()
    assert ended == [0]


def test_an_interrupt_before_the_program_is_loaded_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        def __getattr__(self, name: str) -> None:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "assembler.cli", cast(Any, Interrupted()))
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("assembler")
    assert ended.value.code == INTERRUPTED


@pytest.mark.parametrize("message", ["成稿", "\x1b[1m成稿", b"\xe6\x88\x90", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_what_is_told_is_told_as_click_tells_it(
    message: str | bytes, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    told = []
    for number, tell in enumerate((voice._echo, click.echo)):
        file = tmp_path / str(number)
        with file.open("w", encoding=encoding, errors="replace", newline="\n") as stream:
            monkeypatch.setattr("sys.stderr", stream)
            tell(message, err=True)
            told.append(file.read_bytes())  # before it is closed: it is flushed
    assert told[0] == told[1] != b""
