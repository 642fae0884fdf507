"""Submissions to judge: a real report that is in order, and changes to it, one for each finding that there is."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from assembler.checks import accept, check
from assembler.excel import make_workbook
from assembler.excel.layout import layout
from assembler.formats import load_format
from assembler.model.equations import Figure
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank
from assembler.tasks.submission_json import load_submission

DATA = Path(__file__).parents[1] / "data"
SPEC: ReportSpec = load_format("2021")
Change = Callable[[Submission], Submission]


@cache
def in_order() -> Submission:
    """The report of 晋城市行政审批服务管理局 for 2023, corrected: no finding."""
    return load_submission(DATA / "example-jincheng-2023.json")[1]


def decimals(figures: Mapping[str, str | int | None]) -> dict[CellRef, Figure]:
    return {CellRef.parse(ref): None if figure is None else Decimal(figure) for ref, figure in figures.items()}


def figures(**by_block: Mapping[str, str | int | None]) -> Change:
    """Set cells as they are, totals left alone: ``figures(t3={"open.natural": 3})``."""
    named = {f"{block}.{rest}": figure for block, cells in by_block.items() for rest, figure in cells.items()}
    return lambda filled: replace(filled, figures={**filled.figures, **decimals(named)})


def control(counts: Mapping[str, str | int | None]) -> Change:
    """Set counts from the register, by row."""
    named = decimals({f"t3.{row}.control": count for row, count in counts.items()})
    return lambda filled: replace(filled, control={**filled.control, **named})


def unread(**raws: str) -> Change:
    """What stands in a cell without being a figure or an entry; a double underscore stands for a dot."""
    refs = {ref.replace("__", "."): raw for ref, raw in raws.items()}

    def change(filled: Submission) -> Submission:
        cells = {CellRef.parse(ref): None for ref in refs if ref.count(".") == 2}
        info = {ref.removeprefix("info."): "" for ref in refs if ref.startswith("info.")}
        year = None if "year" in refs else filled.year
        return replace(
            filled,
            figures={**filled.figures, **{cell: None for cell in cells if cell in filled.figures}},
            info={**filled.info, **info},
            year=year,
            unread=refs,
        )

    return change


def text(ref: str, words: str) -> Change:
    return lambda filled: replace(filled, texts={**filled.texts, ref: words})


def info(**entries: str) -> Change:
    return lambda filled: replace(filled, info={**filled.info, **entries})


def absent(*ids: str) -> Change:
    """Take the places away, and with them what stands there."""

    def change(filled: Submission) -> Submission:
        without = replace(filled, absent=frozenset(ids))
        gone = {cell: None for cell in SPEC.cells if without.is_absent(cell)}
        texts = {ref: "" for ref in ids if ref in filled.texts}
        return replace(without, figures={**filled.figures, **gone}, texts={**filled.texts, **texts})

    return change


def identity(organisation: str | None = "某市某局", year: int | None = 2023) -> Change:
    return lambda filled: replace(filled, organisation=organisation or "", year=year)


def both(*changes: Change) -> Change:
    def change(filled: Submission) -> Submission:
        for each in changes:
            filled = each(filled)
        return filled

    return change


S1 = tuple(ref for ref in SPEC.texts if ref not in ("s5", "s6"))

RAISING: dict[str, Change] = {
    "S-01/absent": absent(*S1),
    "S-01/place": absent("s1.proactive"),
    "S-01/entry": both(absent("organisation"), identity(organisation="")),
    "S-01/blank": both(*(text(ref, " \n") for ref in S1)),
    "S-05/empty": text("s5", "无"),
    "S-05/problems": text("s5", "下一步，我局将继续加强学习，完善机制，提高水平。"),
    "S-05/improvements": text("s5", "公开时效性不够，解读形式单一，人手不足。"),
    "S-05/both": text("s5", "今年，我局政府信息公开工作取得一定成效。"),
    "S-06": text("s6", "无其他需要报告的事项。"),
    "S-06/empty": text("s6", ""),
    "S-08/table": absent("t3"),
    "S-08/block": absent("t2_5"),
    "S-08/row": absent("t3.open"),
    "S-08/column": absent("t3.natural"),
    "S-11": text("s1.platform", "我局在{{网站}}公开信息。"),
    "V-01/text": unread(t2_5__license__decisions="约20件"),
    "V-01/negative": figures(t2_1={"regulation.issued": -1}),
    "V-01/fraction": figures(t2_1={"regulation.issued": "1.5"}),
    "V-02/text": unread(t2_8__fee__amount_wan="8310万元"),
    "V-02/negative": figures(t2_8={"fee.amount_wan": "-0.01"}),
    "V-02/fraction": figures(t2_8={"fee.amount_wan": "0.1234567"}),
    "V-03": figures(t2_1={"regulation.issued": None, "regulation.repealed": None}),
    "V-03/one": figures(t2_1={"regulation.issued": None}),
    "V-03/total": figures(t3={"open.total": None}),
    "V-03/typed": unread(t2_1__regulation__issued="无"),
    "T3-01": figures(t3={"carried_in.natural": 1, "carried_in.total": 1}),
    "T3-02": figures(t3={"results_total.natural": 7, "new_received.natural": 7}),
    "T3-03": figures(t3={"open.total": 3}),
    "T3-08": control({"open": 3}),
    "T4-01": figures(t4={"count.review_total": 1}),
    "T4-02": figures(t4={"count.suit_direct_total": 1}),
    "T4-03": figures(t4={"count.suit_after_upheld": 1}),
    "D-01": info(signed_on="2023-12-31"),
    "D-01/slip": info(signed_on="2023-01-09"),
    "D-02": info(signed_on="2024-02-01"),
    "D-02/partly": info(level="summary", signed_on="2024-02-21"),
    "D-02/assumed-level": info(level="", signed_on="2024-02-01"),
    "D-02/unknown-level": unread(info__level="某种单位"),
    "D-03": info(signed_on="2024年01月09日"),
    "D-03/blank": info(signed_on=""),
    "D-03/unreadable": info(signed_on="二〇二四年一月九日"),
    "D-04/no-organisation": identity(organisation=""),
    "D-04/title-in-name": identity(organisation="某市某局2023年度报告"),
    "D-04/no-year": identity(year=None),
    "D-04/bad-year": unread(year="去年"),
    "D-04/other-edition": both(identity(year=2019), info(signed_on="2020-01-09")),
}
"""For each finding of the checks (code, or code/case) a change that raises it."""


def nothing_yet() -> Submission:
    return blank(SPEC)


# --- workbooks, for what only reading can notice ---


def in_workbook(folder: Path, ref: str, value: str | float) -> Path:
    """The workbook of the report in order, with one cell changed by hand."""
    file = folder / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    place = layout(SPEC).place(ref)
    book[place.sheet][place.address] = value
    book.save(file)
    return file


def with_stored_total(folder: Path, ref: str, shown: str) -> Path:
    """The same with another result stored beside the formula of a total."""
    file, changed = folder / "某局.xlsx", folder / "改.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    place = layout(SPEC).place(ref)
    index = load_workbook(file).sheetnames.index(place.sheet) + 1
    pattern = rf'(<c r="{place.address}"[^>]*><f>[^<]*</f><v>)[^<]*(</v>)'
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(changed, "w") as target:
        for entry in package.infolist():
            part = package.read(entry)
            if entry.filename == f"xl/worksheets/sheet{index}.xml":
                xml, count = re.subn(pattern, rf"\g<1>{shown}\g<2>", part.decode())
                assert count == 1
                part = xml.encode()
            target.writestr(entry, part)
    return changed


def with_copied_sheet(folder: Path, sheet: str) -> Path:
    """The same with a second sheet that bears all labels of a table."""
    file = folder / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    book.copy_worksheet(book[sheet]).title = "副本"
    book.save(file)
    return file


FIRST_ROW, SECOND_ROW = (SPEC.blocks["t3"].rows[n].label for n in (0, 1))


def in_cells(folder: Path, changes: Mapping[str, Mapping[str, str | None]]) -> Path:
    """The same with cells of the form changed, by sheet and address."""
    file = folder / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, in_order()))
    book = load_workbook(file)
    for sheet, cells in changes.items():
        for address, value in cells.items():
            book[sheet][address] = value
    book.save(file)
    return file


def with_reasons(folder: Path, reasons: dict[str, str], **entries: str) -> Path:
    """The same with reasons on the 校验 sheet, and other entries of 基本信息."""
    file = folder / "某局.xlsx"
    file.write_bytes(make_workbook(SPEC, replace(info(**entries)(in_order()), accepted=reasons)))
    return file


LATE = check(SPEC, info(signed_on="2024-02-01")(in_order()))
LATE_TOKEN = next(each.token for each in accept(SPEC, in_order(), LATE))
"""What a reason for a late date is filed under."""

WORKBOOKS: dict[str, Callable[[Path], Path]] = {
    "W-01": lambda folder: with_stored_total(folder, "t3.new_received.total", "7"),
    "W-02": lambda folder: in_workbook(folder, "t3.new_received.natural", "６"),
    "W-03": lambda folder: with_copied_sheet(folder, "三、申请情况"),
    "W-06/order": lambda folder: in_cells(folder, {"三、申请情况": {"B6": SECOND_ROW, "B7": FIRST_ROW}}),
    "W-06/control": lambda folder: in_cells(folder, {"三、申请情况": {"L3": None}}),
    "W-07": lambda folder: in_workbook(folder, "s1.platform", "=A1"),
    "W-08": lambda folder: in_workbook(folder, "s1.platform", "我局在网站\u200b公开信息，设有政务公开专区。"),
    "W-05/lapsed": lambda folder: with_reasons(folder, {"D-02-000000": "因机构改革，批准后成文"}),
    "W-05/never": lambda folder: with_reasons(folder, {"T3-01-ABCDEF": "因机构改革，批准后成文"}),
    "W-05/short": lambda folder: with_reasons(folder, {LATE_TOKEN: "无"}, signed_on="2024-02-01"),
}
"""For each finding of reading a workbook that raises it."""
