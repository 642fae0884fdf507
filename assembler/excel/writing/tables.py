"""The sheets of tables 二, 三 and 四: they look like the statutory tables, and check themselves while typing."""

from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assembler.excel.formulas import areas, broken, reference, total
from assembler.excel.layout import LEFT, STATUS_ROW, TITLE_ROW, TOP_ROW, Layout, Place, TableLayout
from assembler.excel.values import stored
from assembler.excel.writing.pen import BROKEN, Pen, fit, lines_needed
from assembler.excel.writing.verdicts import Verdicts
from assembler.model.grid import GridCell
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import Block, Section
from assembler.model.submission import Submission, derived

MM = 1 / 1.85  # width units of a column per millimetre
LINE_HEIGHT = 15.0


def write_table(
    pen: Pen, sheet: Worksheet, layout: Layout, section: Section, filled: Submission, last_year: Submission | None
) -> None:
    """Write one table with its figures, rules, prompts and page set-up."""
    table = next(each for each in layout.tables if each.sheet == section.sheet)
    widths = _widths(table)
    sheet.set_column(0, 0, 2, pen.style("guide"))
    for n, width in enumerate(widths):
        sheet.set_column(LEFT + n, LEFT + n, width)
    sheet.set_row(TITLE_ROW, 30)
    sheet.write_string(TITLE_ROW, LEFT, section.heading, pen.style("title"))
    _status(pen, sheet, layout, table, filled)
    for cell in table.grid.cells:
        _write_cell(pen, sheet, layout, table, cell, filled)
    if table.control_column is not None:
        _write_controls(pen, sheet, layout, table, filled)
    _heights(sheet, table, widths)
    _mark_broken(pen, sheet, layout, table)
    _guard_inputs(sheet, layout, table, filled)
    if last_year:
        _write_last_year(pen, sheet, table, last_year)
    _page(sheet, table)


def _widths(table: TableLayout) -> list[float]:
    scale = 1.45 if table.grid.columns > 6 else 1.1
    return [max(5.0, width * scale * MM) for width in table.table.widths_mm]


def _status(pen: Pen, sheet: Worksheet, layout: Layout, table: TableLayout, filled: Submission) -> None:
    """The line under the title: how many cells are still blank, how many relations don't hold."""
    verdicts = Verdicts(layout, filled)
    text, bad = verdicts.fullness_formula(table.table), verdicts.bad_formula(table.table)
    if bad:
        text += f'&"；"&IF({bad}=0,"勾稽关系全部平衡","有"&({bad})&"处勾稽关系不平，见“校验”表")'
    sheet.set_row(STATUS_ROW, 20)
    sheet.write_formula(STATUS_ROW, LEFT, f"={text}", pen.style("status"), verdicts.status(table.table))
    if bad:
        rule = {"type": "formula", "criteria": f"={bad}>0", "format": pen.rule({"font_color": BROKEN["font_color"]})}
        sheet.conditional_format(STATUS_ROW, LEFT, STATUS_ROW, LEFT, rule)


def _write_cell(
    pen: Pen, sheet: Worksheet, layout: Layout, table: TableLayout, cell: GridCell, filled: Submission
) -> None:
    top, left = TOP_ROW + cell.row, LEFT + cell.column
    bottom, right = top + cell.rows - 1, left + cell.columns - 1
    style = pen.entry(cell.ref, _style(table, cell, layout, filled))
    if (bottom, right) != (top, left):
        sheet.merge_range(top, left, bottom, right, "", style)
    if cell.ref is None:
        sheet.write_string(top, left, cell.text, style)
    else:
        _write_figure(sheet, layout, cell.ref, filled, style, (top, left))


def _style(table: TableLayout, cell: GridCell, layout: Layout, filled: Submission) -> str:
    if cell.ref is not None:
        if not layout.spec.is_computed(cell.ref):
            return layout.spec.value_of(cell.ref)
        return "typed_total" if _is_typed(layout, cell.ref, filled) else "total"
    if cell.role != "stub":
        return cell.role
    if cell.rows == 1:
        return "stub"
    return "upright" if table.table.widths_mm[cell.column] < 8 else "group"


def _write_figure(
    sheet: Worksheet, layout: Layout, ref: CellRef, filled: Submission, style: Format, at: tuple[int, int]
) -> None:
    """An input as number or blank; a total as its formula with the true value stored beside it, unless another
    value was typed over it."""
    figure = filled.figures[ref]
    raw = filled.unread.get(str(ref)) or filled.words.get(ref)
    if raw:
        sheet.write_string(at[0], at[1], raw, style)
        return
    if layout.spec.is_computed(ref) and not _is_typed(layout, ref, filled):
        formula = total(layout, layout.spec.definitions[ref].right)
        sheet.write_formula(at[0], at[1], f"={formula}", style, float(figure or 0))
        return
    _write_number(sheet, at, figure, style)


def _is_typed(layout: Layout, ref: CellRef, filled: Submission) -> bool:
    """True for a total that isn't what its formula gives: somebody typed it, and must be able to type it anew."""
    return str(ref) in filled.unread or filled.figures[ref] != derived(layout.spec, filled.figures, ref)


def _write_number(sheet: Worksheet, at: tuple[int, int], figure: Decimal | None, style: Format) -> None:
    value = stored(figure)
    if value is None:
        sheet.write_blank(at[0], at[1], None, style)
    elif isinstance(value, str):
        sheet.write_string(at[0], at[1], value, style)
    else:
        sheet.write_number(at[0], at[1], value, style)


def _write_controls(pen: Pen, sheet: Worksheet, layout: Layout, table: TableLayout, filled: Submission) -> None:
    """Optional counts from the case register, right of 总计."""
    column = table.control_column
    assert column is not None
    sheet.set_column(column, column, 12)
    for block in table.table.blocks:
        if not block.control:
            continue
        rows = [layout.place(cell).row for cell in block.controls()]
        header_end = rows[0] - 1
        style = pen.style("control_header")
        sheet.merge_range(TOP_ROW, column, header_end, column, block.control.label, style)
        for cell in block.controls():
            at = (layout.place(cell).row, column)
            raw = filled.unread.get(str(cell))
            style = pen.entry(cell, "control")
            if raw is not None:
                sheet.write_string(at[0], at[1], raw, style)
            else:
                _write_number(sheet, at, filled.control.get(cell), style)


def _heights(sheet: Worksheet, table: TableLayout, widths: list[float]) -> None:
    """Wrapped rows don't grow by themselves in a file that no spreadsheet has opened yet."""
    tall = dict.fromkeys(range(table.grid.rows), 1)
    for cell in table.grid.cells:
        if cell.rows == 1 and cell.text:
            width = sum(widths[cell.column : cell.column + cell.columns])
            tall[cell.row] = max(tall[cell.row], lines_needed(cell.text, width))
    for row, lines in tall.items():
        sheet.set_row(TOP_ROW + row, 7 + LINE_HEIGHT * lines)


def _mark_broken(pen: Pen, sheet: Worksheet, layout: Layout, table: TableLayout) -> None:
    """All cells of a relation turn red while it doesn't hold."""
    blocks = {block.id for block in table.table.blocks}
    for relation in layout.spec.live_relations:
        if relation.equation.block not in blocks:
            continue
        ranges = [reference(area).replace("$", "") for area in areas(map(layout.place, relation.cells))]
        first = areas(map(layout.place, relation.cells))[0][0]
        sheet.conditional_format(
            first.row, first.column, first.row, first.column,
            {"type": "formula", "criteria": broken(layout, relation), "format": pen.rule(BROKEN),
             "multi_range": " ".join(ranges)},
        )  # fmt: skip


def _guard_inputs(sheet: Worksheet, layout: Layout, table: TableLayout, filled: Submission) -> None:
    """Input rules and prompts, row by row."""
    for block in table.table.blocks:
        for row in block.leaf_rows:
            cells = [CellRef(block.id, row.id, column.id) for column in block.leaf_columns]
            for cell in cells:
                at = layout.place(cell)
                if not layout.spec.is_computed(cell):
                    sheet.data_validation(at.row, at.column, at.row, at.column, _rule(layout, block, cell, at))
                elif _is_typed(layout, cell, filled):
                    sheet.data_validation(at.row, at.column, at.row, at.column, _typed_total(layout, cell, filled))
            if block.control:
                control = CellRef(block.id, row.id, block.control.id)
                at = layout.place(control)
                sheet.data_validation(at.row, at.column, at.row, at.column, _rule(layout, block, control, at))


def _rule(layout: Layout, block: Block, cell: CellRef, at: Place) -> dict[str, object]:
    line = block.row(cell.row) if block.row(cell.row).label else block.column(cell.column)
    rule: dict[str, object] = {
        "input_title": fit(f"{line.name}（{block.unit}）", 32),
        "input_message": fit(_prompt(layout, block, cell), 255),
        "error_title": "请核对",
        "ignore_blank": True,
    }
    kind = block.value_of(cell.column)
    if kind == "text":
        return rule | {"input_title": fit(line.name, 32), "validate": "any"}
    if kind == "signed":
        return rule | {
            "validate": "integer", "criteria": "between", "minimum": -999_999_999, "maximum": 999_999_999,
            "error_message": "此处应填整数，减少的填负数，如 -8；只填数字，不写单位；没有增减的填 0。",
        }  # fmt: skip
    if kind == "count":
        return rule | {
            "validate": "integer", "criteria": ">=", "value": 0,
            "error_message": "此处应填不小于 0 的整数，只填数字，不写单位；没有的填 0。",
        }  # fmt: skip
    here = at.address
    return rule | {
        "validate": "custom",
        "value": f"=AND(ISNUMBER({here}),{here}>=0,ROUND({here},{block.scale})={here})",
        "error_message": f"此处应填不小于 0 的数，单位{block.unit}，最多 {block.scale} 位小数；没有的填 0。",
    }


def _typed_total(layout: Layout, cell: CellRef, filled: Submission) -> dict[str, object]:
    """What to do with a total that was typed: the submission's own figure stays until somebody decides."""
    expected = plain(derived(layout.spec, filled.figures, cell)) or "0"
    message = f"公式被手工填写盖掉了，各格相加为 {expected}。各格有误的，改各格；各格无误的，此格改填 {expected}。"
    return {"validate": "any", "input_title": "手工填写的总计", "input_message": message}


def _prompt(layout: Layout, block: Block, cell: CellRef) -> str:
    """The counting rule of a cell, the words of the notice first, then what is only our reading (参考)."""
    if block.control and cell.column == block.control.id:
        return "选填：从申请登记簿点出的件数，用来核对总计，不印入年报。"
    parts = []
    for note in sorted(layout.spec.notes, key=lambda note: not note.official):
        if cell in note.cells:
            parts.append(f"计数口径：{note.text}（{note.source}）" if note.official else f"参考：{note.text}")
    if block.row(cell.row).basis:
        parts.append(f"依据：{block.row(cell.row).basis}")
    parts.append("没有的填 0。")
    return "\n".join(parts)


def _write_last_year(pen: Pen, sheet: Worksheet, table: TableLayout, last_year: Submission) -> None:
    """Last year's figures beside this year's, for comparison only; outside the printed area."""
    down, across = table.last_year
    year = f"{last_year.year}年" if last_year.year else "上年"
    for cell in table.grid.cells:
        top, left = TOP_ROW + cell.row + down, LEFT + cell.column + across
        if cell.ref is not None:
            style = pen.style("last")
            right = left + cell.columns - 1
            if right > left:
                sheet.merge_range(top, left, top, right, "", style)
            value = last_year.words.get(cell.ref) or stored(last_year.figures.get(cell.ref))
            sheet.write(top, left, "" if value is None else value, style)
        elif across and cell.role == "header" and not _is_group(table, cell):
            style = pen.style("last_header")
            bottom = TOP_ROW + cell.row + cell.rows - 1
            first = TOP_ROW if table.grid.header_rows > 2 else TOP_ROW + cell.row
            if bottom > first or cell.columns > 1:
                sheet.merge_range(first, left, bottom, left + cell.columns - 1, "", style)
            sheet.write_string(first, left, f"{year}\n{cell.text}", style)
    if not across:
        sheet.set_column(0, 0, 8)
        sheet.write_string(table.bottom, 0, year, pen.style("last_header"))
        return
    for n, width in enumerate(_widths(table)):
        sheet.set_column(LEFT + across + n, LEFT + across + n, max(width, 9) if n else 2)


def _is_group(table: TableLayout, cell: GridCell) -> bool:
    return any(line.id == cell.line and line.kind == "group" for block in table.table.blocks for line in block.columns)


def _page(sheet: Worksheet, table: TableLayout) -> None:
    """A4, the whole table on one page; the control counts and last year are for the screen only."""
    sheet.set_paper(9)
    if table.grid.columns > 10:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.print_area(TITLE_ROW, LEFT, table.bottom - 1, table.right - 1)
    sheet.set_footer("&C&9&A　第 &P 页")
    stub = next((cell.columns for cell in table.grid.cells if cell.role == "corner"), 0)
    sheet.freeze_panes(TOP_ROW + table.grid.header_rows if stub > 1 else TOP_ROW, LEFT + stub if stub > 1 else 0)
    first = min(figure.row for figure in table.grid.figures())
    column = min(figure.column for figure in table.grid.figures())
    sheet.set_selection(TOP_ROW + first, LEFT + column, TOP_ROW + first, LEFT + column)
