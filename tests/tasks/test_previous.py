"""--previous: last year's report, from a file or found in a folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from assembler.cli import main
from assembler.errors import ExitCode, UnusableInput
from assembler.excel import make_workbook
from assembler.tasks import previous
from assembler.tasks.build import build
from assembler.tasks.check import check_all
from assembler.tasks.previous import Archive
from assembler.tasks.workbook import read
from tests.checks.submissions import SPEC, a_year_before, figures, identity, in_order

CARRIED = figures(t3={"carried_out.natural": 2, "carried_out.total": 2})


def put(file: Path, submission) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(make_workbook(SPEC, submission))
    return file


def compared(archive: Archive, submission=None):
    """Whether there is a submission to compare with, and why not."""
    past, notes = archive.last_year_of(SPEC, submission or in_order())
    return past is not None, [each.case for each in notes]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (identity(year=2022), (True, [])),
        (identity(" 晋城市行政审批　服务管理局 ", 2022), (True, [])),  # white space says nothing
        (identity(year=2021), (False, ["year"])),
        (identity(year=2023), (False, ["year"])),
        (identity(year=None), (False, ["year"])),
        (identity("某市某局", 2022), (False, ["organisation"])),
    ],
)
def test_a_file_has_to_be_the_same_organisations_of_the_year_before(change, expected, tmp_path):
    assert compared(Archive(put(tmp_path / "a.xlsx", change(a_year_before())))) == expected


def test_full_width_brackets_are_brackets(tmp_path):
    archive = Archive(put(tmp_path / "a.xlsx", identity("某区管委会(汇总)", 2022)(a_year_before())))
    assert compared(archive, identity("某区管委会（汇总）")(in_order())) == (True, [])


@pytest.mark.parametrize("change", [identity(year=None), identity(organisation=" ")])
def test_a_workbook_that_says_neither_is_compared_with_nothing(change, tmp_path):
    archive = Archive(put(tmp_path / "a.xlsx", a_year_before()))
    assert compared(archive, change(in_order())) == (False, ["unknown"])


def test_in_a_folder_the_right_one_is_found_by_what_it_says(tmp_path):
    put(tmp_path / "2023" / "甲.xlsx", in_order())
    put(tmp_path / "2022" / "乙.xlsx", identity("某市某局", 2022)(a_year_before()))
    put(tmp_path / "2022" / "x" / "丙.XLSX", CARRIED(a_year_before()))
    put(tmp_path / "2021.xlsx", identity(year=2021)(a_year_before()))
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    (tmp_path / "~$丙.xlsx").write_bytes(b"lock")
    past, notes = Archive(tmp_path).last_year_of(SPEC, in_order())
    assert notes == ()
    assert past is not None
    assert past.figures == CARRIED(a_year_before()).figures


def test_several_are_named_and_none_is_used(tmp_path):
    for name in ("a/甲.xlsx", "b/乙.xlsx"):
        put(tmp_path / name, a_year_before())
    past, [note] = Archive(tmp_path).last_year_of(SPEC, in_order())
    assert (past, note.code, note.case) == (None, "W-04", "several")
    assert note.facts["files"] == f"{Path('a/甲.xlsx')}、{Path('b/乙.xlsx')}"


def test_a_long_list_is_cut(tmp_path):
    for n in range(7):
        put(tmp_path / f"{n}.xlsx", a_year_before())
    _, [note] = Archive(tmp_path).last_year_of(SPEC, in_order())
    assert note.facts["files"] == "0.xlsx、1.xlsx、2.xlsx、3.xlsx、4.xlsx……"


def test_the_search_is_bounded_in_depth(tmp_path):
    deep = tmp_path / "1" / "2" / "3"
    put(deep / "4" / "甲.xlsx", a_year_before())
    assert compared(Archive(tmp_path)) == (False, ["none"])
    put(deep / "甲.xlsx", a_year_before())
    assert compared(Archive(tmp_path)) == (True, [])


def test_any_number_of_workbooks_is_looked_at_and_each_is_read_once(tmp_path, monkeypatch):
    for n in range(3):
        put(tmp_path / f"{n}.xlsx", identity(f"某市{n}局", 2022)(a_year_before()))
    asked = []

    def noted(path):
        asked.append(path.name)
        return read(path)

    monkeypatch.setattr(previous, "read", noted)
    archive = Archive(tmp_path)
    for n in (2, 0):
        assert compared(archive, identity(f"某市{n}局")(in_order())) == (True, [])
    assert asked == ["0.xlsx", "1.xlsx", "2.xlsx", "2.xlsx", "0.xlsx"]


def test_what_can_not_be_read_is_named_where_nothing_is_found(tmp_path):
    put(tmp_path / "甲.xlsx", identity("某市某局", 2022)(a_year_before()))
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    archive = Archive(tmp_path)
    assert compared(archive, identity("某市某局")(in_order())) == (True, [])
    _, [note] = archive.last_year_of(SPEC, in_order())
    assert (note.case, note.facts["files"], note.facts["count"]) == ("unread", "坏.xlsx", "1")


def test_links_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere" / "甲.xlsx", a_year_before())
    inside = tmp_path / "archive"
    inside.mkdir()
    try:
        (inside / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("no links on this system")
    assert compared(Archive(inside)) == (False, ["none"])


def test_a_file_that_can_not_be_used_is_an_error(tmp_path):
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"x")
    for path in (file, tmp_path / "没有.xlsx"):
        with pytest.raises(UnusableInput):
            Archive(path)


def test_each_workbook_of_a_run_is_compared_with_its_own(tmp_path):
    put(tmp_path / "去年" / "甲.xlsx", CARRIED(a_year_before()))
    put(tmp_path / "去年" / "乙.xlsx", identity("某市某局", 2022)(a_year_before()))
    other = replace(identity("某市某局")(in_order()), texts={**in_order().texts, "preamble": ""})
    files = [put(tmp_path / "甲.xlsx", in_order()), put(tmp_path / "乙.xlsx", other)]
    outcomes = check_all(files, tmp_path / "去年")
    codes = [{each.code for each in outcome.checked.findings} for outcome in outcomes if outcome.checked]
    assert [found & {"Y-01", "W-04"} for found in codes] == [{"Y-01"}, set()]


@pytest.mark.parametrize(("past", "code"), [("去年.xlsx", ExitCode.FINDINGS), ("没有.xlsx", ExitCode.UNUSABLE)])
def test_the_option_of_check_leads_here(past, code, tmp_path, capsys):
    workbook = put(tmp_path / "甲.xlsx", in_order())
    put(tmp_path / "去年.xlsx", CARRIED(a_year_before()))
    with pytest.raises(SystemExit) as ended:
        main(["check", str(workbook), "--previous", str(tmp_path / past)])
    assert ended.value.code == code
    told = capsys.readouterr()
    assert ("Y-01" in told.out) == (code == ExitCode.FINDINGS)
    assert ("INPUT-MISSING" in told.err) == (code != ExitCode.FINDINGS)


def test_build_refuses_what_does_not_follow_from_last_year(tmp_path):
    workbook = put(tmp_path / "甲.xlsx", in_order())
    past = put(tmp_path / "去年.xlsx", CARRIED(a_year_before()))
    assert build(workbook).output is not None
    built = build(workbook, tmp_path / "x.docx", previous=past)
    assert built.output is None
    assert "Y-01" in {each.code for each in built.checked.findings}
