"""Only what may state something is read: what is left out would have changed nothing."""

import random

import pytest

from assembler.checks.prose.items import sentences_of
from assembler.checks.prose.pages import Page
from assembler.checks.prose.reader import read_text
from assembler.checks.prose.sums import form_of
from assembler.checks.prose.tokens import tokens_of
from assembler.formats import load_format
from assembler.model.prose import Prose, Word
from tests.checks.prose.reports import SPEC

BESIDE = (
    "。", "！", "？", "?", "\n", "…", "；", "，", "、", "（", "）", "《稳了吗？》", "《条例。》", "《", "》", "<a!b>",
    "〈", "〉", "www.yunling.example/a?b=1", "PDF?", "1!", "2023年", "3月?", "百分之五", "十二件", "零", "一是", "余件",
    "千余条", "万(件)", " ", "\u3000", "“", "12345", "3件", "1,234件", "12.5%", "0件",
)  # fmt: skip


def _text(rng: random.Random, prose: Prose) -> str:
    words = [*prose.words, *prose.measures]
    return "".join(rng.choice(words) if rng.random() < 0.6 else rng.choice(BESIDE) for _ in range(rng.randint(1, 30)))


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_stretches_taken_apart_alone_have_the_tokens_of_the_whole_text(edition):
    prose, rng = load_format(edition).prose, random.Random(5)
    for _ in range(1500):
        text = _text(rng, prose)
        page = Page(prose, text)
        alone = [each for n in range(len(page.stretches)) for each in sentences_of(page.tokens(n))]
        assert alone == list(sentences_of(tokens_of(prose, text))), text


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_every_stretch_that_states_something_is_seen_at_a_glance(edition):
    prose, rng = load_format(edition).prose, random.Random(6)
    states = quiet = 0
    for _ in range(1500):
        text = _text(rng, prose)
        page = Page(prose, text)
        for n in range(len(page.stretches)):
            kinds = {token.kind for token in page.tokens(n)}
            assert n in page.telling or kinds.isdisjoint({"figure", "none", "every"}), text
            assert n in page.holding("fee") or "fee" not in kinds, text
            states, quiet = states + (n in page.telling), quiet + (n not in page.telling)
    assert min(states, quiet) > 500


@pytest.mark.parametrize("ref", ["s1.on_request", "s1.platform"])
def test_a_sentence_that_states_something_is_read_as_if_all_before_it_were_read(ref):
    rng, form = random.Random(7), form_of(SPEC)
    stated = 0
    for _ in range(1000):
        page = Page(SPEC.prose, _text(rng, SPEC.prose))
        few, every = (read_text(form, ref, page, 2023, every=each) for each in (False, True))
        quick, whole = ([each[:7] for one in sentences for each in one.mentions] for sentences in (few, every))
        assert quick == whole
        stated += len(few) < len(every) and len(quick)
    assert stated > 50


def test_a_vocabulary_whose_words_hold_full_stops_is_read_without_cutting_the_text():
    prose = Prose(words={"收到。了": Word("收到。了", "receive")})
    assert Page(prose, "未收到。了。好").stretches == [(0, 7)]
