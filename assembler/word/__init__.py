"""The only room that touches .docx: what is to be printed, the template, the report, and the reading back."""

from assembler.word.lint import lint
from assembler.word.plan import RenderPlan, plan, specimen
from assembler.word.readback import Verified, read_back
from assembler.word.render import render
from assembler.word.template import DefectiveTemplate, load_template

__all__ = [
    "DefectiveTemplate",
    "RenderPlan",
    "Verified",
    "lint",
    "load_template",
    "plan",
    "read_back",
    "render",
    "specimen",
]
