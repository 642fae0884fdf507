"""Packages made by hand, part by part, for what no program writes every day."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
)


def relationships(*entries: tuple[str, str, str], of: str = RELATIONS) -> str:
    """A relationships part from id, last word of the type, target."""
    told = "".join(f'<Relationship Id="{each}" Type="{of}/{kind}" Target="{to}"/>' for each, kind, to in entries)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{told}</Relationships>'


def worksheet(rows: str, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*texts: str) -> str:
    """A table of shared strings from what stands in each <si>."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'


def styles(*formats: int | str) -> str:
    """A style table: style n shows numbers by the format of that number, or with that code (as id 200 + n)."""
    own = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats) if isinstance(code, str)
    )
    ids = [200 + n if isinstance(each, str) else each for n, each in enumerate(formats)]
    cells = "".join(f'<xf numFmtId="{each}" xfId="0"/>' for each in ids)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f'<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs>{cells}</cellXfs>'
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def workbook(inner: str = "", sheets: str = '<sheet name="表" sheetId="1" r:id="rId1"/>') -> str:
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inner}<sheets>{sheets}</sheets></workbook>'


def standard(sheet: str, **others: str) -> dict[str, str]:
    """The parts of a workbook with one sheet."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": strings("<t>甲</t>"),
        "xl/styles.xml": styles(0),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return parts | {f"xl/{name}.xml": part for name, part in others.items()}


def packed(parts: Mapping[str, str], path: Path) -> Path:
    """Write the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    path.write_bytes(out.getvalue())
    return path
