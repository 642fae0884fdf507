"""``export`` of ``new --data`` is what went in, for whatever the JSON names."""

import json
import string
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.cli import main
from assembler.formats import format_ids, load_format

WORDS = string.ascii_letters + string.digits + "　，。、“”《》（）％&<>{}=+-'\"年月日件份信息公开政府䶮" + "\t\n "
FIGURES = st.one_of(
    st.none(),
    st.integers(-9, 10**9),
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**6, places=6, allow_nan=False).map(str),
)
texts = st.none() | st.text(WORDS, max_size=60)


@st.composite
def submissions(draw: st.DrawFn) -> dict[str, Any]:
    """Submission JSON that names some of everything, right or wrong."""
    spec = load_format(draw(st.sampled_from(format_ids())))
    figures = [str(cell) for cell in spec.cells if cell not in spec.worded]
    info = [entry.id for entry in spec.info if entry.kind == "text"]
    return {
        "format": spec.id,
        "organisation": draw(st.text("某市县局镇（）·A1", min_size=1, max_size=12)),
        "year": draw(st.integers(spec.first_year, spec.last_year or 2030)),
        "info": draw(st.dictionaries(st.sampled_from(info), st.text("网址路号0123456789-.", max_size=20))),
        "figures": draw(st.dictionaries(st.sampled_from(figures), FIGURES, max_size=40)),
        "texts": draw(st.dictionaries(st.sampled_from(sorted(spec.texts)), texts)),
        "control": draw(
            st.dictionaries(st.sampled_from(list(map(str, spec.controls))), st.integers(0, 999), max_size=5)
        ),
    }


def called(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def same(given: Any, found: Any) -> bool:
    """As figures are compared: by value; a text without words is a blank."""
    if given is None or found is None:
        return (given or None) == (found or None)
    return Decimal(str(given)) == Decimal(found)


@settings(max_examples=15)
@given(stated=submissions())
def test_what_went_in_comes_out(stated: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("trip")
    data, book, out, again = (str(folder / name) for name in ("a.json", "a.xlsx", "b.json", "b.xlsx"))
    Path(data).write_text(json.dumps(stated), encoding="utf-8")
    assert called("new", "--data", data, "-o", book) == 0
    assert called("export", book, "-o", out) == 0
    found = json.loads(Path(out).read_text(encoding="utf-8"))
    for key in ("format", "organisation", "year"):
        assert found[key] == stated[key]
    for part in ("figures", "control"):
        for ref, figure in stated[part].items():
            assert same(figure, found[part][ref]), ref
    for part in ("info", "texts"):
        for ref, text in stated[part].items():
            assert (found[part][ref] or "") == (text or "").strip("\n"), ref
    assert called("new", "--data", out, "-o", again) == 0
    assert Path(again).read_bytes() == Path(book).read_bytes()
