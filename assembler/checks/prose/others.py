"""Figures of tables 二 and 四: reviews and suits, documents, decisions."""

from collections.abc import Sequence

from assembler.checks.prose.items import Item
from assembler.checks.prose.scene import Scene, has
from assembler.checks.prose.sums import Form, Reading
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic, beside
from assembler.model.refs import CellRef


def of_cases(form: Form, item: Item, words: Sequence[Token], scene: Scene) -> Topic | None:
    """N-07: reviews and suits, all of them or with one outcome."""
    named = [token for token in words if token.kind == "case" and token.word]
    groups = tuple(dict.fromkeys(group for token in named if token.word for group in token.word.means)) or scene.cases
    if not groups:
        return None
    ours = scene.told or (scene.default == "request" and not scene.narrows)
    ground = Strength.STRONG if ours else Strength.FAINT
    if (
        scene.other_time
        or has(item.leading, {"compare", "foreign"})
        or item.figure is None
        or item.figure.counts not in ("count", "bare")
        or (item.figure.counts == "bare" and not beside(item, words))
    ):
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


def of_documents(form: Form, item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Topic | None:
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


def of_decisions(form: Form, item: Item, words: Sequence[Token], scene: Scene) -> Topic | None:
    """N-09: decisions on licences, penalties, coercion."""
    named = [token for token in words if token.kind == "decision" and token.word]
    if not named:
        return None
    cells = tuple(CellRef.parse(cell) for token in named if token.word for cell in token.word.means)
    decided = any("决定" in token.form for token in named) or has(item.words, {"decide"})
    made = not scene.published or has(item.leading, {"decide"})
    ground = Strength.STRONG if decided and made else Strength.FAINT
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
