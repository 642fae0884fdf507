"""Reading a finished report back: does it say what the workbook says, figure by figure and paragraph by paragraph?

Always the bytes of the finished file are unpacked and read. Those of a report that is like one before but for its texts
are compared with what is known of such (``word/known.py``); all others are read by lxml (``word/differences.py``).
"""

from assembler.errors import DefectiveForm
from assembler.model.kept import kept
from assembler.model.spec import ReportSpec
from assembler.package import unpacked
from assembler.records import dataclass, replace
from assembler.word.known import KINDS, Known, form_of, is_alike, is_right
from assembler.word.plan import RenderPlan

_ROOM = 4  # templates of an edition, and drafts; most runs need one
_LESSONS = 64  # reports that may teach something, and not the first: a run that makes one needs no lesson


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was compared and found identical."""

    figures: int
    paragraphs: int


class Lessons:
    """What is known of an edition's reports, the latest first. ``read``: how many were read by lxml."""

    def __init__(self, spec: ReportSpec) -> None:
        self.form = form_of(spec)
        self.known: list[Known] = []
        self.read = 0

    def add(self, known: Known) -> None:
        """New kinds of paragraphs are added to those that are known of the same template. What was learnt of another
        form than the edition has now is passed over."""
        if known.form != self.form:
            return
        for each in self.known:
            if is_alike(each, known) and len(each.kinds) + len(known.kinds) <= KINDS:
                known = replace(known, kinds={**each.kinds, **known.kinds}, rests={**each.rests, **known.rests})
        self.known = [known, *(each for each in self.known if not is_alike(each, known))][:_ROOM]


lessons = kept(Lessons)


def read_back(spec: ReportSpec, plan: RenderPlan, data: bytes) -> Verified:
    """Compare a finished report with its plan; DefectiveTemplate with all differences if it says anything else."""
    try:
        parts = unpacked(data)
    except Exception as error:  # whatever zipfile says: a file that doesn't open is no report
        raise DefectiveForm("TEMPLATE-BROKEN", reason=error) from error
    learnt = lessons(spec)
    if not any(is_right(known, plan, parts) for known in learnt.known):
        from assembler.word.differences import compare  # lxml takes 5 ms to load

        known = compare(spec, plan, parts, teaching=0 < learnt.read <= _LESSONS)
        learnt.read += 1
        if known:
            learnt.add(known)
    return Verified(len(plan.figures), sum(each.kind != "table" for each in plan.printed))
