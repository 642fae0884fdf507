"""The shipped template of the 2019 edition: what the script makes, and a report that says what the plan says."""

import io
import runpy
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from assembler.assets import template
from assembler.formats import load_format
from assembler.model.grid import grid_of
from assembler.model.refs import CellRef
from assembler.word import plan, prepare, read_back, render, specimen
from assembler.word.paragraphs import cells_of
from assembler.word.template import DefectiveTemplate

OLD = load_format("2019")
TEMPLATE = template("2019")
AMOUNT = CellRef("t2_9", "procurement", "amount")
FILLED = replace(specimen(OLD), organisation="某市某局", year=2020)


def test_the_template_is_what_the_script_makes():
    maker = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "make_template.py"))
    with zipfile.ZipFile(TEMPLATE) as package:
        found = {name: package.read(name).decode() for name in package.namelist()}
    assert found == maker["package"](OLD)


def test_template_and_report_obey_the_schema(tmp_path):
    for name, data in (
        ("t", TEMPLATE.read_bytes()),
        ("r", render(prepare(TEMPLATE, OLD), plan(OLD, FILLED, draft=False))),
    ):
        file = tmp_path / f"{name}.docx"
        file.write_bytes(data)
        assert [error.description for error in OpenXmlValidator().validate(str(file)).errors] == []


def test_the_tables_have_the_official_grid():
    body = Document(str(TEMPLATE)).element.body
    for table, form in zip(body.iterchildren(qn("w:tbl")), OLD.tables, strict=True):
        found = {place: (cell.rows, cell.columns) for place, cell in cells_of(table).items()}
        assert found == {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid_of(form).cells}
        columns = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
        assert sum(columns) == pytest.approx(156 * 1440 / 25.4, abs=30)


def test_every_cell_is_printed_where_the_form_has_it():
    made = plan(OLD, FILLED, draft=False)
    assert len(set(made.figures.values())) == 198
    assert all(made.figures.values())
    report = render(prepare(TEMPLATE, OLD), made)
    assert read_back(OLD, made, report).figures == 198
    last = cells_of(Document(io.BytesIO(report)).tables[0]._element)
    place = next(cell for cell in grid_of(OLD.tables[0]).figures() if cell.ref == AMOUNT)
    assert last[place.row, place.column].text == made.figures[AMOUNT] == FILLED.words[AMOUNT]


@pytest.mark.parametrize(
    ("words", "printed"),
    [("160.5964万元", "160.5964万元"), (" 35\n万元", "35 万元"), ("<&{{ 新收 }}>", "<&{{ 新收 }}>"), ("", "")],
)
def test_words_are_printed_on_one_line_and_otherwise_as_they_are(words, printed):
    made = plan(OLD, replace(FILLED, words={AMOUNT: words}), draft=True)
    assert made.figures[AMOUNT] == printed
    assert read_back(OLD, made, render(prepare(TEMPLATE, OLD), made)).figures == 198


def test_the_template_of_the_later_edition_does_not_do():
    with pytest.raises(DefectiveTemplate) as caught:
        prepare(template("2021"), OLD)
    assert caught.value.code == "TEMPLATE-UNKNOWN-TAG"
