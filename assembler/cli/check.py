"""``assembler check``"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.help import COMMANDS, Command
from assembler.cli.options import FILE, common, password, previous
from assembler.cli.voice import Voice
from assembler.errors import UnwritableOutput

if TYPE_CHECKING:
    from assembler.messages import Catalog
    from assembler.model.outcome import Outcome
    from assembler.tasks.returned import Returned


@click.command(cls=Command, short_help=COMMANDS["check"], options_metavar="[选项]")
@click.argument("workbooks", nargs=-1, required=True, type=FILE, metavar="工作簿…")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出到标准输出。")
@previous
@click.option("--html", "page_file", type=FILE, metavar="文件", help="结果另存为网页，可用浏览器查看、打印、转发。")
@click.option(
    "--annotate",
    "folder",
    type=FILE,
    metavar="文件夹",
    help="有问题的，另存一份填好原内容、标出问题、附审核意见的工作簿，放进此文件夹；原文件不动。",
)
@click.option("--strict", is_flag=True, help="有提醒时也以退出码 1 结束。")
@click.option("--force", is_flag=True, help="网页、审核意见已存在的，替换。")
@password
@common
def check(
    voice: Voice,
    workbooks: tuple[Path, ...],
    as_json: bool,
    previous: Path | None,
    page_file: Path | None,
    folder: Path | None,
    strict: bool,
    force: bool,
    password: str,
) -> None:
    """检查工作簿：填写是否完整，勾稽关系是否平衡，日期、文字是否合乎要求；有上年工作簿的，与上年比较。"""
    from assembler import messages
    from assembler.tasks.check import check_all

    outcomes = check_all(workbooks, previous, password)
    inputs = [*workbooks, *([previous] if previous else [])]
    # all files before the first word: perhaps nobody listens, or nothing takes it
    unmade = _write_page(voice.catalog, outcomes, page_file, inputs, force) if page_file else None
    copies = _copies(outcomes, folder, inputs, force) if folder else []
    if as_json:
        voice.hand_over(messages.as_json(outcomes, voice.catalog))
    else:
        voice.findings(outcomes)
    for other, file in _twice(workbooks):
        voice.complain(voice.catalog.word("same_file", file=file, other=other))
    if unmade:
        voice.problem(unmade)
    elif page_file and not as_json:
        voice.note("page_written", path=page_file)
    for copy in copies:
        _tell_of_copy(voice, copy)
    faults = [each for each in (unmade, *(copy.error for copy in copies)) if each]
    sys.exit(max([each.exit_code(strict) for each in outcomes] + [each.exit_code for each in faults]))


def _twice(files: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Names of one file, the first with each of the others: typed twice, or links."""
    known: dict[tuple[int, int], Path] = {}
    for path in files:
        with suppress(OSError, ValueError):
            found = path.stat()
            first = known.setdefault((found.st_dev, found.st_ino), path)
            if first is not path and found.st_ino:
                yield first, path


def _write_page(
    catalog: "Catalog", outcomes: Sequence["Outcome"], target: Path, inputs: Sequence[Path], force: bool
) -> UnwritableOutput | None:
    """The web page; returns what kept it from being written."""
    from assembler.files import write_output
    from assembler.html import is_own_page, page

    made = page(outcomes, catalog)
    try:
        write_output(target, made, force=force, inputs=inputs, is_ours=is_own_page, suffixes=[".html", ".htm"])
    except UnwritableOutput as error:
        return error
    return None


def _copies(outcomes: Sequence["Outcome"], folder: Path, inputs: Sequence[Path], force: bool) -> list["Returned"]:
    from assembler.tasks.returned import write_copies  # with what writes workbooks

    return write_copies(outcomes, folder, inputs=inputs, force=force)


def _tell_of_copy(voice: Voice, made: "Returned") -> None:
    """A line to stderr about the returned copy of a file."""
    if made.error is not None:
        voice.problem(made.error)
    elif not voice.quiet:
        error = made.outcome.error
        key = "copy_written" if made.copy else "copy_unusable" if error else "copy_needless"
        remedy = voice.catalog.error(error).remedy if error else ""
        voice.complain(voice.catalog.word(key, file=made.outcome.file, copy=made.copy, remedy=remedy))
