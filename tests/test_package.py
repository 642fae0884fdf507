"""The seal tells our own, untouched files from those that somebody has worked in."""

import io
import random
import zipfile
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from assembler.assets import examples, template
from assembler.package import BROKEN, _as_written, _zip, is_sealed, part, seal, unpacked
from assembler.records import replace


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(params=[0, 1], ids=["docx", "xlsx"])
def sealed(request: pytest.FixtureRequest) -> bytes:
    return seal([template("2021"), *examples()][request.param].read_bytes())


def test_sealing_again_gives_the_same_bytes(sealed: bytes) -> None:
    assert is_sealed(sealed)
    assert seal(sealed) == sealed


def test_any_change_to_a_part_breaks_the_seal(sealed: bytes) -> None:
    for name in parts(sealed):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for each, content in parts(sealed).items():
                package.writestr(each, content + b" " if each == name else content)
        assert is_sealed(out.getvalue()) == (name == "docProps/custom.xml"), name


def test_a_part_more_or_less_breaks_the_seal(sealed: bytes) -> None:
    out = io.BytesIO(sealed)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/new.xml", "<a/>")
    assert not is_sealed(out.getvalue())


def test_a_save_in_another_program_breaks_the_seal() -> None:
    report, workbook = io.BytesIO(), io.BytesIO()
    document = Document(io.BytesIO(seal(template("2021").read_bytes())))
    document.add_paragraph("改过")
    document.save(report)
    load_workbook(examples()[0]).save(workbook)
    assert not is_sealed(report.getvalue())
    assert not is_sealed(workbook.getvalue())


def test_other_properties_of_a_document_stay() -> None:
    book: Any = load_workbook(io.BytesIO(seal(examples()[0].read_bytes())))
    assert book.custom_doc_props["assembler.format"].value == "2021"
    assert len(book.custom_doc_props["assembler.seal"].value) == 64


def test_a_package_is_read_as_zipfile_reads_it_or_left_to_zipfile(sealed: bytes) -> None:
    assert _as_written(sealed) == parts(sealed)
    assert list(_as_written(sealed) or ()) == list(parts(sealed))
    dice = random.Random(1)
    for n in range(400):
        place = dice.choice([dice.randrange(len(sealed)), len(sealed) - dice.randrange(1, 1500), dice.randrange(200)])
        before, after = sealed[:place], sealed[place:]
        flipped = bytes([after[0] ^ 1 << dice.randrange(8)]) + after[1:]
        torn = before + (flipped, after[dice.randrange(1, 40) :], b"\0" * dice.randrange(1, 30) + after, b"")[n % 4]
        assert torn == sealed or _as_written(torn) is None


def test_two_parts_of_one_name_or_a_name_for_some_systems_only_are_left_to_zipfile() -> None:
    for names in (("a", "a"), ("a\\b",), ("a\0b",), ("甲",)):
        assert _as_written(_zip([part(name, b"1") for name in names])) is None
    assert _as_written(_zip([part(name, b"1") for name in ("a", "b/a")])) == {"a": b"1", "b/a": b"1"}


def test_a_part_that_is_not_what_its_record_says_is_left_to_zipfile() -> None:
    whole = part("a", b"12345")
    for wrong in (replace(whole, crc=1), replace(whole, size=4), replace(whole, packed=whole.packed[:-1])):
        assert _as_written(_zip([wrong])) is None
    with pytest.raises(BROKEN):
        unpacked(_zip([replace(whole, crc=1)]))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text", b"\0" * 100])
def test_what_is_no_package_is_not_ours(data: bytes) -> None:
    assert not is_sealed(data)
