"""The options that several commands share."""

import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import Any

import click

from assembler.cli.voice import Voice

FILE = click.Path(path_type=Path)


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
    return getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


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
