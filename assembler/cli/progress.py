"""How far a batch is: a bar on a terminal, a line now and then in a file, nothing with --quiet."""

import sys
import time
from typing import Any

import click

from assembler.cli.voice import Voice

SECONDS = 10.0
"""Between two lines where there is no terminal."""
STEPS = 1000
"""In which a bar grows at most."""


class Progress:
    """Told by a batch how many workbooks there are and how many are done; tells on stderr."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.total: int | None = None
        self.done = self.faulty = 0
        self._began = self._told = time.monotonic()
        self._bar: Any = None

    def begin(self, total: int) -> None:
        """So many workbooks are to be looked at."""
        self.total = total
        self._began = self._told = time.monotonic()
        if total and not self._voice.quiet and sys.stderr.isatty():
            self._bar = click.progressbar(
                length=total,
                file=sys.stderr,
                show_pos=True,
                item_show_func=self._words,
                update_min_steps=max(1, total // STEPS),
            )
            self._bar.render_progress()

    def advance(self, done: int, faulty: int) -> None:
        """So many more are done, so many of them with errors or of no use."""
        self.done += done
        self.faulty += faulty
        if self._bar:
            self._bar.update(done, self)
        elif not self._voice.quiet and time.monotonic() - self._told >= SECONDS:
            self._told = time.monotonic()
            self._voice.complain(self._line())

    def close(self) -> None:
        """The bar gives way to what comes next, and the cursor comes back."""
        if self._bar:
            self._bar.render_finish()
            self._bar = None

    @property
    def rate(self) -> float:
        """Workbooks a second since the beginning."""
        return self.done / max(time.monotonic() - self._began, 0.001)

    def _words(self, _: object) -> str:
        return self._voice.catalog.word("batch_faulty", faulty=self.faulty, rate=f"{self.rate:.0f}")

    def _line(self) -> str:
        left = round(((self.total or 0) - self.done) / max(self.rate, 0.001))
        word = self._voice.catalog.word
        told = word("batch_minutes", minutes=left // 60, seconds=left % 60)
        rate = f"{self.rate:.1f}"
        return word("batch_progress", done=self.done, total=self.total, faulty=self.faulty, rate=rate, left=told)
