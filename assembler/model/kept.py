"""Results that are worked out once for each large value, such as an edition of the form."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_From = TypeVar("_From")
_To = TypeVar("_To")
_ROOM = 64  # editions and their tables are a dozen; tests make more


def kept(function: Callable[[_From], _To]) -> Callable[[_From], _To]:
    """A function of one value, worked out once for each: by identity, since a value that is frozen through and through
    can't become another one, and to compare or hash an edition takes longer than most of what is asked of it."""
    found: dict[int, tuple[_From, _To]] = {}

    @wraps(function)
    def once(value: _From) -> _To:
        held = found.get(id(value))
        if held is None:  # the value is held with its result, so no other one can take its id
            if len(found) >= _ROOM:
                found.clear()
            held = found[id(value)] = value, function(value)
        return held[1]

    return once
