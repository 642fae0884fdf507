"""LibreOffice computes what we compute."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assembler.excel import make_workbook, open_book, read_submission
from assembler.excel.layout import CHECK_SHEET, LEFT, STATUS_ROW, layout
from assembler.excel.writing.verdicts import Verdicts
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, derived

pytestmark = pytest.mark.office
FILES = 60


def without_results(workbook: bytes, target: Path) -> None:
    """The workbook with no result beside any formula: what stands there later, the other program has computed."""
    source = target.with_suffix(".zip")
    source.write_bytes(workbook)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                part, cut = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                assert cut or b"<f>" not in part
            new.writestr(entry.filename, part)
    source.unlink()


def typed_totals(spec: ReportSpec, submission: Submission) -> bool:
    return any(submission.figures[cell] != derived(spec, submission.figures, cell) for cell in spec.definitions)


def test_libreoffice_gets_every_total_and_every_verdict_as_the_program_does(
    spec: ReportSpec,
    office: Callable[..., None],
    anything: Callable[[int], Submission],
    tmp_path: Path,
) -> None:
    plan = layout(spec)
    submissions = [anything(seed) for seed in range(FILES)]
    sources = [tmp_path / f"{seed}.xlsx" for seed in range(FILES)]
    for submission, source in zip(submissions, sources, strict=True):
        without_results(make_workbook(spec, submission), source)
    office(sources, "xlsx", tmp_path / "out")
    seen = set()
    for submission, source in zip(submissions, sources, strict=True):
        book = open_book(tmp_path / "out" / source.name)
        verdicts = Verdicts(plan, submission)
        reading = read_submission(spec, book)
        assert reading.submission == submission
        # no W-01: all stored totals are ours; every second one has totals that were typed
        assert {each.code for each in reading.findings} <= ({"W-10"} if typed_totals(spec, submission) else set())
        for relation in verdicts.relations:
            row = book.sheets[CHECK_SHEET]
            told = [row.content(verdicts.row(relation), LEFT + 4 + n).value for n in range(4)]
            left, right, difference, verdict = verdicts.results(relation)
            assert told == [left, right, difference or (told[2] if verdict == "未填" else 0), verdict]
            seen.add(verdict)
        for table in plan.tables:
            shown = book.sheets[table.sheet].content(STATUS_ROW, LEFT).value
            assert shown == verdicts.status(table.table)
        assert book.sheets[CHECK_SHEET].content(STATUS_ROW, LEFT).value == verdicts.overall()
    assert seen == {"平", "不平", "未填"}
