"""``assembler export``: a workbook as submission JSON."""

from pathlib import Path

from assembler.files import write_output
from assembler.model.outcome import Checked
from assembler.records import replace
from assembler.tasks.check import checked
from assembler.tasks.returned import whole_of
from assembler.tasks.submission_json import dump_submission


def export(workbook: Path, password: str = "") -> tuple[str, Checked]:
    """The JSON, and what was noticed: entries in ``submission.unread`` are null in the JSON. What was doubtful about
    the form goes along in words: a workbook made of the JSON shows nothing of it."""
    found = checked(workbook, password=password)
    return dump_submission(replace(found.submission, doubts=whole_of(found).doubts)), found


def export_to(workbook: Path, output: Path, *, force: bool, password: str = "") -> Checked:
    """The same into a file."""
    text, found = export(workbook, password)
    write_output(output, text.encode(), force=force, inputs=[workbook], suffixes=[".json"])
    return found
