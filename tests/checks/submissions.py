"""Submissions to judge: a real report that is in order, and changes to it, one for each finding that there is."""

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from assembler.checks import accept, check
from assembler.excel import make_workbook, open_book
from assembler.excel.layout import Place, layout
from assembler.formats import load_format
from assembler.model.equations import Figure
from assembler.model.findings import Finding
from assembler.model.outcome import Outcome
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Carried, Submission, blank
from assembler.tasks.check import check_all
from assembler.tasks.submission_json import load_submission

DATA = Path(__file__).parents[1] / "data"
SPEC: ReportSpec = load_format("2021")
Change = Callable[[Submission], Submission]


@cache
def in_order() -> Submission:
    """The report of 晋城市行政审批服务管理局 for 2023, corrected, and with a postal code: no finding."""
    filled = load_submission(DATA / "example-jincheng-2023.json")[1]
    return replace(filled, info={**filled.info, "postcode": "048026"})


@cache
def a_year_before() -> Submission:
    """What it may have reported for 2022: what it brings forward agrees, the words are others."""
    now = in_order()
    earlier = decimals({"t2_1.normative_doc.in_force": 5})
    texts = {
        **now.texts,
        "s1.proactive": "全年发布部门工作类信息310条。",
        "s5": "问题是人手不足，将增配人员，及时改进。",
    }
    return replace(now, year=2022, figures={**now.figures, **earlier}, texts=texts)


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


def carried(ref: str, raw: str) -> Change:
    """A figure by position alone, in a workbook made anew."""
    mark = {ref: Carried(raw, "“表二”C9")}
    return both(unread(**{ref.replace(".", "__"): f"{raw}待核"}), lambda filled: replace(filled, carried=mark))


def text(ref: str, words: str) -> Change:
    return lambda filled: replace(filled, texts={**filled.texts, ref: words})


def request(words: str) -> Change:
    """Section 一（二）says just that."""
    return text("s1.on_request", f"2023年，{words}。")


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


def twice(**places: str) -> Change:
    """What stands in several places, with these."""
    return lambda filled: replace(filled, twice=places)


def astray(*ids: str) -> Change:
    """Whose labels are in one of their places only."""
    return lambda filled: replace(filled, astray=frozenset(ids))


def identity(organisation: str | None = "晋城市行政审批服务管理局", year: int | None = 2023) -> Change:
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
    "S-01/twice": both(absent("s1.proactive"), twice(**{"s1.proactive": "“一、总体情况”B8、“甲”B8"})),
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
    "S-08/astray": both(
        absent("t3.open"), twice(**{"t3.open": "“三、申请情况”C8、“三、申请情况”E9"}), astray("t3.open")
    ),
    "S-08/twice": both(absent("t3"), twice(t3="“三、申请情况”B5、“2022年”B5")),
    "S-11": text("s1.platform", "我局在{{网站}}公开信息。"),
    "S-11/struck": text("s1.platform", "我局在网站〔删除线：和微信〕公开信息。"),
    "V-01/text": unread(t2_5__license__decisions="约20件"),
    "S-11/unsettled": text("s1.platform", "【待核：“一、总体情况”B15】我局在网站公开信息，设有政务公开专区。"),
    "V-01/unsettled": unread(t2_5__license__decisions="20待核"),
    "V-01/carried": carried("t2_5.license.decisions", "20"),
    "V-02/unsettled": unread(t2_8__fee__amount_wan="20待核"),
    "V-02/carried": carried("t2_8.fee.amount_wan", "20"),
    "V-01/bracketed": unread(t2_5__license__decisions="（20）"),
    "V-02/bracketed": unread(t2_8__fee__amount_wan="(8310.5 万元)"),
    "V-01/error": unread(t2_5__license__decisions="#REF!"),
    "V-01/date": unread(t2_5__license__decisions="2024-01-02"),
    "V-01/shown": unread(t2_5__license__decisions="412（显示为“4120”）"),
    "V-01/formula": unread(t2_5__license__decisions="=SUM(A1:A3)"),
    "V-02/error": unread(t2_8__fee__amount_wan="#DIV/0!"),
    "V-02/date": unread(t2_8__fee__amount_wan="12:30:00"),
    "V-01/relabelled": unread(t2_5__license__decisions="412（行名或列名是“行政许可（2022年）”）"),
    "V-01/crowded": unread(t2_5__license__decisions="412（同一行名、列名之下还有 C10：32）"),
    "V-02/relabelled": unread(t2_8__fee__amount_wan="83105（行名或列名是“本年收费金额（单位：元）”）"),
    "V-02/crowded": unread(t2_8__fee__amount_wan="8（同一行名、列名之下还有 C18：3）"),
    "V-02/shown": unread(t2_8__fee__amount_wan="12734500（显示为“1273.4500”）"),
    "V-02/formula": unread(t2_8__fee__amount_wan="=B1"),
    "V-01/negative": figures(t2_1={"regulation.issued": -1}),
    "V-01/fraction": figures(t2_1={"normative_doc.in_force": "7.5"}),
    "V-02/text": unread(t2_8__fee__amount_wan="8310元"),
    "V-02/negative": figures(t2_8={"fee.amount_wan": "-0.01"}),
    "V-02/fraction": figures(t2_8={"fee.amount_wan": "0.1234567"}),
    "V-03": figures(t2_1={"regulation.issued": None, "regulation.repealed": None}),
    "V-03/one": figures(t2_1={"regulation.issued": None}),
    "V-03/total": figures(t3={"carried_in.total": None}),
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
    "D-02/partly": both(
        info(level="summary", signed_on="2024-02-21"),
        text("s1.oversight", "开展工作考核和社会评议，没有发生责任追究。"),
    ),
    "D-02/assumed-level": info(level="", signed_on="2024-02-01"),
    "D-02/unknown-level": unread(info__level="某种单位"),
    "D-03": info(signed_on="2024年01月09日"),
    "D-03/blank": info(signed_on=""),
    "D-03/notation": info(signed_on="二〇二四年一月九日"),
    "D-03/unreadable": info(signed_on="九月一日"),
    "D-04/no-organisation": identity(organisation=""),
    "D-04/title-in-name": identity(organisation="某市某局2023年度报告"),
    "D-04/no-year": identity(year=None),
    "D-04/bad-year": unread(year="去年"),
    "S-03": text("s1.info_mgmt", ""),
    "S-04": text("s1.platform", "改版公开专栏，增设检索入口。" * 40),
    "S-07": info(level="summary"),
    "S-10/newer": both(
        identity(year=2019), info(signed_on="2020-01-09"),
        text("preamble", "本报告由晋城市行政审批服务管理局编制，电话：0356-2218008。"),
        text("s1.proactive", "本年度发布信息335条。"), text("s1.on_request", "本年度收到申请6件。"),
        text("s5", "公开不够及时，下一步改进。"), text("s6", "未收取信息处理费。可在政府网站下载。"),
    ),
    "S-12": text("s1.platform", "全年通过公众号公开信息  条，均已审核。"),
    "S-13": text("s1.platform", "一是改版专栏；二是设立专区；四是培训人员。"),
    "S-13/start": text("s1.platform", "我局：二是设立专区；三是培训人员。"),
    "S-14": text("s1.platform", "政务公开专栏已改版，12345热线受理4355件。"),
    "S-15": text("s1.platform", "按国办公开办函［2019］60号的要求编制。"),
    "S-16": text("s1.platform", "改版   公开专栏。"),
    "S-17": text("s1.platform", "专栏公布先行有效的文件。"),
    "T2-05": figures(t2_1={"regulation.issued": 2, "regulation.in_force": 2}),
    "T3-04": both(
        figures(t3={str(cell).partition(".")[2]: 0 for cell in SPEC.cells if cell.block == "t3"}),
        text("s1.on_request", "本年度共收到政府信息公开申请4件。"),
    ),
    "T3-04/untold": text("s1.on_request", "本年度未收到政府信息公开申请。"),
    "T3-05": figures(t3={
        "new_received.natural": 12, "new_received.total": 12, "other_misc.natural": 6, "other_misc.total": 6,
        "results_total.natural": 12, "results_total.total": 12,
    }),
    "T3-06": figures(t3={
        "new_received.natural": 7, "new_received.total": 7, "other_fee_unpaid.natural": 1,
        "other_fee_unpaid.total": 1, "results_total.natural": 7, "results_total.total": 7,
    }),
    "T2-04": figures(t2_1={"normative_doc.issued": 9}),
    "Y-06": text("s1.platform", "2022年，我局通过政府网站发布信息335条。"),
    "Y-07/period": both(info(phone="0356-2218008"), text(
        "preamble", "本报告由晋城市行政审批服务管理局编制，统计期限自2022年1月1日起至2022年12月31日止。")),
    "Y-07/title": text("preamble", "现公布2022年政府信息公开工作年度报告，联系电话：0356-2218008。"),
    "Y-07/fee": text("s6", "2022年度，我局未收取信息处理费。本报告可在政府网站下载。"),
    "C-01": info(phone="2218008"),
    "C-01/absent": both(info(phone=""), text("preamble", "本报告由晋城市行政审批服务管理局编制，地址：文博路366号。")),
    "C-01/none": both(
        info(phone="", email="", postcode="", address=""), text("preamble", "本报告按规定编制，可在政府网站下载。")
    ),
    "C-02": both(info(address=""), text("preamble", "本报告按规定编制，联系电话：0356-2218008。")),
    "C-03": info(postcode=""),
    "C-03/digits": info(postcode="04802"),
    "C-04": info(email="sgjzwxxk＠163.com"),
    "C-05": both(info(website=""), text("s6", "本机关2023年度未收取信息处理费。")),
    "N-01": request("共收到政府信息公开申请7件"),
    "N-01/none": request("暂无依申请公开事项"),
    "N-01/explained": both(request("共收到政府信息公开申请6件"), figures(t3={
        "new_received.natural": 5, "new_received.total": 5, "carried_in.natural": 1, "carried_in.total": 1})),
    "N-01/doubtful": text("s1.platform", "政府信息公开申请7件。"),
    "N-02": request("上年结转政府信息公开申请1件"),
    "N-02/none": both(request("无上年结转的申请"), figures(t3={
        "new_received.natural": 5, "new_received.total": 5, "carried_in.natural": 1, "carried_in.total": 1})),
    "N-02/doubtful": text("s1.platform", "上年结转1件。"),
    "N-03": request("1件结转下年度继续办理"),
    "N-03/none": both(request("没有结转下年度办理的申请"), figures(t3={
        "carried_out.natural": 1, "carried_out.total": 1, "new_received.natural": 7, "new_received.total": 7})),
    "N-03/every": both(request("收到申请均已办结"), figures(t3={
        "carried_out.natural": 1, "carried_out.total": 1, "new_received.natural": 7, "new_received.total": 7})),
    "N-03/doubtful": request("另有2件申请"),
    "N-04": request("办结政府信息公开申请5件"),
    "N-04/explained": both(request("办结政府信息公开申请5件"), figures(t3={
        "new_received.natural": 5, "new_received.total": 5, "carried_in.natural": 1, "carried_in.total": 1})),
    "N-04/doubtful": request("办结政府信息公开申请6件，当天办结4件"),
    "N-05": request("予以公开3件"),
    "N-05/unmentioned": request("予以公开2件，无法提供3件"),
    "N-05/every": request("收到申请6件，均予以公开"),
    "N-05/doubtful": text("s1.platform", "部分公开4件。"),
    "N-06": request("自然人申请5件"),
    "N-06/every": both(request("收到申请6件，全部为自然人"), figures(t3={
        "new_received.natural": 5, "new_received.biz": 1, "results_total.natural": 5, "results_total.biz": 1,
        "open.natural": 1, "open.biz": 1})),
    "N-06/explained": both(request("收到自然人申请6件"), figures(t3={
        "new_received.natural": 5, "new_received.total": 5, "carried_in.natural": 1, "carried_in.total": 1})),
    "N-06/doubtful": text("s1.platform", "自然人5件。"),
    "N-07": request("因政府信息公开被申请行政复议1件"),
    "N-07/none": both(request("未发生行政复议、行政诉讼"), figures(t4={
        "count.review_upheld": 1, "count.review_total": 1})),
    "N-07/every": both(request("行政复议1件，均获维持"), figures(t4={
        "count.review_pending": 1, "count.review_total": 1})),
    "N-08": text("s1.info_mgmt", "本年度制发行政规范性文件8件。"),
    "N-09": text("s1.info_mgmt", "本年度作出行政处罚决定2件。"),
    "N-10": request("收取信息处理费120元"),
    "N-10/charges": text("s6", "收取信息处理费83105033.03元。"),
    "N-10/unit": text("s6", "收取信息处理费1.2万元。"),
    "N-11": request("公开内容18项，其中土地类10项，规划类9项"),
    "N-12": request("收到申请6件，其中邮寄申请3件，占45%"),
    "W-22": lambda filled: replace(filled, doubts={"W-22-3F9A01": "表三行名“公开”与法定格式“予以公开”不一致"}),
    "D-05": text("s1.platform", "我镇设立了政务公开专区。"),
}  # fmt: skip
"""For each finding of the checks (code, or code/case) a change that raises it."""

COMPARED: dict[str, tuple[Change, Change]] = {
    "T2-07": (figures(t2_8={"fee.amount_wan": 83105033}), both()),
    "T4-05": (
        both(
            figures(
                t3={str(cell).partition(".")[2]: 0 for cell in SPEC.cells if cell.block == "t3"},
                t4={"count.review_upheld": 1, "count.review_total": 1},
            ),
            text("s1.on_request", "本年度收到的申请为0件。"),
        ),
        figures(t3={str(cell).partition(".")[2]: 0 for cell in SPEC.cells if cell.block == "t3"}),
    ),
    "Y-01": (both(), figures(t3={"carried_out.natural": 2, "carried_out.total": 2})),
    "Y-02": (both(), figures(t2_1={"normative_doc.in_force": 6})),
    "Y-03": (both(), figures(t4={"count.review_pending": 2, "count.review_total": 2})),
    "Y-04": (both(), figures(t2_5={"license.decisions": 200_000})),
    "Y-05": (both(), text("s5", in_order().texts["s5"])),
}
"""For each finding that needs last year's report a change of this year's and one of last year's that raise it."""


def compared(name: str) -> tuple[Finding, ...]:
    """What is found where both years are known."""
    now, before = COMPARED[name]
    return check(SPEC, now(in_order()), before(a_year_before()))


def nothing_yet() -> Submission:
    return blank(SPEC)


# --- workbooks, for what only reading can notice ---


@cache
def workbook_in_order() -> bytes:
    return make_workbook(SPEC, in_order())


def in_workbook(folder: Path, ref: str, value: str | float | datetime | CellRichText) -> Path:
    """The workbook of the report in order, with one cell changed by hand."""
    file = folder / "某局.xlsx"
    file.write_bytes(workbook_in_order())
    book = load_workbook(file)
    place = layout(SPEC).place(ref)
    book[place.sheet][place.address] = value
    book.save(file)
    return file


def raised(before: str, exponent: str, after: str) -> CellRichText:
    """A text with a raised part."""
    return CellRichText(before, TextBlock(InlineFont(vertAlign="superscript"), exponent), after)


def with_stored_total(folder: Path, ref: str, shown: str, file: Path | None = None) -> Path:
    """The same with another result stored beside the formula of a total; ``file``: of that workbook."""
    changed = folder / ("改.xlsx" if file is None else "再改.xlsx")
    if file is None:
        file = folder / "某局.xlsx"
        file.write_bytes(workbook_in_order())
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
    file.write_bytes(workbook_in_order())
    book = load_workbook(file)
    book.copy_worksheet(book[sheet]).title = "副本"
    book.save(file)
    return file


def with_cell(folder: Path, ref: str, cell: str, kind: str = "") -> Path:
    """The same with what a cell holds written anew: ``<f>3+4</f><v>7</v>``, of that kind."""
    file, changed = folder / "某局.xlsx", folder / "改.xlsx"
    file.write_bytes(workbook_in_order())
    place = layout(SPEC).place(ref)
    index = load_workbook(file).sheetnames.index(place.sheet) + 1

    def change(name: str, part: bytes) -> bytes:
        if name != f"xl/worksheets/sheet{index}.xml":
            return part
        pattern = rf'(<c r="{place.address}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        xml, count = re.subn(pattern, lambda found: f"{found[1]}{kind}>{cell}</c>", part.decode())
        assert count == 1
        return xml.encode()

    return repacked(file, changed, change)


def repacked(
    file: Path, changed: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] | None = None
) -> Path:
    """The package with its parts changed; None drops one."""
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(changed, "w") as target:
        for name in package.namelist():
            part = change(name, package.read(name))
            if part is not None:
                target.writestr(name, part)
        for name, part in (more or {}).items():
            target.writestr(name, part)
    return changed


def with_book(folder: Path, alter: Callable[[Workbook], object]) -> Path:
    """The same after somebody worked in it."""
    file = folder / "某局.xlsx"
    file.write_bytes(workbook_in_order())
    book = load_workbook(file)
    alter(book)
    book.save(file)
    return file


def unprotected(book: Workbook) -> None:
    book["三、申请情况"].protection.sheet = False


def with_a_name_that_left(book: Workbook) -> None:
    """The first figure of 表三 was cut and pasted far below, another typed in its place."""
    book.defined_names[SPEC.cell_name(CellRef("t3", "new_received", "natural"))].attr_text = "'三、申请情况'!$E$60"


def with_hidden_row(book: Workbook) -> None:
    book["三、申请情况"].row_dimensions[6].hidden = True


def with_hidden_sheet(book: Workbook) -> None:
    book["三、申请情况"].sheet_state = "hidden"


def renamed(folder: Path) -> Path:
    """As Excel does it: names and formulas follow."""
    file = with_book(folder, lambda _: None)

    def change(name: str, part: bytes) -> bytes:
        return part.replace("三、申请情况".encode(), "表3".encode()) if name.endswith(".xml") else part

    return repacked(file, folder / "改.xlsx", change)


def with_moved_texts(book: Workbook) -> None:
    """A row inserted at the top; the names follow."""
    page = book["五、问题与改进"]
    page.move_range(page.dimensions, rows=1)
    name = book.defined_names["正文.问题与改进"]
    name.attr_text = re.sub(r"[0-9]+$", lambda found: str(int(found[0]) + 1), name.attr_text)


def with_split_cells(book: Workbook) -> None:
    book["三、申请情况"].unmerge_cells("C29:D29")


def with_lost_name(book: Workbook) -> None:
    del book.defined_names["表三.本年新收.自然人"]


def with_inserted_row(book: Workbook) -> None:
    """A row among those of 表二, as Excel inserts it: merged cells and names move; and a figure in it."""
    page, row = book["二、主动公开"], 6
    page.insert_rows(row)
    for area in page.merged_cells.ranges:
        if area.min_row >= row:
            area.shift(0, 1)
    for defined in book.defined_names.values():
        sheet, _, address = (defined.attr_text or "").partition("!$")
        if sheet == "'二、主动公开'" and int(address.partition("$")[2]) >= row:
            defined.attr_text = re.sub(r"[0-9]+$", lambda found: str(int(found[0]) + 1), defined.attr_text)
    page["C6"] = 3


def with_comment(book: Workbook) -> None:
    book["三、申请情况"]["E6"].comment = Comment("请核对", "某人")


def with_chart(book: Workbook) -> None:
    book.worksheets[3].add_chart(BarChart(), "N5")


def with_typed_formula(book: Workbook) -> None:
    cell = book[layout(SPEC).place("s1.platform").sheet][layout(SPEC).place("s1.platform").address]
    cell.value, cell.data_type = "=专栏！已改版", "s"


def with_attachment(book: Workbook) -> None:
    book.create_sheet("附件")["A1"] = "台账"


def without_marks(book: Workbook) -> None:
    del book.defined_names["assembler_format"]
    del book["_meta"]
    for name in list(book.custom_doc_props.names):  # type: ignore[attr-defined]
        del book.custom_doc_props[name]  # type: ignore[attr-defined]


def with_macros(folder: Path) -> Path:
    file = with_book(folder, lambda _: None)

    def change(name: str, part: bytes) -> bytes:
        plain, macro = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
        return part.replace(plain, macro) if name == "[Content_Types].xml" else part

    return repacked(file, folder / "改.xlsm", change, {"xl/vbaProject.bin": b"x"})


def without_styles(folder: Path) -> Path:
    file = in_workbook(folder, "info.signed_on", "2024年1月9日")  # a date would be a number of days: W-09
    return repacked(file, folder / "改.xlsx", lambda name, part: None if name == "xl/styles.xml" else part)


def as_ods(folder: Path) -> Path:
    """The same as LibreOffice's own format, values only."""
    totals = {
        layout(SPEC).place(cell): float(figure) for cell, figure in in_order().figures.items() if figure is not None
    }
    tables = []
    for sheet in open_book(with_book(folder, lambda _: None)).sheets.values():
        rows: dict[int, dict[int, str]] = {}
        for (row, column), content in sheet.contents.items():
            value = content.value if content.value is not None else totals.get(Place(sheet.name, row, column))
            _, _, bottom, right = sheet.area.get((row, column), (row, column, row, column))
            rows.setdefault(row, {})[column] = _ods_cell(value, bottom - row + 1, right - column + 1)
        tables.append(f'<table:table table:name="{sheet.name}">{_ods_rows(rows)}</table:table>')
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    document = f"<office:document-content {spaces}><office:body><office:spreadsheet>{''.join(tables)}"
    document += "</office:spreadsheet></office:body></office:document-content>"
    file = folder / "某局.ods"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", document)
    return file


def _ods_rows(rows: Mapping[int, Mapping[int, str]]) -> str:
    empty = "<table:table-cell/>"
    listed = ((rows.get(row) or {0: empty}) for row in range(max(rows) + 1))
    told = ("".join(cells.get(column, empty) for column in range(max(cells) + 1)) for cells in listed)
    return "".join(f"<table:table-row>{cells}</table:table-row>" for cells in told)


def _ods_cell(value: object, rows: int, columns: int) -> str:
    span = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    if isinstance(value, datetime):
        return f'<table:table-cell {span} office:value-type="date" office:date-value="{value.date()}"/>'
    if isinstance(value, (int, float)):
        return f'<table:table-cell {span} office:value-type="float" office:value="{value}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value or "").split("\n"))
    return f'<table:table-cell {span} office:value-type="string">{lines}</table:table-cell>'


FIRST_ROW, SECOND_ROW = (SPEC.blocks["t3"].rows[n].label for n in (0, 1))


def in_cells(folder: Path, changes: Mapping[str, Mapping[str, Any]]) -> Path:
    """The same with cells of the form changed, by sheet and address."""
    file = folder / "某局.xlsx"
    file.write_bytes(workbook_in_order())
    book = load_workbook(file)
    for sheet, cells in changes.items():
        for address, value in cells.items():
            book[sheet][address] = value
    book.save(file)
    return file


def with_renamed_sheet(folder: Path, sheet: str, name: str) -> Path:
    """The same with a sheet that Excel gave another name: names and formulas go along."""
    file = in_cells(folder, {})
    book = load_workbook(file)
    book[sheet].title = name
    for each in book.defined_names.values():
        each.value = each.value.replace(f"'{sheet}'", f"'{name}'")
    book.save(file)
    return file


def in_currency(folder: Path, sheet: str, address: str) -> Path:
    """The same with a cell that is shown as money."""
    file = in_cells(folder, {})
    book = load_workbook(file)
    book[sheet][address].number_format = '"¥"#,##0.00'
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


def with_label(folder: Path, label: str, typed: str | None) -> Path:
    """The same with a label of a table typed anew, wherever it stands."""
    file = folder / "某局.xlsx"
    file.write_bytes(workbook_in_order())
    book = load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == label]
    assert cells
    for cell in cells:
        cell.value = typed
    book.save(file)
    return file


def with_last_years(folder: Path, *others: Submission) -> Path:
    """The same, and beside it a folder 上年 of workbooks; of one other the file 上年.xlsx."""
    file, past = folder / "某局.xlsx", folder / "上年"
    file.write_bytes(workbook_in_order())
    if len(others) == 1:
        past.with_suffix(".xlsx").write_bytes(make_workbook(SPEC, others[0]))
    else:
        past.mkdir()
        for n, other in enumerate(others):
            (past / f"{n}.xlsx").write_bytes(make_workbook(SPEC, other))
    return file


def with_an_unreadable_one(folder: Path) -> Path:
    """The same, and beside it a folder 上年 with a file that can't be read."""
    file = with_last_years(folder)
    (folder / "上年" / "坏.xlsx").write_bytes(b"x")
    return file


def without_year(folder: Path) -> Path:
    file = with_last_years(folder, a_year_before())
    file.write_bytes(make_workbook(SPEC, identity(year=None)(in_order())))
    return file


def outcome_of(file: Path) -> Outcome:
    """Check a workbook, with what lies beside it from last year."""
    pasts = [past for past in (file.parent / "上年", file.parent / "上年.xlsx") if past.exists()]
    return check_all([file], pasts[0] if pasts else None)[0]


FEE = "本年收费金额（单位：万元）"
NO_MORE = "1.申请人无正当理由逾期不补正、行政机关不再{}其政府信息公开申请".format


def once(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Makes a workbook, and what lies beside it, once for all tests; from then on it is copied."""

    @cache
    def kept() -> tuple[TemporaryDirectory[str], Path]:
        folder = TemporaryDirectory()
        return folder, make(Path(folder.name)).relative_to(folder.name)

    def again(folder: Path) -> Path:
        source, file = kept()
        shutil.copytree(source.name, folder, dirs_exist_ok=True)
        return folder / file

    return again


def without_header(book: Workbook) -> None:
    """表四 without its labels, and a figure beside it."""
    page = book["四、复议诉讼"]
    for cell in chain(*page["B3:P5"]):
        if not isinstance(cell, MergedCell):
            cell.value = None
    page["Q6"] = 3


WORKBOOKS: dict[str, Callable[[Path], Path]] = {
    "S-09/row": lambda folder: with_label(folder, NO_MORE("处理"), NO_MORE("受理")),
    "S-09/doubt": lambda folder: with_label(folder, FEE, FEE.replace("万元", "元")),
    "S-09/column": lambda folder: with_label(folder, "自然人", "公民"),
    "S-09/row-lost": lambda folder: with_label(folder, "1.属于国家秘密", None),
    "S-09/column-lost": lambda folder: with_label(folder, "自然人", None),
    "S-09/numbers": lambda folder: with_label(folder, "1.属于国家秘密", "属于国家秘密"),
    "W-04/several": lambda folder: with_last_years(folder, a_year_before(), a_year_before()),
    "W-04/none": lambda folder: with_last_years(folder),
    "W-04/unread": with_an_unreadable_one,
    "W-04/organisation": lambda folder: with_last_years(folder, identity("某市某局", 2022)(a_year_before())),
    "W-04/year": lambda folder: with_last_years(folder, identity(year=2021)(a_year_before())),
    "W-04/unknown": without_year,
    "W-01": lambda folder: with_stored_total(folder, "t3.new_received.total", "7"),
    "W-02": lambda folder: in_workbook(folder, "t3.new_received.natural", "６"),
    "W-03": lambda folder: with_copied_sheet(folder, "三、申请情况"),
    "W-03/name": lambda folder: with_renamed_sheet(folder, "三、申请情况", "三、申请情况（旧）"),
    "W-03/renamed": lambda folder: with_book(folder, lambda book: setattr(book["三、申请情况"], "title", "表三")),
    "W-06/order": lambda folder: in_cells(folder, {"三、申请情况": {"B6": SECOND_ROW, "B7": FIRST_ROW}}),
    "W-06/control": lambda folder: in_cells(folder, {"三、申请情况": {"L3": None}}),
    "W-06/names": lambda folder: with_book(folder, with_a_name_that_left),
    "W-06/merged": lambda folder: with_book(folder, lambda book: book["三、申请情况"].merge_cells("K6:L6")),
    "W-06/more": lambda folder: in_cells(folder, {"六、其他事项": {"B6": "此外，没有其他事项。"}}),
    "W-19/unit": lambda folder: in_cells(folder, {"三、申请情况": {"B2": "单位：百件"}}),
    "W-19/said": lambda folder: in_cells(folder, {"三、申请情况": {"B1": "三、2022年收到和处理政府信息公开申请情况"}}),
    "W-07": lambda folder: in_workbook(folder, "s1.platform", "=A1"),
    "W-08": lambda folder: in_workbook(folder, "s1.platform", "我局在网站\u200b公开信息，设有政务公开专区。"),
    "W-08/breaks": lambda folder: in_workbook(folder, "s1.platform", "我局在网站公开信息。\u2028设有政务公开专区。"),
    "W-01/several": lambda folder: with_stored_total(
        folder, "t3.new_received.total", "7", file=with_stored_total(folder, "t3.open.total", "9")
    ),
    "W-02/several": lambda folder: in_cells(folder, {"三、申请情况": {"E6": "６件", "F6": "０"}}),
    "W-07/typed": lambda folder: with_book(folder, with_typed_formula),
    "W-09/rounded": lambda folder: in_workbook(folder, "t3.new_received.natural", 6.0000000001),
    "W-09/entry": lambda folder: in_workbook(folder, "year", "2023年"),
    "W-09/small": lambda folder: in_workbook(folder, "s1.platform", raised("点击10", "4", "次。")),
    "W-09/money": lambda folder: in_currency(folder, "三、申请情况", "E6"),
    "W-09/date": lambda folder: in_workbook(folder, "info.website", datetime(2024, 1, 2)),
    "W-10/same": lambda folder: in_workbook(folder, "t3.new_received.total", 6),
    "W-11/same": lambda folder: in_workbook(folder, "t3.new_received.total", "=SUM(E6:I6)"),
    "W-11": lambda folder: with_cell(folder, "t3.new_received.total", "<f>SUM(E7:J7)</f><v>0</v>"),
    "W-12": lambda folder: in_workbook(folder, "t3.new_received.total", "=SUM(#REF!)"),
    "W-12/entry": lambda folder: in_workbook(folder, "s1.platform", "#NAME?"),
    "W-13": lambda folder: with_cell(folder, "t3.new_received.natural", "<f>[1]台账!A1</f><v>6</v>"),
    "W-10": lambda folder: in_workbook(folder, "t4.count.review_total", 1),
    "W-13/entry": lambda folder: with_cell(folder, "s1.platform", "<f>[1]台账!A1</f><v>已改版专栏。</v>", ' t="str"'),
    "W-21/entry": lambda folder: with_cell(folder, "s1.platform", "<f>台账!A1</f><v>已改版专栏。</v>", ' t="str"'),
    "W-14/lines": lambda folder: with_book(folder, with_hidden_row),
    "W-14/sheet": lambda folder: with_book(folder, with_hidden_sheet),
    "W-15/renamed": renamed,
    "W-15/moved": lambda folder: with_book(folder, with_moved_texts),
    "W-15/unmerged": lambda folder: with_book(folder, with_split_cells),
    "W-15/names": lambda folder: with_book(folder, with_lost_name),
    "W-19/inside": lambda folder: with_book(folder, with_inserted_row),
    "W-19/lost": lambda folder: with_book(folder, without_header),
    "W-19/cells": lambda folder: in_cells(folder, {"三、申请情况": {"B40": "注：含上年补报"}}),
    "W-19/comments": lambda folder: with_book(folder, with_comment),
    "W-19/extras": lambda folder: with_book(folder, with_chart),
    "W-15/unprotected": lambda folder: with_book(folder, unprotected),
    "W-16": lambda folder: with_book(folder, without_marks),
    "W-17": as_ods,
    "W-18": with_macros,
    "W-19/sheets": lambda folder: with_book(folder, with_attachment),
    "W-20": without_styles,
    "W-21": lambda folder: with_cell(folder, "t3.new_received.natural", "<f>COUNT(台账!A1:A9)</f><v>6</v>"),
    "W-21/same": lambda folder: in_workbook(folder, "t3.new_received.natural", "=2*3"),
    "W-21/stale": lambda folder: with_cell(folder, "t3.new_received.natural", "<f>2*4</f><v>6</v>"),
    "W-05/lapsed": lambda folder: with_reasons(folder, {"D-02-000000": "因机构改革，批准后成文"}),
    "W-05/never": lambda folder: with_reasons(folder, {"T3-01-ABCDEF": "因机构改革，批准后成文"}),
    "W-05/short": lambda folder: with_reasons(folder, {LATE_TOKEN: "无"}, signed_on="2024-02-01"),
}
"""For each finding of reading a workbook that raises it."""
WORKBOOKS = {name: once(make) for name, make in WORKBOOKS.items()}
