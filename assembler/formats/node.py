"""Reading TOML strictly: every key is known, every value of its kind, every complaint names file and path."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from assembler.errors import DefectiveForm

T = TypeVar("T")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or all known words if none is."""
    words = [each for each in known if each]
    close = get_close_matches(word, words, n=1, cutoff=0.5)
    return close[0] if close else "、".join(sorted(words))


def distinct(entries: Iterable[tuple[str, str, str]]) -> None:
    """Refuse the first word that stands there twice; an entry is its file, its path and the word."""
    seen = set()
    for file, path, word in entries:
        if word in seen:
            raise DefectiveForm("FORMAT-DUPLICATE", file=file, path=path, found=word)
        seen.add(word)


class Node:
    """A TOML table under reading. Ask for each key by kind, then call ``done``: what was not asked for is refused."""

    def __init__(self, values: dict[str, Any], file: str, path: str = "") -> None:
        self.values, self.file, self.path = values, file, path
        self._asked: set[str] = set()

    @classmethod
    def read(cls, file: Path) -> "Node":
        """Open a file; DefectiveForm if it is missing or not TOML."""
        try:
            return cls(tomllib.loads(file.read_text(encoding="utf-8")), file.name)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DefectiveForm("FORMAT-TOML", file=file.name, reason=error) from error

    def refuse(self, code: str, key: str = "", **facts: object) -> DefectiveForm:
        """The error to raise about a key of this table."""
        where = ".".join(part for part in (self.path, key) if part) or "（文件开头）"
        return DefectiveForm(code, file=self.file, path=where, **facts)

    def _take(self, key: str, kind: type[T], default: T | None) -> T:
        self._asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.refuse("FORMAT-VALUE", key, found="（没有）", wanted=kind.__name__)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refuse("FORMAT-VALUE", key, found=repr(value), wanted=kind.__name__)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A string; refused if missing without a default."""
        return self._take(key, str, default)

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return self._take(key, int, default)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Yes or no: true or false."""
        return self._take(key, bool, default)

    def optional_number(self, key: str) -> int | None:
        """A whole number or None."""
        return self.number(key) if key in self.values else None

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One word of a list."""
        words = tuple(known)
        found = self.text(key, default)
        if found not in words:
            raise self.refuse("FORMAT-ID", key, found=found, nearest=nearest(found, words))
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; refused if missing or empty."""
        items: list[Any] = self._take(key, list, None)
        if not items:
            raise self.refuse("FORMAT-VALUE", key, found="[]", wanted="str")
        for item in items:
            if not isinstance(item, str):
                raise self.refuse("FORMAT-VALUE", key, found=repr(item), wanted="str")
        return tuple(items)

    def decimals(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        items: list[Any] = self._take(key, list, [])
        for item in items:
            if isinstance(item, bool) or not isinstance(item, (int, float)):
                raise self.refuse("FORMAT-VALUE", key, found=repr(item), wanted="float")
        return tuple(float(item) for item in items)

    def node(self, key: str) -> "Node":
        """A table below this one; empty if missing."""
        values: dict[str, Any] = self._take(key, dict, {})
        return Node(values, self.file, ".".join(part for part in (self.path, key) if part))

    def nodes(self, key: str) -> list["Node"]:
        """A list of tables; empty if missing."""
        items: list[Any] = self._take(key, list, [])
        found = []
        for n, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.refuse("FORMAT-VALUE", f"{key}[{n + 1}]", found=repr(item), wanted="dict")
            mark = item.get("id") or n + 1
            found.append(Node(item, self.file, ".".join(part for part in (self.path, f"{key}[{mark}]") if part)))
        return found

    def all_texts(self) -> dict[str, str]:
        """Every key of this table, each a string."""
        return {key: self.text(key) for key in self.values}

    def done(self) -> None:
        """Refuse the first key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                raise self.refuse("FORMAT-KEY", key, found=key, nearest=nearest(key, self._asked))
