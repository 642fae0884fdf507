"""What is told, in which language, and where to."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from assembler.errors import AssemblerError
    from assembler.messages import Catalog
    from assembler.model.outcome import Outcome

INTERRUPTED = 130
"""The exit code of a run that was interrupted, as shells say it."""
UNHEARD = 141
"""That of a run which nobody listened to till the end, as in ``check x.xlsx | head -1``; shells say so, too."""


class Voice:
    """In which language, and how much, is told. Results go to stdout, complaints and progress to stderr. ``unheard``:
    who listened to one of them has gone; that stops no work, the rest isn't told."""

    def __init__(self, language: str = "zh", *, quiet: bool = False, verbose: bool = False) -> None:
        self.language, self.quiet, self.verbose = language, quiet, verbose
        self.unheard = False

    @property
    def catalog(self) -> "Catalog":
        """The words of the language."""
        from assembler.messages import Catalog

        return Catalog.load(self.language)

    def say(self, text: str) -> None:
        """A result for people."""
        self._tell(text)

    def hand_over(self, document: str) -> None:
        """A result for programs: UTF-8 into files and pipes, whatever the computer's own encoding is."""
        document = document.rstrip("\n") + "\n"
        self._tell(document if sys.stdout.isatty() else document.encode(errors="replace"), nl=False)

    def hand_over_pieces(self, pieces: Iterable[str]) -> None:
        """The same, of a document that may be too long to be held at once."""
        for piece in pieces:
            self._tell(piece if sys.stdout.isatty() else piece.encode(errors="replace"), nl=False)

    def note(self, key: str, **facts: object) -> None:
        """What was done; silent with --quiet."""
        if not self.quiet:
            self._tell(self.catalog.word(key, **facts))

    def complain(self, text: str) -> None:
        """What went wrong."""
        self._tell(text, err=True)

    def problem(self, error: "AssemblerError") -> None:
        """What stopped a file, and what to do about it."""
        told = self.catalog.error(error)
        self.complain(f"{error.code}  {told.message}\n      {self.catalog.word('remedy', text=told.remedy)}")

    def stop(self, error: "AssemblerError") -> NoReturn:
        """What stopped the run, with all that was found in one go; and its end."""
        for each in (error, *error.others):
            self.problem(each)
        sys.exit(error.exit_code)

    def findings(self, outcomes: "Sequence[Outcome]", *, err: bool = False) -> None:
        """The report on a run for people."""
        from assembler.messages import tell_all
        from assembler.tasks.check import figures_of_prose

        told = tell_all(outcomes, self.catalog, quiet=self.quiet, verbose=self.verbose, figures=figures_of_prose)
        self._tell(told, err=err)

    def _tell(self, message: str | bytes, *, nl: bool = True, err: bool = False) -> None:
        try:
            _echo(message, nl=nl, err=err)
        except BrokenPipeError:
            self.unheard = True
            silence("stderr" if err else "stdout")


def silence(*streams: str) -> None:
    """Have something in the place of streams that swallows all, and forget what they still hold."""
    for name in streams:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  # open to the end


def leave() -> NoReturn:
    """End a run that nobody listens to."""
    silence("stdout", "stderr")
    sys.exit(UNHEARD)


def _echo(message: str | bytes, *, nl: bool = True, err: bool = False) -> None:
    """``click.echo``, which is only asked where it does more than write and flush: bytes, control characters of a
    terminal, consoles of Windows, streams that can't show Chinese."""
    stream = sys.stderr if err else sys.stdout
    encoding = str(getattr(stream, "encoding", "")).lower()
    if isinstance(message, bytes) or "\x1b" in message or encoding != "utf-8" or sys.platform == "win32":
        import click

        click.echo(message, nl=nl, err=err)
    else:
        stream.write(message + "\n" if nl else message)
        stream.flush()
