"""The command line: arguments in, exit codes and words out; a module for each command.

The only room that imports click, and only for a line that isn't plain (``direct``). Office libraries are loaded by the
command that needs them, never at start-up."""

import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from assembler import COLLECT_AFTER
from assembler.cli.direct import order
from assembler.cli.voice import INTERRUPTED, UNHEARD, Voice, leave, silence
from assembler.errors import AssemblerError, UnwritableOutput
from assembler.locale import Language, speak, wanted

_STREAM_FAULTS = {
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO", "EBADF") if hasattr(errno, name)
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; never returns."""
    gc.set_threshold(COLLECT_AFTER)
    _stand_in()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK pipe can't show every name; that must not stop the work
            stream.reconfigure(errors="replace")
    if arguments is None:
        for name in ("SIGTERM", "SIGHUP"):  # an end from outside goes the way of Ctrl+C, so nothing stays half-written
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        _run(arguments)
    except SystemExit as end:
        if arguments is None and isinstance(end.code, int):
            _keep()
            _end(end.code)
        raise


def _stand_in() -> None:
    """Where a stream is closed, one that can't be written to takes its place, so that what can't be told isn't taken
    for told; of complaints nobody wants to hear, one that swallows all."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        silence("stderr")


def _run(arguments: Sequence[str] | None) -> None:
    voice = Voice()
    try:
        voice.language = tongue = wanted(sys.argv[1:] if arguments is None else arguments)
        _obey(arguments, voice, tongue)
    except KeyboardInterrupt:  # click hears of one that comes while a command runs, and not before
        sys.exit(INTERRUPTED)
    except SystemExit:
        if voice.unheard:
            sys.exit(UNHEARD)
        raise
    except BrokenPipeError:
        leave()
    except OSError as error:
        # files are written by rooms that tell what became of them; what has no name is stdout or stderr
        if error.filename is not None or error.errno not in _STREAM_FAULTS:
            raise
        _lost(voice, error)


def _obey(arguments: Sequence[str] | None, voice: Voice, tongue: Language) -> None:
    plain = order(sys.argv[1:] if arguments is None else arguments)
    try:
        if plain is None:
            speak(tongue)
            from assembler.cli.program import obey

            obey(arguments, voice)
        else:
            _build(plain, voice)
    except AssemblerError as error:
        voice.stop(error)


def _build(plain: dict[str, Any], voice: Voice) -> NoReturn:
    """``build``, ended as click ends it."""
    gc.disable()
    voice.quiet, voice.verbose = plain.pop("quiet", False), plain.pop("verbose", False)
    from assembler.cli.building import build

    sys.exit(build(voice, **plain))


def _lost(voice: Voice, error: OSError) -> None:
    """Tell on stderr, if that can be, that stdout takes no more."""
    from assembler.files import reason

    stop = UnwritableOutput("OUTPUT-STREAM", reason=reason(error))
    silence("stdout")
    try:
        voice.problem(stop)
    except OSError:
        silence("stderr")
    sys.exit(stop.exit_code)


def _keep() -> None:
    """Keep what had to be compiled, for the next run. What this one had to do is done, whatever becomes of that."""
    try:
        if recall := sys.modules.get("assembler.recall"):
            recall.keep_compiled()
    except KeyboardInterrupt:
        return


def _end(code: int) -> None:
    """End at once, as mypy does: to take apart each module and document first takes a sixth of a run. Not while there
    are processes or threads to wait for, or somebody looks on; and where the last words can't be told, Python says so.
    """
    threads = sys.modules.get("threading")  # not loaded: then there is one
    if (
        "multiprocessing" in sys.modules
        or (threads and threads.active_count() > 1)
        or sys.gettrace()
        or sys.getprofile()
    ):
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (AttributeError, OSError, ValueError):
        return
    os._exit(code)
