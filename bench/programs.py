"""Who takes part, and the jobs they are given."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.form import form
from bench.templates import NAMES

HERE = Path(__file__).parent
ROOT = HERE.parent
OBVIOUS, PLAIN, FAST, FLOOR = "obvious script", "plain path", "fast path", "floor"
BATCH = "assembler batch"
ENGINES = ("docxtemplater", "carbone")
READERS = {"sheetjs": "SheetJS", "exceljs": "exceljs"}
LABELS = {
    OBVIOUS: "the obvious script: openpyxl twice, a new DocxTemplate",
    **{
        f"{engine} {reader}": f"{engine}, workbook read by {name}"
        for engine in ENGINES
        for reader, name in READERS.items()
    },
    BATCH: "`assembler batch --jobs 1`: with ledger, summaries and all",
    PLAIN: "this program, report rendered by docxtpl",
    FAST: "this program",
    FLOOR: "floor: inflate the workbook, deflate and write the report",
}


@dataclass(frozen=True, slots=True)
class Program:
    """``command`` is completed by the path of a job; ``template``: in whose words."""

    name: str
    command: tuple[str, ...]
    template: str = "docxtpl"


def programs() -> tuple[list[Program], list[str]]:
    """Those that can run here, and a sentence about each that can't."""
    python = (sys.executable, "-m")
    found = [
        Program(OBVIOUS, (*python, "bench.obvious")),
        Program(PLAIN, (*python, "bench.ours", "plain")),
        Program(FAST, (*python, "bench.ours", "fast")),
        Program(BATCH, (*python, "assembler", "batch")),
        Program(FLOOR, (*python, "bench.ours", "floor")),
    ]
    node = shutil.which("node")
    if node is None:
        return found, ["docxtemplater and carbone are left out: there is no Node (`node`) on the PATH."]
    if not (HERE / "node_modules" / "exceljs").is_dir():
        return found, [
            "docxtemplater and carbone are left out: they aren't installed in bench/; `make bench` does that."
        ]
    for engine in ENGINES:
        for reader in READERS:
            command = (node, str(HERE / "fill.js"), engine, reader)
            found.append(Program(f"{engine} {reader}", command, engine))
    return found, []


def environment() -> dict[str, str]:
    """For every process alike; compiled modules are kept, as they are wherever programs are installed."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def write_job(file: Path, template: Path, workbooks: Sequence[Path], reports: Path, made: Path) -> Path:
    """What a program is told: form, template, which workbook becomes which report; the floor, where reports lie that
    were ``made`` already."""
    reports.mkdir(parents=True, exist_ok=True)
    job: dict[str, Any] = {
        "form": form(),
        "template": str(template),
        "names": NAMES,
        "made": str(made),
        "files": [(str(workbook), str(reports / f"{workbook.stem}.docx")) for workbook in workbooks],
    }
    file.write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    return file
