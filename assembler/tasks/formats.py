"""``assembler formats``: the editions of the form that this version knows."""

import json

from assembler import __version__
from assembler.formats import format_ids, load_format
from assembler.model.spec import ReportSpec


def known() -> list[ReportSpec]:
    """All formats, oldest first."""
    return [load_format(format_id) for format_id in format_ids()]


def as_json_text() -> str:
    """The same for scripts."""
    listed = [
        {
            "id": spec.id,
            "name": spec.name,
            "document": spec.document,
            "first_year": spec.first_year,
            "last_year": spec.last_year,
            "cells": len(spec.cells),
            "rules": list(spec.rules),
        }
        for spec in known()
    ]
    document = {"schema": 1, "program": f"assembler {__version__}", "formats": listed}
    return json.dumps(document, ensure_ascii=False, indent=1)
