"""Figures are printed in plain notation, however quickly."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assembler.formats import format_ids, load_format
from assembler.word import plan, specimen
from assembler.word.plan import _figure

ODD = ["-0", "0.00", "1E+2", "12.50", "-7", "0012", "1E-3", "NaN", "123456789012345678901234567890"]


@pytest.mark.parametrize("format_id", format_ids())
def test_figures_are_printed_together_as_one_by_one(format_id):
    spec = load_format(format_id)
    filled = specimen(spec)
    figures = dict(filled.figures)
    for cell, odd in zip(spec.cells[::7], [*ODD, None], strict=False):
        figures[cell] = None if odd is None else Decimal(odd)
    del figures[spec.cells[-1]]
    words = {**filled.words, spec.cells[1]: "约　3\n件", spec.cells[2]: ""}
    submission = replace(filled, figures=figures, words=words)
    planned = plan(spec, submission, draft=False)
    assert planned.figures == {cell: _figure(spec, submission, cell) for cell in spec.cells}
    assert tuple(planned.figures) == spec.cells
    named = {(*names, text) for names, text in _leaves(planned.values)}
    assert {(spec.cell_name(cell), planned.figures[cell]) for cell in spec.cells} <= named


def _leaves(values, names=()):
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*names, name))
        elif isinstance(value, str):
            yield (".".join((*names, name)),), value
