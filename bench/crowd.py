"""``assembler batch`` on many workbooks: its rate by the number of processes, an unchanged second run, its memory."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import measure

SOURCES = "in"


@dataclass(frozen=True, slots=True)
class Crowd:
    """A folder with so many workbooks, and one for what is made of them."""

    folder: Path
    workbooks: Sequence[Path]
    environment: dict[str, str]

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / SOURCES).mkdir(parents=True)
        for workbook in self.workbooks:
            os.link(workbook, self.folder / SOURCES / workbook.name)

    def command(self, jobs: int) -> list[str]:
        """All of them, by so many processes."""
        out = ["-o", str(self.folder / "out"), "--jobs", str(jobs), "--quiet"]
        return [sys.executable, "-m", "assembler", "batch", str(self.folder / SOURCES), *out]

    def first_run(self, jobs: int) -> measure.Cost:
        """Nothing is there yet."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return measure.run(self.command(jobs), self.environment)

    def second_run(self, jobs: int) -> measure.Cost:
        """Nothing has changed."""
        return measure.run(self.command(jobs), self.environment)

    def memory(self, jobs: int) -> tuple[float, float] | None:
        """Peaks in MB, of the parent and of its largest child."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return measure.memory_of(self.command(jobs), self.environment)

    def reports(self) -> list[str]:
        """Checksums of what was made."""
        return checksums((self.folder / "out" / "reports").glob("*.docx"))


def checksums(files: Iterable[Path]) -> list[str]:
    """Of each file, sorted."""
    return sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
