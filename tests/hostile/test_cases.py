"""Every hostile case ends as it must: read with findings, or refused with a code, a word that helps, exit code 3."""

from pathlib import Path

import pytest

from assembler.errors import ExitCode
from assembler.messages import Catalog
from assembler.tasks.check import check_file
from tests.hostile.cases import CASES, READ, Case
from tests.hostile.packages import COUNTY


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
