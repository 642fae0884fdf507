"""What the figures of the tables suggest, short of an equation: T2-05, T3-04, T3-05, T3-06, T4-05."""

from collections.abc import Iterator
from decimal import Decimal

from assembler.checks.counts import in_order, places
from assembler.checks.passages import clauses, folded, has_any
from assembler.model.equations import Figure
from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.kept import kept
from assembler.model.plain import plain
from assembler.model.refs import CellRef
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

_REGULATION = ("t2_1", "regulation")
_RECEIVED_CELL = CellRef("t3", "new_received", "total")
_NOWHERE = slice(0, 0)
_REQUESTS = r"(?:政府信息公开|信息公开|政务公开|依申请公开|政府信息)"
_RECEIVED = late(
    rf"(?:收到|接收|受理|新收)[^，。；0-9]{{0,12}}?(?:"
    rf"{_REQUESTS}[^，。；0-9]{{0,8}}?(?P<after>[0-9]+)\s*[件条份项起封宗]"
    rf"|(?P<before>[0-9]+)\s*[件条份项起封宗][^，。；]{{0,6}}?{_REQUESTS}?申请)"
)
_COMING_IN = ("收到", "接收", "受理", "新收", "接到")  # each of the two patterns has one of them
_YEAR = late(r"([0-9]{4})年")
_NONE_RECEIVED = late(
    rf"(?:未|没有|暂未|未曾)(?:收到|接到|接收到|受理)(?:过|任何|公民|群众|[的关于对])*{_REQUESTS}"
    rf"(?:信息|方面|[的类])?(?:申请(?![人答公])|事项|事宜|件|(?=[。；]|$))",
    needs=[no + received for no in ("未", "没有", "未曾") for received in ("收到", "接到", "接收到", "受理")],
)


def check_tables(spec: ReportSpec, submission: Submission, last_year: Submission | None = None) -> Iterator[Finding]:
    """Findings on figures that add up and are odd all the same."""
    yield from _no_power_to_regulate(spec, submission)
    yield from _told_otherwise(spec, submission)
    yield from _much_other(spec, submission)
    yield from _fee_notices(spec, submission)
    yield from _cases_without_requests(spec, submission, last_year)


def _sum(submission: Submission, cells: list[CellRef]) -> Decimal:
    return sum((submission.figure(cell) or Decimal(0) for cell in cells), Decimal(0))


def _finding(
    spec: ReportSpec, submission: Submission, code: str, at: str, cells: list[CellRef], case: str = "", **facts: str
) -> Finding:
    notes = tuple(CellNote(str(cell), plain(submission.figure(cell))) for cell in cells)
    return Finding(code, Severity(spec.checks[code].severity), at, notes, case, facts)


def _no_power_to_regulate(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """T2-05: regulations (规章) of a unit that can't make any."""
    cells = [cell for cell in _regulations(spec) if _is_some(submission.figure(cell))]
    if cells and _lacks_power(spec, submission):
        cells.sort(key=lambda cell: submission.figure(cell) or Decimal(0), reverse=True)
        value = plain(submission.figure(cells[0])) or ""
        yield _finding(spec, submission, "T2-05", ".".join(_REGULATION), cells, value=value)


@kept
def _regulations(spec: ReportSpec) -> tuple[CellRef, ...]:
    return tuple(cell for cell in spec.cells if (cell.block, cell.row) == _REGULATION)


def _is_some(figure: Figure) -> bool:
    """True for 1, 2, …; what isn't a number of documents at all is left to V-01."""
    return figure is not None and figure > 0 and figure == figure.to_integral_value()


def _lacks_power(spec: ReportSpec, submission: Submission) -> bool:
    """By level, and by name where the level leaves it open; a name without any place in it is a central organ's."""
    words = spec.checks["T2-05"].words
    name = submission.organisation
    if not has_any(name, words["places"]) or has_any(name, words["with_power"]):
        return False
    return submission.info.get("level") in words["levels_without"] or has_any(name, words["without_power"])


def _told_otherwise(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """T3-04: a table of zeros though requests are told of, or requests in the table though none are told of."""
    figures = in_order(spec, submission)[places(spec).get("t3", _NOWHERE)]
    if None in {*figures}:
        return
    received = [cell for cell in (_RECEIVED_CELL,) if cell in submission.figures]
    came = _sum(submission, received)
    if not any(figures):
        told = _requests_told(submission)
        if told and told != "0":
            yield _finding(spec, submission, "T3-04", "t3", received, told=told)
    elif came and _requests_told(submission) == "0":
        yield _finding(spec, submission, "T3-04", "t3", received, "untold", value=plain(came) or "")


def _requests_told(submission: Submission) -> str | None:
    """How many requests section 一 says came in; "0" if it says none; None if it doesn't say."""
    year = str(submission.year)
    for ref, text in submission.texts.items():
        plain = folded(text)
        if ref in ("s5", "s6") or not has_any(plain, _COMING_IN):
            continue
        for _, sentence in clauses(plain):
            if any(each != year for each in _YEAR.findall(sentence)):
                continue
            if match := _RECEIVED.search(sentence):
                return (match["after"] or match["before"]).lstrip("0") or "0"
            if _NONE_RECEIVED.search(sentence):
                return "0"
    return None


def _much_other(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """T3-05: many requests settled as 其他处理."""
    rule = spec.checks["T3-05"]
    other = [CellRef("t3", row, "total") for row in rule.words["rows"]]
    total = CellRef("t3", "results_total", "total")
    whole = submission.figure(total)
    part = _sum(submission, other)
    if whole and part >= rule.numbers["least"] and part * 100 > whole * rule.numbers["percent"]:
        other.sort(key=lambda cell: submission.figure(cell) or Decimal(0), reverse=True)
        percent = plain(Decimal(f"{part * 100 / whole:.1f}")) or ""  # quantize() fails on what is absurdly large
        facts = {"count": plain(part) or "", "whole": plain(whole) or "", "percent": percent}
        yield _finding(spec, submission, "T3-05", "t3", [*other, total], **facts)


def _fee_notices(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """T3-06: requests dropped over an unpaid fee, and no word on fee notices in section 六."""
    rule = spec.checks["T3-06"]
    for row in rule.words["rows"]:
        cell = CellRef("t3", row, "total")
        value = submission.figure(cell)
        if value and "s6" not in submission.absent and not has_any(submission.texts["s6"], rule.words["notices"]):
            yield _finding(spec, submission, "T3-06", str(cell), [cell], value=plain(value) or "")


def _cases_without_requests(
    spec: ReportSpec, submission: Submission, last_year: Submission | None
) -> Iterator[Finding]:
    """T4-05: reviews or suits, and not one request in two years they could be about."""
    if last_year is None:
        return
    requests = [CellRef("t3", row, "total") for row in ("new_received", "carried_in")]
    if any(each.figure(cell) != 0 for each in (submission, last_year) for cell in requests):
        return
    totals = [cell for cell in spec.cells if cell.block == "t4" and spec.is_computed(cell) and submission.figure(cell)]
    if totals:
        yield _finding(spec, submission, "T4-05", "t4", totals, value=plain(_sum(submission, totals)) or "")
