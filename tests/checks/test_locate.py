"""Which cell is wrong: every single fault, pairs of faults, slips, and not knowing."""

import json
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks import check
from assembler.checks.balances import check_balances
from assembler.checks.locate.problem import pose, webs
from assembler.messages.catalog import Catalog
from assembler.model.findings import Finding
from assembler.model.refs import CellRef
from assembler.model.submission import Submission
from assembler.tasks.submission_json import load_submission
from tests.checks.balanced import ROWS, T3, T4, balanced, located, put, ref, sizes, with_counts
from tests.checks.submissions import DATA, SPEC, figures, in_order, unread

BASES = [(0, 0), (1, 3), (2, 40), (3, 12_000)]


def whole(filled: Submission, cell: CellRef) -> int:
    figure = filled.figure(cell)
    return int(figure or 0)


def told(findings: list[Finding]) -> set[tuple[str, str, str]]:
    """Cell, figure and certainty of all suggestions; "" for a finding without one."""
    given_ = [each.suggestion for each in findings]
    return {(each.ref, each.after, each.certainty) if each else ("", "", "") for each in given_}


def fact(findings: list[Finding], name: str) -> set[str]:
    return {each.facts.get(name, "") for each in findings}


# --- one fault ---


@pytest.mark.parametrize(("seed", "most"), BASES)
def test_every_single_fault_in_table_3_is_named_with_the_right_figure(seed, most):
    filled, tried = balanced(seed, most), 0
    assert located(filled) == []
    for cell in T3:
        for wrong in sizes(whole(filled, cell)).values():
            assert told(located(put(filled, [(cell, wrong)]))) == {(str(cell), str(whole(filled, cell)), "unique")}
            tried += 1
    assert tried >= 2 * len(T3) == 350


@pytest.mark.parametrize(("seed", "most"), BASES)
def test_with_counts_from_the_register_every_wrong_cell_or_count_is_named(seed, most):
    filled = with_counts(balanced(seed, most))
    for cell in [*T3, *filled.control]:
        right = whole(filled, cell)
        assert told(located(put(filled, [(cell, right + 1)]))) == {(str(cell), str(right), "unique")}


@pytest.mark.parametrize("cell", T4, ids=str)
def test_a_fault_in_table_4_is_among_those_listed_and_never_called_certain(cell):
    filled = balanced(2, 40)
    (finding,) = located(put(filled, [(cell, whole(filled, cell) + 1)]))
    assert finding.suggestion is not None
    assert finding.suggestion.certainty == "tied"
    assert finding.suggestion.ref.endswith("_total")
    listed = [f"{finding.suggestion.ref}={finding.suggestion.after}", *finding.facts["others"].split()]
    assert f"{cell}={whole(filled, cell)}" in listed
    assert finding.facts["candidates"] == str(len(listed))


# --- formulas: nothing is claimed that can't be known ---


@pytest.mark.parametrize(("seed", "most"), BASES)
def test_a_wrong_input_under_formulas_is_never_named_with_certainty_without_counts(seed, most):
    filled = balanced(seed, most)
    for cell in T3:
        if not SPEC.is_computed(cell):
            findings = located(put(filled, [(cell, whole(filled, cell) + 1)], formulas=True))
            assert {(each.code, each.at) for each in findings} == {("T3-01", cell.column), ("T3-01", "total")}
            assert "unique" not in {certainty for _, _, certainty in told(findings)}


@pytest.mark.parametrize(("seed", "most"), BASES)
def test_a_count_for_each_row_names_the_wrong_input_under_formulas(seed, most):
    filled = with_counts(balanced(seed, most))
    for cell in T3:
        if not SPEC.is_computed(cell):
            right = whole(filled, cell)
            findings = located(put(filled, [(cell, right + 1)], formulas=True))
            assert told(findings) == {(str(cell), str(right), "unique")}


def test_a_certain_suggestion_is_right_where_few_counts_are_filled_in():
    rnd, named = random.Random(4), 0
    for seed, most in BASES[1:]:
        filled = with_counts(balanced(seed, most), rnd.sample(ROWS, 8))
        for cell in [each for each in T3 if not SPEC.is_computed(each)]:
            findings = located(put(filled, [(cell, whole(filled, cell) + 1)], formulas=True))
            sure = {each[:2] for each in told(findings) if each[2] == "unique"}
            named += bool(sure)
            assert sure <= {(str(cell), str(whole(filled, cell)))}
    assert named > 50


def uncounted(name: str) -> Submission:
    """An example without its counts from the register."""
    return replace(load_submission(DATA / name)[1], control={})


COUNTY = "example-county-2023.json"


@pytest.mark.parametrize("filled", [uncounted(COUNTY), *(balanced(*base) for base in BASES)],
                         ids=["county", *map(str, BASES)])  # fmt: skip
def test_under_formulas_a_wrong_cell_is_hardly_ever_named_and_what_else_may_be_wrong_never_kept_back(filled):
    tried = misnamed = 0
    for cell in [each for each in T3 if not SPEC.is_computed(each)]:
        right = whole(filled, cell)
        for wrong in {max(right - 1, 0), right + 1, right + 10} - {right}:
            findings = located(put(filled, [(cell, wrong)], formulas=True))
            named = {each.suggestion.ref for each in findings if each.suggestion}
            assert "unique" not in {certainty for _, _, certainty in told(findings)}
            tried += 1
            misnamed += bool(named - {str(cell)})
            for each in findings:
                assert candidates_are_told(each)
                assert f"{cell}={right}" in listed(each) or each.suggestion is None or not each.facts.get("others")
    assert tried >= 2 * 144
    assert misnamed / tried <= 0.02


def listed(finding: Finding) -> list[str]:
    """The suggestion and all others that are named with it."""
    named = [f"{finding.suggestion.ref}={finding.suggestion.after}"] if finding.suggestion else []
    return named + finding.facts.get("others", "").split()


def candidates_are_told(finding: Finding) -> bool:
    """All of them are listed, or none but their number."""
    return len(listed(finding)) in (0, 1, int(finding.facts["candidates"]))


def test_one_more_in_a_column_of_ones_is_not_called_booked_twice():
    findings = located(put(uncounted(COUNTY), [("t3.partial.natural", 59)], formulas=True))
    assert told(findings) == {("", "", "")}
    assert fact(findings, "candidates") == {"23"}


def test_exchanged_digits_are_named_only_where_no_other_cell_could_have_them_exchanged():
    findings = located(put(uncounted(COUNTY), [("t3.carried_out.natural", 42)], formulas=True))
    assert told(findings) == {("t3.carried_out.natural", "24", "tied")}
    assert fact(findings, "candidates") == {"6"}
    assert fact(findings, "others") == {""}  # too many to list, and a part of them would look like all
    told_of = [Catalog.load("zh").finding(each, SPEC).message for each in findings]
    assert all("也可能是其余 5 格之一填错" in each for each in told_of)
    findings = located(put(uncounted(COUNTY), [("t3.deny_process_info.natural", 21)], formulas=True))
    assert told(findings) == {("", "", "")}  # 412 instead of 421 requests received would do as well


def test_of_many_cells_none_is_guessed_and_it_is_said_how_many_there_are():
    findings = located(put(balanced(3, 12_000), [("t3.open.natural", 1)], formulas=True))
    assert told(findings) == {("", "", "")}
    assert int(fact(findings, "candidates").pop()) > 5
    assert fact(findings, "cause") == {"t3.natural"}
    assert fact(findings, "others") == {""}


def test_a_count_that_may_as_well_be_a_request_in_the_wrong_row_is_not_called_certain():
    counted = with_counts(in_order(), ["open"])
    findings = located(put(counted, [("t3.open.control", 3)]))
    assert told(findings) == {("t3.open.control", "2", "tied")}


# --- two faults ---


@pytest.mark.parametrize(("seed", "most"), BASES[1:])
def test_of_two_faults_what_is_called_certain_is_right(seed, most):
    filled, rnd = balanced(seed, most), random.Random(seed)
    sure = tried = 0
    for _ in range(250):
        first, second = rnd.sample(T3, 2)
        changes = [(cell, whole(filled, cell) + rnd.choice((1, 2, 5))) for cell in (first, second)]
        findings = located(put(filled, changes))
        right = {(str(cell), str(whole(filled, cell))) for cell in (first, second)}
        certain = {each[:2] for each in told(findings) if each[2] == "unique"}
        assert certain <= right
        tried += 1
        sure += all(each[2] == "unique" for each in told(findings))
    assert sure / tried > 0.9


def test_each_finding_carries_the_fault_among_its_own_cells():
    filled = balanced(2, 40)
    findings = located(put(filled, [("t3.open.natural", 99), ("t3.partial.biz", 98)]))
    named = {(each.code, each.at): each.suggestion.ref for each in findings if each.suggestion}
    assert named == {
        ("T3-02", "natural"): "t3.open.natural", ("T3-03", "open"): "t3.open.natural",
        ("T3-02", "biz"): "t3.partial.biz", ("T3-03", "partial"): "t3.partial.biz",
    }  # fmt: skip


def test_faults_in_two_tables_are_told_apart():
    filled = balanced(2, 40)
    findings = located(put(filled, [("t3.open.total", 999), ("t4.count.review_total", 999)]))
    assert {each.suggestion.ref for each in findings if each.suggestion} == {"t3.open.total", "t4.count.review_total"}


def test_of_many_faults_nothing_is_told():
    filled = balanced(2, 40)
    wrong = [(f"t3.{row}.{column}", 500 + n) for n, (row, column) in enumerate(
        [("open", "natural"), ("partial", "biz"), ("unable_unclear", "legal"), ("carried_in", "charity")])]  # fmt: skip
    findings = located(put(filled, wrong))
    assert told(findings) == {("", "", "")}
    assert fact(findings, "candidates") == {"0"}


# --- slips: the report in order has 6 new requests of natural persons, 2 open, 1 forbidden by law, 3 not held ---


@pytest.mark.parametrize(
    ("changes", "formulas", "kind", "suggested"),
    [
        ({"t3.new_received.natural": 60}, False, "tenfold", ("t3.new_received.natural", "6", "unique")),
        ({"t3.open.total": 0}, False, "zero_total", ("t3.open.total", "2", "unique")),
        ({"t4.count.review_upheld": 1}, False, "zero_total", ("t4.count.review_total", "1", "tied")),
        ({"t3.carried_out.natural": 6}, True, "booked_twice", ("t3.carried_out.natural", "0", "tied")),
        ({"t3.open.natural": 0, "t3.open.biz": 2}, False, "off_column", ("t3.open.natural", "2", "tied")),
        ({"t3.open.natural": 0, "t3.partial.natural": 2}, False, "off_row", ("t3.open.natural", "2", "tied")),
        ({"t3.results_total.natural": 4, "t3.results_total.biz": 2}, False, "moved_column",
         ("t3.results_total.natural", "6", "unique")),
    ],
)  # fmt: skip
def test_a_slip_is_recognised(changes, formulas, kind, suggested):
    findings = located(put(in_order(), changes.items(), formulas=formulas))
    assert kind in fact(findings, "slip")
    assert suggested in told(findings)


def test_exchanged_digits_are_recognised():
    filled = put(in_order(), [("t3.new_received.natural", 132), ("t3.open.natural", 128)], formulas=True)
    findings = located(put(filled, [("t3.open.natural", 182)]))
    assert told(findings) == {("t3.open.natural", "128", "unique")}
    assert fact(findings, "slip") == {"swapped_digits"}


def test_a_request_moved_between_counted_rows_is_one_mistake_and_names_its_partner():
    """The fault of the report as published: 4 not held in the register, 3 in the table, 1 forbidden by law."""
    counted = with_counts(in_order())
    findings = located(put(counted, [("t3.unable_not_held.natural", 4), ("t3.deny_law_forbids.natural", 0)],
                           formulas=True))  # fmt: skip
    assert told(findings) == {
        ("t3.unable_not_held.natural", "3", "tied"), ("t3.deny_law_forbids.natural", "1", "tied"),
    }  # fmt: skip
    assert fact(findings, "partner") == {"t3.unable_not_held.natural", "t3.deny_law_forbids.natural"}
    assert len(fact(findings, "cause")) == 1


@pytest.mark.parametrize("line", ["total", "results_total"])
@pytest.mark.parametrize("blank", [None, Decimal(0)])
@pytest.mark.parametrize(("seed", "most"), BASES[1:])
def test_a_line_of_totals_that_was_not_filled_in_is_one_cause(line, blank, seed, most):
    filled = balanced(seed, most)
    empty = {f"{cell.row}.{cell.column}": None if blank is None else "0" for cell in T3 if line in cell}
    findings = located(figures(t3=empty)(filled))
    assert fact(findings, "slip") == {"line_unfilled"}
    assert fact(findings, "cause") == {f"t3.{line}"}
    for cell, after, certainty in told(findings):
        assert (after, certainty) == (str(whole(filled, ref(cell))), "unique")
        assert line in ref(cell)


def test_both_lines_of_totals_left_at_0_are_filled_in_together():
    filled = balanced(2, 40)
    empty = {f"{cell.row}.{cell.column}": 0 for cell in T3 if {"total", "results_total"} & set(cell)}
    findings = located(figures(t3=empty)(filled))
    assert fact(findings, "slip") == {"line_unfilled"}
    assert all(Decimal(after) == filled.figures[ref(cell)] for cell, after, _ in told(findings))


def test_a_fault_beside_an_empty_line_of_totals_is_still_found():
    filled = balanced(2, 40)
    empty = {f"{row}.total": 0 for row in ROWS}
    findings = located(put(figures(t3=empty)(filled), [("t3.results_total.natural", 9_999)]))
    named = {each.suggestion.ref for each in findings if each.suggestion and each.at == "natural"}
    assert named == {"t3.results_total.natural"}


# --- laws ---


CELLS = st.sampled_from([*T3, *T4])


@settings(max_examples=150)
@given(seed=st.integers(0, 20), faults=st.dictionaries(CELLS, st.integers(0, 60), min_size=1, max_size=3),
       formulas=st.booleans(), counted=st.booleans())  # fmt: skip
def test_what_is_certain_mends_all_that_it_is_told_for(seed, faults, formulas, counted):
    filled = balanced(seed, 30)
    wrong = put(with_counts(filled) if counted else filled, faults.items(), formulas=formulas)
    findings = located(wrong)
    certain = {each.suggestion.ref: each.suggestion for each in findings
               if each.suggestion and each.suggestion.certainty == "unique"}  # fmt: skip
    claimed = {(each.code, each.at) for each in findings if each.suggestion and each.suggestion.ref in certain}
    others = {(each.code, each.at) for each in findings} - claimed
    if not others:  # all of them together: the corrected report is in order
        assert all(each.before == str(whole(wrong, ref(each.ref))) for each in certain.values())
        mended = put(wrong, [(cell, int(each.after)) for cell, each in certain.items()], formulas=True)
        assert list(check_balances(SPEC, mended)) == []
    for each in findings:
        if each.suggestion:
            assert int(each.suggestion.after) >= 0
            assert each.suggestion.after != each.suggestion.before


@settings(max_examples=60)
@given(seed=st.integers(0, 20), faults=st.dictionaries(CELLS, st.integers(0, 60), min_size=1, max_size=2),
       formulas=st.booleans())  # fmt: skip
def test_locating_changes_nothing_else_and_says_the_same_again(seed, faults, formulas):
    wrong = put(balanced(seed, 30), faults.items(), formulas=formulas)
    plain = list(check_balances(SPEC, wrong))
    findings = located(wrong)
    assert located(wrong) == findings
    assert [(each.code, each.at, each.cells, each.expected) for each in findings] == [
        (each.code, each.at, each.cells, each.expected) for each in plain
    ]


@pytest.mark.parametrize("counts", [[], ROWS])
def test_no_two_cells_change_the_same_relations_in_different_proportion(counts):
    """What the search for pairs relies on: one of two cells changes a relation that the other leaves alone."""
    for filled in (balanced(2, 40), figures(t3={f"{row}.total": 77 for row in ROWS})(balanced(2, 40))):
        counted = with_counts(filled, counts)
        known = {cell: each for cell, each in counted.control.items() if each is not None}
        for web in webs(SPEC).values():
            problem = pose(web, {**counted.figures, **known}, ())
            assert problem is not None
            reach = [frozenset(number for number, _ in key) for key in problem.levers]
            assert len(reach) == len(set(reach)) > 0 or not reach


# --- figures that aren't what they should be ---


def test_unknown_figures_are_neither_named_nor_relied_on():
    filled = put(balanced(2, 40), [("t3.open.natural", 500)])
    findings = located(unread(t3__partial__natural="约3件")(filled))
    assert all(each.suggestion is None or "partial" not in each.suggestion.ref for each in findings)


@pytest.mark.parametrize(
    ("wrong", "suggested"),
    [
        ("2.5", ("t3.open.natural", "2", "unique")),
        ("-3", ("t3.open.natural", "2", "unique")),
        (None, ("t3.open.natural", "2", "unique")),
        ("1e30", None),
    ],
)
def test_a_figure_that_is_no_count_is_mended_by_one_that_is(wrong, suggested):
    findings = located(figures(t3={"open.natural": wrong})(in_order()))
    assert findings
    assert told(findings) == {suggested or ("", "", "")}


def test_a_suggestion_is_never_below_0():
    """4 too many in a column where no cell has as many: none can give them alone."""
    findings = located(figures(t3={"new_received.natural": 2, "new_received.total": 2})(in_order()))
    assert all(int(after) >= 0 for _, after, _ in told(findings) if after)


# --- reports as they were published: docs/location.md says what we think of it ---

PUBLISHED = {
    "published/pt-zrzy-2021.json": {
        ("t3.results_total.natural", "16", "unique"), ("t3.results_total.charity", "2", "unique")},
    "published/pt-gongan-2021.json": {("t3.other_misc.natural", "0", "tied")},
    "published/pt-junshan-2022.json": {
        ("t3.unable_not_held.natural", "0", "tied"), ("t3.unable_not_held.org_other", "0", "tied")},
    "published-2019/pingtan-2020.json": {("t3.open.natural", "0", "tied")},
    "published-2019/pt-zrzy-2020.json": {("t3.unable_not_held.legal", "0", "unique")},
    "published-2019/pt-haitan-2021.json": {("t3.results_total.natural", "0", "unique")},
    "published-2019/pt-haitan-2022.json": {
        ("t3.results_total.natural", "4", "unique"), ("t3.results_total.total", "4", "unique")},
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_suggestions_for_published_reports(name):
    spec, filled = load_submission(DATA / name)[:2]
    live = {(each.equation.id, each.at) for each in spec.live_relations}
    assert told([each for each in check(spec, filled) if (each.code, each.at) in live]) == PUBLISHED[name]


def test_every_published_report_that_breaks_a_sum_is_judged():
    broken = set()
    for folder in ("published", "published-2019"):
        expected = json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))
        broken |= {f"{folder}/{name}" for name, each in expected.items() if each["broken"]}
    assert broken == set(PUBLISHED)
