"""LibreOffice as second calculator and second opener; submissions of every kind."""

import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

Office = Callable[[Sequence[Path], str, Path], None]


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Convert files in one call of LibreOffice, with all formulas computed anew on loading."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "user"
        profile.mkdir()
        (profile / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")

        def convert(files: Sequence[Path], kind: str, into: Path) -> None:
            command = ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--convert-to", kind]
            subprocess.run(
                [*command, "--outdir", str(into), *map(str, files)], check=True, capture_output=True, timeout=550
            )

        yield convert


@pytest.fixture
def anything(spec: ReportSpec) -> Callable[[int], Submission]:
    """A submission for a seed: balanced or not, with blanks, typed totals, control counts and texts."""

    def make(seed: int) -> Submission:
        chance = random.Random(seed)
        named = {
            cell: Decimal(chance.choice((0, 0, 1, 2, 7, 13, 250, 99_999)))
            for cell in spec.cells
            if not spec.is_computed(cell) and chance.random() < 0.95
        }
        figures = completed(spec, named)
        if seed % 2:
            for cell in chance.sample([each for each in spec.cells if spec.is_computed(each)], 2):
                named[cell] = Decimal(chance.randint(0, 300))
            figures = completed(spec, named)
        control = dict.fromkeys(spec.controls)
        for cell in chance.sample(spec.controls, seed % 5):
            total = figures[cell._replace(column="total")]
            control[cell] = chance.choice((total, Decimal(chance.randint(0, 9))))
        texts = {name: f'{name} 第{seed}份\n第二段 <&>"' * chance.randint(0, 3) for name in spec.texts}
        empty = blank(spec, f"某县第{seed}局", 2023)
        return replace(empty, figures=figures, control=control, texts=texts)

    return make
