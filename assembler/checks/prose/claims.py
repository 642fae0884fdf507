"""Statements without a figure: 未收到申请, 无一起复议, 全部为自然人, 均获维持, 均已办结."""

from collections.abc import Iterator, Sequence

from assembler.checks.prose.items import Item
from assembler.checks.prose.scene import Scene, direction, has
from assembler.checks.prose.sums import Form, Reading
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic
from assembler.model.refs import CellRef
from assembler.records import dataclass

MOST_UNKNOWN = 5
_VERBAL = frozenset(["未", "尚未", "并未", "从未", "均未", "也未", "亦未", "且未", "未曾", "暂未", "没"])
"""Negations of a verb: 未申请延期 doesn't say that there was no request."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A topic whose sum should be nothing. ``every``: because all belong elsewhere (全部为自然人)."""

    topic: Topic
    every: bool


def denies(item: Item) -> bool:
    """无一起, 未收到一件: the figure is part of a negation."""
    figure = item.figure
    if figure is None or figure.value != 1 or not item.before:
        return False
    near = [token for token in item.before if token.kind != "filler"][-2:]
    if near and near[-1].kind == "none":
        return True
    return figure.form[0] == "一" and len(near) == 2 and near[0].kind == "none" and near[1].kind in ("receive", "new")


def claims_of(form: Form, item: Item, scene: Scene, affair: str) -> Iterator[Claim]:
    """What an item states without a figure of its own."""
    kinds = item.kinds
    if kinds.isdisjoint(("none", "every")) or scene.other_time or not kinds.isdisjoint(("fee", "free", "collect")):
        return
    if item.figure is None or denies(item):
        for topic in _nothing(form, item, scene, affair):
            yield Claim(topic, every=False)
    for topic in _everything(form, item, scene, affair):
        yield Claim(topic, every=True)


def _nothing(form: Form, item: Item, scene: Scene, affair: str) -> list[Topic]:
    words = item.words
    at = next((n for n, token in enumerate(words) if token.kind == "none"), None)
    if at is None:
        return []
    rest = words[at + 1 :]
    named = [token for token in rest if token.kind == "case"]
    if not named and not has(rest, {"receive", "new", "request", "carry", "pending", "category", "outcome", "finish"}):
        named = [token for token in words[:at] if token.kind == "case"]
    if named:
        return _no_cases(form, rest, named, scene, affair)
    if has(rest, {"carry", "pending"}):
        return _no_carry(form, rest, scene) if affair in ("request", "") and not has(rest, {"thing", "foreign"}) else []
    if affair == "foreign" or has(rest, {"category", "thing", "foreign", "publicity", "aspect", "attribute", "finish"}):
        return []
    if _certain(form, rest):
        return []
    asked = next((n for n, token in enumerate(rest) if token.kind == "request"), None)
    if asked is None and not (denies(item) and scene.default == "request"):
        return []
    received = has(rest[:asked], {"receive", "new"}) or denies(item)
    beside = sum(len(token.form) for token in rest[:asked]) <= 4 and words[at].form not in _VERBAL
    if not received and not beside:
        return []
    row = form.spec.prose.rows["new"]
    unknown = sum(len(token.form) for token in rest[:asked] if token.kind == "text")
    ground = Strength.STRONG if unknown <= MOST_UNKNOWN else Strength.POSSIBLE
    return [Topic("N-01", row, (words[at], *rest[:1]), tuple(form.rows(row)), ground)]


def _certain(form: Form, words: Sequence[Token]) -> bool:
    """Only applicants of one kind are spoken of; 个人, 公民 may be anybody."""
    named = [token for token in words if token.kind == "applicant" and token.word]
    columns = {token.word.means[0] for token in named if token.word}
    labels = tuple(form.requests.column(column).label for column in columns)
    return len(columns) == 1 and any(token.form.startswith(labels) for token in named)


def _no_cases(form: Form, rest: Sequence[Token], named: Sequence[Token], scene: Scene, affair: str) -> list[Topic]:
    ground = Strength.STRONG if scene.told or scene.default == "request" else Strength.FAINT
    groups = dict.fromkeys(group for token in named if token.word for group in token.word.means)
    kinds = [kind for token in rest if token.kind == "outcome" and token.word for kind in token.word.means]
    if kinds and kinds != ["corrected"]:
        return []
    if affair == "foreign" and not scene.told:
        return []
    return [
        Topic(
            "N-07",
            f"{group}_corrected" if kinds else group,
            tuple(named),
            (form.cases(group, outcome="corrected") if kinds else form.cases(group),),
            ground,
        )
        for group in groups
    ]


def _no_carry(form: Form, rest: Sequence[Token], scene: Scene) -> list[Topic]:
    roles = form.spec.prose.rows
    way = direction(rest, scene.year)
    spoken = tuple(token for token in rest if token.kind in ("carry", "pending"))
    role = way or "carried_out"
    readings = form.rows(roles[role])
    if not way and has(spoken, {"carry"}):
        readings += form.rows(roles["carried_in"])
    strength = Strength.STRONG if way or has(spoken, {"pending"}) else Strength.POSSIBLE
    return [Topic("N-02" if role == "carried_in" else "N-03", roles[role], spoken, tuple(readings), strength)]


def _everything(form: Form, item: Item, scene: Scene, affair: str) -> Iterator[Topic]:
    words = item.words
    at = next((n for n, token in enumerate(words) if token.kind == "every"), None)
    if at is None or has(words, {"part", "aspect", "etcetera", "none"}):
        return
    rest = [token for token in words[at + 1 :] if token.kind != "filler"]
    if item.figure is not None and words[at].start < item.figure.start:
        return  # 均为0件: a figure for each
    outcomes = [token for token in rest if token.kind == "outcome" and token.word]
    if outcomes and scene.cases and affair in ("case", "request", ""):
        yield from _all_cases(form, outcomes[0], scene)
        return
    if affair != "request":
        return
    applicants = {token.word.means for token in rest if token.kind == "applicant" and token.word}
    if len(applicants) == 1 and not has(rest, {"category", "other"}):
        yield _all_from(form, next(iter(applicants))[0], rest)
        return
    categories = [token for token in rest if token.kind == "category" and token.word and not token.word.listed]
    if len(categories) == 1 and rest[0] is categories[0] and rest[-1] is categories[0] and not item.joined:
        top = form.group_of(categories[0].word.means[0]) if categories[0].word else ""
        others = [group for group in form.groups if group != top]
        yield Topic("N-05", top, (words[at], categories[0]), tuple(form.rows(*others)), Strength.STRONG)
        return
    finished = [token for token in rest if token.kind == "finish" and set(token.form) & set("结毕完")]
    if finished and not has(words, {"carry", "pending", "category", "except"}):
        row = form.spec.prose.rows["carried_out"]
        yield Topic("N-03", row, (words[at], finished[0]), tuple(form.rows(row)), Strength.STRONG)


def _all_from(form: Form, column: str, rest: Sequence[Token]) -> Topic:
    own = form.columns(column)
    others = [each.id for each in form.requests.columns if each.kind == "input" and each.id not in own]
    row = form.spec.prose.rows["new"]
    names = "＋".join(form.requests.column(each).name for each in others)
    reading = Reading(f"{form.name((row,))}（{names}）", tuple(CellRef(form.requests.id, row, each) for each in others))
    return Topic("N-06", column, tuple(rest[:1]), (reading,), Strength.STRONG)


def _all_cases(form: Form, outcome: Token, scene: Scene) -> Iterator[Topic]:
    kind = outcome.word.means[0] if outcome.word else ""
    others = ["pending"] if kind == "closed" else [
        each for each in ("upheld", "corrected", "other", "pending")
        if each not in (outcome.word.means + outcome.word.also if outcome.word else ())
    ]  # fmt: skip
    for group in scene.cases:
        if not set(form.inner_groups(group)) & set(scene.cases):
            parts = [form.cases(group, outcome=other) for other in others]
            cells = tuple(cell for part in parts for cell in part.cells)
            name = "＋".join(dict.fromkeys(part.name for part in parts))
            yield Topic("N-07", f"{group}_{kind}", (outcome,), (Reading(name, cells),), Strength.STRONG)
