"""Write docs/rulebook.md anew: every edition's rule book, examined by itself (``assembler formats --verify``)."""

from collections.abc import Iterator
from pathlib import Path

from assembler.cli.voice import Voice
from assembler.errors import AssemblerError
from assembler.formats import format_ids
from assembler.messages import Catalog
from assembler.messages.rulebook import follows, system_name, unguarded
from assembler.model.rulebook import RuleBook
from assembler.tasks.verify import verify

PAGE = Path(__file__).parent.parent / "docs" / "rulebook.md"
SINGLE = ("one_more", "digits", "blank")
INTRODUCTION = """# The rule book, examined by itself

Made by `make rulebook`; don't edit. `assembler formats --verify 2021` tells the same, with `--json` cell by cell.

A report is made in which every cell has a figure of its own and every relation holds; so they don't contradict each
other. Then one fault at a time is put into it, in every cell where it can happen, and all rules are asked.

- **formulas**: totals follow what is typed, as in our workbook, and can't be typed into. **typed**: totals stand as
  they are, as in published reports.
- **alone**: nothing to compare with. **register**: control counts are filled in. **last year**: last year's report
  is at hand. **all**: both. Texts are blank, so that what only prose tells isn't seen here.
- **one more**: one too many. **digits**: two neighbouring digits exchanged. **blank**: not filled in. **row off**:
  the whole figure booked one row lower, where it adds to what stands there (from the last row: one row higher).
  **case off**: the same with a single case. **exchanged**: with the right neighbour (with the lower one where a block
  has one column).
- Figures are noticed/tried. **as errors**: how many a rule of that severity notices, with all there is to compare with.
  **named**: how many faults in one cell come with a suggestion of that very cell and its right figure, alone and with
  all.
"""


def page() -> str:
    """The whole page, from a fresh examination of every edition."""
    catalog = Catalog("en")
    parts = [INTRODUCTION, *(_edition(verify(format_id), catalog) for format_id in reversed(format_ids()))]
    return "\n".join(parts)


def _edition(book: RuleBook, catalog: Catalog) -> str:
    lines = [f"## {book.spec.id}", "", f"{book.spec.name}, {len(book.spec.rules)} rules.", ""]
    for part in (_logic, _faults, _rules, _unguarded):
        lines += [*part(book, catalog), ""]
    return "\n".join(lines)


def _logic(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    agree = "all hold in the balanced report" if not book.untrue else f"not shown to hold together: {book.untrue}"
    yield f"Cells in rules that the form lacks: {len(book.unknown)}. Relations: {agree}."
    yield ""
    yield "| relations of | cells | relations | independent |"
    yield "|---|---|---|---|"
    for system in book.systems:
        yield f"| {system_name(book, system.name, catalog)} | {system.cells} | {system.relations} | {system.rank} |"
    consequences = [each for system in book.systems for each in system.consequences]
    if consequences:
        yield ""
        yield from (f"- {follows(book, each, catalog)}" for each in consequences)


def _faults(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    del catalog
    yield "| totals | fault | table | alone | register | last year | all | as errors | named |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for style in book.values("style"):
        for fault in book.values("fault"):
            for table in book.spec.tables:
                scores = [
                    book.score(style=style, situation=situation, fault=fault, table=table.id)
                    for situation in book.values("situation")
                ]
                if not scores[-1].tried:
                    continue
                noticed = " | ".join(f"{score.noticed}/{score.tried}" for score in scores)
                named = f"{scores[0].named}, {scores[-1].named}" if fault in SINGLE else "–"
                name = fault.replace("_", " ")
                yield f"| {style} | {name} | {table.name} | {noticed} | {scores[-1].errors} | {named} |"


def _rules(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    del catalog
    yield "| rule | faults noticed, with all to compare with | by no other rule |"
    yield "|---|---|---|"
    for code, (noticed, alone) in book.rules.items():
        if noticed:
            yield f"| {code} | {noticed} | {alone} |"
    yield ""
    idle = [code for code, (noticed, _) in book.rules.items() if not noticed]
    yield f"Set off by none of these faults: {', '.join(idle)}."


def _unguarded(book: RuleBook, catalog: Catalog) -> Iterator[str]:
    yield "Cells whose figure can change without any rule noticing (a blank is always noticed):"
    yield ""
    for style in book.values("style"):
        for situation in book.values("situation"):
            count = len(list(book.unguarded(style, situation)))
            cells = ", ".join(unguarded(book, style, situation, catalog))
            told = f"{count} ({cells})" if count else "none"
            yield f"- {style}, {catalog.word(f'rulebook_{situation}')}: {told}"


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    except AssemblerError as error:
        Voice().stop(error)
