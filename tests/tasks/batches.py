"""Folders of workbooks of every quality, made quickly: one of each kind by the program, the rest by putting other names
into its bytes."""

import io
import zipfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from assembler.excel import make_workbook
from assembler.messages import Catalog
from assembler.model.batch import Row
from assembler.tasks.batch import Batch, Order, Story
from tests.checks.submissions import SPEC, figures, in_order

NAME = in_order().organisation
FAULTY = figures(t3={"new_received.natural": 9})


@cache
def parts(faulty: bool) -> tuple[tuple[str, bytes], ...]:
    """A workbook without faults, or with one that T3-01 finds, in its parts."""
    submission = FAULTY(in_order()) if faulty else in_order()
    with zipfile.ZipFile(io.BytesIO(make_workbook(SPEC, submission))) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def workbook(organisation: str, *, faulty: bool = False, year: int = 2023) -> bytes:
    """The workbook of that organisation; of another year it has a few faults."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts(faulty):
            part = part.replace(NAME.encode(), organisation.encode())
            package.writestr(zipfile.ZipInfo(name), part.replace(b"<v>2023</v>", f"<v>{year}</v>".encode()))
    return out.getvalue()


UNUSABLE: tuple[Callable[[str], bytes], ...] = (
    lambda _: b"",
    lambda _: b"no workbook at all",
    lambda name: workbook(name)[:3000],
    lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
)


def kind_of(number: int) -> str:
    """Of a hundred, ten have errors, three can't be used."""
    if number % 100 in (36, 58, 83):
        return "unusable"
    return "errors" if number % 100 in (3, 14, 25, 47, 55, 62, 69, 77, 91, 97) else "ok"


def name_of(number: int) -> str:
    return f"某市第{number}局"


def folder(place: Path, count: int, first: int = 0) -> Path:
    """So many workbooks in folders of fifty, in the mix of ``kind_of``."""
    for number in range(first, first + count):
        file = place / f"{number // 50}" / f"年报{number}.xlsx"
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = kind_of(number)
        if kind == "unusable":
            file.write_bytes(UNUSABLE[number // 7 % len(UNUSABLE)](name_of(number)))
        else:
            file.write_bytes(workbook(name_of(number), faulty=kind == "errors"))
    return place


def snapshot(out: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


class Silent:
    """Nobody watches."""

    def begin(self, total: int) -> None:
        pass

    def advance(self, done: int, faulty: int) -> None:
        pass


def done(out: Path, *sources: Path, jobs: int = 1, **options: Any) -> tuple[Story, list[Row], int]:
    """A batch run to its end: its story, its rows, and how many workbooks it worked on."""
    with closing(Batch(Order(out=out, **options), sources, jobs=jobs)) as run:
        run.run(Silent())
        story = run.tell(Catalog.load(run.order.language))
        return story, list(story.rows()), run.fresh
