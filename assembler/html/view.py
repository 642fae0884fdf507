"""What the page shows, as finished strings: the template only arranges them."""

from collections.abc import Iterable, Iterator, Sequence

from assembler.html.drawing import Drawing, Mark, draw
from assembler.messages.catalog import Catalog
from assembler.messages.causes import Cause, causes
from assembler.messages.places import by_sheet, refs_of, sheet_of, spans, where
from assembler.messages.telling import OWN_WORDS, doubts, told, told_under, under
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import Checked, Outcome
from assembler.model.plain import one_line
from assembler.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: E6:J7, with the sheet before it where it is another one. ``target``: id of the drawn
    cell, "" if the page draws none."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Under:
    """A finding listed under its cause."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """A cause. ``grade``: error, warning, info or accepted; ``label``: the word for it."""

    id: str
    number: int
    grade: str
    label: str
    codes: str
    all_codes: tuple[str, ...]
    message: str
    remedy: str
    excerpt: str
    accepted: str
    places: tuple[Place, ...]
    sources: tuple[str, ...]
    tokens: tuple[str, ...]
    lead: str
    under: tuple[Under, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What concerns one sheet of the workbook, and its table if a finding marks it."""

    name: str
    items: tuple[Item, ...]
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of the run. ``title``: organisation and year, or the file's name where it tells neither."""

    id: str
    number: int
    file: str
    title: str
    organisation: str
    year: str
    status: str
    verdict: str
    errors: int
    warnings: int
    notes: int
    accepted: int
    start: str
    start_target: str
    problem: tuple[str, str, str] | None
    sheets: tuple[Sheet, ...]

    @property
    def shown(self) -> bool:
        """False if there is nothing to say about the file beyond that it passed."""
        return self.problem is not None or bool(self.sheets)


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule over the whole run: how often it was broken, and by which files; ``target``: its first finding."""

    code: str
    grade: str
    label: str
    findings: int
    example: str
    source: str
    target: str
    files: tuple[FileView, ...]


def files_of(outcomes: Sequence[Outcome], catalog: Catalog) -> tuple[FileView, ...]:
    """Every file, in the order given."""
    return tuple(_file(n, outcome, catalog) for n, outcome in enumerate(outcomes, 1))


def _file(number: int, outcome: Outcome, catalog: Catalog) -> FileView:
    checked, anchor = outcome.checked, f"f{number}"
    counts = [checked.count(severity) if checked else 0 for severity in Severity]
    organisation = checked.submission.organisation if checked else ""
    year = str(checked.submission.year or "") if checked else ""
    problem = None
    if outcome.error is not None:
        problem = (outcome.error.code, *catalog.error(outcome.error))
    found = causes(checked.findings) if checked else ()
    groups = by_sheet(found, checked) if checked else {}
    numbered = list(enumerate((cause for group in groups.values() for cause in group), 1))
    first = next((cause for cause in found if _to_do(cause.head)), None)
    start = next((n for n, cause in numbered if cause is first), 0)
    return FileView(
        id=anchor,
        number=number,
        file=one_line(outcome.file),
        title=f"{organisation or one_line(outcome.file)} {year}".strip(),
        organisation=organisation,
        year=year,
        status=outcome.status,
        verdict=catalog.word(f"page_{outcome.status}"),
        errors=counts[0],
        warnings=counts[1],
        notes=counts[2],
        accepted=checked.accepted if checked else 0,
        start=where(first, checked, catalog) if first and checked else "",
        start_target=f"{anchor}-{start}" if first else "",
        problem=problem,
        sheets=tuple(_sheets(numbered, checked, anchor, catalog)) if checked else (),
    )


def _to_do(finding: Finding) -> bool:
    return finding.accepted is None and finding.severity is not Severity.INFO


def _sheets(numbered: list[tuple[int, Cause]], checked: Checked, anchor: str, catalog: Catalog) -> Iterator[Sheet]:
    """The sheets that have findings, and those whose table a finding told elsewhere marks."""
    marks = _marks(numbered, checked, anchor, catalog)
    drawings = {
        section.sheet: draw(section.table, checked, marks, f"{anchor}-", catalog)
        for section in checked.spec.sections
        if section.table and any(str(cell) in marks for cell in section.table.cells())
    }
    drawn = {f"{anchor}-{cell}" for cell in map(str, checked.spec.cells) if cell in marks}
    number = {id(cause): n for n, cause in numbered}
    groups = by_sheet((cause for _, cause in numbered), checked)
    for name in dict.fromkeys((*groups, *drawings)):
        group = groups.get(name, [])
        why = doubts(group, catalog)
        items = [_item(number[id(each)], each, checked, anchor, drawn, catalog) for each in group]
        told_why = tuple(replace(item, doubt=why.get(id(cause), "")) for item, cause in zip(items, group, strict=True))
        yield Sheet(name or catalog.word("whole"), told_why, drawings.get(name))


def _marks(
    numbered: Iterable[tuple[int, Cause]], checked: Checked, anchor: str, catalog: Catalog
) -> dict[str, list[Mark]]:
    """The marks of every entry; a suspect's first, then by number."""
    found: dict[str, list[Mark]] = {}
    for number, cause in numbered:
        grade, label = _grade(cause.head, catalog)
        label = catalog.word("page_mark", label=label, number=number)
        suspects = _suspects(cause, checked)
        after = {each.ref: each.after for each in cause.suggestions if each.certainty == "unique"}
        others = [note.ref for finding in _marked(cause, checked) for note in finding.cells]
        for ref in dict.fromkeys((*suspects, *others)):
            mark = Mark(number, f"{anchor}-{number}", grade, label, ref in suspects, after.get(ref, ""))
            found.setdefault(ref, []).append(mark)
    return {ref: sorted(marks, key=lambda mark: not mark.suspect) for ref, marks in found.items()}


def _marked(cause: Cause, checked: Checked) -> tuple[Finding, ...]:
    """The relations all of whose cells are marked; none where the cells to blame are known."""
    relations = {equation.id for equation in checked.spec.equations}
    return cause.findings if cause.head.code in relations and cause.kind not in OWN_WORDS else ()


def _suspects(cause: Cause, checked: Checked) -> list[str]:
    """The cells that are marked strongly: of a relation without a suggestion only the first, otherwise all told."""
    if _marked(cause, checked):
        return [*cause.suspects[:1]]
    return refs_of(cause, checked)


def _grade(finding: Finding, catalog: Catalog) -> tuple[str, str]:
    grade = "accepted" if finding.accepted is not None else finding.severity.value
    return grade, catalog.word(grade)


def _item(number: int, cause: Cause, checked: Checked, anchor: str, drawn: set[str], catalog: Catalog) -> Item:
    message, remedy = told(cause, checked, catalog)
    head, listed = cause.head, under(cause)
    grade, label = _grade(head, catalog)
    codes = dict.fromkeys(finding.code for finding in cause.findings)
    here = sheet_of(cause, checked)
    places = []
    for span in spans(refs_of(cause, checked), checked):
        target = f"{anchor}-{span.first}"
        text = span.text if span.sheet == here else f"{span.sheet}!{span.text}"
        places.append(Place(text, target if target in drawn else ""))
    return Item(
        id=f"{anchor}-{number}",
        number=number,
        grade=grade,
        label=label,
        codes=" ".join(codes if head in listed else [head.code]),
        all_codes=tuple(codes),
        message=message,
        remedy="" if head.accepted is not None else remedy,
        excerpt=head.excerpt or "",
        accepted=head.accepted or "",
        places=tuple(places),
        sources=tuple(filter(None, (catalog.source(code, checked.spec) for code in codes))),
        tokens=tuple(
            catalog.token(finding, checked.spec)
            for finding in cause.findings
            if finding.token and finding.accepted is None
        ),
        lead=catalog.word("together") if listed and head not in listed else "",
        under=tuple(Under(each.code, told_under(each, checked, catalog)) for each in listed),
    )


def rules_of(outcomes: Sequence[Outcome], files: Sequence[FileView], catalog: Catalog) -> tuple[RuleView, ...]:
    """Each rule that was broken, the gravest first, then the most frequent; what was accepted isn't counted."""
    found: dict[tuple[str, Severity], list[tuple[FileView, Checked, Finding]]] = {}
    for outcome, file in zip(outcomes, files, strict=True):
        for finding in outcome.checked.standing if outcome.checked else ():
            assert outcome.checked is not None
            found.setdefault((finding.code, finding.severity), []).append((file, outcome.checked, finding))
    views = []
    for (code, severity), cases in found.items():
        file, checked, finding = cases[0]
        views.append(
            RuleView(
                code=code,
                grade=severity.value,
                label=catalog.word(severity.value),
                findings=len(cases),
                example=catalog.finding(finding, checked.spec).message,
                source=catalog.source(code, checked.spec),
                target=_first_item(file, code),
                files=tuple({file.id: file for file, _, _ in cases}.values()),
            )
        )
    return tuple(sorted(views, key=lambda rule: (Severity(rule.grade).rank, -rule.findings, rule.code)))


def _first_item(file: FileView, code: str) -> str:
    """The id of the first item of a file that tells of the rule."""
    items = (item for sheet in file.sheets for item in sheet.items)
    return next((item.id for item in items if code in item.all_codes), file.id)
