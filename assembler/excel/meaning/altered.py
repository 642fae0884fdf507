"""What was done to the form and to its file: S-09, W-03, W-06, W-14…W-20. None of it changes what is read."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import groupby

from assembler.excel.book import Book, Sheet
from assembler.excel.layout import INFO_SHEET, LEFT, TOP_ROW, Place, in_words, layout, names
from assembler.excel.meaning.notes import FORM, LISTED, Notes
from assembler.excel.meaning.outside import Beside, extra_sheets, in_rows, is_figure, notes_beside, unread_inside
from assembler.excel.places.labels import Relabelled, relabelled
from assembler.excel.places.locate import Found
from assembler.excel.places.turned import is_another_sheet
from assembler.excel.values import raw_of
from assembler.model.columns import letters
from assembler.model.findings import CellNote, Severity
from assembler.model.spec import ReportSpec

_OWN_KINDS = ("xlsx", "xlsm")
_SHORT = 20  # characters of a note
Entries = dict[str, dict[str, Place]]
"""Places of entries by ref, by the sheet that the form has them on."""


def note_form(notes: Notes, book: Book, found: Found, doubts: Collection[str], year: str) -> None:
    """Tell what was done to sheets, rows, columns and labels, and what stands beside the form. ``doubts``: lines whose
    figures weren't read because their labels say something else."""
    edited = _note_labels(notes, book, found, doubts)
    entries = _entries(notes, found)
    other = _note_renamed(notes, found, entries, year)
    _note_hidden(notes, book, entries, found.untouched)
    told = {notes.spec.section_of(block).sheet for block in found.disordered} | _note_inside(notes, book, found)
    if book.kind in _OWN_KINDS:
        _note_alterations(notes, book, found, entries, told, other)
    _note_outside(notes, book, found, edited, year)


def note_file(notes: Notes, book: Book) -> None:
    """W-16, W-17, W-18, W-20: what became of the file."""
    if not book.formulas_known or book.kind not in _OWN_KINDS:
        notes.tell("W-17", f"{FORM}.kind", kind=book.kind)
    elif not book.format:
        notes.tell("W-16", f"{FORM}.marks", edition=notes.spec.id)
    if "macros" in book.features:
        notes.tell("W-18", f"{FORM}.macros")
    if not book.styles_known:
        notes.tell("W-20", f"{FORM}.styles")


def _note_labels(notes: Notes, book: Book, found: Found, doubts: Collection[str]) -> frozenset[Place]:
    """S-09, W-03, W-06; the cells of labels that were edited."""
    spec = notes.spec
    edited = tuple(relabelled(spec, book, found))
    for each in edited:
        found.places[each.ref] = each.place
        note = CellNote(each.ref, each.found or None)
        case, severity = (each.case if each.found else f"{each.case}-lost"), None
        if each.ref in doubts:
            case, severity = "doubt", Severity.ERROR
        if case != "numbers":
            notes.tell(
                "S-09", each.ref, (note,), case=case, severity=severity, table=each.table, found=each.found,
                label=each.label,
            )  # fmt: skip
    _note_numbers(notes, [each for each in edited if each.case == "numbers"])
    for table, (used, copies) in found.copies.items():
        name = _called(spec, table)
        notes.tell("W-03", table, sheet="”“".join(copies), table=name, used=used)
    for block, label in found.disordered.items():
        notes.tell("W-06", block, case="order", table=spec.table_of[block].name, label=label)
    for block in found.uncontrolled:
        first = next(spec.blocks[block].controls())
        notes.tell("W-06", block, (CellNote(str(first), None),), case="control", table=spec.table_of[block].name)
    for block, ref in found.strayed.items():
        if block not in found.disordered:
            notes.tell("W-06", block, (CellNote(ref, None),), case="names", table=spec.table_of[block].name)
    for ref, places in found.continued.items():
        more = in_rows((place, raw_of(book.content(place).value)) for place in sorted(places))
        listed = "、".join(map(in_words, places))
        notes.tell("W-06", ref, (CellNote(ref, None),), case="more", listed=listed, everything=more)
    for refs in found.merged:
        notes.tell("W-06", refs[0], (CellNote(ref, None) for ref in refs), case="merged")
    return frozenset(each.place for each in edited)


def _note_numbers(notes: Notes, edited: Sequence[Relabelled]) -> None:
    """S-09, once for a table: labels whose numbers are lost or others, and whose words are the form's. Their lines are
    certain, and the report prints the form's own labels."""
    for table, group in groupby(edited, key=lambda each: each.table):
        lines = list(group)
        first = lines[0]
        at = first.ref if len(lines) == 1 else first.ref.partition(".")[0]
        notes.tell(
            "S-09", at, (CellNote(each.ref, each.found) for each in lines), case="numbers",
            severity=Severity.INFO, table=table, count=str(len(lines)), found=first.found, label=first.label,
        )  # fmt: skip


def _called(spec: ReportSpec, part: str) -> str:
    """表三; “五、存在的主要问题及改进情况”; 基本信息."""
    if part == "organisation":
        return INFO_SHEET
    names = {table.id: table.name for table in spec.tables}
    return names.get(part) or f"“{next(each.heading for each in spec.sections if each.id == part)}”"


def _entries(notes: Notes, found: Found) -> Entries:
    return _standard(notes.spec) if found.untouched else _by_sheet(notes.spec, found.places)


@cache
def _standard(spec: ReportSpec) -> Entries:
    return _by_sheet(spec, layout(spec).places)


def _by_sheet(spec: ReportSpec, found: Mapping[str, Place]) -> Entries:
    standard = layout(spec).places
    entries: Entries = {}
    for ref, place in found.items():
        if ref in standard:
            entries.setdefault(standard[ref].sheet, {})[ref] = place
    return entries


def _note_renamed(notes: Notes, found: Found, entries: Entries, year: str) -> set[str]:
    """W-03: parts that were read from a sheet that names don't point to: they point to none that is there; or from one
    whose own name says that it is another year's. These sheets."""
    told: set[str] = set()
    before = {sheet: old for old, sheet in found.renamed.items()}
    for name, places in entries.items():
        part = _section(notes, name)
        for sheet in dict.fromkeys(place.sheet for place in places.values()):
            case = "renamed" if sheet in before else "name" if sheet != name and is_another_sheet(sheet, year) else ""
            if case:
                refs = [ref for ref, place in places.items() if place.sheet == sheet and ref.count(".") < 2]
                cells, table = (CellNote(ref, None) for ref in refs), _called(notes.spec, part)  # a table as a whole
                notes.tell("W-03", part, cells, case=case, sheet=before.get(sheet, name), table=table, used=sheet)
                told.add(sheet)
    return told


def _note_hidden(notes: Notes, book: Book, entries: Entries, untouched: bool) -> None:
    """W-14: entries that nobody sees are read all the same. ``untouched``: they stand on the form's own sheets."""
    hiding = {name for name, sheet in book.sheets.items() if _hides(sheet)}
    for name, places in entries.items():
        if untouched and name not in hiding:
            continue
        hidden = {ref: place for ref, place in places.items() if place.sheet in hiding and _is_hidden(book, place)}
        if not hidden:
            continue
        contents = {ref: book.content(place) for ref, place in hidden.items()}
        filled = [ref for ref, content in contents.items() if content.value not in (None, "") and not content.formula]
        sheet = book.sheets[next(iter(hidden.values())).sheet]
        case = "sheet" if sheet.state != "visible" else "lines"
        rows = _runs({place.row for place in hidden.values()} & sheet.hidden_rows)
        columns = _runs({place.column for place in hidden.values()} & sheet.hidden_columns)
        lines = [f"{first + 1}:{last + 1}" for first, last in rows]
        lines += [f"{letters(first)}:{letters(last)}" for first, last in columns]
        notes.tell(
            "W-14", _section(notes, name), (CellNote(ref, None) for ref in filled or hidden), case=case,
            severity=None if filled else Severity.INFO, sheet=sheet.name, lines="、".join(lines[:LISTED]),
            count=str(len(hidden)), filled=str(len(filled)),
        )  # fmt: skip


def _runs(lines: Collection[int]) -> list[tuple[int, int]]:
    """First and last of rows or columns that lie side by side."""
    starts = sorted(line for line in lines if line - 1 not in lines)
    ends = sorted(line for line in lines if line + 1 not in lines)
    return list(zip(starts, ends, strict=True))


def _hides(sheet: Sheet) -> bool:
    return sheet.state != "visible" or bool(sheet.hidden_rows or sheet.hidden_columns)


def _is_hidden(book: Book, place: Place) -> bool:
    sheet = book.sheets[place.sheet]
    return sheet.state != "visible" or place.row in sheet.hidden_rows or place.column in sheet.hidden_columns


def _section(notes: Notes, sheet: str) -> str:
    """The id of the part whose sheet that is; of 基本信息 its first entry."""
    if sheet == INFO_SHEET:
        return "organisation"
    section = next(each for each in notes.spec.sections if each.sheet == sheet)
    return section.table.id if section.table else section.id


def _note_alterations(
    notes: Notes, book: Book, found: Found, entries: Entries, told: Collection[str], other: Collection[str]
) -> None:
    """W-15: each kind once, with the sheets concerned. ``told``: sheets whose rows and columns are told of anyway;
    ``other``: those whose names are."""
    renamed, moved, unprotected = [], [], []
    parts = Counter(next(iter(places.values())).sheet for places in entries.values())
    for name, places in entries.items():
        sheet = book.sheets[next(iter(places.values())).sheet]
        shared = parts[sheet.name] > 1 and sheet.name != name  # moved to another part's sheet
        if sheet.name != name and sheet.name not in other and not shared:
            renamed.append(f"“{name}”→“{sheet.name}”")
        if not found.untouched and (shared or _offsets(notes, places) != {(0, 0)}) and name not in told:
            moved.append(f"“{sheet.name}”")
        if not sheet.protected:
            unprotected.append(f"“{sheet.name}”")
    unmerged = [] if found.untouched else [f"“{sheet}”" for sheet in _unmerged(notes, book, entries)]
    for case, sheets in (
        ("renamed", renamed), ("moved", moved), ("unmerged", unmerged), ("unprotected", unprotected)
    ):  # fmt: skip
        if sheets:
            notes.tell("W-15", f"{FORM}.{case}", case=case, listed="、".join(sheets))
    known = names(notes.spec).values()
    meant = {name for name, place in book.names_astray.items() if place.sheet in found.renamed}
    lost = 0 if found.untouched else sum(1 for name in known if name not in book.names and name not in meant)
    if lost:
        notes.tell("W-15", f"{FORM}.names", case="names", count=str(lost), all=str(len(known)))


def _offsets(notes: Notes, places: dict[str, Place]) -> set[tuple[int, int]]:
    """How far entries stand from where the standard workbook has them."""
    standard = layout(notes.spec).places
    return {(place.row - standard[ref].row, place.column - standard[ref].column) for ref, place in places.items()}


def _unmerged(notes: Notes, book: Book, entries: Entries) -> Iterator[str]:
    """Sheets of tables that stand as a whole, with merged cells of the form split."""
    plan = layout(notes.spec)
    for table in plan.tables:
        places = entries.get(table.sheet, {})
        offsets = _offsets(notes, places)
        if len(offsets) != 1:
            continue  # rows or columns came or went: told as that
        down, across = offsets.pop()
        top, left = TOP_ROW + down, LEFT + across
        sheet = book.sheets[next(iter(places.values())).sheet]
        wanted = {
            (top + cell.row, left + cell.column, top + cell.row + cell.rows - 1, left + cell.column + cell.columns - 1)
            for cell in table.grid.cells
            if cell.rows > 1 or cell.columns > 1
        }
        if not wanted.issubset(sheet.merged):
            yield sheet.name


def _note_inside(notes: Notes, book: Book, found: Found) -> set[str]:
    """W-19: figures between the lines of a table, which aren't read; the sheets that the form has those tables on."""
    sheets = set()
    for table, cells in unread_inside(notes.spec, book, found):
        sheets.add(notes.spec.section_of(table.id).sheet)
        listed = "、".join(f"{place.address}：{text}" for place, text in cells[:LISTED])
        is_lost = found.absent.issuperset(block.id for block in table.blocks)
        notes.tell(
            "W-19", table.id, case="lost" if is_lost else "inside", severity=Severity.WARNING, table=table.name,
            count=str(len(cells)), listed=listed, sheet=cells[0][0].sheet,
            everything=_everything(cells, cells[0][0].sheet),
        )  # fmt: skip
    return sheets


def _note_outside(notes: Notes, book: Book, found: Found, edited: Set[Place], year: str) -> None:
    """W-19: what has no place in the form, by name; figures beside a table as a warning. ``edited``: labels that are
    told of."""
    sheets = extra_sheets(notes.spec, book, found)
    if sheets:
        notes.tell("W-19", f"{FORM}.sheets", case="sheets", listed="、".join(f"“{name}”" for name in sheets))
    beside = notes_beside(notes.spec, book, found, edited)
    comments = [(Place(name, *at), text) for name, each in book.sheets.items() for at, text in each.comments if text]
    if beside or comments:
        from assembler.excel.meaning.claims import note_claims  # nearly every workbook has nothing beside its form

        doubtful = note_claims(notes, found, beside, year) | note_claims(notes, found, comments, year)
        beside = [each for each in beside if each[0] not in doubtful]
    if beside:
        tables = {section.sheet for section in notes.spec.sections if section.table}
        tables |= {place.sheet for ref, place in found.places.items() if ref.count(".") == 2}
        figures = [each for each in beside if each[0].sheet in tables and is_figure(book.content(each[0]))]
        known = set(figures)
        first = sorted(beside, key=lambda each: each not in known)[:LISTED]
        told = "、".join(f"“{place.sheet}”{place.address}（{text[:_SHORT]}）" for place, text in first)
        notes.tell(
            "W-19", f"{FORM}.cells", case="cells", severity=Severity.WARNING if figures else None, listed=told,
            count=str(len(beside)), everything=_everything(beside),
        )  # fmt: skip
    if comments:
        listed = "、".join(f"“{place.sheet}”{place.address}（{text[:_SHORT]}）" for place, text in comments[:LISTED])
        notes.tell(
            "W-19", f"{FORM}.comments", case="comments", listed=listed, count=str(len(comments)),
            everything=_everything(comments),
        )  # fmt: skip
    known_kinds = {"comment"} if comments else set()
    drawn = [name for name, sheet in book.sheets.items() if set(sheet.extras) - known_kinds and name not in sheets]
    if drawn:
        notes.tell("W-19", f"{FORM}.extras", case="extras", listed="、".join(f"“{name}”" for name in drawn))


def _everything(cells: Beside, told: str = "") -> str:
    """All of them, where the message tells of the first few only, or of their beginnings; otherwise ""."""
    is_short = len(cells) <= LISTED and all(len(text) <= _SHORT for _, text in cells)
    return "" if is_short else in_rows(cells, told)
