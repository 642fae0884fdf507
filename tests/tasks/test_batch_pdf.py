"""``batch --pdf``: where LibreOffice is, where it isn't, and no clock in what it makes."""

from pathlib import Path

import docx
import pytest

from assembler.tasks.batch import pdf, run
from tests.tasks.batches import done, workbook

STAMPED = b"x /CreationDate(D:20261123052757Z') y\n/ID [ <%s>\n<%s> ]\n/DocChecksum /%s\nz" % ((b"0A" * 16,) * 3)


def test_two_files_that_differ_in_times_and_ids_only_become_one():
    other = STAMPED.replace(b"20261123052757", b"20270101000000").replace(b"0A", b"F3")
    made = pdf._timeless(STAMPED, b"report")
    assert made == pdf._timeless(other, b"report") != pdf._timeless(STAMPED, b"another report")
    assert len(made) == len(STAMPED)
    assert b"D:20000101000000Z" in made


def test_without_libreoffice_the_reports_are_made_and_the_rest_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "office", lambda: None)
    (tmp_path / "甲.xlsx").write_bytes(workbook("某市甲局"))
    story, [row], _ = done(tmp_path / "out", tmp_path, pdf=True)
    assert (bool(row.report), row.pdf) == (True, "")
    assert [note.code for note in story.notes] == ["BATCH-NO-OFFICE"]


def test_what_libreoffice_does_not_make_is_told_and_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "office", lambda: "false")
    (tmp_path / "甲.xlsx").write_bytes(workbook("某市甲局"))
    for _ in range(2):
        story, [row], _ = done(tmp_path / "out", tmp_path, pdf=True)
        assert row.pdf == ""
        assert [note.code for note in story.notes] == ["BATCH-PDF"]


def test_the_pdf_of_a_draft_goes_with_it_once_there_is_a_report(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "office", lambda: "office")
    monkeypatch.setattr(pdf, "_converted", lambda _, reports, __: {each.stem: b"%PDF" for each in reports})
    (tmp_path / "甲.xlsx").write_bytes(workbook("某市甲局"))
    out = tmp_path / "out"
    _, [row], _ = done(out, tmp_path, pdf=True, draft=True)
    assert row.pdf.endswith("（草稿）.pdf")
    _, [row], _ = done(out, tmp_path)
    assert [path.name for path in (out / "reports").iterdir()] == [row.report.partition("/")[2]]


def test_a_report_that_somebody_has_edited_gets_no_pdf_and_keeps_the_one_it_had(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "office", lambda: "office")
    monkeypatch.setattr(
        pdf, "_converted", lambda _, reports, __: {each.stem: each.read_bytes()[-4:] for each in reports}
    )
    (tmp_path / "甲.xlsx").write_bytes(workbook("某市甲局"))
    out = tmp_path / "out"
    _, [row], _ = done(out, tmp_path, pdf=True)
    before = (out / row.pdf).read_bytes()
    document = docx.Document(str(out / row.report))
    document.add_paragraph("9999")
    document.save(str(out / row.report))
    _, [row], _ = done(out, tmp_path, pdf=True)
    assert row.pdf == ""
    assert row.problem
    assert row.problem["code"] == "BATCH-EDITED"
    assert [path.read_bytes() for path in (out / "reports").glob("*.pdf")] == [before]


@pytest.mark.office
def test_each_report_gets_its_pdf_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(f"某市{name}局", faulty=name == "乙"))
    out = Path("-o")  # what begins with a dash is no option
    _, rows, _ = done(out, tmp_path, pdf=True)
    [made] = [row.pdf for row in rows if row.pdf]
    assert made == "reports/某市甲局2023年政府信息公开工作年度报告.pdf"
    assert (out / made).read_bytes().startswith(b"%PDF")
    written = (out / made).stat().st_mtime_ns
    assert done(out, tmp_path, pdf=True)[2] == 0
    assert (out / made).stat().st_mtime_ns == written
    (tmp_path / "甲.xlsx").write_bytes(workbook("某市甲局", faulty=True))
    done(out, tmp_path, pdf=True)
    assert list((out / "reports").iterdir()) == []
