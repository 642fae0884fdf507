"""What a formula adds up."""

from decimal import Decimal

import pytest

from assembler.excel.layout import Place
from assembler.excel.meaning.linear import linear

NAMES = {"表三.本年新收.自然人": Place("表", 5, 4)}


@pytest.mark.parametrize(
    ("formula", "constant", "terms"),
    [
        ("=3+4", "7", {}),
        ("=10/4-1", "1.5", {}),
        ("=-(2-5)", "3", {}),
        ("=50%", "0.5", {}),
        ("=1.5e2", "150", {}),
        ("=E6", "0", {"E6": 1}),
        ("=+E6-$F$6", "0", {"E6": 1, "F6": -1}),
        ("=SUM(E6:F7)", "0", {"E6": 1, "F6": 1, "E7": 1, "F7": 1}),
        ("=SUM($E$6:$F$6,H6)-SUM(G6)", "0", {"E6": 1, "F6": 1, "H6": 1, "G6": -1}),
        ("=SUM(E6,E6)", "0", {"E6": 2}),
        ("=SUM(E6+F6,-G6,2)", "2", {"E6": 1, "F6": 1, "G6": -1}),
        ("=2*(E6+3)", "6", {"E6": 2}),
        ("=E6/2", "0", {"E6": "0.5"}),
        ("=E6-E6+F6", "0", {"F6": 1}),
        ("= sum( e6 : f6 ) ", "0", {"E6": 1, "F6": 1}),
        ("{=SUM(E6)}", "0", {"E6": 1}),
        ("=表三.本年新收.自然人+1", "1", {"表!E6": 1}),
        ("='三、申请 情况'!E6+'o''k'!A1+Sheet1!$B$2", "0", {"三、申请 情况!E6": 1, "o'k!A1": 1, "Sheet1!B2": 1}),
        ("=SUM(Sheet1!A1:A2)", "0", {"Sheet1!A1": 1, "Sheet1!A2": 1}),
    ],
)
def test_sums_are_coefficients(formula: str, constant: str, terms: dict[str, object]) -> None:
    meant = linear(formula, "here", NAMES)
    assert meant is not None
    told = {f"{each.sheet}!{each.address}".removeprefix("here!"): times for each, times in meant.terms.items()}
    assert (meant.constant, told) == (Decimal(constant), {cell: Decimal(str(n)) for cell, n in terms.items()})


@pytest.mark.parametrize(
    "formula",
    [
        "=", "", "=E6*F6", "=1/0", "=1/E6", "=E6^2", "=E6&F6", '="12"', "=E6>0", "=SUM()", "=SUM(E6", "=SUM(E6))",
        "=E6 F6", "=SUM(E:E)", "=SUM(6:6)", "=E6:F6", "=SUM((E6,F6))", "=SUM(E6:#REF!)", "=#REF!+1", "=[1]S!A1",
        "='C:\\[a.xlsx]S'!A1", "=ROUND(SUM(E6),0)", "=VLOOKUP(A1,B1:C3,2)", "=SUMIF(E6:E9,1)", "=_xlfn.SUM(E6)",
        "=unbekannt+1", "=E6.5", "=LOG10(5)", "=SUM(A1:ZZ99999)", "=" + "(" * 5000 + "1", "=S1:S3!A1", "={1,2}",
        "=1e999999999*1e999999", "=1e-999999*1e-999999999/0",
        "=1" + "+1" * 20000 + "x",
    ],
)  # fmt: skip
def test_what_is_no_sum_of_cells_of_this_file_is_none(formula: str) -> None:
    assert linear(formula, "here", NAMES) is None


def test_a_sum_comes_to_its_figures_or_to_nothing() -> None:
    meant = linear("=2*A1-SUM(B1:B2)+1", "here", {})
    assert meant is not None
    figures = {Place("here", 0, 0): Decimal(5), Place("here", 0, 1): Decimal(3), Place("here", 1, 1): Decimal(0)}
    assert meant.value(figures.get) == 8
    del figures[Place("here", 1, 1)]
    assert meant.value(figures.get) is None
