"""The sandboxed process: drops its rights, calls the function, and returns the outcome."""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import NoReturn

from platebook.errors import PlatebookError
from platebook.sandbox import kernel

#: What every process reads: Python and its libraries, the system's libraries, fonts and locales.
_SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/etc/fonts", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/urandom", "/proc/self")
#: Seconds until the time limit is raised again if the work goes on; bytes of a note.
_REPEAT, NOTE = 0.25, 1024
#: The exit status of a process that lacks the memory to return an answer.
NO_MEMORY = 3
_note: mmap.mmap | None = None


class TooLongError(BaseException):
    """The time limit is exceeded. No ``Exception``, so that no handler of those swallows it."""


def is_sandboxed() -> bool:
    """Return whether this process is sandboxed."""
    return _note is not None


def note_activity(what: str) -> None:
    """Record the current activity, for the message of a time-out; elsewhere do nothing."""
    if _note is not None:
        text = what.encode()[: NOTE - 1]
        _note[: len(text) + 1] = text + b"\0"


def run_confined(
    work: Callable[[], object],
    far: int,
    note: mmap.mmap,
    reads: Sequence[Path],
    writes: Sequence[Path],
    seconds: float,
    memory: int,
) -> NoReturn:
    """Set the limits and rights of this fork, do the work, write the outcome, and exit."""

    def confine() -> None:
        global _note
        _note = note
        tempfile.tempdir = next((str(path) for path in writes if path.is_dir()), None)
        kernel.set_limits(memory, ceil(seconds) + 1, writes=bool(writes))
        given = map(Path, (*_SYSTEM, *_DEVICES, sys.prefix, sys.base_prefix))
        kernel.confine((*given, *_import_folders(), *reads, Path(__file__).parents[1]), writes)
        signal.signal(signal.SIGPROF, _raise_time_limit)
        signal.setitimer(signal.ITIMER_PROF, seconds)

    answer_and_exit(work, far, confine)


def _import_folders() -> Iterator[Path]:
    """Yield where Python imports from, and packages that its installation links to elsewhere.

    Links in other folders are not followed: one may be the current folder, with a story in it.
    """
    for folder in map(Path, filter(None, sys.path)):
        yield folder
        if folder.is_dir() and folder.is_relative_to(sys.prefix):
            yield from (each.resolve() for each in folder.iterdir() if each.is_symlink())


def answer_and_exit(
    work: Callable[[], object], far: int, confine: Callable[[], None] = lambda: None
) -> NoReturn:
    """Do the work in this fork after ``confine``, write the pickled outcome to ``far``, exit."""
    try:
        gc.freeze()  # objects of the parent are not collected here
        gc.enable()
        _detach(far)
        confine()
        answer = _outcome(work)
        with open(far, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    except (MemoryError, TooLongError):  # while the answer was written
        os._exit(NO_MEMORY)
    except BaseException:
        os._exit(1)


def _outcome(work: Callable[[], object]) -> bytes:
    try:
        value = work()
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        return _pickled(("made", value))
    except PlatebookError as error:
        outcome: tuple[str, object] = ("raised", error)
    except TooLongError:
        outcome = ("time", None)
    except MemoryError:
        outcome = ("memory", None)
    except BaseException as error:
        outcome = (
            "failed",
            (_innermost_cause(error), "".join(traceback.format_exception(error, limit=-40))),
        )
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    return _pickled(outcome)


def _pickled(value: object) -> bytes:
    """Pickle an answer as its classes say, not as another library may have registered for them."""
    stream = BytesIO()
    pickler = pickle.Pickler(stream)
    pickler.dispatch_table = {}
    pickler.dump(value)
    return stream.getvalue()


def _innermost_cause(error: BaseException) -> str:
    """Name the innermost cause of an error in a line."""
    while error.__cause__ is not None:
        error = error.__cause__
    message = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _detach(far: int) -> None:
    """Close the parent's files, and reset its signal handlers and standard streams."""
    kernel.die_with_parent(signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    with suppress(OSError, ValueError):
        os.closerange(3, far)
        os.closerange(far + 1, max(null, 4096))


def _raise_time_limit(*_: object) -> NoReturn:
    # Again, in case a library swallows it; not while the answer is written.
    signal.setitimer(signal.ITIMER_PROF, _REPEAT)
    raise TooLongError
