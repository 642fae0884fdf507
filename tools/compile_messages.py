"""Compile assembler/locale/*/LC_MESSAGES/messages.po to the .mo that gettext reads: click's words in Chinese, and our
own words on help pages in English."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = sorted((Path(__file__).parents[1] / "assembler/locale").glob("*/LC_MESSAGES/messages.po"))


def compiled(source: Path) -> bytes:
    """The .mo of a .po, byte for byte the same wherever Babel is the one in constraints.txt."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
    result = BytesIO()
    write_mo(result, catalog)
    return result.getvalue()


if __name__ == "__main__":
    for each in SOURCES:
        each.with_suffix(".mo").write_bytes(compiled(each))
