"""Reports as PDF, through LibreOffice where it is installed: one start for twenty of them, no clock in the result."""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.files import write_output
from assembler.tasks.batch.job import digest_of
from assembler.tasks.batch.ledger import Ledger
from assembler.tasks.batch.names import is_result
from assembler.tasks.batch.store import FOLDER

_TOGETHER = 20
_SECONDS = 120  # to start with, and so many more for each report
_SECONDS_EACH = 15
_CLOCK = re.compile(
    rb"(/CreationDate\(D:)[0-9]{14}|(/ID \[ <)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}|(/DocChecksum /)[0-9A-F]{32}"
)


def office() -> str | None:
    """The program of LibreOffice; None if it isn't installed where it usually is."""
    places = [Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")]
    if sys.platform == "win32":
        roots = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)")]
        places = [Path(root, "LibreOffice", "program", "soffice.exe") for root in roots if root]
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((str(place) for place in places if place.exists()), None)


def add_pdfs(program: str, ledger: Ledger, out: Path, *, force: bool) -> None:
    """Make the PDF of every report that has none; what can't be made is left for the next run. A report that somebody
    has edited gets none: nobody has compared its figures."""
    import tempfile

    reports = ((path, report) for path, report in ledger.without_pdf() if is_result(report))
    waiting = (each for each in reports if ledger.is_made(each[1], digest_of(out / each[1])))
    while group := list(islice(waiting, _TOGETHER)):
        with tempfile.TemporaryDirectory(prefix="new-", dir=out / FOLDER) as folder:
            made = _converted(program, [out / report for _, report in group], Path(folder))
            for path, report in group:
                pdf = made.get(Path(report).stem)
                if pdf is not None:
                    _keep(ledger, out, path, report.removesuffix(".docx") + ".pdf", pdf, force)


def _keep(ledger: Ledger, out: Path, path: str, file: str, data: bytes, force: bool) -> None:
    with suppress(AssemblerError):  # one that somebody has made or holds open; the note at the end counts it
        write_output(
            out / file,
            data,
            force=force,
            inputs=[],
            is_ours=lambda there: ledger.is_kept(file, hashlib.sha256(there).hexdigest()),
            durable=False,
        )
        with ledger.together():
            ledger.add_pdf(path, file, hashlib.sha256(data).hexdigest())


def _converted(program: str, reports: Sequence[Path], folder: Path) -> dict[str, bytes]:
    """The PDFs that could be made, by the stem of their report; those that a group lacks are tried alone."""
    made = dict(_made(program, reports, folder))
    for report in reports:
        if report.stem not in made and len(reports) > 1:
            made |= dict(_made(program, [report], folder))
    return made


def _made(program: str, reports: Sequence[Path], folder: Path) -> Iterator[tuple[str, bytes]]:
    import subprocess

    profile = (folder / "profile").absolute().as_uri()  # of its own: one that is open elsewhere would refuse to work
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    limit = _SECONDS + _SECONDS_EACH * len(reports)
    with suppress(OSError, subprocess.TimeoutExpired):
        paths = [each.absolute() for each in (folder, *reports)]  # a name may begin with a dash
        subprocess.run([*command, *paths], capture_output=True, check=False, timeout=limit)
    for report in reports:
        pdf = folder / f"{report.stem}.pdf"
        if pdf.exists():
            yield report.stem, _timeless(pdf.read_bytes(), report.read_bytes())


def _timeless(pdf: bytes, report: bytes) -> bytes:
    """The same with its times and ids, which nobody needs, made from the report; nothing moves."""
    mark = hashlib.sha256(report).hexdigest()[:32].upper().encode()

    def put(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return found[1] + b"20000101000000"
        return found[2] + mark + found[3] + mark if found[2] else found[4] + mark

    return _CLOCK.sub(put, pdf)
