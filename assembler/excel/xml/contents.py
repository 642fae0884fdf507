"""Contents of cells as objects: equal ones are one, in all workbooks of a process."""

from functools import lru_cache
from typing import TypeVar

from assembler.excel.book import Content
from assembler.excel.xml.parts import Broken

LONGEST = 32_767  # characters that a cell holds in any office program
SHORT = 500  # characters; what is longer isn't kept
_MOST = 2048  # three forms' worth: what a process holds must not grow for thousands of workbooks
Key = TypeVar("Key")
Meaning = TypeVar("Meaning")

_cached = lru_cache(maxsize=4096, typed=True)(Content)  # a frozen object takes twenty times as long to make


def content(
    value: object, formula: str | None = None, error: bool = False, percent: bool = False, shown: str | None = None
) -> Content:
    """A content; labels, formulas, small numbers are kept. Broken for a text that no cell holds."""
    if (isinstance(value, str) and len(value) > SHORT) or (formula and len(formula) > SHORT):
        if isinstance(value, str) and len(value) > LONGEST:
            raise Broken(f"{len(value)} > {LONGEST}")
        return Content(value, formula, error, percent, shown)
    return _cached(value, formula, error, percent, shown)


def keep(kept: dict[Key, Meaning], key: Key, meaning: Meaning) -> None:
    """Keep what a text means; from time to time all is forgotten, to be learnt anew."""
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = meaning
