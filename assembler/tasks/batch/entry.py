"""What is known of one workbook of a batch, and which of its earlier results it has outgrown."""

from typing import Any

from assembler.records import dataclass
from assembler.tasks.batch.store import PAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one workbook. ``key``: the checksum of all that its results depend on, "" if they have to be
    made again in any case; ``content``: the checksum of the workbook, "" if it couldn't be read; ``origin``: that of
    the workbook that was returned, if this is the copy in which somebody has worked; ``who``, ``year``: what it is
    about; ``apart``: its names bear its own, as others would be the same; ``claims``: the names it would bear
    otherwise; ``row``: as told; ``findings``: the packed JSON of its findings; ``results``: checksums by file."""

    path: str
    key: str
    content: str
    origin: str
    who: str
    year: int | None
    apart: bool
    claims: frozenset[str]
    row: dict[str, Any]
    findings: bytes
    results: dict[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry holds that tells whether its workbook has to be done again."""

    path: str
    key: str
    who: str
    year: int | None
    apart: bool
    exit_code: int
    results: dict[str, str]


def outgrown(file: str, known: Entry | None, entry: Entry) -> bool:
    """Whether an earlier result of a workbook would mislead now, and has to go. ``known``, ``entry``: what is known of
    the workbook from before and from now, which makes this result no more.

    It has to if the workbook has another result in its place (another name, a report instead of a draft), or has been
    changed so that it gets none: the report of figures that have errors now. It stays if something only stood in the
    way (a full disk, a file that can't be opened today), or if the workbook is as it was and results of this kind
    aren't asked for any more, as without ``--html``."""
    folder, suffix = file.partition("/")[0], file.rpartition(".")[2]
    report = file.removesuffix("pdf") + "docx"
    if suffix == "pdf" and report in entry.results:
        return known is None or known.results.get(report) != entry.results[report]
    renewed = (suffix, "docx")  # the PDF of a report that is called otherwise now, as one that is no draft any more
    if any(each.startswith(f"{folder}/") and each.endswith(renewed) for each in entry.results):
        return True
    as_it_was = (
        known
        and all(getattr(known, name) == getattr(entry, name) for name in ("content", "apart"))
        and known.row["status"] == entry.row["status"]
    )
    unusable = entry.row["status"] == "unusable" and (folder != PAGES or not entry.content)
    return bool(entry.key) and not as_it_was and not unusable
