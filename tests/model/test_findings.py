"""Findings are plain values."""

from assembler.model.findings import Finding, Severity


def test_severities_rank_from_the_gravest() -> None:
    assert [Severity.ERROR.rank, Severity.WARNING.rank, Severity.INFO.rank] == [0, 1, 2]
    assert sorted(Severity, key=lambda severity: severity.rank) == list(Severity)


def test_findings_that_say_the_same_are_equal() -> None:
    assert Finding("T3-01", Severity.ERROR, "natural") == Finding("T3-01", Severity.ERROR, "natural")
    assert Finding("T3-01", Severity.ERROR, "natural") != Finding("T3-01", Severity.ERROR, "biz")
