"""What the 2019 edition needed: kinds of single columns, rules over several blocks, ``>= 0``, checks left out by name.

Each case takes a copy of the 2019 edition, replaces one piece of text in one file and breaks one promise.
"""

import shutil
from pathlib import Path

import pytest

from assembler.errors import DefectiveForm
from assembler.formats import load_folder
from assembler.formats.editions import FOLDER
from assembler.model.refs import CellRef

AMOUNT = 'name = "采购总金额", kind = "input", value = "text"'
ITEMS = 'holds = "prev_items + change >= 0"'
BLOCKS = f'blocks = ["t2_5", "t2_6", "t2_8"]\neach = "row"\n{ITEMS}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2019 edition that may be broken."""
    return Path(shutil.copytree(FOLDER / "2019", tmp_path / "2019"))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"the case is out of date: {old!r} no longer stands in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "path", "found"),
    [
        ("t2.toml", AMOUNT, AMOUNT.replace("text", "words"), "FORMAT-ID", "block[t2_9].columns[amount].value", "words"),
        ("t2.toml", AMOUNT, AMOUNT.replace("text", "amount"), "FORMAT-ID", "block[t2_9].columns[amount].value",
         "amount"),
        ("t2.toml", 'name = "政府集中采购", kind = "input"', 'name = "政府集中采购", kind = "input", value = "text"',
         "FORMAT-KEY", "block[t2_9].rows[procurement].value", "value"),
        ("t3.toml", 'name = "总计", kind = "computed"', 'name = "总计", kind = "computed", value = "signed"',
         "FORMAT-KEY", "block[t3].columns[total].value", "value"),
        ("t3.toml", 'name = "登记簿件数", kind = "control"', 'name = "登记簿件数", kind = "control", value = "signed"',
         "FORMAT-KEY", "block[t3].control.value", "value"),
        ("rules.toml", 'left_out = ["S-06"', 'left_out = ["S-99"', "FORMAT-ID", "left_out", "S-99"),
        ("rules.toml", 'left_out = ["S-06"', 'left_out = ["S-01"', "FORMAT-DUPLICATE", "left_out", "S-01"),
        ("rules.toml", 'left_out = ["S-06", ', "left_out = [", "FORMAT-VALUE", "check[S-06]", "（没有）"),
        ("rules.toml", BLOCKS, BLOCKS.replace("t2_8", "t2_7"), "FORMAT-ID", "equation[T2-19-01].blocks", "t2_7"),
        ("rules.toml", BLOCKS, BLOCKS.replace("t2_8", "t2_6"), "FORMAT-ID", "equation[T2-19-01].blocks", "t2_6"),
        ("rules.toml", BLOCKS, f'block = "t2_5"\n{BLOCKS}', "FORMAT-KEY", "equation[T2-19-01].block", "block"),
        ("rules.toml", BLOCKS, BLOCKS.replace("t2_8", "t2_9"), "FORMAT-ID", "equation[T2-19-01].holds", "prev_items"),
        ("rules.toml", BLOCKS, 'block = "t2_9"\neach = "row"\nholds = "projects + amount >= 0"',
         "FORMAT-EXPRESSION", "T2-19-01", "t2_9.procurement.amount"),
        ("rules.toml", ITEMS, ITEMS.replace(">= 0", ">= 1"), "FORMAT-EXPRESSION", "equation[T2-19-01].holds", "1"),
        ("rules.toml", ITEMS, ITEMS.replace(">= 0", "= 0"), "FORMAT-EXPRESSION", "equation[T2-19-01].holds", "0"),
        ("rules.toml", ITEMS, ITEMS.replace(">= 0", ">="), "FORMAT-EXPRESSION", "equation[T2-19-01].holds", ""),
        ("rules.toml", ITEMS, 'holds = "0 >= change"', "FORMAT-EXPRESSION", "equation[T2-19-01].holds", "0"),
    ],
)  # fmt: skip
def test_loader_refuses_and_says_where(
    folder: Path, file: str, old: str, new: str, code: str, path: str, found: str
) -> None:
    _replace(folder / file, old, new)
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    facts = caught.value.facts
    assert (caught.value.code, facts["file"], facts["path"], facts["found"]) == (code, f"2019/{file}", path, found)


def test_a_column_that_says_nothing_holds_what_its_block_says(folder: Path) -> None:
    _replace(folder / "t2.toml", ', value = "text"', "")
    edition = load_folder(folder)
    assert edition.value_of(CellRef("t2_9", "procurement", "amount")) == "count"
    assert edition.worded == ()


def test_a_rule_over_several_blocks_holds_in_the_rows_of_each(folder: Path) -> None:
    relations = [each for each in load_folder(folder).relations if each.equation.id == "T2-19-01"]
    places = [(each.equation.block, each.at) for each in relations]
    assert places == [
        ("t2_5", "license"),
        ("t2_5", "other_service"),
        ("t2_6", "penalty"),
        ("t2_6", "coercion"),
        ("t2_8", "fee"),
    ]
    assert list(load_folder(folder).rules).count("T2-19-01") == 1


def test_a_rule_that_ends_in_zero_has_nothing_on_its_right(folder: Path) -> None:
    relation = next(each for each in load_folder(folder).relations if each.equation.id == "T2-19-01")
    assert relation.right == ()
    assert [str(cell) for cell in relation.cells] == ["t2_5.license.prev_items", "t2_5.license.change"]
    assert relation.defines is None
