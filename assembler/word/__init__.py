"""The only room that touches .docx: what is to be printed, the template, the report, and the reading back."""

from assembler.word.plan import RenderPlan, plan, specimen
from assembler.word.prepare import prepare
from assembler.word.prepared import Prepared
from assembler.word.readback import Verified, read_back
from assembler.word.render import render
from assembler.word.template import DefectiveTemplate

__all__ = [
    "DefectiveTemplate",
    "Prepared",
    "RenderPlan",
    "Verified",
    "plan",
    "prepare",
    "read_back",
    "render",
    "specimen",
]
