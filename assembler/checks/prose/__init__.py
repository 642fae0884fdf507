"""Prose against tables: N-01…N-12. docs/prose.md says how it reads."""

from collections.abc import Iterator, Mapping

from assembler.checks.prose.fees import check_fees
from assembler.checks.prose.pages import Page
from assembler.checks.prose.parts import check_parts
from assembler.checks.prose.reader import read_text
from assembler.checks.prose.sums import Form, form_of
from assembler.checks.prose.verdicts import Texts, Verdict, figure_of, findings_of, judge, settled, unmentioned
from assembler.model.findings import Finding
from assembler.model.prose import BoundFigure
from assembler.model.spec import ReportSpec
from assembler.model.submission import Submission

MOST = 12_000  # characters of the first section that are read; the form allows a thousand

__all__ = ["check_prose", "figures_of"]


def check_prose(spec: ReportSpec, submission: Submission) -> Iterator[Finding]:
    """Findings on figures of the prose; none where the edition has no vocabulary, or there is too much to read."""
    if not _is_readable(spec, submission):
        return
    form = form_of(spec)
    pages = _pages(form, submission)
    texts = _read(form, submission, pages)
    found = [
        *findings_of(form, submission, _verdicts(texts, submission)),
        *unmentioned(form, submission, texts, lambda: _read(form, submission, pages, every=True)),
        *(finding for text_id, sentences in texts for finding in check_parts(form, submission, text_id, sentences)),
        *check_fees(form, submission, pages),
    ]
    yield from _once(found)


def figures_of(spec: ReportSpec, submission: Submission) -> tuple[BoundFigure, ...]:
    """Every figure of the prose: bound, unbound or doubtful."""
    if not _is_readable(spec, submission):
        return ()
    form = form_of(spec)
    verdicts = _verdicts(_read(form, submission, _pages(form, submission)), submission)
    return tuple(figure_of(verdict, submission) for verdict in verdicts if not verdict.mention.claim)


def _is_readable(spec: ReportSpec, submission: Submission) -> bool:
    """False for texts ten times as long as they may be, which another rule tells: reading them takes minutes."""
    said = sum(len(submission.texts[text.id]) for text in spec.sections[0].texts)
    return bool(spec.prose.words) and said <= MOST


def _pages(form: Form, submission: Submission) -> dict[str, Page]:
    """Those of the texts of the first section that aren't blank."""
    texts = {text.id: submission.texts[text.id] for text in form.spec.sections[0].texts}
    return {text: Page(form.spec.prose, said) for text, said in texts.items() if said.strip()}


def _read(form: Form, submission: Submission, pages: Mapping[str, Page], *, every: bool = False) -> Texts:
    return [(text, read_text(form, text, page, submission.year, every=every)) for text, page in pages.items()]


def _verdicts(texts: Texts, submission: Submission) -> list[Verdict]:
    mentions = [mention for _, sentences in texts for sentence in sentences for mention in sentence.mentions]
    return list(settled([judge(mention, submission) for mention in mentions]))


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """One finding for each rule and place: the gravest, then the first."""
    told: dict[tuple[str, str], Finding] = {}
    for finding in sorted(findings, key=lambda each: each.severity.rank):
        told.setdefault((finding.code, finding.at), finding)
    yield from told.values()
