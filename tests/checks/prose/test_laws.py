"""Laws of the N-rules: they never raise an error, true sentences raise nothing, one changed number is found."""

import random
import re

import pytest
from cn2an import an2cn
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks.prose import check_prose, figures_of
from assembler.model.findings import Severity
from tests.checks.prose.reports import SPEC, report

GROUPS = {
    "open": ("open", "予以公开 同意公开 全部公开"), "partial": ("partial", "部分公开 区分处理后公开"),
    "deny": ("deny_third_party", "不予公开 不同意公开"), "unable": ("unable_not_held", "无法提供 不能提供"),
    "refuse": ("refuse_duplicate", "不予处理"), "other": ("other_misc", "其他处理"),
}  # fmt: skip
MEASURES = "件件件件条份宗"


def _written(rng: random.Random, number: int) -> str:
    way = rng.randrange(6)
    if way == 0:
        return an2cn(number)
    if way == 1:
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return f" {number} " if way == 2 else str(number)


def _sentences(rng: random.Random) -> tuple[dict[str, int], str]:
    """A balanced table and true sentences about it; each figure stands in braces with its number."""
    results = {group: rng.randint(1, 60) for group in GROUPS}
    done, left, before = sum(results.values()), rng.randint(70, 99), rng.randint(30, 60)
    new = done + left - before
    natural = rng.randint(61, new - 1) if new > 62 else new - 1
    measure = rng.choice(MEASURES)
    pick = rng.choice

    def figure(number: int) -> str:
        return "{" + str(number) + "}" + measure

    parts = [
        f"{pick(['', '2023年，', '本年度，', '全年'])}{pick(['共收到', '共接收', '受理', '新收'])}"
        f"{pick(['政府信息公开申请', '申请', '依申请公开', '信息公开申请'])}{figure(new)}",
        f"{pick(['上年结转', '上年度结转', '由2022年结转', '结转上年度申请'])}{figure(before)}",
        f"{pick(['办结', '已办结', '共答复', '办理完毕'])}{figure(done)}",
        pick([f"结转下年度继续办理{figure(left)}", f"{figure(left)}正在办理", f"结转至2024年办理{figure(left)}"]),
    ]
    text = pick(["，", "，", "、", "；"]).join(parts) + "。"
    text += pick(["从申请人看，", "申请人中，", ""]) + f"自然人{figure(natural)}，商业企业{figure(new - natural)}。"
    listed = [(group, pick(words.split())) for group, (_, words) in GROUPS.items()]
    if rng.random() < 0.5:
        items = [f"{word}{figure(results[group])}" for group, word in listed]
    else:
        items = [f"{figure(results[group])}{word}" for group, word in listed]
    text += pick(["处理结果中，", "办理结果为：", "其中，", ""]) + pick(["，", "、", "；"]).join(items) + "。"
    figures = {f"t3.{leaf}.natural": results[group] for group, (leaf, _) in GROUPS.items()}
    figures |= {"t3.new_received.natural": natural, "t3.new_received.biz": new - natural}
    figures |= {"t3.carried_in.natural": before, "t3.carried_out.natural": left}
    return figures, text


def _raised(figures: dict[str, int], text: str) -> list[str]:
    found = check_prose(SPEC, report(figures, s1__on_request=text))
    return [each.code for each in found if each.severity is not Severity.INFO]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_true_sentences_over_a_balanced_table_raise_nothing(seed):
    rng = random.Random(seed)
    figures, marked = _sentences(rng)
    text = re.sub(r"\{(\d+)\}", lambda match: _written(rng, int(match[1])), marked)
    assert _raised(figures, text) == []


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_one_changed_number_is_found(seed):
    rng = random.Random(seed)
    figures, marked = _sentences(rng)
    numbers = [int(number) for number in re.findall(r"\{(\d+)\}", marked)]
    place = rng.randrange(len(numbers))
    numbers[place] += rng.choice([200, 301, 1000])  # no other sum of the table can be meant
    rest = iter(numbers)
    text = re.sub(r"\{\d+\}", lambda _: _written(rng, next(rest)), marked)
    assert _raised(figures, text) != []


WORDS = sorted(SPEC.prose.words)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.one_of(
                st.sampled_from(WORDS),
                st.sampled_from(sorted(SPEC.prose.measures)),
                st.sampled_from(list("，。；、：（）()【】\n 0129一二两零百万%.")),
                st.integers(0, 10**7).map(str),
            ),
            max_size=40,
        ).map("".join),
    )
)
def test_no_text_raises_an_error(text):
    submission = report({"t3.new_received.natural": 5}, preamble=text, s1__on_request=text, s6=text)
    findings = list(check_prose(SPEC, submission))
    assert len({(each.code, each.at) for each in findings}) == len(findings)
    for each in figures_of(SPEC, submission):
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize("year", [None, 2023])
def test_a_report_without_figures_or_year_is_read(year):
    assert list(check_prose(SPEC, report(year=year))) == []
