"""Tables read from their bytes: the same as from the tree, or not read so at all."""

import pytest
from lxml import etree

from assembler.assets import template
from assembler.formats import format_ids, load_format
from assembler.package import unpacked
from assembler.word import plan, prepare, render, specimen
from assembler.word.paragraphs import blocks, cells_of, is_table
from assembler.word.parts import parse, w
from assembler.word.tables import tables_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*tables: str, declaration: str = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n") -> bytes:
    inner = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>".join(["", *tables, ""])
    return f'{declaration}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def table(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{each}</w:tc>' for each in cells)}</w:tr></w:tbl>"


def said(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def from_tree(xml: bytes):
    return [cells_of(block) for block in blocks(parse(xml).find(w("body"))) if is_table(block)]


@pytest.mark.parametrize("format_id", format_ids())
def test_reports_of_every_edition_are_read_alike(format_id):
    spec = load_format(format_id)
    report = render(prepare(template(format_id), spec), plan(spec, specimen(spec), draft=False))
    xml = unpacked(report)["word/document.xml"]
    quick = tables_of(xml)
    assert quick is not None
    assert list(quick.cells) == from_tree(xml)
    assert quick.rest.count(b"<w:tbl/>") == len(quick.cells) == len(spec.tables)
    assert len(quick.rest) * 4 < len(xml)


@pytest.mark.parametrize(
    "cells",
    [
        [said("6"), said("7")],
        [said(" 6 "), said("")],
        [said("甲") + said("乙")],
        ["<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/></w:r></w:p>"],
        ["<w:p><w:r><w:t/></w:r></w:p>", said("7")],
        [said("甲&amp;乙"), said("7")],
        [said("&#x7532;"), said("7")],
        ["<w:p><w:r><w:t>甲\r\n乙</w:t></w:r></w:p>", said("7")],
        ["<w:p><w:del><w:r><w:t>旧</w:t></w:r></w:del><w:r><w:t>新</w:t></w:r></w:p>"],
        ["<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + said("甲"), said("7")],
        ["<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + said("甲")],
        ["<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"],
    ],
)
def test_cells_are_read_as_from_the_tree_the_first_time_and_the_next(cells):
    for xml in (document(table(*cells)), document(table(*cells).replace("7", "8")), document(table(*cells))):
        quick = tables_of(xml)
        assert quick is not None
        assert list(quick.cells) == from_tree(xml)


def test_a_cell_merged_downwards_has_the_text_of_all_its_parts():
    top, below = (f"<w:tcPr><w:vMerge{each}/></w:tcPr>" + said("甲") for each in (' w:val="restart"', ""))
    rows = f"<w:tbl><w:tr><w:tc>{top}</w:tc></w:tr><w:tr><w:tc>{below}</w:tc></w:tr></w:tbl>"
    quick = tables_of(document(rows))
    assert quick is not None
    assert list(quick.cells) == from_tree(document(rows))


def test_what_is_passed_over_is_known():
    plain, torn = (tables_of(document(table(each))) for each in (said("甲"), f"<w:p><w:del>{said('乙')}</w:del></w:p>"))
    assert plain is not None
    assert torn is not None
    assert (plain.plain, torn.plain) == (True, False)
    assert plain.texts == "甲"


@pytest.mark.parametrize(
    "xml",
    [
        document(table(table(said("甲")))),
        document(table(said("甲"))).replace(b"<w:tbl>", b'<w:tbl w:rsid="1">'),
        document("<w:tbl/>", table(said("甲"))),
        document(table("<!-- <w:tbl> -->" + said("甲"))),
        document(table("<w:p><w:r><w:t><![CDATA[甲]]></w:t></w:r></w:p>")),
        document(table("<?x y?>" + said("甲"))),
        document(table(said("甲")), declaration="<?xml version='1.0' encoding='GBK'?>"),
        document(table(said("甲")), declaration=""),
        document(table(said("\uffff"))),
    ],
)
def test_bytes_that_may_mislead_are_left_to_the_tree(xml):
    assert tables_of(xml) is None


@pytest.mark.parametrize("inside", [said("甲\x01"), said("甲<"), "<w:p>", said("&nbsp;")])
def test_a_table_that_is_not_well_formed_is_refused(inside):
    with pytest.raises(etree.XMLSyntaxError):
        tables_of(document(table(inside)))


def test_a_byte_that_is_no_utf_8_is_refused():
    with pytest.raises(UnicodeDecodeError):
        tables_of(document(table(said("X"))).replace(b"X", b"\xff"))
