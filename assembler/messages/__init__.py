"""How results are told: one catalog of words per language, a page for the terminal, JSON for scripts."""

from typing import TYPE_CHECKING, Any

from assembler.messages.catalog import Catalog, Told

if TYPE_CHECKING:
    from assembler.messages.machine import as_json, file_document
    from assembler.messages.terminal import tell_all

__all__ = ["Catalog", "Told", "as_json", "file_document", "tell_all"]


def __getattr__(name: str) -> Any:
    """Pages and documents are loaded by those who ask for them: a report without findings needs words alone."""
    if name in ("as_json", "file_document"):
        from assembler.messages import machine

        return getattr(machine, name)
    if name == "tell_all":
        from assembler.messages.terminal import tell_all

        return tell_all
    raise AttributeError(name)
