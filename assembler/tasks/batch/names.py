"""What the results of a batch are called: after organisation and year, and apart where two would be called the same."""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from assembler.model.plain import file_name
from assembler.patterns import late
from assembler.records import dataclass
from assembler.tasks.batch.store import PAGES, REPORTS, RETURNED, folded

if TYPE_CHECKING:
    from assembler.model.outcome import Checked

RESULT_FOLDERS = (REPORTS, RETURNED, PAGES)
SUMMARIES = ("summary.json", "summary.html", "summary.xlsx")
RESULTS = frozenset({*RESULT_FOLDERS, *SUMMARIES})
"""What stands in a batch's folder and is ours."""

OWN_MOST = 30
"""Characters of the workbook's name that its results bear; the rest is the organisation's."""
_RESULT = late(rf"(?:{'|'.join(RESULT_FOLDERS)})/[^/\\:\0]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Below the batch's folder. ``claims``: what no other workbook may be called for these to do without ``apart``."""

    report: str
    returned: str
    page: str
    claims: frozenset[str]


def names_of(path: str, found: "Checked | None", apart: bool, *, draft: bool = False) -> Names:
    """The names of a workbook's results; ``found``: None if it couldn't be read, it is then called as its file.
    ``draft``: the report is one, which its name says wherever it is passed on to."""
    stem = Path(path).stem
    title, label = stem, stem
    if found and found.submission.organisation.strip() and found.submission.year:
        from assembler.tasks.build import default_name  # with all that makes a report

        title = Path(default_name(found)).stem
        label = f"{found.submission.organisation}{found.submission.year}"
    own = f"（{file_name(stem[:OWN_MOST])}-{_mark(path)}）" if apart else ""

    def name(folder: str, start: str, tail: str) -> str:
        return f"{folder}/{file_name(start, own + tail)}"

    return Names(
        report=name(REPORTS, title, "（草稿）.docx" if draft else ".docx"),
        returned=name(RETURNED, label, "（审核意见）.xlsx"),
        page=name(PAGES, label, ".html"),
        claims=frozenset({folded(file_name(title)), folded(file_name(label))}),
    )


def is_result(file: str) -> bool:
    """Whether results bear such names: a batch's folder may come from anywhere, and so may what its ledger says."""
    return _RESULT.fullmatch(file) is not None and file.rpartition("/")[2] not in (".", "..")


def _mark(path: str) -> str:
    """Four characters that tell paths apart; the same for the same path, on every system."""
    return hashlib.sha256(os.fsencode(path.replace("\\", "/"))).hexdigest()[:4]
