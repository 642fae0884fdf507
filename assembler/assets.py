"""Where the files lie that people open in Word and Excel: in a checkout at its top, in a wheel under ``_assets``."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CARRIED = _PACKAGE / "_assets"
ROOT = _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent


def template(format_id: str) -> Path:
    """The Word template of a format; the file may be missing if the format has none yet."""
    return ROOT / "templates" / f"{format_id}.docx"


def workbook(format_id: str) -> Path:
    """The blank standard workbook of a format; the file may be missing if the format has none yet."""
    return ROOT / "workbooks" / f"{format_id}.xlsx"


def examples() -> tuple[Path, ...]:
    """The filled example workbooks, in the order of their names."""
    found = (ROOT / "workbooks" / "examples").glob("*.xlsx")
    return tuple(sorted(path for path in found if not path.name.startswith("~$")))
