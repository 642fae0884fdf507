"""``assembler build``"""

import sys
from typing import Any

import click

from assembler.cli.help import COMMANDS, Command
from assembler.cli.options import FILE, common, password, previous
from assembler.cli.voice import Voice


@click.command(cls=Command, short_help=COMMANDS["build"], options_metavar="[选项]")
@click.argument("workbook", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, help="年报存为此文件；不指定时与工作簿在同一文件夹，以单位和年度命名。")
@previous
@click.option("--template", "template_file", type=FILE, help="使用另一个 Word 模板。")
@click.option("--draft", is_flag=True, help="有错误也生成，页眉标明“草稿”。")
@click.option("--strict", is_flag=True, help="有提醒时也不生成。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@password
@common
def build(voice: Voice, **options: Any) -> None:
    """由工作簿生成 Word 年报。先做全部检查，有错误时不生成；成稿逐字逐数与工作簿核对。"""
    from assembler.cli import building

    sys.exit(building.build(voice, **options))
