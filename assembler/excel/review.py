"""What a returned workbook says about the one that came in: 审核意见 and marks at the cells, as finished strings."""

from collections import Counter
from collections.abc import Mapping

from assembler.excel.book import Sheet
from assembler.excel.layout import REVIEW_COLUMNS, REVIEW_SHEET, Place
from assembler.records import dataclass

ORIGIN_PROPERTY = "assembler.origin"
"""The custom property of a copy that holds the checksum of the workbook it was made from."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A row of 审核意见. ``grade``: error, warning, info, mended or accepted; ``label``: the word for it; ``place``:
    sheet and address; ``target``: the cell that its link leads to, None = nowhere; ``reason``: the number under which a
    reason may be filed, "" = none."""

    grade: str
    label: str
    codes: str
    place: str
    target: Place | None
    problem: str
    remedy: str
    suggestion: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How an entry is marked: the gravest grade, "" = by its comment alone, and the words of the comment."""

    grade: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """``headline``: organisation, year, file; ``counts``: how many of each grade; ``next_step``: what to do, in a
    sentence. ``marks``: by ref; ``reasons``: numbers for which reasons are asked, with the words for their places.
    ``origin``: the checksum of the workbook that came in, "" = nobody will ask for it."""

    headline: str
    counts: str
    next_step: str
    remarks: tuple[Remark, ...]
    marks: Mapping[str, Mark]
    reasons: Mapping[str, str]
    origin: str = ""


def is_review(sheet: Sheet) -> bool:
    """True for our list of remarks, and for copies of it (审核意见 (2)): one row holds all its headings. A sheet that
    somebody else gave that name is none."""
    if not sheet.name.startswith(REVIEW_SHEET):
        return False
    rows = Counter(row for (row, _), content in sheet.contents.items() if content.value in REVIEW_COLUMNS)
    return max(rows.values(), default=0) >= len(REVIEW_COLUMNS)
