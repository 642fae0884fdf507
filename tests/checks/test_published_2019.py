"""Reports that public organisations published in the tables of 2019: exactly what is wrong with them is found.

The relations broken and the cells left blank were computed by an independent program. The transcriptions run the
figures of 表二 together (行政许可3960181); what can't be taken apart in one way only is left out (``not_legible``).
pt-zhifa-2021 mixes the editions: its 表三 and 表四 are those of 2019, its 表二 is that of 2021 and left out as a whole.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from assembler.checks import check
from assembler.model.refs import CellRef
from assembler.model.submission import Submission
from assembler.tasks.check import checked
from assembler.tasks.new import Wanted, make
from assembler.tasks.submission_json import load_submission

FOLDER = Path(__file__).parents[1] / "data" / "published-2019"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
LATE = {"pt-haitan-2021.json", "pt-haitan-2022.json", "pt-zhifa-2021.json"}


def test_every_report_has_its_expectation_and_there_are_all_kinds() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {*EXPECTED, "expected.json"}
    assert len(EXPECTED) == 12
    assert sum(1 for each in EXPECTED.values() if each["broken"]) == 4
    assert {name for name, each in EXPECTED.items() if each["year"] > 2020} == LATE


@pytest.mark.parametrize("name", EXPECTED)
def test_report_names_cells_of_the_form_but_for_those_not_legible(name: str) -> None:
    report = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    spec, filled = load_submission(FOLDER / name)
    assert (spec.id, filled.organisation, filled.year) == (
        "2019",
        EXPECTED[name]["organisation"],
        EXPECTED[name]["year"],
    )
    assert set(report["figures"]) == {str(cell) for cell in spec.cells} - {*EXPECTED[name]["not_legible"]}
    assert {ref.split(".")[0] for ref in EXPECTED[name]["not_legible"]} <= {block.id for block in spec.tables[0].blocks}


@pytest.mark.parametrize("through_a_workbook", [False, True])
@pytest.mark.parametrize("name", EXPECTED)
def test_exactly_the_known_relations_and_blanks_are_found(name: str, through_a_workbook: bool, tmp_path: Path) -> None:
    spec, filled = load_submission(FOLDER / name)
    if through_a_workbook:
        found = checked(make(Wanted(output=tmp_path / "a.xlsx", data=FOLDER / name)).output)
        assert as_told(found.submission) == as_told(filled)
        findings = found.findings
    else:
        findings = check(spec, filled)
    linear = {equation.id for equation in spec.equations}
    assert {(each.code, each.at) for each in findings if each.code in linear} == {
        tuple(each) for each in EXPECTED[name]["broken"]
    }
    blank = [note.ref for each in findings if each.code == "V-03" for note in each.cells]
    assert sorted(blank) == sorted([*EXPECTED[name]["not_legible"], *EXPECTED[name]["blank_cells"]])
    assert not [each for each in findings if each.code in ("V-01", "V-02", "S-06", "S-08")]


def as_told(filled: Submission) -> dict[CellRef, str | None]:
    return {cell: filled.content(cell) for cell in filled.figures}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_edition_is_out_of_date_from_2021_on(name: str) -> None:
    codes = [(each.code, each.case) for each in check(*load_submission(FOLDER / name))]
    assert (("S-10", "") in codes) == (name in LATE)
