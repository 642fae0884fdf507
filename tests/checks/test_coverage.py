"""The rule book examined: a report in order for every edition, faults put into it, and who notices."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from assembler.checks import check
from assembler.checks.coverage import STYLES, Judge, balanced, broken, called, systems, trials, unknown_cells
from assembler.checks.coverage.faults import FAULTS
from assembler.formats import format_ids, load_format
from assembler.model.elimination import BEFORE, coefficients, eliminate
from assembler.model.equations import Relation, Term
from assembler.model.findings import Finding, Severity, Suggestion
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.rulebook import RuleBook, Trial
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission

ref = CellRef.parse
in_order = cache(balanced)


@pytest.fixture(params=format_ids())
def edition(request: pytest.FixtureRequest) -> ReportSpec:
    return load_format(request.param)


# --- the report in order ---


def test_every_cell_of_the_balanced_report_has_a_figure_above_zero(edition: ReportSpec) -> None:
    figures = balanced(edition).report.figures
    assert tuple(figures) == edition.cells
    for cell, figure in figures.items():
        kind = edition.value_of(cell)
        assert (figure is None) == (kind == "text")
        assert figure is None or kind == "signed" or figure > 0


def test_inputs_beside_each_other_differ(edition: ReportSpec) -> None:
    figures = balanced(edition).report.figures
    for block in edition.blocks.values():
        inputs = [figures[cell] for cell in block.cells() if not edition.is_computed(cell)]
        given = [figure for figure in inputs if figure is not None]
        assert len(given) == len(set(given))


def test_no_rule_about_figures_finds_anything_in_it(edition: ReportSpec) -> None:
    found = check(edition, *called(balanced(edition), "all"))
    grave = [each for each in found if each.severity is not Severity.INFO]
    assert {each.code for each in grave if each.code[0] not in "SCN"} == set()
    assert broken(edition, check) == ()


def test_it_is_the_same_every_time(edition: ReportSpec) -> None:
    assert balanced(edition) == balanced(edition)


def test_it_has_no_counts_and_no_last_year_where_the_report_stands_alone(spec: ReportSpec) -> None:
    alone, full = called(balanced(spec), "alone"), called(balanced(spec), "all")
    assert set(alone[0].control.values()) == {None}
    assert alone[1] is None
    assert None not in full[0].control.values()
    assert full[1] is not None
    assert full[1].year == (full[0].year or 0) - 1


# --- the rules as equations ---


def altered(spec: ReportSpec, change: Callable[[Relation], Iterator[Relation]]) -> ReportSpec:
    return replace(spec, relations=tuple(new for each in spec.relations for new in change(each)))


def at(relation: Relation, code: str, place: str) -> bool:
    return (relation.equation.id, relation.at) == (code, place)


def test_ranks(edition: ReportSpec) -> None:
    found = {system.name: system for system in systems(edition)}
    for system in found.values():
        assert system.rank == system.relations - len(system.consequences)
    assert found["control"].rank == found["control"].relations == len(edition.controls)


@pytest.mark.parametrize(("format_id", "table_three"), [("2021", (175, 39, 37)), ("2019", (161, 37, 35))])
def test_ranks_of_tables(format_id: str, table_three: tuple[int, int, int]) -> None:
    found = {system.name: system for system in systems(load_format(format_id))}
    assert (found["t3"].cells, found["t3"].relations, found["t3"].rank) == table_three
    assert (found["t4"].relations, found["t4"].rank) == (3, 3)


def test_of_table_three_two_relations_follow_from_others(spec: ReportSpec) -> None:
    [system] = [each for each in systems(spec) if each.name == "t3"]
    results, carried = system.consequences
    assert results.place == ("T3-03", "results_total")
    assert {code for code, _ in results.follows_from} == {"T3-02", "T3-03"}
    assert carried.place == ("T3-03", "carried_out")
    assert {code for code, _ in carried.follows_from} == {"T3-01", "T3-02", "T3-03"}


def test_what_follows_from_others_needs_each_of_them(spec: ReportSpec) -> None:
    [system] = [each for each in systems(spec) if each.name == "t3"]
    rows = {(each.equation.id, each.at): coefficients(each) for each in spec.relations}
    for consequence in system.consequences:
        others = [rows[place] for place in consequence.follows_from]
        *_, last = eliminate([*others, rows[consequence.place]])
        assert last.row == {}
        for n in range(len(others)):
            *_, last = eliminate([*others[:n], *others[n + 1 :], rows[consequence.place]])
            assert last.row != {}


def test_last_years_total_follows_from_the_columns_and_both_reports(spec: ReportSpec) -> None:
    found = {each.place: each.follows_from for system in systems(spec) for each in system.consequences}
    if ("Y-01", "total") in found:
        assert {at.startswith(BEFORE) for code, at in found["Y-01", "total"] if code != "Y-01"} == {True, False}
        assert len([code for code, _ in found["Y-01", "total"] if code == "Y-01"]) == 6


def test_a_relation_stated_again_as_a_sum_of_others_is_found(spec: ReportSpec) -> None:
    def twice(relation: Relation) -> Iterator[Relation]:
        yield relation
        if at(relation, "T4-03", "count"):
            others = [each for each in spec.relations if each.equation.id in ("T4-01", "T4-02")]
            left = tuple(term for each in others for term in each.left)
            yield replace(relation, at="again", left=left, right=tuple(term for each in others for term in each.right))

    [system] = [each for each in systems(altered(spec, twice)) if each.name == "t4"]
    assert (system.relations, system.rank) == (4, 3)
    assert system.consequences[0].place == ("T4-03", "again")
    assert system.consequences[0].follows_from == (("T4-01", "count"), ("T4-02", "count"))


def test_a_rule_that_names_an_unknown_cell_is_found(spec: ReportSpec) -> None:
    stray = ref("t4.count.nowhere")

    def strays(relation: Relation) -> Iterator[Relation]:
        more = (Term((stray,)),) if at(relation, "T4-01", "count") else ()
        yield replace(relation, right=relation.right + more)

    assert unknown_cells(altered(spec, strays)) == (stray,)
    assert unknown_cells(spec) == ()


def test_rules_that_leave_a_cell_only_zero_are_found(spec: ReportSpec) -> None:
    def narrowed(relation: Relation) -> Iterator[Relation]:
        yield relation
        if at(relation, "T4-01", "count"):  # once more, without its last summand
            [term] = relation.right
            yield replace(relation, at="again", right=(Term(term.cells[:-1]),))

    assert broken(altered(spec, narrowed), check) == (("FORMAT-CONTRADICTION", "t4.count.review_pending"),)


# --- the faults ---

FIGURES = {"t3.open.natural": "128", "t3.open.biz": "77", "t3.partial.natural": "5", "t3.open.total": "205"}
TYPED = tuple(FIGURES)


@pytest.mark.parametrize(
    ("fault", "cell", "typed", "changes"),
    [
        ("one_more", "t3.open.natural", TYPED, {"t3.open.natural": 129}),
        ("digits", "t3.open.natural", TYPED, {"t3.open.natural": 218}),
        ("digits", "t3.open.biz", TYPED, {}),  # 77
        ("digits", "t3.partial.natural", TYPED, {}),
        ("blank", "t3.open.biz", TYPED, {"t3.open.biz": None}),
        ("row_off", "t3.open.natural", TYPED, {"t3.open.natural": 0, "t3.partial.natural": 133}),
        ("row_off", "t3.partial.natural", TYPED, {"t3.partial.natural": 0, "t3.open.natural": 133}),  # no row below
        ("row_off", "t3.open.biz", TYPED, {}),  # no other row
        ("case_off", "t3.open.natural", TYPED, {"t3.open.natural": 127, "t3.partial.natural": 6}),
        ("case_off", "t3.partial.natural", TYPED, {"t3.partial.natural": 4, "t3.open.natural": 129}),
        ("case_off", "t3.open.total", TYPED, {}),
        ("exchanged", "t3.open.natural", TYPED, {"t3.open.natural": 77, "t3.open.biz": 128}),
        ("exchanged", "t3.open.biz", TYPED, {"t3.open.biz": 205, "t3.open.total": 77}),
        ("exchanged", "t3.open.biz", TYPED[:3], {}),  # its neighbour is a formula
        ("exchanged", "t3.open.total", TYPED, {}),  # no right neighbour
    ],
)
def test_faults(spec, fault, cell, typed, changes) -> None:
    figures = {ref(name): Decimal(figure) for name, figure in FIGURES.items()}
    assert FAULTS[fault](spec, figures, ref(cell), {ref(name) for name in typed}) == {
        ref(name): None if figure is None else Decimal(figure) for name, figure in changes.items()
    }


def test_digits_of_amounts_and_of_negative_figures_change_places_among_themselves(spec: ReportSpec) -> None:
    fee = ref("t2_8.fee.amount_wan")
    assert FAULTS["digits"](spec, {fee: Decimal("7.70")}, fee, {fee}) == {fee: Decimal("7.07")}
    assert FAULTS["digits"](spec, {fee: Decimal("-54")}, fee, {fee}) == {fee: Decimal("-45")}


def test_every_fault_changes_something(edition: ReportSpec) -> None:
    figures = in_order(edition).report.figures
    for cell in edition.cells:
        for fault in FAULTS.values():
            if cell not in edition.worded:
                changes = fault(edition, figures, cell, frozenset(edition.cells) - {*edition.worded})
                assert all(figures[each] != figure for each, figure in changes.items())


# --- trials ---


def noticing(*cells: str, codes: tuple[str, ...] = ("T3-01",), severity: Severity = Severity.ERROR) -> Judge:
    """A judge who knows what should stand in these cells, and names nothing else."""

    def judge(spec: ReportSpec, submission: Submission, _: Submission | None) -> list[Finding]:
        right = in_order(spec).report.figures
        wrong = [ref(cell) for cell in cells if submission.figures[ref(cell)] != right[ref(cell)]]
        return [
            Finding(
                code, severity, str(cell), suggestion=Suggestion(str(cell), None, plain(right[cell]) or "", "unique")
            )
            for cell in wrong
            for code in codes
        ]

    return judge


@pytest.fixture
def few(spec: ReportSpec, monkeypatch: pytest.MonkeyPatch) -> ReportSpec:
    """The 2021 form, and only the first kind of fault."""
    for fault in tuple(FAULTS)[1:]:
        monkeypatch.delitem(FAULTS, fault)
    return spec


def book(spec: ReportSpec, judge: Judge) -> RuleBook:
    return RuleBook(spec, (), (), (), tuple(trials(spec, judge)))


def test_only_what_is_noticed_counts(few: ReportSpec) -> None:
    found = book(few, noticing("t3.open.natural"))
    for style, tried in (("formulas", 166), ("typed", 200)):
        score = found.score(style=style, situation="alone")
        assert (score.tried, score.noticed, score.errors, score.named) == (tried, 1, 1, 1)
        assert len(list(found.unguarded(style, "alone"))) == tried - 1
        assert found.guards(style, "alone")[ref("t3.open.natural")] == ("T3-01",)
    assert found.score(table="t4", style="typed").noticed == 0
    assert found.rules["T3-01"] == (2, 2)
    assert found.rules["T3-02"] == (0, 0)


def test_trials_are_the_same_every_time(few: ReportSpec) -> None:
    judge = noticing("t3.open.natural", "t4.count.review_total")
    assert tuple(trials(few, judge)) == tuple(trials(few, judge))


def test_what_two_rules_notice_neither_notices_alone(few: ReportSpec) -> None:
    found = book(few, noticing("t3.open.natural", codes=("T3-01", "T3-02"), severity=Severity.WARNING))
    assert found.rules["T3-01"] == found.rules["T3-02"] == (2, 0)
    assert found.score(situation="all").errors == 0


def test_totals_follow_only_where_they_are_formulas(few: ReportSpec) -> None:
    found = book(few, noticing("t3.open.total"))
    row = {f"t3.open.{column.id}" for column in few.blocks["t3"].leaf_columns}
    for style, cells in (("formulas", row - {"t3.open.total"}), ("typed", {"t3.open.total"})):
        noticed = {str(trial.cell) for trial in found.trials if trial.style == style and trial.codes}
        assert noticed == cells


def test_what_was_found_before_the_fault_is_not_put_down_to_it(few: ReportSpec) -> None:
    def always(*_: object) -> list[Finding]:
        return [Finding("T3-01", Severity.ERROR, "natural")]

    assert book(few, always).score().noticed == 0


def test_a_situation_finds_what_the_rules_find_in_it(spec: ReportSpec) -> None:
    """What is put down to the register or to last year by its rule is what is found with just that at hand."""
    cells = [
        ref(cell)
        for cell in ("t2_1.regulation.in_force", "t3.carried_in.natural", "t3.open.biz", "t4.count.suit_direct_total")
    ]
    found: dict[tuple[str, str, str, CellRef], Trial] = {}
    for trial in _trials_of(spec, cells):
        found[trial.style, trial.situation, trial.fault, trial.cell] = trial
    assert {situation for _, situation, _, _ in found} == {"alone", "control", "last_year", "all"}
    for (style, situation, fault, cell), trial in found.items():
        if style == "typed":
            report, last_year = called(in_order(spec), situation)
            known = {(each.code, each.at) for each in check(spec, report, last_year)}
            changes = FAULTS[fault](spec, report.figures, cell, frozenset(spec.cells))
            wrong = replace(report, figures={**report.figures, **changes})
            new = [each for each in check(spec, wrong, last_year) if (each.code, each.at) not in known]
            assert trial.codes == {each.code for each in new}


def _trials_of(spec: ReportSpec, cells: list[CellRef]) -> Iterator[Trial]:
    """Trials of these cells alone: about the others the judge is not asked."""
    right = in_order(spec).report.figures

    def judge(spec: ReportSpec, submission: Submission, last_year: Submission | None) -> tuple[Finding, ...]:
        changed = [cell for cell, figure in submission.figures.items() if figure != right[cell]]
        asked = not changed or any(cell in changed for cell in cells)
        return check(spec, submission, last_year) if asked else ()

    return (trial for trial in trials(spec, judge) if trial.cell in cells)


def test_every_figure_of_tables_three_and_four_is_guarded_where_totals_are_typed(few: ReportSpec) -> None:
    found = book(few, check)
    for table in ("t3", "t4"):
        score = found.score(style="typed", situation="alone", table=table)
        assert score.noticed == score.errors == score.tried
    assert found.values("style") == STYLES
