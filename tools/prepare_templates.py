"""Make assembler/word/prepared/*.json: our own templates, judged, tried and turned into programs.

So neither docxtpl nor Jinja need be loaded to make a report. Run after every change to a template (``make template``,
or in Word); a test tells when it is due, and until then each process prepares the template anew.
"""

import sys

from assembler.assets import template
from assembler.cli.voice import Voice
from assembler.errors import AssemblerError
from assembler.formats import format_ids, load_format
from assembler.word.prepare import prepared_anew
from assembler.word.prepared import shipped
from assembler.word.shelf import as_json


def main() -> None:
    """Write the prepared forms of all templates; an edition that has none yet is named."""
    without = [format_id for format_id in format_ids() if not template(format_id).is_file()]
    for format_id in format_ids():
        if format_id not in without:
            prepare(format_id)
    if without:
        sys.exit("\n".join(f"{template(each).name} isn't there yet: make template FORMAT={each}" for each in without))


def prepare(format_id: str) -> None:
    """Write the prepared form of the template of one edition."""
    prepared = prepared_anew(template(format_id), load_format(format_id))
    target = shipped(format_id)
    target.parent.mkdir(exist_ok=True)
    target.write_text(as_json(prepared), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        main()
    except AssemblerError as error:
        Voice().stop(error)
