"""The editions that this version knows, each read once."""

from functools import cache
from pathlib import Path

from assembler.errors import UnusableInput
from assembler.formats import proved
from assembler.model.spec import ReportSpec

FOLDER = Path(__file__).parent


def format_ids() -> tuple[str, ...]:
    """The formats that this version knows, oldest first."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if (folder / "form.toml").is_file()))


@cache
def load_format(format_id: str) -> ReportSpec:
    """A format by id; UnusableInput if there is none of that name, DefectiveForm if its files break a promise."""
    if format_id not in format_ids():
        from assembler.formats.node import nearest

        close, known = nearest(format_id, format_ids()), "、".join(format_ids())
        raise UnusableInput("FORMAT-UNKNOWN", found=format_id, nearest=close, known=known)
    folder = FOLDER / format_id
    return proved.recalled(folder) or proved.keep(folder, load_folder(folder))


def load_folder(folder: Path) -> ReportSpec:
    """Read and prove the edition in that folder; DefectiveForm if its files break a promise."""
    from assembler.formats.load import load_folder as read

    return read(folder)


def format_for_year(year: int) -> ReportSpec:
    """The edition for reports on that year; UnusableInput if no edition covers it."""
    for format_id in reversed(format_ids()):
        spec = load_format(format_id)
        if spec.covers(year):
            return spec
    raise UnusableInput("FORMAT-YEAR", found=year, known="、".join(format_ids()))
