"""What the template sees: finished strings under names for people. The one place where anything is formatted.

Tags of a template, all of them text unless said otherwise:

    {{ 单位名称 }} {{ 年度 }} {{ 题目 }} {{ 成文日期 }}    the second line of the title holds year and subject
    {{ 草稿 }}                               "草稿" on a draft, otherwise nothing
    {{ 表三.本年新收.自然人 }}                 a figure: table, row and column by the names of the format
    {{ 新收 }}                               short names of the most used figures (the format's shortcuts)
    {{ 基本信息.联系电话 }}                    an entry of 基本信息
    {{ 总体情况.标题 }}                       the heading of a section
    {%p for 段 in 总体情况.前言 %}             the paragraphs of a text: {{ 段 }}, then {%p endfor %}
    {%p for 方面 in 总体情况.各方面 %}          the texts of a section that have a heading and aren't blank:
                                            {{ 方面.序号 }} （一）, {{ 方面.标题 }}, {%p for 段 in 方面.正文 %}
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal, TypeAlias

from assembler.model.kept import kept
from assembler.model.plain import chinese_date, clean, numeral, paragraphs, read_date
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec, Section
from assembler.model.submission import Submission, blank
from assembler.records import dataclass, replace

Value: TypeAlias = str | tuple["Value", ...] | Mapping[str, "Value"]
Names: TypeAlias = Mapping[str, Value]

DRAFT = "草稿"
SUBJECT = "政府信息公开工作年度报告"
LANGUAGE = "zh-CN"
_YEARS = range(1980, 9999)  # what the date of a document can hold


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph that the report has to show, in its place among the others.

    ``kind`` is "heading" where the template may go on after the words (（一）主动公开 + 方面), "table" where a
    statutory table stands (``text`` is its name then), otherwise "text". ``place`` tells people which one it is.
    """

    kind: Literal["text", "heading", "table"]
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says about itself; ``day`` is when it was made, by the report and not by the clock."""

    title: str
    author: str
    day: date
    subject: str = SUBJECT
    language: str = LANGUAGE


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """Everything that a report prints.

    values      what the tags stand for
    figures     the print of each cell
    printed     paragraphs and tables in order
    draft       the mark that every page's header has to show; "" = no draft
    """

    values: Names
    figures: Mapping[CellRef, str]
    printed: tuple[Printed, ...]
    properties: Properties
    draft: str


def plan(spec: ReportSpec, submission: Submission, *, draft: bool) -> RenderPlan:
    """Format a submission. Nothing is raised: what can't be printed is blank."""
    mark = DRAFT if draft else ""
    figures = _figures(spec, submission)
    values = _values(spec, submission, figures, mark)
    return RenderPlan(
        values=values,
        figures=figures,
        printed=tuple(_printed(spec, values)),
        properties=_properties(spec, submission, values),
        draft=mark,
    )


@kept
def names_of(spec: ReportSpec) -> Names:
    """What the tags of an edition's templates may say: values in which every list has members, so all names can be
    seen."""
    return plan(spec, specimen(spec), draft=True).values


def specimen(spec: ReportSpec) -> Submission:
    """A submission in which every place holds something else: shows where each tag of a template prints."""
    empty = blank(spec, "单位名称", spec.first_year)
    samples = {"date": f"{spec.first_year + 1}-01-09", "level": spec.levels[0].id, "digits": "100000"}
    return replace(
        empty,
        info={entry.id: samples.get(entry.kind, entry.name) for entry in spec.info},
        figures={cell: None if cell in spec.worded else Decimal(1000 + n) for n, cell in enumerate(spec.cells)},
        words={cell: f"{n}.50万元" for n, cell in enumerate(spec.cells) if cell in spec.worded},
        texts={text.id: f"{text.name}之一\n{text.name}之二" for text in spec.texts.values()},
    )


def _values(spec: ReportSpec, submission: Submission, figures: Mapping[CellRef, str], mark: str) -> dict[str, Value]:
    info = {entry.name: _info(spec, submission, entry.id, entry.kind) for entry in spec.info}
    year = "" if submission.year is None else str(submission.year)
    return {
        "单位名称": _line(submission.organisation),
        "年度": year,
        "题目": spec.title.format(year=year),
        "成文日期": _date(submission.info.get("signed_on", "")),
        "草稿": mark,
        "基本信息": info,
        **{name: figures[cell] for name, cell in spec.shortcuts.items()},
        **_tables(spec, figures),
        **{section.name: _section(section, submission) for section in spec.sections},
    }


def _tables(spec: ReportSpec, figures: Mapping[CellRef, str]) -> dict[str, dict[str, dict[str, Value]]]:
    """``figures``: of all cells in their order."""
    tables: dict[str, dict[str, dict[str, Value]]] = {}
    prints = tuple(figures.values())
    for table, row, columns, start in _rows(spec):
        own = zip(columns, prints[start : start + len(columns)], strict=True)
        tables.setdefault(table, {}).setdefault(row, {}).update(own)
    return tables


@kept
def _rows(spec: ReportSpec) -> Sequence[tuple[str, str, tuple[str, ...], int]]:
    """Table, row, and columns of cells that follow each other, by name, and the place of the first among all cells."""
    names = enumerate(tuple(spec.cell_name(cell).split(".")) for cell in spec.cells)
    rows = [(place, list(own)) for place, own in groupby(names, lambda each: each[1][:2])]
    return [(table, row, tuple(name[2] for _, name in own), own[0][0]) for (table, row), own in rows]


def _section(section: Section, submission: Submission) -> dict[str, Value]:
    found: dict[str, Value] = {"标题": section.heading}
    aspects: list[Value] = []
    for text in section.texts:
        body = paragraphs(submission.texts.get(text.id, ""))
        found[text.name] = body
        if text.heading and body:
            aspects.append({"序号": f"（{numeral(len(aspects) + 1)}）", "标题": text.heading, "正文": body})
    if any(text.heading for text in section.texts):
        found["各方面"] = tuple(aspects)
    return found


def _figures(spec: ReportSpec, submission: Submission) -> dict[CellRef, str]:
    """The print of each cell in their order. Digits alone are printed as they are; nearly all figures are such."""
    given, cells = submission.figures, spec.cells
    written = map(str, given.values() if tuple(given) == cells else map(given.get, cells))
    figures = dict(zip(cells, written, strict=True))
    for cell in [cell for cell, text in figures.items() if not text.isdigit()]:
        figures[cell] = _figure(spec, submission, cell)
    for cell in submission.words.keys() & figures.keys():
        figures[cell] = _figure(spec, submission, cell)
    return figures


def _figure(spec: ReportSpec, submission: Submission, cell: CellRef) -> str:
    printed = submission.content(cell)
    return spec.blank if printed is None else _line(printed)


def _info(spec: ReportSpec, submission: Submission, entry: str, kind: str) -> str:
    text = submission.info.get(entry, "")
    if kind == "date":
        return _date(text)
    if kind == "level":
        return next((level.label for level in spec.levels if level.id == text), "")
    return _line(text)


def _line(text: str) -> str:
    """One line: a break inside a name is a slip of the keyboard."""
    return " ".join(clean(text).split())


def _date(text: str) -> str:
    day = read_date(text)
    return chinese_date(day) if day else ""


def _properties(spec: ReportSpec, submission: Submission, values: Names) -> Properties:
    year = submission.year if submission.year in _YEARS else spec.first_year
    day = read_date(submission.info.get("signed_on", ""))
    organisation = str(values["单位名称"])
    return Properties(
        title=f"{organisation}{values['题目']}",
        author=organisation,
        day=day if day and day.year in _YEARS else date((year or spec.first_year) + 1, 1, 1),
    )


def _printed(spec: ReportSpec, values: Names) -> Iterator[Printed]:
    """The order is the form's own; where a template loops, the loop must come out as this."""
    yield from _lines(values, ("单位名称", "单位名称"), ("题目", "题目"))
    for section in spec.sections:
        yield Printed("text", section.heading, section.heading)
        if section.table:
            yield Printed("table", section.table.name, section.table.name)
        yield from _prose(section, values[section.name])
    yield from _lines(values, ("落款", "单位名称"), ("成文日期", "成文日期"))


def _lines(values: Names, *lines: tuple[str, str]) -> Iterator[Printed]:
    """Single lines (place, name); the blank ones are left out."""
    return (Printed("text", place, str(values[name])) for place, name in lines if values[name])


def _prose(section: Section, members: Value) -> Iterator[Printed]:
    assert isinstance(members, Mapping)
    number = 0
    for text in section.texts:
        body = members[text.name]
        if body and text.heading:
            number += 1
            yield Printed("heading", text.label, f"（{numeral(number)}）{text.heading}")
        yield from (Printed("text", text.label, str(paragraph)) for paragraph in body)
