"""The JSON of ``check --json``: an interface, described in docs/formats.md."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from assembler import __version__
from assembler.messages.catalog import Catalog
from assembler.model.findings import Finding, Suggestion
from assembler.model.outcome import Checked, Location, Outcome

SCHEMA = 1


def as_json(outcomes: Iterable[Outcome], catalog: Catalog) -> str:
    """One document on all files of a run, in the order given."""
    document = {
        "schema": SCHEMA,
        "program": f"assembler {__version__}",
        "files": [file_document(outcome, catalog) for outcome in outcomes],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def file_document(outcome: Outcome, catalog: Catalog) -> dict[str, Any]:
    """What the document says of one file."""
    checked = outcome.checked
    problem = None
    if outcome.error is not None:
        problem = {"code": outcome.error.code, **catalog.error(outcome.error)._asdict()}
    return {
        "file": outcome.file,
        "status": outcome.status,
        "organisation": checked.submission.organisation if checked else None,
        "year": checked.submission.year if checked else None,
        "format": checked.spec.id if checked else None,
        "problem": problem,
        "findings": [_finding(finding, checked, catalog) for finding in checked.findings] if checked else [],
    }


def _finding(finding: Finding, checked: Checked, catalog: Catalog) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        **catalog.finding(finding, checked.spec)._asdict(),
        "at": finding.at,
        "cells": [_cell(note.ref, note.value, checked.locations) for note in finding.cells],
        "expected": finding.expected,
        "actual": finding.actual,
        "excerpt": finding.excerpt,
        "suggestion": _suggestion(finding.suggestion),
        "accepted": finding.accepted,
    }


def _suggestion(suggestion: Suggestion | None) -> dict[str, str | None] | None:
    if suggestion is None:
        return None
    return {
        "ref": suggestion.ref,
        "from": suggestion.before,
        "to": suggestion.after,
        "certainty": suggestion.certainty,
    }


def _cell(ref: str, value: str | None, locations: Mapping[str, Location]) -> dict[str, str | None]:
    location = locations.get(ref)
    return {
        "ref": ref,
        "sheet": location.sheet if location else None,
        "address": location.address if location else None,
        "value": value,
    }
