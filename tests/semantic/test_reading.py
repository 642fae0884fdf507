"""The law of reading: whatever a clerk does to a workbook, each figure is read as it stands there, or is told.

``tools/fuzz_meaning.py`` tries the same at length.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembler.excel.places.found import Found
from assembler.excel.places.standard import standard_places
from tests.semantic.alterations import ALTERATIONS
from tests.semantic.trial import BASES, Result, Trial, run
from tests.semantic.truth import TELLING

BY_CASE = ("S-08", "W-06")
TOLD = {code.partition("/")[0] for code in TELLING}


def told(result: Result) -> str:
    """The codes of findings that say what became of figures, with cases where these matter."""
    if result.verdict is None:
        return result.refused
    codes = {f"{each.code}/{each.case}" if each.code in BY_CASE else each.code for each in result.verdict.findings}
    return " ".join(sorted(code for code in codes if code.partition("/")[0] in TOLD))


ALONE = [
    ("a row copied over another with its label", 0, "S-09 V-01 W-01 W-11"),
    ("a column copied over another with its label", 0, "S-08/twice S-09 V-01 W-01 W-11"),
    ("a label cut to the next cell", 0, "V-03 W-06/merged"),
    ("two column labels merged", 0, "S-09 V-01 W-01"),
    ("a group's label stretched over its neighbour's columns", 0, "S-08/twice W-11"),
    ("the header repeated inside a table", 0, ""),
    ("table moved beside another", 0, ""),
    ("the row of 表四 deleted", 0, "V-03"),
    ("a format for thousands", 0, "V-01 W-01"),
    ("a format for ten thousands", 0, "V-01 W-01"),
    ("a format that adds a digit", 0, "V-01 W-01"),
    ("a format that hides", 0, "V-01"),
    ("a format that shows a word", 0, "V-01 W-01"),
    ("a percent format", 0, "V-01 W-01"),
    ("a format for accounts", 0, ""),
    ("a currency format", 2, "V-02"),
    ("a format with noughts before", 0, ""),
    ("another number", 0, ""),
    ("number as text", 0, "W-02"),
    ("full-width digits", 0, "W-02"),
    ("blanks around a number", 0, "W-02"),
    ("line break behind a number", 0, "W-02"),
    ("thousands separators", 0, "W-02"),
    ("comma elsewhere", 0, "V-01"),
    ("a unit", 0, "W-02"),
    ("another counter", 0, "W-02"),
    ("a full stop behind a number", 0, "W-02"),
    ("another unit", 0, "V-01"),
    ("about", 0, "V-01"),
    ("a range", 0, "V-01"),
    ("a sum as text", 0, "V-01"),
    ("a dash", 0, "V-03"),
    ("a Chinese numeral", 0, "V-01"),
    ("a circled digit", 0, "V-01"),
    ("a note in the cell", 0, "V-01"),
    ("scientific notation", 0, "V-01"),
    ("a date as text", 0, "V-01"),
    ("negative", 0, "V-01"),
    ("negative in brackets", 0, "V-01"),
    ("a fraction", 0, "V-01"),
    ("binary noise", 0, "W-09"),
    ("true", 0, "V-01"),
    ("cleared", 0, "V-03"),
    ("blanks only", 0, "V-03"),
    ("part of a number struck out", 0, "V-01"),
    ("a footnote at a number", 0, "V-01"),
    ("part of a number in white", 0, "V-01"),
    ("a number struck out", 0, "V-01 W-01"),
    ("a number in white", 0, "V-01 W-01"),
    ("words struck out in a text", 0, "S-11"),
    ("a raised figure in a text", 0, "W-09"),
    ("a formula in an input", 0, "W-21"),
    ("a formula without its result", 0, "V-01"),
    ("an external link", 0, "W-13"),
    ("an error value", 0, "V-01"),
    ("a date in a number", 0, "V-01 W-01"),
    ("total typed over, right", 0, "W-10"),
    ("total typed over, wrong", 0, "W-10"),
    ("total by another formula", 0, "W-01 W-11"),
    ("total dragged with shifted references", 0, "W-01 W-11"),
    ("totals without formulas", 0, "W-10"),
    ("values pasted over everything", 0, "W-10"),
    ("filled down", 0, "W-10"),
    ("filled to the right", 0, ""),
    ("several cells cleared", 0, "V-03"),
    ("a figure cut to another cell", 0, "V-03 W-06/names"),
    ("figures cut elsewhere without their labels", 0, "S-08/astray V-03 W-06/names"),
    ("figures copied a row lower without their labels", 0, "W-10"),
    ("figures copied a column further without their labels", 0, "W-10"),
    ("rows of figures sorted without labels", 0, "W-11"),
    ("two columns of figures swapped without labels", 1, "W-11"),
    ("cells deleted, those below moved up", 0, "V-03 W-01 W-10 W-21"),
    ("a cell inserted, those right of it moved on", 0, "V-03 W-10 W-21"),
    ("control counts moved", 0, "W-06/names"),
    ("control counts moved with their label", 0, ""),
    ("a count typed in the total", 0, "W-02 W-10"),
    ("rows inserted on top", 0, ""),
    ("rows inserted above a text", 0, ""),
    ("a row inserted between a text's label and the text", 0, ""),
    ("a text goes on in the row below", 0, "W-06/more"),
    ("a text goes on in the cell beside it", 0, "W-06/more"),
    ("a text typed over its label", 0, "W-06/more"),
    ("a column inserted between labels and entries of 基本信息", 0, ""),
    ("a blank row inserted inside a table", 0, ""),
    ("a blank row inserted below the header", 0, ""),
    ("a row with a label of its own inserted", 0, "W-11"),
    ("a row deleted", 0, "S-08/row"),
    ("a column deleted", 0, "S-08/column"),
    ("a blank column inserted inside a table", 0, ""),
    ("a column inserted left of the figures", 0, ""),
    ("a column with a label of its own inserted", 0, "W-01 W-11"),
    ("table moved on its sheet", 0, ""),
    ("lower part of the table moved down", 0, ""),
    ("lower part of the table moved down and aside", 0, "S-08/row"),
    ("two rows exchanged with their labels", 0, "W-06/order W-11"),
    ("a block of rows sorted with labels", 0, "W-06/order W-11"),
    ("two columns exchanged with their labels", 0, "W-06/order W-11"),
    ("table copied below itself with other numbers", 0, "S-08/twice"),
    ("table copied beside itself with other numbers", 0, "S-08/twice"),
    ("rows copied below the table with other numbers", 1, "S-08/twice"),
    ("a column copied beside the table with other numbers", 0, "S-08/twice W-01 W-11"),
    ("header rows deleted", 0, "S-08/column S-09 W-06/control"),
    ("last header row deleted", 0, "S-09"),
    ("caption deleted", 0, "S-09"),
    ("merged cells split", 0, ""),
    ("one merged cell split", 0, ""),
    ("a row inserted inside the header", 0, ""),
    ("columns numbered below the header", 0, ""),
    ("merged cells split and filled with the label", 0, ""),
    ("two figures merged", 0, "V-03 W-06/merged"),
    ("a label merged with its figure", 0, "V-03 W-06/merged"),
    ("two labels merged", 0, "S-09"),
    ("table turned", 0, "S-08/table"),
    ("table pasted a row lower over itself", 0, "W-06/names"),
    ("table cut and pasted a row lower", 0, ""),
    ("control column deleted", 0, "W-06/control"),
    ("notes beside the table", 0, ""),
    ("a label repeated beside the table", 0, ""),
    ("labels repeated in a note below", 0, ""),
    ("a slip in a label", 0, "S-09"),
    ("a label shortened", 0, "S-09"),
    ("a number before a label", 0, "S-09"),
    ("numbers of all labels of a level lost", 0, "S-09"),
    ("numbers of all labels lost", 0, "S-09"),
    ("numbers of labels in another style", 1, "S-09"),
    ("a note behind every label of a table's rows", 0, "S-09"),
    ("a label that a formula says", 0, ""),
    ("a note behind a label", 0, "S-09"),
    ("blanks and widths in a label", 0, ""),
    ("quotation marks in labels straightened", 0, ""),
    ("总计 called 合计", 0, "S-09"),
    ("a label replaced by a foreign one", 0, "S-09"),
    ("a label cleared", 0, "S-09"),
    ("several labels cleared", 0, "S-08/column S-09"),
    ("all labels of a table's rows cleared", 3, "S-08/block"),
    ("all labels of a table's columns cleared", 0, "S-09"),
    ("labels of two rows exchanged", 0, "W-06/order"),
    ("labels of two columns exchanged", 0, "W-06/order"),
    ("labels of a total and another column exchanged", 0, "W-06/order W-10 W-21"),
    ("a label twice, its neighbour's lost", 0, "S-08/astray S-08/twice W-11"),
    ("a group's label edited", 0, "S-09"),
    ("a group's label cleared", 0, "S-09"),
    ("labels of two groups of 表四 exchanged", 0, "W-06/order"),
    ("captions of two blocks exchanged", 0, "S-09"),
    ("a caption edited", 0, "S-09"),
    ("the label of an entry or text edited", 0, ""),
    ("the label of an entry or text cleared", 0, ""),
    ("labels of two entries or texts exchanged", 3, ""),
    ("the label of a text twice", 0, ""),
    ("a row split in two below its label", 0, "V-01"),
    ("a column split in two below its label", 0, "V-01 W-01 W-11"),
    ("a merged entry split, with two figures in it", 0, "V-02"),
    ("a column of serial numbers before the figures, names left behind", 1, "W-06/names"),
    ("a column without a heading before the figures, names left behind", 1, "S-08/twice"),
    ("a row or column put in by a tool that moves nothing but cells", 0, "W-06/names W-11"),
    ("sheet renamed", 0, ""),
    ("sheet renamed by a program that leaves names behind", 0, "W-03"),
    ("sheet deleted by a program, another year's left in its place, names left behind", 2, "W-03"),
    ("all sheets renamed", 0, ""),
    ("names of two sheets exchanged", 0, ""),
    ("sheets in another order", 0, ""),
    ("sheet hidden", 0, ""),
    ("sheets shown", 0, ""),
    ("rows and columns hidden", 0, ""),
    ("sheet copied", 0, "W-03"),
    ("sheet copied with other numbers", 0, "W-03"),
    ("sheet copied with other numbers, the copy under its name", 0, "S-01"),
    ("two copies and no names", 0, "S-08/twice"),
    ("sheet deleted", 0, "S-08/table"),
    ("an extra sheet", 0, ""),
    ("last year's table pasted on a sheet of its own", 0, "W-03"),
    ("the other edition's table on an extra sheet", 0, "W-03"),
    ("a sheet replaced by the other edition's", 0, "S-08/table"),
    ("names deleted", 0, ""),
    ("some names deleted", 0, ""),
    ("names left behind", 0, ""),
    ("marks of the format lost", 0, ""),
    ("protection removed", 0, ""),
    ("guide and check sheets deleted", 0, ""),
    ("table moved to another sheet", 0, ""),
    ("table moved below another", 2, ""),
    ("block moved to another sheet", 0, ""),
    ("1904 calendar", 0, ""),
    ("all figures on one sheet deleted", 0, "V-03"),
]
"""Each alteration by itself, with a seed for where it is made, and what is told of figures then."""


def test_every_alteration_has_its_line():
    assert sorted(name for name, _, _ in ALONE) == sorted(ALTERATIONS)


@pytest.mark.parametrize(("name", "seed", "expected"), ALONE)
def test_an_alteration_is_read_right_or_told(name, seed, expected):
    result = run(Trial("2021", 2, ((name, seed),)))
    assert result.applied == (name,)
    assert result.silent == ()
    assert not result.needless
    assert told(result) == expected


ONCE_MISREAD = """
2021 2: a column copied beside the table with other numbers 11012, last header row deleted 705796
2019 0: 1904 calendar 0, a column deleted 965
2021 2: last header row deleted 86391, sheet copied with other numbers; the copy under its name 574154
2021 3: all figures on one sheet deleted 809776, rows copied below the table with other numbers 313090
2021 6: merged cells split and filled with the label 989562, a label replaced by a foreign one 915507
2019 1: two figures merged 709335, a column copied beside the table with other numbers 643045
2019 4: names left behind 4023, the label of an entry or text cleared 919752
2019 3: a label merged with its figure 310, table copied below itself with other numbers 105
2021 4: a label merged with its figure 759, rows copied below the table with other numbers 367
2021 1: a label replaced by a foreign one 172, a group's label cleared 769
2021 1: several labels cleared 529, a column copied beside the table with other numbers 378
2021 2: two copies and no names 266, the label of a text twice 690, the label of an entry or text cleared 650
2021 3: last year's table pasted on a sheet of its own 310, header rows deleted 105, two copies and no names 738
2021 4: last year's table pasted on a sheet of its own 759, names deleted 367, sheet deleted 814
2021 0: a label twice; its neighbour's lost 93, lower part of the table moved down and aside 86
2021 2: a label merged with its figure 448, a label twice; its neighbour's lost 357
2019 1: sheet copied with other numbers; the copy under its name 707129, some names deleted 368700
2021 6: all figures on one sheet deleted 295, lower part of the table moved down and aside 294
2021 6: the label of an entry or text edited 828031, labels of two entries or texts exchanged 818346
2021 7: merged cells split and filled with the label 14437, two labels merged 745354
2021 7: the row of 表四 deleted 0
2021 0: a group's label stretched over its neighbour's columns 992
2021 6: a group's label stretched over its neighbour's columns 1426
2021 6: a group's label stretched over its neighbour's columns 1426, merged cells split and filled with the label 2
2021 7: a group's label stretched over its neighbour's columns 419269, merged cells split 736143
2021 5: a row split in two below its label 623917, one merged cell split 282841
2021 1: a column without a heading before the figures; names left behind 528460, \
lower part of the table moved down and aside 214642
2021 4: labels of two entries or texts exchanged 309601, \
sheet deleted by a program; another year's left in its place; names left behind 377461
2021 0: a row inserted between a text's label and the text 944507, a text typed over its label 881251
"""
ONCE_REFUSED = """
2021 2: a label repeated beside the table 501045, the header repeated inside a table 946642
2019 6: the header repeated inside a table 285506, a label repeated beside the table 221025
2021 7: merged cells split and filled with the label 6289, 总计 called 合计 872284
"""
"""Edition and base: alterations with their seeds; a comma in a name is a semicolon."""


def trial(line: str) -> Trial:
    """The trial of such a line."""
    head, _, rest = line.partition(": ")
    form, base = head.split()
    steps = [each.replace(";", ",").rsplit(" ", 1) for each in rest.split(", ")]
    return Trial(form, int(base), tuple((name, int(seed)) for name, seed in steps))


@pytest.mark.parametrize("line", ONCE_MISREAD.strip().splitlines())
def test_what_was_once_misread_in_silence_is_not_any_more(line):
    result = run(trial(line))
    assert len(result.applied) == len(result.trial.steps)
    assert result.silent == ()


@pytest.mark.parametrize("line", ONCE_REFUSED.strip().splitlines())
def test_what_was_once_refused_for_nothing_is_read(line):
    result = run(trial(line))
    assert len(result.applied) == len(result.trial.steps)
    assert not result.needless


@given(
    form=st.sampled_from(["2021", "2019"]),
    base=st.integers(0, BASES - 1),
    steps=st.lists(st.tuples(st.sampled_from(sorted(ALTERATIONS)), st.integers(0, 999)), min_size=2, max_size=4),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_no_figure_is_misread_in_silence(form, base, steps):
    result = run(Trial(form, base, tuple(steps)))
    assert result.silent == ()
    assert not result.needless, (result.refused, result.verdict)


@pytest.mark.parametrize("base", range(3))
def test_a_reader_that_believes_addresses_is_found_out(monkeypatch, base):
    """The law can fail: what reads the standard layout whatever was done misreads in silence."""
    monkeypatch.setattr("assembler.excel.meaning.read.locate", lambda spec, _: Found(places=standard_places(spec)))
    moved = ["rows inserted on top", "a blank row inserted inside a table", "table moved on its sheet",
             "two rows exchanged with their labels", "labels of two columns exchanged", "a column deleted"]  # fmt: skip
    found = [name for name in moved if run(Trial("2021", base, ((name, 1),)), file=False).silent]
    assert len(found) >= 5


def test_a_column_of_numbers_is_not_taken_for_figures_where_no_label_tells():
    serial = "a column of serial numbers before the figures, names left behind"
    steps = (serial, 1), ("all labels of a table's columns cleared", 1)
    result = run(Trial("2021", 2, steps))
    assert result.applied == tuple(name for name, _ in steps)
    assert result.verdict
    assert result.verdict.silent == result.verdict.told == ()  # nothing is read a column further, be it told
