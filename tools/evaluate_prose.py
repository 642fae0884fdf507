"""How well the N-rules read: precision and recall for each rule, on the sentences of tests/data/narratives.json and on
the published reports. ``make eval``; ``--misses`` names every sentence that was read wrongly."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from assembler.checks.prose import check_prose
from assembler.formats import load_format
from assembler.model.findings import Finding, Severity
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission, blank, completed
from assembler.tasks.submission_json import load_submission

DATA = Path(__file__).parents[1] / "tests" / "data"


@dataclass(frozen=True)
class Case:
    """A sentence beside a table. ``expected``: the contradictions in it, ``N-05 unable`` or only ``N-05``;
    ``N-01/explained`` is a note."""

    half: str
    source: str
    kind: str
    text: str
    sentence: str
    expected: tuple[str, ...]
    submission: Submission


def cases(spec: ReportSpec) -> Iterator[Case]:
    """The sentences of narratives.json as submissions; cells that aren't named are 0."""
    document: dict[str, Any] = json.loads((DATA / "narratives.json").read_text(encoding="utf-8"))
    tables = {name: _submission(spec, figures) for name, figures in document["tables"].items()}
    for each in document["cases"]:
        filled = tables[each["table"]]
        texts = {**filled.texts, each["text"]: each["sentence"]}
        submission = replace(filled, year=each["year"], texts=texts)
        expected = tuple(each["expected"])
        yield Case(each["half"], each["source"], each["kind"], each["text"], each["sentence"], expected, submission)


def _submission(spec: ReportSpec, figures: dict[str, Any]) -> Submission:
    named = {CellRef.parse(ref): Decimal(str(figure)) for ref, figure in figures.items()}
    zeros = {cell: Decimal(0) for cell in spec.cells if not spec.is_computed(cell)}
    return replace(blank(spec, "某局", 2023), figures=completed(spec, {**zeros, **named}))


def contradictions(findings: list[Finding]) -> list[str]:
    """``N-05 unable`` for each finding that a person is to decide, ``N-01/explained new_received`` for notes on
    explained figures; shares are notes by their rule."""
    return [
        f"{each.code}{'/explained' if each.case == 'explained' else ''} {each.at}"
        for each in findings
        if each.severity is not Severity.INFO or each.case == "explained" or each.code == "N-12"
    ]


@dataclass(frozen=True)
class Score:
    """Rules of contradictions found, missed, and raised without one."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    false: tuple[str, ...]


def score(case: Case, spec: ReportSpec) -> Score:
    """Compare what is expected with what is raised, place by place where the place is given."""
    raised = contradictions(list(check_prose(spec, case.submission)))
    found, missed = [], []
    for expected in case.expected:
        rule = expected.partition(" ")[0]
        match = next((each for each in (expected, *raised) if each in raised and each.partition(" ")[0] == rule), None)
        if match is None:
            missed.append(expected)
        else:
            raised.remove(match)
            found.append(match)
    if case.kind == "one figure changed":  # then its sums and shares are wrong, too
        raised = [each for each in raised if each[:4] not in ("N-11", "N-12")]
    return Score(tuple(found), tuple(missed), tuple(raised))


def table(title: str, scores: list[Score]) -> str:
    """Precision and recall by rule, as a table of Markdown."""
    counts = {
        part: Counter(each.partition(" ")[0] for one in scores for each in getattr(one, part))
        for part in ("found", "missed", "false")
    }
    lines = [
        f"{title}（{len(scores)}）",
        "",
        "| 规则 | 应报 | 报出 | 漏报 | 误报 | 查准 | 查全 |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in (*sorted({*counts["found"], *counts["missed"], *counts["false"]}), "合计"):
        found, missed, false = (sum(c.values()) if rule == "合计" else c[rule] for c in counts.values())
        precision = f"{found / (found + false):.3f}" if found + false else "—"
        recall = f"{found / (found + missed):.3f}" if found + missed else "—"
        lines.append(f"| {rule} | {found + missed} | {found} | {missed} | {false} | {precision} | {recall} |")
    right = [one for one in scores if not one.found and not one.missed]
    alarms = sum(1 for one in right if one.false)
    lines.append(f"\n没有矛盾的 {len(right)} 句，误报 {alarms} 句。")
    return "\n".join(lines)


def reports(spec: ReportSpec) -> Iterator[str]:
    """What is raised in whole reports."""
    for file in (*sorted(DATA.glob("*-2023*.json")), *sorted(DATA.glob("published/p*.json"))):
        _, submission = load_submission(file)
        found = contradictions(list(check_prose(spec, submission)))
        yield f"- {file.stem}：{'、'.join(found) or '无'}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="name every sentence that was read wrongly")
    parser.add_argument("--half", help="only: training, held out")
    options = parser.parse_args()
    spec = load_format("2021")
    scored = [(case, score(case, spec)) for case in cases(spec) if not options.half or case.half == options.half]
    for half in sorted({case.half for case, _ in scored}, reverse=True):
        print(
            table(
                {
                    "training": "训练",
                    "held out": "留出",
                    "second": "第二次留出",
                    "third": "第三次留出",
                    "fourth": "第四次留出",
                    "fifth": "第五次留出",
                    "review": "复查",
                }[half],
                [one for case, one in scored if case.half == half],
            )
        )
        print()
    if options.misses:
        for case, one in scored:
            if one.missed or one.false:
                print(f"{case.half} {case.text} {case.sentence}\n    漏 {list(one.missed)} 误 {list(one.false)}")
    print("整份年报：\n")
    print("\n".join(reports(spec)))


if __name__ == "__main__":
    main()
