"""One page on a run: plain HTML and CSS, no script, nothing from outside, the same bytes for the same findings."""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assembler import __version__
from assembler.html.drawing import style_of
from assembler.html.view import files_of, rules_of
from assembler.messages.catalog import Catalog
from assembler.model.outcome import STATUSES, Checked, Outcome
from assembler.model.spec import ReportSpec

FOLDER = Path(__file__).parent
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SEAL = '<meta name="assembler-seal" content="{}" />'
_SEALED = re.compile(rb'<meta name="assembler-seal" content="([0-9a-f]{64})" />')


def page(outcomes: Sequence[Outcome], catalog: Catalog) -> bytes:
    """The page in UTF-8, sealed."""
    style = _style(outcomes)
    files = files_of(outcomes, catalog)
    text = environment().get_template("page.html").render(
        language={"zh": "zh-CN"}.get(catalog.language, catalog.language),
        program=f"assembler {__version__}",
        style=style,
        policy=policy_of(style),
        word=catalog.word,
        files=files,
        rules=rules_of(outcomes, files, catalog),
        statuses=[(status, sum(1 for each in files if each.status == status)) for status in STATUSES],
    )  # fmt: skip
    data = text.encode()
    return data.replace(_SEAL.format("").encode(), _SEAL.format(_digest(data)).encode(), 1)


def is_own_page(data: bytes) -> bool:
    """True if these bytes are what ``page`` gave: nobody has saved the file since."""
    match = _SEALED.search(data)
    if match is None:
        return False
    before = data.replace(match[0], _SEAL.format("").encode(), 1)
    return match[1].decode() == _digest(before)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def policy_of(style: str) -> str:
    """The content security policy of a page: this style, and nothing else."""
    named = f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
    return f"default-src 'none'; style-src '{named}'; base-uri 'none'; form-action 'none'"


@cache
def environment() -> Environment:
    """Everything is escaped, nothing may be undefined, what no page can hold becomes a replacement character."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _printable(value: object) -> object:
    """A text as a page can hold it; what is HTML already stays as it is."""
    return _UNPRINTABLE.sub("\ufffd", value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _style(outcomes: Sequence[Outcome]) -> str:
    """The stylesheet, with the printed widths of the tables: a strict policy forbids them on the elements."""
    specs = {checked.spec.id: checked.spec for checked in _checked(outcomes)}
    widths = "".join(line for spec in specs.values() for line in _widths(spec))
    return f"\n{(FOLDER / 'page.css').read_text(encoding='utf-8')}{widths}"


def _checked(outcomes: Sequence[Outcome]) -> list[Checked]:
    return [outcome.checked for outcome in outcomes if outcome.checked is not None]


def _widths(spec: ReportSpec) -> list[str]:
    found = []
    for table in spec.tables:
        whole = sum(table.widths_mm)
        for n, width in enumerate(table.widths_mm, 1):
            found.append(f".{style_of(spec, table)} col:nth-child({n}) {{ width: {width / whole:.2%}; }}\n")
    return found
