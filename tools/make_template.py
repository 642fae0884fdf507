"""Make templates/<edition>.docx: page, styles, tags and the three statutory tables, from the format.

Run once for each edition (``make template FORMAT=2019``); since then the template is a document that people edit in
Word or WPS, and a test tells where it has moved away from this script. Layout after GB/T 9704-2012; every size is
stated here. The package is written part by part, so nothing of an office program's defaults gets in (theme fonts,
thumbnail); the parts that say nothing about the form lie in template_parts/.
"""

import argparse
import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from assembler.cli.voice import Voice
from assembler.errors import AssemblerError
from assembler.formats import format_ids, load_format
from assembler.model.grid import Grid, GridCell, grid_of
from assembler.model.spec import ReportSpec, Section, Table

ROOT = Path(__file__).parents[1]
PARTS = Path(__file__).parent / "template_parts"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Column groups of one table look best when a label breaks between two-character words.
CHARACTER_MM = 3.175  # a Han character of 9 pt
CELL_MARGIN_MM = 0.35
CELL_MARGIN = 20
ROW_HEIGHT = {"t2": 482, "t3": 320, "t4": 482}  # at least, in twentieths of a point
LARGE = {"t2"}  # tables with room for 10.5 pt instead of 9
VERTICAL_BELOW_MM = 8.0  # a label in a narrower column is set from top to bottom


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * 1440 / 25.4)


def run(text: str) -> str:
    """A run; the hint makes Word set curly quotes and dashes in the East Asian font."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{lines}</w:r>'


def paragraph(style: str, text: str, *, properties: str = "") -> str:
    """A paragraph of a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{run(text)}</w:p>'


def tag(text: str) -> str:
    """A paragraph that docxtpl takes out: it only steers what stands around it."""
    return paragraph("TemplateTag", f"{{%p {text} %}}")


def document(spec: ReportSpec) -> str:
    """The body: title, six sections, sign-off."""
    body = [
        tag("if 单位名称"),
        paragraph("Title", "{{ 单位名称 }}"),
        tag("endif"),
        paragraph("Title", "{{ 题目 }}"),
    ]
    for section in spec.sections:
        last = section is spec.sections[-1]
        body.append(paragraph("Heading1", section.heading))
        body += [table(spec, section.table)] if section.table else prose(section, "<w:keepNext/>" if last else "")
    body += [
        tag("if 单位名称"),
        paragraph("SignOff", "{{ 单位名称 }}"),
        tag("endif"),
        tag("if 成文日期"),
        paragraph("SignDate", "{{ 成文日期 }}"),
        tag("endif"),
    ]
    return f"{XML}<w:document {W} {R}><w:body>{''.join(body)}{section_properties()}</w:body></w:document>"


def prose(section: Section, properties: str) -> list[str]:
    """Texts without a heading one by one; those with a heading in a loop that numbers them."""
    found: list[str] = []
    for text in section.texts:
        if not text.heading:
            found += texts(f"{section.name}.{text.name}", properties)
    if any(text.heading for text in section.texts):
        found += [
            tag(f"for 方面 in {section.name}.各方面"),
            paragraph("Heading2", "{{ 方面.序号 }}{{ 方面.标题 }}"),
            *texts("方面.正文", properties),
            tag("endfor"),
        ]
    return found


def texts(name: str, properties: str) -> list[str]:
    """A loop over the paragraphs of a text; a blank text leaves nothing behind."""
    return [tag(f"for 段 in {name}"), paragraph("BodyText", "{{ 段 }}", properties=properties), tag("endfor")]


def section_properties() -> str:
    """A4; 天头 37, 订口 28, 版心 156 x 225 mm; 22 lines on a page; the page number 7 mm below the text."""
    references = "".join(
        f'<w:{kind}Reference w:type="{pages}" r:id="{kind}-{pages}"/>'
        for kind in ("header", "footer")
        for pages in ("even", "default")
    )
    margins = (
        f'w:top="{twips(37)}" w:right="{twips(26)}" w:bottom="{twips(35)}" w:left="{twips(28)}" '
        f'w:header="{twips(18)}" w:footer="{twips(22.4)}" w:gutter="0"'
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/>'
        f'<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    )


def table(spec: ReportSpec, form: Table) -> str:
    """A statutory table with the merges of its grid."""
    grid = grid_of(form)
    edges = [twips(sum(form.widths_mm[:n])) for n in range(grid.columns + 1)]
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    rows = "".join(table_row(spec, form, grid, edges, row) for row in range(grid.rows))
    margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0020"/><w:tblCaption w:val="{form.name}"/>'
        f'<w:tblDescription w:val="{form.title}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
    )


def table_row(spec: ReportSpec, form: Table, grid: Grid, edges: list[int], row: int) -> str:
    """A row that doesn't break over pages; the rows above the first figures are repeated on each page."""
    header = "<w:tblHeader/>" if row < grid.header_rows else ""
    height = f'<w:trHeight w:val="{ROW_HEIGHT.get(form.id, 482)}" w:hRule="atLeast"/>'
    cells = "".join(table_cell(spec, form, grid, edges, cell, row) for cell in in_row(grid, row))
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{cells}</w:tr>"


def in_row(grid: Grid, row: int) -> Iterator[GridCell]:
    """The cells that a grid row touches, merged ones from above included."""
    return (cell for cell in sorted(grid.cells, key=lambda cell: cell.column) if cell.row <= row < cell.row + cell.rows)


def table_cell(spec: ReportSpec, form: Table, grid: Grid, edges: list[int], cell: GridCell, row: int) -> str:
    """A cell, or the continuation of one that began above."""
    width = edges[cell.column + cell.columns] - edges[cell.column]
    begins = cell.row == row
    merge = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    wide = sum(form.widths_mm[cell.column : cell.column + cell.columns])
    vertical = cell.rows > 1 and cell.role == "stub" and wide < VERTICAL_BELOW_MM
    direction = '<w:textDirection w:val="tbRlV"/>' if vertical else ""
    # A table moves to the next page as a whole: group labels such as 三、本年度办理结果 don't survive a page break.
    keep = "<w:keepNext/>" if row < grid.rows - 1 else ""
    style = "TableText" if form.id in LARGE else "TableSmall"
    if cell.ref:
        text = f"{{{{ {spec.cell_name(cell.ref)} }}}}"
    else:
        text = cell.text if vertical else broken(cell, wide)
        style = "TableStub" if cell.role == "stub" and cell.rows == 1 and form.id not in LARGE else style
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{direction}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, text if begins else '', properties=keep)}</w:tc>"
    )


def broken(cell: GridCell, wide: float) -> str:
    """The label with line breaks where it would otherwise break inside a word."""
    text = cell.text
    fits = int((wide - 2 * CELL_MARGIN_MM) / CHARACTER_MM)
    if cell.role == "stub" and cell.rows > 1 and "）" in text:
        return text.replace("）", "）\n", 1)
    if cell.role == "header" and fits < len(text) <= 8:
        step = fits - fits % 2
        return "\n".join(text[n : n + step] for n in range(0, len(text), step))
    return text


def running(kind: str, properties: str, runs: str) -> str:
    """A header or footer."""
    name = {"header": "hdr", "footer": "ftr"}[kind]
    style = kind.capitalize()
    return f'{XML}<w:{name} {W}><w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p></w:{name}>'


def page_number() -> str:
    """— 1 —."""
    field = f'<w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple>'
    return f"{run('— ')}{field}{run(' —')}"


def package(spec: ReportSpec) -> dict[str, str]:
    """All parts by name, in the order in which they are packed."""
    parts = {
        name: (PARTS / file).read_text(encoding="utf-8")
        for name, file in (
            ("[Content_Types].xml", "content_types.xml"),
            ("_rels/.rels", "package_rels.xml"),
            ("docProps/app.xml", "app.xml"),
            ("docProps/core.xml", "core.xml"),
            ("word/_rels/document.xml.rels", "document_rels.xml"),
            ("word/styles.xml", "styles.xml"),
            ("word/settings.xml", "settings.xml"),
            ("word/fontTable.xml", "fontTable.xml"),
            ("word/theme/theme1.xml", "theme1.xml"),
        )
    }
    draft = run("{{ 草稿 }}")
    parts["word/document.xml"] = document(spec)
    parts["word/header1.xml"] = running("header", "", draft)
    parts["word/header2.xml"] = running("header", "", draft)
    # Odd pages: right, one character in; even pages: left, one character in.
    odd = '<w:ind w:right="280" w:rightChars="100"/><w:jc w:val="right"/>'
    even = '<w:ind w:left="280" w:leftChars="100"/><w:jc w:val="left"/>'
    parts["word/footer1.xml"] = running("footer", odd, page_number())
    parts["word/footer2.xml"] = running("footer", even, page_number())
    return parts


def packed(parts: dict[str, str]) -> bytes:
    """The parts as a zip, without a clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, text.encode())
    return out.getvalue()


def holds(file: Path, parts: dict[str, str]) -> bool:
    """True if the document consists of these parts."""
    try:
        with zipfile.ZipFile(file) as package:
            return {name: package.read(name) for name in package.namelist()} == {
                name: text.encode() for name, text in parts.items()
            }
    except zipfile.BadZipFile:
        return False


def main() -> None:
    """Write the template of one edition; one that says something else only with --force, since people work in it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--format", choices=format_ids(), required=True, help="the edition")
    parser.add_argument("--force", action="store_true", help="throw away what was edited in Word")
    parser.add_argument("--folder", type=Path, default=ROOT / "templates", help="where it goes")
    options = parser.parse_args()
    target, parts = options.folder / f"{options.format}.docx", package(load_format(options.format))
    if not options.force and target.exists() and not holds(target, parts):
        parser.error(
            f"{target.name} is not what this script makes: the form has changed, or somebody has edited it in Word."
            " Edit it in Word too, or lose those edits: make template FORMAT=… ARGS=--force"
        )
    target.write_bytes(packed(parts))


if __name__ == "__main__":
    try:
        main()
    except AssemblerError as error:
        Voice().stop(error)
