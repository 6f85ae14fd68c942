"""The far side of the sandbox: gives up all rights, does the work, and says what came of it."""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import NoReturn

from platebook.errors import PlatebookError
from platebook.sandbox import kernel

#: What every process reads: Python and its libraries, the system's libraries, fonts and locales.
_SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/etc/fonts", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/urandom", "/proc/self")
#: How soon the work is stopped once more if it goes on, in seconds; how long a note may be.
_AGAIN, NOTE = 0.25, 1024
#: The status of a process that has not even the memory to say so.
NO_MEMORY = 3
_note: mmap.mmap | None = None


class TooLongError(BaseException):
    """The time is up. It is no ``Exception``, so that nobody goes on who passes over those."""


def active() -> bool:
    """Whether this process is such a one."""
    return _note is not None


def doing(what: str) -> None:
    """Note what is being done, for those who wonder why it took too long; else do nothing."""
    if _note is not None:
        told = what.encode()[: NOTE - 1]
        _note[: len(told) + 1] = told + b"\0"


def be(
    work: Callable[[], object],
    far: int,
    note: mmap.mmap,
    reads: Sequence[Path],
    writes: Sequence[Path],
    seconds: float,
    memory: int,
) -> NoReturn:
    """Be that process: do the work, say what came of it, and end without a look back."""

    def confine() -> None:
        global _note
        _note = note
        tempfile.tempdir = next((str(path) for path in writes if path.is_dir()), None)
        kernel.limit(memory, ceil(seconds) + 1, writes=bool(writes))
        python = (sys.prefix, sys.base_prefix, *filter(None, sys.path))
        given = map(Path, (*_SYSTEM, *_DEVICES, *python))
        kernel.confine((*given, *reads, Path(__file__).parents[1]), writes)
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, seconds)

    answer_and_exit(work, far, confine)


def answer_and_exit(
    work: Callable[[], object], far: int, confine: Callable[[], None] = lambda: None
) -> NoReturn:
    """Do the work in this fork after ``confine``, write the pickled outcome to ``far``, exit."""
    try:
        gc.freeze()  # what was there before is the parent's to take away
        _alone(far)
        confine()
        answer = _outcome(work)
        with open(far, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    except (MemoryError, TooLongError):  # while it was being told
        os._exit(NO_MEMORY)
    except BaseException:
        os._exit(1)


def _outcome(work: Callable[[], object]) -> bytes:
    try:
        made = work()
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        return pickle.dumps(("made", made))
    except PlatebookError as error:
        told: tuple[str, object] = ("raised", error)
    except TooLongError:
        told = ("time", None)
    except MemoryError:
        told = ("memory", None)
    except BaseException as error:
        told = ("failed", (_cause(error), "".join(traceback.format_exception(error, limit=-40))))
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    return pickle.dumps(told)


def _cause(error: BaseException) -> str:
    """Name the innermost cause of an error in a line."""
    while error.__cause__ is not None:
        error = error.__cause__
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _alone(far: int) -> None:
    """Let go of what the parent holds: its files, its ways of being interrupted, its output."""
    kernel.die_with_parent(signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    with suppress(OSError, ValueError):
        os.closerange(3, far)
        os.closerange(far + 1, max(nowhere, 4096))


def _stop(*_: object) -> NoReturn:
    # Once more only where a library took this for an error of its own: not while it is answered.
    signal.setitimer(signal.ITIMER_PROF, _AGAIN)
    raise TooLongError
