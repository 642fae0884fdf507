"""What a figure of the prose speaks of, by the words around it: the heart of the grammar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from assembler.checks.prose.items import Item
from assembler.checks.prose.scene import Scene, direction, has
from assembler.checks.prose.sums import Form, Reading
from assembler.checks.prose.tokens import Token
from assembler.model.refs import CellRef


class Strength(IntEnum):
    """How surely a figure speaks of a sum: NONE not at all, FAINT if they agree, POSSIBLE a doubt if they don't,
    STRONG a contradiction if they don't."""

    NONE = 0
    FAINT = 1
    POSSIBLE = 2
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """``code`` of the rule, ``at`` the line or cell, ``words`` that say so, and the sums it may mean, likeliest first.
    ``groups`` of results; ``narrow``: the sums that remain where the sentence names several results of a group."""

    code: str
    at: str
    words: tuple[Token, ...]
    readings: tuple[Reading, ...]
    strength: Strength
    groups: tuple[str, ...] = ()
    narrow: tuple[Reading, ...] = ()


def topics_of(form: Form, item: Item, scene: Scene, affair: str, listing: bool) -> list[Topic]:
    """The subjects of an item's figure; several only where each of them has it (各1件). ``listing``: the sentence
    lists results, so that short words count."""
    every = next((n for n, token in enumerate(item.after) if token.kind in ("every", "part")), len(item.after))
    for words in (item.leading, item.after[:every]):
        found = _from(form, item, words, scene, affair, listing)
        if found:
            return found
    return []


def _from(form: Form, item: Item, words: Sequence[Token], scene: Scene, affair: str, listing: bool) -> list[Topic]:
    if item.each:
        alone = [token for token in words if token.kind in ("category", "applicant", "case", "other")]
        if len(alone) > 1:
            topics = [_one(form, item, (token,), scene, affair, listing) for token in alone]
            return [topic for topic in topics if topic]
    topic = _one(form, item, tuple(words), scene, affair, listing)
    return [topic] if topic else []


def _one(form: Form, item: Item, words: tuple[Token, ...], scene: Scene, affair: str, listing: bool) -> Topic | None:
    """The subject that these words give; the narrower the word, the earlier it is asked."""
    if (
        has(words, {"rest"})
        and has(item.after, {"category", "pending", "carry", "finish", "process"})
        and not _acts(words)
    ):
        words = tuple(token for token in words if token.kind != "rest")
    if has(words, {"case", "outcome"}) and (affair == "case" or (scene.cases and affair != "foreign")):
        return _case(form, item, words, scene)
    if affair == "case":
        affair = "request" if scene.default == "request" or scene.told else affair
    if affair in ("document", "publicity") and (scene.document and has(words, {"act", "document"})):
        return _document(form, item, words, scene, affair)
    if affair == "decision":
        return _decision(form, item, words)
    if has(words, {"carry"}) or (has(words, {"pending", "rest"}) and not has(words, {"category", "applicant"})):
        return _carry(form, item, words, scene, affair)
    ground = _ground(item, words, scene, affair)
    categories = [each for each in words if each.kind == "category" and _heard(each, item, listing)]
    if not categories and scene.kind == "category" and has(words, {"other"}):
        categories = [token for token in words if token.kind == "other"]
    if categories:
        return _category(form, item, words, categories, replace_faint(ground, item, words, scene, listing))
    applicants = [token for token in words if token.kind == "applicant"]
    if not applicants and scene.kind == "applicant":
        applicants = [token for token in words if token.kind == "other"]
    columns = {leaf for token in applicants for leaf in form.columns(_column(token))}
    if applicants and len(columns) < len(form.inputs):
        return _applicant(form, words, applicants, scene, ground)
    return _verb(form, item, words, scene, ground)


def _acts(words: Sequence[Token]) -> bool:
    return has(words, {"category", "applicant", "receive", "new", "finish", "carry", "pending"})


def _heard(token: Token, item: Item, listing: bool) -> bool:
    """Short words count in lists only, and only beside their figure."""
    if token.word is None or not token.word.listed:
        return True
    return listing and item.figure is not None and _gap(item, token) == 0


def _gap(item: Item, token: Token) -> int:
    """Unknown characters between a word and the figure."""
    figure = item.figure
    if figure is None:
        return 0
    low, high = sorted((token, figure), key=lambda each: each.start)
    return sum(len(each.form) for each in item.words if each.kind == "text" and low.start < each.start < high.start)


def _ground(item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Strength:
    """How far the place speaks for requests of this year."""
    if affair in ("foreign", "thing", "publicity", "document", "decision", "fee", "case") or scene.other_time:
        return Strength.NONE
    if has(item.leading, {"compare"}) or item.figure is None or item.figure.counts in ("money", "share", "other"):
        return Strength.NONE
    if item.figure.measure == "个":
        return Strength.FAINT
    if item.figure.counts == "bare" and not _beside(item, words):
        return Strength.NONE
    return Strength.STRONG if affair == "request" else Strength.POSSIBLE


def _beside(item: Item, words: Sequence[Token]) -> bool:
    """A figure without a measure counts where nothing unknown stands between it and its word, and it ends there."""
    spoken = [token for token in words if token.kind not in ("text", "filler", "total")]
    return bool(spoken) and _gap(item, spoken[-1]) <= 2 and not any(t.kind == "text" for t in item.after[:1])


def replace_faint(ground: Strength, item: Item, words: Sequence[Token], scene: Scene, listing: bool) -> Strength:
    """Results outside talk of requests are taken seriously where they are listed; channels are parts of them."""
    if ground is Strength.POSSIBLE and listing and not scene.affair:
        ground = Strength.STRONG
    return min(ground, Strength.FAINT) if has(words, {"aspect"}) and not _total(item) else ground


def _total(item: Item) -> bool:
    return has(item.leading, {"total"}) or sum(token.kind == "aspect" for token in item.leading) > 1


def _category(form: Form, item: Item, words: Sequence[Token], categories: Sequence[Token], ground: Strength) -> Topic:
    """N-05: one result, or several that share a figure."""
    ids = list(dict.fromkeys(row for token in categories if token.word for row in token.word.means))
    tops = list(dict.fromkeys(form.group_of(row) for row in ids))
    named = [row for row in ids if row in tops]
    inner = [row for row in ids if row not in tops and form.group_of(row) not in named]
    chosen = (*named, *inner)
    columns = [token.word.means[0] for token in words if token.kind == "applicant" and token.word]
    column = columns[-1] if len(set(columns)) == 1 else ""
    readings = form.rows(*chosen, column=column)
    leaves = [row for row in ids if row not in tops]
    narrow: list[Reading] = []
    if named and leaves:
        narrow = form.rows(*leaves, column=column) if len(tops) == 1 else []
        readings += form.rows(
            *leaves, *[row for row in named if not any(form.group_of(each) == row for each in leaves)]
        )
    for token in categories:
        for also in token.word.also if token.word else ():
            if also in {row.id for row in form.requests.rows}:
                readings += form.rows(
                    *(also if row in (token.word.means if token.word else ()) else row for row in chosen)
                )
    if len(chosen) > 1:
        last = categories[-1]
        readings += form.rows(*(last.word.means if last.word else ()))
    return Topic("N-05", "+".join(chosen), tuple(categories), tuple(readings), ground, tuple(tops), tuple(narrow))


def _applicant(
    form: Form, words: Sequence[Token], applicants: Sequence[Token], scene: Scene, ground: Strength
) -> Topic:
    """N-06: requests received from a kind of applicant; finished ones where the sentence speaks of them."""
    roles = form.spec.prose.rows
    ids = list(dict.fromkeys(_column(token) for token in applicants))
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


def _column(token: Token) -> str:
    if token.word is None:
        return ""
    return token.word.also[-1] if token.kind == "other" else token.word.means[0]


def _across(form: Form, rows: Sequence[str], ids: Sequence[str], columns: Sequence[str]) -> Reading:
    names = "＋".join(form.requests.column(column).name for column in ids)
    cells = tuple(CellRef(form.requests.id, row, column) for row in rows for column in columns)
    return Reading(f"{form.name(rows)}（{names}）", cells)


def _carry(form: Form, item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Topic | None:
    """N-02, N-03: carried over, in or out."""
    roles = form.spec.prose.rows
    spoken = tuple(token for token in words if token.kind in ("carry", "pending", "rest"))
    way = direction(item.words, scene.year)
    ground = Strength.STRONG if affair in ("request", "") else Strength.NONE
    if item.figure is not None and (item.figure.counts not in ("count", "bare") or has(item.leading, {"compare"})):
        ground = Strength.NONE
    if not way and not has(spoken, {"pending"}):
        ground = min(ground, Strength.POSSIBLE)
    if not way and has(spoken, {"carry"}) and scene.verb and ground is not Strength.NONE:
        ground = Strength.STRONG
    if has(spoken, {"rest"}) and not has(item.after, {"carry", "pending"}):
        ground = min(ground, Strength.POSSIBLE)
    if affair == "" and not scene.told:
        ground = min(ground, Strength.POSSIBLE)
    role = way or "carried_out"
    readings = form.rows(roles[role])
    if not way and not has(spoken, {"pending", "rest"}):
        readings += form.rows(roles["carried_in"])
    code = "N-02" if role == "carried_in" else "N-03"
    return Topic(code, roles[role], spoken, tuple(readings), ground)


def _verb(form: Form, item: Item, words: Sequence[Token], scene: Scene, ground: Strength) -> Topic | None:
    """N-01, N-04: received, handled, finished; or requests alone."""
    roles = form.spec.prose.rows
    spoken = tuple(
        token for token in words if token.kind in ("receive", "new", "process", "finish", "request", "attribute")
    )
    if not spoken and has(item.before, {"total"}) and scene.verb in ("receive", "new", "finish"):
        row, code = (form.total, "N-04") if scene.verb == "finish" else (roles["new"], "N-01")
        return Topic(code, row, item.before, tuple(form.rows(row)), min(ground, Strength.POSSIBLE))
    if not spoken:
        return None
    kinds = {token.kind for token in spoken}
    new, done = form.rows(roles["new"]), form.rows(form.total)
    both = form.rows(roles["new"], roles["carried_in"])
    noted = form.rows(roles["new"], roles["carried_in"], explained=True)
    if "new" in kinds:
        readings, code = new, "N-01"
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
        plain = _total(item) or (scene.default == "request" and _alone(item))
        ground = ground if plain and weak is Strength.POSSIBLE else min(ground, weak)
    if has(words, {"category"}) or (has(words, {"aspect", "thing"}) and not _total(item)):
        ground = min(ground, Strength.FAINT)
    if "request" not in kinds and _gap(item, spoken[-1]) > 6:
        ground = min(ground, Strength.POSSIBLE)
    return Topic(code, roles["new"] if code == "N-01" else form.total, spoken, tuple(readings), ground)


def _alone(item: Item) -> bool:
    """依申请公开5件: nothing else is said before the figure."""
    kinds = {"request", "filler", "total", "this_year", "year", "subject", "every"}
    said = all(token.kind in kinds or (token.kind == "text" and len(token.form) < 3) for token in item.leading)
    return said and item.figure is not None and item.figure.measure == "件" and has(item.leading, {"request"})


def _case(form: Form, item: Item, words: Sequence[Token], scene: Scene) -> Topic | None:
    """N-07: reviews and suits, all of them or with one outcome."""
    named = [token for token in words if token.kind == "case" and token.word]
    groups = tuple(dict.fromkeys(group for token in named if token.word for group in token.word.means)) or scene.cases
    if not groups:
        return None
    ground = Strength.STRONG if scene.told or scene.default == "request" else Strength.FAINT
    if scene.other_time or has(item.leading, {"compare", "foreign"}) or item.figure is None or item.figure.counts not in ("count", "bare") or (item.figure.counts == "bare" and not _beside(item, words)):
        ground = Strength.NONE
    outcomes = [token for token in words if token.kind == "outcome" and token.word]
    if not outcomes:
        if not named:
            return None
        readings = [form.cases(*groups)]
        if has(words, {"finish", "process"}):
            readings.append(form.cases(*groups, less="pending"))
        if len(groups) > 1:
            readings.append(form.cases(groups[-1]))
        return Topic("N-07", "+".join(groups), tuple(named), tuple(readings), ground)
    kinds = [kind for token in outcomes if token.word for kind in (*token.word.means, *token.word.also)]
    readings = [_outcome(form, groups, kind) for kind in kinds]
    readings += [_outcome(form, (group,), kind) for kind in kinds for group in reversed(groups) if len(groups) > 1]
    at = f"{'+'.join(groups)}_{kinds[0]}"
    return Topic("N-07", at, tuple(outcomes), tuple(readings), ground)


def _outcome(form: Form, groups: Sequence[str], kind: str) -> Reading:
    return form.cases(*groups, less="pending") if kind == "closed" else form.cases(*groups, outcome=kind)


def _document(form: Form, item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Topic | None:
    """N-08: documents issued, repealed, in force."""
    block, _, row = scene.document.partition(".")
    acts = [token for token in words if token.kind == "act" and token.word]
    ground = Strength.STRONG if acts and affair == "document" else Strength.FAINT
    if has(item.words, {"publicity", "thing", "foreign"}):
        ground = Strength.FAINT
    if scene.other_time or has(item.leading, {"compare"}) or item.figure is None or item.figure.counts != "count":
        ground = Strength.NONE
    if not acts and not has(words, {"document"}):
        return None
    columns = [acts[-1].word.means[0]] if acts and acts[-1].word else [c.id for c in form.spec.blocks[block].columns]
    cells = [CellRef(block, row, column) for column in columns]
    spoken = tuple(acts) or tuple(token for token in words if token.kind == "document")
    return Topic("N-08", str(cells[0]), spoken, tuple(form.cell(cell) for cell in cells), ground)


def _decision(form: Form, item: Item, words: Sequence[Token]) -> Topic | None:
    """N-09: decisions on licences, penalties, coercion."""
    named = [token for token in words if token.kind == "decision" and token.word]
    if not named:
        return None
    cells = tuple(CellRef.parse(cell) for token in named if token.word for cell in token.word.means)
    decided = any("决定" in token.form for token in named) or has(item.words, {"decide"})
    ground = Strength.STRONG if decided else Strength.FAINT
    if (
        has(item.words, {"publicity", "foreign", "thing", "compare"})
        or item.figure is None
        or item.figure.counts != "count"
    ):
        ground = min(ground, Strength.FAINT if item.figure and item.figure.counts == "count" else Strength.NONE)
    readings = [form.cell(cells[-1])]
    if len(cells) > 1:
        each = [form.cell(cell) for cell in cells]
        readings.insert(0, Reading("＋".join(one.name for one in each), cells))
    return Topic("N-09", str(cells[-1]), tuple(named), tuple(readings), ground)
