"""What a batch has to say: totals, notes on what concerns several workbooks, rows; for every form of summary."""

import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from assembler import __version__
from assembler.errors import AssemblerError, UnusableInput
from assembler.messages import Catalog
from assembler.messages.machine import SCHEMA
from assembler.model.batch import Line, Note, Overview, Row, Totals, as_dict
from assembler.model.plain import one_line
from assembler.records import replace
from assembler.tasks.batch.discover import order_of
from assembler.tasks.batch.job import EDITED, OWN, digest_of
from assembler.tasks.batch.ledger import Ledger
from assembler.tasks.batch.names import RESULT_FOLDERS
from assembler.tasks.batch.questions import ALIKE, SAME
from assembler.tasks.batch.store import printable

PROGRAM = f"assembler {__version__}"
MOST = 200
"""Files that a note names; it counts the rest."""
ALIKE_MOST = 20
"""Workbooks of one kind that are named together."""
_COUNTED = f"exit <> {OWN}"
_COLUMNS = (
    "number",
    "file",
    "organisation",
    "year",
    "status",
    "errors",
    "warnings",
    "report",
    "returned",
    "page",
    "problem",
)
_NUMERIC = frozenset({0, 3, 5, 6})


class Story:
    """What is to be told of a run that has come to its end. ``unmade``: what kept the summary from being written;
    ``pdf``: PDFs are wanted, LibreOffice is there."""

    def __init__(
        self,
        ledger: Ledger,
        out: Path,
        catalog: Catalog,
        unmade: Sequence[AssemblerError] = (),
        pdf: tuple[bool, bool] = (False, False),
    ) -> None:
        self._ledger, self._out, self._catalog, self._pdf = ledger, out, catalog, pdf
        self.totals = Totals()
        self._edited: set[str] = set()
        for row in self.rows():
            self.totals.add(row)
            if row.problem and row.problem["code"] == EDITED:
                self._edited |= {row.report, row.returned, row.page}
        if not self.totals.files:
            self.totals.exit_code = int(UnusableInput.exit_code)
        self.totals.exit_code = max([self.totals.exit_code, *(int(each.exit_code) for each in unmade)])
        self.notes = tuple(self._notes(unmade))

    def rows(self) -> Iterator[Row]:
        """The workbooks in order."""
        return (Row(**row) for row, _ in self._ledger.rows(_COUNTED))

    def lines(self) -> Iterator[Line]:
        """The same as finished strings."""
        return (self._line(n, row) for n, row in enumerate(self.rows(), 1))

    def overview(self) -> Overview:
        """What every summary begins with."""
        word = self._catalog.word
        return Overview(
            language=self._catalog.language,
            title=word("batch_title"),
            program=PROGRAM,
            counts=tuple((word(f"batch_count_{name}"), count) for name, count in self._counts().items()),
            notes=tuple(replace(note, files=tuple(map(one_line, note.files))) for note in self.notes),
            notes_title=word("batch_notes"),
            lines_title=word("batch_files"),
            headings=tuple(word(f"batch_{name}") for name in _COLUMNS),
            numeric=_NUMERIC,
            remedy=word("remedy", text="").strip(),
            more=word("and_more"),
        )

    def _counts(self) -> dict[str, int]:
        totals = self.totals
        more = {"error_count": totals.errors, "warning_count": totals.warnings}
        more["drafts" if totals.drafts else "reports"] = totals.reports  # of one run all are, or none
        if totals.problems:
            more["problems"] = totals.problems
        if totals.returned:
            more["returned"] = totals.returned
        return {"files": totals.files, **totals.statuses, **more}

    def _line(self, number: int, row: Row) -> Line:
        word = self._catalog.word
        paths = {"report": row.report, "returned": row.returned, "page": row.page}
        problem = row.problem["message"] + word("sentence_gap") + row.problem["remedy"] if row.problem else ""
        told: dict[str, str | int] = {
            "number": number,
            "file": one_line(row.file),
            "organisation": one_line(row.organisation),
            "year": row.year or "",
            "status": word(f"page_{row.status}"),
            "errors": row.errors,
            "warnings": row.warnings,
            "problem": problem,
            **{kind: word(f"batch_{kind}") if path else "" for kind, path in paths.items()},
        }
        if row.draft:
            told["report"] = word("batch_draft")
        links = {_COLUMNS.index(kind): path for kind, path in paths.items() if path}
        grade = "unusable" if row.problem else row.status
        return Line(grade, tuple(told[name] for name in _COLUMNS), links)

    # --- the document for programs ---

    def document(self, *, findings: bool) -> Iterator[str]:
        """One JSON document, piece by piece. ``findings``: with those of each workbook, as in ``check --json``."""
        totals = {"files": self.totals.files, **as_dict(self.totals)}
        notes = [as_dict(note) for note in self.notes]
        head = {"schema": SCHEMA, "program": PROGRAM, "totals": totals, "notes": notes}
        yield _json(head)[:-1] + ',\n "files": ['
        gap = "\n"
        for row, packed in self._ledger.rows(_COUNTED):
            yield gap + _json(_document(row, packed if findings else None))
            gap = ",\n"
        yield "\n ]\n}\n"

    # --- notes ---

    def _notes(self, unmade: Sequence[AssemblerError]) -> Iterator[Note]:
        if not self.totals.files:
            yield self._note("BATCH-NOTHING", [], 0)
        for error in unmade:
            yield Note(error.code, *self._catalog.error(error), (), 1)
        yield from self._twins()
        for code, kind in (("BATCH-FOLDER", "folder"), ("BATCH-LINK", "link"), ("BATCH-PREVIOUS", "past")):
            yield from self._passed(code, kind, True)
        yield from self._strangers()
        yield from self._without_pdf()
        for code, kind in (("BATCH-RETURNED", "returned"), ("BATCH-SUMMARY", "summary"), ("BATCH-OTHER", "other")):
            yield from self._passed(code, kind, False)

    def _note(self, code: str, files: list[str], count: int, grave: bool = True) -> Note:
        entry = self._catalog.entries[code]
        told = tuple(printable(each) for each in files[:MOST])
        return Note(code, entry["message"].format(count=count), entry["remedy"], told, count, grave)

    def _twins(self) -> Iterator[Note]:
        """Workbooks that are one and the same, ones that have taken the place of others, and different ones on the
        same organisation and year."""
        same = list(self._ledger.groups(SAME, ALIKE_MOST))
        several = [group for group in self._ledger.groups(ALIKE, ALIKE_MOST) if group not in same]
        mended = list(self._mended())
        for code, told in (
            ("BATCH-TWINS", [self._listed("batch_same", *group) for group in same]),
            ("BATCH-MENDED", mended),
            ("BATCH-SEVERAL", [self._listed("batch_several", *group) for group in several]),
        ):
            if told:
                yield self._note(code, told, len(told))

    def _listed(self, mark: str, paths: list[str], count: int) -> str:
        more = [self._catalog.word("and_more")] if count > len(paths) else []
        return self._catalog.word(mark).join([*paths, *more])

    def _mended(self) -> Iterator[str]:
        for new, old, both in self._ledger.mended():
            yield self._catalog.word("batch_mended_both" if both else "batch_mended", new=new, old=old)

    def _passed(self, code: str, kind: str, grave: bool) -> Iterator[Note]:
        files, count = self._ledger.passed_over(kind, MOST)
        if count:
            yield self._note(code, files, count, grave)

    def _without_pdf(self) -> Iterator[Note]:
        wanted, installed = self._pdf
        missing = self.totals.reports - self.totals.pdfs if wanted else 0
        if missing:
            yield self._note("BATCH-PDF" if installed else "BATCH-NO-OFFICE", [], missing)

    def _strangers(self) -> Iterator[Note]:
        """What lies among the results and is none of this run: named and left."""
        left, foreign = _First(), _First()
        for file, owner in self._others():
            if owner:
                left.add(file, self._catalog.word("batch_made_from", file=file, workbook=owner))
            else:
                foreign.add(file, file)
        for code, found in (("BATCH-LEFT", left), ("BATCH-STRANGE", foreign)):
            if found.count:
                yield self._note(code, found.told, found.count)

    def _others(self) -> Iterator[tuple[str, str]]:
        """Files that no workbook of this run made, with the one that an earlier run made it from, or ""."""
        for folder in RESULT_FOLDERS:
            with suppress(FileNotFoundError), os.scandir(self._out / folder) as entries:  # one by one, however many
                for each in entries:
                    file = f"{folder}/{each.name}"
                    ours = file in self._edited or each.name.startswith((".", "~$"))
                    if not ours and self._ledger.owner(file) is None:
                        yield file, self._ledger.former_owner(file, digest_of(each.path)) or ""


class _First:
    """Of what comes in any order the first ones by the name of their file, and how many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[tuple[bytes, str]] = []

    def add(self, file: str, told: str) -> None:
        self.count += 1
        self._kept.append((order_of(file), told))
        if len(self._kept) >= 2 * MOST:
            self._cut()

    @property
    def told(self) -> list[str]:
        self._cut()
        return [told for _, told in self._kept]

    def _cut(self) -> None:
        self._kept.sort()
        del self._kept[MOST:]


def _document(row: dict[str, Any], packed: bytes | None) -> dict[str, Any]:
    keys = ("report", "returned", "page", "pdf")
    told = {key: value for key, value in row.items() if key not in ("exit_code", *keys)}
    told |= {key: row[key] or None for key in keys}
    told["organisation"], told["format"] = row["organisation"] or None, row["format"] or None
    if packed is not None:
        told["findings"] = json.loads(zlib.decompress(packed)) if packed else []
    return told


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
