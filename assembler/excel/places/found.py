"""Where the entries of the form were found in a workbook, and what was odd about it."""

from typing import TYPE_CHECKING

from assembler.excel.layout import Place
from assembler.records import dataclass, field

if TYPE_CHECKING:
    from assembler.excel.places.standing import Standing


@dataclass
class Found:
    """What ``locate`` gives.

    places        where each entry stands, by ref
    absent        ids of tables, blocks, rows, columns and refs of entries that have no place
    twice         of these, those that stand in several places with different contents, with these places
    astray        of these, rows and columns whose label is in one of these places only: names or neighbours tell of
                  another
    copies        for each table or section id (``organisation``: 基本信息) of which there are several sheets, the one
                  that was read and the others
    renamed       sheets that names still point to, and what they are called now
    standings     blocks as they were found, by id; empty where the form is as it was made
    disordered    block ids with the label of a line that stands before its predecessor
    strayed       block ids with a ref whose name points to another cell
    merged        refs whose cells were merged with one another, or with anything else
    continued     refs of texts below which more is written, with these cells
    crowded       refs of figures with other cells below the same labels, or of what was one merged cell, that hold
                  figures, too
    uncontrolled  ids of blocks whose control counts have no place
    presumed      where cells that have no place presumably stand, by ref
    untouched     True if the form is as it was made: every entry stands where the layout has it, below its labels, and
                  what was merged is merged
    """

    places: dict[str, Place] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    twice: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    astray: set[str] = field(default_factory=set)
    copies: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    standings: "dict[str, Standing]" = field(default_factory=dict)
    disordered: dict[str, str] = field(default_factory=dict)
    strayed: dict[str, str] = field(default_factory=dict)
    merged: list[tuple[str, ...]] = field(default_factory=list)
    continued: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    crowded: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    uncontrolled: list[str] = field(default_factory=list)
    presumed: dict[str, Place] = field(default_factory=dict)
    untouched: bool = False
