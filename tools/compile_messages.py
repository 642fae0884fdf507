"""Compile assembler/locale/zh_CN/LC_MESSAGES/messages.po (click's words in Chinese) to the .mo that gettext reads."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "assembler/locale/zh_CN/LC_MESSAGES/messages.po"


def compiled(source: Path = SOURCE) -> bytes:
    """The .mo of a .po, byte for byte the same wherever Babel is the one in constraints.txt."""
    with source.open("rb") as file:
        catalog = read_po(file, locale="zh_CN", abort_invalid=True)
    result = BytesIO()
    write_mo(result, catalog)
    return result.getvalue()


if __name__ == "__main__":
    SOURCE.with_suffix(".mo").write_bytes(compiled())
