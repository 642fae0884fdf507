"""``assembler batch`` as people call it: what it says, how it ends, and that nothing stops it for good."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assembler.cli import main
from assembler.cli.batch import aligned
from assembler.cli.help import columns
from assembler.cli.progress import Progress
from assembler.cli.voice import Voice
from tests.tasks.batches import folder, kind_of, snapshot, workbook
from tools.prove_batch import command, killed, run

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other signals")


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    """Run a command in a folder of its own: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSEMBLER_LANG", raising=False)

    def called(*words: str) -> tuple[object, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return (ended.value.code, *capfd.readouterr())

    return called


@POSIX
@pytest.mark.parametrize("files", [8, 13])
def test_processes_that_can_not_be_begun_are_told(files, tmp_path):
    folder(tmp_path / "in", 2)
    line = f"ulimit -n {files}; exec {sys.executable} -m assembler batch in -o out"
    ended = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (ended.returncode, ended.stderr[:13]) == (5, "BATCH-WORKERS"), ended.stderr
    assert "打开的文件太多" in ended.stderr


def test_totals_come_first_then_a_table(call):
    folder(Path("in"), 15)
    code, out, err = call("batch", "in", "-o", "out")
    lines = out.splitlines()
    assert (code, err) == (1, "")
    assert lines[0] == "共 15 份：通过 13，只有提醒 0，有错误 2，不能使用 0；年报 13 份"
    table = lines[lines.index("") + 1 :]
    assert table[0].split() == ["文件", "单位", "年度", "结论", "错误", "提醒", "年报"]
    assert [Path(line.split()[0]).name for line in table[1:16]] == [f"年报{n}.xlsx" for n in range(15)]
    assert table[4].split()[1:5] == ["某市第3局", "2023", "有错误", "2"]
    assert table[1].split()[-1] == "某市第0局2023年政府信息公开工作年度报告.docx"


def test_drafts_are_called_drafts(call):
    folder(Path("in"), 4)
    code, out, _ = call("batch", "in", "-o", "out", "--draft")
    lines = out.splitlines()
    assert code == 1
    assert lines[0] == "共 4 份：通过 3，只有提醒 0，有错误 1，不能使用 0；草稿 4 份，不得报送"
    table = lines[lines.index("") + 1 :]
    assert table[4].split()[-1] == "某市第3局2023年政府信息公开工作年度报告（草稿）.docx"


def test_quiet_tells_of_what_is_to_be_done(call):
    folder(Path("in"), 15)
    code, out, _ = call("batch", "in", "-o", "out", "-q")
    assert code == 1
    assert "其余 13 份通过" in out
    assert "年报0.xlsx" not in out


def test_the_json_is_that_of_check_with_the_results_added(call):
    folder(Path("in"), 5)
    _, out, _ = call("batch", "in", "-o", "out", "--json")
    batch = json.loads(out)
    files = [str(path) for path in sorted(Path("in").rglob("*.xlsx"))]
    _, out, _ = call("check", "--json", *files)
    check = json.loads(out)
    assert [batch[key] for key in ("schema", "program")] == [check[key] for key in ("schema", "program")]
    for ours, theirs in zip(batch["files"], check["files"], strict=True):
        assert {key: ours[key] for key in theirs} == theirs
    assert [file["report"] is not None for file in batch["files"]] == [kind_of(n) == "ok" for n in range(5)]
    summary = json.loads(Path("out/summary.json").read_text("utf-8"))
    assert [{k: v for k, v in file.items() if k != "findings"} for file in batch["files"]] == summary["files"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("batch", "in"), 2),  # without -o
        (("batch", "in", "-o", "in/甲.xlsx"), 5),
        (("batch", "nothing", "-o", "out"), 3),
        (("batch", "in", "-o", "out", "--jobs", "0"), 2),
        (("batch", "in", "-o", "out", "--scheduler", "nonsense"), 2),
        (("batch", "in", "-o", "out", "--scheduler", "10.0.0.1"), 2),
        (("batch", "in", "-o", "out", "--template", "nothing.docx"), 4),
        (("batch", "in", "-o", "out", "--previous", "nothing"), 3),
    ],
)
def test_what_can_not_be_done_is_said_with_its_code(words, code, call):
    Path("in").mkdir()
    Path("in/甲.xlsx").write_bytes(workbook("某市甲局"))
    assert call(*words)[0] == code


@pytest.mark.parametrize(
    "words", [("s3://x/in", "-o", "out"), ("in", "-o", "file:///tmp/out"), ("in", "-o", "out", "--previous", "s3://x"),
              ("in", "-o", "out", "--template", "https://x/y.docx")],
)  # fmt: skip
def test_an_address_is_not_taken_for_a_folder(words, call):
    folder(Path("in"), 1)
    code, _, err = call("batch", *words)
    assert code == 2
    assert "是网址" in err
    assert [path.name for path in Path().iterdir()] == ["in"]
    code, _, err = call("batch", *words, "--lang", "en")
    assert "is a URL" in err


@pytest.mark.parametrize("moment", ["assembler.tasks.batch.Batch", "assembler.tasks.batch.run.found_in"])
def test_stopped_before_the_first_workbook_it_says_so(moment, call, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(moment, interrupted)
    assert call("batch", "in", "-o", "out") == (130, "", "已停止：还没有开始处理。再运行一次同样的命令。\n")


def test_a_table_stands_in_line_with_chinese_in_it():
    assert list(aligned([("文件", "x", "1"), ("a.xlsx", "错误", "2")], (0, 1, 2))) == [
        "文件    x     1",
        "a.xlsx  错误  2",
    ]


@pytest.mark.parametrize("room", [None, 200, 100, 80, 60, 20])
def test_a_table_is_no_wider_than_the_terminal(room):
    rows: list[tuple[str, ...]] = [
        ("文件", "单位", "年度"),
        ("收件/" + "很长的文件夹/" * 20 + "年报1.xlsx", "某局" * 60, "2023"),
    ]
    told = list(aligned(rows, (0, 1, 2), room))
    assert all("…" in line for line in told[1:]) == (room is not None)
    if room:
        assert max(map(columns, told)) < max(room, 35)
        assert "报1.xlsx" in told[1]
        assert told[1].endswith("  2023")
        assert told[0].endswith("  年度")


def test_into_a_file_names_go_whole_and_a_long_one_makes_its_own_line_long_alone():
    long = "收件/" + "很长的文件夹/" * 20 + "年报1.xlsx"
    short, other = list(aligned([("收件/年报2.xlsx", "某局", "2023"), (long, "某局", "2023")], (0, 1, 2)))
    assert other == f"{long}  某局  2023"
    assert columns(short) < 80


@POSIX
def test_what_a_name_holds_is_shown_and_not_obeyed(call):
    folder(Path("in"), 1)
    name = "换\n行\x1b[31m\x9b2J\u202e.xlsx"
    Path("in", name).write_bytes(b"no workbook")
    Path("in", name.replace("xlsx", "txt")).write_bytes(b"x")
    _, out, err = call("batch", "in", "-o", "out")
    assert not {"\x1b", "\x9b", "\u202e"} & {*out, *err}
    assert (
        len([line for line in out.splitlines() if "换〔U+000A〕行〔U+001B〕[31m〔U+009B〕2J〔U+202E〕.xlsx" in line])
        == 3
    )
    shown = "换〔U+000A〕行〔U+001B〕[31m〔U+009B〕2J〔U+202E〕"
    page = Path("out/summary.html").read_text("utf-8")
    book = load_workbook("out/summary.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    for told in (page, "\n".join(cells)):
        assert [f"in/{shown}{suffix}" in told for suffix in (".xlsx", ".txt")] == [True, True]
        assert "\u202e" not in told
    files = {file["file"] for file in json.loads(Path("out/summary.json").read_text("utf-8"))["files"]}
    assert f"in/{name}" in files  # programs get it as it is


def test_without_a_terminal_a_line_now_and_then_tells_how_far_it_is(capfd, monkeypatch):
    clock = iter(range(10**6))
    monkeypatch.setattr("assembler.cli.progress.time.monotonic", lambda: next(clock))
    for quiet, lines in ((False, range(3, 50)), (True, range(1))):
        progress = Progress(Voice("zh", quiet=quiet))
        progress.begin(100)
        for _ in range(100):
            progress.advance(1, 0)
        progress.close()
        told = capfd.readouterr().err.splitlines()
        assert len(told) in lines
    assert not told


@POSIX
def test_killed_at_any_moment_it_goes_on_and_ends_as_if_it_had_not_been(tmp_path):
    chance = random.Random()
    source = folder(tmp_path / "in", 30)
    _, seconds = run(source, tmp_path / "whole", "--html")
    out, stopped = tmp_path / "out", 0
    for _ in range(3):
        stopped += killed(command(source, out, "--html"), chance.uniform(0.3, max(seconds, 0.6)))
    run(source, out, "--html")
    assert snapshot(out) == snapshot(tmp_path / "whole"), f"after {stopped} kills"


@POSIX
def test_ctrl_c_ends_it_at_once_and_says_what_is_done(tmp_path):
    source, out = folder(tmp_path / "in", 200), tmp_path / "out"
    process = subprocess.Popen(command(source, out), stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8")
    while not list(out.glob("reports/*.docx")):
        time.sleep(0.05)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (done := re.match("已停止：200 份中做完 ([0-9]+) 份", told))
    assert int(done[1]) < 200
    assert len(told.splitlines()) == 1
