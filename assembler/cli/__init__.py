"""The command line: arguments in, exit codes and words out; a module for each command.

The only room that imports click. Office libraries are loaded by the command that needs them, never at start-up."""

import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from assembler import __version__
from assembler.cli.help import Group
from assembler.cli.options import INTERRUPTED, language
from assembler.cli.voice import Voice
from assembler.errors import AssemblerError, UnwritableOutput
from assembler.locale import speak, wanted

_STREAM_FAULTS = {
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO", "EBADF", "EPIPE") if hasattr(errno, name)
}


class _Commands(Mapping[str, click.Command]):
    """The commands, in the order of the work; the module of each is loaded when it is asked for."""

    _NAMES = ("new", "check", "build", "batch", "export", "formats")

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._NAMES:
            raise KeyError(name)
        command: click.Command = getattr(import_module(f"assembler.cli.{name}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._NAMES)

    def __len__(self) -> int:
        return len(self._NAMES)


class Program(Group):
    """All commands."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. An interrupt is no finding: it ends with a code of its own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


@click.group(
    cls=Program,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@language
@click.version_option(__version__, "-V", "--version", prog_name="assembler", message="%(prog)s %(version)s")
def program() -> None:
    """政府信息公开工作年度报告：填一份 Excel 工作簿，检查，生成 Word 年报。

    \b
    assembler new -o 年报.xlsx --year 2023 --org 某市某局   生成工作簿，用 Excel 或 WPS 填写
    assembler check 年报.xlsx                               检查
    assembler build 年报.xlsx                               生成 Word 年报
    """  # noqa: D301  # click wants the backspace character itself


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; never returns."""
    gc.set_threshold(50_000)  # what a start makes stays; looking through it over and over takes a twentieth of the time
    _stand_in()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK pipe can't show every name; that must not stop the work
            stream.reconfigure(errors="replace")
    if arguments is None:
        for name in ("SIGTERM", "SIGHUP"):  # an end from outside goes the way of Ctrl+C, so nothing stays half-written
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        _run(arguments)
    except SystemExit as end:
        if arguments is None and isinstance(end.code, int):
            _end(end.code)
        raise


def _stand_in() -> None:
    """Where a stream is closed, one that can't be written to takes its place, so that what can't be told isn't taken
    for told; of complaints nobody wants to hear, one that swallows all."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open to the end


def _run(arguments: Sequence[str] | None) -> None:
    tongue = wanted(sys.argv[1:] if arguments is None else arguments)
    speak(tongue)
    voice = Voice(tongue)
    try:
        _obey(arguments, voice)
    except OSError as error:
        # files are written by rooms that tell what became of them; what has no name is stdout or stderr
        if error.filename is not None or error.errno not in _STREAM_FAULTS:
            raise
        _lost(voice, error)


def _obey(arguments: Sequence[str] | None, voice: Voice) -> None:
    try:
        # without arguments of ours click takes the command line itself and, on Windows, expands *.xlsx
        program.main(arguments, prog_name="assembler", obj=voice)
    except AssemblerError as error:
        for each in (error, *error.others):
            voice.problem(each)
        sys.exit(error.exit_code)


def _lost(voice: Voice, error: OSError) -> None:
    """Tell on stderr, if that can be, that stdout takes no more, and forget what it still holds."""
    from assembler.files import reason

    stop = UnwritableOutput("OUTPUT-STREAM", reason=reason(error))
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open to the end
    try:
        voice.problem(stop)
    except OSError:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open to the end
    sys.exit(stop.exit_code)


def _end(code: int) -> None:
    """End at once, as mypy does: to take apart each module and document first takes a sixth of a run. Not while there
    are processes or threads to wait for, or somebody looks on; and where the last words can't be told, Python says so.
    """
    if "multiprocessing" in sys.modules or threading.active_count() > 1 or sys.gettrace() or sys.getprofile():
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (AttributeError, OSError, ValueError):
        return
    os._exit(code)
