"""Workbooks of a known shape are read and understood as all others: what is kept of one changes nothing of the next."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.assets import workbook
from assembler.errors import UnusableInput
from assembler.excel import Reading, read_submission
from assembler.excel.book import Book, Content, Drawn, Shape, Sheet
from assembler.excel.sources.preflight import read_package
from assembler.excel.xml.reader import read_xlsx
from assembler.excel.xml.shapes import Shelf
from assembler.formats import load_format
from assembler.package import unpacked

FILLED = sorted(each for each in workbook("2021").parent.rglob("*.xlsx") if each.stem not in ("2021", "2019"))
PARTS = {path: unpacked(path.read_bytes()) for path in [workbook("2021"), workbook("2019"), *FILLED]}
SHEETS = range(1, 11)
META = 10
HOLE = re.compile(r"(?<=<v>)[^<]*(?=</v>)|(?<=<t>)[^<]*(?=</t>)")
TEXTS = """
    0 1 2 3 7 21 38 153 12.5 -1 1e3 1e16 602.0 NaN TRUE １２ 12件 #REF! 总计 自然人 本年新收政府信息公开申请数量 2023
    2023年 2022年 2022年&#10;自然人 上年 上年的文字（供对照） 情况说明编号 说明（理由） =A1 =SUM(A1) 各格已填
    尚有3格未填 政府信息公开工作年度报告·填报工作簿 · ·甲 \u3000甲 a_x0041_ 是 否 待确认：甲 V-01-ABCDEF v
"""
texts = st.sampled_from([*re.split("[ \n]+", TEXTS.strip()), ""])
changes = st.lists(st.tuples(st.sampled_from([*SHEETS, 0, 0, 0]), st.floats(0, 1), texts), min_size=1, max_size=5)


@contextmanager
def unlearnt() -> Iterator[None]:
    """No shapes: every sheet is scanned or parsed, every rule looks at every cell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "recall", lambda *_: None)
        yield


def understood(parts: Mapping[str, bytes], kept: list[Book] | None = None) -> Reading | str:
    """What a workbook says; the code of the error if it is refused."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    try:
        book = read_xlsx(read_package(Path("a.xlsx"), data.getvalue()))
    except UnusableInput as error:
        return error.code
    if kept is not None:
        kept.append(book)
    return read_submission(load_format(book.format), book)


def changed(parts: Mapping[str, bytes], sheet: int, share: float, text: str) -> dict[str, bytes]:
    """With another value in a cell of that sheet, or (0) another shared text."""
    name = f"xl/worksheets/sheet{sheet}.xml" if sheet else "xl/sharedStrings.xml"
    part = parts[name].decode()
    holes = list(HOLE.finditer(part))
    start, end = holes[int(share * (len(holes) - 1))].span()
    return {**parts, name: f"{part[:start]}{text.replace('·', ' ')}{part[end:]}".encode()}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(PARTS)), changes)
def test_a_workbook_of_a_known_shape_is_understood_as_any_other(
    path: Path, values: list[tuple[int, float, str]]
) -> None:
    parts = PARTS[path]
    for _ in range(4):
        understood(parts)
    for value in values:
        parts = changed(parts, *value)
    with unlearnt():
        expected = understood(parts)
    for _ in range(4):
        assert understood(parts) == expected


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_of_the_fourth_workbook_of_a_form_every_sheet_is_known(path: Path) -> None:
    for _ in range(3):
        understood(PARTS[path])
    books: list[Book] = []
    understood(PARTS[path], books)
    assert all(sheet.drawn for sheet in books[0].sheets.values())


ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2, 4, 5))


def test_of_the_sheet_of_marks_only_its_rows_are_read_even_if_such_rows_are_known() -> None:
    parts = PARTS[FILLED[0]]

    def with_rows(sheet: int) -> dict[str, bytes]:
        name = f"xl/worksheets/sheet{sheet}.xml"
        part = parts[name].decode()
        rows = part[part.index("<sheetData>") : part.index("</sheetData>")]
        return {**parts, name: part.replace(rows, f"<sheetData>{ROWS}").encode()}

    books: list[Book] = []
    for each in (9, 9, 9, 9, META):
        understood(with_rows(each), books)
    checks, marks = (list(book.sheets.values())[sheet - 1] for book, sheet in ((books[-2], 9), (books[-1], META)))
    assert set(checks.contents) == {(0, 0), (1, 0), (3, 0), (4, 0)}
    assert set(marks.contents) == {(0, 0), (1, 0)}


def test_only_the_seal_is_left_open_of_the_properties() -> None:
    parts, odd = dict(PARTS[FILLED[0]]), "0" * 63 + "9"
    told = parts["docProps/custom.xml"].decode()
    parts["docProps/custom.xml"] = re.sub(r'(name="assembler.schema"><vt:lpwstr>)[^<]*', rf"\g<1>{odd}", told).encode()
    books: list[Book] = []
    understood(parts, books)
    assert books[0].schema == odd


KEYS = tuple((row, column) for row in range(2) for column in range(3))
contents = st.sampled_from(["甲", "2022年", "", 1, 1.0, True, None]).map(Content)  # each time another object
kept = [Content("甲"), Content("2022年"), Content("乙", "=A1"), Content(1)]
cells = st.tuples(*[st.sampled_from(kept) | contents] * len(KEYS))


@given(st.lists(cells, min_size=1, max_size=5), st.data())
def test_what_is_asked_of_a_sheet_by_its_shape_is_what_every_cell_says(
    sheets: list[tuple[Content, ...]], data: st.DataObject
) -> None:
    shape = Shape(KEYS)
    drawn = [Sheet("表", Drawn(shape, each), ()) for each in sheets]
    plain = [Sheet("表", dict(zip(KEYS, each, strict=True)), ()) for each in sheets]
    places = (KEYS[4], (9, 9), KEYS[0])
    for n in data.draw(st.lists(st.integers(0, len(sheets) - 1), max_size=8)):
        asked = [
            (
                repr(sheet.texts_that("年", lambda at, text: at[1] and "年" in text)),
                repr(sheet.texts_that("短", lambda _, text: len(text) < 2)),
                repr(sheet.look("左", lambda at, _: at[1] < 2, lambda found: [*found])),
                repr(list(sheet.contents_of("三", places))),
                list(sheet.contents),
            )
            for sheet in (drawn[n], plain[n])
        ]
        assert asked[0] == asked[1]
    assert drawn == plain
