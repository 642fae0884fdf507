"""Passages of prose: how they are compared, cut into sentences and quoted."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from assembler.model.findings import CellNote, Finding, Severity
from assembler.model.plain import HALF_WIDTH
from assembler.model.spec import ReportSpec, Section
from assembler.model.submission import Submission
from assembler.patterns import late
from assembler.records import dataclass

AROUND = 10  # characters quoted on either side
_FOLDED = {chr(code): chr(half) for code, half in HALF_WIDTH.items() if chr(half).isalnum()}
_FULL = late("[０-９Ａ-ｚ]")  # with signs between Ｚ and ａ: two ranges are compiled in a tenth of the time
_CLAUSE = late(r"[^。；！？\n]+")
_SENTENCE = late(r"[^。！？\n]+")
_ASIDE = late(r"《[^《》\n]{0,200}》|〔[^〔〕\n]{0,20}〕|“[^“”\n]{0,500}”")  # bounded: a text may be all 《《《


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a text, by its first character and the one after its last."""

    start: int
    end: int


@lru_cache(maxsize=32)
def folded(text: str) -> str:
    """The text with full-width letters and digits as plain ones; no character moves."""
    return text if text.isascii() else _FULL.sub(lambda full: _FOLDED.get(full[0], full[0]), text)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence starts, and the sentence."""
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def clauses(text: str) -> Iterator[tuple[int, str]]:
    """The same; a semicolon ends one, too."""
    for match in _CLAUSE.finditer(text):
        yield match.start(), match[0]


@lru_cache(maxsize=32)
def without_asides(text: str) -> str:
    """The text with titles 《》, numbers of documents 〔〕 and quotations blanked; no character moves."""
    return _ASIDE.sub(lambda match: "　" * len(match[0]), text)


def has_any(text: str, words: Iterable[str]) -> bool:
    """True if one of the words stands in the text."""
    return any(word in text for word in words)


def standing(text: str, words: Iterable[str]) -> list[str]:
    """Those that stand in the text; one whose first character doesn't is passed over at once."""
    return [word for word in words if word[:1] in text and word in text]


def written(submission: Submission, section: Section) -> str:
    """All texts of a section."""
    return "\n".join(submission.texts[text.id] for text in section.texts)


def together(submission: Submission) -> str:
    """All texts, one below the other: what stands nowhere in them stands in none of them."""
    return "\n".join(submission.texts.values())


def characters(text: str) -> int:
    """How many there are, white space left out."""
    return len("".join(text.split()))


def quoted(text: str, where: Stretch) -> str:
    """The passage with a few characters around it, on one line."""
    return " ".join(text[max(0, where.start - AROUND) : where.end + AROUND].split())


def about(
    spec: ReportSpec,
    submission: Submission,
    code: str,
    ref: str,
    where: Stretch | None = None,
    *,
    case: str = "",
    severity: Severity | None = None,
    facts: Mapping[str, str] | None = None,
) -> Finding:
    """A finding on a text or an entry of 基本信息, quoting what stands at ``where``."""
    value = submission.texts[ref] if ref in submission.texts else submission.info[ref.removeprefix("info.")]
    return Finding(
        code=code,
        severity=severity or Severity(spec.checks[code].severity),
        at=ref,
        cells=(CellNote(ref, value or None),),
        case=case,
        facts=facts or {},
        excerpt=quoted(value, where) if where else None,
    )


def listed(words: Iterable[str]) -> str:
    """Each once, in order, as it goes into one pair of quotation marks: 甲”“乙."""
    return "”“".join(dict.fromkeys(words))
