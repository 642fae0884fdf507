"""``assembler batch``"""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assembler.cli.help import COMMANDS, Command, columns
from assembler.cli.options import FILE, common, previous
from assembler.cli.progress import Progress
from assembler.cli.voice import INTERRUPTED, Voice

if TYPE_CHECKING:
    from assembler.model.batch import Line
    from assembler.tasks.batch import Story

ADDRESS = r"([a-z]+://)?([^/\s:]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}/?"
SHOWN = 40
"""Rows of the table on a terminal; of more only those with something to do are shown."""
FILES = 5
"""Files that are listed below a note; the summary lists more."""
GAP = "  "
CUT = "…"
NARROWEST = 12
"""Columns that a cell keeps, however narrow the terminal."""
WIDEST = 60
"""Columns that a column takes where there is no terminal, and nothing is cut."""
TABLE = (1, 2, 3, 4, 5, 6, 7)  # of the summary's columns: file, organisation, year, result, errors, warnings, report


def _checked(_context: click.Context, _option: click.Parameter, address: str) -> str:
    """A slip of the pen would be looked for on the network, for a minute."""
    if address and not re.fullmatch(ADDRESS, address):
        raise click.BadParameter(_("“{address}”不是集群的地址，应写成 tcp://10.0.0.1:8786。").format(address=address))
    return address


@click.command(cls=Command, short_help=COMMANDS["batch"], options_metavar="[选项]")
@click.argument("sources", nargs=-1, required=True, type=FILE, metavar="文件夹…")
@click.option("-o", "--output", "out", type=FILE, required=True, metavar="文件夹", help="结果存入此文件夹。")
@click.option("--jobs", type=click.IntRange(1), metavar="数", help="同时处理几份；不指定时按处理器的核数。")
@previous
@click.option("--draft", is_flag=True, help="有错误也生成，页眉标明“草稿”。")
@click.option("--strict", is_flag=True, help="有提醒时也不生成，以退出码 1 结束。")
@click.option("--html", is_flag=True, help="每份有问题的工作簿另存一页检查结果。")
@click.option("--annotate", is_flag=True, help="有错误的，另存一份标出问题的工作簿，供退回填报单位。")
@click.option("--pdf", is_flag=True, help="年报另存为 PDF（需要 LibreOffice）。")
@click.option("--template", "template", type=FILE, help="使用另一个 Word 模板。")
@click.option(
    "--scheduler", default="", metavar="地址", callback=_checked, help="由 Dask 集群处理，如 tcp://10.0.0.1:8786。"
)
@click.option("--force", is_flag=True, help="全部重做，替换改动过的结果。")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出到标准输出。")
@common
def batch(
    voice: Voice, sources: tuple[Path, ...], out: Path, jobs: int | None, as_json: bool, scheduler: str, **options: Any
) -> None:
    """文件夹里的工作簿，一次全部检查、生成年报，并作汇总。

    只做有变化的；中途停止的，再运行一次就接着做。有问题的不影响其他各份。
    """
    progress = Progress(voice)
    try:
        from assembler.tasks.batch import Batch, Order

        order = Order(out=out, language=voice.language, **options)
        with closing(Batch(order, sources, jobs=jobs or 0, scheduler=scheduler)) as run:
            with closing(progress):
                run.run(progress)
            story = run.tell(voice.catalog)
            if as_json:
                voice.hand_over_pieces(story.document(findings=True))
            else:
                _tell(voice, story, out, run.total - run.fresh)
            sys.exit(story.totals.exit_code)
    except KeyboardInterrupt:
        _tell_stopped(voice, progress)
        sys.exit(INTERRUPTED)


def _tell_stopped(voice: Voice, progress: Progress) -> None:
    if progress.total is None:
        voice.complain(voice.catalog.word("batch_not_begun"))
    else:
        voice.complain(voice.catalog.word("batch_stopped", total=progress.total, done=progress.done))


def _tell(voice: Voice, story: "Story", out: Path, unchanged: int) -> None:
    """Totals first, then what concerns several workbooks, then a line for each."""
    from assembler.model.plain import one_line

    word, totals = voice.catalog.word, story.totals
    made = word("batch_made_drafts" if totals.drafts else "batch_made_reports", count=totals.reports)
    voice.say(word("batch_totals", files=totals.files, made=made, **totals.statuses))
    if unchanged and not voice.quiet:
        voice.say(word("batch_unchanged", count=unchanged))
    for note in story.notes:
        if note.grave or not voice.quiet:
            voice.say(f"\n{note.code}  {one_line(note.message)}\n  {word('remedy', text=one_line(note.remedy))}")
            for file in note.files[:FILES]:
                voice.say(f"  - {one_line(file)}")
            if note.count > FILES:
                voice.say(f"  {word('batch_rest', count=note.count - FILES)}")
    for line in _table(voice, story):
        voice.say(line)
    if totals.files:
        voice.note("batch_where", out=out)


def _table(voice: Voice, story: "Story") -> Iterator[str]:
    from assembler.model.plain import one_line

    overview, word = story.overview(), voice.catalog.word
    lines, rest = _shown(story.lines(), everything=story.totals.files <= SHOWN and not voice.quiet)
    if lines:
        yield ""
        room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        yield from aligned([tuple(overview.headings), *map(_with_names, lines)], TABLE, room)
    if rest:
        passed = story.totals.statuses["ok"] >= rest
        yield word("batch_rest_passed" if passed else "batch_rest", count=rest)
    for line in lines:
        if problem := line.cells[-1]:
            yield f"\n{one_line(line.cells[1])}\n  {one_line(problem)}"


def _with_names(line: "Line") -> tuple[str, ...]:
    """Its cells on one line each, with names of files in the place of links."""
    from assembler.model.plain import one_line

    return tuple(
        one_line(line.links[n].rpartition("/")[2] if n in line.links else cell) for n, cell in enumerate(line.cells)
    )


def _shown(lines: "Iterable[Line]", *, everything: bool) -> "tuple[list[Line], int]":
    """The lines that are shown, and how many aren't."""
    shown: list[Line] = []
    rest = 0
    for line in lines:
        if len(shown) < SHOWN and (everything or line.grade != "ok"):
            shown.append(line)
        else:
            rest += 1
    return shown, rest


def aligned(rows: list[tuple[str, ...]], wanted: Iterable[int], room: int | None = None) -> Iterator[str]:
    """The wanted columns of a table, as wide as their widest cell; ``room``: columns of the terminal, in which the
    widest columns give way. None = cells are never cut, but a very wide one stands out of line."""
    rows = [tuple(row[n] for n in wanted) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    if room is None:
        widths = [min(width, WIDEST) for width in widths]
    while room is not None and sum(widths) + len(GAP) * (len(widths) - 1) >= room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    for row in rows:
        cells = (_cut(cell, width) if room else cell for cell, width in zip(row, widths, strict=True))
        padded = (cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _cut(text: str, width: int) -> str:
    """The end of a text that is too wide: of a path it is the end that tells."""
    if columns(text) <= width:
        return text
    while columns(text) > width - columns(CUT):
        text = text[1:]
    return CUT + text
