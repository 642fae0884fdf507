"""The editions of the form, as data, and the loader that proves them."""

from assembler.formats.editions import format_for_year, format_ids, load_folder, load_format

__all__ = ["format_for_year", "format_ids", "load_folder", "load_format"]
