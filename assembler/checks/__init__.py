"""Pure judgement on a submission. Nothing here knows Excel, Word or the wording of messages."""

from assembler.checks.accepted import accept
from assembler.checks.balances import check_balances
from assembler.checks.dates import check_dates
from assembler.checks.locate import locate
from assembler.checks.order import in_order
from assembler.checks.structure import check_structure
from assembler.checks.values import check_values
from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission

__all__ = ["accept", "check", "in_order"]


def check(spec: ReportSpec, submission: Submission, last_year: Submission | None = None) -> tuple[Finding, ...]:
    """All findings on a submission, by severity, then in the order of the printed report; stable from run to run.

    ``last_year``: what the same organisation reported for the year before; None leaves comparisons out.
    """
    found = (
        *check_structure(spec, submission),
        *check_values(spec, submission),
        *check_balances(spec, submission, last_year),
        *check_dates(spec, submission),
    )
    return in_order(spec, locate(spec, submission, (each for each in found if each.code in spec.rules)))
