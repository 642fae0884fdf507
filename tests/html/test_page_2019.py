"""A table of 2019 on the page: blocks of two and three columns above each other, an amount in words."""

import pytest
from lxml import etree

from assembler.checks import check
from assembler.html import page
from assembler.messages import Catalog
from assembler.model.grid import grid_of
from assembler.model.outcome import Checked, Outcome
from tests.checks.submissions_2019 import RAISING_2019, SPEC_2019, in_order_2019, words


@pytest.fixture(scope="module")
def table() -> etree._Element:
    """表二 as the page draws it."""
    filled = words("<160.5964>万元")(RAISING_2019["T2-19-01"](in_order_2019()))
    outcome = Outcome("某局.xlsx", checked=Checked(SPEC_2019, filled, {}, check(SPEC_2019, filled)))
    root = etree.fromstring(page([outcome], Catalog("zh")), etree.XMLParser(resolve_entities=False, no_network=True))
    tables = [each for each in root.iter() if etree.QName(each).localname == "table"]
    return next(each for each in tables if "第二十条第（九）项" in "".join(map(str, each.itertext())))


def test_the_amount_stands_in_its_cell_as_typed(table: etree._Element) -> None:
    texts = ["".join(map(str, cell.itertext())).strip() for cell in table.iter() if cell.tag.endswith("td")]
    assert any(text.startswith("<160.5964>万元") for text in texts)
    assert len(texts) == 22 + 5  # and the corner of each block


def test_every_row_is_as_wide_as_the_grid(table: etree._Element) -> None:
    rows = [row for row in table.iter() if row.tag.endswith("tr")]
    spans = [sum(int(cell.get("colspan", "1")) for cell in row) for row in rows]
    grid = grid_of(SPEC_2019.tables[0])
    assert spans == [grid.columns] * grid.rows
