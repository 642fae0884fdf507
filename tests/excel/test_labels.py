"""S-09: labels that were edited; the figures are read all the same."""

import pytest
from openpyxl import load_workbook

from assembler.excel import make_workbook
from assembler.tasks.check import checked
from tests.checks.submissions import NO_MORE, SPEC, in_order, with_label


def told(file):
    found = checked(file)
    codes = [(each.code, each.at) for each in found.findings]
    return codes, found.submission.figures == in_order().figures


@pytest.mark.parametrize(
    ("label", "typed", "expected"),
    [
        (NO_MORE("处理"), NO_MORE("受理"), [("S-09", "t3.other_no_correction")]),
        ("（三）不予公开", "三、不予公开", [("S-09", "t3.deny")]),  # a group: told once, not for each of its rows
        ("（七）总计", "（七）合计", [("S-09", "t3.results_total")]),
        ("自然人", "公民", [("S-09", "t3.natural")]),
        ("法人或其他组织", "法人", [("S-09", "t3.org")]),
        ("规章", "规章制度", [("S-09", "t2_1.regulation")]),
        ("结果维持", "维持", [
            ("S-09", "t4.review_upheld"), ("S-09", "t4.suit_after_upheld"), ("S-09", "t4.suit_direct_upheld")]),
        ("（一）予以公开", None, [("S-09", "t3.open")]),
        ("四、结转下年度继续办理", "四、结转下年", [("S-09", "t3.carried_out")]),
        ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"', []),
        ("自然人", " 自\n然人 ", []),
        ("1.属于国家秘密", "１．属于国家秘密", []),
    ],
)  # fmt: skip
def test_an_edited_label_is_told_and_changes_no_figure(label, typed, expected, tmp_path):
    codes, same = told(with_label(tmp_path, label, typed))
    assert sorted(codes) == sorted(expected)
    assert same


def test_both_labels_are_told_and_where(tmp_path):
    found = checked(with_label(tmp_path, NO_MORE("处理"), NO_MORE("受理")))
    [finding] = found.findings
    assert (finding.facts["found"], finding.facts["label"]) == (NO_MORE("受理"), NO_MORE("处理"))
    [note] = finding.cells
    assert note.value == NO_MORE("受理")
    assert found.locations[note.ref].address == "D26"


def test_a_label_without_its_names_is_found_between_its_neighbours(tmp_path):
    file = with_label(tmp_path, NO_MORE("处理"), NO_MORE("受理"))
    book = load_workbook(file)
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.save(file)
    assert told(file) == ([("S-09", "t3.other_no_correction"), ("W-15", "form.names")], True)


def test_a_row_that_was_deleted_is_not_guessed(tmp_path):
    file = tmp_path / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    for name in list(book.defined_names):
        del book.defined_names[name]
    sheet = book["三、申请情况"]
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    sheet.delete_rows(26)
    book.save(file)
    codes, _ = told(file)
    assert ("S-08", "t3.other_no_correction") in codes
