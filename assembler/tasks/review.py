"""What a returned workbook says about the findings, as finished strings: each cause once, the gravest first."""

from collections.abc import Iterable, Iterator, Mapping

from assembler.excel import Mark, Place, Remark, Review, standard_places
from assembler.messages import Catalog
from assembler.messages.causes import Cause, causes
from assembler.messages.places import refs_of, sheet_of, spans
from assembler.messages.telling import OWN_WORDS, doubts, to_blame, told, told_under
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import Checked, Location
from assembler.records import replace

GRADES = (*map(str, Severity), "mended", "accepted")
LEFT_OUT = ("W-18", "W-19")
"""Codes of what has no place in the form and stays in the original."""
ASKED = 150
"""Numbers for which a reason is asked, at most; the area on 校验 is read that far."""
_MOST_SPANS = 8
_MOST_LINES = 7  # of a remark in one row; each takes up to three lines of the cell


def review_of(copy: Checked, gone: Iterable[Finding], file: str) -> Review:
    """The review that goes with a copy. ``copy``: what it holds, and the findings that it has; ``gone``: findings on
    the workbook that came in that making it anew has settled, or left behind."""
    catalog = Catalog.load("zh")  # like every other word of the workbook
    fates: dict[str, list[Finding]] = {grade: [] for grade in GRADES}
    for finding in copy.findings:
        fates[finding.severity.value if finding.accepted is None else "accepted"].append(finding)
    for finding in gone:
        still = finding.code in LEFT_OUT or is_restored(finding) or _is_unread(finding)
        told_as = finding.severity.value if still else "mended"
        fates[told_as].append(replace(finding, accepted=None, token=""))
    to_do = [each for grade in ("error", "warning") for each in fates[grade]]
    given = copy.submission.filed  # a reason that was too short has its row already
    asked = {each.token: _name(each, copy, catalog) for each in to_do if each.token and each.token not in given}
    asked = dict(list(asked.items())[: max(0, ASKED - len(given))])
    places = standard_places(copy.spec, copy.submission, asked)
    here = replace(copy, locations={ref: Location(each.sheet, each.address) for ref, each in places.items()})
    rows: list[tuple[Remark, Iterable[tuple[str, str]]]] = []
    for grade, findings in fates.items():
        group = causes(findings)
        why = doubts(group, catalog)
        for cause in group:
            row = _remark(cause, grade, why.get(id(cause), ""), here, places, catalog)
            numbers = (each.token for each in cause.findings if each in to_do)
            number = next((each for each in numbers if each in asked or each in given), "")
            first, *more = _parts(row)
            rows.append((replace(first, reason=number), tuple(_marked(cause, grade, here))))
            goes_on = catalog.word("review_goes_on", number=len(rows))
            rows += [(replace(each, remedy=goes_on, suggestion=""), ()) for each in more]
    return Review(
        headline=_headline(copy, file, catalog),
        counts=catalog.word("review_counts", **{grade: len(found) for grade, found in fates.items()}),
        next_step=catalog.word("review_next" if to_do else "review_nothing"),
        remarks=tuple(row for row, _ in rows),
        marks=_marks(rows, catalog),
        reasons=asked,
    )


def is_restored(finding: Finding) -> bool:
    """True where a part of the form was missing: it is there again, and empty."""
    return finding.code == "S-08" or (finding.code == "S-01" and finding.case != "blank")


def _is_unread(finding: Finding) -> bool:
    """True where a label said something else, so that its figures stand there as text: only its words say why."""
    return finding.code == "S-09" and finding.severity is Severity.ERROR


def _parts(remark: Remark) -> list[Remark]:
    """A remark on many findings in several rows: no row of a sheet can hold them all."""
    lines = remark.problem.split("\n")
    parts = [lines[n : n + _MOST_LINES] for n in range(0, len(lines), _MOST_LINES)]
    return [replace(remark, problem="\n".join(part)) for part in parts]


def _headline(copy: Checked, file: str, catalog: Catalog) -> str:
    organisation = copy.submission.organisation or catalog.word("review_nobody")
    year = copy.submission.year
    told_year = catalog.word("review_year", year=year) if year else ""
    return catalog.word("review_headline", organisation=organisation, year=told_year, file=file)


def _name(finding: Finding, copy: Checked, catalog: Catalog) -> str:
    return catalog.place(finding.cells[0].ref if finding.cells else finding.at, copy.spec)


def _remark(
    cause: Cause, grade: str, doubt: str, here: Checked, places: Mapping[str, Place], catalog: Catalog
) -> Remark:
    head, target = cause.head, _target(cause, here, places)
    if head.accepted is not None:
        remedy = catalog.word("accepted_because", text=head.accepted)
    elif grade == "mended":
        remedy = catalog.word("review_mended")
    elif head.code in LEFT_OUT:
        remedy = catalog.word("review_left_out")
    elif is_restored(head):
        remedy = catalog.word("review_restored")
    else:
        remedy = told(cause, here, catalog).remedy
    return Remark(
        grade=grade,
        label=catalog.word("review_label" if grade == "mended" else grade),
        codes=" ".join(dict.fromkeys(finding.code for finding in cause.findings)),
        place=_place(cause, target, here, catalog),
        target=target,
        problem="\n".join(_problem(cause, here, catalog)),
        remedy=remedy,
        suggestion="" if grade in ("mended", "accepted") else _suggestion(cause, here, catalog) or doubt,
    )


def _problem(cause: Cause, here: Checked, catalog: Catalog) -> Iterator[str]:
    """What is the matter; several findings of one cause line by line."""
    if cause.kind == "line":
        yield told(cause, here, catalog).message
    for finding in cause.findings:
        text = told_under(finding, here, catalog)
        text = text.replace("\n", " ")
        yield text if len(cause.findings) == 1 else f"{finding.code}　{text}"
    if cause.head.excerpt:
        yield catalog.word("excerpt", text=cause.head.excerpt.replace("\n", " "))
    if others := _others(cause, here, catalog):
        yield others


def _suggestion(cause: Cause, here: Checked, catalog: Catalog) -> str:
    if cause.kind == "line":
        told_each = (
            catalog.word("suggested_other", place=catalog.place(each.ref, here.spec), after=each.after)
            for each in cause.suggestions
        )
        return catalog.word("semicolon").join(told_each)
    blamed = cause if cause.kind in OWN_WORDS else replace(cause, findings=cause.findings[:1])
    return catalog.word("semicolon").join(to_blame(blamed, here, catalog)) if blamed.suggestions else ""


def _place(cause: Cause, target: Place | None, here: Checked, catalog: Catalog) -> str:
    """三、申请情况!E6, the cell to look at first; the sheet alone where no cell is to blame."""
    if target is None:
        return catalog.word("whole")
    named = any(ref in here.locations for ref in refs_of(cause, here))
    return f"{target.sheet}!{target.address}" if named else target.sheet


def _others(cause: Cause, here: Checked, catalog: Catalog) -> str:
    """涉及：E6 E7 E29 E30 where there are several, those of other sheets with their sheet."""
    found = spans(refs_of(cause, here), here)
    if not found or (len(found) == 1 and ":" not in found[0].text):
        return ""
    told_each = [each.text if each.sheet == found[0].sheet else f"{each.sheet}!{each.text}" for each in found]
    more = [catalog.word("and_more")] if len(found) > _MOST_SPANS else []
    return catalog.word("review_cells", cells=" ".join([*told_each[:_MOST_SPANS], *more]))


def _target(cause: Cause, here: Checked, places: Mapping[str, Place]) -> Place | None:
    """The first entry of a cause; of what has none the first entry of its row, table or section; else None."""
    for ref in (*refs_of(cause, here), cause.head.at):
        inside = (place for each, place in places.items() if each == ref or each.startswith(f"{ref}."))
        if place := next(inside, None):
            return place
    sheet = sheet_of(cause, here)
    return next((place for place in places.values() if place.sheet == sheet), None)


def _marked(cause: Cause, grade: str, here: Checked) -> Iterator[tuple[str, str]]:
    """The entries of a cause, with the grade that they are marked by: of a relation that names no culprit the first
    alone; all others turn red by themselves while it doesn't hold, and have a comment."""
    relations = {equation.id for equation in here.spec.equations}
    doubtful = cause.head.code in relations and cause.kind not in OWN_WORDS
    for n, ref in enumerate(refs_of(cause, here) or _to_fill(cause.head, here)):
        if ref in here.locations and not ref.startswith("accepted."):
            yield ref, "" if doubtful and n else grade


def _to_fill(finding: Finding, here: Checked) -> Iterator[str]:
    """The entries of a row or column that wasn't found: they are to be filled in again."""
    block, _, line = finding.at.partition(".")
    if finding.code == "S-08" and line:
        for cell in here.spec.blocks[block].cells():
            if line in (cell.row, cell.column) and not here.spec.is_computed(cell):
                yield str(cell)


def _marks(rows: Iterable[tuple[Remark, Iterable[tuple[str, str]]]], catalog: Catalog) -> dict[str, Mark]:
    """All remarks on an entry in one comment, the gravest first. What was accepted isn't marked."""
    found: dict[str, Mark] = {}
    for number, (remark, marked) in enumerate(rows, 1):
        if remark.grade == "accepted":
            continue
        text = catalog.word("review_comment", label=remark.label, number=number, codes=remark.codes)
        remedy = catalog.word("remedy", text=remark.remedy)
        text = "\n".join(filter(None, (text, remark.problem, remark.suggestion, remedy)))
        for ref, grade in marked:
            before = found.get(ref, Mark("", ""))
            found[ref] = Mark(before.grade or grade, "\n\n".join(filter(None, (before.text, text))))
    return found
