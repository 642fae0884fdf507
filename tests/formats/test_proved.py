"""An edition that has been proved is recalled as it was; whatever has changed since, it is read and proved again."""

import pickle
import shutil
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from assembler.formats import load_folder, proved
from assembler.formats.editions import FOLDER


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Path(shutil.copytree(FOLDER / "2021", tmp_path / "2021", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def kept(folder):
    """The file of an edition that is kept."""
    proved.keep(folder, load_folder(folder))
    [file] = (folder / "__pycache__").iterdir()
    return file


def test_nothing_is_recalled_before_it_was_proved(folder):
    assert proved.recalled(folder) is None


@pytest.mark.usefixtures("kept")
def test_what_is_recalled_is_what_was_proved(folder, spec):
    found = proved.recalled(folder)
    assert found is not None
    named = [field.name for field in fields(spec) if field.name != "prose"]  # compared by its members
    assert [getattr(found, name) for name in named] == [getattr(spec, name) for name in named]
    assert vars(found.prose)["words"] == spec.prose.words
    assert (found.tables, found.cells, found.definitions) == (spec.tables, spec.cells, spec.definitions)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("file", ["form.toml", "rules.toml", "t3.toml", "new.toml"])
def test_a_change_to_the_edition_counts(folder, file):
    (folder / file).write_text((folder / "form.toml").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert proved.recalled(folder) is None


@pytest.mark.usefixtures("kept")
def test_a_change_to_the_code_that_reads_it_counts(folder, tmp_path, monkeypatch):
    (tmp_path / "code.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(proved, "_CODE", (tmp_path,))
    assert proved.recalled(folder) is None


def test_what_is_damaged_or_foreign_is_passed_over(folder, kept):
    whole = kept.read_bytes()
    key, _, rest = whole.split(b"\n", 2)
    foreign = pickle.dumps("no edition")
    for data in (
        b"",
        whole[:-1],
        whole.replace("本年新收".encode(), "本年旧收".encode()),
        b"\n".join((key, proved._digest(rest[:-9]), rest[:-9])),
        b"\n".join((key, proved._digest(foreign), foreign)),
    ):
        assert data != whole
        kept.write_bytes(data)
        assert proved.recalled(folder) is None
    kept.write_bytes(whole)
    assert proved.recalled(folder) is not None


def test_nothing_is_kept_where_python_keeps_nothing(folder, spec, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert proved.keep(folder, spec) is spec
    assert not (folder / "__pycache__").exists()


def test_a_folder_that_cant_be_written_is_no_error(folder, spec):
    (folder / "__pycache__").write_bytes(b"")
    assert proved.keep(folder, spec) is spec
    assert proved.recalled(folder) is None
