"""How results are told: one catalog of words per language, a page for the terminal, JSON for scripts."""

from assembler.messages.catalog import Catalog, Told
from assembler.messages.machine import as_json, file_document
from assembler.messages.terminal import tell_all

__all__ = ["Catalog", "Told", "as_json", "file_document", "tell_all"]
