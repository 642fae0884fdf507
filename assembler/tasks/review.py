"""What a returned workbook says about the findings, as finished strings: each cause once, the gravest first."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

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
_MOST_LINES = 7  # of a remark in one row
_LINE, _HIGHEST = 24, 22  # characters in a line of the cell, at least, and lines in one that can be seen
_MOST_LISTED = 210  # lines of what was left out
_NONE: Mapping[str, Finding] = MappingProxyType({})
_Marked = tuple[str, str, str]
"""An entry, the grade that it is marked by ("" = by its comment alone), and words of its own ("" = the remark's)."""


def review_of(copy: Checked, gone: Iterable[Finding], file: str, doubted: Mapping[str, Finding] = _NONE) -> Review:
    """The review that goes with a copy. ``copy``: what it holds, and the findings that it has; ``gone``: findings on
    the workbook that came in that making it anew has settled, or left behind; ``doubted``: those that became doubts, by
    the numbers of these."""
    catalog = Catalog.load("zh")  # like every other word of the workbook
    fates = _fates(copy, gone)
    to_do = [each for grade in ("error", "warning") for each in fates[grade]]
    given = copy.submission.filed  # a reason that was too short has its row already
    asked = {each.token: _name(each, copy, catalog) for each in to_do if each.token and each.token not in given}
    asked = dict(list(asked.items())[: max(0, ASKED - len(given))])
    places = standard_places(copy.spec, copy.submission, asked)
    here = replace(copy, locations={ref: Location(each.sheet, each.address) for ref, each in places.items()})
    tokens = {each.token for each in to_do}
    rows: list[tuple[Remark, Iterable[_Marked]]] = []
    for grade, findings in fates.items():
        group = causes(_where_it_was(each, doubted, here) for each in findings)
        why = doubts(group, catalog)
        for cause in group:
            row = _remark(cause, grade, why.get(id(cause), ""), here, places, catalog)
            numbers = (each.token for each in cause.findings if each.token in tokens)
            number = next((each for each in numbers if each in asked or each in given), "")
            first, *more = _parts(row)
            rows.append((replace(first, reason=number), tuple(_marked(cause, grade, here, places, catalog))))
            left_out = cause.head.code in LEFT_OUT
            goes_on = catalog.word("review_listed_on" if left_out else "review_goes_on", number=len(rows))
            rows += [(replace(each, remedy=goes_on, suggestion=""), ()) for each in more]
    return Review(
        headline=_headline(copy, file, catalog),
        counts=catalog.word("review_counts", **{grade: len(found) for grade, found in fates.items()}),
        next_step=catalog.word("review_next" if to_do else "review_nothing"),
        remarks=tuple(row for row, _ in rows),
        marks=_marks(rows, catalog),
        reasons=asked,
    )


def _fates(copy: Checked, gone: Iterable[Finding]) -> dict[str, list[Finding]]:
    """What became of each finding, by grade; what was missing in the form comes before what follows from that."""
    fates: dict[str, list[Finding]] = {grade: [] for grade in GRADES}
    restored: dict[str, list[Finding]] = {grade: [] for grade in GRADES}
    for finding in copy.findings:
        fates[finding.severity.value if finding.accepted is None else "accepted"].append(finding)
    for finding in gone:
        bare, grade = replace(finding, accepted=None, token=""), finding.severity.value
        if finding.code in LEFT_OUT:
            fates[grade].append(bare)
        elif _is_unread(finding) or (is_restored(finding) and _is_to_fill(finding, copy)):
            restored[grade].append(bare)
        else:
            fates["mended"].append(bare)
    return {grade: [*restored[grade], *found] for grade, found in fates.items()}


def is_restored(finding: Finding) -> bool:
    """True where a part of the form was missing: it is there again, and empty."""
    return finding.code == "S-08" or (finding.code == "S-01" and finding.case != "blank")


def _is_unread(finding: Finding) -> bool:
    """True where a label said something else, so that its figures stand there as text: only its words say why."""
    return finding.code == "S-09" and finding.severity is Severity.ERROR


def _parts(remark: Remark) -> list[Remark]:
    """A remark on many findings in several rows: no row of a sheet can hold them all."""
    parts: list[list[str]] = [[]]
    height = 0
    for line in remark.problem.split("\n"):
        height += 1 + len(line) // _LINE
        if parts[-1] and (height > _HIGHEST or len(parts[-1]) == _MOST_LINES):
            parts.append([])
            height = 1 + len(line) // _LINE
        parts[-1].append(line)
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
        remedy = catalog.word("review_to_type" if head.case == "lost" else "review_left_out")
    elif is_restored(head):
        carried = any(_is_in(ref, head.at, here) for ref in here.submission.carried)
        several = "review_several" if head.code == "S-01" else "review_carried"
        remedy = catalog.word(several if carried else "review_restored")
    elif head.code in ("V-01", "V-02") and (head.actual or "").endswith("）"):
        remedy = catalog.word("review_quoted")
    else:
        remedy = told(cause, here, catalog).remedy
    if head.code not in LEFT_OUT and head.facts.get("everything"):
        remedy += catalog.word("review_left_out")
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
    if everything := cause.head.facts.get("everything"):
        yield from _in_full(cause.head, everything.split("\n"), here, catalog)
        return
    if cause.kind in ("line", "alike"):
        yield told(cause, here, catalog).message
    for finding in cause.findings if cause.kind != "alike" else ():
        text = told_under(finding, here, catalog)
        text = text.replace("\n", " ")
        yield text if len(cause.findings) == 1 else f"{finding.code}　{text}"
    if cause.head.excerpt:
        yield catalog.word("excerpt", text=cause.head.excerpt.replace("\n", " "))
    if others := _others(cause, here, catalog):
        yield others


def _in_full(finding: Finding, lines: list[str], here: Checked, catalog: Catalog) -> Iterator[str]:
    """What has no place in the form, all of it: nobody finds it in the original by the first few."""
    facts = {**finding.facts, "listed": catalog.word("review_below")}
    yield told_under(replace(finding, facts=facts), here, catalog)
    yield from lines[:_MOST_LISTED]
    if len(lines) > _MOST_LISTED:
        yield catalog.word("and_more")


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


def _where_it_was(finding: Finding, doubted: Mapping[str, Finding], here: Checked) -> Finding:
    """A doubt at the entries that it is about, if this is known: elsewhere it is told by the number of its answer."""
    origin = doubted.get(finding.at)
    if origin is None:
        return finding
    if origin.facts.get("everything"):
        finding = replace(finding, facts={**finding.facts, "everything": origin.facts["everything"]})
    has_place = any(_is_in(ref, origin.at, here) for ref in here.locations)
    return replace(finding, at=origin.at, cells=origin.cells) if has_place else finding


def _is_in(ref: str, part: str, here: Checked) -> bool:
    """True for an entry of a table, block, row, column or section, and for the entry itself."""
    block, _, line = part.partition(".")
    inside = [each.id for table in here.spec.tables if table.id == part for each in table.blocks] or [block]
    own, *lines = ref.split(".")
    return ref == part or (own in inside and (not line or line in lines))


def _marked(
    cause: Cause, grade: str, here: Checked, places: Mapping[str, Place], catalog: Catalog
) -> Iterator[_Marked]:
    """The entries of a cause, with the grade that they are marked by: of a relation that names no culprit the first
    alone; all others turn red by themselves while it doesn't hold, and have a comment. Of many that are alike each has
    words of its own; what is to be done and has no entry is told at the first of its row, table or section."""
    if cause.kind == "alike":
        for each in cause.findings:
            yield each.at, grade, told_under(each, here, catalog)
        return
    relations = {equation.id for equation in here.spec.equations}
    doubtful = cause.head.code in relations and cause.kind not in OWN_WORDS
    refs = refs_of(cause, here) or list(_to_fill(cause.head, here))
    if not refs and grade in ("error", "warning"):
        refs = [ref for ref in places if _is_in(ref, cause.head.at, here)][:1]
    for n, ref in enumerate(refs):
        if ref in here.locations and not ref.startswith("accepted."):
            yield ref, "" if doubtful and n else grade, ""


def _is_to_fill(finding: Finding, copy: Checked) -> bool:
    """False for a line of totals: it adds up by itself again."""
    return finding.code != "S-08" or "." not in finding.at or any(_to_fill(finding, copy))


def _to_fill(finding: Finding, here: Checked) -> Iterator[str]:
    """The entries of a row or column that wasn't found: they are to be filled in again."""
    block, _, line = finding.at.partition(".")
    if finding.code == "S-08" and line:
        for cell in here.spec.blocks[block].cells():
            if line in (cell.row, cell.column) and not here.spec.is_computed(cell):
                yield str(cell)


def _marks(rows: Iterable[tuple[Remark, Iterable[_Marked]]], catalog: Catalog) -> dict[str, Mark]:
    """All remarks on an entry in one comment, the gravest first. What was accepted isn't marked."""
    found: dict[str, Mark] = {}
    for number, (remark, marked) in enumerate(rows, 1):
        if remark.grade == "accepted":
            continue
        head = catalog.word("review_comment", label=remark.label, number=number, codes=remark.codes)
        remedy = catalog.word("remedy", text=remark.remedy)
        for ref, grade, words in marked:
            text = "\n".join(filter(None, (head, words or remark.problem, remark.suggestion, remedy)))
            before = found.get(ref, Mark("", ""))
            found[ref] = Mark(before.grade or grade, "\n\n".join(filter(None, (before.text, text))))
    return found
