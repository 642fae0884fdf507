"""The same for the 2019 edition: a report in order, and changes to it for what only that edition can raise."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from assembler.checks import check
from assembler.formats import load_format
from assembler.model.findings import Finding
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed
from tests.checks.submissions import Change, both, decimals, figures, identity, info, unread
from tests.checks.submissions import in_order as in_order_2021

SPEC_2019: ReportSpec = load_format("2019")
TABLE_TWO: Mapping[str, int] = {
    "t2_1.regulation.made": 0,
    "t2_1.regulation.published": 0,
    "t2_1.regulation.public_total": 0,
    "t2_1.normative_doc.made": 3,
    "t2_1.normative_doc.published": 4,
    "t2_1.normative_doc.public_total": 36,
    "t2_5.license.prev_items": 9,
    "t2_5.license.change": -8,
    "t2_5.license.decisions": 4081,
    "t2_5.other_service.prev_items": 0,
    "t2_5.other_service.change": 0,
    "t2_5.other_service.decisions": 0,
    "t2_6.penalty.prev_items": 26,
    "t2_6.penalty.change": 1036,
    "t2_6.penalty.decisions": 0,
    "t2_6.coercion.prev_items": 7,
    "t2_6.coercion.change": 0,
    "t2_6.coercion.decisions": 4,
    "t2_8.fee.prev_items": 15,
    "t2_8.fee.change": -15,
    "t2_9.procurement.projects": 12,
}
AMOUNT = CellRef("t2_9", "procurement", "amount")


@cache
def in_order_2019() -> Submission:
    """The report in order of 2023, told in the tables of 2019 as one for 2020."""
    later = in_order_2021()
    cells = {cell: later.figures[cell] for cell in SPEC_2019.cells if cell in later.figures and cell.block != "t2_6"}
    words = {key: text.replace("2023", "2020").replace("2024", "2021") for key, text in later.texts.items()}
    return replace(
        blank(SPEC_2019, later.organisation, 2020),
        info={**later.info, "signed_on": "2021-01-09"},
        texts=words,
        figures=completed(SPEC_2019, {**cells, **decimals({**TABLE_TWO, **dict.fromkeys(_OTHER, 0)})}),
        words={AMOUNT: "160.5964万元"},
    )


_OTHER = [f"t3.other.{column.id}" for column in SPEC_2019.blocks["t3"].leaf_columns if column.kind == "input"]


def last_year_2019() -> Submission:
    """What the report for 2019 must have said."""
    before = {"t2_5.license.prev_items": 5, "t2_5.license.change": 4, "t2_6.penalty.change": 0, "t2_8.fee.change": 0}
    cells = decimals(before)
    return replace(identity(year=2019)(in_order_2019()), figures={**in_order_2019().figures, **cells})


def judged(change: Change, last_year: Submission | None = None) -> list[Finding]:
    """What the change makes be found, beyond what is found without it."""
    before = check(SPEC_2019, in_order_2019(), last_year)
    return [each for each in check(SPEC_2019, change(in_order_2019()), last_year) if each not in before]


def words(text: str) -> Change:
    """Set 采购总金额."""
    return lambda filled: replace(filled, words={AMOUNT: text})


RAISING_2019: dict[str, Change] = {
    "V-01/words": unread(t2_9__procurement__amount="5964（显示为“0.5964万元”）"),
    "V-01/signed-text": unread(t2_5__license__change="减4"),
    "V-01/signed-fraction": figures(t2_5={"license.change": "-0.5"}),
    "T2-19-01": figures(t2_8={"fee.change": -16}),
    "T2-19-02": figures(t2_1={"normative_doc.published": 37}),
    "S-10": both(identity(year=2021), info(signed_on="2022-01-09")),
}
