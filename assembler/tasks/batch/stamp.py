"""What the results of every workbook depend on: the program, its formats and templates, and what was asked for."""

import hashlib

from assembler import __version__
from assembler.tasks.batch import program
from assembler.tasks.batch.job import Order, digest_of


def stamp(order: Order) -> str:
    """The checksum of all that the result of every workbook depends on: the program as this process has loaded it, with
    its formats and templates, the options, a template of one's own, a file of last year."""
    found = hashlib.sha256(f"{__version__} {program.LOADED}".encode())
    for path in (each for each in (order.template, order.previous) if each and each.is_file()):
        found.update(path.name.encode(errors="replace") + b"\0" + digest_of(path).encode())
    options = (order.language, str(order.previous), order.draft, order.strict, order.html, order.annotate, order.pdf)
    found.update(repr(options).encode())
    return found.hexdigest()
