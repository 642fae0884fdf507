"""Directories of packages are read as zipfile reads them, or left to zipfile."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assembler.assets import examples, template
from assembler.directory import Damaged, Entry, _plain, entries

PLAIN = (examples()[0], template("2021"))


def by_zipfile(data: bytes) -> list[Entry] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [Entry(*(getattr(each, name) for name in Entry._fields)) for each in package.infolist()]
    except Exception:  # a dozen kinds
        return None


def read_here(data: bytes) -> list[Entry] | None:
    try:
        return list(_plain(data))
    except (struct.error, Damaged):
        return None


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.name)
def test_workbooks_and_templates_are_read_without_zipfile(path: Path) -> None:
    found = read_here(path.read_bytes())
    assert found is not None
    assert len(found) > 9
    assert found == by_zipfile(path.read_bytes())


def test_what_is_read_of_a_damaged_package_is_what_zipfile_reads() -> None:
    dice = random.Random(4)
    read = 0
    for data in (path.read_bytes() for path in PLAIN):
        directory = len(data) - struct.unpack_from("<L", data, len(data) - 10)[0] - 22
        for n in range(1500):
            place = dice.choice([dice.randrange(directory, len(data)), len(data) - dice.randrange(1, 60)])
            before, after = data[:place], data[place:]
            flipped = bytes([after[0] ^ 1 << dice.randrange(8)]) + after[1:]
            torn = (
                before
                + (flipped, flipped, after[dice.randrange(1, 40) :], b"\0" * dice.randrange(1, 30) + after)[n % 4]
            )
            found = read_here(torn)
            if found is not None:
                read += 1
                assert found == by_zipfile(torn)
    assert read > 100  # dates, attributes, checksums: nothing that takes zipfile


def packed(change: Callable[[zipfile.ZipFile], object]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.xml", b"<a/>")
        change(package)
    return out.getvalue()


def commented(package: zipfile.ZipFile) -> None:
    package.comment = b"comment"


def with_extra(package: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("b.xml")
    entry.extra = b"\x75\x70\x01\0a"
    package.writestr(entry, b"")


SMALL = packed(lambda _: None)


@pytest.mark.parametrize(
    "data",
    [
        packed(commented),
        packed(with_extra),
        packed(lambda package: package.writestr("年报.xml", b"")),
        packed(lambda package: package.writestr("a\\b.xml", b"")),
        b"before" + SMALL,
        SMALL + b"behind",
        SMALL[:-1],
        SMALL[:-22] + b"PK\x06\x07" + b"\0" * 16 + SMALL[-22:],
        SMALL.replace(b"a.xml", b"a\0xml"),
        b"",
        b"PK\x05\x06" + b"\0" * 18,
        b"text",
    ],
)
def test_what_is_not_written_plainly_is_left_to_zipfile(data: bytes) -> None:
    assert read_here(data) is None
    expected = by_zipfile(data)
    if expected is None:
        with pytest.raises(Damaged):
            entries(data)
    else:
        assert entries(data) == expected


def test_a_plain_package_does_not_load_zipfile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", pytest.fail)
    assert [each.filename for each in entries(SMALL)] == ["a.xml"]
