"""Workbooks to fill reports from: balanced figures, prose that tells them, an organisation each. Made once, kept."""

import hashlib
import random
import zipfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from assembler.checks import check
from assembler.excel import make_workbook
from assembler.model.findings import Severity
from assembler.model.refs import CellRef
from assembler.model.submission import Submission, blank, completed
from bench.form import SPEC

WRITTEN = 1000  # beyond that, workbooks are copies for other organisations
MOST = 40
NAME = "云岭县第{:06}局"
ENTRIES = {
    "address": "云岭县青松路18号", "phone": "0999-5550123", "email": "gongkai@yunling.example", "postcode": "999100",
    "website": "www.yunling.example", "signed_on": "2024-01-18", "level": "department",
}  # fmt: skip
TOLD = {
    "open": "予以公开",
    "partial": "部分公开",
    "deny": "不予公开",
    "unable": "无法提供",
    "refuse": "不予处理",
    "other": "其他处理",
}
WORK = (
    "坚持把政府信息公开作为改进作风、接受监督的重要抓手，主要负责同志多次听取汇报，研究解决工作中遇到的困难。",
    "围绕群众关心的重点领域，及时更新机构职能、政策文件和办事指南，做到内容准确、格式规范、便于查找。",
    "建立健全信息发布审核制度，严格落实先审查、后公开的要求，对拟发布内容逐条核对，防止泄露个人隐私。",
    "加强业务培训，组织各股室工作人员学习条例和有关规定，提高依法公开、规范办理的意识和能力。",
    "依托县政府网站和政务新媒体开展政策解读，用通俗的语言回应关切，不断提高公开内容的可读性和实效性。",
    "畅通受理渠道，指定专人负责登记、审核、办理和答复，与申请人主动沟通，尽力满足合理需求。",
    "对照考核评估反馈的意见逐项整改，定期开展自查，确保栏目更新及时、链接有效、附件能够打开。",
)


def workbooks(folder: Path, count: int) -> list[Path]:
    """So many workbooks, made unless they lie there from another run of the same program."""
    first = _workbook(0)
    home = folder / f"workbooks-{hashlib.sha256(first).hexdigest()[:12]}"
    home.mkdir(parents=True, exist_ok=True)
    files = [home / f"{number:06}.xlsx" for number in range(count)]
    lacking = [number for number, file in enumerate(files[:WRITTEN]) if not file.exists()]
    with ProcessPoolExecutor() as pool:
        for number, data in zip(lacking, pool.map(_workbook, lacking, chunksize=10), strict=True):
            _write(files[number], data)
    for number in range(WRITTEN, count):
        if not files[number].exists():
            _write(files[number], _for_another(files[number % WRITTEN], number % WRITTEN, number))
    return files


def _write(file: Path, data: bytes) -> None:
    whole = file.with_suffix(".part")
    whole.write_bytes(data)
    whole.replace(file)


def _workbook(number: int) -> bytes:
    """ValueError if it has errors: then there would be no report."""
    filled = submission(number)
    errors = [each for each in check(SPEC, filled) if each.severity is Severity.ERROR]
    if errors:
        raise ValueError(f"workbook {number}: {errors[0]}")
    return make_workbook(SPEC, filled)


def _for_another(file: Path, owner: int, number: int) -> bytes:
    """The same workbook under the name of another organisation."""
    old, new = (NAME.format(each).encode() for each in (owner, number))
    out = file.parent / f"{number:06}.copy"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(old, new))
    data = out.read_bytes()
    out.unlink()
    return data


def submission(number: int) -> Submission:
    """What the organisation of that number reports for 2023: no error, the same every time."""
    rnd = random.Random(number)
    inputs = {cell: 0 for cell in SPEC.cells if not SPEC.is_computed(cell)}
    for cell in inputs:
        if cell.block != "t3" or rnd.random() < (0.01 if cell.row.startswith("other") else 0.3):
            inputs[cell] = rnd.randint(0, MOST)
    for column in {cell.column for cell in inputs if cell.block == "t3"}:
        new, brought, left = (CellRef("t3", row, column) for row in ("new_received", "carried_in", "carried_out"))
        done = sum(n for cell, n in inputs.items() if cell.column == column and cell not in (new, brought, left))
        inputs[new] = max(done + inputs[left] - inputs[brought], 0)
        inputs[left] = inputs[new] + inputs[brought] - done
        inputs[brought] += max(-inputs[left], 0)
        inputs[left] = max(inputs[left], 0)
    inputs |= {cell: 0 for cell in inputs if (cell.block, cell.row) == ("t2_1", "regulation")}  # not a county's office
    inputs[CellRef("t2_1", "normative_doc", "in_force")] += MOST
    cents = {cell: Decimal("0.25") for cell in inputs if SPEC.value_of(cell) == "amount"}
    figures = completed(SPEC, {cell: n + cents.get(cell, Decimal(0)) for cell, n in inputs.items()})
    filled = replace(blank(SPEC, NAME.format(number), 2023), figures=figures)
    return replace(filled, info={**filled.info, **ENTRIES}, texts=_texts(rnd, filled))


def _texts(rnd: random.Random, filled: Submission) -> dict[str, str]:
    def count(name: str) -> str:
        rows = [row.id for row in SPEC.blocks["t3"].leaf_rows if name in (row.id, row.parent)]
        return str(sum(filled.figures[CellRef("t3", row, "total")] or 0 for row in rows))

    settled = "，".join(f"{word}{count(name)}件" for name, word in TOLD.items())
    said = {
        "preamble": "本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为"
        "2023年1月1日至2023年12月31日。"
        f"如有疑问，请与{filled.organisation}联系（地址：{ENTRIES['address']}，电话：{ENTRIES['phone']}）。"
        f"本报告可在{ENTRIES['website']}下载。",
        "s1.on_request": f"本年度新收政府信息公开申请{count('new_received')}件，上年结转{count('carried_in')}件，"
        f"其中{settled}，结转下年度继续办理{count('carried_out')}件。",
        "s5": "存在的主要问题是政策解读形式较为单一，工作人员业务能力有待提高。下一步将加强培训，逐项改进。",
        "s6": "本年度未收取信息处理费，没有其他需要报告的事项。",
    }
    return {
        text: "\n".join([said.get(text, ""), *_work(rnd, 1 if text in ("preamble", "s6") else 2)]).strip()
        for text in SPEC.texts
    }


def _work(rnd: random.Random, most: int) -> Sequence[str]:
    """Paragraphs of a few sentences each."""
    return ["".join(rnd.sample(WORK, rnd.randint(1, 2))) for _ in range(rnd.randint(1, most))]
