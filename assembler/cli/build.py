"""``assembler build``"""

import sys
from pathlib import Path
from typing import Any

import click

from assembler.cli.help import Command
from assembler.cli.options import FILE, common, password, previous
from assembler.cli.voice import Voice
from assembler.errors import ExitCode


@click.command(cls=Command, short_help="生成 Word 年报。", options_metavar="[选项]")
@click.argument("workbook", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, help="年报存为此文件；不指定时与工作簿在同一文件夹，以单位和年度命名。")
@previous
@click.option("--template", "template_file", type=FILE, help="使用另一个 Word 模板。")
@click.option("--draft", is_flag=True, help="有错误也生成，页眉标明“草稿”。")
@click.option("--strict", is_flag=True, help="有提醒时也不生成。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@password
@common
def build(voice: Voice, workbook: Path, output: Path | None, **options: Any) -> None:
    """由工作簿生成 Word 年报。先做全部检查，有错误时不生成；成稿逐字逐数与工作簿核对。"""
    from assembler.model.findings import Severity
    from assembler.model.outcome import Outcome
    from assembler.tasks.build import build as build_report

    built = build_report(workbook, output, **options)
    outcome = Outcome(str(workbook), checked=built.checked)
    if built.checked.findings and (built.output is None or not voice.quiet):
        voice.findings([outcome], err=True)
    errors = built.checked.count(Severity.ERROR)
    if built.output is None:
        voice.complain(
            "\n"
            + voice.catalog.word(
                "refused" if errors else "refused_strict", errors=errors, warnings=built.checked.count(Severity.WARNING)
            )
        )
        sys.exit(ExitCode.FINDINGS)
    counts = {"path": built.output, "figures": built.figures, "paragraphs": built.paragraphs, "errors": errors}
    voice.note("built_draft" if options["draft"] else "built", **counts)
    sys.exit(outcome.exit_code(options["strict"]))
