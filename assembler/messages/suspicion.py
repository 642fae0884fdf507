"""The words for the cell that is probably wrong, and for not knowing which."""

from typing import Protocol

from assembler.model.findings import Finding
from assembler.model.spec import ReportSpec


class Words(Protocol):
    """What of a catalog is needed here."""

    def word(self, key: str, **facts: object) -> str:
        """A phrase, its fields filled."""

    def place(self, ref: str, spec: ReportSpec) -> str:
        """What people call a place."""


def suspicion(words: Words, finding: Finding, spec: ReportSpec) -> str:
    """疑为…应为 2（现为 1）, with the slip that it looks like and what else it may be; "" if nothing is suggested."""
    suggestion = finding.suggestion
    if suggestion is None:
        return ""
    facts = {
        "place": words.place(suggestion.ref, spec),
        "before": words.word("blank") if suggestion.before is None else suggestion.before,
        "after": suggestion.after,
    }
    if finding.facts.get("slip") == "line_unfilled":
        told = words.word("suggested_line", line=words.place(finding.facts["cause"], spec), **facts)
    else:
        told = words.word("suggested", **facts) + slip(words, finding, spec)
    if suggestion.certainty == "unique":
        return told
    return told + words.word("semicolon") + words.word("suggested_or", others=_others(words, finding, spec))


def slip(words: Words, finding: Finding, spec: ReportSpec) -> str:
    """，两位数字颠倒: what the mistake looks like; "" if like nothing in particular. Lines that weren't filled in have
    words of their own."""
    kind, partner = finding.facts.get("slip", ""), finding.facts.get("partner", "")
    if kind in ("", "line_unfilled"):
        return ""
    return words.word("comma") + words.word(f"slip_{kind}", partner=partner and words.place(partner, spec))


def _others(words: Words, finding: Finding, spec: ReportSpec) -> str:
    listed = [each.split("=") for each in finding.facts.get("others", "").split()]
    told = [words.word("suggested_other", place=words.place(ref, spec), after=after) for ref, after in listed]
    rest = int(finding.facts.get("candidates", "1")) - 1
    if rest and not told:
        told.append(words.word("suggested_rest", count=rest))
    if perhaps := finding.facts.get("perhaps"):
        told.append(words.word("suggested_perhaps", line=words.place(perhaps, spec)))
    if not told:
        told.append(words.word("suggested_elsewhere"))
    return words.word("suggested_between").join(told)


def undecided(words: Words, finding: Finding) -> str:
    """Why nothing is suggested for a relation of this year's figures; "" if something is, or it isn't one."""
    candidates = finding.facts.get("candidates")
    if candidates is None or finding.suggestion is not None:
        return ""
    return words.word("undecided_many") if candidates == "0" else words.word("undecided", count=candidates)
