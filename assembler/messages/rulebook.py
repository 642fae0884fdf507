"""The examination of a rule book, as a person reads it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from assembler.messages.catalog import Catalog
from assembler.model.elimination import BEFORE
from assembler.model.rulebook import Consequence, Place, RuleBook, Score

INDENT = "  "


def tell_rulebook(book: RuleBook, catalog: Catalog) -> str:
    """All of it: what the rules name, whether they agree, which say nothing new, and what they notice."""
    spec = book.spec
    lines = [catalog.word("rulebook_title", id=spec.id, name=spec.name, rules=len(spec.rules)), *_logic(book, catalog)]
    for style in book.values("style"):
        lines += ["", catalog.word("rulebook_scores", style=catalog.word(f"rulebook_{style}"))]
        lines += [INDENT + line for line in _scores(book, style, catalog)]
    lines += ["", catalog.word("rulebook_rules"), *(INDENT + line for line in _rules(book, catalog))]
    return "\n".join(lines)


def _logic(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    if book.unknown:
        yield catalog.word("rulebook_unknown", cells=" ".join(map(str, book.unknown)))
    else:
        yield catalog.word("rulebook_known")
    if book.untrue:
        yield catalog.word("rulebook_untrue", rules=" ".join(f"{code}@{at}" for code, at in book.untrue))
    else:
        yield catalog.word("rulebook_true")
    for system in book.systems:
        name = system_name(book, system.name, catalog)
        yield catalog.word("rulebook_system", name=name, relations=system.relations, rank=system.rank)
        for each in system.consequences:
            yield INDENT + follows(book, each, catalog)


def system_name(book: RuleBook, name: str, catalog: Catalog) -> str:
    """The table's name, or what else the relations are about."""
    names = {table.id: table.name for table in book.spec.tables}
    return names[name] if name in names else catalog.word(f"rulebook_system_{name}")


def follows(book: RuleBook, each: Consequence, catalog: Catalog) -> str:
    """T3-03（表三“办理结果总计”行）可由 T3-02（7 处）、T3-03（21 处）推出."""
    counts = Counter((code, at.startswith(BEFORE)) for code, at in each.follows_from)
    parts = [
        catalog.word("rulebook_part_before" if before else "rulebook_part", rule=code, count=count)
        for (code, before), count in counts.items()
    ]
    return catalog.word(
        "rulebook_follows",
        rule=each.place[0],
        place=_where(book, each.place, catalog),
        others=catalog.word("comma").join(parts) if parts else catalog.word("rulebook_by_nature"),
    )


def _where(book: RuleBook, place: Place, catalog: Catalog) -> str:
    for relation in book.spec.relations:
        if (relation.equation.id, relation.at) == place:
            return catalog.place(f"{relation.equation.block}.{relation.at}", book.spec)
    return place[1]


def _scores(book: RuleBook, style: str, catalog: Catalog) -> Iterator[str]:
    comma = catalog.word("comma")
    for fault in book.values("fault"):
        told = comma.join(
            _score(situation, book.score(style=style, situation=situation, fault=fault), catalog)
            for situation in book.values("situation")
        )
        yield catalog.word("rulebook_fault", fault=catalog.word(f"rulebook_{fault}"), scores=told)
    for situation in book.values("situation"):
        count = len(list(book.unguarded(style, situation)))
        cells = _listed(unguarded(book, style, situation, catalog))
        key = "rulebook_unguarded" if count else "rulebook_guarded"
        yield catalog.word(key, situation=catalog.word(f"rulebook_{situation}"), count=count, cells=cells)


def unguarded(book: RuleBook, style: str, situation: str, catalog: Catalog) -> Iterator[str]:
    """Names of the cells that no rule guards; a table of which that is true for every cell is named as a whole."""
    without = set(book.unguarded(style, situation))
    for table in book.spec.tables:
        tried = [cell for cell in book.guards(style, situation) if book.spec.table_of[cell.block] is table]
        if tried and without.issuperset(tried):
            yield catalog.word("rulebook_whole", table=table.name)
        else:
            yield from (book.spec.cell_name(cell) for cell in tried if cell in without)


def _score(situation: str, score: Score, catalog: Catalog) -> str:
    """只有年报 144/166, with how many of them as an error where not all are."""
    key = "rulebook_score" if score.errors == score.noticed else "rulebook_score_errors"
    facts = {"noticed": score.noticed, "tried": score.tried, "errors": score.errors}
    return catalog.word(key, situation=catalog.word(f"rulebook_{situation}"), **facts)


def _rules(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    for code, (noticed, alone) in book.rules.items():
        if noticed:
            yield catalog.word("rulebook_rule", rule=code, noticed=noticed, alone=alone)
    idle = [code for code, (noticed, _) in book.rules.items() if not noticed]
    if idle:
        yield catalog.word("rulebook_idle", rules=_listed(idle))


def _listed(names: Iterable[str]) -> str:
    return " ".join(names)
