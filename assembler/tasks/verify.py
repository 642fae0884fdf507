"""``assembler formats --verify``: an edition's rule book, examined by itself."""

import json
from typing import Any

from assembler import __version__
from assembler.checks import check
from assembler.checks.coverage import broken, systems, trials, unknown_cells
from assembler.formats import load_format
from assembler.model.rulebook import Place, RuleBook, System

SCHEMA = 1


def verify(format_id: str) -> RuleBook:
    """Takes seconds. The loader comes first: DefectiveForm where a rule names what the form lacks, repeats another one
    or leaves a cell no figure but 0; UnusableInput if there is no such edition."""
    spec = load_format(format_id)
    return RuleBook(
        spec=spec,
        unknown=unknown_cells(spec),
        untrue=broken(spec, check),
        systems=tuple(systems(spec)),
        trials=tuple(trials(spec, check)),
    )


def as_json(book: RuleBook) -> str:
    """The same for scripts: every figure, by style, situation, kind of fault and table."""
    document = {
        "schema": SCHEMA,
        "program": f"assembler {__version__}",
        "format": book.spec.id,
        "unknown": [str(cell) for cell in book.unknown],
        "untrue": [_place(place) for place in book.untrue],
        "systems": [_system(system) for system in book.systems],
        "scores": _scores(book),
        "rules": {code: {"noticed": noticed, "alone": alone} for code, (noticed, alone) in book.rules.items()},
        "guards": _guards(book),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _place(place: Place) -> dict[str, str]:
    return {"code": place[0], "at": place[1]}


def _system(system: System) -> dict[str, Any]:
    return {
        "name": system.name,
        "cells": system.cells,
        "relations": system.relations,
        "rank": system.rank,
        "consequences": [
            {**_place(each.place), "follows_from": [_place(place) for place in each.follows_from]}
            for each in system.consequences
        ],
    }


def _scores(book: RuleBook) -> list[dict[str, Any]]:
    listed = []
    for style in book.values("style"):
        for situation in book.values("situation"):
            for fault in book.values("fault"):
                for table in book.spec.tables:
                    keys = {"style": style, "situation": situation, "fault": fault, "table": table.id}
                    score = book.score(**keys)
                    counts = {"tried": score.tried, "noticed": score.noticed, "errors": score.errors}
                    listed.append({**keys, **counts, "named": score.named})
    return listed


def _guards(book: RuleBook) -> dict[str, Any]:
    return {
        style: {
            situation: {str(cell): list(codes) for cell, codes in book.guards(style, situation).items()}
            for situation in book.values("situation")
        }
        for style in book.values("style")
    }
