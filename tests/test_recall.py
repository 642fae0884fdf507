"""An edition that has been proved is recalled as it was; whatever has changed since, it is read and proved again."""

import pickle
import shutil
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from assembler import recall
from assembler.errors import DefectiveForm
from assembler.formats import editions
from assembler.formats.editions import FOLDER, recall_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Path(shutil.copytree(FOLDER / "2021", tmp_path / "2021", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def read(monkeypatch):
    """Which folders have been read and proved."""
    seen = []
    whole = editions.load_folder

    def noted(folder):
        seen.append(folder)
        return whole(folder)

    monkeypatch.setattr(editions, "load_folder", noted)
    return seen


@pytest.fixture
def kept(folder, read):
    """The file of an edition that is kept."""
    recall_folder(folder)
    assert read == [folder]
    read.clear()
    [file] = (folder / "__pycache__").iterdir()
    return file


@pytest.mark.usefixtures("kept")
def test_what_is_recalled_is_what_was_proved(folder, read, spec):
    found = recall_folder(folder)
    assert read == []
    named = [field.name for field in fields(spec) if field.name != "prose"]  # compared by its members
    assert [getattr(found, name) for name in named] == [getattr(spec, name) for name in named]
    assert found.prose.words == spec.prose.words
    assert (found.tables, found.cells, found.definitions) == (spec.tables, spec.cells, spec.definitions)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("file", ["form.toml", "rules.toml", "t3.toml", "new.toml"])
def test_a_change_to_the_edition_counts(folder, read, file):
    with (folder / file).open("a", encoding="utf-8") as target:
        target.write("\n")
    recall_folder(folder)
    assert read == [folder]


@pytest.mark.usefixtures("kept")
def test_an_edition_that_was_broken_since_is_refused(folder):
    (folder / "rules.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(DefectiveForm):
        recall_folder(folder)


@pytest.mark.usefixtures("kept")
def test_a_change_to_the_code_that_reads_it_counts(folder, read, tmp_path, monkeypatch):
    (tmp_path / "code.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(editions, "_CODE", (tmp_path,))
    recall_folder(folder)
    assert read == [folder]


def test_what_is_damaged_or_foreign_is_passed_over(folder, kept, read):
    whole = kept.read_bytes()
    key, _, rest = whole.split(b"\n", 2)
    foreign = pickle.dumps("no edition")
    spoiled = (
        b"",
        whole[:-1],
        whole.replace("本年新收".encode(), "本年旧收".encode()),
        b"\n".join((key, recall._digest(rest[:-9]), rest[:-9])),
        b"\n".join((key, recall._digest(foreign), foreign)),
    )
    for n, data in enumerate(spoiled, 1):
        assert data != whole
        kept.write_bytes(data)
        recall_folder(folder)
        assert len(read) == n
        assert kept.read_bytes().split(b"\n")[0] == key


def test_nothing_is_kept_where_python_keeps_nothing(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    recall_folder(folder)
    assert not (folder / "__pycache__").exists()


def test_a_folder_that_cant_be_written_is_no_error(folder, read):
    (folder / "__pycache__").write_bytes(b"")
    recall_folder(folder)
    recall_folder(folder)
    assert len(read) == 2
