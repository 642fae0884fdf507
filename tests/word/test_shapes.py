"""Shapes of tables are recalled from one run to the next, and nothing that somebody wrote with them."""

import sys
from pathlib import Path
from typing import Any

import pytest

from assembler.recall import _file
from assembler.word import shapes
from assembler.word.shapes import Shape, shape_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FRAME = f"<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w=\"{W}\">".encode()
BETWEEN = (b"<w:tr><w:tc><w:p><w:r>", b"</w:r></w:p></w:tc><w:tc><w:p><w:r>", b"</w:r></w:p></w:tc></w:tr>")
FOUND = Shape((((0, 0), 1, 1, (0,)), ((0, 1), 1, 1, (1,))), plain=True)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a program that has looked at no table yet."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(shapes, "_KEPT", tmp_path / "shapes")
    anew(monkeypatch)
    return _file(tmp_path / "shapes")


def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_known", None)
    shape_of.cache_clear()


def test_a_shape_is_looked_at_once_for_all_runs(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shape_of(FRAME, BETWEEN) == FOUND
    assert kept.exists()
    anew(monkeypatch)
    monkeypatch.setattr(shapes, "_looked_at", pytest.fail)
    assert shape_of(FRAME, BETWEEN) == FOUND


@pytest.mark.parametrize(
    ("frame", "between"),
    [
        (FRAME.replace(b"'UTF-8'", b'"UTF-8"'), BETWEEN),
        (FRAME, (*BETWEEN[:2], b"<w:br/>" + BETWEEN[2])),
        (FRAME, (BETWEEN[0].replace(b"<w:p>", b"<w:p >"), *BETWEEN[1:])),
    ],
)
@pytest.mark.usefixtures("kept")
def test_what_is_not_the_same_to_the_byte_is_looked_at(
    frame: bytes, between: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    shape_of(FRAME, BETWEEN)
    anew(monkeypatch)
    seen = []
    whole = shapes._looked_at

    def looked_at(*given: Any) -> Shape:
        seen.append(given)
        return whole(*given)

    monkeypatch.setattr(shapes, "_looked_at", looked_at)
    assert shape_of(frame, between) is not None
    assert seen == [(frame, between)]


def test_a_shape_is_looked_at_again_when_the_modules_that_look_have_changed(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "module.py"
    module.touch()
    monkeypatch.setattr(shapes, "_CODE", (module,))
    shape_of(FRAME, BETWEEN)
    before = kept.read_bytes()
    module.write_text("changed")
    anew(monkeypatch)
    assert shape_of(FRAME, BETWEEN) == FOUND
    assert kept.read_bytes() != before


@pytest.mark.parametrize("tag", ["<w:t>甲&amp;乙</w:t>", '<w:t a="">甲</w:t>', "<w:delText>甲</w:delText>"])
def test_what_somebody_wrote_is_not_kept(kept: Path, tag: str) -> None:
    assert shape_of(FRAME, (BETWEEN[0] + tag.encode(), *BETWEEN[1:])) is not None
    assert not kept.exists()


def test_only_so_many_shapes_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3 * shapes._MOST):
        shape_of(FRAME, (BETWEEN[0] + b"<w:br/>" * n, *BETWEEN[1:]))
    anew(monkeypatch)
    shape_of(FRAME, BETWEEN)
    assert kept.exists()
    assert shapes._known is not None
    assert 0 < len(shapes._known) <= shapes._MOST
