"""平 or 不平: the 校验 sheet's formulas, and what they give for a submission (its figures as stored in the file)."""

from decimal import Decimal

from assembler.excel.formulas import blanks, numbers, reference, total
from assembler.excel.layout import CHECK_SHEET, CHECK_TOP, VERDICT, Layout, Place
from assembler.excel.values import stored
from assembler.model.equations import Relation
from assembler.model.refs import CellRef
from assembler.model.spec import Table
from assembler.model.submission import Submission

EQUAL, UNEQUAL, UNFILLED = "平", "不平", "未填"


class Verdicts:
    """Formulas of the live checks with their true values, for one submission."""

    def __init__(self, layout: Layout, filled: Submission) -> None:
        self.layout, self.filled = layout, filled
        blocks = list(layout.spec.blocks)
        self.relations = sorted(layout.spec.live_relations, key=lambda each: blocks.index(each.equation.block))

    def figure(self, cell: CellRef) -> Decimal | None:
        """The figure as the spreadsheet sees it: text in a cell adds nothing to a SUM."""
        figure = self.filled.figure(cell)
        if figure is None or isinstance(stored(figure), str):
            return None
        return figure

    def sides(self, relation: Relation) -> tuple[Decimal, Decimal]:
        """Values of both sides."""
        return relation.sides(self.figure)

    def verdict(self, relation: Relation) -> str:
        """平, 不平 or 未填."""
        if not self._filled(relation):
            return UNFILLED
        left, right = self.sides(relation)
        return EQUAL if left == right else UNEQUAL

    def _filled(self, relation: Relation) -> bool:
        if not relation.equation.when_filled:
            return True
        cells = [cell for term in relation.left for cell in term.cells]
        return all(self.filled.figure(cell) is not None or str(cell) in self.filled.unread for cell in cells)

    def row(self, relation: Relation) -> int:
        """Row of a relation on the 校验 sheet."""
        return CHECK_TOP + 1 + self.relations.index(relation)

    def formulas(self, relation: Relation) -> tuple[str, str, str, str]:
        """Left side, right side, difference, verdict; the difference is empty where a control count is."""
        row = self.row(relation) + 1
        difference, verdict = f"ROUND(F{row}-G{row},6)", f'IF(H{row}=0,"{EQUAL}","{UNEQUAL}")'
        if relation.equation.when_filled:
            cells = [self.layout.place(cell) for term in relation.left for cell in term.cells]
            empty = "+".join(f'IF({reference((cell, cell), sheet=True)}="",1,0)' for cell in cells)
            difference = f'IF({empty}>0,"",{difference})'
            verdict = f'IF({empty}>0,"{UNFILLED}",{verdict})'
        left, right = (f"={total(self.layout, side, sheet=True)}" for side in (relation.left, relation.right))
        return left, right, f"={difference}", f"={verdict}"

    def results(self, relation: Relation) -> tuple[float, float, float | str, str]:
        """What ``formulas`` give."""
        left, right = self.sides(relation)
        verdict = self.verdict(relation)
        return float(left), float(right), "" if verdict == UNFILLED else float(round(left - right, 6)), verdict

    def bad_formula(self, table: Table | None = None) -> str:
        """Number of relations of a table (or of all) that don't hold; "" if it has none."""
        relations = [each for each in self.relations if table is None or self._of(each, table)]
        if not relations:
            return ""
        places = [Place(CHECK_SHEET, self.row(each), VERDICT) for each in (relations[0], relations[-1])]
        return f'COUNTIF({reference((places[0], places[1]), sheet=True)},"{UNEQUAL}")'

    def _of(self, relation: Relation, table: Table) -> bool:
        return any(block.id == relation.equation.block for block in table.blocks)

    def bad(self, table: Table | None = None) -> int:
        """What ``bad_formula`` gives."""
        relations = [each for each in self.relations if table is None or self._of(each, table)]
        return sum(1 for each in relations if self.verdict(each) == UNEQUAL)

    def blank(self, table: Table | None = None) -> int:
        """Number of inputs that are still blank."""
        return sum(1 for each in self._tables(table) for cell in each.cells() if self._is_blank(cell))

    def _is_blank(self, cell: CellRef) -> bool:
        empty = self.filled.content(cell) is None and str(cell) not in self.filled.unread
        return empty and not self.layout.spec.is_computed(cell)

    def odd(self, table: Table | None = None) -> int:
        """Number of inputs that hold what isn't a number, where one should stand."""
        figures = (cell for each in self._tables(table) for cell in self._inputs(each, figures=True))
        return sum(1 for cell in figures if self.figure(cell) is None and not self._is_blank(cell))

    def fullness_formula(self, table: Table | None = None) -> str:
        """What ``fullness`` says."""
        tables, place = self._tables(table), self.layout.place
        blank = "+".join(blanks(map(place, self._inputs(each))) for each in tables)
        figures = [list(map(place, self._inputs(each, figures=True))) for each in tables]
        odd = f"{sum(map(len, figures))}-{'-'.join(f'({numbers(each)})' for each in figures)}"
        filled = f'IF({odd}=0,"各格已填","有"&({odd})&"格不是数字")'
        return f'IF({blank}>0,"尚有"&({blank})&"格未填",{filled})'

    def fullness(self, table: Table | None = None) -> str:
        """Whether anything is blank, or no number."""
        blank, odd = self.blank(table), self.odd(table)
        return f"尚有{blank}格未填" if blank else f"有{odd}格不是数字" if odd else "各格已填"

    def _tables(self, table: Table | None) -> tuple[Table, ...]:
        return (table,) if table else self.layout.spec.tables

    def _inputs(self, table: Table, *, figures: bool = False) -> list[CellRef]:
        """Cells to fill in; of ``figures`` only those that hold no words."""
        spec = self.layout.spec
        return [each for each in table.cells() if not (spec.is_computed(each) or (figures and each in spec.worded))]

    def status(self, table: Table) -> str:
        """The status line of a table's sheet."""
        text, bad = self.fullness(table), self.bad(table)
        if self.bad_formula(table):
            text += "；" + (f"有{bad}处勾稽关系不平，见“校验”表" if bad else "勾稽关系全部平衡")
        return text

    def overall(self) -> str:
        """The status line of the 校验 sheet."""
        bad = self.bad()
        return f"有{bad}处不平；{self.fullness()}" if bad else f"全部平衡；{self.fullness()}"
