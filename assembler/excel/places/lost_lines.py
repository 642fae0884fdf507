"""Rows and columns whose labels were edited or lost: known by a label that is nearly theirs, by their names, or by the
room that their neighbours leave. All of these are told (S-09)."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from assembler.excel.book import ROWS
from assembler.excel.layout import Place
from assembler.excel.places.headers import likeness
from assembler.excel.places.standing import Standing
from assembler.excel.places.texts import bare
from assembler.model.refs import CellRef
from assembler.model.spec import Line
from assembler.patterns import late

ALIKE = 0.85  # a slip in a label
RESEMBLING = 0.5  # enough where the place is the only one left
YEAR = late("(?:19|20)[0-9]{2}|上一?年|去年")
BLANK_ROWS = 5  # below the header, at most, before the row of 表四


def find_lost(found: Standing, named: Mapping[CellRef, Place]) -> None:
    """Add to the rows and columns that labels tell."""
    rows, columns = found.form.rows, found.form.columns
    similar_columns(found)
    _similar(found, rows, found.rows, _row_texts(found))
    by_name(found, columns, found.columns, named)
    known = set(found.rows)
    by_name(found, rows, found.rows, named)
    _drop_moved(found, found.rows.keys() - known)
    if found.heading:
        _by_room(found, columns, found.columns, lambda _, column: over(found, column), None)
    texts = _row_texts(found)
    _by_room(found, rows, found.rows, lambda line, row: texts[line.id].get(row), _room(found))
    _only_row(found)
    _contradicted(found, rows, found.rows, named)
    _contradicted(found, columns, found.columns, named)


def _drop_moved(found: Standing, lines: Set[str]) -> None:
    """Of rows that names tell those whose own labels stand in another column than the others' of their level: they
    were moved aside, and their names with them."""
    stubs = stub_columns(found)
    for line in lines:
        row, own = found.rows[line], stubs.get(line)
        columns = [column for at, column in found.texts.places.get(found.form.wanted[line], ()) if at == row]
        aside = own is not None and columns and own < min(columns)
        aside = aside and found.texts.area((row, columns[0]))[3] < found.edge
        if aside and found.texts.is_empty(row, own or 0):
            del found.rows[line]


def similar_columns(found: Standing) -> None:
    """Add to the columns those whose labels have a slip."""
    over_columns = _header_texts(found)
    _similar(found, found.form.columns, found.columns, {line.id: over_columns for line in found.form.columns})


def _contradicted(found: Standing, lines: Sequence[Line], into: dict[str, int], named: Mapping[CellRef, Place]) -> None:
    """Where all names of a line tell of another row or column than its label does, one that is no other line's and says
    something else, none is believed."""
    by_row, taken = into is found.rows, {*into.values()}
    for line, at in named_lines(found, lines, into, named).items():
        if line not in found.labels or into.get(line, at) == at or at in taken:
            continue
        if by_row:
            here, there = found.across(into[line]), found.across(at) if found.header < at < found.end else None
        else:
            here, there = (found.contents((row, each) for row in found.rows.values()) for each in (into[line], at))
        if here is not None and there not in (None, here):
            found.twice[line] = [found.labels[line], (at, found.edge) if by_row else (found.header, at)]
            del into[line], found.labels[line]


def by_name(found: Standing, lines: Sequence[Line], into: dict[str, int], named: Mapping[CellRef, Place]) -> None:
    """The row or column in which all named cells of a line stand, under the columns (in the rows) that were found."""
    by_row = into is found.rows
    for line, at in named_lines(found, lines, into, named).items():
        free = line not in into and line not in found.twice and at not in into.values()
        if free and (not by_row or found.header < at < found.end):
            into[line] = at


def named_lines(
    found: Standing, lines: Sequence[Line], into: dict[str, int], named: Mapping[CellRef, Place]
) -> dict[str, int]:
    """The row or column in which all named cells of a line stand; none where most labels say otherwise: a program
    inserted rows and left the names behind."""
    places = ((line.id, _named_at(found, line, named, by_row=into is found.rows)) for line in lines)
    told = {line: at for line, at in places if at >= 0}
    kept = [told[line] == at for line, at in into.items() if line in told]
    return {} if kept.count(False) * 2 > len(kept) else told


def _named_at(found: Standing, line: Line, named: Mapping[CellRef, Place], *, by_row: bool) -> int:
    """The row or column in which all named cells of a line stand; -1 if there is none."""
    across, others = (found.columns, found.form.columns) if by_row else (found.rows, found.form.rows)
    places = set()
    for other in others:
        row, column = (line.id, other.id) if by_row else (other.id, line.id)
        place = named.get(CellRef(found.block.id, row, column))
        if place:
            here, there = (place.row, place.column) if by_row else (place.column, place.row)
            fits = place.sheet == found.sheet and across.get(other.id, there) == there
            places.add(here if fits else -1)
    return places.pop() if len(places) == 1 else -1


def over(found: Standing, column: int) -> str:
    """The lowest label over a column."""
    for row in range(found.header, found.first - 1, -1):
        if not found.texts.is_empty(row, column):
            return found.texts.text(row, column)
    return ""


def _header_texts(found: Standing) -> dict[int, str]:
    """What stands over each column that no label was found for, as far as the header goes."""
    if found.heading is None:
        return {}
    columns = range(max(0, found.heading.left - 2), found.heading.right + 3)
    begins = [column for column in columns if found.texts.area((found.header, column))[1] == column]
    return {column: over(found, column) for column in begins if column not in found.columns.values()}


def stub_columns(found: Standing) -> dict[str, int]:
    """The column in which the label of each row stands; where its level's labels do."""
    levels = found.form.levels
    known = {levels[line]: at[1] for line, at in found.labels.items() if line in levels}
    return {line: known[level] for line, level in levels.items() if level in known}


def _row_texts(found: Standing) -> dict[str, dict[int, str | None]]:
    """For each line what stands before the figures in the rows that are left: "" for nothing, None for what isn't its
    label: one of another level, or one that was moved aside with its figures."""
    stubs, labels = stub_columns(found), _stub_labels(found)

    def own_text(line: Line, row: int, column: int, text: str | None) -> str | None:
        own = stubs.get(line.id)
        if not text or own in (None, column):
            return text
        is_copy = text == found.form.wanted[line.id] and own < column  # of what was merged; the first cell was edited
        return found.texts.at.get((row, own)) if is_copy else None

    return {line.id: {row: own_text(line, row, *label) for row, label in labels.items()} for line in found.form.rows}


def _stub_labels(found: Standing) -> dict[int, tuple[int, str | None]]:
    """The label nearest to the figures in each row that isn't taken yet, with its column; one that covers several rows
    is a group's. None where something else stands there, or the row belongs to what stands beside another."""
    labels: dict[int, tuple[int, str | None]] = {}
    for row in _room(found):
        column = found.edge - 1
        while column >= 0 and (found.texts.is_empty(row, column) or found.is_foreign(column)):
            column -= 1
        top, left, bottom, right = found.texts.area((row, max(column, 0)))
        if row in found.rows.values():
            continue
        if column < 0 or (top != bottom and (top, left) not in found.labels.values()):
            labels[row] = (left, "")
        elif top != bottom:
            labels[row] = (left, None)
        else:
            labels[row] = (left, found.texts.at.get((top, left)) if right < found.edge else None)
    return labels


def _room(found: Standing) -> range:
    """The rows in which lines of the block can stand."""
    used = [*found.rows.values(), found.header + len(found.form.rows)]
    return range(found.header + 1, min(found.end, max(used) + 3, ROWS))


def _similar(
    found: Standing, lines: Sequence[Line], into: dict[str, int], texts: Mapping[str, Mapping[int, str | None]]
) -> None:
    """A label with a slip, if it is like one line's and no other's, and no other is like it. ``texts``: for each line
    the labels that may be its own, by row or column. The form's own labels were judged before."""
    known = set(found.form.wanted.values())
    alike = [
        (line.id, place)
        for line in lines
        if line.id not in into and line.id not in found.twice and line.label
        for place, text in texts[line.id].items()
        if text and text not in known and _alikeness(text, found.form.wanted[line.id]) >= ALIKE
    ]
    for line, place in alike:
        if sum(1 for each in alike if each[0] == line or each[1] == place) == 1:
            into[line] = place
            found.alike.add(line)


def _alikeness(text: str, label: str) -> float:
    """How alike a text is to a label; words that are the same are, whatever their number."""
    return 1.0 if bare(text) == bare(label) else likeness(text, label)


def _by_room(
    found: Standing,
    lines: Sequence[Line],
    into: dict[str, int],
    text: Callable[[Line, int], str | None],
    room: range | None,
) -> None:
    """Lines between neighbours with exactly the room for them, blank rows left out, or before the first or behind the
    last of those found, with labels that resemble theirs. ``room``: the rows that there are."""
    for run in _runs(n for n, line in enumerate(lines) if line.id not in into and line.id not in found.twice):
        before = into.get(lines[run[0] - 1].id) if run[0] else None
        after = into.get(lines[run[-1] + 1].id) if run[-1] + 1 < len(lines) else None
        if room is not None and len(run) == len(lines) == len(room):
            before = room[0] - 1  # all of them, and no row more
        if before is not None and (after is None or after - before == len(run) + 1):
            places = list(range(before + 1, before + 1 + len(run)))
        elif before is None and after is not None and run[0] == 0:
            places = list(range(after - len(run), after))
        elif before is not None and after is not None and room is not None:
            places = [row for row in range(before + 1, after) if text(lines[run[0]], row)]
            if any(found.across(row) for row in range(before + 1, after) if row not in places):
                continue
        else:
            continue
        enclosed = before is not None and (after is not None or (room is not None and places[-1:] == [room[-1]]))
        told = [(lines[n], at, text(lines[n], at)) for n, at in zip(run, places, strict=False)]
        free = len(places) == len(run) and places[0] >= 0 and not set(places).intersection(into.values())
        if free and all(_may_be(found, line, label, enclosed) for line, _, label in told):
            into.update((line.id, place) for line, place, _ in told)


def _may_be(found: Standing, line: Line, label: str | None, enclosed: bool) -> bool:
    """The label resembles the line's; between neighbours it may be blank."""
    if label is None:
        return False
    return _alikeness(label, found.form.wanted[line.id]) >= RESEMBLING if label else enclosed


def _only_row(found: Standing) -> None:
    """The row of 表四 has no label: it stands below the header, blank rows left out. Names speak for one of several
    rows only if it is the first."""
    line, *others = found.form.rows
    if others or line.label or not found.columns or found.heading is None:
        return
    rows = range(found.header + 1, min(found.header + BLANK_ROWS, found.end))
    used = [row for row in rows if found.across(row) is not None and not _is_another_years(found, row)]
    used = [row for row in used if row == rows.start or not any(found.texts.text(row, n) for n in range(found.edge))]
    named = found.rows.pop(line.id, None)
    if named is not None and _is_another_years(found, named):
        named = None
    if named is not None and found.across(named) is not None and named not in used:
        used.append(named)
    if len({found.across(row) for row in used}) > 1 and used[0] != named:
        found.twice[line.id] = [(row, found.edge) for row in used]
    elif used or named is not None:
        found.rows[line.id] = used[0] if used else named or 0
    elif rows and not any(found.texts.text(rows.start, n) for n in range(found.edge)):
        found.rows[line.id] = rows.start


def _is_another_years(found: Standing, row: int) -> bool:
    """What is written before the figures of a row names another year than the report's."""
    texts = (found.texts.text(row, column) for column in range(found.edge))
    return any(year != found.year for text in texts for year in YEAR.findall(text))


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs
