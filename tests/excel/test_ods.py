"""The look of letters in an .ods: hand-made content.xml, as LibreOffice writes it."""

from pathlib import Path

import pytest

from assembler.excel.sources.ods import read_ods

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in {
        "office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
STYLES = {
    "text": {
        "T1": 'style:text-line-through-style="solid" style:text-line-through-type="single"',
        "T2": 'style:text-position="33% 58%" style:text-line-through-type="none"',
        "T3": 'style:text-position="sub 58%"',
        "T4": 'fo:color="#ffffff" style:text-position="0% 100%"',
        "T5": 'fo:color="#ff0000" style:text-line-through-style="none"',
    },
    "table-cell": {
        "ce1": 'style:text-line-through-style="solid"',
        "ce2": 'fo:color="#FFFFFF"',
        "ce3": 'style:text-position="super"',
        "ce4": 'fo:color="#fefefe"|#fffbe6',
        "ce5": 'fo:color="#ffffff"|#1f4e79',
        "ce6": 'fo:color="white"|',
    },
}


def seen(cell: str) -> tuple[object, str | None]:
    styles = ""
    for family, each in STYLES.items():
        for name, look in each.items():
            letters, _, ground = look.partition("|")
            cells = f'<style:table-cell-properties fo:background-color="{ground}"/>' if ground else ""
            styles += f'<style:style style:name="{name}" style:family="{family}">{cells}'
            styles += f"<style:text-properties {letters}/></style:style>"
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="表"><table:table-row>{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    found = read_ods(Path("表.ods"), content.encode()).sheets["表"].content(0, 0)
    return found.value, found.shown


def text(inner: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="string"><text:p>{inner}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text('<text:span text:style-name="T1">12</text:span>1641'), ("121641", "〔删除线：12〕1641")),
        (text('1641<text:span text:style-name="T2">2</text:span>'), ("16412", "1641〔上标：2〕")),
        (text('H<text:span text:style-name="T3">2</text:span>O'), ("H2O", "H〔下标：2〕O")),
        (
            text('一</text:p><text:p>二<text:span text:style-name="T4">白<text:s/>字</text:span>'),
            ("一\n二白 字", "一\n二〔白字：白 字〕"),
        ),
        (text('<text:span text:style-name="T5">12</text:span>1641'), ("121641", None)),
        (text("12", "ce1"), ("12", "〔删除线：12〕")),
        (text("12", "ce2"), ("12", "〔白字：12〕")),
        (text("12", "ce3"), ("12", None)),
        (text("12", "ce4"), ("12", "〔白字：12〕")),
        (text("12", "ce5"), ("12", None)),
        (text("12", "ce6"), ("12", None)),
        (text("", "ce1"), (None, None)),
        (
            '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="12"/>',
            (12, "〔删除线：12〕"),
        ),
    ],
)
def test_letters_that_are_struck_out_raised_or_white_are_told(cell: str, expected: tuple[object, str | None]) -> None:
    assert seen(cell) == expected
