"""Letters of columns and their numbers."""

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from assembler.model.columns import column_of, letters


@pytest.mark.parametrize("column", [0, 1, 25, 26, 51, 52, 701, 702, 16383])
def test_letters_and_numbers_of_columns_are_those_of_spreadsheets(column: int) -> None:
    assert letters(column) == get_column_letter(column + 1)
    assert column_of(letters(column)) == column_of(letters(column).lower()) == column
    assert column_index_from_string(letters(column)) == column + 1
