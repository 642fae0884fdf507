"""The real report as it was published, and the examples: the findings that are known to be right, and no others."""

import pytest

from assembler.checks import check
from assembler.model.findings import Severity
from assembler.tasks.submission_json import load_submission
from tests.checks.submissions import DATA


def told(name: str) -> list[tuple[str, str]]:
    spec, submission = load_submission(DATA / name)
    return [(str(each.severity), each.code) for each in check(spec, submission)]


def test_the_report_as_published():
    assert told("seed-2023-as-published.json") == [
        ("error", "D-01"),  # signed before the year was over
        ("warning", "S-04"),  # 1552 characters
        ("warning", "N-05"),  # 不予公开 1 goes unmentioned
        ("warning", "N-05"),  # 无法提供 4 against 3
        ("info", "C-03"),
        ("info", "S-16"),  # 725 blanks
    ]


@pytest.mark.parametrize("name", ["example-jincheng-2023.json", "example-county-2023.json"])
def test_the_examples_are_in_order(name):
    assert [each for each in told(name) if each[0] != Severity.INFO] == []
