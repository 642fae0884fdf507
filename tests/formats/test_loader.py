"""The loader refuses a broken format: by code, file, path and nearest known word.

Each case takes a copy of the 2021 edition, replaces one piece of text in one file and breaks one promise.
"""

import re
import shutil
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from assembler.errors import DefectiveForm, ExitCode, UnusableInput
from assembler.excel import layout
from assembler.formats import format_for_year, format_ids, load_folder, load_format, node
from assembler.formats.editions import FOLDER
from assembler.formats.prove import RESERVED_SHEETS
from assembler.model.equations import Relation
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec

EXTRA_RULE = """
[[equation]]
id = "X-01"
block = "{block}"
each = "{each}"
holds = "{holds}"
severity = "error"
title = "…"
source = "…"
official = false
message.zh = "…"
message.en = "…"
remedy.zh = "…"
remedy.en = "…"

[[check]]
id = "S-01\""""


def extra_rule(holds: str, block: str = "t3", each: str = "column") -> str:
    """The text that adds a rule before the first check."""
    return EXTRA_RULE.format(block=block, each=each, holds=holds)


@dataclass(frozen=True)
class Broken:
    """``old`` becomes ``new`` in ``file``; the loader must answer with ``code`` and these facts."""

    case: str
    file: str
    old: str
    new: str
    code: str
    path: str | None = None
    found: str | None = None
    nearest: str | None = None
    wanted: str | None = None
    blamed: str | None = None  # the file that the error names, where it isn't the edited one

    def __str__(self) -> str:
        return self.case


FIRST_CHECK = '[[check]]\nid = "S-01"'
HOLDS_1 = 'holds = "new_received + carried_in = results_total + carried_out"'
HOLDS_2 = 'holds = "results_total = open..other_misc"'
HOLDS_3 = 'holds = "total = natural..org_other"'
ZH_1 = 'message.zh = "{table}“{at}”列勾稽关系不平：{left}，{right}，相差 {difference}"'


def holds(expression: str) -> str:
    """The line of a rule with another expression."""
    return f'holds = "{expression}"'


CASES = [
    # --- reading TOML strictly (node.py)
    Broken("an unknown key at the top", "form.toml", "blank =", "blnak =", "FORMAT-VALUE", "blank", wanted="str"),
    Broken(
        "a key too many at the top",
        "form.toml",
        'blank = ""',
        'blank = ""\nfirst_yaer = 2021',
        "FORMAT-KEY",
        "first_yaer",
        "first_yaer",
        "first_year",
    ),
    Broken(
        "a key too many in a level",
        "form.toml",
        'label = "政府部门"',
        'label = "政府部门"\nlabels = "…"',
        "FORMAT-KEY",
        "level[department].labels",
        "labels",
        "label",
    ),
    Broken(
        "a key too many in a deadline",
        "form.toml",
        'applies = "政府机关" }',
        'applies = "政府机关", mouth = 1 }',
        "FORMAT-KEY",
        "level[government].deadlines[1].mouth",
        "mouth",
        "month",
    ),
    Broken(
        "a key too many in an entry of the information sheet",
        "form.toml",
        'hint = "六位数字"',
        'hint = "六位数字"\nhints = ""',
        "FORMAT-KEY",
        "info[postcode].hints",
        "hints",
        "hint",
    ),
    Broken(
        "a key too many in a section",
        "form.toml",
        "max_chars = 1000",
        "max_chars = 1000\nmax_char = 1",
        "FORMAT-KEY",
        "section[s1].max_char",
        "max_char",
        "max_chars",
    ),
    Broken(
        "a key too many in a text",
        "form.toml",
        "lines = 20",
        "lines = 20, line = 2",
        "FORMAT-KEY",
        "section[s5].texts[s5].line",
        "line",
        "lines",
    ),
    Broken(
        "a key too many in a counting note",
        "form.toml",
        'cells = ["t3.carried_in"]',
        'cells = ["t3.carried_in"]\ncell = ""',
        "FORMAT-KEY",
        "counting_note[8].cell",
        "cell",
        "cells",
    ),
    Broken(
        "a key too many in the guide",
        "form.toml",
        'title = "怎样核对"',
        'title = "怎样核对"\nitem = ""',
        "FORMAT-KEY",
        "guide[2].item",
        "item",
        "items",
    ),
    Broken(
        "a key too many in a table",
        "t4.toml",
        'name = "表四"',
        'name = "表四"\nnames = "表四"',
        "FORMAT-KEY",
        "names",
        "names",
        "name",
    ),
    Broken(
        "a key too many in a block",
        "t4.toml",
        'unit = "件"',
        'unit = "件"\nunits = "件"',
        "FORMAT-KEY",
        "block[t4].units",
        "units",
        "unit",
    ),
    Broken(
        "decimals asked of a block of counts",
        "t4.toml",
        'unit = "件"',
        'unit = "件"\nscale = 2',
        "FORMAT-KEY",
        "block[t4].scale",
        "scale",
    ),
    Broken(
        "a key too many in a row",
        "t3.toml",
        'parent = "deny", basis = "条例第十五条"',
        'parent = "deny", bases = "条例第十五条"',
        "FORMAT-KEY",
        "block[t3].rows[deny_third_party].bases",
        "bases",
        "basis",
    ),
    Broken(
        "a key too many in a rule",
        "rules.toml",
        HOLDS_1,
        f'{HOLDS_1}\nhold = "a = b"',
        "FORMAT-KEY",
        "equation[T3-01].hold",
        "hold",
        "holds",
    ),
    Broken(
        "a key too many in a check",
        "rules.toml",
        'source = "金额精确到分（0.000001万元）"',
        'source = "…"\nsauce = "…"',
        "FORMAT-KEY",
        "check[V-02].sauce",
        "sauce",
        "source",
    ),
    Broken(
        "a threshold that the check doesn't use",
        "rules.toml",
        "numbers = { min_chars = 10 }",
        "numbers = { min_chars = 10, min_char = 3 }",
        "FORMAT-KEY",
        "check[S-05].numbers.min_char",
        "min_char",
        "min_chars",
    ),
    Broken(
        "a word list that the check doesn't use",
        "rules.toml",
        "words.fee = [",
        'words.fees = ["收费"]\nwords.fee = [',
        "FORMAT-KEY",
        "check[S-06].words.fees",
        "fees",
        "fee",
    ),
    Broken(
        "a list of something that no one reads",
        "rules.toml",
        FIRST_CHECK,
        '[[equations]]\nid = "X"\n\n' + FIRST_CHECK,
        "FORMAT-KEY",
        "equations",
        "equations",
        "equation",
    ),
    Broken(
        "a key missing at the top", "form.toml", "first_year = 2021", "", "FORMAT-VALUE", "first_year", wanted="int"
    ),
    Broken(
        "a key missing in a rule",
        "rules.toml",
        HOLDS_1,
        "",
        "FORMAT-VALUE",
        "equation[T3-01].holds",
        "（没有）",
        wanted="str",
    ),
    Broken(
        "a flag missing in a check",
        "rules.toml",
        'source = "国办公开办函〔2021〕30号一（六）"\nofficial = true',
        'source = "国办公开办函〔2021〕30号一（六）"',
        "FORMAT-VALUE",
        "check[S-06].official",
        wanted="bool",
    ),
    Broken(
        "a label missing in a row",
        "t2.toml",
        'label = "规章", ',
        "",
        "FORMAT-VALUE",
        "block[t2_1].rows[regulation].label",
        wanted="str",
    ),
    Broken(
        "an id missing in a row",
        "t2.toml",
        'id = "license", ',
        "",
        "FORMAT-VALUE",
        "block[t2_5].rows[1].id",
        wanted="str",
    ),
    Broken("the decimals missing", "t2.toml", "scale = 6", "", "FORMAT-VALUE", "block[t2_8].scale", wanted="int"),
    Broken(
        "a threshold missing",
        "rules.toml",
        "numbers = { min_chars = 10 }",
        "numbers = {}",
        "FORMAT-VALUE",
        "check[S-05].numbers.min_chars",
        wanted="int",
    ),
    Broken(
        "a word list missing",
        "rules.toml",
        "words.fee = ",
        "# words.fee = ",
        "FORMAT-VALUE",
        "check[S-06].words.fee",
        wanted="list",
    ),
    Broken(
        "a word list without words",
        "rules.toml",
        'words.title_rests = ["年度报告", "年报", "工作报告"]',
        "words.title_rests = []",
        "FORMAT-VALUE",
        "check[D-04].words.title_rests",
        "[]",
    ),
    Broken(
        "a counting note for no cell",
        "form.toml",
        'cells = ["t3.partial"]',
        "cells = []",
        "FORMAT-VALUE",
        "counting_note[6].cells",
        "[]",
    ),
    Broken(
        "a year as text", "form.toml", "= 2021\n", '= "2021"\n', "FORMAT-VALUE", "first_year", "'2021'", wanted="int"
    ),
    Broken("true as a number", "form.toml", "= 1000", "= true", "FORMAT-VALUE", "section[s1].max_chars", "True"),
    Broken("a number as text", "form.toml", 'blank = ""', "blank = 0", "FORMAT-VALUE", "blank", "0", wanted="str"),
    Broken(
        "a number as flag",
        "rules.toml",
        "when_filled = true",
        "when_filled = 1",
        "FORMAT-VALUE",
        "equation[T3-08].when_filled",
        "1",
        wanted="bool",
    ),
    Broken(
        "one text instead of a list of texts",
        "form.toml",
        'cells = ["t3.partial"]',
        'cells = "t3.partial"',
        "FORMAT-VALUE",
        "counting_note[6].cells",
        "'t3.partial'",
        wanted="list",
    ),
    Broken(
        "a number in a list of texts",
        "form.toml",
        'cells = ["t3.partial"]',
        'cells = ["t3.partial", 3]',
        "FORMAT-VALUE",
        "counting_note[6].cells",
        "3",
        wanted="str",
    ),
    Broken("a word as width", "t2.toml", "[39.0,", '["39",', "FORMAT-VALUE", "widths_mm", "'39'", wanted="float"),
    Broken("true as width", "t2.toml", "[39.0,", "[true,", "FORMAT-VALUE", "widths_mm", "True", wanted="float"),
    Broken(
        "a list instead of a table",
        "t3.toml",
        "control = {",
        "control = []\n# {",
        "FORMAT-VALUE",
        "block[t3].control",
        "[]",
        wanted="dict",
    ),
    Broken(
        "a word among the levels' deadlines",
        "form.toml",
        'deadlines = [{ month = 1, day = 31, applies = "政府机关" }]',
        'deadlines = ["1月31日"]',
        "FORMAT-VALUE",
        "level[government].deadlines[1]",
        "'1月31日'",
        wanted="dict",
    ),
    Broken(
        "a word as shortcut target", "form.toml", '"新收" = "', '"新收" = 1 # "', "FORMAT-VALUE", "shortcuts.新收", "1"
    ),
    Broken("TOML that breaks off", "t4.toml", "widths_mm = [", "widths_mm = [[", "FORMAT-TOML"),
    Broken("the same key twice", "rules.toml", HOLDS_1, f"{HOLDS_1}\n{HOLDS_1}", "FORMAT-TOML"),
    Broken("a file that isn't there", "form.toml", 'table = "t4"', 'table = "t5"', "FORMAT-TOML", blamed="t5.toml"),
    # --- words that have to be known
    Broken(
        "a rule's block",
        "rules.toml",
        'block = "t4"',
        'block = "t44"',
        "FORMAT-ID",
        "equation[T4-01].block",
        "t44",
        "t4",
    ),
    Broken(
        "a rule's direction",
        "rules.toml",
        'each = "column"',
        'each = "colum"',
        "FORMAT-ID",
        "equation[T3-01].each",
        "colum",
        "column",
    ),
    Broken(
        "a rule's severity",
        "rules.toml",
        'severity = "error"',
        'severity = "eror"',
        "FORMAT-ID",
        "equation[T3-01].severity",
        "eror",
        "error",
    ),
    Broken(
        "a check's severity",
        "rules.toml",
        'id = "D-02"\nseverity = "warning"',
        'id = "D-02"\nseverity = "warn"',
        "FORMAT-ID",
        "check[D-02].severity",
        "warn",
        "warning",
    ),
    Broken(
        "a check's id", "rules.toml", 'id = "S-08"', 'id = "S-008"', "FORMAT-ID", "check[S-008].id", "S-008", "S-08"
    ),
    Broken(
        "a rule that no reason may settle",
        "rules.toml",
        'never_accepted = ["T3-01"',
        'never_accepted = ["T3-11"',
        "FORMAT-ID",
        "never_accepted",
        "T3-11",
        "T3-01",
    ),
    Broken(
        "a row in a rule",
        "rules.toml",
        HOLDS_1,
        holds("new_recieved + carried_in = results_total + carried_out"),
        "FORMAT-ID",
        "equation[T3-01].holds",
        "new_recieved",
        "new_received",
    ),
    Broken(
        "the start of a range",
        "rules.toml",
        HOLDS_2,
        holds("results_total = opn..other_misc"),
        "FORMAT-ID",
        "equation[T3-02].holds",
        "opn",
        "open",
    ),
    Broken(
        "the end of a range",
        "rules.toml",
        HOLDS_2,
        holds("results_total = open..other_mics"),
        "FORMAT-ID",
        "equation[T3-02].holds",
        "other_mics",
        "other_misc",
    ),
    Broken(
        "a column where a row is wanted",
        "rules.toml",
        HOLDS_1,
        holds("new_received + natural = results_total + carried_out"),
        "FORMAT-ID",
        "equation[T3-01].holds",
        "natural",
    ),
    Broken(
        "the control count of a block that has none",
        "rules.toml",
        'holds = "review_total =',
        'holds = "control =',
        "FORMAT-ID",
        "equation[T4-01].holds",
        "control",
    ),
    Broken(
        "a row's parent",
        "t3.toml",
        'kind = "input", parent = "unable"',
        'kind = "input", parent = "unabel"',
        "FORMAT-ID",
        "block[t3].rows[unable_not_held].parent",
        "unabel",
        "unable",
    ),
    Broken(
        "a parent that is no group",
        "t3.toml",
        'parent = "unable", basis = "条例第三十条"',
        'parent = "open", basis = "条例第三十条"',
        "FORMAT-ID",
        "block[t3].rows[unable_unclear].parent",
        "open",
    ),
    Broken(
        "a row away from its group",
        "t3.toml",
        'kind = "input", parent = "unable", basis = "条例第三十条"',
        'kind = "input", parent = "deny", basis = "条例第三十条"',
        "FORMAT-ID",
        "block[t3].rows[unable_unclear].parent",
        "deny",
        "results、unable",
    ),
    Broken(
        "a control count in a group",
        "t3.toml",
        'kind = "control"',
        'kind = "control", parent = "applicants"',
        "FORMAT-ID",
        "block[t3].control.parent",
        "applicants",
    ),
    Broken(
        "a row of a group that a row without a group has closed",
        "t3.toml",
        'name = "结转下年", kind = "input" },',
        'name = "结转下年", kind = "input" },\n'
        '    { id = "late", label = "…", name = "迟", kind = "input", parent = "results" },',
        "FORMAT-ID",
        "block[t3].rows[late].parent",
        "results",
        "",
    ),
    Broken(
        "a row's kind",
        "t3.toml",
        'name = "予以公开", kind = "input"',
        'name = "予以公开", kind = "inputs"',
        "FORMAT-ID",
        "block[t3].rows[open].kind",
        "inputs",
        "input",
    ),
    Broken(
        "a control count as a row of the form",
        "t3.toml",
        'name = "予以公开", kind = "input"',
        'name = "予以公开", kind = "control"',
        "FORMAT-ID",
        "block[t3].rows[open].kind",
        "control",
    ),
    Broken(
        "an input as control count",
        "t3.toml",
        'kind = "control"',
        'kind = "input"',
        "FORMAT-ID",
        "block[t3].control.kind",
        "input",
        "control",
    ),
    Broken(
        "a block's kind of value",
        "t2.toml",
        'value = "amount"',
        'value = "amounts"',
        "FORMAT-ID",
        "block[t2_8].value",
        "amounts",
        "amount",
    ),
    Broken(
        "an entry's kind",
        "form.toml",
        'kind = "digits"',
        'kind = "digit"',
        "FORMAT-ID",
        "info[postcode].kind",
        "digit",
        "digits",
    ),
    Broken(
        "the cell of a counting note",
        "form.toml",
        'cells = ["t3.partial"]',
        'cells = ["t3.partail"]',
        "FORMAT-ID",
        "counting_note[6].cells",
        "t3.partail",
        "t3.partial",
    ),
    Broken(
        "half a row's name as the cell of a counting note",
        "form.toml",
        'cells = ["t3.partial"]',
        'cells = ["t3.part"]',
        "FORMAT-ID",
        "counting_note[6].cells",
        "t3.part",
        "t3.partial",
    ),
    Broken(
        "the cell of a shortcut",
        "form.toml",
        '"办结" = "t3.results_total.total"',
        '"办结" = "t3.result_total.total"',
        "FORMAT-ID",
        "shortcuts.办结",
        "t3.result_total.total",
        "t3.results_total.total",
    ),
    Broken(
        "a shortcut to a whole row",
        "form.toml",
        '"办结" = "t3.results_total.total"',
        '"办结" = "t3.results_total"',
        "FORMAT-ID",
        "shortcuts.办结",
        "t3.results_total",
    ),
    Broken(
        "a field in a message",
        "rules.toml",
        ZH_1,
        ZH_1.replace("{difference}", "{diference}"),
        "FORMAT-ID",
        "equation[T3-01].message.zh",
        "diference",
        "difference",
    ),
    Broken(
        "a field without a name in a remedy",
        "rules.toml",
        'remedy.zh = "核对该列的',
        'remedy.zh = "{}核对该列的',
        "FORMAT-ID",
        "equation[T3-01].remedy.zh",
        "",
    ),
    Broken(
        "a language in a message",
        "rules.toml",
        ZH_1,
        f'{ZH_1}\nmessage.enn = "…"',
        "FORMAT-KEY",
        "equation[T3-01].message.enn",
        "enn",
        "en",
    ),
    # --- ids that may stand once only
    Broken(
        "two rows of one id",
        "t3.toml",
        'id = "unable_unclear"',
        'id = "unable_not_held"',
        "FORMAT-DUPLICATE",
        "block[t3].rows[unable_not_held].id",
        "unable_not_held",
    ),
    Broken(
        "two columns of one id",
        "t3.toml",
        'id = "research"',
        'id = "biz"',
        "FORMAT-DUPLICATE",
        "block[t3].columns[biz].id",
        "biz",
    ),
    Broken(
        "a control count with the id of a column",
        "t3.toml",
        'id = "control"',
        'id = "total"',
        "FORMAT-DUPLICATE",
        "block[t3].control.id",
        "total",
    ),
    Broken("two blocks of one id", "t2.toml", 'id = "t2_6"', 'id = "t2_5"', "FORMAT-DUPLICATE", "block[3].id", "t2_5"),
    Broken(
        "two blocks of one id in different tables",
        "t4.toml",
        '[[block]]\nid = "t4"',
        '[[block]]\nid = "t3"',
        "FORMAT-DUPLICATE",
        "block[t3].id",
        "t3",
    ),
    Broken(
        "one table in two sections",
        "form.toml",
        'table = "t3"',
        'table = "t2"',
        "FORMAT-DUPLICATE",
        "section[s3].table",
        "t2",
    ),
    Broken("two sections of one id", "form.toml", 'id = "s4"', 'id = "s3"', "FORMAT-DUPLICATE", "section[4].id", "s3"),
    Broken(
        "two texts of one id",
        "form.toml",
        'id = "s1.platform"',
        'id = "s1.info_mgmt"',
        "FORMAT-DUPLICATE",
        "section[s1].texts[5].id",
        "s1.info_mgmt",
    ),
    Broken(
        "two texts of one id in different sections",
        "form.toml",
        '{ id = "s6"',
        '{ id = "s5"',
        "FORMAT-DUPLICATE",
        "section[s6].texts[1].id",
        "s5",
    ),
    Broken(
        "two entries of one id", "form.toml", 'id = "email"', 'id = "phone"', "FORMAT-DUPLICATE", "info[3].id", "phone"
    ),
    Broken(
        "two levels of one id",
        "form.toml",
        'id = "township"',
        'id = "government"',
        "FORMAT-DUPLICATE",
        "level[3].id",
        "government",
    ),
    Broken(
        "two rules of one id",
        "rules.toml",
        'id = "T4-03"',
        'id = "T4-02"',
        "FORMAT-DUPLICATE",
        "equation[7].id",
        "T4-02",
    ),
    Broken(
        "two checks of one id", "rules.toml", 'id = "W-03"', 'id = "W-02"', "FORMAT-DUPLICATE", "check[56].id", "W-02"
    ),
    Broken(
        "a rule with the id of a check",
        "rules.toml",
        'id = "T4-03"',
        'id = "V-01"',
        "FORMAT-DUPLICATE",
        "check[6].id",
        "V-01",
    ),
    Broken(
        "a check that is missing",
        "rules.toml",
        '[[check]]\nid = "V-01"\nseverity = "error"\nsource = "表格单位为件"\nofficial = false\n',
        "",
        "FORMAT-VALUE",
        "check[V-01]",
        "（没有）",
        wanted="check",
    ),
    # --- sections and tables (load.py, tables.py)
    Broken(
        "a section with neither texts nor table",
        "form.toml",
        'table = "t4"\n',
        "",
        "FORMAT-VALUE",
        "section[s4].texts",
    ),
    Broken(
        "a section with both texts and table",
        "form.toml",
        'sheet = "五、问题与改进"',
        'sheet = "五、问题与改进"\ntable = "t4"',
        "FORMAT-VALUE",
        "section[s5].texts",
    ),
    Broken(
        "a width too many",
        "t2.toml",
        "[39.0, 39.0",
        "[39.0, 39.0, 39.0",
        "FORMAT-VALUE",
        "widths_mm",
        "5",
        wanted="4",
    ),
    Broken("a width too few", "t3.toml", "[6.0, ", "[", "FORMAT-VALUE", "widths_mm", "9", wanted="10"),
    Broken("a table without blocks", "t4.toml", "[[block]]", "[[blocks]]", "FORMAT-VALUE", "block", "[]"),
    Broken(
        "a block without rows",
        "t4.toml",
        '    { id = "count", label = "", name = "件数", kind = "input" },\n',
        "",
        "FORMAT-VALUE",
        "block[t4].rows",
        "[]",
    ),
    Broken(
        "a block with groups for rows",
        "t4.toml",
        'name = "件数", kind = "input"',
        'name = "件数", kind = "group"',
        "FORMAT-VALUE",
        "block[t4].rows",
        "[]",
    ),
    Broken(
        "a group without children",
        "t3.toml",
        'name = "结转下年", kind = "input"',
        'name = "结转下年", kind = "group"',
        "FORMAT-ID",
        "block[t3].rows",
        "carried_out",
    ),
    Broken(
        "an id that no rule could name",
        "t2.toml",
        'id = "penalty"',
        'id = "penalty.all"',
        "FORMAT-NAME",
        "block[t2_6].rows[penalty.all].id",
        "penalty.all",
    ),
    # --- rules (expressions.py, load.py)
    *(
        Broken(
            f"an expression with {what}",
            "rules.toml",
            HOLDS_1,
            holds(expression),
            "FORMAT-EXPRESSION",
            "equation[T3-01].holds",
            found,
        )
        for what, expression, found in [
            ("no equals sign", "new_received + carried_in", "new_received + carried_in"),
            ("two equals signs", "open = partial = carried_in", "open = partial = carried_in"),
            ("a plus at the end", "new_received + = carried_out", "new_received +"),
            ("two plus signs", "new_received + + carried_in = carried_out", "new_received + + carried_in"),
            ("no sign between ids", "new_received carried_in = carried_out", "new_received carried_in"),
            ("an empty side", "new_received = ", ""),
            ("only a sign on a side", "new_received = -", "-"),
            ("a number", "new_received = 2 + carried_out", "2 + carried_out"),
            ("a product", "new_received * carried_in = open", "new_received * carried_in"),
            ("a bracket", "new_received = (carried_in + open)", "(carried_in + open)"),
            ("a call", "new_received = sum(open)", "sum(open)"),
            ("a range of three", "new_received = open..partial..other_misc", "open..partial..other_misc"),
            ("a range without an end", "new_received = open..", "open.."),
            ("a range without a start", "new_received = ..open", "..open"),
            ("a range of three dots", "new_received = open...partial", "open...partial"),
            ("a full-width plus", "new_received ＋ carried_in = open", "new_received ＋ carried_in"),
            ("a Chinese name", "新收 = open", "新收"),
        ]
    ),
    Broken(
        "a range of nothing but groups",
        "rules.toml",
        'holds = "review_total = review_upheld..review_pending"',
        'holds = "review_total = suit..suit_direct"',
        "FORMAT-EXPRESSION",
        "equation[T4-01].holds",
        "suit..suit_direct",
    ),
    Broken(
        "a range that runs backwards",
        "rules.toml",
        HOLDS_2,
        holds("results_total = other_misc..open"),
        "FORMAT-RANGE",
        "equation[T3-02].holds",
        "other_misc..open",
    ),
    Broken(
        "a range from a line to itself",
        "rules.toml",
        HOLDS_2,
        holds("results_total = open..open"),
        "FORMAT-RANGE",
        "equation[T3-02].holds",
        "open..open",
    ),
    Broken(
        "a range that counts a total with its parts",
        "rules.toml",
        HOLDS_2,
        holds("carried_in = open..results_total"),
        "FORMAT-TWICE",
        "equation[T3-02].holds",
        "results_total",
    ),
    Broken(
        "a line counted twice",
        "rules.toml",
        HOLDS_1,
        holds("new_received + new_received = results_total + carried_out"),
        "FORMAT-TWICE",
        "equation[T3-01].holds",
        "new_received",
    ),
    Broken(
        "a line counted by itself and in a range",
        "rules.toml",
        HOLDS_2,
        holds("results_total = open..other_misc + partial"),
        "FORMAT-TWICE",
        "equation[T3-02].holds",
        "partial",
    ),
    Broken(
        "a line counted by itself and in its group",
        "rules.toml",
        HOLDS_2,
        holds("results_total = deny + deny_third_party"),
        "FORMAT-TWICE",
        "equation[T3-02].holds",
        "deny_third_party",
    ),
    Broken(
        "a line on both sides",
        "rules.toml",
        HOLDS_1,
        holds("new_received + carried_in = new_received + carried_out"),
        "FORMAT-TWICE",
        "equation[T3-01].holds",
        "new_received",
    ),
    *(
        Broken(
            f"a rule without {key}",
            "rules.toml",
            f"\n{key} = ",
            f"\n# {key} = ",
            "FORMAT-MESSAGE",
            f"equation[T3-01].{key}",
        )
        for key in ("message.zh", "message.en", "remedy.zh", "remedy.en")
    ),
    Broken(
        "a message of blanks", "rules.toml", ZH_1, 'message.zh = "　"', "FORMAT-MESSAGE", "equation[T3-01].message.zh"
    ),
    Broken(
        "a message with half a field",
        "rules.toml",
        ZH_1,
        ZH_1.replace("{difference}", "{difference"),
        "FORMAT-ID",
        "equation[T3-01].message.zh",
    ),
    Broken(
        "a field with a conversion",
        "rules.toml",
        ZH_1,
        ZH_1.replace("{difference}", "{difference!r}"),
        "FORMAT-ID",
        "equation[T3-01].message.zh",
        "difference!r",
        "difference",
    ),
    Broken(
        "a field with a format of its own",
        "rules.toml",
        ZH_1,
        ZH_1.replace("{difference}", "{difference:>9}"),
        "FORMAT-ID",
        "equation[T3-01].message.zh",
        "difference:>9",
        "difference",
    ),
    Broken("a title with another field", "form.toml", "{year}", "{jahr}", "FORMAT-ID", "title", "jahr", "year"),
    Broken("a title without the year", "form.toml", "{year}", "", "FORMAT-VALUE", "title", wanted="{year}"),
    Broken(
        "two sections on one sheet",
        "form.toml",
        'sheet = "六、其他事项"',
        'sheet = "五、问题与改进"',
        "FORMAT-DUPLICATE",
        "section[s6].sheet",
        "五、问题与改进",
    ),
    # --- promises of the whole format (prove.py)
    Broken(
        "a total that no rule computes",
        "rules.toml",
        'holds = "review_total = review_upheld..review_pending"',
        'holds = "review_upheld + review_corrected = review_total - review_other - review_pending"',
        "FORMAT-TOTAL",
        "equation",
        "t4.count.review_total",
    ),
    Broken(
        "an optional rule for a total",
        "rules.toml",
        'holds = "review_total =',
        'when_filled = true\nholds = "review_total =',
        "FORMAT-TOTAL",
        "equation",
        "t4.count.review_total",
    ),
    Broken(
        "a computed row without a rule",
        "t3.toml",
        'name = "结转下年", kind = "input"',
        'name = "结转下年", kind = "computed"',
        "FORMAT-TOTAL",
        "equation",
        "t3.carried_out.natural",
        blamed="rules.toml",
    ),
    Broken(
        "a relation stated twice",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("carried_in + new_received = carried_out + results_total"),
        "FORMAT-DUPLICATE",
        "X-01",
        "T3-01",
    ),
    Broken(
        "a relation stated twice with its sides exchanged",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("results_total + carried_out = new_received + carried_in"),
        "FORMAT-DUPLICATE",
        "X-01",
        "T3-01",
    ),
    Broken(
        "a relation stated twice with a summand moved over",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("new_received = results_total + carried_out - carried_in"),
        "FORMAT-DUPLICATE",
        "X-01",
        "T3-01",
    ),
    Broken(
        "a rule that forces a cell to be zero",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("results_total + carried_out + open = new_received + carried_in"),
        "FORMAT-CONTRADICTION",
        "X-01",
        "t3.open.natural",
    ),
    Broken(
        "a rule that forces a cell to be zero from the other side",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("new_received + carried_in + open = results_total + carried_out"),
        "FORMAT-CONTRADICTION",
        "X-01",
        "t3.open.natural",
    ),
    Broken(
        "a rule that leaves out a summand of another",
        "rules.toml",
        FIRST_CHECK,
        extra_rule("review_total = review_upheld..review_other", "t4", "row"),
        "FORMAT-CONTRADICTION",
        "X-01",
        "t4.count.review_pending",
    ),
    # --- names for people
    Broken(
        "a row's name with a blank",
        "t3.toml",
        'name = "重复申请"',
        'name = "重复 申请"',
        "FORMAT-NAME",
        "block[t3].rows[refuse_duplicate].name",
        "重复 申请",
    ),
    Broken(
        "a column's name with a dash",
        "t4.toml",
        'name = "复议总计"',
        'name = "复议-总计"',
        "FORMAT-NAME",
        "block[t4].columns[review_total].name",
        "复议-总计",
    ),
    Broken(
        "a row without a name", "t4.toml", 'name = "件数"', 'name = ""', "FORMAT-NAME", "block[t4].rows[count].name", ""
    ),
    Broken(
        "two rows of one name",
        "t3.toml",
        'name = "公开出版物"',
        'name = "重复申请"',
        "FORMAT-DUPLICATE",
        "block[t3].rows[refuse_publication].name",
        "重复申请",
    ),
    Broken(
        "a control count with the name of a column",
        "t3.toml",
        'name = "登记簿件数"',
        'name = "总计"',
        "FORMAT-DUPLICATE",
        "block[t3].control.name",
        "总计",
    ),
    Broken(
        "two tables of one name",
        "t4.toml",
        'name = "表四"',
        'name = "表三"',
        "FORMAT-DUPLICATE",
        "name",
        "表三",
    ),
    Broken(
        "two cells of one name in different blocks",
        "t2.toml",
        'label = "行政处罚", name = "行政处罚"',
        'label = "行政处罚", name = "行政许可"',
        "FORMAT-DUPLICATE",
        "t2_6.penalty.decisions",
        "表二行政许可处理决定",
    ),
    Broken(
        "a shortcut with the name of a table",
        "form.toml",
        '"办结" =',
        '"表三" =',
        "FORMAT-DUPLICATE",
        "shortcuts.表三",
        "表三",
    ),
    Broken(
        "a shortcut that is no identifier",
        "form.toml",
        '"办结" =',
        '"办 结" =',
        "FORMAT-NAME",
        "shortcuts.办 结",
        "办 结",
    ),
    Broken(
        "two sections of one name",
        "form.toml",
        'name = "行政复议行政诉讼情况"',
        'name = "总体情况"',
        "FORMAT-DUPLICATE",
        "section[s4].name",
        "总体情况",
    ),
    Broken(
        "two texts of one name",
        "form.toml",
        'name = "监督保障"',
        'name = "平台建设"',
        "FORMAT-DUPLICATE",
        "section[s1].texts[s1.oversight].name",
        "平台建设",
    ),
    Broken(
        "an entry's name that is no identifier",
        "form.toml",
        'name = "电子邮箱"',
        'name = "E-mail"',
        "FORMAT-NAME",
        "info[email].name",
        "E-mail",
    ),
    Broken(
        "a deadline that is no day of the year",
        "form.toml",
        "{ month = 2, day = 20,",
        "{ month = 2, day = 30,",
        "FORMAT-VALUE",
        "level[summary].deadlines[1]",
        "2-30",
    ),
    # --- an edition among others, and its sheets
    Broken("an id that isn't the folder's", "form.toml", 'id = "2021"', 'id = "2019"', "FORMAT-VALUE", "id", "2019",
           wanted="2021"),
    Broken("years that run backwards", "form.toml", "first_year = 2021", "first_year = 2021\nlast_year = 2020",
           "FORMAT-VALUE", "last_year", "2020", wanted=">= 2021"),
    Broken("a table that isn't called as its file", "t4.toml", 'id = "t4"', 'id = "t5"', "FORMAT-VALUE",
           "section[s4].table", "t4", wanted="t5", blamed="form.toml"),
    Broken("a first section without words", "form.toml", '[[section]]\nid = "s1"',
           '[[section]]\nid = "s0"\nheading = "…"\nname = "…"\nsheet = "…"\ntable = "t2"\n[[section]]\nid = "s1"',
           "FORMAT-VALUE", "section[1]"),
    Broken("a section without a sheet", "form.toml", 'sheet = "六、其他事项"', 'sheet = ""', "FORMAT-VALUE",
           "section[s6].sheet", "''"),
    *(Broken(f"a section on {name}, which every workbook has", "form.toml", 'sheet = "六、其他事项"',
             f'sheet = "{name}"', "FORMAT-DUPLICATE", "section[s6].sheet", name.casefold())
      for name in (*RESERVED_SHEETS, "_Meta")),
    *(Broken(f"a sheet that Excel can't call {name}", "form.toml", 'sheet = "六、其他事项"', f'sheet = "{name}"',
             "FORMAT-VALUE", "section[s6].sheet", repr(name))
      for name in ("六/其他", "六：其他:", "[六]", "'六", "其他" * 16)),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the 2021 edition that may be broken, as it was while no other had followed it."""
    copy = Path(shutil.copytree(FOLDER / "2021", tmp_path / "2021"))
    form = (copy / "form.toml").read_text(encoding="utf-8")
    (copy / "form.toml").write_text(re.sub(r"(?m)^last_year = .*\n", "", form), encoding="utf-8")
    return copy


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"the case is out of date: {old!r} no longer stands in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_unbroken_copy_loads_as_the_edition_itself(folder: Path, spec: ReportSpec) -> None:
    copy, spec = load_folder(folder), replace(spec, last_year=None)
    for field in fields(spec):
        if field.name != "prose":  # it stays itself, so that its indexes are made once
            assert getattr(copy, field.name) == getattr(spec, field.name), field.name
    assert vars(copy.prose).items() <= vars(spec.prose).items()


@pytest.mark.parametrize("broken", CASES, ids=str)
def test_loader_refuses_and_says_where(broken: Broken, folder: Path) -> None:
    _replace(folder / broken.file, broken.old, broken.new)
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    facts = caught.value.facts
    assert (caught.value.code, facts.get("path")) == (broken.code, broken.path), facts
    assert facts["file"] == f"2021/{broken.blamed or broken.file}"
    for fact in ("found", "nearest", "wanted"):
        expected = getattr(broken, fact)
        if expected is not None:
            assert facts[fact] == expected, facts
    assert caught.value.exit_code is ExitCode.DEFECT


@pytest.mark.parametrize(
    "expression",
    [
        "new_received + carried_in = results_total + carried_out",
        "new_received+carried_in=results_total+carried_out",
        "+ new_received + carried_in = + results_total + carried_out",
        "new_received = - carried_in + results_total + carried_out",
        "-results_total + new_received = carried_out - carried_in",
        "new_received - results_total - carried_out = -carried_in",
    ],
)
def test_one_relation_may_be_written_in_many_ways(folder: Path, spec: ReportSpec, expression: str) -> None:
    _replace(folder / "rules.toml", HOLDS_1, holds(expression))
    for found, official in zip(load_folder(folder).relations[:7], spec.relations[:7], strict=True):
        assert set(found.cells) == set(official.cells)
        for cell in official.cells:
            assert _weight(found, cell) == _weight(official, cell)


@pytest.mark.parametrize(
    "expression",
    [
        "results_total = results",  # a group is its rows that are no totals
        "results_total = open + partial + deny + unable + refuse + other",
        "results_total = open..deny_admin_query + unable + refuse..other_misc",
        "results_total = results..other_misc",  # a range passes over the groups in it
    ],
)
def test_groups_and_ranges_stand_for_their_rows(folder: Path, spec: ReportSpec, expression: str) -> None:
    _replace(folder / "rules.toml", HOLDS_2, holds(expression))
    found = [sorted(relation.cells) for relation in load_folder(folder).relations]
    assert found == [sorted(relation.cells) for relation in spec.relations]


def _weight(relation: Relation, cell: CellRef) -> Decimal:
    """What the cell counts on the left, less what it counts on the right."""
    left, right = relation.sides({cell: Decimal(1)}.get)
    return left - right


def test_an_edition_without_levels_is_refused(folder: Path) -> None:
    parts = re.split(r"(?m)^(?=\[)", (folder / "form.toml").read_text(encoding="utf-8"))
    rest = "".join(part for part in parts if not part.startswith("[[level]]"))
    (folder / "form.toml").write_text(rest, encoding="utf-8")
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    assert (caught.value.code, caught.value.facts["path"]) == ("FORMAT-VALUE", "level")


def test_the_sheets_that_every_workbook_has_are_known_to_the_loader() -> None:
    assert {value for name, value in vars(layout).items() if name.endswith("_SHEET")} == {*RESERVED_SHEETS}


@pytest.mark.parametrize(
    ("own", "other", "shared"),
    [
        ("first_year = 2021", "first_year = 2025", "2025"),
        ("first_year = 2021\nlast_year = 2025", "first_year = 2025", "2025"),
        ("first_year = 2021", "first_year = 2019\nlast_year = 2021", "2021"),
        ("first_year = 2021\nlast_year = 2023", "first_year = 2022\nlast_year = 2022", "2022"),
    ],
)
def test_two_editions_for_one_year_are_refused(folder: Path, own: str, other: str, shared: str) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "form.toml").write_text(other, encoding="utf-8")
    _replace(folder / "form.toml", "first_year = 2021", own)
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    facts = {"file": "2021/form.toml", "path": "first_year", "found": shared, "other": "other"}
    assert (caught.value.code, caught.value.facts) == ("FORMAT-YEARS", facts)


@pytest.mark.parametrize("other", ["first_year = 2019\nlast_year = 2020", "first_year = 2025", "?", "last_year = 2100"])
def test_an_edition_is_not_refused_over_one_for_other_years_or_one_that_is_unreadable(folder: Path, other: str) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "form.toml").write_text(other, encoding="utf-8")
    _replace(folder / "form.toml", "first_year = 2021", "first_year = 2021\nlast_year = 2024")
    assert load_folder(folder).last_year == 2024


def test_totals_that_compute_each_other_are_refused(folder: Path) -> None:
    rules = folder / "rules.toml"
    _replace(rules, 'holds = "review_total = ', 'holds = "review_total = suit_direct_total + ')
    _replace(rules, 'holds = "suit_direct_total = ', 'holds = "suit_direct_total = suit_after_total + ')
    _replace(rules, 'holds = "suit_after_total = ', 'holds = "suit_after_total = review_total + ')
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    assert (caught.value.code, caught.value.facts["found"]) == ("FORMAT-TOTAL", "t4.count.review_total")


def test_cases_have_names_of_their_own() -> None:
    names = [broken.case for broken in CASES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["form.toml", "rules.toml", "t2.toml", "t3.toml", "t4.toml"])
def test_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    assert (caught.value.code, caught.value.facts["file"]) == ("FORMAT-TOML", f"2021/{name}")
    assert caught.value.facts["reason"]


def test_file_that_is_not_utf8_is_refused_by_name(folder: Path) -> None:
    (folder / "t3.toml").write_bytes('name = "表三"'.encode("gb18030"))
    with pytest.raises(DefectiveForm) as caught:
        load_folder(folder)
    assert (caught.value.code, caught.value.facts["file"]) == ("FORMAT-TOML", "2021/t3.toml")


def test_optional_column_of_control_counts_may_be_left_out(folder: Path) -> None:
    text = (folder / "t3.toml").read_text(encoding="utf-8")
    (folder / "t3.toml").write_text(text[: text.index("control = {")], encoding="utf-8")
    _replace(folder / "rules.toml", 'holds = "control = total"\nwhen_filled = true', 'holds = "natural = biz"')
    assert load_folder(folder).controls == ()


def test_format_is_found_by_id_and_cached() -> None:
    assert "2021" in format_ids()
    assert load_format("2021") is load_format("2021")


@pytest.mark.parametrize(("found", "nearest"), [("2021年", "2021"), ("gkbg-2019", "2019")])
def test_unknown_format_is_refused_with_the_nearest_known_one(found: str, nearest: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_format(found)
    assert caught.value.code == "FORMAT-UNKNOWN"
    assert (caught.value.facts["found"], caught.value.facts["nearest"]) == (found, nearest)


@pytest.mark.parametrize("format_id", format_ids())
def test_reports_use_the_edition_for_their_year(format_id: str) -> None:
    edition = load_format(format_id)
    for year in (edition.first_year, edition.last_year or 2100):
        assert format_for_year(year) is edition


@pytest.mark.parametrize(("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2023, "2021")])
def test_years_that_are_past_keep_their_edition(year: int, edition: str) -> None:
    assert format_for_year(year).id == edition


def test_editions_follow_one_another_and_the_last_one_is_in_force() -> None:
    """In the order of their ids, too: the last one serves where nobody names a year."""
    editions = [load_format(format_id) for format_id in format_ids()]
    for before, after in pairwise(editions):
        assert before.last_year == after.first_year - 1, (before.id, after.id)
    assert editions[-1].last_year is None


@pytest.mark.parametrize("year", [1900, 2007])
def test_year_before_all_editions_is_refused_with_the_known_ones(year: int) -> None:
    with pytest.raises(UnusableInput) as caught:
        format_for_year(year)
    assert caught.value.code == "FORMAT-YEAR"
    assert caught.value.facts["found"] == str(year)
    assert "2021" in caught.value.facts["known"]


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("naturla", ["natural", "total", "legal"], "natural"),
        ("zzz", ["natural", "biz"], "biz、natural"),
        ("zzz", [], ""),
        ("x", ["", "y"], "y"),
    ],
)
def test_nearest_is_the_word_most_alike_or_all_words(word: str, known: list[str], expected: str) -> None:
    assert node.nearest(word, known) == expected
