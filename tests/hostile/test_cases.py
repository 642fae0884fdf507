"""Every hostile case ends as it must: read with findings, or refused with a code, a word that helps, exit code 3."""

import re
from itertools import count
from pathlib import Path

import pytest

from assembler.errors import ExitCode
from assembler.html import page
from assembler.messages import Catalog, as_json, tell_all
from assembler.tasks.check import check_file
from tests.hostile.cases import CASES, READ, Case, macros, prefixed, strict, utf16
from tests.hostile.packages import COUNTY, Parts, altered


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_ends_as_it_must(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(case.make())
    outcome, unspoilt = check_file(path), check_file(COUNTY)
    found = outcome.error.code if outcome.error else READ
    assert found == case.code
    if outcome.checked and unspoilt.checked:
        assert outcome.checked.submission.figures == unspoilt.checked.submission.figures
    if outcome.error:
        assert case.word in "".join(Catalog.load("zh").error(outcome.error))
        assert outcome.exit_code() is ExitCode.UNUSABLE


def test_macros_are_told_and_other_ways_of_writing_are_not_worth_a_word(tmp_path: Path) -> None:
    for make, told in ((macros, ["W-18"]), (strict, []), (prefixed, []), (utf16, [])):
        path = tmp_path / "年报.xlsx"
        path.write_bytes(make())
        checked = check_file(path).checked
        assert checked
        assert [finding.code for finding in checked.findings] == told


@pytest.mark.parametrize("number", [b"1e300", b"-1e300", b"1e-300", b"9" * 30, b"0.1", b"1" * 14 + b".5"])
@pytest.mark.parametrize("every", [1, 7])
def test_absurd_figures_are_judged_and_told(number: bytes, every: int, tmp_path: Path) -> None:
    """In every cell with a number, or in each seventh."""
    cells = count()

    def change(parts: Parts) -> None:
        for n in (4, 5, 6):
            name = f"xl/worksheets/sheet{n}.xml"
            parts[name] = re.sub(
                rb"(<c r=\"[A-Z]+[0-9]+\" s=\"[0-9]+\">(?:<f>[^<]*</f>)?<v>)[0-9.]+",
                lambda match: match[1] + number if next(cells) % every == 0 else match[0],
                parts[name],
            )

    path = tmp_path / "年报.xlsx"
    path.write_bytes(altered(change))
    assert next(cells) > 100
    outcome = check_file(path)
    assert outcome.status in ("errors", "warnings")  # 1e-300 is 0
    catalog = Catalog.load("zh")
    assert tell_all([outcome], catalog)
    assert as_json([outcome], catalog)
    assert page([outcome], catalog)
