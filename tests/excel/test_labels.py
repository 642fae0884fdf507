"""S-09: labels that were edited; the figures are read all the same."""

import re

import pytest
from openpyxl import load_workbook

from assembler.excel import make_workbook
from assembler.excel.places.turned import says_otherwise
from assembler.tasks.check import checked
from tests.checks.submissions import FEE, NO_MORE, SPEC, in_order, with_label


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
        ("1.属于国家秘密", "①属于国家秘密", []),
        ("（三）不予公开", "(三)、不予公开", []),
        ("四、结转下年度继续办理", "四．结转下年度继续办理", []),
    ],
)  # fmt: skip
def test_an_edited_label_is_told_and_changes_no_figure(label, typed, expected, tmp_path):
    codes, same = told(with_label(tmp_path, label, typed))
    assert sorted(codes) == sorted(expected)
    assert same


@pytest.mark.parametrize(
    ("written", "sign"), [("1、", r"\1、"), ("（1）", r"（\1）"), ("1)", r"\1)"), ("1．", r"\1．")]
)
def test_numbers_of_all_rows_in_another_style_are_the_same_numbers(written, sign, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    sheet = book["三、申请情况"]
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = re.sub(r"^([1-8])\.(?=[^0-9])", sign, cell.value)
    assert written in {
        cell.value[: len(written)] for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    book.save(file)
    assert told(file) == ([], True)


def with_numbers(folder, pattern, other):
    """The workbook with the numbers of all labels of 表三 that match written otherwise, or lost."""
    file = folder / "a.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    for row in book["三、申请情况"].iter_rows(min_row=6, min_col=2, max_col=4):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = re.sub(pattern, other, cell.value)
    book.save(file)
    return file


@pytest.mark.parametrize(
    ("pattern", "other", "count"),
    [
        ("^[1-8][.]", "", 19),
        ("^（.）", "", 7),
        ("^[一二三四]、", "", 4),
        ("^(?:[1-8][.]|（.）|[一二三四]、)", "", 30),
        ("^([1-8])[.]", r"\1 ", 19),
        ("^三、", "3.", 1),
        ("^（七）", "7.", 1),
        ("^（.）", "1.", 7),
    ],
)
def test_lost_numbers_of_labels_are_told_once_and_their_words_tell_the_rows(pattern, other, count, tmp_path):
    found = checked(with_numbers(tmp_path, pattern, other))
    assert [(each.code, each.case, each.severity, each.facts["count"]) for each in found.findings] == [
        ("S-09", "numbers", "info", str(count))
    ]
    assert len(found.findings[0].cells) == count
    assert found.submission.figures == in_order().figures


def test_lost_numbers_of_labels_without_any_names_are_no_reason_to_lose_the_table(tmp_path):
    file = with_numbers(tmp_path, "^(?:[1-8][.]|（.）|[一二三四]、)", "")
    book = load_workbook(file)
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.save(file)
    assert told(file) == ([("S-09", "t3"), ("W-15", "form.names")], True)


def test_a_row_that_stands_once_more_without_its_number_over_other_figures_is_not_read(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    sheet = book["三、申请情况"]
    sheet["D38"], sheet["E38"] = "属于国家秘密", 77
    book.save(file)
    codes, _ = told(file)
    assert ("S-08", "t3.deny_state_secret") in codes


def test_a_slip_in_every_label_of_the_rows_does_not_lose_the_table(tmp_path):
    found = checked(with_numbers(tmp_path, "(.{6})$", r"\1(件)"))
    assert found.submission.figures == in_order().figures
    assert {each.code for each in found.findings} == {"S-09"}


@pytest.mark.parametrize(("label", "case"), [("1.属于国家秘密", "row-lost"), ("自然人", "column-lost")])
def test_a_label_that_is_lost_is_called_lost(label, case, tmp_path):
    [finding] = checked(with_label(tmp_path, label, None)).findings
    assert (finding.code, finding.case) == ("S-09", case)


@pytest.mark.parametrize(
    ("label", "typed", "count"),
    [
        (FEE, FEE.replace("万元", "元"), 1),
        (FEE, FEE.replace("万元", "亿元"), 1),
        ("一、本年新收政府信息公开申请数量", "一、上年新收政府信息公开申请数量", 7),
        ("（一）予以公开", "（一）不予以公开", 7),
        ("（三）不予公开", "（三）予公开", 8 * 7),  # a group: all of its rows
        ("行政许可", "2022年行政许可", 1),
        ("行政许可", "行政许可以外", 1),
        ("商业企业", "非商业企业", 25),
        ("商业企业", "自然人、商业企业", 25),
        ("行政处罚", "行政处罚和行政强制", 1),
        ("尚未审结", "已审结", 3),
        ("一、本年新收政府信息公开申请数量", "一、本年上半年新收政府信息公开申请数量", 7),
    ],
)
def test_a_label_that_says_something_else_now_takes_its_figures_along(label, typed, count, tmp_path):
    found = checked(with_label(tmp_path, label, typed))
    doubts = [each for each in found.findings if (each.code, each.case) == ("S-09", "doubt")]
    assert {(each.severity, each.facts["found"]) for each in doubts} == {("error", typed)}
    wrong = [ref for ref, raw in found.submission.unread.items() if raw.endswith(f"（行名或列名是“{typed}”）")]
    assert 0 < len(wrong) <= count
    unread = set(wrong)
    expected = in_order().figures
    for cell, figure in found.submission.figures.items():
        assert (figure is None) if str(cell) in unread else (figure == expected[cell] or SPEC.is_computed(cell))


@pytest.mark.parametrize(
    ("found", "doubt"),
    [("本年收费金额", False), ("收费金额（万元）", False), ("2023年收费金额（单位：万元）", False), ("", False),
     ("2022年收费金额（单位：万元）", True), ("去年收费金额（单位：万元）", True), ("收费金额（元）", True),
     ("收费金额（千元）", True)],
)  # fmt: skip
def test_a_unit_or_a_year_of_its_own_is_what_makes_the_difference(found, doubt):
    assert says_otherwise(found, FEE, "2023") is doubt


def test_a_caption_with_another_unit_takes_the_figures_of_its_block_along(tmp_path):
    found = checked(with_label(tmp_path, "第二十条第（一）项", "第二十条第（一）项（单位：百件）"))
    doubts = [(each.case, each.at) for each in found.findings if each.code == "S-09"]
    assert doubts == [("doubt", "t2_1")]
    assert {each.partition(".")[0] for each in found.submission.unread} == {"t2_1"}


def test_groups_that_were_exchanged_are_told_where_they_stand_and_their_rows_are_read(tmp_path):
    file = with_label(tmp_path, "（三）不予公开", "甲")
    book = load_workbook(file)
    sheet = book["三、申请情况"]
    sheet["C10"], sheet["C18"] = sheet["C18"].value, "（三）不予公开"
    book.save(file)
    found = checked(file)
    assert [(each.code, each.case, found.locations[each.cells[0].ref].address) for each in found.findings] == [
        ("S-09", "row", "C10"), ("S-09", "row", "C18")
    ]  # fmt: skip
    assert found.submission.figures == in_order().figures


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


def test_a_row_that_a_program_inserted_leaves_one_row_in_doubt_and_not_all_below(tmp_path):
    """Names stay where they were: the first row below tells, by its label, of another row than by its names."""
    file = tmp_path / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    sheet = book["三、申请情况"]
    areas = [area.bounds for area in sheet.merged_cells.ranges]
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    sheet.insert_rows(18)
    for left, top, right, bottom in areas:
        sheet.merge_cells(
            start_row=top + (top > 17), end_row=bottom + (bottom > 17), start_column=left, end_column=right
        )
    sheet["D18"] = "小计"
    for column in range(5, 11):
        sheet.cell(18, column).value = 77
    book.save(file)
    found = checked(file)
    lost = [each for each in found.findings if each.code == "S-08"]
    assert [(each.case, each.at) for each in lost] == [("astray", "t3.unable_not_held")]
    assert lost[0].facts["places"] == "“三、申请情况”D19、“三、申请情况”E18"
    expected = in_order().figures
    assert not [
        cell for cell, figure in found.submission.figures.items()
        if cell.row != "unable_not_held" and not SPEC.is_computed(cell) and figure != expected[cell]
    ]  # fmt: skip


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
