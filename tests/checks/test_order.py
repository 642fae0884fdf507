"""The order of telling: by severity, then as the report is printed; the same from run to run."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assembler.checks import check, in_order
from tests.checks import submissions
from tests.checks.submissions import RAISING, SPEC, both, figures, identity, info, nothing_yet, text, unread

ROOT = Path(__file__).parents[2]

MANY = both(
    figures(t3={"open.total": 9, "new_received.biz": 1}, t4={"count.review_total": 1}, t2_1={"regulation.issued": -1}),
    unread(info__level="某种", t2_6__penalty__decisions="—"),
    text("s6", ""),
    text("s5", "无"),
    text("preamble", "XX"),
    identity(organisation="XX局年报"),
    info(signed_on="2024年02月09日"),
)


def places(findings):
    return [(str(each.severity), each.code, each.at) for each in findings]


def test_errors_come_first_then_the_printed_order():
    assert places(check(SPEC, MANY(submissions.in_order()))) == [
        ("error", "D-04", "organisation"),
        ("error", "S-11", "organisation"),
        ("error", "S-11", "preamble"),
        ("error", "V-03", "t2"),
        ("error", "V-01", "t2_1.regulation.issued"),
        ("error", "T3-01", "biz"),
        ("error", "T3-03", "new_received"),
        ("error", "T3-03", "open"),
        ("error", "T3-02", "total"),
        ("error", "T4-01", "count"),
        ("error", "S-05", "s5"),
        ("error", "S-06", "s6"),
        ("warning", "D-02", "info.level"),
        ("warning", "N-06", "natural"),
        ("warning", "D-02", "info.signed_on"),
        ("warning", "D-03", "info.signed_on"),
    ]


def test_a_blank_form_is_told_from_the_title_to_the_sign_off():
    assert places(check(SPEC, nothing_yet())) == [
        ("error", "D-04", "organisation"),
        ("error", "D-04", "year"),
        ("error", "S-01", "s1"),
        ("error", "V-03", "t2"),
        ("error", "V-03", "t3"),
        ("error", "V-03", "t4"),
        ("error", "S-05", "s5"),
        ("error", "S-06", "s6"),
        ("warning", "D-03", "info.signed_on"),
    ]


@given(st.data())
def test_the_order_does_not_depend_on_how_findings_arrive(data):
    findings = check(SPEC, MANY(submissions.in_order()))
    shuffled = data.draw(st.permutations(findings))
    assert in_order(SPEC, shuffled) == findings


@given(st.sets(st.sampled_from(sorted(RAISING)), max_size=5))
def test_graver_findings_never_come_after_lighter_ones(names):
    findings = check(SPEC, both(*(RAISING[name] for name in sorted(names)))(submissions.in_order()))
    ranks = [each.severity.rank for each in findings]
    assert ranks == sorted(ranks)


def test_another_process_with_other_hashes_says_the_same():
    program = (
        "from tests.checks import submissions as s; from assembler.checks import check;"
        "from tests.checks.test_order import MANY;"
        "print(repr(check(s.SPEC, MANY(s.in_order()))))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
