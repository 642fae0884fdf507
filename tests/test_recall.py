"""An edition that has been proved is recalled as it was; whatever has changed since, it is read and proved again."""

import gc
import marshal
import math
import os
import pickle
import re
import shutil
import stat
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

from assembler import recall
from assembler.assets import examples
from assembler.errors import DefectiveForm
from assembler.formats import editions
from assembler.formats.editions import FOLDER, recall_folder
from assembler.patterns import Late
from assembler.tasks.check import check_file


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(recall, "_STARTED", math.inf)  # the copy is younger than this process
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


def test_nothing_is_kept_where_python_has_no_name_for_it(folder, monkeypatch):
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert recall_folder(folder).id == "2021"
    assert not (folder / "__pycache__").exists()


def test_what_was_read_while_its_files_changed_is_not_kept(folder, read, monkeypatch):
    """Nor under what they were before, to which somebody may go back."""
    table = folder / "t3.toml"
    before = table.read_text(encoding="utf-8")
    whole = editions.load_folder

    def late(folder):
        table.write_text(before.replace("本年新收", "本年收到"), encoding="utf-8")
        return whole(folder)

    monkeypatch.setattr(editions, "load_folder", late)
    assert "本年收到" in repr(recall_folder(folder).tables)
    monkeypatch.setattr(editions, "load_folder", whole)
    table.write_text(before, encoding="utf-8")
    assert "本年新收" in repr(recall_folder(folder).tables)
    assert len(read) == 2


@pytest.mark.parametrize(("changed", "began"), [(-9000, -60), (90, 60)], ids=["an old file", "a new file"])
def test_a_run_that_began_before_the_program_was_upgraded_keeps_nothing(folder, read, monkeypatch, changed, began):
    """It reads new files with former code. Some ways to install keep the time at which a file was last changed."""
    now = time.time()
    for file in folder.iterdir():
        os.utime(file, (now + changed, now + changed))
    monkeypatch.setattr(editions, "_CODE", ())
    monkeypatch.setattr(recall, "_STARTED", now + began)
    recall_folder(folder)
    recall_folder(folder)
    assert len(read) == 2


def test_a_file_that_is_gone_is_told_by_the_one_who_reads_it(folder):
    (folder / "t3.toml").unlink()
    (folder / "t3.toml").mkdir()
    with pytest.raises(DefectiveForm, match="FORMAT-TOML"):
        recall_folder(folder)


def test_what_could_not_be_kept_whole_is_taken_away(folder, monkeypatch):
    def full(target, *_, **__):
        target.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recall, "open", full, raising=False)
    recall_folder(folder)
    assert not list((folder / "__pycache__").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="other rights")
@pytest.mark.parametrize(("umask", "of_folders", "of_files"), [(0, 0o755, 0o644), (0o077, 0o700, 0o600)])
def test_nobody_else_may_write_what_is_kept(folder, umask, of_folders, of_files):
    before = os.umask(umask)
    try:
        recall_folder(folder)
    finally:
        os.umask(before)
    [file] = (folder / "__pycache__").iterdir()
    assert [stat.S_IMODE(each.stat().st_mode) for each in (file.parent, file)] == [of_folders, of_files]


def test_a_folder_that_cant_be_written_is_no_error(folder, read):
    (folder / "__pycache__").write_bytes(b"")
    recall_folder(folder)
    recall_folder(folder)
    assert len(read) == 2


# -- regular expressions -----------------------------------------------------------------------------------------------

SOURCES = [
    ("a(?P<one>[0-9]+)|(b)", 0), ("[一-龥]{1,3}?(?=局)", 0), (rb"<(\w+)", 0),
    ("[a-z]\\b", re.IGNORECASE | re.ASCII),
    ("^a.$", re.DOTALL | re.MULTILINE), ("(?i:a)(?<!b)(?:c|d)*", 0), ("", 0),
]  # fmt: skip


@pytest.fixture
def patterns(tmp_path, monkeypatch):
    """The file of what was compiled, of a program that has compiled nothing."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(recall, "_STARTED", math.inf)
    monkeypatch.setattr(recall, "_COMPILED", tmp_path / "compiled")
    monkeypatch.setattr(recall, "_known", None)
    monkeypatch.setattr(recall, "_new", [])
    return recall._file(tmp_path / "compiled")


def compile_all(monkeypatch, sources=SOURCES):
    """As a process that starts now; the patterns, and how many of them had to be compiled."""
    monkeypatch.setattr(recall, "_known", None)
    re.purge()
    compiled = []
    whole = re.compile

    def counted(*given):
        compiled.append(given)
        return whole(*given)

    monkeypatch.setattr("assembler.recall.re.compile", counted)
    found = [recall.compiled(*each) for each in sources]
    monkeypatch.setattr("assembler.recall.re.compile", whole)
    return found, len(compiled)


def test_a_pattern_that_is_recalled_is_the_one_that_was_compiled(patterns, monkeypatch):
    first, compiled = compile_all(monkeypatch)
    assert compiled == len(SOURCES)
    recall.keep_compiled()
    again, compiled = compile_all(monkeypatch)
    assert compiled == 0
    assert again == first == [re.compile(*each) for each in SOURCES]  # source, flags and code are compared
    assert again[0].fullmatch("a12")["one"] == "12"
    assert patterns.exists()


@pytest.mark.usefixtures("patterns")
def test_each_pattern_of_the_program_can_be_recalled(monkeypatch):
    sources = [(late.source, late.flags) for late in gc.get_objects() if type(late) is Late]
    assert len(sources) > 60
    compile_all(monkeypatch, sources)
    recall.keep_compiled()
    again, compiled = compile_all(monkeypatch, sources)
    assert compiled == 0
    assert again == [re.compile(*each) for each in sources]  # type: ignore[type-var]


def test_patterns_are_kept_once_and_only_where_there_are_new_ones(patterns, monkeypatch):
    recall.keep_compiled()
    assert not patterns.exists()
    compile_all(monkeypatch)
    recall.keep_compiled()
    before = patterns.read_bytes()
    patterns.unlink()
    recall.keep_compiled()
    assert not patterns.exists()
    patterns.write_bytes(before)
    compile_all(monkeypatch, [*SOURCES, ("new", 0)])
    recall.keep_compiled()
    assert compile_all(monkeypatch, [*SOURCES, ("new", 0)])[1] == 0


def test_damaged_patterns_are_compiled_again(patterns, monkeypatch):
    compile_all(monkeypatch)
    recall.keep_compiled()
    whole = patterns.read_bytes()
    for damaged in (b"", whole[:40], whole[:-9], whole[:-9] + b"\0" * 9, b"other" + whole):
        patterns.write_bytes(damaged)
        assert compile_all(monkeypatch)[1] == len(SOURCES)


def test_a_python_that_goes_about_it_in_another_way_keeps_nothing(patterns, monkeypatch):
    monkeypatch.setattr(recall, "_built", lambda *_: re.compile("other"))
    assert compile_all(monkeypatch)[0] == [re.compile(*each) for each in SOURCES]
    recall.keep_compiled()
    assert not patterns.exists()


def test_patterns_that_a_later_version_keeps_in_another_way_are_compiled_again(patterns, monkeypatch):
    compile_all(monkeypatch)
    recall.keep_compiled()
    built = recall._built
    monkeypatch.setattr(recall, "_built", lambda source, parts: built(source, parts[1:]))
    found, compiled = compile_all(monkeypatch)
    assert compiled == len(SOURCES)
    assert found == [re.compile(*each) for each in SOURCES]
    before = patterns.read_bytes()
    for changed in (("_CODE", (patterns,)), ("sys.byteorder", "other")):
        with monkeypatch.context() as patch:
            patch.setattr(f"assembler.recall.{changed[0]}", changed[1])
            patch.setattr(recall, "_built", built)
            assert compile_all(monkeypatch)[1] == len(SOURCES)
    assert patterns.read_bytes() == before


def test_what_the_program_no_longer_asks_for_is_forgotten(patterns, monkeypatch):
    monkeypatch.setattr(recall, "_MOST", 3)
    for n in range(5):
        compile_all(monkeypatch, [(f"a{n}", 0), (f"b{n}", 0)])
        recall.keep_compiled()
        assert len(recall._loaded(recall._COMPILED, recall._key(recall._CODE), marshal.loads) or ()) <= 3
    assert patterns.exists()
    assert compile_all(monkeypatch, [("a4", 0), ("b4", 0)])[1] == 0


def test_nothing_is_made_ready_where_it_can_not_be_kept(patterns, monkeypatch):
    compile_all(monkeypatch)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(recall, "_parts", pytest.fail)
    recall.keep_compiled()
    assert not patterns.exists()


def test_functions_are_recalled_too(patterns, monkeypatch):
    source = "def made(self, one=_default_one):\n self.one = one"
    code = recall.compiled_code(source)
    recall.keep_compiled()
    assert patterns.exists()
    monkeypatch.setattr(recall, "_known", None)
    monkeypatch.setattr("builtins.compile", pytest.fail)
    assert recall.compiled_code(source) == code


def test_nothing_that_a_workbook_says_is_kept_in_a_pattern():
    """A name in a pattern would stay on the disk after its workbook has gone."""
    checked = check_file(examples()[0]).checked
    assert checked
    name = checked.submission.organisation
    sources = [late.source for late in gc.get_objects() if type(late) is Late]
    assert len(sources) > 60
    assert not [source for source in sources if name in str(source)]
