"""``assembler new``"""

from gettext import gettext as _
from typing import Any

import click

from assembler.cli.help import COMMANDS, Command
from assembler.cli.options import FILE, common
from assembler.cli.voice import Voice


@click.command(cls=Command, short_help=COMMANDS["new"], options_metavar="[选项]")
@click.option("-o", "--output", type=FILE, help="工作簿存为此文件。")
@click.option("--year", type=click.IntRange(2000, 2099), metavar="年度", help="报告年度，如 2023。")
@click.option("--org", "organisation", metavar="名称", help="单位全称。")
@click.option("--data", type=FILE, help="填入此 JSON 文件中的内容（写法见 docs/formats.md）。")
@click.option(
    "--from",
    "source",
    type=FILE,
    metavar="工作簿",
    help="填入此工作簿的内容：表样有损坏的，换成完好的；带审核意见的，去掉标记。",
)
@click.option(
    "--previous", type=FILE, help="上年的工作簿：沿用单位名称和联系方式，填入上年结转，并列出上年内容供对照。"
)
@click.option("--format", "format_id", metavar="编号", help="格式，如 2021；不指定时按年度选用。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@common
def new(voice: Voice, **options: Any) -> None:
    """生成供填写的标准工作簿：空白的、由数据填好的、由另一份工作簿换成的，或接续上年的。"""
    if options["source"] and (options["data"] or options["format_id"]):
        raise click.UsageError(_("--from 不能与 --data、--format 同时使用。"))
    from assembler.tasks.new import Wanted, make

    made = make(Wanted(**options))
    for finding in made.left_out:
        voice.complain(voice.catalog.word("not_kept", text=voice.catalog.finding(finding, made.spec).message))
    for key, facts in made.notes:
        voice.complain(voice.catalog.word(key, **facts))
    voice.note("made", path=made.output)
