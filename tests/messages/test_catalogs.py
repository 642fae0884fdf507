"""The catalogs of both languages: the same keys, the same fields, a word for everything that can happen."""

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

from assembler.checks import check
from assembler.errors import DefectiveForm, UnusableInput
from assembler.messages import Catalog
from assembler.messages.catalog import FOLDER, LANGUAGES
from assembler.model.submission import UNSETTLED
from tests.checks.submissions import COMPARED, RAISING, SPEC, WORKBOOKS, compared, in_order, outcome_of, unread
from tests.checks.submissions_2019 import RAISING_2019

PACKAGE = FOLDER.parent
CATALOGS = {language: tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES}
ENTRIES = {
    language: {key: entry for key, entry in catalog.items() if key not in ("words", "terms")}
    for language, catalog in CATALOGS.items()
}
CODE = re.compile(r"(INPUT|DATA|FORMAT|TEMPLATE|OUTPUT|BATCH|PROGRAM|CLUSTER)-[A-Z]+(-[A-Z]+)*")
CHINESE = re.compile("[㐀-鿿]")


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def of_findings(key: str) -> bool:
    return re.fullmatch(r"[A-Z][0-9]?-[0-9]{2}(/[a-z-]+)?", key) is not None


# --- the two catalogs ---


def test_both_languages_have_the_same_entries_in_the_same_order():
    assert list(ENTRIES["zh"]) == list(ENTRIES["en"])
    assert list(CATALOGS["zh"]["words"]) == list(CATALOGS["en"]["words"])


@pytest.mark.parametrize("key", ENTRIES["zh"])
def test_an_entry_has_a_message_and_a_remedy_with_the_same_fields(key):
    for part in ("message", "remedy"):
        texts = [ENTRIES[language][key][part] for language in LANGUAGES]
        assert all(text.strip() == text != "" for text in texts)
        assert fields(texts[0]) == fields(texts[1])
    assert all(entry[key].keys() == {"message", "remedy"} for entry in ENTRIES.values())


@pytest.mark.parametrize("key", CATALOGS["zh"]["words"])
def test_a_phrase_has_the_same_fields(key):
    assert fields(CATALOGS["zh"]["words"][key]) == fields(CATALOGS["en"]["words"][key])


@pytest.mark.parametrize("key", ENTRIES["zh"])
def test_the_tone_is_friendly(key):
    for language, unwanted in (
        ("zh", "无效|非法|违规|您|！|失败|致命|异常"),
        ("en", r"\binvalid|\billegal|\bfail|\bfatal|\bplease\b|!|\byour? (?:did|have|forgot|must)"),
    ):
        told = ENTRIES[language][key]["message"] + ENTRIES[language][key]["remedy"]
        assert not re.search(unwanted, told, re.IGNORECASE)
        assert ENTRIES[language][key]["message"][-1] not in "。."
        assert ENTRIES[language][key]["remedy"][-1] == {"zh": "。", "en": "."}[language]


@pytest.mark.parametrize("key", ENTRIES["en"])
def test_english_quotes_chinese_only_as_names_of_what_the_file_shows(key):
    shown = [
        *(text.label for text in SPEC.texts.values()), *(entry.label for entry in SPEC.info), "基本信息", "单位名称",
        "报告年度", "信息处理费", "未收取", "政府信息管理", "平台建设", "主动公开", "依申请公开", "监督保障", "草稿",
        UNSETTLED,
        "年12月31日", "万元", "元", "section 六", "Section 六", *(table.name for table in SPEC.tables),
        *(line.name for block in SPEC.blocks.values() for line in block.rows),
    ]  # fmt: skip
    for text in ENTRIES["en"][key].values():
        for label in sorted(shown, key=len, reverse=True):
            text = text.replace(label, "")
        assert not CHINESE.search(text)


# --- findings ---


def told_fully(told) -> None:
    for text in told:
        assert text.strip()
        assert not re.search(r"\{[a-z_]*\}", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RAISING)
def test_findings_of_every_case_are_told(name, language):
    for finding in check(SPEC, RAISING[name](in_order())):
        told_fully(Catalog(language).finding(finding, SPEC))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMPARED)
def test_findings_on_two_years_are_told(name, language):
    for finding in compared(name):
        told_fully(Catalog(language).finding(finding, SPEC))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORKBOOKS)
def test_findings_of_reading_are_told(name, language, tmp_path):
    checked = outcome_of(WORKBOOKS[name](tmp_path)).checked
    assert checked is not None
    for finding in checked.findings:
        told_fully(Catalog(language).finding(finding, SPEC))


def test_every_entry_for_a_finding_has_a_case_that_raises_it():
    in_format = {equation.id for equation in SPEC.equations}
    cases = {*RAISING, *COMPARED, *WORKBOOKS, *(name for name in RAISING_2019 if not name.startswith("T2-19"))}
    assert {key for key in ENTRIES["zh"] if of_findings(key)} == cases - in_format


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("t3.new_received.natural", "表三“本年新收”行“自然人”列", "表三, row “本年新收”, column “自然人”"),
        ("t3.open.control", "表三“予以公开”行“登记簿件数”列", "表三, row “予以公开”, column “登记簿件数”"),
        ("t4.count.review_total", "表四“复议总计”列", "表四, column “复议总计”"),
        ("t3.open", "表三“予以公开”行", "表三, row “予以公开”"),
        ("t3.natural", "表三“自然人”列", "表三, column “自然人”"),
        ("t2_5", "表二", "表二"),
        ("t2", "表二", "表二"),
        ("s1", "“一、总体情况”", "“一、总体情况”"),
        ("s1.platform", "“（四）政府信息公开平台建设”", "“（四）政府信息公开平台建设”"),
        ("s5", "“存在的主要问题及改进情况”", "“存在的主要问题及改进情况”"),
        ("organisation", "基本信息“单位名称”", "“单位名称” in 基本信息"),
        ("info.signed_on", "基本信息“成文日期”", "“成文日期” in 基本信息"),
        ("form.names", "整份工作簿", "The workbook as a whole"),
        ("t9.what.ever", "t9.what.ever", "t9.what.ever"),
    ],
)
def test_places_are_called_by_their_names(ref, zh, en):
    assert Catalog("zh").place(ref, SPEC) == zh
    assert Catalog("en").place(ref, SPEC) == en


# --- errors: what the code raises, against what the catalogs say ---


@dataclass(frozen=True)
class Raise:
    """A call in the source that makes an error: its code ("" where it is not a constant) and the facts it names."""

    file: str
    line: int
    code: str
    facts: frozenset[str]
    open: bool


IMPLIED = {
    "node.refuse": {"file", "path"},
    "self.refuse": {"file", "place", "near", "tag"},  # assembler/word/lint.py; render.py adds the file
}
MAKERS = ("UnusableInput", "DefectiveForm", "UnwritableOutput")


def raised() -> list[Raise]:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = ast.unparse(call.func)
            if name not in MAKERS and not name.endswith(".refuse"):
                continue
            first = call.args[0]
            code = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            implied = IMPLIED["self.refuse" if file.parent.name == "word" else "node.refuse"]
            facts = {each.arg for each in call.keywords if each.arg} | (set() if name in MAKERS else implied)
            spread = any(each.arg is None for each in call.keywords)
            found.append(Raise(str(file.relative_to(PACKAGE)), call.lineno, code, frozenset(facts), spread))
    return found


def codes_in_source() -> set[str]:
    """Every string in the source that is a code of an error, however it gets to where it is raised."""
    return {
        node.value
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


RAISED = raised()


def test_every_code_that_is_raised_has_an_entry_and_no_entry_is_stale():
    assert codes_in_source() == {key for key in ENTRIES["zh"] if not of_findings(key)}


def test_the_search_sees_the_calls_that_are_there():
    assert len(RAISED) > 50
    assert {each.code for each in RAISED if each.code} <= codes_in_source()
    assert {"INPUT-MISSING", "FORMAT-KEY", "TEMPLATE-FORBIDDEN", "OUTPUT-FOLDER"} <= {each.code for each in RAISED}


@pytest.mark.parametrize(
    "each", [each for each in RAISED if each.code and not each.open], ids=lambda each: f"{each.file}:{each.line}"
)
def test_an_error_brings_every_fact_that_its_entry_asks_for(each):
    entry = ENTRIES["zh"][each.code]
    asked = fields(entry["message"]) | fields(entry["remedy"])
    if each.code.startswith("TEMPLATE-"):
        asked -= {"file"}  # added where the name of the file is known
    assert asked <= each.facts


FACTS_COME_FROM = [
    "excel/sources/encrypted.py", "excel/sources/foreign.py", "excel/sources/kinds.py", "excel/sources/ods.py",
    "excel/sources/preflight.py", "files.py",
    "formats/load.py", "formats/node.py", "formats/rules.py", "formats/tables.py", "package.py",
    "tasks/batch/cluster.py", "tasks/batch/run.py", "tasks/batch/store.py", "tasks/submission_json.py",
    "word/differences.py",
    "word/hazards.py", "word/unseen.py",
]  # fmt: skip


def whole_words(file: str) -> set[str]:
    """Chinese string constants of a module, without docstrings and without the pieces of f-strings."""
    tree = ast.parse((PACKAGE / file).read_text("utf-8"))
    aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    aside |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
        if CHINESE.search(node.value)
    }


@pytest.mark.parametrize("file", FACTS_COME_FROM)
def test_words_put_into_fields_have_an_english_form(file):
    assert whole_words(file) - {"正文"} <= CATALOGS["en"]["terms"].keys()


def test_no_term_is_stale():
    assert CATALOGS["en"]["terms"].keys() == {word for file in FACTS_COME_FROM for word in whole_words(file)} - {"正文"}


def test_terms_are_translated_only_as_whole_facts():
    error = UnusableInput("INPUT-NOT-XLSX", path="网页", found="网页")
    assert Catalog("zh").error(error).message == "网页 不是 .xlsx 工作簿（内容是网页）"
    assert Catalog("en").error(error).message == "网页 is not an .xlsx workbook; its content: a web page"
    house = DefectiveForm("FORMAT-KEY", file="form.toml", path="（文件开头）", found="网页们", nearest="id")
    assert (
        Catalog("en").error(house).message
        == "form.toml, the top of the file: there is no key “网页们”; close to it: id"
    )


def test_what_people_typed_is_quoted_as_it_is_even_where_it_is_a_term():
    [finding] = check(SPEC, unread(t2_5__license__decisions="文本")(in_order()))
    assert Catalog("en").finding(finding, SPEC).message.endswith("it holds “文本”")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [key for key in ENTRIES["zh"] if not of_findings(key)])
def test_braces_in_facts_and_entries_stay_braces(key, language):
    """Facts may hold anything; an entry that shows a tag shows it with its two braces."""
    entry = ENTRIES[language][key]
    facts = {field: "{{ x }}" for text in entry.values() for field in fields(text)}
    error = UnusableInput(key, **facts)
    told = Catalog(language).error(error)
    assert "{{{" not in "".join(told)
    assert all(fact in "".join(told) for fact in facts.values())


def test_a_language_that_lacks_a_file_is_no_language():
    assert sorted(path.stem for path in Path(FOLDER).glob("*.toml")) == sorted(LANGUAGES)
