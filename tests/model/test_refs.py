"""Names of cells."""

import pytest

from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec


def test_every_cell_of_the_form_reads_back_from_its_name(spec: ReportSpec) -> None:
    for cell in (*spec.cells, *spec.controls):
        assert CellRef.parse(str(cell)) == cell


@pytest.mark.parametrize("text", ["", "t3", "t3.open", "t3.open.", ".open.natural", "t3..natural", "t3.open.natural.x"])
def test_what_is_not_three_parts_is_no_cell(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not block\.row\.column"):
        CellRef.parse(text)
