"""情况说明: reasons in writing, bound to rule, place and values."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.checks import accept, check
from assembler.errors import UnusableInput
from assembler.excel import make_workbook, open_book, read_submission
from assembler.model.findings import Finding
from assembler.model.submission import Submission
from assembler.tasks.check import checked
from assembler.tasks.export import export
from assembler.tasks.submission_json import dump_submission, load_submission
from tests.checks.submissions import RAISING, SPEC, Change, control, in_order, info

REASON = "因机构改革，年报经批准后成文"


def judged(submission: Submission) -> list[Finding]:
    return list(accept(SPEC, submission, check(SPEC, submission)))


def with_reason(change: Change, reason: str = REASON) -> Submission:
    """A submission whose findings are all accepted."""
    submission = change(in_order())
    return replace(submission, accepted={each.token: reason for each in judged(submission) if each.token})


def told(submission: Submission) -> list[tuple[str, str, str | None]]:
    return [(each.code, each.case, each.accepted) for each in judged(submission)]


LATE, LATER = info(signed_on="2024-02-01"), info(signed_on="2024-02-02")


def test_a_finding_is_accepted_with_a_reason():
    assert told(with_reason(LATE)) == [("D-02", "", REASON)]


def test_a_reason_lapses_when_a_value_changes():
    changed = replace(LATER(in_order()), accepted=with_reason(LATE).accepted)
    assert told(changed) == [("D-02", "", None), ("W-05", "lapsed", None)]


def test_a_reason_lapses_when_the_matter_is_settled():
    assert told(replace(in_order(), accepted=with_reason(LATE).accepted)) == [("W-05", "lapsed", None)]


def test_a_control_count_can_be_explained_but_lapses_with_either_figure():
    explained = with_reason(control({"open": 3}))
    assert told(explained) == [("T3-08", "", REASON)]
    assert ("T3-08", "", None) in told(replace(control({"open": 4})(in_order()), accepted=explained.accepted))


@pytest.mark.parametrize("name", [name for name in RAISING if name[:5] in SPEC.never_accepted or name[:4] == "V-01"])
def test_errors_of_arithmetic_have_no_number_to_file_a_reason_under(name: str):
    assert all(each.token == "" for each in judged(RAISING[name](in_order())) if each.code in SPEC.never_accepted)


def test_what_was_not_understood_can_not_be_explained_away():
    unread = replace(RAISING["V-02/text"](in_order()), accepted={"V-02-ABCDEF": REASON})
    (found,) = [each for each in judged(unread) if each.code == "V-02"]
    assert (found.token, found.accepted) == ("", None)


def test_a_reason_for_an_error_of_arithmetic_is_told_to_have_no_effect():
    submission = RAISING["T3-01"](in_order())
    found = told(replace(submission, accepted={"T3-01-ABCDEF": REASON}))
    assert ("W-05", "never", None) in found
    assert ("T3-01", "", None) in found


@pytest.mark.parametrize("reason", ["", "无", "  同 上 ", "情况属实。"])
def test_a_reason_that_says_nothing_is_not_taken(reason: str):
    assert told(with_reason(LATE, reason)) == [("W-05", "short", None), ("D-02", "", None)]


def test_every_number_is_different():
    found = [each for name in RAISING for each in judged(RAISING[name](in_order())) if each.token]
    kinds = {(each.code, each.at, each.case) for each in found}
    assert len({each.token for each in found}) >= len(kinds) > 30


def test_reasons_travel_in_the_workbook_and_in_json(tmp_path: Path):
    submission = with_reason(LATE)
    book, data = tmp_path / "a.xlsx", tmp_path / "a.json"
    book.write_bytes(make_workbook(SPEC, submission))
    data.write_text(dump_submission(submission), encoding="utf-8")
    assert read_submission(SPEC, open_book(book)).submission == submission
    assert load_submission(data)[1] == submission
    (finding,) = checked(book).findings
    assert finding.accepted == REASON
    assert checked(book).locations[f"accepted.{finding.token}"].sheet == "校验"


def test_doubts_travel_in_the_workbook_and_in_json(tmp_path: Path):
    doubts = {"W-22-3F9A01": "表三行名“予以公开”与法定格式不一致"}
    submission = replace(in_order(), doubts=doubts)
    book, data = tmp_path / "a.xlsx", tmp_path / "a.json"
    book.write_bytes(make_workbook(SPEC, submission))
    data.write_text(export(book)[0], encoding="utf-8")
    assert load_submission(data)[1].doubts == doubts
    again = make_workbook(SPEC, load_submission(data)[1])
    assert again == book.read_bytes()


def test_a_number_is_known_however_it_was_copied(tmp_path: Path):
    token = next(iter(with_reason(LATE).accepted))
    book = tmp_path / "a.xlsx"
    copied = f" {token.lower()}（基本信息“成文日期”） "
    book.write_bytes(make_workbook(SPEC, replace(LATE(in_order()), accepted={copied: REASON})))
    (finding,) = checked(book).findings
    assert finding.accepted == REASON


TOKENS = st.from_regex(r"[A-Z]-[0-9]{2}-[0-9A-F]{6}", fullmatch=True)


@settings(max_examples=10)
@given(st.dictionaries(TOKENS, st.text("甲乙丙。", min_size=1), max_size=30))
def test_any_number_of_reasons_is_written_and_read(tmp_path_factory: pytest.TempPathFactory, reasons: dict[str, str]):
    path = tmp_path_factory.mktemp("reasons") / "a.xlsx"
    path.write_bytes(make_workbook(SPEC, replace(in_order(), accepted=reasons)))
    assert read_submission(SPEC, open_book(path)).submission.accepted == reasons


@pytest.mark.parametrize("given", ['{"accepted": []}', '{"accepted": {"D-02-000000": 5}}'])
def test_reasons_of_another_shape_are_refused(tmp_path: Path, given: str):
    (tmp_path / "a.json").write_text(json.dumps(json.loads(given)), encoding="utf-8")
    with pytest.raises(UnusableInput) as caught:
        load_submission(tmp_path / "a.json")
    assert caught.value.code == "DATA-VALUE"
