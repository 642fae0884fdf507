"""A pattern that is compiled late finds what it would find at once."""

import importlib
import pkgutil
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assembler
from assembler.patterns import Late

TEXTS = ("", "无", "收到3件，又收到12件", "未收到")
METHODS = ("search", "match", "fullmatch", "finditer", "findall")


def plainly(found: Any) -> Any:
    """Matches by their spans."""
    if isinstance(found, re.Match):
        return found.span()
    return found if found is None else [each if isinstance(each, str) else each.span() for each in found]


def patterns() -> dict[str, Late]:
    """All patterns of the program that name what a text needs, by module and name."""
    found = {}
    for info in pkgutil.walk_packages(assembler.__path__, "assembler."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for n, each in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(each, Late) and each.needs:
                    found[f"{info.name}.{name}.{n}"] = each
    return found


@pytest.mark.parametrize("needs", [(), ("收到",), "收"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("source", ["收到([0-9]+)", "收到"])
def test_it_finds_what_the_pattern_finds(source: str, text: str, needs: Any) -> None:
    for method in METHODS:
        late = Late(source, needs=needs)
        expected = plainly(getattr(re.compile(source), method)(text))
        assert [plainly(getattr(late, method)(text)) or expected for _ in range(2)] == [expected] * 2
        assert bool(plainly(getattr(Late(source, needs=needs), method)(text))) == bool(expected)
    assert Late(source, needs=needs).sub("-", text) == re.sub(source, "-", text)


def test_it_is_compiled_for_a_text_that_may_match(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    whole = re.compile

    def noted(source: str, flags: int) -> re.Pattern[str]:
        compiled.append(source)
        return whole(source, flags)

    monkeypatch.setattr(re, "compile", noted)
    late = Late("收到[0-9]", needs=("收到",))
    assert (late.search("无"), compiled) == (None, [])
    assert late.search("收到5件") is not None
    assert late.search("收到6件") is not None
    assert late.pattern == "收到[0-9]"
    assert compiled == ["收到[0-9]"] * 2  # for ``pattern`` once more: nobody asks for that on the way


@pytest.mark.parametrize("late", [pytest.param(late, id=name) for name, late in patterns().items()])
def test_whatever_matches_holds_what_it_is_said_to_need(late: Late) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.from_regex(re.compile(late.source, late.flags)))
    def law(text: str) -> None:
        assert any(each in text for each in late.needs)

    law()
