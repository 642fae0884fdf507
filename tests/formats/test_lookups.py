"""What rules call by id is there, or the edition is refused: a row that was renamed turns no rule off in silence."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from assembler.checks import check
from assembler.errors import DefectiveForm
from assembler.formats import format_ids, load_folder, load_format
from assembler.formats.asks import CHECKS
from assembler.formats.editions import FOLDER
from assembler.model.submission import blank

PACKAGE = FOLDER.parent
NEEDED = sorted({need for asks in CHECKS.values() for need in asks.needs})
CALLED = {part for need in NEEDED for name in need.split()[1:] for part in (name, *name.split("."), f"info.{name}")}
# Words that are also ids of rows and columns; there they mean a kind of value, a fact of a message and the like.
ALSO_WORDS = {"count", "fee", "amount", "total", "control", "other", "open", "results", "review"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2021 edition that may be changed."""
    return copied("2021", tmp_path)


def copied(edition: str, beside: Path) -> Path:
    return Path(shutil.copytree(FOLDER / edition, beside / edition, ignore=shutil.ignore_patterns("__pycache__")))


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"the case is out of date: {old!r} no longer stands in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def renamed(folder: Path, name: str, *, entry: bool = False) -> None:
    """The id gets another one in all files of the edition, as somebody would do who renames it with care. An entry of
    基本信息 stands in one place, and its id is a kind as well."""
    for file in folder.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        pattern = rf'(?<=id = "){name}(?=")' if entry else rf'(?<=["\s.]){re.escape(name)}(?=["\s.])(?! = ["\[])'
        file.write_text(re.sub(pattern, f"{name}x", text), encoding="utf-8")
        if file.stem == name:
            file.rename(file.with_name(f"{name}x.toml"))


def refusal(folder: Path) -> tuple[str, dict[str, str]]:
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    return caught.value.code, caught.value.facts


@pytest.mark.parametrize("need", NEEDED)
def test_what_a_rule_calls_can_not_be_renamed_unnoticed(folder: Path, need: str) -> None:
    kind, _, name = need.partition(" ")
    renamed(folder, name.split(".")[1] if "." in name else name, entry=kind in ("info", "date", "choice"))
    code, facts = refusal(folder)
    assert (code, facts["found"]) == ("FORMAT-NEEDED", name)
    assert need in CHECKS[facts["rule"]].needs or kind == "block"  # of which the rule may call a cell


@pytest.mark.parametrize(
    ("file", "old", "path", "found", "nearest"),
    [
        ("form.toml", 'id = "s5", label', "section.texts", "s5", "s5x"),
        ("form.toml", 'id = "signed_on"', "info", "signed_on", "signed_onx"),
        ("t3.toml", 'id = "results_total"', "block[t3]", "t3.results_total.total", "t3.results_totalx.total"),
        ("t2.toml", 'id = "regulation"', "block[t2_1]", "t2_1.regulation", "t2_1.regulationx"),
    ],
)
def test_the_refusal_names_file_key_and_the_nearest(
    folder: Path, file: str, old: str, path: str, found: str, nearest: str
) -> None:
    name = re.findall('"(.*?)"', old)[0]
    renamed(folder, name, entry=path == "info")
    _, facts = refusal(folder)
    assert (facts["file"], facts["path"]) == (f"2021/{file}", path)
    assert (facts["found"], facts["nearest"]) == (found, nearest)


@pytest.mark.parametrize(
    ("code", "key", "id_"),
    [
        ("T3-05", "rows", "other_misc"),
        ("T3-06", "rows", "other_fee_unpaid"),
        ("Y-03", "pending", "suit_direct_pending"),
        ("Y-05", "not_compared", "preamble"),
        ("S-07", "levels", "summary"),
        ("T2-05", "levels_without", "township"),
    ],
)
def test_a_word_that_names_a_part_of_the_form_is_known(folder: Path, code: str, key: str, id_: str) -> None:
    rules = folder / "rules.toml"
    before, after = rules.read_text(encoding="utf-8").split(f'id = "{code}"')
    line = re.search(rf"words\.{key} = .*", after)
    assert line
    assert f'"{id_}"' in line[0]
    changed = after.replace(line[0], line[0].replace(f'"{id_}"', f'"{id_}x"'), 1)
    rules.write_text(f'{before}id = "{code}"{changed}', encoding="utf-8")
    found, facts = refusal(folder)
    assert (found, facts["file"], facts["path"]) == ("FORMAT-ID", "2021/rules.toml", f"check[{code}].words.{key}")
    assert (facts["found"], facts["nearest"]) == (f"{id_}x", id_)


def test_pending_cases_are_a_column_beside_their_total(folder: Path) -> None:
    replaced(folder / "rules.toml", 'words.pending = ["review_pending"', 'words.pending = ["review_total"')
    code, facts = refusal(folder)
    assert (code, facts["path"], facts["found"]) == ("FORMAT-ID", "check[Y-03].words.pending", "review_total")


def test_an_aspect_has_words_that_tell_of_it(folder: Path) -> None:
    replaced(folder / "form.toml", '{ id = "s1.platform",', '{ id = "s1.channels",')
    code, facts = refusal(folder)
    assert (code, facts["path"]) == ("FORMAT-VALUE", "check[S-03].words.channels")
    replaced(folder / "rules.toml", "words.platform =", "words.channels =")
    assert load_folder(folder).checks["S-03"].words.keys() >= {"channels", "oversight"}


@pytest.mark.parametrize(("id_", "kind", "wanted"), [("signed_on", "date", "date"), ("level", "level", "level")])
def test_an_entry_that_a_rule_reads_is_of_that_kind(folder: Path, id_: str, kind: str, wanted: str) -> None:
    text = (folder / "form.toml").read_text(encoding="utf-8")
    start = text.index(f'id = "{id_}"')
    changed = text[:start] + text[start:].replace(f'kind = "{kind}"', 'kind = "text"', 1)
    (folder / "form.toml").write_text(changed, encoding="utf-8")
    code, facts = refusal(folder)
    assert (code, facts["path"], facts["found"]) == ("FORMAT-VALUE", f"info[{id_}].kind", "text")
    assert facts["wanted"] == wanted


def test_prose_is_refused_where_an_outcome_has_no_column(folder: Path) -> None:
    renamed(folder, "suit_after_upheld")
    code, facts = refusal(folder)
    assert (code, facts["file"], facts["path"]) == ("FORMAT-ID", "2021/prose.toml", "cases")
    assert (facts["found"], facts["nearest"]) == ("suit_after_upheld", "suit_after_upheldx")


def test_an_edition_without_a_part_leaves_out_the_rules_that_need_it_and_is_judged_by_the_others(folder: Path) -> None:
    form, rules = folder / "form.toml", folder / "rules.toml"
    parts = re.split(r"(?m)^(?=\[)", form.read_text(encoding="utf-8"))
    gone = [f'id = "{each}"\n' for each in ("signed_on", "level", "s5", "s6")]
    form.write_text("".join(part for part in parts if not any(each in part for each in gone)), encoding="utf-8")
    lacking = {"text s5", "text s6", "date signed_on", "choice level"}
    without = [code for code, asks in CHECKS.items() if lacking & {*asks.needs}]
    left = re.split(r"(?m)^(?=\[\[check\]\])", rules.read_text(encoding="utf-8"))
    kept = [each for each in left if not any(f'id = "{code}"' in each for code in without)]
    whole = "".join(kept).replace('not_compared = ["preamble", "s6"]', 'not_compared = ["preamble"]')
    rules.write_text(f"left_out = {json.dumps(without)}\n{whole}", encoding="utf-8")
    edition = load_folder(folder)
    assert not {"s5", "s6", "level", "signed_on"} & {*edition.texts, *(entry.id for entry in edition.info)}
    found = {finding.code for finding in check(edition, blank(edition), blank(edition))}
    assert {"S-01", "V-03"} <= found
    assert not found & set(without)


def ids() -> dict[str, set[str]]:
    """The ids of all editions by kind."""
    known: dict[str, set[str]] = {"texts": set(), "info": set(), "blocks": set(), "rows": set(), "columns": set()}
    for spec in map(load_format, format_ids()):
        known["texts"] |= {*spec.texts, *(section.id for section in spec.sections)}
        known["info"] |= {word for entry in spec.info for word in (entry.id, f"info.{entry.id}")}
        known["blocks"] |= {*spec.blocks, *(table.id for table in spec.tables)}
        known["rows"] |= {line.id for block in spec.blocks.values() for line in block.rows}
        known["columns"] |= {line.id for block in spec.blocks.values() for line in block.columns}
    return known


def literals(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_id_that_code_calls_is_one_that_a_rule_declares() -> None:
    known = set().union(*ids().values()) - ALSO_WORDS
    for file in sorted((PACKAGE / "checks").glob("*.py")):
        assert literals(file) & known <= CALLED, file.name


def test_rooms_without_rules_call_no_id_but_the_date_of_the_sign_off() -> None:
    known = {each for each in set().union(*ids().values()) if re.search(r"[_.\d]", each)}
    roles = {"carried_in", "carried_out"}  # of prose.toml, where the edition says which rows they are
    for file in sorted(PACKAGE.rglob("*.py")):
        if not file.is_relative_to(FOLDER) and file.parent != PACKAGE / "checks":
            assert literals(file) & known - roles <= {"signed_on", "info.level"}, file
