"""Regular expressions that are compiled when a text may match them: to compile all of them takes a tenth of a start."""

import re
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any, AnyStr

from assembler.recall import compiled

_FINDS_NOTHING = {"search": None, "match": None, "fullmatch": None, "finditer": (), "findall": (), "sub": None}
"""The methods that look through a text, and what they give where there is no match; ``sub`` gives the text itself."""


class Late:
    """Stands for a pattern, ``re.Pattern``, until it is needed: a text without any of ``needs`` can't match."""

    def __init__(self, source: str | bytes, flags: int = 0, needs: Collection[str] = ()) -> None:
        self.source, self.flags, self.needs = source, flags, needs

    def __getattr__(self, name: str) -> Any:
        """Asked for what isn't there yet: once compiled, the pattern's own methods are."""
        if name in _FINDS_NOTHING and self.needs:
            return partial(self._look, name)
        return getattr(self._compiled(), name)

    def _look(self, method: str, *arguments: Any) -> Any:
        text = arguments[1 if method == "sub" else 0]
        if any(each in text for each in self.needs):
            return getattr(self._compiled(), method)(*arguments)
        return text if method == "sub" else _FINDS_NOTHING[method]

    def _compiled(self) -> re.Pattern[Any]:
        pattern = compiled(self.source, self.flags)
        for method in (*_FINDS_NOTHING, "split"):
            setattr(self, method, getattr(pattern, method))
        return pattern


if TYPE_CHECKING:  # to those who use it, it is a pattern

    def late(source: AnyStr, flags: int = 0, needs: Collection[str] = ()) -> re.Pattern[AnyStr]:
        """The pattern."""
else:
    late = Late
