"""``assembler export``: a workbook as submission JSON."""

from pathlib import Path

from assembler.files import write_output
from assembler.model.outcome import Checked
from assembler.tasks.check import checked
from assembler.tasks.submission_json import dump_submission


def export(workbook: Path, password: str = "") -> tuple[str, Checked]:
    """The JSON, and what was noticed: entries in ``submission.unread`` are null in the JSON."""
    found = checked(workbook, password=password)
    return dump_submission(found.submission), found


def export_to(workbook: Path, output: Path, *, force: bool, password: str = "") -> Checked:
    """The same into a file."""
    text, found = export(workbook, password)
    write_output(output, text.encode(), force=force, inputs=[workbook])
    return found
