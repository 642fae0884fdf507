"""Sentences beside tables."""

from dataclasses import replace
from decimal import Decimal

from assembler.checks.prose import check_prose
from assembler.formats import load_format
from assembler.model.refs import CellRef
from assembler.model.submission import Submission, blank, completed

SPEC = load_format("2021")
ZEROS = {cell: Decimal(0) for cell in SPEC.cells if not SPEC.is_computed(cell)}


def report(figures: dict[str, int] | None = None, year: int | None = 2023, **texts: str) -> Submission:
    """A report of zeros but for these figures, with these texts (a double underscore stands for a dot)."""
    named = {CellRef.parse(ref): Decimal(figure) for ref, figure in (figures or {}).items()}
    submission = replace(blank(SPEC, "某市某局", year), figures=completed(SPEC, {**ZEROS, **named}))
    return replace(
        submission, texts={**submission.texts, **{ref.replace("__", "."): text for ref, text in texts.items()}}
    )


def request(sentence: str, **rows: int) -> Submission:
    """Section 一（二）, with rows of table 三, all of natural persons."""
    return report({f"t3.{row}.natural": figure for row, figure in rows.items()}, s1__on_request=sentence)


def told(submission: Submission) -> list[str]:
    """Code, case and place of each finding: ``N-05 unable``, ``N-01/none new_received``."""
    return [f"{each.code}{'/' if each.case else ''}{each.case} {each.at}" for each in check_prose(SPEC, submission)]
