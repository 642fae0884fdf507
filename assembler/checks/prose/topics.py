"""What a figure of the prose speaks of, by the words around it: the heart of the grammar."""

from collections.abc import Sequence

from assembler.checks.prose.items import Item
from assembler.checks.prose.others import of_cases, of_decisions, of_documents
from assembler.checks.prose.requests import column_of, of_applicants, of_carried, of_requests, of_results
from assembler.checks.prose.scene import Scene, has
from assembler.checks.prose.sums import Form
from assembler.checks.prose.tokens import Token
from assembler.checks.prose.topic import Strength, Topic, beside, gap, says_total


def topics_of(form: Form, item: Item, scene: Scene, affair: str, listing: bool) -> list[Topic]:
    """The subjects of an item's figure; several only where each of them has it (各1件). ``listing``: the sentence
    lists results, so that short words count."""
    every = next((n for n, token in enumerate(item.after) if token.kind in ("every", "part")), len(item.after))
    for words in (() if has(item.before, {"except"}) else item.leading, item.after[:every]):
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
        return of_cases(form, item, words, scene)
    if affair == "case":
        affair = "request" if scene.default == "request" or scene.told else affair
    if affair in ("document", "publicity") and (scene.document and has(words, {"act", "document"})):
        return of_documents(form, item, words, scene, affair)
    if affair == "decision":
        return of_decisions(form, item, words, scene)
    if has(words, {"carry"}) or (has(words, {"pending", "rest"}) and not has(words, {"category", "applicant"})):
        return of_carried(form, item, words, scene, affair)
    ground = _ground(item, words, scene, affair)
    categories = [each for each in words if each.kind == "category" and _heard(each, item, listing)]
    if not categories and scene.kind == "category" and has(words, {"other"}):
        categories = [token for token in words if token.kind == "other"]
    if categories:
        return of_results(form, words, categories, _lowered(ground, item, words, scene, listing))
    applicants = [token for token in words if token.kind == "applicant"]
    if not applicants and scene.kind == "applicant":
        applicants = [token for token in words if token.kind == "other"]
    columns = {leaf for token in applicants for leaf in form.columns(column_of(token))}
    if applicants and len(columns) < len(form.inputs):
        return of_applicants(form, words, applicants, scene, ground)
    return of_requests(form, item, words, scene, ground)


def _acts(words: Sequence[Token]) -> bool:
    return has(words, {"category", "applicant", "receive", "new", "finish", "carry", "pending"})


def _heard(token: Token, item: Item, listing: bool) -> bool:
    """Short words count in lists only, and only beside their figure."""
    if token.word is None or not token.word.listed:
        return True
    return listing and item.figure is not None and gap(item, token) == 0


def _ground(item: Item, words: Sequence[Token], scene: Scene, affair: str) -> Strength:
    """How far the place speaks for requests of this year."""
    if affair in ("foreign", "thing", "publicity", "document", "decision", "fee", "case") or scene.other_time:
        return Strength.NONE
    if has(item.leading, {"compare"}) or item.figure is None or item.figure.counts in ("money", "share", "other"):
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
    last = max((n for n, token in enumerate(words) if token.kind == "category"), default=0)
    beside = has(words[last:], {"thing"}) or (has(words, {"aspect"}) and not says_total(item))
    return min(ground, Strength.FAINT) if beside else ground
