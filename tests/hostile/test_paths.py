"""Names and places: what is no file doesn't hold the program up, and no name is taken for anything but a name."""

import json
import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assembler.cli import main
from assembler.errors import UnusableInput, UnwritableOutput
from assembler.files import read_input, write_output
from assembler.html import page
from assembler.messages import Catalog, tell_all
from assembler.tasks.check import check_file
from tests.hostile.packages import COUNTY, with_part

ODD_NAMES = [
    "a 'b' \"c\".xlsx",
    "-o.xlsx",
    "$(touch x).xlsx",
    "第一行\n检查通过.xlsx",
    "\x1b[2J\x1b[1;1H通过.xlsx",
    "某局\u202excod.xlsx",  # shown as 某局xslx.docx where directions are obeyed
    "\udcff\udcfe.xlsx",  # bytes that are no UTF-8
    "{path}{0}%s.xlsx",
    "<img src=x onerror=alert(1)>.xlsx",
    "年" * 80 + ".xlsx",
    ".xlsx",
    "没有扩展名",
]


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_workbook_under_an_odd_name_is_read_and_told_on_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    shutil.copy(COUNTY, path)
    outcome = check_file(path)
    assert outcome.status == "ok"
    catalog = Catalog.load("zh")
    assert_plain(tell_all([outcome], catalog), lines=1)
    html = page([outcome], catalog).decode()
    assert "<img" not in html
    assert_plain(html)


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_missing_file_of_an_odd_name_is_told_on_three_lines(name: str, tmp_path: Path) -> None:
    outcome = check_file(tmp_path / name)
    assert outcome.error
    assert outcome.error.code == "INPUT-MISSING"
    assert_plain(tell_all([outcome], Catalog.load("zh")), lines=3)


def assert_plain(text: str, lines: int | None = None) -> None:
    """No sequence that a terminal obeys, no change of direction."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert lines in (None, len(text.split("\n")))


def test_path_that_can_be_no_name_is_refused_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a\0b.xlsx", "x" * 5000, "\ud800.xlsx"):
        assert check_file(Path(name)).exit_code() == 3
    with pytest.raises(SystemExit) as ended:
        main(["check", "--json", "\udcff.xlsx"])
    assert ended.value.code == 3
    assert json.loads(capfd.readouterr().out)["files"][0]["problem"]["code"] == "INPUT-MISSING"


# --- what is no file


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a pipe, a socket, and links to and fro."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        listening.bind("socket")
        (tmp_path / "circle").symlink_to("circle")
        (tmp_path / "dangling").symlink_to("nothing")
        (tmp_path / "link").symlink_to(COUNTY)
        (tmp_path / "folder").mkdir()
        yield tmp_path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("pipe", "INPUT-UNREADABLE"),
        ("socket", "INPUT-UNREADABLE"),
        ("circle", "INPUT-UNREADABLE"),
        ("dangling", "INPUT-MISSING"),
        ("folder", "INPUT-FOLDER"),
        ("pipe/below", "INPUT-MISSING"),
        ("/dev/zero", "INPUT-UNREADABLE"),
        ("/proc/self/mem", "INPUT-UNREADABLE"),
    ],
)
def test_what_is_no_file_is_refused_at_once(name: str, code: str, odd: Path) -> None:
    if name.startswith("/") and not Path(name).exists():
        pytest.skip(f"there is no {name} here")
    begun = time.monotonic()
    with pytest.raises(UnusableInput) as caught:
        read_input(odd / name, 10**6)
    assert caught.value.code == code
    assert time.monotonic() - begun < 60


def test_a_link_is_read_through(odd: Path) -> None:
    assert check_file(odd / "link").status == "ok"


def test_a_pipe_that_takes_the_files_place_does_not_hold_us_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    os.mkfifo(path)
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    with pytest.raises(UnusableInput) as caught:
        read_input(path, 10)
    assert caught.value.facts["reason"] == "不是普通文件"


@pytest.mark.parametrize("name", ["pipe", "socket", "/dev/null", "/dev/full"])
def test_no_output_takes_the_place_of_what_is_no_file(name: str, odd: Path) -> None:
    with pytest.raises(UnwritableOutput) as caught:
        write_output(odd / name, b"1", force=True, inputs=[])
    assert caught.value.code == "OUTPUT-UNWRITABLE"
    assert caught.value.facts["reason"] == "不是普通文件"
    assert not (odd / name).is_file()


@pytest.mark.parametrize("make", [Path.hardlink_to, Path.symlink_to])
def test_an_input_is_not_written_over_through_a_link(make: Callable[[Path, Path], None], tmp_path: Path) -> None:
    source, link = tmp_path / "a.xlsx", tmp_path / "b.docx"
    shutil.copy(COUNTY, source)
    make(link, source)
    with pytest.raises(UnwritableOutput) as caught:
        write_output(link, b"1", force=True, inputs=[source])
    assert caught.value.code == "OUTPUT-IS-INPUT"
    assert source.read_bytes() == COUNTY.read_bytes()


def test_an_archive_lays_nothing_down_outside_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(with_part("../../b.xml", b"<x/>"))
    assert check_file(path).status == "ok"
    assert {each.name for each in tmp_path.rglob("*")} == {"a", "a.xlsx"}
