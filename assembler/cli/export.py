"""``assembler export``"""

import sys
from pathlib import Path

import click

from assembler.cli.help import COMMANDS, Command
from assembler.cli.options import FILE, common, password
from assembler.cli.voice import Voice
from assembler.errors import ExitCode


@click.command(cls=Command, short_help=COMMANDS["export"], options_metavar="[选项]")
@click.argument("workbook", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, help="存为此文件；不指定时输出到标准输出。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@password
@common
def export(voice: Voice, workbook: Path, output: Path | None, force: bool, password: str) -> None:
    """把工作簿的内容导出为 JSON，可用 new --data 原样填回。"""
    from assembler.tasks import export as task

    if output is None or str(output) == "-":
        text, found = task.export(workbook, password)
        voice.hand_over(text)
    else:
        found = task.export_to(workbook, output, force=force, password=password)
        voice.note("exported", path=output)
    submission = found.submission
    for ref, raw in submission.unread.items():
        voice.complain(voice.catalog.word("lossy", cell=voice.catalog.place(ref, found.spec), value=raw))
    for ref in sorted(submission.absent):
        voice.complain(voice.catalog.word("lost", cell=voice.catalog.place(ref, found.spec)))
    sys.exit(ExitCode.FINDINGS if submission.unread or submission.absent else ExitCode.DONE)
