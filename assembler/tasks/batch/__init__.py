"""``assembler batch``: folders of workbooks -> reports, returned copies, pages, and a summary. A run may stop anywhere,
the next one goes on."""

from assembler.tasks.batch.one import Order
from assembler.tasks.batch.run import Batch, Watch, cores
from assembler.tasks.batch.telling import Story

__all__ = ["Batch", "Order", "Story", "Watch", "cores"]
