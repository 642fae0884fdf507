"""Submission JSON (docs/formats.md): reading it strictly, and writing it without loss."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assembler.errors import UnusableInput
from assembler.files import read_input
from assembler.formats import format_for_year, format_ids, load_format
from assembler.formats.node import nearest
from assembler.model.equations import Figure
from assembler.model.plain import clean, plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, completed

KEYS = ("format", "organisation", "year", "info", "figures", "texts", "control", "accepted", "doubts")
LIMIT = 10 * 1024 * 1024
MOST_TEXT = 32_767  # characters that a cell of a workbook holds
MOST_DIGITS = 30


def load_submission(path: Path) -> tuple[ReportSpec, Submission]:
    """The submission in a file; UnusableInput names what is unknown, with the nearest known name, or unusable."""
    try:
        text = read_input(path, LIMIT).decode("utf-8-sig")
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UnusableInput("DATA-NOT-JSON", path=path, reason=error) from error
    return _Data(path, data).submission()


def dump_submission(submission: Submission) -> str:
    """The submission as JSON: figures as strings in plain notation, null for blanks, every entry named."""
    document: dict[str, Any] = {
        "format": submission.format,
        "organisation": submission.organisation,
        "year": submission.year,
        "info": {key: value or None for key, value in submission.info.items()},
        "figures": {str(cell): submission.content(cell) for cell in submission.figures},
        "texts": {key: value or None for key, value in submission.texts.items()},
    }
    control = {str(cell): plain(figure) for cell, figure in submission.control.items() if figure is not None}
    if control:
        document["control"] = control
    if submission.accepted:
        document["accepted"] = dict(submission.accepted)
    if submission.doubts:
        document["doubts"] = dict(submission.doubts)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object each of whose names stands once: of two values the last would win in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}”出现了两次")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


class _Data:
    def __init__(self, path: Path, data: Any) -> None:
        self.path = path
        self.data = self._mapping("", data, KEYS)

    def submission(self) -> tuple[ReportSpec, Submission]:
        year = self.data.get("year")
        if year is not None and (not isinstance(year, int) or isinstance(year, bool) or not 1900 < year < 2200):
            raise self._bad("year", year, "四位数字的年度")
        spec = self._spec(year)
        figures = self._figures("figures", spec.cells, spec.worded)
        filled = Submission(
            format=spec.id,
            organisation=self._text("organisation", self.data.get("organisation")),
            year=year,
            info=self._info(spec),
            figures=completed(spec, figures),
            words=self._words(spec),
            texts=self._texts("texts", tuple(spec.texts)),
            control=dict.fromkeys(spec.controls) | self._figures("control", spec.controls),
            accepted=self._by_number("accepted"),
            doubts=self._by_number("doubts"),
        )
        return spec, filled

    def _spec(self, year: int | None) -> ReportSpec:
        format_id = self.data.get("format")
        if format_id is None:
            return format_for_year(year) if year else load_format(format_ids()[-1])
        if not isinstance(format_id, str):
            raise self._bad("format", format_id, "字符串")
        if format_id not in format_ids():
            raise self._unknown("format", str(format_id), format_ids())
        return load_format(format_id)

    def _info(self, spec: ReportSpec) -> dict[str, str]:
        info = self._texts("info", tuple(entry.id for entry in spec.info))
        levels = tuple(level.id for level in spec.levels)
        level = info.get("level")
        if level and level not in levels:
            raise self._unknown("info.level", level, levels)
        return info

    def _by_number(self, key: str) -> dict[str, str]:
        """Words by the number of a finding."""
        given = self.data.get(key)
        if given is None:
            return {}
        if not isinstance(given, dict):
            raise self._bad(key, given, "对象 {…}")
        return {name.upper(): self._text(f"{key}.{name}", words) for name, words in given.items()}

    def _texts(self, key: str, known: tuple[str, ...]) -> dict[str, str]:
        given = self._part(key, known)
        return {name: self._text(f"{key}.{name}", given.get(name)) for name in known}

    def _text(self, where: str, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._bad(where, value, "字符串")
        text = clean(value)
        if len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
            raise self._bad(where, f"{len(text)} 字", f"不超过 {MOST_TEXT} 字的文字")
        return text

    def _figures(self, key: str, cells: tuple[CellRef, ...], worded: tuple[CellRef, ...] = ()) -> dict[CellRef, Figure]:
        """The figures given for these cells, those left out that hold words."""
        given = {CellRef.parse(ref): value for ref, value in self._part(key, tuple(map(str, cells))).items()}
        return {cell: self._figure(f"{key}.{cell}", value) for cell, value in given.items() if cell not in worded}

    def _words(self, spec: ReportSpec) -> dict[CellRef, str]:
        """What is given for the cells that hold words; a JSON number stands for its digits."""
        given = self._part("figures", tuple(map(str, spec.cells)))
        words = {}
        for cell in spec.worded:
            value = given.get(str(cell))
            if isinstance(value, (int, Decimal)):
                figure = self._figure(f"figures.{cell}", value)
                value = None if figure is None else format(figure, "f")
            words[cell] = self._text(f"figures.{cell}", value).strip()
        return words

    def _figure(self, where: str, value: Any) -> Figure:
        if value is None:
            return None
        wanted = "数字或数字字符串"
        if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
            raise self._bad(where, value, wanted)
        try:
            figure = Decimal(value)
        except (InvalidOperation, ValueError) as error:
            raise self._bad(where, value, wanted) from error
        if (
            not figure.is_finite()
            or len(figure.as_tuple().digits) > MOST_DIGITS
            or abs(figure.adjusted()) > MOST_DIGITS
        ):
            raise self._bad(where, value, wanted)
        return figure

    def _part(self, key: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        given = self.data.get(key)
        return {} if given is None else self._mapping(key, given, known)

    def _mapping(self, key: str, value: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._bad(key or "（文件开头）", value, "对象 {…}")
        for name in value:
            if name not in known:
                raise self._unknown(key or "（文件开头）", name, known)
        return value

    def _unknown(self, where: str, found: str, known: tuple[str, ...]) -> UnusableInput:
        close = nearest(found, known)
        return UnusableInput("DATA-UNKNOWN", path=self.path, where=where, found=found, nearest=close)

    def _bad(self, where: str, value: Any, wanted: str) -> UnusableInput:
        found = json.dumps(value, ensure_ascii=False, default=str)[:60]
        return UnusableInput("DATA-VALUE", path=self.path, where=where, found=found, wanted=wanted)
