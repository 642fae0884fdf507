"""Doing one thing to many items: in this process, in several, on several machines. Knows nothing of reports."""

from assembler.engine.local import Here, Processes
from assembler.engine.parts import Answer, Engine, Lost, chunks

__all__ = ["Answer", "Engine", "Here", "Lost", "Processes", "chunks"]
