"""A finished report, read by lxml: all that is otherwise in it than in its plan.

Figures are compared by their position in the official grid, labels with the official ones, paragraphs in order with
those of the plan. A template may add paragraphs of its own between them; it may not lose, alter or move one.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assembler.errors import DefectiveForm
from assembler.model.grid import Grid, GridCell, ancestors, grid_of
from assembler.model.spec import Line, ReportSpec, Table
from assembler.patterns import late
from assembler.records import dataclass
from assembler.word.known import Known, agree, in_order
from assembler.word.learning import learnt
from assembler.word.paragraphs import (
    PASSED_OVER,
    UNREAD,
    FoundCell,
    blocks,
    cells_of,
    is_table,
    paragraphs_of,
    tell_unread,
    text_of,
)
from assembler.word.parts import Element, document_part, parse, r, relationships, w
from assembler.word.plan import Printed, RenderPlan, Value
from assembler.word.styles import Styles
from assembler.word.template import DefectiveTemplate

_LEFT_OVER = late(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝|｛%|%｝", needs="{}｛｝")
_XML = (".xml", ".rels")
_KNOWN_BY = 0.5  # share of the official labels by which a changed table is still recognised


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the report; ``cells`` by grid position."""

    block: Element
    cells: Mapping[tuple[int, int], FoundCell]


@dataclass(frozen=True, slots=True)
class _Report:
    """A finished report as its file has it: all parts by name, which of them is the document, and its body."""

    parts: Mapping[str, bytes]
    document: str
    body: Element


def compare(spec: ReportSpec, plan: RenderPlan, parts: Mapping[str, bytes], *, teaching: bool) -> Known | None:
    """Compare a report that has these parts with its plan; DefectiveTemplate with all differences if it says anything
    else. ``teaching``: return what is known now of the next ones of its template; None if that is nothing."""
    try:
        report = _Report(parts, document := document_part(parts), _body(parts[document]))
        suspicious = [name for name in parts if name.endswith(_XML) and _is_suspicious(report, name)]
        tell_unread(report.body, Styles(parts).numbering())
        body = list(blocks(report.body))
        tables = _statutory(spec, body)
        unmarked = list(_draft_faults(plan, report))
    except Exception as error:  # whatever lxml says, or a width that is no number: what doesn't open is no report
        raise DefectiveForm("TEMPLATE-BROKEN", reason=error) from error
    found = _sequence(body, tables)
    faults = [
        *(fault for table in spec.tables for fault in _table_faults(spec, plan, table, tables.get(table.name))),
        *_paragraph_faults(plan, found, tables),
        *_left_over(plan, report, suspicious),
        *unmarked,
    ]
    if faults:
        raise DefectiveTemplate(faults)
    names = [each.text for each in found if each.kind == "table"]
    return None if suspicious or not teaching else learnt(spec, plan, parts, document, names)


def _body(document: bytes) -> Element:
    body = parse(document).find(w("body"))
    if body is None:
        raise ValueError("w:body")
    return body


def _statutory(spec: ReportSpec, body: list[Element]) -> dict[str, _Table]:
    """The table of a document that is each statutory one, by most official labels in common."""
    tables = [_Table(block, cells_of(block)) for block in body if is_table(block)]
    texts = [{_bare(cell.text.replace(UNREAD, "")) for cell in table.cells.values()} for table in tables]
    found: dict[str, _Table] = {}
    for form in spec.tables:
        labels = {_bare(cell.text) for cell in grid_of(form).cells if cell.text}
        shares = [len(labels & each) / len(labels) for each in texts]
        if shares and max(shares) >= _KNOWN_BY:
            found[form.name] = tables[shares.index(max(shares))]
    return found


def _table_faults(spec: ReportSpec, plan: RenderPlan, form: Table, table: _Table | None) -> Iterator[DefectiveForm]:
    if table is None:
        yield DefectiveForm("TEMPLATE-TABLE-MISSING", table=form.name, title=form.title)
        return
    grid, cells = grid_of(form), table.cells
    misshapen = _misshapen(grid, cells)
    if misshapen:
        yield DefectiveForm("TEMPLATE-TABLE-SHAPE", table=form.name, row=misshapen[0] + 1, column=misshapen[1] + 1)
        return
    for cell in grid.cells:
        printed = cells[cell.row, cell.column].text
        if cell.ref is None:
            if _bare(printed) != _bare(cell.text):
                facts = {"table": form.name, "row": cell.row + 1, "column": cell.column + 1}
                yield DefectiveForm("TEMPLATE-LABEL", expected=cell.text, found=_shown(printed), **facts)
        elif printed.strip() != plan.figures[cell.ref]:
            yield DefectiveForm(
                "TEMPLATE-FIGURE",
                cell=spec.cell_name(cell.ref),
                labels=_labels(spec, cell),
                expected=plan.figures[cell.ref] or "（空白）",
                found=_shown(printed.strip()) or "（空白）",
            )


def _misshapen(grid: Grid, cells: Mapping[tuple[int, int], FoundCell]) -> tuple[int, int] | None:
    """The first grid position where cells begin or end otherwise than in the form; None if there is none."""
    official = {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid.cells}
    present = {place: (cell.rows, cell.columns) for place, cell in cells.items()}
    differing = [place for place in official | present if official.get(place) != present.get(place)]
    return min(differing, default=None)


def _labels(spec: ReportSpec, cell: GridCell) -> str:
    """Where a figure stands, by the printed labels: row, column."""
    assert cell.ref is not None
    block = spec.blocks[cell.ref.block]
    sides = (block.rows, block.row(cell.ref.row)), (block.columns, block.column(cell.ref.column))
    return "，".join("/".join(_path(lines, line)) for lines, line in sides if line.label)


def _path(lines: tuple[Line, ...], line: Line) -> Iterator[str]:
    return (each.label for each in (*ancestors(lines, line), line))


def _sequence(body: list[Element], tables: Mapping[str, _Table]) -> list[Printed]:
    """What a document prints, in the terms of a plan; tables that are not statutory are passed over."""
    names = {id(table.block): name for name, table in tables.items()}
    found = []
    for block in body:
        if not is_table(block):
            found.append(Printed("text", "", text_of(block).strip()))
        elif id(block) in names:
            found.append(Printed("table", names[id(block)], names[id(block)]))
    return found


def _paragraph_faults(plan: RenderPlan, found: list[Printed], tables: Mapping[str, _Table]) -> Iterator[DefectiveForm]:
    expected = tuple(each for each in plan.printed if each.kind != "table" or each.text in tables)
    if in_order(expected, found) is not None:
        return
    # The verdict is exact; only for naming what is missing is a likely alignment good enough.
    texts = [next((e.text for e in expected if agree(e, each)), each.text) for each in found]
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, [each.text for each in expected], texts, autojunk=False)
    for kind, left, right, start, end in matcher.get_opcodes():
        if kind in ("delete", "replace"):
            for each in expected[left:right]:
                printed = " / ".join(text for text in texts[start:end] if text) or "（没有）"
                yield DefectiveForm(
                    "TEMPLATE-PARAGRAPH", part=each.place, expected=_short(each.text), found=_short(_shown(printed))
                )


def _left_over(plan: RenderPlan, report: _Report, suspicious: list[str]) -> Iterator[DefectiveForm]:
    """Tags that nobody filled in; a clerk's own braces, which are printed as they are, don't count."""
    if not suspicious:
        return
    own = sorted({text for text in _texts(plan.values) if _LEFT_OVER.search(text)}, key=len, reverse=True)
    for name in suspicious:
        is_document = name == report.document
        root = _body(report.parts[name]) if is_document else parse(report.parts[name])
        for paragraph in paragraphs_of(root, "正文" if is_document else name.rpartition("/")[2]):
            rest = paragraph.text
            for text in own:
                rest = rest.replace(text, "")
            if _LEFT_OVER.search(rest):
                yield DefectiveForm("TEMPLATE-LEFT-OVER", place=paragraph.place, tag=_short(rest.strip()))


def _is_suspicious(report: _Report, name: str) -> bool:
    """True if something in a part looks like a tag, be it torn over runs; etree.XMLSyntaxError if it isn't XML."""
    return _has_braces(report.body) if name == report.document else _part_has_braces(report.parts[name])


@lru_cache(maxsize=128)  # most parts are the same in every report of a template
def _part_has_braces(part: bytes) -> bool:
    return _has_braces(parse(part))


def _has_braces(root: Element) -> bool:
    """Text that is passed over may stand between two braces, so it is always worth a closer look."""
    text = "".join(each.text or "" for each in root.iter(w("t")))
    return bool(_LEFT_OVER.search(text)) or next(root.iter(*PASSED_OVER), None) is not None


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _draft_faults(plan: RenderPlan, report: _Report) -> Iterator[DefectiveForm]:
    """A draft says so in every header that Word would show."""
    if not plan.draft:
        return
    targets = {each.id: each for each in relationships(report.parts, report.document)}
    two_sided = any(
        _is_on(parse(report.parts[each.target]).find(w("evenAndOddHeaders")))
        for each in targets.values()
        if each.kind == "settings"
    )
    shown = {"default": "", "even": "", "first": ""}  # a section without a header of its own has that of the one before
    sections = [each for each in report.body.iter(w("sectPr")) if each.getparent().tag != w("sectPrChange")]
    for n, section in enumerate(sections, 1):
        for reference in section.iterfind(w("headerReference")):
            header = targets.get(reference.get(r("id")))
            part = report.parts.get(header.target) if header else None  # one that isn't there shows nothing
            shown[reference.get(w("type"))] = "".join(map(text_of, parse(part).iter(w("p")))) if part else ""
        pages = ["default", *["even"] * two_sided, *["first"] * _is_on(section.find(w("titlePg")))]
        for each in pages:
            if plan.draft not in shown[each]:
                yield DefectiveForm("TEMPLATE-DRAFT", section=n, pages=_PAGES[each], mark=plan.draft)


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get(w("val"), "1") in ("1", "true", "on")


_PAGES = {"default": "奇数页", "even": "偶数页", "first": "首页"}


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    """A label without white space: templates break it over lines as the column needs."""
    return "".join(text.split())


def _shown(text: str) -> str:
    """〔…〕 stands for what the office program puts there by itself."""
    return text.replace(UNREAD, "〔…〕")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:38]}……"
