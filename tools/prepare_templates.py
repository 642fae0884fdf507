"""Make assembler/word/prepared/*.json: our own templates, judged, tried and turned into programs.

So neither docxtpl nor Jinja need be loaded to make a report. Run after every change to a template (``make template``,
or in Word); a test tells when it is due, and until then each process prepares the template anew.
"""

from assembler.assets import template
from assembler.formats import format_ids, load_format
from assembler.word.prepare import prepared_anew
from assembler.word.prepared import shipped
from assembler.word.shelf import as_json


def main() -> None:
    """Write the prepared forms of all templates."""
    for format_id in format_ids():
        prepared = prepared_anew(template(format_id), load_format(format_id))
        target = shipped(format_id)
        target.parent.mkdir(exist_ok=True)
        target.write_text(as_json(prepared), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
