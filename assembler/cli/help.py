"""Help pages that stay inside the terminal: Chinese characters take two columns, and lines may end between them.

click counts every character as one column and breaks at spaces only, so that its Chinese lines run to twice the width.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from gettext import gettext as _

import click

COMMANDS = {
    "new": "生成供填写的工作簿。",
    "check": "检查工作簿。",
    "build": "生成 Word 年报。",
    "batch": "批量检查工作簿、生成年报。",
    "export": "把工作簿导出为 JSON。",
    "formats": "列出本版本认识的格式。",
}
"""The commands, in the order of the work, and what each does: help of the program itself needs no more of them, and to
load them all takes a tenth of it."""
_WIDE = frozenset("WFA")  # A: quotation marks, dashes, dots: one column or two, and two in a Chinese console


# What a character is to a line's end: q opening quotation mark, e closing one or dash, m another of the kind, o opening
# bracket, c closing mark, h any other Chinese character, s blank, w anything else. Sets of Chinese characters take re
# 3 ms to compile, and that is a tenth of what help may take; letters for their kinds take none.
_KINDS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2014\u2026", "m"),
    **dict.fromkeys("“‘", "q"),
    **dict.fromkeys("”’…—", "e"),
    **dict.fromkeys("（《【〔", "o"),
    **dict.fromkeys("）》】〕，。；：、？！", "c"),
}
# a Chinese character with the marks that stick to it; marks; blanks; an English word, a path, a number
_CHUNK = re.compile("[qo]*[och][ec]*|[qem]+|s+|w+[ec]*")


def _chunks(text: str) -> Iterator[str]:
    """A text in pieces; a line may end after each."""
    kinds = "".join(_KINDS.get(character) or _kind(character) for character in text)
    return (text[found.start() : found.end()] for found in _CHUNK.finditer(kinds))


def _kind(character: str) -> str:
    if "\u2e80" <= character <= "\uffef":
        return "s" if character.isspace() else "h"
    return "s" if character.isspace() else "w"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in click.unstyle(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of one paragraph, none wider than ``width`` unless a single word is."""
    line = ""
    for chunk in _chunks(" ".join(text.split())):
        if line and columns(line) + columns(chunk.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += chunk if line else chunk.lstrip()
    if line:
        yield line.rstrip()


def paragraphs(text: str, width: int) -> Iterator[str]:
    r"""The lines of a help text; blank lines part its paragraphs, and one that starts with ``\b`` keeps its lines."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip("\n"))):
        if number:
            yield ""
        first, *rest = paragraph.splitlines() or [""]
        if first.strip() == "\b":
            yield from rest
        else:
            yield from wrapped(paragraph, width)


def said(text: str) -> str:
    """Our own words of a help page in the language of the run; what click adds in brackets stays as it is."""
    words, bracket, rest = text.partition("  [")
    return (_(words) if words else "") + bracket + rest


class HelpPage(click.HelpFormatter):
    """click's formatter with the columns counted as a terminal shows them."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line "Usage: assembler check [OPTIONS] …", continued under its arguments."""
        start = f"{(prefix or _('Usage:')).rstrip()} {prog} ".replace("： ", "：")
        args = " ".join(said(word) for word in args.split(" "))
        first, *rest = list(wrapped(args, self.width - columns(start))) or [""]
        lines = [start + first, *(" " * columns(start) + line for line in rest)]
        self.write("\n".join(line.rstrip() for line in lines) + "\n")

    def write_heading(self, heading: str) -> None:
        """A heading, with the colon of its script."""
        self.write(f"{'':>{self.current_indent}}{heading}{':' if heading.isascii() else '：'}\n")

    def write_text(self, text: str) -> None:
        """A text of one or more paragraphs."""
        for line in paragraphs(said(text), self.width - self.current_indent):
            self.write(f"{'':>{self.current_indent}}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms on the left (commands, options), what they mean beside them, or below a term that is too long."""
        rows = [(" ".join(map(said, term.split(" "))), said(meaning)) for term, meaning in rows]
        left = min(max((columns(term) for term, meaning in rows), default=0), col_max) + col_spacing
        margin = " " * (self.current_indent + left)
        for term, meaning in rows:
            lines = list(paragraphs(meaning, max(self.width - len(margin), 10)))
            start = f"{'':>{self.current_indent}}{term}"
            if lines and columns(term) <= left - col_spacing:
                start += " " * (left - columns(term)) + lines.pop(0)
            self.write("\n".join([start, *((margin + line).rstrip() for line in lines)]) + "\n")


class HelpContext(click.Context):
    """What a command runs in; here it only says who writes its help."""

    formatter_class = HelpPage


class Command(click.Command):
    """A command whose help is a HelpPage."""

    context_class = HelpContext


class Group(click.Group):
    """The program itself, ``@click.group(cls=Group)``: its help and that of its commands are HelpPages."""

    context_class = HelpContext
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """In the order of the work, not of the alphabet."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command does, without loading any, if all are ours."""
        if self.commands.keys() <= COMMANDS.keys():
            with formatter.section(_("Commands")):
                formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])
        else:
            super().format_commands(ctx, formatter)
