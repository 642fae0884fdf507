"""One reader for the reports of all programs: what they say, and where they differ."""

import zipfile
from itertools import zip_longest
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def said(report: Path) -> list[str]:
    """Paragraphs and cells of tables in order (表 1.2.3 is table 1, row 2, cell 3); blank paragraphs don't count."""
    with zipfile.ZipFile(report) as package:
        body = etree.fromstring(package.read("word/document.xml")).find(f"{W}body")
    found, tables = [], 0
    for part in body if body is not None else ():
        if part.tag == f"{W}p" and (text := _text(part)):
            found.append(text)
        elif part.tag == f"{W}tbl":
            tables += 1
            for r, row in enumerate(part.iter(f"{W}tr"), 1):
                found += [f"表 {tables}.{r}.{c}: {_text(cell)}" for c, cell in enumerate(row.iter(f"{W}tc"), 1)]
    return found


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t")).strip()


def difference(one: Path, *others: Path) -> str:
    """The first one, in words; "" if all reports say the same."""
    here = said(one)
    for other in others:
        for mine, theirs in zip_longest(here, said(other), fillvalue="(nothing)"):
            if mine != theirs:
                return f"{one.parent.name}/{one.name}: {mine}\n{other.parent.name}/{other.name}: {theirs}"
    return ""
