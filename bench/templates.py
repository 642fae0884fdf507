"""The report's template for docxtemplater and carbone: the same document, its tags in their words."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from bench.form import SPEC

PARAGRAPH = re.compile(r"<w:p>(?:(?!</w:p>).)*</w:p>", re.DOTALL)
TAG = re.compile(r"\{%p (for|if|endfor|endif) ?(.*?) ?%\}")
PRINT = re.compile(r"\{\{ (.*?) \}\}")
NAMES = ("单位名称", "成文日期", "总体情况.前言", "存在的主要问题及改进情况.问题与改进", "其他需要报告的事项.其他事项")
"""For carbone: what is printed line by line, none where it is blank."""


def write_templates(source: Path, folder: Path) -> dict[str, Path]:
    """The template of each program, by its name."""
    found = {"docxtpl": source}
    for name, rewrite in (("docxtemplater", for_docxtemplater), ("carbone", for_carbone)):
        found[name] = folder / f"{name}.docx"
        _write(source, found[name], rewrite)
    return found


def _write(source: Path, target: Path, rewrite: Callable[[str], str]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if re.fullmatch(r"word/(document|header\d)\.xml", name):
                part = rewrite(part.decode()).encode()
                if b"{%" in part or b"{{" in part:
                    raise ValueError(f"{source.name}: a tag that can't be put into other words")
            new.writestr(name, part)


def for_docxtemplater(xml: str) -> str:
    """{#list}{.}{/list}, tags being keys of one flat object."""
    opened: list[str] = []

    def tag(match: re.Match[str]) -> str:
        word, rest = match.groups()
        if word.startswith("end"):
            return f"{{/{opened.pop()}}}"
        opened.append(_own(rest.partition(" in ")[2] or rest))
        return f"{{#{opened[-1]}}}"

    return PRINT.sub(lambda match: "{.}" if match[1] == "段" else f"{{{_own(match[1])}}}", TAG.sub(tag, xml))


def _own(name: str) -> str:
    return name.removeprefix("方面.")


def for_carbone(xml: str) -> str:
    """{d.list[i].t} and, in a paragraph of its own, {d.list[i+1].t}; conditions are lists of one or none."""
    names = {"题目": "{d.title}", "草稿": "{d.draft}"}
    names |= {SPEC.cell_name(cell): f"{{d.c{n}}}" for n, cell in enumerate(SPEC.cells)}
    lists: list[str] = []

    def paragraph(match: re.Match[str]) -> str:
        text = match[0]
        if tag := TAG.search(text):
            word, rest = tag.groups()
            if not word.startswith("end"):
                lists.append(rest.partition(" in ")[2] or rest)
                return ""
            return _again(lists.pop())
        if not lists:
            return PRINT.sub(lambda each: names[each[1]], text)
        return PRINT.sub(lambda each: _of(lists[-1], each[1]), text) + (
            PRINT.sub(_of(lists[-1], "段", "i+1"), text) if lists[-1] != "总体情况.各方面" else ""
        )

    return PARAGRAPH.sub(paragraph, xml)


def _again(name: str) -> str:
    """The second example of the outer list, which tells carbone how far the first one goes."""
    return f"<w:p><w:r><w:t>{_of(name, '方面.标题', 'i+1')}</w:t></w:r></w:p>" if name == "总体情况.各方面" else ""


def _of(name: str, shown: str, index: str = "i") -> str:
    if name == "总体情况.各方面":
        return f"{{d.a[{index}].{'n' if shown == '方面.序号' else 'h'}}}"
    return f"{{d.a[i].b[{index}].t}}" if name == "方面.正文" else f"{{d.l{NAMES.index(name)}[{index}].t}}"
