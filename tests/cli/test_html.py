"""``check --html``: the page is written whole, over nothing that isn't the program's own."""

import json
import os
import shutil
from pathlib import Path

import pytest

from assembler.assets import examples
from assembler.cli import main

COUNTY = next(path for path in examples() if path.name.startswith("云岭"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder that holds the county's workbook as book.xlsx."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSEMBLER_LANG", raising=False)
    shutil.copy(COUNTY, tmp_path / "book.xlsx")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    return ended.value.code if isinstance(ended.value.code, int) else 0


def test_the_page_is_written_beside_what_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("book.xlsx", "--html", "out/结果.html") == 0
    assert "已生成网页：" in capsys.readouterr().out
    assert Path("out/结果.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_with_json_only_json_is_on_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("book.xlsx", "--json", "--html", "x.html") == 0
    assert len(json.loads(capfd.readouterr().out)["files"]) == 1
    assert Path("x.html").exists()


def test_the_page_of_the_last_run_is_replaced_but_nobody_elses_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("book.xlsx", "--html", "x.html") == 0
    assert run("book.xlsx", "--html", "x.html", "--lang", "en") == 0
    page = Path("x.html")
    edited = page.read_bytes().replace(b"</main>", b"<p>mine</p></main>")
    page.write_bytes(edited)
    assert run("book.xlsx", "--html", "x.html") == 5
    assert "OUTPUT-EXISTS" in capsys.readouterr().err
    assert page.read_bytes() == edited
    assert run("book.xlsx", "--html", "x.html", "--force") == 0
    assert page.read_bytes() != edited


def test_an_input_is_never_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("book.xlsx").read_bytes()
    assert run("book.xlsx", "--html", "book.xlsx", "--force") == 5
    assert "OUTPUT-IS-INPUT" in capsys.readouterr().err
    assert Path("book.xlsx").read_bytes() == before


def test_the_page_tells_of_files_that_cannot_be_used() -> None:
    assert run("book.xlsx", "没有.xlsx", "--html", "x.html") == 3
    assert "INPUT-MISSING" in Path("x.html").read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="such a name can't be made there")
def test_a_name_that_is_no_text_is_shown_as_far_as_it_is() -> None:
    name = os.fsdecode(b"\xff.xlsx")
    shutil.copy("book.xlsx", name)
    assert run(name, "--html", "x.html") == 0
    assert "〔U+DCFF〕.xlsx" in Path("x.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["x.docx", "x", "x.html.txt"])
def test_a_page_gets_no_name_that_promises_another_kind(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("book.xlsx", "--html", name) == 5
    assert "OUTPUT-SUFFIX" in capsys.readouterr().err
    assert not Path(name).exists()
    assert run("book.xlsx", "--html", "x.HTM") == 0
