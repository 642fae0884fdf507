"""Names of cells: ids of the form, never Excel coordinates."""

from typing import NamedTuple


class CellRef(NamedTuple):
    """One cell of a statutory table, such as ``t3.new_received.natural``.

    ``block`` is the id of the table, or of its block where one table holds several (table 二).
    """

    block: str
    row: str
    column: str

    @classmethod
    def parse(cls, text: str) -> "CellRef":
        """Read ``block.row.column``; ValueError if it isn't three parts."""
        parts = text.split(".")
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{text!r} is not block.row.column")
        return cls(*parts)

    def __str__(self) -> str:
        return ".".join(self)
