"""Words and signs for nothing where a figure should stand: —, /, 无. The figure that is meant is 0 (V-03)."""

from functools import lru_cache

from assembler.model.plain import HALF_WIDTH
from assembler.model.spec import ReportSpec


def says_nothing(spec: ReportSpec, raw: str) -> bool:
    """True if that stands for nothing by the edition's list; blanks and full width make no difference."""
    return _folded(raw) in _words(spec.checks["V-03"].words["placeholders"])


@lru_cache
def _words(placeholders: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_folded, placeholders))


def _folded(text: str) -> str:
    return "".join(text.translate(HALF_WIDTH).split()).casefold()
