"""What stops a command.

AssemblerError          work on one file can't go on
    UnusableInput       exit 3: a workbook or data file that can't be used at all
    DefectiveForm       exit 4: our own house: the files of a format, or a Word template
    UnwritableOutput    exit 5: the result can't be put where it belongs

Wrong figures and texts are findings (values); they never raise. Anything else that is raised is a bug
and shows its traceback. The words for each code stand in ``assembler/messages/*.toml``, so that an error
can be told in every language; here are only the code and the facts.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """How a run ends; a run over several files ends with the highest code of its files."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNUSABLE = 3
    DEFECT = 4
    UNWRITABLE = 5


class AssemblerError(Exception):
    """A problem that stops work on one file.

    ``code`` is stable (``INPUT-MISSING``) and has an entry in each catalog and a section in docs/findings.md;
    ``facts`` fill that entry's fields.
    """

    exit_code: ClassVar[ExitCode]
    others: "tuple[AssemblerError, ...]" = ()
    """More of the same kind that were found in one go, such as all faults of a template."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = {name: str(fact) for name, fact in facts.items()}
        super().__init__(code, self.facts)


class UnusableInput(AssemblerError):
    """An input can't be used at all: missing, unreadable, of no known format, hostile."""

    exit_code = ExitCode.UNUSABLE


class DefectiveForm(AssemblerError):
    """The files of a format or the Word template are at fault, not the one who fills in."""

    exit_code = ExitCode.DEFECT


class UnwritableOutput(AssemblerError):
    """The result can't be written; nothing was left behind."""

    exit_code = ExitCode.UNWRITABLE
