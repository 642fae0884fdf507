"""A filled submission, reports rendered from it, and templates with somebody's edits in them."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from docx import Document

from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.word import Prepared, RenderPlan, plan, specimen
from assembler.word import render as render_prepared
from assembler.word.prepare import compiled_template

Edit = Callable[[str], str]


@pytest.fixture(scope="session")
def template() -> Path:
    return Path(__file__).parents[2] / "templates" / "2021.docx"


@pytest.fixture(scope="session")
def filled(spec: ReportSpec) -> Submission:
    """Another number in each cell, other words in each text."""
    return replace(specimen(spec), organisation="某市某局", year=2023)


@pytest.fixture(scope="session")
def render(spec: ReportSpec) -> Callable[[Path, RenderPlan], bytes]:
    """The report of a template that is judged by its tags alone: what it prints is for the test to see."""

    def make(file: Path, made: RenderPlan) -> bytes:
        return render_prepared(compiled(file.read_bytes() if file.is_file() else b"", file), made)

    @lru_cache(maxsize=4)
    def compiled(_content: bytes, file: Path) -> Prepared:
        return compiled_template(file, spec)

    return make


@pytest.fixture
def report(render, spec, template, filled):
    """A rendered report as python-docx sees it; keywords replace parts of the submission."""

    def make(*, draft: bool = False, file: Path = template, **changes):
        data = render(file, plan(spec, replace(filled, **changes), draft=draft))
        return Document(io.BytesIO(data))

    return make


@pytest.fixture
def edited(template, tmp_path):
    """The shipped template with one part edited as text."""

    def make(edit: Edit, part: str = "word/document.xml"):
        target = tmp_path / "edited.docx"
        target.write_bytes(repacked(template.read_bytes(), edit, part))
        return target

    return make


@pytest.fixture
def rewritten():
    """Finished bytes with one part edited as text."""
    return repacked


def repacked(data: bytes, edit: Edit, part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            before = source.read(name)
            after = edit(before.decode()).encode() if name == part else before
            assert name != part or after != before, "the edit found nothing to change"
            target.writestr(name, after)
    return out.getvalue()
