"""How a run is told in a browser and on paper: one page that needs nothing else. The room of Jinja2 beside word/."""

from assembler.html.page import is_own_page, page
from assembler.html.summary import summary

__all__ = ["is_own_page", "page", "summary"]
