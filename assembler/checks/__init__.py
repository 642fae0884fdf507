"""Pure judgement on a submission. Nothing here knows Excel, Word or the wording of messages."""

from assembler.checks.accepted import accept
from assembler.checks.balances import check_balances
from assembler.checks.contacts import check_contacts
from assembler.checks.contents import check_contents
from assembler.checks.dates import check_dates
from assembler.checks.doubts import check_doubts
from assembler.checks.identity import check_identity
from assembler.checks.locate import locate
from assembler.checks.numbering import check_numbering
from assembler.checks.order import in_order
from assembler.checks.prose import check_prose
from assembler.checks.stale import check_stale
from assembler.checks.structure import check_structure
from assembler.checks.tables import check_tables
from assembler.checks.values import check_values
from assembler.checks.wording import check_wording
from assembler.checks.years import check_years
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
        *check_contents(spec, submission),
        *check_wording(spec, submission),
        *check_numbering(spec, submission),
        *check_contacts(spec, submission),
        *check_identity(spec, submission),
        *check_stale(spec, submission),
        *check_values(spec, submission),
        *check_balances(spec, submission, last_year),
        *check_tables(spec, submission, last_year),
        *check_years(spec, submission, last_year),
        *check_prose(spec, submission),
        *check_dates(spec, submission),
        *check_doubts(spec, submission),
    )
    return in_order(spec, locate(spec, submission, (each for each in found if each.code in spec.rules)))
