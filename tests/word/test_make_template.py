"""``tools/make_template.py`` makes the template of the edition that is named, and throws nobody's edits away."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "make_template.py"


@pytest.fixture
def make(monkeypatch, tmp_path):
    def call(*words):
        monkeypatch.setattr(sys, "argv", [str(TOOL), "--folder", str(tmp_path), *words])
        runpy.run_path(str(TOOL), run_name="__main__")
        return {file.name for file in tmp_path.iterdir()}

    return call


def test_only_the_edition_that_is_named_gets_a_template(make):
    assert make("--format", "2019") == {"2019.docx"}


def test_no_edition_is_taken_for_granted(make, tmp_path):
    with pytest.raises(SystemExit):
        make()
    assert not list(tmp_path.iterdir())


def test_a_template_that_says_what_the_form_says_is_made_again(make, tmp_path):
    shutil.copy(ROOT / "templates" / "2021.docx", tmp_path)
    assert make("--format", "2021") == {"2021.docx"}


@pytest.mark.parametrize("edited", ["2019.docx", "not a document"])
def test_what_people_edited_is_thrown_away_only_when_that_is_asked_for(make, tmp_path, capsys, edited):
    """The template of another edition stands in for an edited one."""
    theirs = (ROOT / "templates" / edited).read_bytes() if edited.endswith(".docx") else edited.encode()
    (tmp_path / "2021.docx").write_bytes(theirs)
    with pytest.raises(SystemExit) as ended:
        make("--format", "2021")
    assert ended.value.code == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "2021.docx").read_bytes() == theirs
    make("--format", "2021", "--force")
    assert (tmp_path / "2021.docx").read_bytes() != theirs


@pytest.mark.skipif(sys.platform == "win32", reason="make is for POSIX systems")
def test_make_template_asks_for_the_edition():
    words = ["make", "-o", ".venv/.ready", "template", f"BIN={Path(sys.executable).parent}"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode != 0
    assert "FORMAT=" in ended.stderr
