"""What is written at the labels of texts and of the entries of 基本信息: the form's own words, and other ones."""

from collections.abc import Iterable, Iterator

from assembler.excel.layout import INFO_SHEET
from assembler.excel.places.standard import info_labels
from assembler.excel.places.texts import At, SheetTexts, normal
from assembler.model.spec import ReportSpec
from assembler.records import dataclass

BESIDE = 4  # columns right of its label in which an entry is looked for
BELOW = 8  # rows below its label in which a text is looked for


@dataclass(frozen=True)
class Wanted:
    """``section``: what its sheet is told by. ``hint`` stands below the label of a text, or behind an entry."""

    ref: str
    section: str
    label: str
    hint: str
    sheet: str
    is_text: bool


@dataclass(frozen=True)
class FormWords:
    """The form's own words on these sheets, as they are compared."""

    labels: frozenset[str]
    hints: frozenset[str]


def wanted_entries(spec: ReportSpec) -> Iterator[Wanted]:
    """All texts, and the entries of 基本信息."""
    for section in spec.sections:
        for text in section.texts:
            yield Wanted(text.id, section.id, text.label, text.hint, section.sheet, True)
    hints = {f"info.{entry.id}": entry.hint for entry in spec.info}
    for ref, label in info_labels(spec).items():
        yield Wanted(ref, "organisation", label, hints.get(ref, ""), INFO_SHEET, False)


def written(cells: Iterable[At], texts: SheetTexts, form: FormWords) -> list[At]:
    """Those in which something was written that isn't the form's own."""
    values = {cell: texts.sheet.content(*cell).value for cell in cells if not texts.is_empty(*cell)}
    return [cell for cell, value in values.items() if not (isinstance(value, str) and is_own(value, form.hints))]


def is_own(value: str, hints: frozenset[str]) -> bool:
    """The form's own words; beside entries they begin with a wide blank."""
    return value.startswith("\u3000") or normal(value) in hints


def beside_label(texts: SheetTexts, at: At) -> Iterator[At]:
    """The cells right of a label."""
    for column in range(texts.area(at)[3] + 1, texts.area(at)[3] + 1 + BESIDE):
        yield at[0], column


def below_label(texts: SheetTexts, at: At, form: FormWords) -> Iterator[At]:
    """The cells below a label, down to the next label, be it edited: the form's own words stand below each."""
    hinted = False
    for row in range(texts.area(at)[2] + 1, texts.area(at)[2] + 1 + BELOW):
        hinted = hinted or texts.text(row, at[1]) in form.hints
        if texts.text(row, at[1]) in form.labels or (hinted and texts.text(row + 1, at[1]) in form.hints):
            return
        yield row, at[1]
