"""The command line: arguments in, exit codes and words out. The only module that imports click; office libraries are
loaded by the command that needs them, never at start-up."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from assembler import __version__
from assembler.cli_help import Group
from assembler.errors import AssemblerError, ExitCode
from assembler.locale import speak, wanted

if TYPE_CHECKING:
    from assembler.messages import Catalog
    from assembler.model.outcome import Outcome

# Before the decorators below: some of click's words are translated while they run.
speak(wanted(sys.argv[1:]))

FILE = click.Path(path_type=Path)


@dataclass(slots=True)
class Voice:
    """In which language, and how much, is told. Results go to stdout, complaints and progress to stderr."""

    language: str = "zh"
    quiet: bool = False
    verbose: bool = False

    @property
    def catalog(self) -> "Catalog":
        """The words of the language."""
        from assembler.messages import Catalog

        return Catalog.load(self.language)

    def say(self, text: str) -> None:
        """A result for people."""
        click.echo(text)

    def hand_over(self, document: str) -> None:
        """A result for programs: UTF-8 into files and pipes, whatever the computer's own encoding is."""
        document = document.rstrip("\n") + "\n"
        click.echo(document if sys.stdout.isatty() else document.encode(errors="replace"), nl=False)

    def note(self, key: str, **facts: object) -> None:
        """What was done; silent with --quiet."""
        if not self.quiet:
            click.echo(self.catalog.word(key, **facts))

    def complain(self, text: str) -> None:
        """What went wrong."""
        click.echo(text, err=True)

    def findings(self, outcomes: "Sequence[Outcome]", *, err: bool = False) -> None:
        """The report on a run for people."""
        from assembler.messages import tell_all
        from assembler.tasks.check import figures_of_prose

        told = tell_all(outcomes, self.catalog, quiet=self.quiet, verbose=self.verbose, figures=figures_of_prose)
        click.echo(told, err=err)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that puts an option's value into the Voice, the command's over the program's."""

    def store(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Voice), name, value)

    return store


_language = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    envvar="ASSEMBLER_LANG",
    expose_value=False,
    callback=_keep("language"),
    help="提示文字的语言：zh 中文（默认），en 英文。",
)


_previous = click.option(
    "--previous", type=FILE, metavar="文件|文件夹", help="上年的工作簿，或存有它的文件夹：与上年年报比较。"
)


def common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command has; the command gets a Voice."""
    command = click.make_pass_decorator(Voice, ensure=True)(command)
    for name, flag, meaning in (("verbose", "-v", "同时显示每条规则的依据。"), ("quiet", "-q", "只显示错误。")):
        option = click.option(f"--{name}", flag, is_flag=True, expose_value=False, callback=_keep(name), help=meaning)
        command = option(command)
    return _language(command)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@_language
@click.version_option(__version__, "-V", "--version", prog_name="assembler", message="%(prog)s %(version)s")
def program() -> None:
    """政府信息公开工作年度报告：填一份 Excel 工作簿，检查，生成 Word 年报。

    \b
    assembler new -o 年报.xlsx --year 2023 --org 某市某局   生成工作簿，用 Excel 或 WPS 填写
    assembler check 年报.xlsx                               检查
    assembler build 年报.xlsx                               生成 Word 年报
    """  # noqa: D301  # click wants the backspace character itself


@program.command(short_help="生成供填写的工作簿。", options_metavar="[选项]")
@click.option("-o", "--output", type=FILE, help="工作簿存为此文件。")
@click.option("--year", type=click.IntRange(2000, 2099), metavar="年度", help="报告年度，如 2023。")
@click.option("--org", "organisation", metavar="名称", help="单位全称。")
@click.option("--data", type=FILE, help="填入此 JSON 文件中的内容（写法见 docs/formats.md）。")
@click.option(
    "--previous", type=FILE, help="上年的工作簿：沿用单位名称和联系方式，填入上年结转，并列出上年内容供对照。"
)
@click.option("--format", "format_id", metavar="编号", help="格式，如 2021；不指定时按年度选用。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@common
def new(voice: Voice, **options: Any) -> None:
    """生成供填写的标准工作簿：空白的、由数据填好的，或接续上年的。"""
    from assembler.tasks.new import Wanted, make

    made = make(Wanted(**options))
    for key, facts in made.notes:
        voice.complain(voice.catalog.word(key, **facts))
    voice.note("made", path=made.output)


@program.command(short_help="检查工作簿。", options_metavar="[选项]")
@click.argument("workbooks", nargs=-1, required=True, type=FILE, metavar="工作簿…")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出到标准输出。")
@_previous
@click.option("--html", "page_file", type=FILE, metavar="文件", help="结果另存为网页，可用浏览器查看、打印、转发。")
@click.option("--strict", is_flag=True, help="有提醒时也以退出码 1 结束。")
@click.option("--force", is_flag=True, help="网页文件已存在的，替换。")
@common
def check(
    voice: Voice,
    workbooks: tuple[Path, ...],
    as_json: bool,
    previous: Path | None,
    page_file: Path | None,
    strict: bool,
    force: bool,
) -> None:
    """检查工作簿：填写是否完整，勾稽关系是否平衡，日期、文字是否合乎要求；有上年工作簿的，与上年比较。"""
    from assembler import messages
    from assembler.tasks.check import check_all

    outcomes = check_all(workbooks, previous)
    if as_json:
        voice.hand_over(messages.as_json(outcomes, voice.catalog))
    else:
        voice.findings(outcomes)
    if page_file is not None:
        _write_page(voice, outcomes, page_file, [*workbooks, *([previous] if previous else [])], force)
        if not as_json:
            voice.note("page_written", path=page_file)
    sys.exit(max(outcome.exit_code(strict) for outcome in outcomes))


def _write_page(voice: Voice, outcomes: "Sequence[Outcome]", target: Path, inputs: Sequence[Path], force: bool) -> None:
    from assembler.files import write_output
    from assembler.html import is_own_page, page

    write_output(target, page(outcomes, voice.catalog), force=force, inputs=inputs, is_ours=is_own_page)


@program.command(short_help="生成 Word 年报。", options_metavar="[选项]")
@click.argument("workbook", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, help="年报存为此文件；不指定时与工作簿在同一文件夹，以单位和年度命名。")
@_previous
@click.option("--template", "template_file", type=FILE, help="使用另一个 Word 模板。")
@click.option("--draft", is_flag=True, help="有错误也生成，页眉标明“草稿”。")
@click.option("--strict", is_flag=True, help="有提醒时也不生成。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
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


@program.command(short_help="把工作簿导出为 JSON。", options_metavar="[选项]")
@click.argument("workbook", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, help="存为此文件；不指定时输出到标准输出。")
@click.option("--force", is_flag=True, help="替换已有的文件。")
@common
def export(voice: Voice, workbook: Path, output: Path | None, force: bool) -> None:
    """把工作簿的内容导出为 JSON，可用 new --data 原样填回。"""
    from assembler.tasks import export as task

    if output is None or str(output) == "-":
        text, found = task.export(workbook)
        voice.hand_over(text)
    else:
        found = task.export_to(workbook, output, force=force)
        voice.note("exported", path=output)
    submission = found.submission
    for ref, raw in submission.unread.items():
        voice.complain(voice.catalog.word("lossy", cell=voice.catalog.place(ref, found.spec), value=raw))
    for ref in sorted(submission.absent):
        voice.complain(voice.catalog.word("lost", cell=voice.catalog.place(ref, found.spec)))
    sys.exit(ExitCode.FINDINGS if submission.unread or submission.absent else ExitCode.DONE)


@program.command(short_help="列出本版本认识的格式。", options_metavar="[选项]")
@click.option("--verify", metavar="编号", help="检验该格式的规则：是否矛盾、重复，查得出哪些错。需要几秒钟。")
@click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出到标准输出。")
@common
def formats(voice: Voice, verify: str | None, as_json: bool) -> None:
    """列出本版本认识的格式；或检验一个格式的规则。"""
    from assembler.tasks.formats import as_json_text, known

    if verify is not None:
        _verify(voice, verify, as_json)
    if as_json:
        voice.hand_over(as_json_text())
        return
    for spec in known():
        key = "format_in_use" if spec.last_year is None else "format_ended"
        facts = {"id": spec.id, "name": spec.name, "first": spec.first_year, "last": spec.last_year}
        voice.say(voice.catalog.word(key, **facts))


def _verify(voice: Voice, format_id: str, as_json: bool) -> NoReturn:
    from assembler.messages.rulebook import tell_rulebook
    from assembler.tasks import verify as task

    book = task.verify(format_id)
    if as_json:
        voice.hand_over(task.as_json(book))
    else:
        voice.say(tell_rulebook(book, voice.catalog))
    sys.exit(ExitCode.DEFECT if book.unknown or book.untrue else ExitCode.DONE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; never returns."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK pipe can't show every name; that must not stop the work
            stream.reconfigure(errors="replace")
    language = wanted(sys.argv[1:] if arguments is None else arguments)
    speak(language)
    voice = Voice(language)
    try:
        # without arguments of ours click takes the command line itself and, on Windows, expands *.xlsx
        program.main(arguments, prog_name="assembler", obj=voice)
    except AssemblerError as error:
        for each in (error, *error.others):
            told = voice.catalog.error(each)
            voice.complain(f"{each.code}  {told.message}\n      {voice.catalog.word('remedy', text=told.remedy)}")
        sys.exit(error.exit_code)
