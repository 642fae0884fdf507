"""Workbooks that are sent back: nothing that was entered is lost, nothing that was mended is asked for again."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from assembler.checks import accept, check, in_order
from assembler.errors import UnwritableOutput
from assembler.excel import make_workbook
from assembler.excel.layout import (
    CHECK_SHEET,
    LEFT,
    REASON_TEXT,
    REASON_TOKEN,
    REVIEW_SHEET,
    TOP_ROW,
    Place,
    layout,
)
from assembler.model.outcome import Checked
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank
from assembler.tasks.check import checked
from assembler.tasks.export import export
from assembler.tasks.new import Wanted, make
from assembler.tasks.returned import CopyNames, made_whole, needs_copy, returned_copy, reviewed, whole_of
from tests.checks import submissions
from tests.checks.submissions import (
    LATE_TOKEN,
    RAISING,
    SPEC,
    WORKBOOKS,
    absent,
    both,
    control,
    figures,
    in_cells,
    in_workbook,
    info,
    outcome_of,
    text,
    unread,
    with_book,
    with_reasons,
)
from tests.checks.submissions_2019 import SPEC_2019, in_order_2019
from tests.semantic.trial import trials

PLAN = layout(SPEC)
OF_EACH_KIND = (
    "S-01/absent", "S-01/place", "S-01/entry", "S-08/table", "S-08/row", "S-12", "V-01/text", "V-03/total",
    "T3-03", "T3-08", "T4-01", "D-02/unknown-level", "D-03/unreadable", "D-04/bad-year", "N-01",
)  # fmt: skip
OF_EACH_CODE = {name.partition("/")[0]: name for name in WORKBOOKS}


def judged(submission: Submission, last_year: Submission | None = None) -> Checked:
    """As if it had been read from a workbook."""
    found = in_order(SPEC, accept(SPEC, submission, check(SPEC, submission, last_year)))
    return Checked(SPEC, submission, {}, found, last_year)


def sent_back(found: Checked, folder: Path, name: str = "某局.xlsx") -> Path:
    path = folder / f"退回-{name}"
    path.write_bytes(returned_copy(found, name))
    return path


def opened(path: Path) -> Workbook:
    return load_workbook(BytesIO(path.read_bytes()))


def put(path: Path, **values: Any) -> Path:
    """What a clerk types into a workbook; a double underscore stands for a dot."""
    book = opened(path)
    for name, value in values.items():
        place = PLAN.place(name.replace("__", "."))
        book[place.sheet][place.address].value = value
    book.save(path)
    return path


def at(book: Workbook, ref: str) -> Any:
    place = PLAN.place(ref)
    return book[place.sheet][place.address]


def agrees_with_its_remarks(found: Checked, copy: Checked) -> None:
    """The copy holds all entries, and has exactly the findings that its remarks don't call mended."""
    whole = whole_of(found)
    assert copy.submission == as_text(whole)
    remarks = reviewed(found, whole, "某局.xlsx").remarks
    to_do = {code for each in remarks if each.grade != "mended" for code in each.codes.split()}
    only_reading = {"W-04", "W-10"} - to_do  # what a judged submission doesn't have
    told_besides = {"W-04", "W-18", "W-19", "S-09"} | ({"S-01", "S-08"} if found.submission.absent else set())
    assert to_do - told_besides == {each.code for each in copy.findings} - only_reading - told_besides


def as_text(submission: Submission) -> Submission:
    """A formula that had no result is a text like any other where texts stand; what was carried stands in its cell."""
    formulas = {ref: raw for ref, raw in submission.unread.items() if ref in submission.texts and raw.startswith("=")}
    unread = {ref: raw for ref, raw in submission.unread.items() if ref not in formulas}
    return replace(submission, texts={**submission.texts, **formulas}, unread=unread, carried={})


@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_a_copy_of_a_faulty_report_holds_it_and_tells_what_still_stands(name: str, tmp_path: Path) -> None:
    found = judged(RAISING[name](submissions.in_order()))
    agrees_with_its_remarks(found, checked(sent_back(found, tmp_path)))


@pytest.mark.parametrize("name", OF_EACH_CODE.values())
def test_a_copy_of_an_altered_workbook_is_whole_again(name: str, tmp_path: Path) -> None:
    found = outcome_of(WORKBOOKS[name](tmp_path)).checked
    assert found is not None
    agrees_with_its_remarks(found, checked(sent_back(found, tmp_path)))


def test_a_copy_in_the_edition_of_2019_keeps_words_and_signs(tmp_path: Path) -> None:
    changed = both(figures(t2_5={"license.change": None}, t3={"open.total": 99}), unread(t2_6__penalty__change="减8"))
    submission = changed(in_order_2019())
    found = in_order(SPEC_2019, accept(SPEC_2019, submission, check(SPEC_2019, submission)))
    copy = checked(sent_back(Checked(SPEC_2019, submission, {}, found), tmp_path))
    assert copy.submission == submission
    assert {each.code for each in copy.findings} == {each.code for each in found} | {"W-10"}


ODD = both(
    unread(
        t3__open__natural="约3件", t3__deny_state_secret__natural="=A1+1", t3__results_total__biz="合计？",
        t3__open__control="#REF!", info__level="某种单位",
    ),
    figures(t3={"carried_in.natural": 5, "new_received.total": 999}, t2_8={"fee.amount_wan": "0.1234567"}),
    control({"carried_in": 7}),
    text("s1.platform", '=HYPERLINK("http://a","b")\n@SUM(A1)\n<x>&amp;]]> {{ x }} _x000D_'),
    info(postcode="", email="=1+1", address="+cmd|' /C calc'!A0", signed_on="九月一日"),
)  # fmt: skip
"""Entries of every kind that can't be understood, or must stay what they are."""


@pytest.mark.parametrize("seed", [7, 23, 77, 112, 2136])
def test_whatever_was_done_to_a_workbook_its_copy_holds_what_was_read(seed: int, tmp_path: Path) -> None:
    """Several clerk-like alterations at once."""
    path = tmp_path / "某局.xlsx"
    path.write_bytes(trials(seed).altered()[0].saved())
    found = checked(path)
    agrees_with_its_remarks(found, checked(sent_back(found, tmp_path)))


def test_everything_that_was_entered_is_in_the_copy_as_it_was(tmp_path: Path) -> None:
    submission = replace(ODD(submissions.in_order()), accepted={"D-02-ABCDEF": "因机构改革，经批准推迟"})
    copy = sent_back(judged(submission), tmp_path)
    assert checked(copy).submission == made_whole(SPEC, submission)
    book = opened(copy)
    assert at(book, "t3.open.natural").value == "约3件"
    assert at(book, "t3.deny_state_secret.natural").data_type == "s"
    assert at(book, "t3.new_received.total").value == 999


def test_text_never_becomes_a_formula_or_a_link_anywhere_in_the_copy(tmp_path: Path) -> None:
    book = opened(sent_back(judged(ODD(submissions.in_order())), tmp_path, "=cmd<x>.xlsx"))
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [each for each in formulas if "HYPERLINK" in str(each) or "A1" in str(each).replace("$", "").split("!")]
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert all(link.target is None and link.location for link in links)


def test_a_total_that_was_typed_stays_open_and_marked_until_it_agrees(tmp_path: Path) -> None:
    copy = sent_back(judged(figures(t3={"open.total": 3})(submissions.in_order())), tmp_path)
    cell = at(opened(copy), "t3.open.total")
    assert (cell.value, cell.protection.locked) == (3, False)
    assert "表三“予以公开”行：总计 3" in cell.comment.text
    again = sent_back(checked(put(copy, t3__open__total=2)), tmp_path)
    mended = at(opened(again), "t3.open.total")
    assert (mended.data_type, mended.protection.locked, mended.value) == ("f", True, "=SUM($E$8:$J$8)")
    assert [each.code for each in checked(again).findings] == []


def test_the_formula_of_a_deleted_total_is_back_at_once(tmp_path: Path) -> None:
    found = judged(figures(t3={"carried_in.total": None})(submissions.in_order()))
    copy = sent_back(found, tmp_path)
    assert at(opened(copy), "t3.carried_in.total").data_type == "f"
    assert not checked(copy).findings


def test_a_total_over_a_deleted_one_stays_a_formula(tmp_path: Path) -> None:
    cells = {f"{row}.total": None for row in ("open", "deny_law_forbids")}
    deleted = figures(t3={**cells, "results_total.total": 3})(submissions.in_order())  # what its formula gave without
    copy = sent_back(judged(deleted), tmp_path)
    assert at(opened(copy), "t3.results_total.total").data_type == "f"
    assert checked(copy).submission == submissions.in_order()


def test_what_comes_to_light_in_the_copy_is_told_with_it(tmp_path: Path) -> None:
    faults = figures(t3={"open.total": None, "results_total.natural": 4, "results_total.total": 4})
    found = judged(faults(submissions.in_order()))
    copy = checked(sent_back(found, tmp_path))
    told, again = ({(each.code, each.at) for each in side.findings} for side in (found, copy))
    assert ("T3-03", "results_total") in again - told  # once the deleted total is back
    agrees_with_its_remarks(found, copy)


def test_handed_in_again_nothing_piles_up(tmp_path: Path) -> None:
    first = sent_back(judged(ODD(submissions.in_order())), tmp_path)
    once = checked(first)
    second = sent_back(once, tmp_path, "again.xlsx")
    twice = checked(second)
    assert [(each.code, each.at) for each in twice.findings] == [(each.code, each.at) for each in once.findings]
    assert opened(second).sheetnames.count(REVIEW_SHEET) == 1
    assert returned_copy(twice, "x.xlsx") == returned_copy(once, "x.xlsx")


def test_marks_of_mended_faults_disappear(tmp_path: Path) -> None:
    faults = both(figures(t2_1={"normative_doc.issued": None}), unread(t3__open__natural="约2件"))
    copy = sent_back(judged(faults(submissions.in_order())), tmp_path)
    assert at(opened(copy), "t3.open.natural").comment
    assert at(opened(copy), "t2_1.normative_doc.issued").comment
    again = sent_back(checked(put(copy, t3__open__natural=2)), tmp_path)
    assert not at(opened(again), "t3.open.natural").comment
    assert at(opened(again), "t2_1.normative_doc.issued").comment
    last = checked(put(again, t2_1__normative_doc__issued=0))
    assert last.findings == ()
    assert not needs_copy(last)


def test_a_reason_is_written_beside_a_number_that_stands_ready(tmp_path: Path) -> None:
    copy = sent_back(judged(info(signed_on="2024-02-09")(submissions.in_order())), tmp_path)
    book = opened(copy)
    sheet: Any = book[CHECK_SHEET]
    (row,) = [row for row in range(1, 99) if str(sheet.cell(row, REASON_TOKEN + 1).value).startswith("D-02-")]
    assert sheet.cell(row, REASON_TOKEN + 1).value.endswith("\n基本信息“成文日期”")
    assert [each.code for each in checked(copy).findings] == ["D-02"]  # a number alone is no W-05
    sheet.cell(row, REASON_TEXT + 1).value = "因机构改革，经批准推迟"
    book.save(copy)
    found = checked(copy)
    assert [each.accepted for each in found.findings] == ["因机构改革，经批准推迟"]
    assert not needs_copy(found)


def test_a_reason_that_was_too_short_is_not_asked_for_twice(tmp_path: Path) -> None:
    late = info(signed_on="2024-02-09")(submissions.in_order())
    (finding,) = judged(late).findings
    found = judged(replace(late, accepted={finding.token: "无"}))
    review = reviewed(found, found.submission, "")
    assert not review.reasons
    (remark,) = [each for each in review.remarks if each.codes == "D-02"]
    assert remark.reason == finding.token
    sheet: Any = opened(sent_back(found, tmp_path))[CHECK_SHEET]
    assert [cell.value for cell in sheet["B"] if str(cell.value).startswith("D-02")] == [finding.token]


def test_no_reason_is_asked_for_what_must_be_corrected_or_is_mended(tmp_path: Path) -> None:
    found = checked(WORKBOOKS["W-02"](tmp_path))
    assert all(each.token for each in found.findings)
    assert not reviewed(found, made_whole(SPEC, found.submission), "").reasons
    arithmetic = judged(RAISING["T3-01"](submissions.in_order()))
    asked = reviewed(arithmetic, arithmetic.submission, "").reasons
    assert not [token for token in asked if token.startswith("T3-01")]


def test_what_has_no_place_in_the_form_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "某局.xlsx"
    path.write_bytes(make_workbook(SPEC, submissions.in_order()))
    book = opened(path)
    book.create_sheet("台账")["A1"] = "2023年登记簿"
    book["三、申请情况"]["N9"] = "此格待核"
    book.save(path)
    found = checked(path)
    remarks = reviewed(found, found.submission, "某局.xlsx").remarks
    told = [each for each in remarks if each.codes == "W-19"]
    assert "台账" in told[0].problem + told[1].problem
    assert "此格待核" in told[0].problem + told[1].problem
    assert {each.remedy for each in told} == {"没有带入本文件，仍在原文件中；需要留存的，保管好原文件。"}
    assert {each.target for each in told} == {None}


def test_a_cause_with_many_findings_goes_on_in_the_next_rows() -> None:
    columns = [column.id for column in SPEC.blocks["t3"].leaf_columns if column.kind == "input"]
    cells = {f"{row}.{column}": 1 for row in ("new_received", "open") for column in columns}
    totals = {"new_received.total": 6, "open.total": 6, "deny_law_forbids.total": 0, "unable_not_held.total": 0}
    nothing = {f"{cell.row}.{cell.column}": 0 for cell in SPEC.cells if cell.block == "t3"}
    found = judged(figures(t3={**nothing, **cells, **totals})(submissions.in_order()))
    remarks = reviewed(found, found.submission, "").remarks
    (first,) = [n for n, each in enumerate(remarks, 1) if "没有填" in each.problem]
    assert len(found.findings) > 10
    assert remarks[first].remedy == f"接第 {first} 条，同一处引起，改好后一并消除。"
    told = "\n".join(each.problem for each in remarks)
    assert all(f"表三“{SPEC.blocks['t3'].column(column).name}”列勾稽关系不平" in told for column in columns)


def test_last_years_figures_stand_beside_where_the_file_was_compared_with_them(tmp_path: Path) -> None:
    now, before = submissions.COMPARED["Y-01"]
    found = judged(now(submissions.in_order()), before(submissions.a_year_before()))
    book = opened(sent_back(found, tmp_path))
    assert book["三、申请情况"]["Q3"].value == "2022年\n自然人"


def test_a_missing_table_is_there_again_and_asks_to_be_filled() -> None:
    found = judged(RAISING["S-08/table"](submissions.in_order()))
    remarks = reviewed(found, made_whole(SPEC, found.submission), "").remarks
    (remark,) = [each for each in remarks if each.codes == "S-08"]
    assert (remark.grade, remark.remedy) == ("error", "本文件已恢复此处，请把内容填进去。")
    assert remark.target == PLAN.place("t3.new_received.natural")


@pytest.mark.parametrize("name", ["S-08/row", "S-08/column"])
def test_a_missing_line_is_marked_where_it_is_there_again(name: str) -> None:
    found = judged(RAISING[name](submissions.in_order()))
    marks = reviewed(found, made_whole(SPEC, found.submission), "").marks
    line = "open" if name == "S-08/row" else "natural"
    inputs = {str(cell) for cell in SPEC.cells if cell.block == "t3" and line in (cell.row, cell.column)}
    inputs -= {str(cell) for cell in SPEC.cells if SPEC.is_computed(cell)}
    assert {ref for ref, mark in marks.items() if "S-08" in mark.text} == inputs


@pytest.mark.parametrize("change", [
    text("s1.platform", "字" * 40_000), text("s5", "😀" * 20_000), info(address="字" * 40_000),
    unread(t3__open__natural="约" * 40_000), lambda filled: replace(filled, accepted={"D-02-ABCDEF": "因" * 40_000}),
])  # fmt: skip
def test_what_no_cell_can_hold_is_refused_not_cut(change: submissions.Change) -> None:
    with pytest.raises(UnwritableOutput) as refused:
        returned_copy(judged(change(submissions.in_order())), "a.xlsx")
    assert refused.value.code == "OUTPUT-CELL"


def test_the_longest_texts_fit(tmp_path: Path) -> None:
    longest = both(
        text("s1.platform", "字\n" * 16_383), unread(t3__open__natural="约" * 32_767), info(address="字" * 32_767)
    )
    reasons = {"D-02-ABCDEF": "因" * 32_767, "编号" * 9_000: "因机构改革"}
    submission = replace(longest(submissions.in_order()), accepted=reasons)
    copy = sent_back(judged(submission), tmp_path)
    assert checked(copy).submission.unread == submission.unread
    heights = [
        each.height for sheet in opened(copy).worksheets for each in sheet.row_dimensions.values() if each.height
    ]
    assert max(heights) <= 409


def test_the_same_findings_give_the_same_bytes() -> None:
    found = judged(ODD(submissions.in_order()))
    assert returned_copy(found, "a.xlsx") == returned_copy(found, "a.xlsx")
    assert returned_copy(found, "a.xlsx") != returned_copy(found, "b.xlsx")


@pytest.mark.parametrize(
    ("originals", "named"),
    [
        (["a/某局.xlsx"], ["某局（审核意见）.xlsx"]),
        (["a/某局.xlsx", "b/某局.xlsx"], ["某局（审核意见）.xlsx", "某局（审核意见2）.xlsx"]),
        (["a/某局.xlsx", "a/某局.xls"], ["某局（审核意见）.xlsx", "某局（审核意见2）.xlsx"]),
        (["某局（审核意见）.xlsx"], ["某局（审核意见）.xlsx"]),
        (["某局（审核意见2）.xlsx"], ["某局（审核意见）.xlsx"]),
        (["某局（审核意见）(1).xlsx"], ["某局(1)（审核意见）.xlsx"]),
        (["out/某局（审核意见）.xlsx"], ["某局（审核意见2）.xlsx"]),
        (["out/A（审核意见）.XLSX", "a.xlsx"], ["A（审核意见2）.xlsx", "a（审核意见3）.xlsx"]),
        (["局" * 90 + ".xlsx"], ["局" * 72 + "（审核意见）.xlsx"]),
    ],
)
def test_copies_are_named_after_their_originals(originals: list[str], named: list[str]) -> None:
    names = CopyNames(Path("out"), map(Path, originals))
    assert [names.path(Path(each)).name for each in originals] == named


def as_dump(book: Workbook) -> str:
    """The list as it is read, row by row, with its links; then the comments."""
    lines = []
    for row in book[REVIEW_SHEET].iter_rows():
        told = [str(cell.value) for cell in row if cell.value is not None]
        links = [cell.hyperlink.location for cell in row if cell.hyperlink]
        if told:
            lines.append("\n".join((" | ".join(told), *(f"  -> {link}" for link in links))))
    for sheet in book.worksheets:
        comments = [(cell.coordinate, cell.comment) for row in sheet.iter_rows() for cell in row]
        lines += [f"[{sheet.title}!{address}]\n{comment.text}" for address, comment in comments if comment]
    return "\n\n".join(lines) + "\n"


def test_the_list_and_the_comments_read_as_expected(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    faults = both(
        ODD,
        figures(t3={"new_received.natural": 7}, t2_1={"normative_doc.issued": None}),
        absent("s5"),
        text("s1.on_request", "2023年共收到申请9件。"),
    )
    accepted = dict.fromkeys(("D-02-ABCDEF", postcode_token()), "因机构改革，经批准推迟")
    path = tmp_path / "某局.xlsx"
    path.write_bytes(make_workbook(SPEC, replace(faults(submissions.in_order()), accepted=accepted)))
    book = opened(path)
    book["三、申请情况"]["E12"] = "１２件"
    book.create_sheet("台账")["A1"] = 1
    book.save(path)
    golden("returned.txt", as_dump(opened(sent_back(checked(path), tmp_path))))


def postcode_token() -> str:
    (finding,) = judged(info(postcode="")(submissions.in_order())).findings
    return finding.token


# -- new --from ------------------------------------------------------------------------------------------------------


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    return sent_back(judged(ODD(submissions.in_order())), tmp_path)


def made(path: Path, **wanted: Any) -> Path:
    return make(Wanted(output=path.parent / "new.xlsx", source=path, **wanted)).output


def test_the_same_workbook_is_made_without_marks(returned: Path) -> None:
    plain = made(returned)
    assert checked(plain).submission == checked(returned).submission
    book = opened(plain)
    assert REVIEW_SHEET not in book.sheetnames
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert plain.read_bytes() == make_workbook(SPEC, checked(returned).submission)


def test_a_damaged_workbook_is_whole_again_and_what_is_not_kept_is_told(tmp_path: Path) -> None:
    path = tmp_path / "某局.xlsx"
    path.write_bytes(make_workbook(SPEC, submissions.in_order()))
    book = opened(path)
    book["二、主动公开"].protection.sheet = False
    book.create_sheet("台账")["A1"] = 1
    del book["五、问题与改进"]
    book.save(path)
    done = make(Wanted(output=tmp_path / "new.xlsx", source=path))
    assert sorted(each.code for each in done.left_out) == ["S-01", "W-19"]
    found = checked(done.output)
    assert not [each for each in found.findings if each.code.startswith(("W", "S-09", "S-08"))]
    kept = replace(submissions.in_order(), texts={**submissions.in_order().texts, "s5": ""})
    assert found.submission == kept


@pytest.mark.parametrize("note", ["2022年度", "单位：百件"])
def test_words_that_put_figures_in_doubt_are_kept_as_a_doubt_with_the_figures(tmp_path: Path, note: str) -> None:
    path = tmp_path / "某局.xlsx"
    path.write_bytes(make_workbook(SPEC, submissions.in_order()))
    book = opened(path)
    book["三、申请情况"]["B2"] = note
    book.save(path)
    done = make(Wanted(output=tmp_path / "new.xlsx", source=path))
    assert done.left_out == ()
    found = checked(done.output)
    assert found.submission.figures == submissions.in_order().figures
    assert [each.code for each in found.findings] == ["W-22"]
    assert note in found.findings[0].facts["doubt"]


def test_organisation_year_and_last_year_prevail(returned: Path, tmp_path: Path) -> None:
    last_year = tmp_path / "2022.xlsx"
    last_year.write_bytes(make_workbook(SPEC, submissions.a_year_before()))
    put(returned, year="去年")
    path = made(returned, organisation="某市某局", year=2023, previous=last_year)
    found = checked(path).submission
    assert (found.organisation, found.year) == ("某市某局", 2023)
    assert "year" not in found.unread
    assert opened(path)["三、申请情况"]["Q3"].value == "2022年\n自然人"
    assert found.figures[CellRef("t3", "carried_in", "natural")] == Decimal(5)  # not last year's: it was filled in


def test_by_default_it_lies_beside_under_the_name_of_the_organisation(returned: Path) -> None:
    output = make(Wanted(source=returned)).output
    assert output == returned.parent / "晋城市行政审批服务管理局2023年政府信息公开工作年度报告填报工作簿.xlsx"


def test_a_blank_form_gives_a_blank_form(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make_workbook(SPEC, blank(SPEC)))
    assert made(path).read_bytes() == path.read_bytes()


T3 = "三、申请情况"
STUBS = [each for each in PLAN.tables[1].grid.cells if each.role == "stub"]
WITHOUT_LABELS = {T3: {Place(T3, TOP_ROW + each.row, LEFT + each.column).address: None for each in STUBS}}


def test_a_table_that_only_names_or_its_shape_tell_is_carried_to_be_confirmed(tmp_path: Path) -> None:
    """Each figure is in its cell, none is read until somebody has looked at it; one replacement confirms them all."""
    file = in_cells(tmp_path, WITHOUT_LABELS)
    found = checked(file)
    assert [(each.code, each.at) for each in found.findings] == [("S-08", "t3")]
    copy = sent_back(found, tmp_path)
    cell = at(opened(copy), "t3.new_received.natural")
    assert cell.value == "6待核"
    assert "取自原文件“三、申请情况”E6" in cell.comment.text
    again = checked(copy)
    assert {(each.code, each.case) for each in again.findings} == {("V-01", "unsettled")}
    assert len(again.findings) == 144
    assert all(again.submission.figures[CellRef.parse(each.at)] is None for each in again.findings)
    once_more = sent_back(again, tmp_path, "乙.xlsx")
    assert at(opened(once_more), "t3.new_received.natural").value == "6待核"
    output = make(Wanted(source=file, output=tmp_path / "新.xlsx")).output
    assert at(opened(output), "t3.new_received.natural").value == "6待核"
    book = opened(copy)
    for row in book[T3]:
        for each in row:
            if isinstance(each.value, str) and each.value.endswith("待核"):
                each.value = int(each.value.removesuffix("待核"))
    book.save(copy)
    assert checked(copy).submission == submissions.in_order()


def test_the_list_tells_first_what_was_missing_then_what_follows_once(tmp_path: Path) -> None:
    found = checked(in_cells(tmp_path, WITHOUT_LABELS))
    remarks = reviewed(found, whole_of(found), "某局.xlsx").remarks
    assert [(each.codes, each.place) for each in remarks] == [("S-08", T3), ("V-01", f"{T3}!E6")]
    assert "标有“待核”" in remarks[0].remedy
    assert "表三这样的共 144 格" in remarks[1].problem


def test_of_texts_that_stand_twice_both_are_in_the_copy_and_one_is_to_be_chosen(tmp_path: Path) -> None:
    def twice(book: Workbook) -> None:
        book.defined_names.clear()
        again = book.copy_worksheet(book["五、问题与改进"])
        book["五、问题与改进"].title, again.title = "定稿", "草稿"
        again["B5"].value = f"另一稿：{again['B5'].value}"

    found = checked(with_book(tmp_path, twice))
    assert "s5" in found.submission.twice
    copy = sent_back(found, tmp_path)
    again = checked(copy)
    (finding,) = [each for each in again.findings if each.code == "S-11"]
    assert (finding.case, finding.at, finding.token) == ("unsettled", "s5", "")
    first, second = again.submission.texts["s5"].split("【待核：“草稿”B5】")
    assert second == f"另一稿：{first.removeprefix('【待核：“定稿”B5】').strip()}"
    settled = checked(put(copy, s5=second))
    assert not any(each.code in ("S-11", "S-01") for each in settled.findings)


def test_figures_without_any_plausible_place_are_all_listed_with_their_cells(tmp_path: Path) -> None:
    cells = {T3: {**WITHOUT_LABELS[T3], **{f"M{row}": row for row in range(6, 31)}}}
    found = checked(in_cells(tmp_path, cells))
    remarks = reviewed(found, whole_of(found), "某局.xlsx").remarks
    assert [each.codes for each in remarks][:2] == ["S-08", "V-03"]
    left = [each for each in remarks if each.codes == "W-19"]
    listed = "\n".join(each.problem for each in left)
    assert all(f"E{row} 至 J{row}：" in listed and f"，M{row}：{row}" in listed for row in (*range(6, 29), 30))
    assert {each.remedy for each in left[1:]} == {f"接第 {remarks.index(left[0]) + 1} 条。"}
    assert not any(each.codes == "W-22" for each in remarks)


def test_a_doubt_leads_to_what_it_is_about_and_marks_it(tmp_path: Path) -> None:
    found = checked(WORKBOOKS["W-06/order"](tmp_path))
    review = reviewed(found, whole_of(found), "某局.xlsx")
    (remark,) = [each for each in review.remarks if each.codes == "W-22"]
    assert remark.place == T3
    assert remark.target == PLAN.place("t3.new_received.natural")
    assert review.marks["t3.new_received.natural"].grade == "warning"
    assert remark.reason.startswith("W-22-")


def test_what_stands_beside_is_told_once_and_all_of_it(tmp_path: Path) -> None:
    """A doubt that stands among the reasons isn't told again as what was left out."""
    found = checked(in_cells(tmp_path, {T3: {f"N{row}": row for row in range(6, 20)}}))
    remarks = reviewed(found, whole_of(found), "某局.xlsx").remarks
    assert {each.codes for each in remarks} == {"W-22"}
    assert all(f"N{row}：{row}" in "\n".join(each.problem for each in remarks) for row in range(6, 20))
    assert "仍在原文件中" in remarks[0].remedy


def test_a_short_note_beside_is_told_in_a_line(tmp_path: Path) -> None:
    found = checked(in_cells(tmp_path, {T3: {"N3": "请领导核对"}, "二、主动公开": {"C15": "收费金额"}}))
    (remark,) = [each for each in reviewed(found, whole_of(found), "某局.xlsx").remarks if each.codes == "W-19"]
    assert remark.problem == "填写处以外另有 1 格内容，没有读取：“三、申请情况”N3（请领导核对）"


def test_what_was_struck_out_is_asked_about_again_by_the_copy(tmp_path: Path) -> None:
    struck = TextBlock(InlineFont(strike=True), "和微信")
    file = in_workbook(tmp_path, "s1.platform", CellRichText("我局在网站", struck, "公开信息。"))
    book = load_workbook(file, rich_text=True)
    book["三、申请情况"]["E6"].font = Font(strike=True)
    book.save(file)
    found = checked(file)
    asked = {("V-01", "shown"), ("S-11", "struck")}
    assert {(each.code, each.case) for each in found.findings if each.code in ("V-01", "S-11")} == asked
    copy = checked(sent_back(found, tmp_path))
    assert copy.submission.texts["s1.platform"] == "我局在网站〔删除线：和微信〕公开信息。"
    assert copy.submission.unread["t3.new_received.natural"] == "6（显示为“〔删除线：6〕”）"
    assert {(each.code, each.case) for each in copy.findings if each.code in ("V-01", "S-11")} == asked


def test_a_reason_that_was_struck_out_is_none(tmp_path: Path) -> None:
    file = with_reasons(tmp_path, {LATE_TOKEN: "因机构改革，经主管部门同意推迟"}, signed_on="2024-02-01")
    assert LATE_TOKEN in checked(file).submission.accepted
    book = opened(file)
    place = next(cell for row in book["校验"] for cell in row if cell.value == "因机构改革，经主管部门同意推迟")
    place.font = Font(strike=True)
    book.save(file)
    assert checked(file).submission.accepted == {}


LABEL = {"二、主动公开": {"C15": "收费金额"}}


def test_a_doubt_about_the_form_is_not_laundered_by_a_whole_one(tmp_path: Path) -> None:
    """The copy that comes back unchanged has the doubt still, and so has a copy of that; an answer settles it."""
    found = checked(in_cells(tmp_path, LABEL))
    assert [each.code for each in found.findings] == ["S-09"]
    copy = sent_back(found, tmp_path)
    again = checked(copy)
    assert [(each.code, each.accepted) for each in again.findings] == [("W-22", None)]
    assert "收费金额" in again.findings[0].facts["doubt"]
    assert needs_copy(again)
    once_more = checked(sent_back(again, tmp_path, "乙.xlsx"))
    assert once_more.findings == again.findings
    output = make(Wanted(source=copy, output=tmp_path / "换.xlsx")).output
    assert checked(output).findings == again.findings
    place = again.locations[f"accepted.{again.findings[0].at}"]
    book = opened(copy)
    book[place.sheet][place.address].value = "已核对，是本年的收费金额，单位是万元。"
    book.save(copy)
    settled = checked(copy)
    assert [each.code for each in settled.findings if each.accepted is None] == []
    assert not needs_copy(settled)
    assert checked(sent_back(settled, tmp_path, "丙.xlsx")).findings == settled.findings


def test_neither_is_it_laundered_by_json(tmp_path: Path) -> None:
    original, data = in_cells(tmp_path, LABEL), tmp_path / "某局.json"
    data.write_text(export(original)[0], encoding="utf-8")
    output = make(Wanted(data=data, output=tmp_path / "换.xlsx")).output
    copy = sent_back(checked(original), tmp_path)
    assert [each.code for each in checked(output).findings] == ["W-22"]
    assert checked(output).findings == checked(copy).findings


def test_a_figure_under_another_unit_stays_text_and_is_told_why(tmp_path: Path) -> None:
    found = checked(in_cells(tmp_path, {"二、主动公开": {"C15": "本年收费金额（单位：元）"}}))
    rows = [each for each in reviewed(found, whole_of(found), "某局.xlsx").remarks if "S-09" in each.codes]
    assert [(each.grade, "按法定的单位重新输入" in each.remedy) for each in rows] == [("error", True)]
    copy = checked(sent_back(found, tmp_path))
    assert "单位：元" in copy.submission.unread["t2_8.fee.amount_wan"]


@pytest.mark.parametrize(
    "name", ["S-09/row", "W-03", "W-06/order", "W-09/small", "W-13", "W-14/lines", "W-19/inside", "W-20", "W-21"]
)
def test_every_kind_of_doubt_comes_back(name: str, tmp_path: Path) -> None:
    found = outcome_of(WORKBOOKS[name](tmp_path)).checked
    assert found is not None
    copy = checked(sent_back(found, tmp_path))
    assert "W-22" in {each.code for each in copy.findings}


@pytest.mark.parametrize("spec", [SPEC, SPEC_2019], ids=["2021", "2019"])
def test_last_years_figures_stay_beside_those_of_a_prefilled_workbook(spec: ReportSpec, tmp_path: Path) -> None:
    filled = in_order_2019() if spec is SPEC_2019 else submissions.in_order()
    last = replace(filled, year=2018 if spec is SPEC_2019 else 2022)
    original = tmp_path / "某局.xlsx"
    original.write_bytes(make_workbook(spec, blank(spec, "某局", (last.year or 0) + 1), last))
    found = checked(original)
    assert found.beside is not None
    assert found.beside.year == last.year
    copy = sent_back(found, tmp_path)
    again = make(Wanted(source=copy, output=tmp_path / "换.xlsx")).output
    for path in (copy, again):
        assert contents(path) >= contents(original)


def contents(path: Path) -> set[tuple[str, str, object]]:
    """What stands on the sheets of tables and texts; no formulas."""
    return {
        (sheet.title, cell.coordinate, cell.value)
        for sheet in opened(path)
        if sheet.title[1:2] == "、"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "") and not str(cell.value).startswith("=")
    }


def test_a_workbook_of_one_year_has_nothing_beside(tmp_path: Path) -> None:
    assert checked(in_cells(tmp_path, {})).beside is None


def test_doubts_without_number_end_in_a_line_that_says_how_many_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assembler.tasks.returned.MOST_DOUBTS", 0)
    (words,) = whole_of(checked(in_cells(tmp_path, LABEL))).doubts.values()
    assert words.startswith("另有 1 处")


@pytest.mark.parametrize(("name", "words"), [("W-19/unit", "单位：百件"), ("W-19/said", "2022年")])
def test_words_at_a_table_that_put_its_figures_in_doubt_are_asked_about_in_the_copy(
    name: str, words: str, tmp_path: Path
) -> None:
    found = checked(WORKBOOKS[name](tmp_path))
    assert [words in each for each in whole_of(found).doubts.values()] == [True]
