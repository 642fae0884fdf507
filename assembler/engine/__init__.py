"""Doing one thing to many items: in several processes, on several machines. Knows nothing of reports."""

from assembler.engine.local import Processes
from assembler.engine.parts import Answer, Engine, Lost, NoWorkers

__all__ = ["Answer", "Engine", "Lost", "NoWorkers", "Processes"]
