"""The examples as reports: what they print is kept as text, and the real one prints the published figures."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from assembler.assets import examples
from assembler.model.grid import grid_of
from assembler.model.spec import ReportSpec
from assembler.tasks.build import build
from assembler.tasks.new import Wanted, make


def dump(report: Path) -> str:
    """Paragraphs as lines, tables as rows with | between cells; merged cells once."""
    lines = []
    for block in Document(str(report)).iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(f"[{block.style.name if block.style else ''}] {block.text}")
        elif isinstance(block, Table):
            for row in block.rows:
                cells = list({id(cell._tc): cell.text.replace("\n", "/") for cell in row.cells}.values())
                lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("workbook", examples(), ids=lambda path: path.stem)
def test_the_text_of_an_example_report_is_as_kept(
    workbook: Path, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    built = build(workbook, tmp_path / "report.docx")
    assert built.output is not None
    golden(f"report-{workbook.stem}.txt", dump(built.output))


def test_the_real_example_prints_the_published_figures_cell_by_cell(
    spec: ReportSpec, data: Path, tmp_path: Path
) -> None:
    published = json.loads((data / "seed-2023-as-published.json").read_text(encoding="utf-8"))["figures"]
    workbook = next(path for path in examples() if path.stem.startswith("晋城"))
    built = build(workbook, tmp_path / "report.docx")
    tables = Document(str(built.output)).tables
    seen = 0
    for table, printed in zip(spec.tables, tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in printed.rows]
        for place in grid_of(table).figures():
            assert rows[place.row][place.column] == published[str(place.ref)], place.ref
            seen += 1
    assert seen == len(published) == 200


def test_as_published_the_report_is_refused_and_made_as_a_draft_only(data: Path, tmp_path: Path) -> None:
    workbook = make(Wanted(output=tmp_path / "a.xlsx", data=data / "seed-2023-as-published.json")).output
    refused = build(workbook, tmp_path / "a.docx")
    assert refused.output is None
    assert not (tmp_path / "a.docx").exists()
    draft = build(workbook, tmp_path / "a.docx", draft=True)
    assert draft.output is not None
    assert (draft.figures, "D-01" in {each.code for each in draft.checked.findings}) == (200, True)
