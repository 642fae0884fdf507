"""The commands as people call them: exit codes, streams, messages; nothing left behind."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from assembler.assets import examples, template
from assembler.cli import main
from assembler.cli.program import program

COUNTY = next(path for path in examples() if path.name.startswith("云岭"))


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder that holds the county's workbook as book.xlsx."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSEMBLER_LANG", raising=False)
    shutil.copy(COUNTY, tmp_path / "book.xlsx")

    def call(*arguments: str) -> Ended:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capfd.readouterr())

    return call


def listing() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*")}


def alter(change: Callable[[Workbook], None], name: str = "book.xlsx") -> None:
    book = load_workbook(name)
    change(book)
    book.save(name)


def put(sheet: str, address: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][address] = value

    return change


# -- what works ------------------------------------------------------------------------------------------------------


def test_a_blank_workbook_is_made_checked_and_refused_as_a_report(run: Run) -> None:
    assert run("new", "-o", "a.xlsx", "--year", "2023", "--org", "某局").code == 0
    checked = run("check", "a.xlsx")
    assert checked.code == 1
    assert "表三有 144 格没有填写" in checked.out
    built = run("build", "a.xlsx")
    assert built.code == 1
    assert "没有生成年报" in built.err
    assert listing() == {"a.xlsx", "book.xlsx"}


def test_a_report_lies_beside_its_workbook_under_its_own_name(run: Run) -> None:
    built = run("build", "book.xlsx")
    assert built.code == 0
    assert "200 个数字" in built.out
    assert listing() == {"book.xlsx", "云岭县自然资源局2023年政府信息公开工作年度报告.docx"}


def test_building_twice_gives_the_same_bytes_and_replaces_what_nobody_touched(run: Run) -> None:
    assert run("build", "book.xlsx", "-o", "a.docx").code == 0
    first = Path("a.docx").read_bytes()
    assert run("build", "book.xlsx", "-o", "b.docx").code == 0
    assert Path("b.docx").read_bytes() == first
    alter(put("六、其他事项", "B5", "本年度未收取信息处理费。"))
    assert run("build", "book.xlsx", "-o", "a.docx").code == 0
    assert Path("a.docx").read_bytes() != first


def test_a_report_that_somebody_edited_is_not_replaced(run: Run) -> None:
    assert run("build", "book.xlsx", "-o", "a.docx").code == 0
    document = Document("a.docx")
    document.add_paragraph("领导意见")
    document.save("a.docx")
    edited = Path("a.docx").read_bytes()
    refused = run("build", "book.xlsx", "-o", "a.docx")
    assert refused.code == 5
    assert "OUTPUT-EXISTS" in refused.err
    assert Path("a.docx").read_bytes() == edited
    assert run("build", "book.xlsx", "-o", "a.docx", "--force").code == 0


def test_a_filled_workbook_is_not_replaced_by_a_new_one(run: Run) -> None:
    assert run("new", "-o", "a.xlsx").code == 0
    assert run("new", "-o", "a.xlsx", "--year", "2023").code == 0  # nobody has filled it in yet
    alter(put("基本信息", "C4", "某局"), "a.xlsx")
    assert run("new", "-o", "a.xlsx").code == 5


def test_a_draft_is_made_in_spite_of_errors_and_says_so(run: Run) -> None:
    alter(put("三、申请情况", "E6", 413))
    assert run("build", "book.xlsx", "-o", "a.docx").code == 1
    assert not Path("a.docx").exists()
    draft = run("build", "book.xlsx", "-o", "a.docx", "--draft")
    assert draft.code == 1
    assert "已生成草稿" in draft.out
    headers = [part for section in Document("a.docx").sections for part in (section.header, section.even_page_header)]
    assert all("草稿" in "".join(each.text for each in header.paragraphs) for header in headers)


def test_export_and_new_are_inverse(run: Run) -> None:
    first = run("export", "book.xlsx")
    assert first.code == 0
    Path("data.json").write_text(first.out, encoding="utf-8")
    assert run("new", "--data", "data.json", "-o", "again.xlsx").code == 0
    assert Path("again.xlsx").read_bytes() == COUNTY.read_bytes()
    assert run("export", "again.xlsx").out == first.out
    assert run("export", "again.xlsx", "-o", "x.json").code == 0
    assert Path("x.json").read_text(encoding="utf-8") == first.out


def test_next_year_starts_from_this_years_workbook(run: Run) -> None:
    made = run("new", "--previous", "book.xlsx")
    assert made.code == 0
    name = "云岭县自然资源局2024年政府信息公开工作年度报告填报工作簿.xlsx"
    assert listing() == {"book.xlsx", name}
    data = json.loads(run("export", name).out)
    this = json.loads(run("export", "book.xlsx").out)
    assert (data["organisation"], data["year"]) == ("云岭县自然资源局", 2024)
    assert data["info"] == {**this["info"], "signed_on": None}
    for column in ("natural", "biz", "research", "charity", "legal", "org_other", "total"):
        assert data["figures"][f"t3.carried_in.{column}"] == this["figures"][f"t3.carried_out.{column}"]
    assert data["figures"]["t3.new_received.natural"] is None
    assert set(data["texts"].values()) == {None}


def test_data_prevail_over_last_year(run: Run) -> None:
    given = {"year": 2024, "organisation": "新名称", "figures": {"t3.carried_in.natural": 3, "t3.open.total": 5}}
    Path("data.json").write_text(json.dumps(given), encoding="utf-8")
    assert run("new", "--data", "data.json", "--previous", "book.xlsx", "-o", "a.xlsx").code == 0
    data = json.loads(run("export", "a.xlsx").out)
    assert data["organisation"] == "新名称"
    assert data["figures"]["t3.carried_in.natural"] == "3"
    assert data["figures"]["t3.carried_in.biz"] is None
    assert data["figures"]["t3.open.total"] == "5"
    assert data["info"]["phone"] == "0999-5550123"


def test_a_typed_total_survives_beside_last_years_carry_over(run: Run) -> None:
    given = {"year": 2024, "figures": {"t3.open.natural": 1, "t3.open.total": 5}}
    Path("data.json").write_text(json.dumps(given), encoding="utf-8")
    assert run("new", "--data", "data.json", "--previous", "book.xlsx", "-o", "a.xlsx").code == 0
    figures = json.loads(run("export", "a.xlsx").out)["figures"]
    assert (figures["t3.open.total"], figures["t3.carried_in.natural"]) == ("5", "24")


def test_several_files_end_with_the_highest_code(run: Run) -> None:
    shutil.copy("book.xlsx", "good.xlsx")
    alter(put("三、申请情况", "E6", 413))
    assert run("check", "good.xlsx").code == 0
    assert run("check", "good.xlsx", "book.xlsx").code == 1
    assert run("check", "missing.xlsx", "good.xlsx", "book.xlsx").code == 3


def test_strict_counts_warnings(run: Run) -> None:
    alter(put("基本信息", "C11", None))
    assert run("check", "book.xlsx").code == 0
    assert run("check", "--strict", "book.xlsx").code == 1
    assert run("build", "--strict", "book.xlsx", "-o", "a.docx").code == 1
    assert not Path("a.docx").exists()
    assert run("build", "book.xlsx", "-o", "a.docx").code == 0


def test_json_is_one_document_and_nothing_else(run: Run) -> None:
    alter(put("三、申请情况", "E6", "十二"))
    ended = run("check", "--json", "book.xlsx", "missing.xlsx")
    assert (ended.code, ended.err) == (3, "")
    document = json.loads(ended.out)
    assert [file["status"] for file in document["files"]] == ["errors", "unusable"]
    (finding,) = [each for each in document["files"][0]["findings"] if each["severity"] == "error"]
    assert finding["code"] == "V-01"
    assert finding["cells"] == [
        {"ref": "t3.new_received.natural", "sheet": "三、申请情况", "address": "E6", "value": "十二"}
    ]
    assert document["files"][1]["problem"]["code"] == "INPUT-MISSING"


@pytest.mark.parametrize("arguments", [("--lang", "en", "check"), ("check", "--lang", "en")])
def test_english_before_or_behind_the_command(run: Run, arguments: tuple[str, ...]) -> None:
    assert "passed" in run(*arguments, "book.xlsx").out


def test_english_by_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSEMBLER_LANG", "en")
    assert "passed" in run("check", "book.xlsx").out


# -- what doesn't ----------------------------------------------------------------------------------------------------


def write(name: str, content: bytes) -> Callable[[], None]:
    return lambda: (Path(name).write_bytes(content), None)[1]


BAD_WORKBOOKS = [
    ("missing", lambda: None, "missing.xlsx", "INPUT-MISSING"),
    ("a folder", lambda: Path("dir").mkdir(), "dir", "INPUT-FOLDER"),
    ("empty", write("a.xlsx", b""), "a.xlsx", "INPUT-EMPTY"),
    ("text named .xlsx", write("a.xlsx", "单位名称,年度".encode()), "a.xlsx", "INPUT-NOT-XLSX"),
    ("a page named .xls", write("a.xls", b"<html><table>"), "a.xls", "INPUT-NOT-XLSX"),
    ("an old .doc", write("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600), "a.xls", "INPUT-NOT-WORKBOOK"),
    (
        "with a password",
        write("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")),
        "a.xlsx",
        "INPUT-ENCRYPTED",
    ),
    ("truncated", lambda: write("a.xlsx", COUNTY.read_bytes()[:20000])(), "a.xlsx", "INPUT-DAMAGED"),
    ("a Word file", lambda: write("a.xlsx", template("2021").read_bytes())(), "a.xlsx", "INPUT-NOT-WORKBOOK"),
    ("of no known form", lambda: Workbook().save("a.xlsx"), "a.xlsx", "INPUT-FORMAT-UNKNOWN"),
]


@pytest.mark.parametrize("command", ["check", "build", "export"])
@pytest.mark.parametrize(
    ("make", "name", "code"), [row[1:] for row in BAD_WORKBOOKS], ids=[r[0] for r in BAD_WORKBOOKS]
)
def test_a_file_that_is_no_workbook_is_refused_with_a_remedy(
    run: Run, command: str, make: Callable[[], None], name: str, code: str
) -> None:
    make()
    before = listing()
    ended = run(command, name)
    assert ended.code == 3
    told = ended.out if command == "check" else ended.err
    assert code in told
    assert name in told
    assert re.search("处理：.{6,}", told)
    assert "Traceback" not in ended.err
    assert listing() == before


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (put("三、申请情况", "E9", "十二"), "V-01", "表三“部分公开”行“自然人”列应填不小于 0 的整数，现为“十二”"),
        (put("三、申请情况", "E9", -3), "V-01", "现为 -3"),
        (put("三、申请情况", "E9", 2.5), "V-01", "应填整数（单位：件），现为 2.5"),
        (put("二、主动公开", "C16", -0.5), "V-02", "行政事业性收费"),
        (put("三、申请情况", "E9", None), "V-03", "表三“部分公开”行“自然人”列没有填写"),
        (lambda book: book.remove(book["三、申请情况"]), "S-08", "找不到表三"),
        (lambda book: book.remove(book["六、其他事项"]), "S-01", "六、其他需要报告的事项"),
        (put("三、申请情况", "K6", 500), "T3-03", "总计 500"),
        (put("三、申请情况", "L6", 500), "T3-08", "登记簿件数 500"),
    ],
)
def test_what_a_tired_clerk_does_is_found_and_no_report_is_made(
    run: Run, change: Callable[[Workbook], None], code: str, words: str
) -> None:
    alter(change)
    checked = run("check", "book.xlsx")
    assert checked.code == 1
    assert code in checked.out
    assert words in checked.out
    assert run("build", "book.xlsx").code == 1
    assert listing() == {"book.xlsx"}


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"{", "DATA-NOT-JSON", "JSON"),
        (b"[]", "DATA-VALUE", "对象"),
        (b"\xff\xfe", "DATA-NOT-JSON", ""),
        (b'{"yaer": 2023}', "DATA-UNKNOWN", "year"),
        (b'{"figures": {"t3.new_recieved.natural": 1}}', "DATA-UNKNOWN", "t3.new_received.natural"),
        (b'{"texts": {"s7": "x"}}', "DATA-UNKNOWN", "s"),
        (b'{"format": "2021a"}', "DATA-UNKNOWN", "2021"),
        (b'{"info": {"level": "county"}}', "DATA-UNKNOWN", "government"),
        (b'{"format": 2021}', "DATA-VALUE", "format"),
        (b'{"year": 2023, "year": 2022}', "DATA-NOT-JSON", "year"),
        (b'{"year": "2023"}', "DATA-VALUE", "year"),
        (b'{"year": 1999}', "FORMAT-YEAR", "1999"),
        (b'{"figures": {"t3.open.natural": "abc"}}', "DATA-VALUE", "abc"),
        (b'{"figures": {"t3.open.natural": true}}', "DATA-VALUE", "true"),
        (b'{"figures": {"t3.open.natural": NaN}}', "DATA-NOT-JSON", "NaN"),
        (b'{"figures": {"t3.open.natural": "Infinity"}}', "DATA-VALUE", "Infinity"),
        (b'{"figures": {"t3.open.natural": "1e999"}}', "DATA-VALUE", "1e999"),
        (b'{"figures": []}', "DATA-VALUE", "figures"),
        (b'{"texts": {"s5": 5}}', "DATA-VALUE", "s5"),
        (b"[" * 100_000, "DATA-NOT-JSON", ""),
        (json.dumps({"texts": {"s5": "长" * 40_000}}).encode(), "DATA-VALUE", "32767"),
    ],
)
def test_data_that_cannot_be_used_are_named_with_the_nearest_known_name(
    run: Run, content: bytes, code: str, words: str
) -> None:
    Path("data.json").write_bytes(content)
    ended = run("new", "--data", "data.json", "-o", "a.xlsx")
    assert ended.code == 3
    assert code in ended.err
    assert words in ended.err
    assert listing() == {"book.xlsx", "data.json"}


def test_an_export_that_lacks_something_says_so(run: Run) -> None:
    alter(lambda book: book.remove(book["三、申请情况"]))
    ended = run("export", "book.xlsx")
    assert ended.code == 1
    assert "工作簿中找不到表三" in ended.err
    assert json.loads(ended.out)["figures"]["t3.open.natural"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--org", "别的局"), "上年工作簿的单位是“云岭县自然资源局”，本年是“别的局”"),
        (("--year", "2026"), "上年工作簿是 2023 年度的，应为 2025 年度"),
        (("--year", "2023"), "应为 2022 年度"),
        ((), ""),
    ],
)
def test_doubts_about_last_years_file_are_said(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ended = run("new", "--previous", "book.xlsx", "-o", "a.xlsx", *arguments)
    assert ended.code == 0
    assert words in ended.err
    assert bool(words) == bool(ended.err)


@pytest.mark.parametrize("figure", ["约3件", -2, 1.5, None])
def test_a_carry_over_that_is_no_count_is_said(run: Run, figure: object) -> None:
    alter(put("三、申请情况", "E30", figure))
    ended = run("new", "--previous", "book.xlsx", "-o", "a.xlsx")
    assert "结转下年度继续办理" in ended.err


def test_an_edition_that_is_not_for_the_year_is_refused(run: Run) -> None:
    assert run("new", "--year", "2019", "--format", "2021", "-o", "a.xlsx").code == 3
    Path("data.json").write_text('{"format": "2021", "year": 2023}', encoding="utf-8")
    assert run("new", "--data", "data.json", "--format", "2019", "-o", "a.xlsx").code == 3
    assert listing() == {"book.xlsx", "data.json"}


@pytest.mark.parametrize("length", [85, 300])
def test_a_long_name_never_costs_the_year(run: Run, length: int) -> None:
    alter(put("基本信息", "C4", "𠮷" * length))
    assert run("build", "book.xlsx").code == 0
    assert run("new", "--previous", "book.xlsx").code == 0
    made = {name for name in listing() if name.startswith("𠮷")}
    assert {name.partition("年")[0][-4:] for name in made} == {"2023", "2024"}


def test_a_damaged_output_is_somebodys_file_not_a_traceback(run: Run) -> None:
    data = bytearray(COUNTY.read_bytes())
    with zipfile.ZipFile(COUNTY) as package:
        start = package.getinfo("docProps/custom.xml").header_offset + 60
    data[start : start + 80] = b"\xff" * 80
    Path("a.docx").write_bytes(data)
    ended = run("build", "book.xlsx", "-o", "a.docx")
    assert (ended.code, "OUTPUT-EXISTS" in ended.err) == (5, True)


def test_the_help_shows_the_three_steps_each_on_its_line(run: Run) -> None:
    lines = [line.strip() for line in run("--help").out.splitlines()]
    assert [line.split()[1] for line in lines if line.startswith("assembler ")] == ["new", "check", "build"]
    assert not any("\\b" in line for line in lines)


COMMANDS = ["", *program.commands]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_english_has_no_chinese_but_the_words_of_the_form(command: str) -> None:
    arguments = [each for each in (command, "--help") if each]
    environment = {**os.environ, "ASSEMBLER_LANG": "en"}
    shown = subprocess.run(
        [sys.executable, "-m", "assembler", *arguments], env=environment, capture_output=True, text=True
    )
    chinese = set(re.findall(r"[\u4e00-\u9fff]+", shown.stdout))
    assert shown.returncode == 0
    assert chinese <= {"结转下年度", "上年结转", "草稿"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_chinese_has_no_english_sentence(command: str) -> None:
    arguments = [each for each in (command, "--help") if each]
    shown = subprocess.run([sys.executable, "-m", "assembler", *arguments], capture_output=True, text=True)
    assert shown.returncode == 0
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", shown.stdout)


def test_a_template_without_the_draft_mark_serves_for_final_reports_only(run: Run) -> None:
    document = Document(str(template("2021")))
    for section in document.sections:
        for header in (section.header, section.even_page_header, section.first_page_header):
            for paragraph in header.paragraphs:
                for piece in paragraph.runs:
                    piece.text = ""
    document.save("mine.docx")
    assert run("build", "book.xlsx", "--template", "mine.docx", "-o", "a.docx").code == 0
    assert run("build", "book.xlsx", "--template", "mine.docx", "-o", "b.docx", "--draft").code == 4


def test_an_output_that_cannot_be_written_ends_with_5_and_leaves_nothing(run: Run) -> None:
    Path("file").write_bytes(b"")
    for arguments in (
        ("build", "book.xlsx", "-o", "file/a.docx"),
        ("new", "-o", "file/a.xlsx"),
        ("export", "book.xlsx", "-o", "file/a.json"),
        ("build", "book.xlsx", "-o", "book.xlsx", "--force"),
        ("new", "--previous", "book.xlsx", "-o", "book.xlsx", "--force"),
    ):
        assert run(*arguments).code == 5, arguments
    assert listing() == {"book.xlsx", "file"}
    assert Path("book.xlsx").read_bytes() == COUNTY.read_bytes()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into read-only folders")
def test_a_read_only_folder_ends_with_5(run: Run) -> None:
    Path("locked").mkdir(mode=0o555)
    assert run("build", "book.xlsx", "-o", "locked/a.docx").code == 5


def template_with(tag: str) -> bytes:
    document = Document(str(template("2021")))
    document.add_paragraph(tag)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (lambda: template_with("{{ 表三.本年新受.自然人 }}"), "TEMPLATE-UNKNOWN-TAG", "本年新收"),
        (lambda: template_with("{{ ''.__class__ }}"), "TEMPLATE-FORBIDDEN", "__class__"),
        (lambda: template_with("{{ 单位名称 "), "TEMPLATE-SYNTAX", "单位名称"),
        (lambda: template_with("｛｛单位名称｝｝"), "TEMPLATE-FULL-WIDTH", "单位名称"),
        (lambda: b"text", "TEMPLATE-NOT-DOCX", "mine.docx"),
    ],
)
def test_a_faulty_template_ends_with_4_and_says_where(
    run: Run, content: Callable[[], bytes], code: str, words: str
) -> None:
    Path("mine.docx").write_bytes(content())
    ended = run("build", "book.xlsx", "--template", "mine.docx", "-o", "a.docx")
    assert ended.code == 4
    assert code in ended.err
    assert words in ended.err
    assert listing() == {"book.xlsx", "mine.docx"}


def test_all_faults_of_a_template_are_told_at_once(run: Run) -> None:
    Path("mine.docx").write_bytes(template_with("{{ 甲 }} {{ 乙 }}"))
    ended = run("build", "book.xlsx", "--template", "mine.docx", "-o", "a.docx")
    assert ended.err.count("TEMPLATE-UNKNOWN-TAG") == 2


def test_exchanged_tags_are_found_even_where_this_years_figures_are_equal(run: Run) -> None:
    document = Document(str(template("2021")))
    row = next(row for row in document.tables[1].rows if "危及" in row.cells[2].text)
    first, second = row.cells[3].paragraphs[0].runs, row.cells[4].paragraphs[0].runs  # both 0 this year
    texts = ["".join(run.text for run in runs) for runs in (first, second)]
    for runs, text in ((first, texts[1]), (second, texts[0])):
        for n, piece in enumerate(runs):
            piece.text = text if n == 0 else ""
    document.save("mine.docx")
    ended = run("build", "book.xlsx", "--template", "mine.docx", "-o", "a.docx")
    assert ended.code == 4
    assert "TEMPLATE-FIGURE" in ended.err


def test_the_command_line_is_left_to_click_which_expands_wildcards_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(program, "main", lambda arguments, **_: seen.append(arguments))
    main()
    assert seen == [None]


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("check {0}", 3, "INPUT-UNREADABLE"),
        ("check {0} book.xlsx --annotate .", 3, "INPUT-UNREADABLE"),
        ("check book.xlsx --previous {0}", 3, "INPUT-UNREADABLE"),
        ("check book.xlsx --html {0}.html", 5, "OUTPUT-NAME"),
        ("build {0}", 3, "INPUT-UNREADABLE"),
        ("build book.xlsx --previous {0}", 3, "INPUT-UNREADABLE"),
        ("build book.xlsx --template {0}", 4, "TEMPLATE-MISSING"),
        ("build book.xlsx -o {0}.docx", 5, "OUTPUT-NAME"),
        ("new -o {0}.xlsx", 5, "OUTPUT-NAME"),
        ("new -o a.xlsx --from {0}", 3, "INPUT-UNREADABLE"),
        ("new -o a.xlsx --data {0}", 3, "INPUT-UNREADABLE"),
        ("new -o a.xlsx --previous {0}", 3, "INPUT-UNREADABLE"),
        ("export {0}", 3, "INPUT-UNREADABLE"),
        ("export book.xlsx -o {0}.json", 5, "OUTPUT-NAME"),
        ("batch book.xlsx -o {0}", 5, "OUTPUT-NAME"),
        ("batch book.xlsx -o a --template {0}", 4, "TEMPLATE-MISSING"),
    ],
)
def test_a_name_that_is_too_long_is_told_of_what_bears_it(line: str, code: int, told: str, run: Run) -> None:
    ended = run(*line.format("名" * 300).split(" "))
    text = ended.out + ended.err
    assert (ended.code, told in text, "名称太长" in text) == (code, True, True)


def test_an_input_whose_name_is_too_long_keeps_no_copy_from_being_written_again(run: Run) -> None:
    alter(put("三、申请情况", "E6", 7))
    for _ in range(2):
        ended = run("check", "名" * 300, "book.xlsx", "--annotate", "copies")
        assert (ended.code, "OUTPUT" in ended.err) == (3, False)


def test_wrong_usage_ends_with_2_in_chinese(run: Run) -> None:
    for arguments in (("check",), ("nix",), ("new", "--year", "abc"), ("check", "--nope", "a.xlsx")):
        ended = run(*arguments)
        assert ended.code == 2
        assert "错误：" in ended.err


def test_a_pipe_in_gbk_gets_every_word_and_json_in_utf8(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    shutil.copy(COUNTY, tmp_path / "䶮.xlsx")
    command = [sys.executable, "-m", "assembler", "check", "䶮.xlsx"]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True)
    assert told.returncode == 0
    assert "检查通过" in told.stdout.decode("gbk")
    document = subprocess.run([*command, "--json"], cwd=tmp_path, env=environment, capture_output=True)
    assert json.loads(document.stdout.decode("utf-8"))["files"][0]["file"] == "䶮.xlsx"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("redirection", ["> /dev/full", ">&-", "> /dev/full 2>&1"])
@pytest.mark.parametrize("command", ["--help", "check {0}", "check --json {0}", "export {0}", "new -o x.xlsx"])
def test_a_result_that_can_not_be_told_ends_with_5_and_a_sentence(
    command: str, redirection: str, tmp_path: Path
) -> None:
    line = f"exec {shlex.quote(sys.executable)} -m assembler {command.format(shlex.quote(str(COUNTY)))} {redirection}"
    ended = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True)
    told = ended.stderr.decode()
    assert ended.returncode == 5
    assert told.startswith("OUTPUT-STREAM") or "2>&1" in redirection
    assert "Traceback" not in told
    assert "ignored" not in told


def told_to_nobody(line: str, place: Path, *streams: str) -> tuple[int, str]:
    """The code of a command whose stdout, or stderr, nobody reads; and what it says on the other one."""
    heard, told = os.pipe()
    os.close(heard)
    with os.fdopen(told, "wb") as pipe:
        catch: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **dict.fromkeys(streams, pipe)}
        ended = subprocess.run([sys.executable, "-m", "assembler", *line.split()], cwd=place, **catch)
    return ended.returncode, ((ended.stdout or b"") + (ended.stderr or b"")).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="another error there")
@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("check a.xlsx --html p.html --annotate d", {"p.html", "d", "d/a（审核意见）.xlsx"}),
        ("check a.xlsx --json --html p.html", {"p.html"}),
        ("build a.xlsx --draft -o r.docx", {"r.docx"}),
        ("build --draft -o r.docx -- a.xlsx", {"r.docx"}),
        ("new -o b.xlsx", {"b.xlsx"}),
        ("export a.xlsx -o e.json", {"e.json"}),
        ("export a.xlsx", set()),
        ("formats", set()),
        ("--help", set()),
        ("check --help", set()),
    ],
)
@pytest.mark.usefixtures("run")
def test_who_stops_reading_loses_words_and_no_files(line: str, made: set[str], tmp_path: Path) -> None:
    alter(put("三、申请情况", "E6", 7))
    Path("book.xlsx").rename("a.xlsx")
    for streams in [("stdout",), ("stdout", "stderr")]:
        code, told = told_to_nobody(line, tmp_path, *streams)
        assert (code, "Traceback" in told, "rror" in told) == (141, False, False)
        assert listing() - {"a.xlsx"} == made


@pytest.mark.skipif(sys.platform == "win32", reason="another error there")
@pytest.mark.parametrize("line", ["check nothing.xlsx x --nope", "check nothing.xlsx -o", "build nothing.xlsx", "nope"])
def test_a_complaint_that_nobody_reads_is_no_finding(line: str, tmp_path: Path) -> None:
    assert told_to_nobody(line, tmp_path, "stderr") == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.usefixtures("run")
def test_files_are_there_though_nothing_takes_the_words() -> None:
    alter(put("三、申请情况", "E6", 7))
    with Path("/dev/full").open("wb") as full:
        line = [sys.executable, "-m", "assembler", "check", "book.xlsx", "--html", "p.html", "--annotate", "d"]
        assert subprocess.run(line, stdout=full, stderr=subprocess.DEVNULL).returncode == 5
    assert listing() == {"book.xlsx", "p.html", "d", "d/book（审核意见）.xlsx"}


@pytest.mark.skipif(sys.platform == "win32", reason="such a folder can't be taken away there")
@pytest.mark.usefixtures("run")
def test_in_a_folder_that_has_gone_only_what_should_be_put_there_can_not_be_done(tmp_path: Path) -> None:
    """By its own process: no other test should stand there."""
    alter(put("三、申请情况", "E6", 7))
    Path("gone").mkdir()
    start = "import os, sys; os.rmdir(os.getcwd()); from assembler.cli import main; main()"
    command = [sys.executable, "-c", start, "check", str(tmp_path / "book.xlsx"), "--annotate"]
    for folder, code in (("copies", 5), (str(tmp_path / "copies"), 1)):
        Path("gone").mkdir(exist_ok=True)
        ended = subprocess.run([*command, folder], cwd=tmp_path / "gone", capture_output=True, encoding="utf-8")
        assert (ended.returncode, "Traceback" in ended.stderr) == (code, False), ended.stderr
    assert [path.name for path in Path("copies").iterdir()] == ["book（审核意见）.xlsx"]


def test_a_page_that_can_not_be_written_keeps_nothing_else_from_being_done(run: Run) -> None:
    alter(put("三、申请情况", "E6", 7))
    ended = run("check", "book.xlsx", "--html", "book.xlsx", "--annotate", "d")
    assert (ended.code, "T3-01" in ended.out, "OUTPUT-IS-INPUT" in ended.err) == (5, True, True)
    assert Path("d/book（审核意见）.xlsx").exists()


def test_a_file_that_was_named_twice_is_told(run: Run) -> None:
    os.link("book.xlsx", "link.xlsx")
    ended = run("check", "book.xlsx", "./book.xlsx", "link.xlsx")
    assert ended.code == 0
    assert ended.err.count("是同一个文件") == 2
    assert "是同一个文件" not in run("check", "book.xlsx").err


def test_what_a_parser_says_in_english_is_not_handed_on(run: Run) -> None:
    with zipfile.ZipFile("book.xlsx") as whole, zipfile.ZipFile("a.xlsx", "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, whole.read(name).replace(b"<sheetData>", b"<sheetData><c:x>" + b"<x>" * 300))
    ended = run("check", "a.xlsx")
    assert "INPUT-DAMAGED" in ended.out + ended.err
    assert not re.search("[a-z]+ in |Excessive|prefix|mismatch", ended.out + ended.err)
