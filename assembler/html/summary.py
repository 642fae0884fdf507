"""The summary of a batch as one page: no script, nothing from outside; written line by line, however many there are."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from assembler.html.page import FOLDER, environment, policy_of
from assembler.model.batch import Line, Overview

_PIECES = 200  # parts of the template that are joined before they are handed out


def summary(overview: Overview, lines: Iterable[Line]) -> Iterator[bytes]:
    """The page in UTF-8, piece by piece; the same bytes for the same lines."""
    style = (FOLDER / "summary.css").read_text(encoding="utf-8")
    jinja = environment().overlay()
    jinja.filters = {**jinja.filters, "address": quote}
    stream = jinja.get_template("summary.html").stream(
        language={"zh": "zh-CN"}.get(overview.language, overview.language),
        style=style,
        policy=policy_of(style),
        overview=overview,
        lines=lines,
    )
    stream.enable_buffering(_PIECES)
    return (piece.encode() for piece in stream)
