"""The county's workbook as other programs save it, and as it comes with a password: the same submission, or a word on
what can't be known. The files in tests/data/programs were saved by LibreOffice 7.4.7, exceljs 4.4.0 and SheetJS 0.18.5
from workbooks/examples; openpyxl saves here, and so does the LibreOffice at hand."""

import errno
import io
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assembler.cli import main
from assembler.errors import UnusableInput
from assembler.excel.opening import open_book
from assembler.excel.sources import foreign
from assembler.excel.sources.encrypted import decrypted
from assembler.model.outcome import Checked
from assembler.tasks.check import check_file, checked
from tests.hostile.mutants import PROGRAMS
from tests.hostile.packages import COUNTY, altered, packed, parts_of

FOREIGN = ("libreoffice.ods", "libreoffice.xls", "sheetjs.xls")
# What the saving did: SheetJS drops the protection of the sheets; of foreign formats only values are known.
TOLD = {
    "libreoffice.xlsx": set(),
    "exceljs.xlsx": set(),
    "sheetjs.xlsx": {"W-15"},
    **{name: {"W-17"} for name in FOREIGN},
}


@pytest.fixture(scope="module")
def county() -> Checked:
    return checked(COUNTY)


def codes(found: Checked) -> set[str]:
    return {finding.code for finding in found.findings}


def test_each_saved_file_is_tested() -> None:
    assert {path.name for path in PROGRAMS.iterdir()} == TOLD.keys()


@pytest.mark.parametrize(("name", "told"), TOLD.items())
def test_what_other_programs_save_says_the_same(name: str, told: set[str], county: Checked, tmp_path: Path) -> None:
    renamed = Path(shutil.copy(PROGRAMS / name, tmp_path / "年报.xlsx"))
    for path in (PROGRAMS / name, renamed):  # names are not believed
        found = checked(path)
        assert found.submission == county.submission
        assert codes(found) - codes(county) == told


def test_what_openpyxl_saves_says_the_same(county: Checked, tmp_path: Path) -> None:
    load_workbook(COUNTY).save(tmp_path / "a.xlsx")
    found = checked(tmp_path / "a.xlsx")
    assert found.submission == county.submission
    assert codes(found) <= codes(county) | {"W-01"}


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_the_libreoffice_at_hand_saves_says_the_same(kind: str, county: Checked, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    shutil.copy(COUNTY, tmp_path / "a.xlsx")
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=300)
    assert checked(tmp_path / "out" / f"a.{kind}").submission == county.submission


# --- .xls: read by a process of its own


XLS = PROGRAMS / "sheetjs.xls"


def test_a_total_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    """Whether it was typed or is stale, an .xls doesn't say; the figure is judged as it stands."""
    data = XLS.read_bytes()
    eight = struct.pack("<d", 488.0)
    assert eight in data
    (tmp_path / "a.xls").write_bytes(data.replace(eight, struct.pack("<d", 489.0)))
    found = check_file(tmp_path / "a.xls")
    assert found.status == "errors"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("import os; os.abort()", "INPUT-DAMAGED"),
        ("import time; time.sleep(60)", "INPUT-DAMAGED"),
        ("x = bytearray(10**9)", "INPUT-DAMAGED"),
        ("print('no JSON')", "INPUT-DAMAGED"),
        ("raise SystemExit(1)", "INPUT-DAMAGED"),
        ('print(\'{"refused": "encrypted"}\')', "INPUT-ENCRYPTED"),
    ],
)
def test_a_reader_that_dies_or_hangs_is_a_refusal(
    answer: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    limits = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 * 10**8, 3 * 10**8))\n"
    child.write_text(limits + answer, encoding="utf-8")
    monkeypatch.setattr(foreign, "_CHILD", child)
    monkeypatch.setattr(foreign, "SECONDS", 0.5)
    with pytest.raises(UnusableInput) as caught:
        open_book(XLS)
    assert caught.value.code == code


def test_a_reader_that_can_not_be_begun_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "no process")

    monkeypatch.setattr(subprocess, "run", begun)
    with pytest.raises(UnusableInput) as caught:
        open_book(XLS)
    assert (caught.value.code, caught.value.facts["reason"]) == ("INPUT-UNREADABLE", "开着的程序太多")


def test_a_cell_at_the_far_end_ends_the_process_not_ours(tmp_path: Path) -> None:
    """Its reader would take a gigabyte for what lies between."""
    data = bytearray(XLS.read_bytes())
    at = data.index(struct.pack("<HHHH", 0x0203, 14, 5, 4)) + 4  # the number in row 5, column 4
    data[at : at + 4] = struct.pack("<HH", 65535, 255)
    (tmp_path / "a.xls").write_bytes(data)
    outcome = check_file(tmp_path / "a.xls")
    assert outcome.error
    assert outcome.error.facts["reason"] == "内容读不出"


def test_an_xls_of_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    text = foreign._CHILD.read_text(encoding="utf-8")
    assert "CHARACTERS = 5_000_000" in text
    child.write_text(text.replace("CHARACTERS = 5_000_000", "CHARACTERS = 5_00"), encoding="utf-8")
    monkeypatch.setattr(foreign, "_CHILD", child)
    with pytest.raises(UnusableInput) as caught:
        open_book(XLS)
    assert caught.value.facts["reason"] == "内容读不出"


def test_an_xls_that_is_too_large_is_not_even_tried(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(XLS.read_bytes() + b"\0" * foreign.LIMIT)
    outcome = check_file(tmp_path / "a.xls")
    assert outcome.error
    assert outcome.error.code == "INPUT-TOO-LARGE"


# --- .ods


def ods(tmp_path: Path, change: Callable[[bytes], bytes]) -> Any:
    parts = parts_of((PROGRAMS / "libreoffice.ods").read_bytes())
    parts["content.xml"] = change(parts["content.xml"])
    (tmp_path / "a.ods").write_bytes(packed(parts))
    return check_file(tmp_path / "a.ods")


def test_an_ods_tells_errors_and_leaves_comments_out(tmp_path: Path, county: Checked) -> None:
    cell = b'office:value-type="float" office:value="412" calcext:value-type="float"><text:p>412</text:p>'
    note = b"<office:annotation><text:p>x</text:p></office:annotation>"

    def noted(content: bytes) -> bytes:
        assert cell in content
        return content.replace(cell, cell + note, 1).replace(b"<text:p>\xe4\xba\x91", note + b"<text:p>\xe4\xba\x91")

    assert ods(tmp_path, noted).checked.submission == county.submission
    error = b'office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p>'
    found = ods(tmp_path, lambda content: content.replace(cell, error, 1))
    assert found.status == "errors"
    assert found.checked.submission.unread == {"t3.new_received.natural": "#REF!"}


def test_what_merged_cells_hide_is_not_read(tmp_path: Path, county: Checked) -> None:
    hidden = (
        rb'<table:covered-table-cell\1 office:value-type="string"><text:p>hidden</text:p></table:covered-table-cell>'
    )

    def hide(content: bytes) -> bytes:
        changed, times = re.subn(rb"<table:covered-table-cell( [^>]*)?/>", hidden, content)
        assert times > 5
        return changed

    assert ods(tmp_path, hide).checked.submission == county.submission
    sheets = open_book(tmp_path / "a.ods").sheets.values()
    assert "hidden" not in {content.value for each in sheets for content in each.contents.values()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'table:number-rows-repeated="', b'table:number-rows-repeated="99999999'),
        (b'table:number-columns-repeated="', b'table:number-columns-repeated="99999999'),
        (b'table:number-columns-spanned="', b'table:number-columns-spanned="9999'),
        (b'table:number-rows-spanned="', b'table:number-rows-spanned="9999'),
        (b'table:number-rows-spanned="', b'table:number-rows-spanned="-'),
        (b'office:value="', b'office:value="1e999'),
        (b'office:value="', b'office:value="x'),
        (b'office:date-value="', b'office:date-value="0'),
        (b"<text:s/>", b'<text:s text:c="999999999"/>'),
        (b"<office:spreadsheet>", b"<office:text>"),
        (b'table:name="', b'table:name="x" table:other="'),
    ],
)
def test_an_ods_that_was_tampered_with_is_read_or_refused(old: bytes, new: bytes, tmp_path: Path) -> None:
    assert ods(tmp_path, lambda content: content.replace(old, new)).exit_code() in (0, 1, 3)
    assert ods(tmp_path, lambda content: content.replace(old, new, 1)).exit_code() in (0, 1, 3)


def test_an_ods_with_a_password_says_so(tmp_path: Path) -> None:
    parts = parts_of((PROGRAMS / "libreoffice.ods").read_bytes())
    manifest = parts["META-INF/manifest.xml"]
    parts["META-INF/manifest.xml"] = manifest.replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    (tmp_path / "a.ods").write_bytes(packed(parts))
    outcome = check_file(tmp_path / "a.ods")
    assert outcome.error
    assert outcome.error.code == "INPUT-ENCRYPTED"


# --- passwords


def locked(password: str = "开门Abc1") -> bytes:
    """The county's workbook under a password."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(COUNTY.read_bytes())).encrypt(password, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("msoffcrypto", reason="the extra assembler[encrypted] isn't installed")
    path = tmp_path_factory.mktemp("locked") / "年报.xlsx"
    path.write_bytes(locked())
    return path


@pytest.mark.parametrize(
    ("typed", "code", "told"), [("开门Abc1\n", 0, "检查通过"), ("x\n", 3, "INPUT-PASSWORD"), ("", 3, "INPUT-ENCRYPTED")]
)
def test_a_password_comes_in_on_standard_input(
    typed: str, code: int, told: str, secret: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        main(["check", "--password-stdin", str(secret)])
    assert ended.value.code == code
    assert told in capfd.readouterr().out


@pytest.mark.parametrize(("command", "result"), [("build", "out.docx"), ("export", "out.json")])
def test_other_commands_take_a_password_too(
    command: str, result: str, secret: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("开门Abc1\n"))
    with pytest.raises(SystemExit) as ended:
        main([command, "--password-stdin", str(secret), "-o", str(tmp_path / result)])
    assert ended.value.code == 0
    assert (tmp_path / result).stat().st_size > 1000


def test_without_the_library_the_extra_is_named(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    with pytest.raises(UnusableInput) as caught:
        open_book(secret, password="x")
    assert caught.value.code == "INPUT-EXTRA"


def test_a_password_that_takes_hours_to_try_is_not_tried(secret: Path) -> None:
    data = secret.read_bytes()
    assert b'spinCount="100000"' in data
    with pytest.raises(UnusableInput) as caught:
        decrypted(secret, data.replace(b'spinCount="100000"', b'spinCount="999999999"'), "x")
    assert caught.value.code == "INPUT-DAMAGED"


def test_a_password_for_what_needs_none_does_no_harm(county: Checked) -> None:
    for path in (COUNTY, XLS):
        assert checked(path, password="x").submission == county.submission


def test_what_was_locked_is_looked_at_like_everything_else(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = altered(lambda parts: parts.update({"xl/sharedStrings.xml": b"<!DOCTYPE x>"}))
    monkeypatch.setattr("assembler.excel.sources.encrypted.decrypted", lambda *_: bomb)
    with pytest.raises(UnusableInput) as caught:
        open_book(secret, password="x")
    assert caught.value.facts["reason"] == "含有文档类型声明"
