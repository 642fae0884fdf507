"""Figures of table 三: results, applicants, requests received, finished, carried over."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assembler.checks.prose.items import Item
from assembler.checks.prose.scene import Scene, direction, has
from assembler.checks.prose.sums import MOST_KEPT, Form, Reading
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic, alone, gap, says_total
from assembler.model.refs import CellRef
from assembler.records import replace


class _Results(NamedTuple):
    """The part of a topic that its words alone decide."""

    at: str
    readings: tuple[Reading, ...]
    groups: tuple[str, ...]
    narrow: tuple[Reading, ...]
    example: bool


def of_results(form: Form, words: Sequence[Token], categories: Sequence[Token], ground: Strength) -> Topic:
    """N-05: one result, or several that share a figure."""
    columns = {token.word.means[0] for token in words if token.kind == "applicant" and token.word}
    column = next(iter(columns)) if len(columns) == 1 else ""
    forms = tuple([token.form for token in categories])
    at, readings, tops, narrow, example = _results(form, forms, column)
    return Topic("N-05", at, tuple(categories), readings, ground, tops, narrow, example)


@lru_cache(MOST_KEPT)
def _results(form: Form, forms: tuple[str, ...], column: str) -> _Results:
    """What these words for results may stand for, in that column."""
    categories = [form.spec.prose.words[each] for each in forms]
    ids = list(dict.fromkeys(row for word in categories for row in word.means))
    tops = list(dict.fromkeys(form.group_of(row) for row in ids))
    named = [row for row in ids if row in tops]
    inner = [row for row in ids if row not in tops and form.group_of(row) not in named]
    chosen = (*named, *inner)
    readings = form.rows(*chosen, column=column)
    leaves = [row for row in ids if row not in tops]
    narrow: list[Reading] = []
    if named and leaves:
        narrow = form.rows(*leaves, column=column) if len(tops) == 1 else []
        readings += form.rows(
            *leaves, *[row for row in named if not any(form.group_of(each) == row for each in leaves)]
        )
    for word in categories:
        for also in word.also:
            if also in {row.id for row in form.requests.rows}:
                readings += form.rows(*(also if row in word.means else row for row in chosen))
    if len(chosen) > 1:
        readings += form.rows(*categories[-1].means)
    example = all(word.example for word in categories)
    return _Results("+".join(chosen), tuple(readings), tuple(tops), tuple(narrow), example)


def of_applicants(
    form: Form, words: Sequence[Token], applicants: Sequence[Token], scene: Scene, ground: Strength
) -> Topic:
    """N-06: requests received from a kind of applicant; finished ones where the sentence speaks of them."""
    roles = form.spec.prose.rows
    ids = list(dict.fromkeys(column_of(token) for token in applicants))
    columns = [leaf for column in ids for leaf in form.columns(column)]
    rows = [(roles["new"],), (form.total,)]
    acts = [token.kind for token in words if token.kind in ("receive", "new", "process", "finish")] or [scene.verb]
    if acts[-1] in ("process", "finish"):
        rows.reverse()
    readings = [_across(form, row, ids, columns) for row in rows]
    if acts[-1] in ("receive", "new"):
        readings = readings[:1]
    both = _across(form, (roles["new"], roles["carried_in"]), ids, columns)
    readings.append(replace(both, explained=acts[-1] not in ("process", "finish")))
    if len(ids) > 1:
        readings.append(_across(form, rows[0], ids[-1:], list(form.columns(ids[-1]))))
    return Topic("N-06", "+".join(ids), tuple(applicants), tuple(readings), ground)


def column_of(token: Token) -> str:
    """The column that a word for applicants speaks of."""
    if token.word is None:
        return ""
    return token.word.also[-1] if token.kind == "other" else token.word.means[0]


def _across(form: Form, rows: Sequence[str], ids: Sequence[str], columns: Sequence[str]) -> Reading:
    names = "＋".join(form.requests.column(column).name for column in ids)
    cells = tuple(CellRef(form.requests.id, row, column) for row in rows for column in columns)
    return Reading(f"{form.name(rows)}（{names}）", cells)


def of_carried(form: Form, item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Topic | None:
    """N-02, N-03: carried over, in or out."""
    roles = form.spec.prose.rows
    spoken = tuple(token for token in words if token.kind in ("carry", "pending", "rest"))
    way = direction(item.words, scene.year)
    ground = Strength.STRONG if affair in ("request", "") else Strength.NONE
    if item.figure is not None and (item.figure.counts not in ("count", "bare") or has(item.leading, {"compare"})):
        ground = Strength.NONE
    left = has(spoken, {"rest"}) and not item.after and scene.verb == "finish"  # 已答复60件，余下3件
    if not way and not has(spoken, {"pending"}) and not left:
        ground = min(ground, Strength.POSSIBLE)
    if not way and has(spoken, {"carry"}) and scene.verb and ground is not Strength.NONE:
        ground = Strength.STRONG
    if has(spoken, {"rest"}) and not has(item.after, {"carry", "pending"}) and not left:
        ground = min(ground, Strength.POSSIBLE)
    if affair == "" and not scene.told:
        ground = min(ground, Strength.POSSIBLE)
    role = way or "carried_out"
    readings = form.rows(roles[role])
    if not way and not has(spoken, {"pending", "rest"}) and scene.verb not in ("finish", "process"):
        readings += form.rows(roles["carried_in"])
    code = "N-02" if role == "carried_in" else "N-03"
    return Topic(code, roles[role], spoken, tuple(readings), ground)


def of_requests(form: Form, item: Item, words: Sequence[Token], scene: Scene, ground: Strength) -> Topic | None:
    """N-01, N-04: received, handled, finished; or requests alone."""
    roles = form.spec.prose.rows
    spoken = tuple(
        token for token in words if token.kind in ("receive", "new", "process", "finish", "request", "attribute")
    )
    new, done = form.rows(roles["new"]), form.rows(form.total)
    both = form.rows(roles["new"], roles["carried_in"])
    if not spoken and has(item.before, {"total"}) and scene.verb in ("receive", "new"):
        return Topic("N-01", roles["new"], item.before, (*new, *both, *done), ground)
    if not spoken:
        return None
    kinds = {token.kind for token in spoken}
    noted = form.rows(roles["new"], roles["carried_in"], explained=True)
    if "new" in kinds:
        readings, code = new, "N-01"
        ground = min(ground, Strength.FAINT) if scene.inner and scene.verb == "finish" else ground
    elif "receive" in kinds:
        readings, code = ([*new, *done, *both], "N-01") if kinds & {"process", "finish"} else ([*new, *noted], "N-01")
        ground = min(ground, Strength.FAINT) if scene.inner else ground
    elif "finish" in kinds:
        own = form.rows(form.total, less=(roles["carried_in"],), explained=True)
        readings, code = [*done, *(both if "process" in kinds else ()), *own], "N-04"
    elif "process" in kinds:
        ground = min(ground, Strength.FAINT) if scene.inner else ground
        readings, code = [*done, *new, *both], "N-04"
    else:
        readings, code = [*new, *done, *both], "N-01"
        weak = Strength.POSSIBLE if "request" in kinds and not scene.inner else Strength.FAINT
        plain = says_total(item) or (scene.default == "request" and alone(item))
        ground = ground if plain and weak is Strength.POSSIBLE else min(ground, weak)
    if has(words, {"category"}) or (has(words, {"aspect", "thing", "unit"}) and not says_total(item)):
        ground = min(ground, Strength.FAINT)
    if "request" not in kinds and gap(item, spoken[-1]) > 6:
        ground = min(ground, Strength.POSSIBLE)
    return Topic(code, roles["new"] if code == "N-01" else form.total, spoken, tuple(readings), ground)
