"""The only room that touches .xlsx: layout, writing, reading."""

from assembler.excel.read import Place, Reading, read_workbook
from assembler.excel.write import make_workbook

__all__ = ["Place", "Reading", "make_workbook", "read_workbook"]
