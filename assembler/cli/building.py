"""What ``assembler build`` does and tells, however its command line was understood."""

from pathlib import Path
from typing import Any

from assembler.cli.voice import Voice
from assembler.errors import ExitCode
from assembler.model.findings import Severity
from assembler.model.outcome import Outcome
from assembler.tasks.build import build as build_report


def build(voice: Voice, workbook: Path, output: Path | None = None, **options: Any) -> ExitCode:
    """Make the report and tell of it. ``options``: as the task takes them."""
    built = build_report(workbook, output, **options)
    outcome = Outcome(str(workbook), checked=built.checked)
    if built.checked.findings and (built.output is None or not voice.quiet):
        voice.findings([outcome], err=True)
    errors = built.checked.count(Severity.ERROR)
    if built.output is None:
        warnings = built.checked.count(Severity.WARNING)
        key = "refused" if errors else "refused_strict"
        voice.complain("\n" + voice.catalog.word(key, errors=errors, warnings=warnings))
        return ExitCode.FINDINGS
    counts = {"path": built.output, "figures": built.figures, "paragraphs": built.paragraphs, "errors": errors}
    voice.note("built_draft" if options.get("draft") else "built", **counts)
    return outcome.exit_code(options.get("strict", False))
