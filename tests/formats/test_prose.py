"""The vocabulary of an edition: complete, and refused by name where it isn't."""

from pathlib import Path

import pytest

from assembler.errors import DefectiveForm
from assembler.formats import load_format
from assembler.formats.editions import FOLDER
from assembler.formats.prose import KINDS, read_prose
from assembler.model.prose import Prose

SPEC = load_format("2021")
WHOLE = (FOLDER / "2021" / "prose.toml").read_text(encoding="utf-8")


def read(folder: Path, text: str) -> Prose:
    file = folder / "prose.toml"
    file.write_text(text, encoding="utf-8")
    return read_prose(file, list(SPEC.tables), set(SPEC.texts))


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_edition_has_words_of_every_kind(edition):
    words = load_format(edition).prose.words.values()
    speaking = {"category", "other", "applicant", "case", "outcome", "document", "act", "decision"}
    assert {word.kind for word in words} == {*KINDS, *speaking}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_row_and_column_of_the_tables_of_requests_and_cases_has_a_word(edition):
    spec = load_format(edition)
    spoken = {line for word in spec.prose.words.values() for line in word.means}
    rows = {row.id for row in spec.blocks["t3"].rows if row.parent} - {"results_total"}
    columns = {column.id for column in spec.blocks["t3"].columns if column.kind == "input"}
    assert rows | columns <= spoken


def test_words_are_kept_in_half_width():
    assert "=" in SPEC.prose.words
    assert all("＝" not in form for form in SPEC.prose.words)


def test_an_edition_may_be_without_words(tmp_path):
    assert read_prose(tmp_path / "prose.toml", list(SPEC.tables), set(SPEC.texts)).words == {}


def test_a_word_is_one_line_of_data(tmp_path):
    prose = read(tmp_path, WHOLE.replace('words = ["部分公开"', 'words = ["公开了一部分", "部分公开"'))
    assert prose.words["公开了一部分"].means == ("partial",)


@pytest.mark.parametrize(
    ("old", "new", "code", "found"),
    [
        ('rows = ["partial"]', 'rows = ["partiall"]', "FORMAT-ID", "partiall"),
        ('columns = ["natural"]', 'columns = ["person"]', "FORMAT-ID", "person"),
        ('columns = ["suit_direct"]', 'columns = ["suit_upheld"]', "FORMAT-ID", "suit_upheld"),
        ('columns = ["upheld"]', 'columns = ["lost"]', "FORMAT-ID", "lost"),
        (
            'cells = ["t2_5.license.decisions"]',
            'cells = ["t2_5.license.decision"]',
            "FORMAT-ID",
            "t2_5.license.decision",
        ),
        ('rows = ["t2_1.normative_doc"]', 'rows = ["t2_1.document"]', "FORMAT-ID", "t2_1.document"),
        ('also = ["other_misc"]', 'also = ["others"]', "FORMAT-ID", "others"),
        ('block = "t3"', 'block = "t5"', "FORMAT-ID", "t5"),
        ('block = "t3"', 'block = "t2_5"', "FORMAT-VALUE", "t2_5.rows"),
        ('block = "t3"', 'block = "t4"', "FORMAT-VALUE", "t4.rows"),
        ('fee = "t2_8.fee.amount_wan"', 'fee = "t2_8.fee.amount"', "FORMAT-ID", "t2_8.fee.amount"),
        ('new = "new_received"', 'new = "received"', "FORMAT-ID", "received"),
        ('texts = ["s1.on_request"]', 'texts = ["s1.requests"]', "FORMAT-ID", "s1.requests"),
        ("receive = [", "recieve = [", "FORMAT-KEY", "recieve"),
        ('words = ["部分公开"', 'words = ["予以公开", "部分公开"', "FORMAT-DUPLICATE", "予以公开"),
        ('count = ["件"', 'count = ["元", "件"', "FORMAT-DUPLICATE", "元"),
        ('words = ["部分公开"', 'words = ["　", "部分公开"', "FORMAT-VALUE", "'\\u3000'"),
        ('block = "t3"', 'block = "t3"\nblocks = 1', "FORMAT-KEY", "blocks"),
    ],
)
def test_what_is_unknown_is_refused_by_name(tmp_path, old, new, code, found):
    assert old in WHOLE
    with pytest.raises(DefectiveForm) as refused:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert refused.value.code == code
    assert refused.value.facts["found"] == found
    assert refused.value.facts["file"] == "prose.toml"
