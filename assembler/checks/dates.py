"""Title, year and sign-off: D-01…D-04; S-10 an edition of another year."""

from collections.abc import Iterator
from datetime import date

from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.plain import chinese_date, read_date
from assembler.model.spec import Level, ReportSpec
from assembler.model.submission import Submission
from assembler.patterns import late

SIGNED = "info.signed_on"
_ZEROS = late("(?<![0-9])0(?=[0-9])")


def check_dates(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on organisation, year, level and the date of the sign-off."""
    yield from _title(spec, submission)
    typed = submission.unread.get(SIGNED) or submission.info.get("signed_on", "")
    day = read_date(typed)
    if SIGNED not in submission.absent:
        yield from _notation(spec, typed, day)
    yield from _unknown_level(spec, submission)
    if day is not None and submission.year is not None:
        yield from _too_early(spec, submission.year, day)
        yield from _too_late(spec, submission, submission.year, day)


def _title(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """D-04: the title and the sign-off are made of organisation and year, so both must be right."""
    name = submission.organisation.strip()
    if "organisation" in submission.absent:
        pass  # S-01 says so
    elif not name:
        yield _finding(spec, "D-04", "organisation", "", case="no-organisation")
    elif rests := [word for word in spec.checks["D-04"].words["title_rests"] if name.endswith(word)]:
        yield _finding(spec, "D-04", "organisation", name, case="title-in-name", name=name, rest=rests[0])
    raw_year = submission.unread.get("year")
    if "year" in submission.absent:
        return
    if submission.year is None:
        yield _finding(spec, "D-04", "year", raw_year or "", case="bad-year" if raw_year else "no-year")
    elif not spec.covers(submission.year):
        case = "newer" if submission.year < spec.first_year else ""
        first, last = str(spec.first_year), str(spec.last_year or "")
        yield _finding(spec, "S-10", "year", str(submission.year), case=case, form=spec.id, first=first, last=last)


def _notation(spec: ReportSpec, typed: str, day: date | None) -> Iterator[Finding]:
    """D-03: a date that can be printed as YYYY年M月D日."""
    if not typed.strip():
        yield _finding(spec, "D-03", SIGNED, "", case="blank")
        return
    if day is None:
        yield _finding(spec, "D-03", SIGNED, typed, case="unreadable", severity=Severity.ERROR)
        return
    usual = (day.isoformat(), chinese_date(day), *(f"{day.year}{sign}{day.month}{sign}{day.day}" for sign in "-/"))
    if typed.strip() not in usual:
        case = "" if _ZEROS.sub("", typed.strip()) in usual else "notation"
        yield _finding(spec, "D-03", SIGNED, typed, case=case, shown=typed, expected=chinese_date(day))


def _too_early(spec: ReportSpec, year: int, day: date) -> Iterator[Finding]:
    """D-01: a report on the whole of a year can't be signed before that year is over."""
    first = date(year + 1, 1, 1)
    if day < first:
        meant = _a_year_later(day) if day.year == year and day.month <= 3 else ""
        case = "slip" if meant else ""
        yield _finding(
            spec, "D-01", SIGNED, day.isoformat(), case=case, expected=first.isoformat(), meant=meant, year=str(year)
        )


def _too_late(spec: ReportSpec, submission: Submission, year: int, day: date) -> Iterator[Finding]:
    """D-02: the legal date of the unit's level. Where the level leaves several open, a date between the first and
    the last is a note that names them."""
    given = submission.info.get("level", "")
    level = _level(spec, given)
    dates = [(date(year + 1, each.month, each.day), each.applies) for each in level.deadlines]
    missed = [(deadline, applies) for deadline, applies in dates if day > deadline]
    if missed:
        partly = len(missed) < len(dates)
        yield _finding(
            spec, "D-02", SIGNED, day.isoformat(), severity=Severity.INFO if partly else None,
            expected=dates[-1][0].isoformat(), deadlines=_listed(dates), missed=_listed(missed),
            case="partly" if partly else "" if given else "assumed-level",
        )  # fmt: skip


def _listed(dates: list[tuple[date, str]]) -> str:
    """县级汇总 2024年2月20日、设区的市级汇总 2024年3月10日."""
    return "、".join(f"{applies} {chinese_date(deadline)}" for deadline, applies in dates)


def _unknown_level(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """D-02: a level that isn't in the list, so that no legal date belongs to it."""
    typed = submission.unread.get("info.level")
    if typed:
        known = "、".join(each.label for each in spec.levels)
        yield _finding(spec, "D-02", "info.level", typed, case="unknown-level", known=known)


def _a_year_later(day: date) -> str:
    """The date that was probably meant where last year's number was typed by habit; "" for 29 February."""
    return "" if (day.month, day.day) == (2, 29) else chinese_date(day.replace(year=day.year + 1))


def _level(spec: ReportSpec, level_id: str) -> Level:
    """The level with that id; the first one (a department) if it isn't known."""
    return next((level for level in spec.levels if level.id == level_id), spec.levels[0])


def _finding(
    spec: ReportSpec,
    code: str,
    at: str,
    value: str,
    *,
    case: str = "",
    severity: Severity | None = None,
    expected: str | None = None,
    shown: str | None = None,
    **facts: str,
) -> Finding:
    """``shown``: the value as it is to be quoted; None: a day as people write it."""
    day = read_date(value) if at == SIGNED and shown is None else None
    return Finding(
        code=code,
        severity=severity or Severity(spec.checks[code].severity),
        at=at,
        cells=(CellNote(at, value or None),),
        case=case,
        facts={"value": chinese_date(day) if day else shown or value, "expected": expected or "", **facts},
        expected=expected,
        actual=value or None,
    )
