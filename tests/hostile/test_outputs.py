"""Whatever happens while a result is written: nothing half-written under the final name, nothing left beside it."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assembler import files
from assembler.errors import UnwritableOutput
from assembler.files import sweep, write_output
from assembler.messages import Catalog
from assembler.package import is_sealed
from tests.hostile.packages import COUNTY, MEGABYTE, deflated, forged, parts_of


def listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def refused(target: Path, data: bytes = b"new") -> UnwritableOutput:
    """The error of writing there."""
    with pytest.raises(UnwritableOutput) as caught:
        write_output(target, data, force=True, inputs=[])
    assert caught.value.exit_code == 5
    told = Catalog.load("zh").error(caught.value)
    assert told.remedy
    return caught.value


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """On a file system of 64 kB of its own."""
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path]).returncode:
        pytest.skip("takes the rights to mount a file system")
    try:
        (tmp_path / "out").write_bytes(b"old")
        assert refused(tmp_path / "out", os.urandom(MEGABYTE)).facts["reason"] == "磁盘已满"
        assert refused(tmp_path / "a" / "b" / "out", os.urandom(MEGABYTE)).facts["reason"] == "磁盘已满"
        assert (tmp_path / "out").read_bytes() == b"old"
        assert listing(tmp_path) == {"out"}
        subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True)
        assert refused(tmp_path / "new").facts["reason"] == "磁盘是只读的"
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    if not os.geteuid():
        pytest.skip("nothing is forbidden to root")
    tmp_path.chmod(0o500)
    try:
        assert refused(tmp_path / "out").facts["reason"] == "没有权限"
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_takes_no_new_file_is_not_a_file_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (tmp_path / "out").write_bytes(b"old")
    monkeypatch.setattr(os, "open", forbidden)
    error = refused(tmp_path / "out")
    assert (error.code, error.facts["reason"]) == ("OUTPUT-UNWRITABLE", "没有权限")


def test_a_file_that_was_made_read_only_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: not (mode == os.W_OK and Path(path).name == "out"))
    assert refused(tmp_path / "out").facts["reason"] == "文件是只读的"
    assert (tmp_path / "out").read_bytes() == b"old"


def test_a_huge_file_in_the_way_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / "out", b"new", force=False, inputs=[], is_ours=lambda data: bool(data))
    assert caught.value.code == "OUTPUT-EXISTS"


def test_a_bomb_in_the_place_of_the_seal_is_no_seal() -> None:
    parts = parts_of(COUNTY.read_bytes())
    for size in (MEGABYTE * 100, 500):
        packed, _, checksum = deflated(b" " * MEGABYTE, 100)
        assert not is_sealed(forged(parts, "docProps/custom.xml", packed, size, checksum))
    assert is_sealed(COUNTY.read_bytes())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("NUL", "Windows 不能用这个名称"),
        ("com1.docx", "Windows 不能用这个名称"),
        ("con .tar.gz", "Windows 不能用这个名称"),
        ("年报?.docx", "Windows 不能用这个名称"),
        ("a:b.docx", "Windows 不能用这个名称"),
        ("年报.docx.", "Windows 不能用这个名称"),
        ("年" * 60 + "/" + "报" * 60 + "/" + "告" * 60 + "/" + "书" * 60 + "/" + "啊" * 20, "名称太长"),
    ],
)
def test_names_that_windows_does_not_take(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_WINDOWS", True)
    error = refused(tmp_path / name)
    assert (error.code, error.facts["reason"]) == ("OUTPUT-NAME", reason)
    assert listing(tmp_path) == set()


@pytest.mark.parametrize("name", ["CONSOLE.docx", "nullen.docx", "com10.docx", "年报.docx", "a.b.docx"])
def test_names_that_windows_takes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_WINDOWS", True)
    write_output(tmp_path / name, b"1", force=False, inputs=[])
    assert listing(tmp_path) == {name}


# --- interrupts: a program that is about to give the report its name is stopped

WAITING = """
import os, sys, time
from pathlib import Path
replace = Path.replace
def wait(*_):
    Path.replace = replace  # what is kept for the next start has its name changed, too
    print("now", flush=True)
    time.sleep(60)
Path.replace = wait
from assembler.cli import main
main()
"""


@pytest.mark.parametrize(
    ("number", "code", "left"),
    [
        (signal.SIGINT, 130, 0),
        (signal.SIGTERM, 130, 0),
        (signal.SIGHUP, 130, 0),
        (signal.SIGKILL, -signal.SIGKILL, 1),
    ],
)
def test_an_interrupt_leaves_neither_report_nor_folder(number: int, code: int, left: int, tmp_path: Path) -> None:
    shutil.copy(COUNTY, tmp_path / "a.xlsx")
    paths = [str(tmp_path / "a.xlsx"), "-o", str(tmp_path / "out" / "a.docx")]
    command = [sys.executable, "-c", WAITING, "build", *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stdout.readline() == b"now\n"
        run.send_signal(number)
        assert run.wait(30) == code
    stray = [path for path in tmp_path.rglob("*") if path.name.startswith(".assembler-")]
    assert len(stray) == left
    if left:
        assert sweep(stray[0].parent, older_than=0) == 1
    else:
        assert listing(tmp_path) == {"a.xlsx"}


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    for name in (".assembler-0123abcd", ".assembler-new", "assembler-a", "报告.docx"):
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / ".assembler-folder").mkdir()
    hour_ago = time.time() - 3700
    for name in (".assembler-0123abcd", ".assembler-folder", "assembler-a", "报告.docx"):
        os.utime(tmp_path / name, (hour_ago, hour_ago))
    assert sweep(tmp_path) == 1
    assert listing(tmp_path) == {".assembler-new", ".assembler-folder", "assembler-a", "报告.docx"}
    assert sweep(tmp_path / "nowhere") == 0
