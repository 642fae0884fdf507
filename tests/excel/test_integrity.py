"""W-01, W-10…W-13, W-21: what happened to formulas. Each table: what stands in cells, what is told."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assembler.excel import Book, make_workbook, open_book, read_submission
from assembler.excel.book import Content
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.tasks.submission_json import load_submission
from tests.excel.altering import PLAN, SPEC, with_cells

T3 = "三、申请情况"
Told = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def county(data: Path) -> Submission:
    return load_submission(data / "example-county-2023.json")[1]


@pytest.fixture(scope="module")
def book(county: Submission, tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("book") / "county.xlsx"
    path.write_bytes(make_workbook(SPEC, county))
    return open_book(path)


def told(book: Book, changes: Mapping[str, object]) -> Told:
    """Code and case, severity, and the refs concerned."""
    findings = read_submission(SPEC, with_cells(book, changes)).findings
    codes = (f"{each.code}/{each.case}" if each.case else each.code for each in findings)
    return [
        (code, str(each.severity), " ".join(note.ref for note in each.cells))
        for code, each in zip(codes, findings, strict=True)
    ]


TOTAL = "t3.new_received.total"  # K6 = SUM(E6:J6)
SUM = "=SUM($E$6:$J$6)"


def test_a_workbook_as_it_was_made_has_nothing_to_tell(book: Book) -> None:
    assert told(book, {}) == []


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(E6:J6)",
        "=E6+F6+G6+H6+I6+J6",
        "=sum($e$6:$g$6) + SUM(H6,I6,J6)",
        "=SUM(E6:J6,0)",
        "=+SUM('三、申请情况'!$E$6:$J$6)",
        "=SUM(J6:E6)",
        "=SUM(D6:J6)",  # D6 holds a label
        "=SUM(E6:J6,P6:Z6)",  # blanks outside the form
        "=SUM(E6:K6)-K6",
        "=表三.本年新收.自然人+SUM(F6:J6)",
        "{=SUM(E6:J6)}",
    ],
)
def test_another_spelling_of_the_same_sum_is_no_change(book: Book, formula: str) -> None:
    assert told(book, {TOTAL: Content(488, formula)}) == []
    assert told(book, {TOTAL: Content(None, formula)}) == []


def test_the_corner_may_be_summed_along_rows_or_columns(book: Book) -> None:
    across = book.content(PLAN.place("t3.results_total.total"))
    for formula in ("=SUM(E29:J29)", "=SUM(K8:K28)"):
        assert told(book, {"t3.results_total.total": Content(across.value, formula)}) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (488, [("W-10/same", "info", TOTAL)]),
        (487, [("W-10", "warning", TOTAL)]),
        ("488", [("W-02", "warning", TOTAL), ("W-10/same", "info", TOTAL)]),
        ("—", []),  # V-03
        (None, []),  # V-03
        (Content(487, SUM), [("W-01", "warning", TOTAL)]),
        (Content(488, "=SUM(E6:I6)"), [("W-11/same", "info", TOTAL)]),
        (Content(480, "=SUM(E6:I6)"), [("W-11", "warning", TOTAL)]),
        (Content(488, "=SUM(E7:J7)"), [("W-11/same", "info", TOTAL)]),
        (Content(488, "=SUM(E6:J6)+0*L9+L8"), [("W-11/same", "info", TOTAL)]),
        (Content(976, "=SUM(E6:J6)*2"), [("W-11", "warning", TOTAL)]),
        (Content(489, "=SUM(E6:J6)+1"), [("W-11", "warning", TOTAL)]),
        (Content(488, "=ROUND(SUM(E6:J6),0)"), [("W-11/same", "info", TOTAL)]),
        (Content(488, "=[1]Sheet1!$K$6"), [("W-11/same", "info", TOTAL)]),
        (Content(488, "=VLOOKUP(A1,B1:C9,2,0)"), [("W-11/same", "info", TOTAL)]),
        (Content("#REF!", "=SUM(E6:#REF!)", error=True), [("W-12", "warning", TOTAL)]),
        (Content(488, "=E6+#REF!"), [("W-12", "warning", TOTAL)]),
        (Content("#NAME?", "=SUMM(E6:J6)", error=True), [("W-12", "warning", TOTAL)]),
    ],
)
def test_what_became_of_a_total_is_told_and_the_inputs_count(book: Book, content: object, expected: Told) -> None:
    assert told(book, {TOTAL: content}) == expected


def test_the_total_read_is_what_its_cells_add_up_to_unless_it_was_typed(book: Book) -> None:
    for content, figure in ((Content(7, "=[1]S!A1"), "488"), (Content("#REF!", "=#REF!", error=True), "488"), (7, "7")):
        submission = read_submission(SPEC, with_cells(book, {TOTAL: content})).submission
        assert plain(submission.figures[CellRef.parse(TOTAL)]) == figure


def test_before_after_and_the_official_formula_are_told(book: Book) -> None:
    (typed,) = read_submission(SPEC, with_cells(book, {TOTAL: 487})).findings
    assert (typed.at, typed.facts["before"], typed.facts["after"]) == ("t3", "487", "488")
    (changed,) = read_submission(SPEC, with_cells(book, {TOTAL: Content(1, "=E6")})).findings
    assert (changed.facts["before"], changed.facts["after"]) == ("=E6", "=SUM(E6:J6)")
    (old,) = read_submission(SPEC, with_cells(book, {TOTAL: Content(487, SUM)})).findings
    assert (old.at, old.expected, old.actual) == (TOTAL, "488", "487")


def test_pasted_values_are_one_finding_a_table(book: Book) -> None:
    totals = [str(cell) for cell in SPEC.cells if SPEC.is_computed(cell)]
    values = {ref: book.content(PLAN.place(ref)).value for ref in totals}
    found = told(book, values)
    assert [each[:2] for each in found] == [("W-10/same", "info"), ("W-10/same", "info")]
    assert " ".join(each[2] for each in found).split() == totals


def test_old_results_of_a_whole_table_are_one_finding(book: Book) -> None:
    rows = [str(cell) for cell in SPEC.blocks["t3"].cells() if SPEC.is_computed(cell)]
    stale = {ref: replace(book.content(PLAN.place(ref)), value=99999) for ref in rows}
    assert told(book, stale) == [("W-01/several", "warning", " ".join(rows))]


def test_sums_that_leave_out_text_are_told_with_the_text(book: Book) -> None:
    """Excel doesn't count the text, so its totals are lower; opening the file again wouldn't mend them."""
    natural = "t3.new_received.natural"
    figure: Any = book.content(PLAN.place(natural)).value
    changes: dict[str, object] = {natural: str(figure), TOTAL: Content(488 - figure, SUM)}
    assert told(book, changes) == [("W-02", "warning", natural)]
    assert told(book, {**changes, TOTAL: Content(1, SUM)})[1] == ("W-01", "warning", TOTAL)


def test_totals_that_fail_because_an_input_fails_are_no_news(book: Book) -> None:
    changes: dict[str, object] = {
        "t3.new_received.natural": Content("#DIV/0!", "=1/0", error=True),  # V-01
        TOTAL: Content("#DIV/0!", SUM, error=True),
    }
    assert told(book, changes) == []
    changes["t3.new_received.natural"] = 3
    assert told(book, changes) == [("W-12", "warning", TOTAL)]


INPUT = "t3.open.natural"


@pytest.mark.parametrize(
    ("content", "figure", "expected"),
    [
        (Content(12, "=3*4"), "12", [("W-21/same", "info", INPUT)]),
        (Content(None, "=3*4"), "12", [("W-21/same", "info", INPUT)]),
        (Content(13, "=3*4"), "13", [("W-21/stale", "warning", INPUT)]),
        (Content(488, "=SUM(E6:J6)"), "488", [("W-21/same", "info", INPUT)]),
        (Content(488, "=K6"), "488", [("W-21/same", "info", INPUT)]),
        (Content(400, "=K6"), "400", [("W-21/stale", "warning", INPUT)]),
        (Content(12, "=COUNTIF(登记簿!A1:A9,1)"), "12", [("W-21", "warning", INPUT)]),
        (Content(12, "=登记簿!A1"), "12", [("W-21", "warning", INPUT)]),  # no such sheet
        (Content(12, "=SUM(台账[件数])"), "12", [("W-21", "warning", INPUT)]),
        (Content(12, "=[1]登记簿!A1"), "12", [("W-13", "warning", INPUT)]),
        (Content(12, "=SUM('[1]一-二 月'!$A$1:A9)"), "12", [("W-13", "warning", INPUT)]),
        (Content(12, "=[1]!件数"), "12", [("W-13", "warning", INPUT)]),
        (Content(12, "='D:\\[簿.xlsx]A'!A1"), "12", [("W-13", "warning", INPUT)]),
        (Content("#REF!", "=[1]登记簿!A1", error=True), None, []),  # V-01
        (Content(None, "=登记簿!A1"), None, []),  # V-01
    ],
)
def test_a_formula_where_people_type_is_read_as_its_stored_result_and_told(
    book: Book, content: Content, figure: str | None, expected: Told
) -> None:
    changes: dict[str, object] = {INPUT: content}
    for ref in ("t3.open.total", "t3.results_total.natural", "t3.results_total.total"):  # as Excel would have them
        changes[ref] = replace(book.content(PLAN.place(ref)), value=None)
    assert told(book, changes) == expected
    assert plain(read_submission(SPEC, with_cells(book, changes)).submission.figures[CellRef.parse(INPUT)]) == figure


def test_nothing_is_told_of_formulas_that_nobody_could_see(book: Book, spec: ReportSpec) -> None:
    foreign = replace(book, formulas_known=False, kind="ods")
    assert [each.code for each in read_submission(spec, foreign).findings] == ["W-17"]
