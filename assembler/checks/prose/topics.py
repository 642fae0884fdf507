"""What a figure of the prose speaks of, by the words around it: the heart of the grammar."""

from collections.abc import Sequence, Set

from assembler.checks.prose.items import Item
from assembler.checks.prose.others import of_cases, of_decisions, of_documents
from assembler.checks.prose.requests import column_of, of_applicants, of_carried, of_requests, of_results
from assembler.checks.prose.scene import Scene, has
from assembler.checks.prose.sums import Form
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic, beside, gap, says_total

_SETTLED = frozenset({"category", "pending", "carry", "finish", "process"})
_ACTS = frozenset({"category", "applicant", "receive", "new", "finish", "carry", "pending"})
_OTHER_AFFAIRS = frozenset({"foreign", "thing", "publicity", "document", "decision", "fee", "case"})
_TRIED = frozenset({"case", "outcome"})


def topics_of(form: Form, item: Item, scene: Scene, affair: str, listing: bool) -> list[Topic]:
    """The subjects of an item's figure; several only where each of them has it (各1件). ``listing``: the sentence
    lists results, so that short words count."""
    excepted = "except" in item.kinds and has(item.before, {"except"})
    found = _from(form, item, () if excepted else item.leading, scene, affair, listing)
    if found:
        return found
    every = next((n for n, token in enumerate(item.after) if token.kind in ("every", "part")), len(item.after))
    return _from(form, item, item.after[:every], scene, affair, listing)


def _from(form: Form, item: Item, words: tuple[Token, ...], scene: Scene, affair: str, listing: bool) -> list[Topic]:
    if item.each:
        alone = [token for token in words if token.kind in ("category", "applicant", "case", "other")]
        if len(alone) > 1:
            topics = [_one(form, item, (token,), scene, affair, listing) for token in alone]
            return [topic for topic in topics if topic]
    topic = _one(form, item, words, scene, affair, listing)
    return [topic] if topic else []


def _one(form: Form, item: Item, words: tuple[Token, ...], scene: Scene, affair: str, listing: bool) -> Topic | None:
    """The subject that these words give; the narrower the word, the earlier it is asked."""
    kinds = {token.kind for token in words}
    if "rest" in kinds and has(item.after, _SETTLED) and kinds.isdisjoint(_ACTS):
        words = tuple(token for token in words if token.kind != "rest")
        kinds.discard("rest")
    if kinds & _TRIED and (affair == "case" or (scene.cases and affair != "foreign")):
        return of_cases(form, item, words, scene)
    if affair == "case":
        affair = "request" if scene.default == "request" or scene.told else affair
    if affair in ("document", "publicity") and scene.document and kinds & {"act", "document"}:
        return of_documents(form, item, words, scene, affair)
    if affair == "decision":
        return of_decisions(form, item, words, scene)
    if "carry" in kinds or (kinds & {"pending", "rest"} and not kinds & {"category", "applicant"}):
        return of_carried(form, item, words, scene, affair)
    ground = _ground(item, words, scene, affair)
    categories = _of_kind(words, kinds, "category")
    categories = [each for each in categories if _heard(each, item, listing)]
    if not categories and scene.kind == "category":
        categories = _of_kind(words, kinds, "other")
    if categories:
        return of_results(form, words, categories, _lowered(ground, item, words, scene, listing))
    applicants = _of_kind(words, kinds, "applicant")
    if not applicants and scene.kind == "applicant":
        applicants = _of_kind(words, kinds, "other")
    if applicants and len({leaf for token in applicants for leaf in form.columns(column_of(token))}) < len(form.inputs):
        return of_applicants(form, words, applicants, scene, ground)
    return of_requests(form, item, words, scene, ground)


def _of_kind(words: Sequence[Token], kinds: Set[str], kind: str) -> list[Token]:
    return [token for token in words if token.kind == kind] if kind in kinds else []


def _heard(token: Token, item: Item, listing: bool) -> bool:
    """Short words count in lists only, and only beside their figure."""
    if token.word is None or not token.word.listed:
        return True
    return listing and item.figure is not None and gap(item, token) == 0


def _ground(item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Strength:
    """How far the place speaks for requests of this year."""
    if affair in _OTHER_AFFAIRS or scene.other_time:
        return Strength.NONE
    if (
        ("compare" in item.kinds and has(item.leading, {"compare"}))
        or item.figure is None
        or item.figure.counts in ("money", "share", "other")
    ):
        return Strength.NONE
    if item.figure.measure == "个":
        return Strength.FAINT
    if item.figure.counts == "bare" and not beside(item, words):
        return Strength.NONE
    return Strength.STRONG if affair == "request" else Strength.POSSIBLE


def _lowered(ground: Strength, item: Item, words: Sequence[Token], scene: Scene, listing: bool) -> Strength:
    """Results outside talk of requests are taken seriously where they are listed; channels are parts of them."""
    if ground is Strength.POSSIBLE and listing and not scene.affair:
        ground = Strength.STRONG
    if item.kinds.isdisjoint(("thing", "aspect")):
        return ground
    last = max((n for n, token in enumerate(words) if token.kind == "category"), default=0)
    beside = has(words[last:], {"thing"}) or (has(words, {"aspect"}) and not says_total(item))
    return min(ground, Strength.FAINT) if beside else ground
