"""``assembler batch``: folders of workbooks -> reports, returned copies, pages, and a summary. A run may stop anywhere,
the next one goes on."""

from assembler.tasks.batch import program  # noqa: F401  # its checksum first, before the rest is loaded
from assembler.tasks.batch.job import Order
from assembler.tasks.batch.run import Batch, Watch, cores
from assembler.tasks.batch.telling import Story

__all__ = ["Batch", "Order", "Story", "Watch", "cores"]
