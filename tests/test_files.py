"""Inputs are named when they can't be used; outputs appear whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from assembler import files
from assembler.errors import UnusableInput, UnwritableOutput
from assembler.files import read_input, write_output


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "INPUT-MISSING"),
        (lambda path: path.mkdir(), "INPUT-FOLDER"),
        (lambda path: path.write_bytes(b""), "INPUT-EMPTY"),
        (lambda path: path.write_bytes(b"x" * 11), "INPUT-TOO-LARGE"),
        (lambda path: os.mkfifo(path), "INPUT-UNREADABLE"),
    ],
)
def test_an_input_that_is_no_file_of_bounded_size_is_refused(tmp_path: Path, make, code: str) -> None:
    path = tmp_path / "in"
    make(path)
    with pytest.raises(UnusableInput) as caught:
        read_input(path, 10)
    assert caught.value.code == code
    assert caught.value.facts["path"] == str(path)


def test_a_name_that_no_system_takes_is_unreadable_not_a_traceback() -> None:
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(UnusableInput) as caught:
            read_input(Path(name), 10)
        assert caught.value.code in ("INPUT-MISSING", "INPUT-UNREADABLE")


def test_an_input_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"0123456789")
    assert read_input(tmp_path / "in", 10) == b"0123456789"


def listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_missing_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_output(tmp_path / "a" / "b" / "out", b"1", force=False, inputs=[])
    assert listing(tmp_path) == {"a", "a/b", "a/b/out"}


def test_the_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"1")
    write_output(tmp_path / "out", b"1", force=False, inputs=[])
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("force", "is_ours", "refused"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_an_existing_file_is_replaced_only_by_force_or_if_it_is_ours(
    tmp_path: Path, force: bool, is_ours: bool, refused: bool
) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"someone's work")
    if refused:
        with pytest.raises(UnwritableOutput) as caught:
            write_output(target, b"new", force=force, inputs=[], is_ours=lambda _: is_ours)
        assert caught.value.code == "OUTPUT-EXISTS"
        assert target.read_bytes() == b"someone's work"
    else:
        write_output(target, b"new", force=force, inputs=[], is_ours=lambda _: is_ours)
        assert target.read_bytes() == b"new"
    assert listing(tmp_path) == {"out"}


def test_a_file_that_holds_the_same_already_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"same")
    write_output(tmp_path / "out", b"same", force=False, inputs=[])


def test_an_input_is_never_written_over_not_even_by_force_or_another_name(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(b"source")
    (tmp_path / "link").hardlink_to(source)
    for target in (source, tmp_path / "link", tmp_path / "." / "in"):
        with pytest.raises(UnwritableOutput) as caught:
            write_output(target, b"new", force=True, inputs=[source])
        assert caught.value.code == "OUTPUT-IS-INPUT"
    assert source.read_bytes() == b"source"


def test_an_output_that_is_a_folder_or_lies_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"1")
    for target, code in ((tmp_path / "folder", "OUTPUT-FOLDER"), (tmp_path / "file" / "out", "OUTPUT-UNWRITABLE")):
        with pytest.raises(UnwritableOutput) as caught:
            write_output(target, b"new", force=True, inputs=[])
        assert caught.value.code == code
    assert listing(tmp_path) == {"folder", "file"}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["年报.pdf", "年报.doc", "年报", "年报.docx.bak"])
def test_a_name_that_promises_another_kind_is_refused(tmp_path: Path, name: str, force: bool) -> None:
    (tmp_path / "年报.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / name, b"new", force=force, inputs=[], suffixes=[".docx"])
    assert (caught.value.code, caught.value.facts["suffix"]) == ("OUTPUT-SUFFIX", ".docx")
    assert listing(tmp_path) == {"年报.pdf"}
    assert (tmp_path / "年报.pdf").read_bytes() == b"%PDF"
    write_output(tmp_path / "A.DOCX", b"new", force=False, inputs=[], suffixes=[".docx"])


@pytest.mark.parametrize("standing", [True, False])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path, standing: bool) -> None:
    folder, link = tmp_path / "shared", tmp_path / "年报.docx"
    folder.mkdir()
    (folder / "a.docx").write_bytes(b"old") if standing else None
    link.symlink_to(folder / "a.docx")
    write_output(link, b"new", force=True, inputs=[])
    assert (link.is_symlink(), (folder / "a.docx").read_bytes()) == (True, b"new")
    assert listing(folder) == {"a.docx"}


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / "a", b"new", force=True, inputs=[])
    assert caught.value.facts["reason"] == "链接绕成了圈"


def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write_output(tmp_path / "a", b"new", force=True, inputs=[])
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_name_too_long_leaves_neither_file_nor_folder(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / "new" / ("长" * 200), b"1", force=False, inputs=[])
    assert (caught.value.code, caught.value.facts["reason"]) == ("OUTPUT-NAME", "名称太长")
    assert listing(tmp_path) == set()


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "out").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / "out", b"new", force=True, inputs=[])
    assert caught.value.code == "OUTPUT-UNWRITABLE"
    assert (tmp_path / "out").read_bytes() == b"old"
    assert listing(tmp_path) == {"out"}


def test_a_file_open_in_word_is_named_and_a_short_lock_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = [True] * 3
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if locked:
            locked.pop()
            raise PermissionError(13, "sharing violation")
        return replace(self, target)

    target = tmp_path / "out"
    target.write_bytes(b"old")
    monkeypatch.setattr(files, "_PAUSE", 0)
    monkeypatch.setattr(Path, "replace", busy)
    write_output(target, b"new", force=True, inputs=[])
    assert target.read_bytes() == b"new"
    locked[:] = [True] * 100
    with pytest.raises(UnwritableOutput) as caught:
        write_output(target, b"newer", force=True, inputs=[])
    assert caught.value.code == "OUTPUT-BUSY"
    assert target.read_bytes() == b"new"
    assert listing(tmp_path) == {"out"}


def test_a_disk_that_takes_a_part_gets_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:3]))
    write_output(tmp_path / "out", b"0123456789", force=False, inputs=[])
    assert (tmp_path / "out").read_bytes() == b"0123456789"


def test_folders_that_could_not_all_be_made_are_gone_again(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput) as caught:
        write_output(tmp_path / "new" / ("长" * 200) / "out", b"1", force=False, inputs=[])
    assert caught.value.code == "OUTPUT-NAME"
    assert listing(tmp_path) == set()


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_output(tmp_path / "out", b"new", force=False, inputs=[])
    assert listing(tmp_path) == set()
