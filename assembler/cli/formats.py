"""``assembler formats``"""

import sys
from typing import NoReturn

import click

from assembler.cli.help import COMMANDS, Command
from assembler.cli.options import common
from assembler.cli.voice import Voice
from assembler.errors import ExitCode


@click.command(cls=Command, short_help=COMMANDS["formats"], options_metavar="[选项]")
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
