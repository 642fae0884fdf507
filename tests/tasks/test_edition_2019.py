"""From data to workbook, check, report and back to data in the tables of 2019; and what the edition is chosen by."""

import io
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assembler.assets import template, workbook
from assembler.errors import UnusableInput
from assembler.excel import make_workbook
from assembler.excel.layout import LEFT, META_SHEET, STATUS_ROW, layout
from assembler.formats import format_for_year, format_ids, load_format
from assembler.model.findings import Severity
from assembler.model.plain import clean
from assembler.model.refs import CellRef
from assembler.model.submission import blank
from assembler.tasks.build import build
from assembler.tasks.check import checked
from assembler.tasks.export import export
from assembler.tasks.formats import as_json_text, known
from assembler.tasks.new import Wanted, make
from assembler.tasks.submission_json import dump_submission, load_submission
from tests.checks.submissions_2019 import AMOUNT, SPEC_2019, in_order_2019, last_year_2019


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "data.json"
    file.write_text(dump_submission(in_order_2019()), encoding="utf-8")
    return file


@pytest.fixture
def filled(data: Path) -> Path:
    return make(Wanted(output=data.parent / "filled.xlsx", data=data)).output


def with_figure(data: Path, ref: str, value: Any) -> Path:
    """The data with another entry, as it stands in JSON."""
    document = json.loads(data.read_text(encoding="utf-8"))
    document["figures"][ref] = value
    data.write_text(json.dumps(document), encoding="utf-8")
    return data


def test_what_is_exported_is_what_was_given(data: Path, filled: Path) -> None:
    given_, found = json.loads(data.read_text(encoding="utf-8")), json.loads(export(filled)[0])
    assert found == given_
    assert found["figures"][str(AMOUNT)] == "160.5964万元"
    assert found["figures"]["t2_6.penalty.change"] == "1036"
    assert found["figures"]["t2_8.fee.change"] == "-15"
    assert len(found["figures"]) == 198


def test_a_workbook_in_order_has_no_errors_and_makes_a_report(filled: Path) -> None:
    found = checked(filled)
    assert found.spec is SPEC_2019
    assert [each for each in found.findings if each.severity is not Severity.INFO] == []
    built = build(filled, filled.parent / "report.docx")
    assert built.output is not None
    assert (built.figures, built.checked.submission.year) == (198, 2020)
    cells = {cell.text for table in Document(str(built.output)).tables for row in table.rows for cell in row.cells}
    assert {"160.5964万元", "-15", "1036", "第二十条第（九）项"} <= cells


def test_a_draft_prints_nothing_for_a_blank_amount(data: Path) -> None:
    file = make(Wanted(output=data.parent / "a.xlsx", data=with_figure(data, str(AMOUNT), None))).output
    built = build(file, file.with_suffix(".docx"), draft=True)
    assert built.figures == 198
    table = Document(str(built.output)).tables[0]
    assert [cell.text for cell in table.rows[-1].cells][-1] == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("251000元", "251000元"),
        ("52.10", "52.10"),  # as typed: no figure that would lose its last digit
        ("13575394432.52元", "13575394432.52元"),
        (" 35\n万元 ", "35\n万元"),
        (251000, "251000"),
        (52.5, "52.5"),
        (0, "0"),
        ("=1+1", "=1+1"),
        ("-8", "-8"),
        (None, None),
        ("", None),
    ],
)
def test_an_amount_stays_as_it_was_typed(data: Path, value: object, expected: str | None) -> None:
    file = make(Wanted(output=data.parent / "a.xlsx", data=with_figure(data, str(AMOUNT), value))).output
    assert json.loads(export(file)[0])["figures"][str(AMOUNT)] == expected


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        (1605964, '0!.0000"万元"', "1605964（显示为“160.5964万元”）"),
        (5964, "0,", "5964（显示为“6”）"),
        (5964, ";;;", "5964（显示为空白）"),
        ("=#REF!+1", "General", "=#REF!+1"),
        (datetime(2021, 1, 9), "yyyy-mm-dd", "2021-01-09"),
        (True, "General", "TRUE"),
        (1605964, '0"元"', "1605964（显示为“1605964元”）"),
        ("160.5964万元", "0,", None),
        (1605964, "#,##0", None),
    ],
)
def test_an_amount_that_is_no_words_or_shown_as_another_one_is_asked_about(
    filled: Path, typed: Any, code: str, told: str | None
) -> None:
    book, place = load_workbook(filled), layout(SPEC_2019).place(AMOUNT)
    cell = book[place.sheet][place.address]
    cell.value, cell.number_format = typed, code
    book.save(filled)
    found = checked(filled)
    asked = [(each.case, each.facts["value"]) for each in found.findings if each.code == "V-01"]
    assert asked == ([("words", told)] if told else [])
    assert (found.submission.words[AMOUNT] == "") == (told is not None)


@pytest.mark.parametrize("value", [True, ["1"], {"a": 1}])
def test_what_is_neither_words_nor_a_number_is_refused(data: Path, value: object) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_submission(with_figure(data, str(AMOUNT), value))
    assert (caught.value.code, caught.value.facts["where"]) == ("DATA-VALUE", f"figures.{AMOUNT}")


@pytest.mark.parametrize("value", ["160.5964万元", "减4"])
def test_words_where_a_figure_belongs_are_refused_in_data(data: Path, value: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_submission(with_figure(data, "t2_5.license.change", value))
    assert caught.value.code == "DATA-VALUE"


@settings(max_examples=20)
@given(words=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20), change=st.integers())
def test_any_words_and_any_change_survive_the_workbook(
    tmp_path_factory: pytest.TempPathFactory, words: str, change: int
) -> None:
    change %= 10**14
    file = tmp_path_factory.mktemp("a") / "a.json"
    written = {"format": "2019", "figures": {str(AMOUNT): words, "t2_8.fee.change": -change}}
    file.write_text(json.dumps(written), encoding="utf-8")
    submission = load_submission(file)[1]
    assert submission.words[AMOUNT] == clean(words).strip()
    read = json.loads(export(make(Wanted(output=file.with_suffix(".xlsx"), data=file)).output)[0])
    assert (read["figures"][str(AMOUNT)] or "") == submission.words[AMOUNT]
    assert Decimal(read["figures"]["t2_8.fee.change"]) == -change


@pytest.mark.parametrize(
    ("typed", "figure", "case"),
    [
        (-8, Decimal(-8), None),
        ("-8", Decimal(-8), None),
        ("+1036", Decimal(1036), None),
        ("－8", Decimal(-8), None),
        ("减4", None, "signed-text"),
        (1.5, Decimal("1.5"), "signed-fraction"),
    ],
)
def test_changes_are_read_with_their_sign(
    filled: Path, typed: object, figure: Decimal | None, case: str | None
) -> None:
    cell = CellRef("t2_6", "penalty", "change")
    found = checked(typed_into(filled, cell, typed))
    assert found.submission.figures[cell] == figure
    assert [each.case for each in found.findings if each.code == "V-01"] == ([case] if case else [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(52.15, "52.15"), (251000, "251000"), (" 52.15 ", "52.15"), ("=50+2.15", None), (None, None), (True, None)],
)
def test_whatever_stands_for_the_amount_is_words(filled: Path, typed: object, expected: str | None) -> None:
    found = checked(typed_into(filled, AMOUNT, typed))
    assert found.submission.content(AMOUNT) == expected
    blanks = [note.ref for each in found.findings if each.code == "V-03" for note in each.cells]
    assert (str(AMOUNT) in blanks) == (typed is None)


def typed_into(file: Path, cell: CellRef, value: object) -> Path:
    book = load_workbook(file)
    place = layout(SPEC_2019).place(cell)
    book[place.sheet].cell(place.row + 1, place.column + 1).value = value  # type: ignore[assignment]
    book.save(file)
    return file


def test_without_marks_and_names_the_edition_is_known_by_its_labels(filled: Path) -> None:
    before = checked(filled).submission
    book = load_workbook(filled)
    book.defined_names.clear()
    del book[META_SHEET]
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs don't know it
    for name in list(properties.names):
        del properties[name]
    book.save(filled)
    found = checked(filled)
    assert found.spec is SPEC_2019
    assert found.submission.figures == before.figures
    assert found.submission.content(AMOUNT) == "160.5964万元"


@pytest.mark.parametrize(
    ("wanted", "edition"),
    [
        (Wanted(year=2019), "2019"),
        (Wanted(year=2020), "2019"),
        (Wanted(year=2021), "2021"),
        (Wanted(format_id="2019"), "2019"),
        (Wanted(), format_ids()[-1]),
    ],
)
def test_the_edition_goes_by_the_year(tmp_path: Path, wanted: Wanted, edition: str) -> None:
    file = make(Wanted(tmp_path / "a.xlsx", year=wanted.year, format_id=wanted.format_id)).output
    assert checked(file).spec.id == edition


@pytest.mark.parametrize(("format_id", "year"), [("2019", 2021), ("2021", 2020)])
def test_a_blank_workbook_of_the_wrong_edition_is_not_made(tmp_path: Path, format_id: str, year: int) -> None:
    with pytest.raises(UnusableInput) as caught:
        make(Wanted(tmp_path / "a.xlsx", year=year, format_id=format_id))
    assert caught.value.code == "FORMAT-OTHER-YEAR"


def test_the_next_report_is_in_the_next_edition_and_carries_over_what_is_the_same(filled: Path) -> None:
    found = checked(make(Wanted(output=filled.parent / "next.xlsx", previous=filled)).output)
    before = checked(filled).submission
    assert (found.spec.id, found.submission.year) == ("2021", 2021)
    assert found.submission.info["phone"] == before.info["phone"] != ""
    for column in ("natural", "biz", "total"):
        carried_out = before.figures[CellRef("t3", "carried_out", column)]
        assert found.submission.figures[CellRef("t3", "carried_in", column)] == carried_out


@pytest.mark.parametrize(("amount", "status"), [("52.15", "各格已填"), (None, "尚有1格未填")])
def test_the_sheet_counts_words_as_filled_in(data: Path, amount: str | None, status: str) -> None:
    file = make(Wanted(output=data.parent / "a.xlsx", data=with_figure(data, str(AMOUNT), amount))).output
    sheet = load_workbook(file, data_only=True)[layout(SPEC_2019).place(AMOUNT).sheet]
    assert sheet.cell(STATUS_ROW + 1, LEFT + 1).value == status


def test_last_years_words_and_changes_stand_beside_this_years() -> None:
    data = make_workbook(SPEC_2019, blank(SPEC_2019, year=2020), last_year_2019())
    book = load_workbook(io.BytesIO(data))
    sheet = book[layout(SPEC_2019).place(AMOUNT).sheet]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "160.5964万元" in values
    assert 4 in values


def test_cells_of_the_workbook_guard_what_is_typed_into_them() -> None:
    book = load_workbook(workbook("2019"))
    rules = {}
    for ref in ("t2_5.license.change", "t2_5.license.decisions", str(AMOUNT)):
        place = layout(SPEC_2019).place(ref)
        sheet = book[place.sheet]
        found = [each for each in sheet.data_validations.dataValidation if place.address in str(each.sqref).split()]
        assert len(found) == 1
        rules[ref] = found[0]
        assert not sheet[place.address].protection.locked
    signed, count, amount = rules.values()
    assert (signed.type, signed.formula1, signed.formula2) == ("whole", "-999999999", "999999999")
    assert (count.type, count.operator, count.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert amount.type is None
    assert "-8" in signed.prompt
    assert "万元" in amount.prompt
    assert book[layout(SPEC_2019).place(AMOUNT).sheet][layout(SPEC_2019).place(AMOUNT).address].number_format == "@"


def test_the_year_of_the_workbook_is_one_of_the_edition() -> None:
    sheet = load_workbook(workbook("2019"))["基本信息"]
    address = layout(SPEC_2019).place("year").address
    rule = next(each for each in sheet.data_validations.dataValidation if address in str(each.sqref).split())
    assert (rule.formula1, rule.formula2, rule.error) == (
        "2019",
        "2020",
        "填四位数字的年度，本格式只在 2019 至 2020 年度使用。",
    )


def test_the_blank_workbook_of_the_repository_is_current() -> None:
    empty = make_workbook(SPEC_2019, blank(SPEC_2019))
    assert workbook("2019").read_bytes() == empty, "run: make workbooks"
    assert template("2019").is_file()


def test_all_editions_are_listed() -> None:
    assert [spec.id for spec in known()] == list(format_ids())
    listed = {each["id"]: each for each in json.loads(as_json_text())["formats"]}
    assert list(listed) == list(format_ids())
    assert [(each["first_year"], each["last_year"]) for each in listed.values()] == [
        (spec.first_year, spec.last_year) for spec in known()
    ]
    assert (listed["2019"]["first_year"], listed["2019"]["last_year"]) == (2019, 2020)
    assert (listed["2019"]["cells"], listed["2021"]["cells"]) == (198, 200)
    assert "T2-19-01" in listed["2019"]["rules"]
    assert "S-06" not in listed["2019"]["rules"]
    assert "S-06" in listed["2021"]["rules"]
    assert format_for_year(2020) is load_format("2019")
