"""What click understands: the program, and its commands by their names."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from assembler import __version__
from assembler.cli.help import COMMANDS, Group
from assembler.cli.options import language
from assembler.cli.voice import INTERRUPTED, Voice, leave


class _Commands(Mapping[str, click.Command]):
    """The commands, in the order of the work; the module of each is loaded when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in COMMANDS:
            raise KeyError(name)
        command: click.Command = getattr(import_module(f"assembler.cli.{name}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Program(Group):
    """All commands. An interrupt is no finding, and neither is a reader who has gone: each has a code of its own."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Understand the command line, or tell of the program."""
        try:
            return super().make_context(*args, **extra)
        except BrokenPipeError:
            leave()

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            leave()


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


def obey(arguments: Sequence[str] | None, voice: Voice) -> NoReturn:
    """Do what the command line says. Without arguments of ours click takes the command line itself and, on Windows,
    expands *.xlsx."""
    program.main(arguments, prog_name="assembler", obj=voice)
