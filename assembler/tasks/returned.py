"""The returned copy of ``assembler check --annotate``: a fresh standard workbook that holds everything that was
entered, with marks at what was found."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from assembler.checks import accept, check, in_order
from assembler.errors import UnusableInput, UnwritableOutput
from assembler.excel import Review, make_workbook
from assembler.files import FILE_LIMIT, read_input, write_output
from assembler.messages import Catalog
from assembler.model.findings import Finding, Severity
from assembler.model.outcome import Checked, Outcome
from assembler.model.plain import file_name
from assembler.model.spec import ReportSpec
from assembler.model.submission import UNSETTLED, Submission, completed, typed
from assembler.package import is_sealed
from assembler.records import dataclass, replace
from assembler.tasks.review import LEFT_OUT, is_restored, review_of

MARK = "审核意见"
_STAY = ("W-04", "W-07")
_DOUBTFUL = ("S-09", "W-03", "W-06", "W-09", "W-13", "W-14", "W-19", "W-20", "W-21")
_NOT_READ = (("W-19", "lost"), ("W-06", "control"))
_ASKED = (("W-19", "said"), ("W-19", "unit"))
MOST_DOUBTS, MOST_WORDS = 60, 90
_MARKED = re.compile(f"（{MARK}[0-9]*）")


def needs_copy(checked: Checked) -> bool:
    """True if there is anything to send back: an error or a warning that nobody has accepted."""
    return any(each.severity is not Severity.INFO for each in checked.standing)


def returned_copy(checked: Checked, file: str, origin: str = "") -> bytes:
    """The workbook to send back. ``file``: the name under which the original came in; ``origin``: its checksum, by
    which a batch knows what the copy has taken the place of. The same findings and original give the same bytes."""
    whole = whole_of(checked)
    review = replace(reviewed(checked, whole, file), origin=origin)
    return make_workbook(checked.spec, whole, checked.last_year or checked.beside, review)


def reviewed(checked: Checked, whole: Submission, file: str) -> Review:
    """What a copy that holds ``whole`` says about the workbook that came in: what is to be done, judged anew, and what
    isn't any more."""
    stay = [each for each in checked.findings if _stays(each, whole)]
    judged = check(checked.spec, whole, checked.last_year)
    left = in_order(checked.spec, accept(checked.spec, whole, (*stay, *judged)))
    kept = {(each.code, each.at) for each in left} - {(each.code, each.at) for each in stay}
    told = {_number(_in_words(each, checked.spec)): each for each in checked.findings if _is_doubt(each)}
    doubted = {number: each for number, each in told.items() if number in whole.doubts}
    gone = [
        each
        for each in checked.findings
        if each not in stay and (each.code, each.at) not in kept and each not in doubted.values()
    ]
    return review_of(replace(checked, submission=whole, findings=left), gone, file, doubted)


def _stays(finding: Finding, whole: Submission) -> bool:
    """True for a finding that the copy deserves as much as the original, though no check of figures and texts raises
    it again: totals that were typed and differ (W-10), errors and formulas in place of words (W-12, W-07),
    what keeps it from being compared with last year's (W-04). All else that is noticed in reading is mended in a
    workbook that is made anew: a formula that was overwritten is whole again."""
    if finding.code == "W-12":
        return any(note.ref in whole.unread for note in finding.cells)
    return finding.code in _STAY or (finding.code == "W-10" and not finding.case)


def whole_of(checked: Checked) -> Submission:
    """What a workbook made anew says: everything that was entered, and what was doubtful about the form that it stood
    in. A whole form shows nothing of that any more, so each doubt gets a number, which stands among the reasons until
    somebody answers it (W-22)."""
    whole = made_whole(checked.spec, checked.submission)
    found = [_in_words(each, checked.spec) for each in checked.findings if _is_doubt(each)]
    if len(found) > MOST_DOUBTS:
        found[MOST_DOUBTS:] = [Catalog.load("zh").word("more_doubts", count=len(found) - MOST_DOUBTS)]
    return replace(whole, doubts={**{_number(words): words for words in found}, **whole.doubts})


def _number(doubt: str) -> str:
    return f"W-22-{hashlib.sha256(doubt.encode()).hexdigest()[:6].upper()}"


def _in_words(finding: Finding, spec: ReportSpec) -> str:
    """In Chinese, like every other word of the workbook."""
    words = " ".join(Catalog.load("zh").finding(finding, spec).message.split())
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"


def _is_doubt(finding: Finding) -> bool:
    """True if figures that were read may mean something else than they were taken for, and a whole form wouldn't show
    it. What wasn't read (an error) stays in its cell as it stood there, or leaves it blank: both are told anew."""
    if (finding.code, finding.case) in _NOT_READ:
        return False
    told = finding.severity is Severity.WARNING or (finding.code, finding.case) == ("W-19", "unit")
    return told and finding.accepted is None and finding.code in _DOUBTFUL


def made_whole(spec: ReportSpec, submission: Submission) -> Submission:
    """The submission with a place for everything, and the formula of each total that was deleted. A total that was
    typed stays: it is a figure that somebody stated. What had no place stands where it presumably belongs, with a mark
    that keeps it from being a figure."""
    carried = {ref: each.raw for ref, each in submission.carried.items()}
    texts = {ref: carried.pop(ref, text) for ref, text in submission.texts.items()}
    unread = {**submission.unread, **{ref: f"{raw}{UNSETTLED}" for ref, raw in carried.items()}}
    named = {
        cell: figure
        for cell, figure in typed(spec, submission.figures).items()
        if figure is not None or not spec.is_computed(cell) or str(cell) in unread
    }
    return replace(submission, figures=completed(spec, named), texts=texts, unread=unread, absent=frozenset(), twice={})


def not_kept(checked: Checked) -> tuple[Finding, ...]:
    """The findings that tell of what a workbook made anew doesn't hold, or holds no entry for. Figures that words put
    in doubt are there, and so is the doubt."""
    left = (each for each in checked.findings if (each.code, each.case) not in _ASKED)
    return tuple(each for each in left if each.code in LEFT_OUT or is_restored(each))


class CopyNames:
    """Names of returned copies in one folder: 某局（审核意见）.xlsx, one for each file and never one of ``taken``: the
    inputs of the run may lie in the same folder."""

    def __init__(self, folder: Path, taken: Iterable[Path] = ()) -> None:
        self.folder = folder
        self._taken = set(map(_key, taken))

    def path(self, original: Path) -> Path:
        """Where the copy of this file goes. The original may be a returned copy itself: names don't grow."""
        stem = _MARKED.sub("", original.stem)
        paths = (self.folder / file_name(stem, f"（{MARK}{number}）.xlsx") for number in chain([""], count(2)))
        path = next(path for path in paths if _key(path) not in self._taken)
        self._taken.add(_key(path))
        return path


def _key(path: Path) -> str:
    """Names that are one to Windows or macOS are one."""
    with suppress(OSError):  # in a folder that has gone
        path = path.absolute()
    return unicodedata.normalize("NFC", str(path)).casefold()


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of one file. ``copy``: None if there is none: nothing to say (``error`` None), the file is unusable
    (that error is the outcome's), or ``error`` stopped the writing."""

    outcome: Outcome
    copy: Path | None = None
    error: UnwritableOutput | None = None


def write_copies(outcomes: Iterable[Outcome], folder: Path, *, inputs: Iterable[Path], force: bool) -> list[Returned]:
    """A copy for each file with errors or warnings, in their order; one that can't be written doesn't stop the others.
    A copy that is there already is replaced if nobody has worked in it, or with ``force``; never one of ``inputs``."""
    inputs = tuple(inputs)
    names = CopyNames(folder, inputs)
    return [_written(outcome, names, inputs, force) for outcome in outcomes]


def _checksum_of(original: Path) -> str:
    """Of what came in; "" if it has gone meanwhile."""
    try:
        return hashlib.sha256(read_input(original, FILE_LIMIT)).hexdigest()
    except UnusableInput:
        return ""


def _written(outcome: Outcome, names: CopyNames, inputs: tuple[Path, ...], force: bool) -> Returned:
    if outcome.checked is None or not needs_copy(outcome.checked):
        return Returned(outcome)
    original = Path(outcome.file)
    target = names.path(original)
    try:
        copy = returned_copy(outcome.checked, original.name, _checksum_of(original))
        write_output(target, copy, force=force, inputs=inputs, is_ours=is_sealed)
    except UnwritableOutput as error:
        worked_in = error.code == "OUTPUT-EXISTS"
        return Returned(outcome, error=UnwritableOutput("OUTPUT-COPY", path=target) if worked_in else error)
    return Returned(outcome, target)
