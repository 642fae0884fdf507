"""The script that everybody writes: openpyxl for the workbook, docxtpl for the report. ``python obvious.py JOB``.

openpyxl shows either formulas or values, so a script that wants to see whether the totals still are formulas loads
each workbook twice. It knows nothing of checks, reads nothing back and trusts its template.
"""

import json
import sys
from pathlib import Path
from typing import Any

from docxtpl.template import DocxTemplate
from openpyxl import load_workbook

ORDINALS = "一二三四五六七八九十"


def context(form: dict[str, Any], path: str) -> dict[str, Any]:
    """What the template asks for."""
    values, formulas = load_workbook(path, data_only=True), load_workbook(path)

    def cell(entry: dict[str, str]) -> Any:
        return values[entry["sheet"]][entry["address"]].value

    found: dict[str, Any] = {"草稿": ""}
    for entry in form["figures"]:
        if entry["total"] and not str(formulas[entry["sheet"]][entry["address"]].value).startswith("="):
            print(f"{path}: {entry['name']} is no formula", file=sys.stderr)
        table, row, column = entry["name"].split(".")
        found.setdefault(table, {}).setdefault(row, {})[column] = f"{cell(entry):.10g}"
    day = cell(form["lines"]["成文日期"])
    found["单位名称"] = cell(form["lines"]["单位名称"])
    found["题目"] = form["title"].format(year=cell(form["lines"]["年度"]))
    found["成文日期"] = f"{day.year}年{day.month}月{day.day}日"
    for entry in form["texts"]:
        section = found.setdefault(entry["section"], {"各方面": []})
        body = [line.strip() for line in str(cell(entry) or "").split("\n") if line.strip()]
        section[entry["name"]] = body
        if entry["heading"] and body:
            ordinal = f"（{ORDINALS[len(section['各方面'])]}）"
            section["各方面"].append({"序号": ordinal, "标题": entry["heading"], "正文": body})
    return found


def main() -> None:
    """One report after the other."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for workbook, report in job["files"]:
        template = DocxTemplate(job["template"])
        template.render(context(job["form"], workbook), autoescape=True)
        template.save(report)


if __name__ == "__main__":
    main()
