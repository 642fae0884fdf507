import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assembler.model.refs import CellRef
from assembler.model.submission import blank
from assembler.word import plan, specimen
from assembler.word.plan import names_of


def values_of(made) -> Any:
    return made.values


def leaves(value):
    if isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_every_leaf_is_a_finished_string(spec, filled):
    assert {type(leaf) for leaf in leaves(plan(spec, filled, draft=True).values)} == {str}


def test_each_cell_has_its_name(spec, filled):
    made = plan(spec, filled, draft=False)
    for cell in spec.cells:
        table, row, column = spec.cell_name(cell).split(".")
        assert values_of(made)[table][row][column] == made.figures[cell]
    assert values_of(made)["新收"] == values_of(made)["表三"]["本年新收"]["总计"]


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        (None, ""),
        ("0", "0"),
        ("6.0", "6"),
        ("8310.503303", "8310.503303"),
        ("1E+3", "1000"),
        ("0.000001", "0.000001"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_figures(spec, figure, printed):
    cell = CellRef.parse("t2_8.fee.amount_wan")
    submission = dataclasses.replace(blank(spec), figures={cell: None if figure is None else Decimal(figure)})
    assert plan(spec, submission, draft=False).figures[cell] == printed


@pytest.mark.parametrize(
    ("signed", "year", "printed", "made"),
    [
        ("2024-01-09", 2023, "2024年1月9日", "2024-01-09"),
        ("2024-12-31", 2023, "2024年12月31日", "2024-12-31"),
        ("", 2023, "", "2024-01-01"),
        ("2024-02-30", 2023, "", "2024-01-01"),
        ("下月初", None, "", "2022-01-01"),
        ("", 99999, "", "2022-01-01"),
    ],
)
def test_the_date_is_the_reports_not_the_clocks(spec, signed, year, printed, made):
    submission = dataclasses.replace(blank(spec, "某局", year), info={"signed_on": signed})
    result = plan(spec, submission, draft=False)
    assert (values_of(result)["成文日期"], result.properties.day.isoformat()) == (printed, made)


def test_blank_aspects_are_renumbered(spec, filled):
    texts = {**filled.texts, "s1.proactive": " \n\u3000", "s1.info_mgmt": ""}
    made = plan(spec, dataclasses.replace(filled, texts=texts), draft=False)
    aspects = values_of(made)["总体情况"]["各方面"]
    assert [each["序号"] + each["标题"] for each in aspects] == [
        "（一）依申请公开",
        "（二）政府信息公开平台建设",
        "（三）监督保障",
    ]
    assert [each.text for each in made.printed if each.kind == "heading"] == [
        each["序号"] + each["标题"] for each in aspects
    ]


@pytest.mark.parametrize(("count", "last"), [(12, "（十二）"), (25, "（二十五）")])
def test_a_section_may_have_more_headed_texts_than_ten(spec, count, last):
    section = spec.sections[0]
    texts = tuple(replace(section.texts[-1], id=f"s1.x{n}", name=f"文{n}", heading=f"题{n}") for n in range(count))
    longer = replace(spec, sections=(replace(section, texts=texts), *spec.sections[1:]))
    submission = replace(blank(spec), texts={text.id: "甲" for text in texts})
    made = plan(longer, submission, draft=False)
    assert values_of(made)[section.name]["各方面"][-1]["序号"] == last
    assert f"{last}题{count - 1}" in [each.text for each in made.printed]


def test_an_empty_submission_prints_the_bare_form(spec):
    made = plan(spec, blank(spec), draft=True)
    assert [each.text for each in made.printed] == [
        "年政府信息公开工作年度报告",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "表二",
        "三、收到和处理政府信息公开申请情况",
        "表三",
        "四、政府信息公开行政复议、行政诉讼情况",
        "表四",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_a_line_break_in_a_name_is_a_blank(spec, filled):
    made = plan(spec, dataclasses.replace(filled, organisation=" 某市\r\n某局\x00\ud800 "), draft=False)
    assert values_of(made)["单位名称"] == "某市 某局"


def test_what_is_printed_has_the_names_that_tags_may_say(spec, filled):
    """Else a tag that the linter lets pass would ask for what a report hasn't got."""

    def agree(value, sample):
        if isinstance(sample, Mapping):
            return value.keys() == sample.keys() and all(agree(value[name], sample[name]) for name in sample)
        if isinstance(sample, tuple):
            return isinstance(value, tuple) and all(agree(each, sample[0]) for each in value)
        return isinstance(value, str)

    for submission in (blank(spec), filled):
        assert agree(plan(spec, submission, draft=False).values, names_of(spec))


def test_no_name_is_taken_twice(spec):
    names = ["单位名称", "年度", "题目", "成文日期", "草稿", "基本信息", *spec.shortcuts]
    names += [section.name for section in spec.sections] + [table.name for table in spec.tables]
    assert len(names) == len(set(names)) == len(plan(spec, blank(spec), draft=False).values)
    assert not {"标题", "各方面"} & {text.name for text in spec.texts.values()}


def test_the_specimen_says_something_else_everywhere(spec):
    figures = plan(spec, specimen(spec), draft=False).figures
    assert len(set(figures.values())) == len(spec.cells)
