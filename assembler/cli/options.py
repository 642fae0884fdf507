"""The options that several commands share."""

import re
import sys
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from assembler.cli.voice import Voice
from assembler.locale import speak, wanted

# Before any command's decorators: some of click's words are translated while they run.
speak(wanted(sys.argv[1:]))
_ADDRESS = "[A-Za-z][A-Za-z0-9+.-]+://"


class _File(click.Path):
    """A place on this computer or on a mounted drive. pathlib would take s3://x for a folder called ``s3:``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and re.match(_ADDRESS, value):
            self.fail(
                _("“{address}”是网址。请把共享文件夹或云存储挂载到本机，给出它在本机的路径。").format(address=value),
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


FILE = _File(path_type=Path)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that puts an option's value into the Voice, the command's over the program's."""

    def store(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Voice), name, value)

    return store


language = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    envvar="ASSEMBLER_LANG",
    expose_value=False,
    callback=_keep("language"),
    help="提示文字的语言：zh 中文（默认），en 英文。",
)


previous = click.option(
    "--previous", type=FILE, metavar="文件|文件夹", help="上年的工作簿，或存有它的文件夹：与上年年报比较。"
)


def _read_password(_: click.Context, __: click.Parameter, wanted: bool) -> str:
    """A line of standard input, typed unseen on a terminal; "" if the option wasn't given. A password on the command
    line itself could be seen by everybody who uses the computer."""
    if not wanted:
        return ""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("密码：")
    return sys.stdin.readline().rstrip("\r\n")


password = click.option(
    "--password-stdin",
    "password",
    is_flag=True,
    callback=_read_password,
    help="从标准输入读入一行，作为工作簿的打开密码。",
)


def common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command has; the command gets a Voice."""
    command = click.make_pass_decorator(Voice, ensure=True)(command)
    for name, flag, meaning in (("verbose", "-v", "同时显示每条规则的依据。"), ("quiet", "-q", "只显示错误。")):
        option = click.option(f"--{name}", flag, is_flag=True, expose_value=False, callback=_keep(name), help=meaning)
        command = option(command)
    return language(command)
