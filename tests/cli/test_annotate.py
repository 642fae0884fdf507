"""``check --annotate`` and ``new --from`` as people call them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assembler.assets import examples
from assembler.cli import main

COUNTY = next(path for path in examples() if path.name.startswith("云岭"))
COPY = "退回/book（审核意见）.xlsx"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder that holds a good workbook, a faulty one and a file that is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSEMBLER_LANG", raising=False)
    shutil.copy(COUNTY, "good.xlsx")
    shutil.copy(COUNTY, "book.xlsx")
    alter("book.xlsx", "二、主动公开", "C6", None)
    Path("text.xlsx").write_text("x")

    def call(*arguments: str) -> Ended:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capfd.readouterr())

    return call


def alter(name: str, sheet: str, address: str, value: str | float | None) -> None:
    book = load_workbook(name)
    book[sheet][address].value = value
    book.save(name)


def files(folder: str = ".") -> set[str]:
    return {path.name for path in Path(folder).iterdir()}


def test_copies_are_made_of_faulty_files_alone_and_the_rest_is_told(run: Run) -> None:
    before = {path: path.read_bytes() for path in Path().iterdir()}
    plain = run("check", "book.xlsx", "good.xlsx", "text.xlsx")
    ended = run("check", "book.xlsx", "good.xlsx", "text.xlsx", "--annotate", "退回")
    assert (ended.code, ended.out) == (plain.code, plain.out) == (3, plain.out)
    written, needless, unusable = ended.err.splitlines()
    assert written == f"book.xlsx：审核意见存为 {Path(COPY)}"
    assert needless == "good.xlsx：没有错误和提醒，不必退回"
    assert unusable.startswith("text.xlsx：不能使用，没有生成审核意见。")
    assert files("退回") == {"book（审核意见）.xlsx"}
    assert {path: path.read_bytes() for path in before} == before


def test_json_stays_json_and_quiet_stays_quiet(run: Run) -> None:
    ended = run("check", "book.xlsx", "--json", "--annotate", "退回")
    assert json.loads(ended.out)["files"][0]["status"] == "errors"
    assert ended.code == 1
    assert run("check", "-q", "book.xlsx", "--annotate", "退回").err == ""


def test_the_copy_is_mended_handed_in_and_reported_on(run: Run) -> None:
    run("check", "book.xlsx", "--annotate", "退回")
    alter(COPY, "二、主动公开", "C6", 6)
    assert run("check", COPY, "--annotate", "退回").code == 0
    assert files("退回") == {"book（审核意见）.xlsx"}
    assert run("build", COPY, "-o", "a.docx").code == 0


def test_in_its_own_folder_the_next_copy_has_a_number(run: Run) -> None:
    run("check", "book.xlsx", "--annotate", "退回")
    worked_in = Path(COPY).read_bytes()
    ended = run("check", COPY, "--annotate", "退回")
    assert f"存为 {Path('退回/book（审核意见2）.xlsx')}" in ended.err
    assert Path(COPY).read_bytes() == worked_in


def test_a_copy_that_somebody_worked_in_is_never_overwritten_silently(run: Run) -> None:
    run("check", "book.xlsx", "--annotate", "退回")
    assert run("check", "book.xlsx", "--annotate", "退回").code == 1  # untouched: made anew
    alter(COPY, "二、主动公开", "C6", 7)
    worked_in = Path(COPY).read_bytes()
    shutil.copy("book.xlsx", "other.xlsx")
    ended = run("check", "book.xlsx", "other.xlsx", "--annotate", "退回")
    assert ended.code == 5
    assert "OUTPUT-COPY" in ended.err
    assert Path(COPY).read_bytes() == worked_in
    assert files("退回") == {"book（审核意见）.xlsx", "other（审核意见）.xlsx"}  # the others go on
    assert run("check", "book.xlsx", "--annotate", "退回", "--force").code == 1
    assert Path(COPY).read_bytes() != worked_in


def test_two_files_of_one_name_get_a_copy_each(run: Run) -> None:
    for folder in ("甲", "乙"):
        Path(folder).mkdir()
        shutil.copy("book.xlsx", folder)
    ended = run("check", "甲/book.xlsx", "乙/book.xlsx", "--annotate", "退回")
    assert files("退回") == {"book（审核意见）.xlsx", "book（审核意见2）.xlsx"}
    assert len(ended.err.splitlines()) == 2


def test_where_nothing_can_be_written_that_is_told(run: Run) -> None:
    ended = run("check", "book.xlsx", "--annotate", "text.xlsx")
    assert ended.code == 5
    assert "OUTPUT-" in ended.err
    assert Path("text.xlsx").read_text() == "x"


def test_the_workbook_stays_chinese_whatever_is_spoken(run: Run) -> None:
    ended = run("--lang", "en", "check", "book.xlsx", "--annotate", "returned")
    assert ended.err.startswith("book.xlsx: returned copy written to ")
    sheet = load_workbook(next(Path("returned").iterdir()))["审核意见"]
    assert sheet["F7"].value == "表二“行政规范性文件”行“制发”列没有填写"


def test_new_takes_the_entries_of_another_workbook(run: Run) -> None:
    run("check", "book.xlsx", "--annotate", "退回")
    assert run("new", "--from", COPY, "-o", "again.xlsx").code == 0
    assert run("new", "--from", "book.xlsx", "-o", "same.xlsx").code == 0
    assert Path("again.xlsx").read_bytes() == Path("same.xlsx").read_bytes()
    book = load_workbook("book.xlsx")
    book.create_sheet("台账")["A1"] = 1
    book.save("book.xlsx")
    ended = run("new", "--from", "book.xlsx", "-o", "third.xlsx")
    assert ended.err == "没有带入新工作簿：格式以外的工作表没有读取：“台账”\n"


@pytest.mark.parametrize("other", ["--data", "--format"])
def test_new_takes_them_from_one_place_only(run: Run, other: str) -> None:
    ended = run("new", "--from", "book.xlsx", other, "2021")
    assert (ended.code, ended.out) == (2, "")
    assert "--from 不能与 --data、--format 同时使用" in ended.err


def test_new_never_writes_over_what_it_reads(run: Run) -> None:
    ended = run("new", "--from", "book.xlsx", "-o", "book.xlsx", "--force")
    assert ended.code == 5
    assert "OUTPUT-IS-INPUT" in ended.err
