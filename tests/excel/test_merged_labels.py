"""Labels of 基本信息 that were merged with the cells of their entries, which are gone with that."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from assembler.assets import examples
from assembler.tasks.check import checked

SOURCE = examples()[0]
LABELS = [4, 6, 7, 8]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("row", LABELS)
def test_the_hint_beside_it_is_not_taken_for_the_entry(row: int, named: bool, tmp_path: Path) -> None:
    book = load_workbook(SOURCE)
    page = book["基本信息"]
    hint = page.cell(row, 4).value
    page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    if not named:
        for name in list(book.defined_names):
            del book.defined_names[name]
    book.save(tmp_path / "a.xlsx")
    found = checked(tmp_path / "a.xlsx")
    assert isinstance(hint, str)
    assert hint not in (found.submission.organisation, *found.submission.info.values())
    assert "S-01" in {each.code for each in found.findings}
