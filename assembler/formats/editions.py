"""The editions that this version knows, each read once."""

import pickle
from functools import cache, partial
from pathlib import Path

from assembler.errors import UnusableInput
from assembler.model.spec import ReportSpec
from assembler.recall import recalled

FOLDER = Path(__file__).parent
_CODE = (FOLDER, FOLDER.parent / "model")


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
    return recall_folder(FOLDER / format_id)


def recall_folder(folder: Path) -> ReportSpec:
    """The edition in that folder as it was proved once, or read and proved if any of its files, or of the modules that
    read and hold it, has changed since."""
    sources = [file for each in (folder, *_CODE) for file in sorted(each.iterdir()) if file.suffix in (".toml", ".py")]
    dump = partial(pickle.dumps, protocol=pickle.HIGHEST_PROTOCOL)
    return recalled(folder / "proved", sources, lambda: load_folder(folder), _loaded, dump)


def _loaded(kept: bytes) -> ReportSpec:
    spec: object = pickle.loads(kept)
    if not isinstance(spec, ReportSpec):
        raise TypeError(type(spec))
    return spec


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
