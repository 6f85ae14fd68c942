"""Runs a function in a sandboxed fork that can open and write only the given files.

The fork has all modules loaded, so that it starts at once, drops its rights, and exits with the
answer. The answer is
unpickled with a list of allowed classes.
"""

from __future__ import annotations

import gc
import importlib
import io
import math
import mmap
import os
import pickle
import select
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from io import BytesIO
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, TypeVar

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
        folders = map(Path, (*_SYSTEM, *_DEVICES, sys.prefix, sys.base_prefix))
        kernel.confine((*folders, *_import_folders(), *reads, Path(__file__).parents[1]), writes)
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
            yield from (path.resolve() for path in folder.iterdir() if path.is_symlink())


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
        return _pickle(("made", value))
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
    return _pickle(outcome)


def _pickle(value: object) -> bytes:
    """Pickle an answer as its classes say, not as another library may have registered for them."""
    stream = BytesIO()
    pickler = pickle.Pickler(stream)
    pickler.dispatch_table = {}
    pickler.dump(value)
    return stream.getvalue()


def _innermost_cause(error: BaseException) -> str:
    """Return the innermost cause of an error in a line."""
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


Value = TypeVar("Value")
#: Classes of other packages that may be in an answer.
_FOREIGN_CLASSES = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("datetime", "date"),
    ("markupsafe", "Markup"),
    ("pathlib", "PosixPath"),
}
#: The limit of elapsed time: a multiple of that of CPU time, and seconds beside. Both are large: on
#: a busy machine a process gets a small part of the time.
_ELAPSED, _GRACE = 30, 60.0
#: Seconds between polls; polls in a row that find the process asleep until it counts as stuck; and
#: attempts with a new process then.
_POLL, _STUCK_POLLS, _TRIES = 0.25, 8, 4


class LimitError(Exception):
    """The work exceeded a limit; ``what`` is ``time`` or ``memory``.

    ``at`` is the last activity noted, see ``note_activity``.
    """

    def __init__(self, what: str, at: str) -> None:
        self.what, self.at = what, at
        super().__init__(f"{what}: {at}")


class _StuckError(Exception):
    """The process sleeps, waiting for a lock that is never released."""


class CrashedError(Exception):
    """The process died; ``how`` is the signal's name or the status, ``at`` as in LimitError."""

    def __init__(self, how: str, at: str) -> None:
        self.how, self.at = how, at
        super().__init__(f"{how}: {at}")


class FailedError(Exception):
    """The work raised another error than PlatebookError: ``cause`` in a line, and its ``trace``."""

    def __init__(self, cause: str, trace: str, at: str) -> None:
        self.cause, self.trace, self.at = cause, trace, at
        super().__init__(f"{cause}\n{trace}")


def run(
    work: Callable[[], Value],
    *,
    reads: Iterable[Path] = (),
    writes: Sequence[Path] = (),
    seconds: float = 8.0,
    memory: int = 700_000_000,
) -> Value:
    """Run a function in a process that may read ``reads`` and write ``writes``; return its value.

    Folders include their contents; Python, its libraries and the system's fonts can be read too.
    Temporary files go into the first folder of ``writes``. The function may use ``seconds`` of CPU
    time, and ``memory`` bytes beyond what this process has.
    Raises LimitError, CrashedError, FailedError, and every PlatebookError that the work raises.
    """
    limits = [*reads], writes, seconds, memory

    def begin(far: int, note: mmap.mmap) -> NoReturn:
        run_confined(work, far, note, *limits)

    for _ in range(_TRIES):
        with suppress(_StuckError):
            result: Value = _fork(begin, _ELAPSED * seconds + _GRACE)
            return result
    raise LimitError("time", "")


def run_forked(work: Callable[[], Value]) -> Value:
    """Run a trusted function in a fork with all rights, so that its memory is freed afterwards.

    Returns its value, of the classes that an answer of ``run`` may have. Raises PlatebookError and
    OSError as the work does, MemoryError, and RuntimeError for any other error. The work is done
    in this process instead where a fork cannot start, or waits for a lock of another thread.
    """

    def outcome() -> tuple[Value | None, tuple[Any, ...]]:
        try:
            return work(), ()
        except OSError as error:
            return None, (error.errno, error.strerror, error.filename)

    def begin(far: int, _note: mmap.mmap) -> NoReturn:
        answer_and_exit(outcome, far)

    try:
        value, refusal = _fork(begin, math.inf)
    except (_StuckError, OSError):  # no fork, or one that waits for ever
        return work()
    except LimitError as error:
        raise MemoryError from error
    except CrashedError as error:
        if kernel.allowed_address_space() is not None:  # libraries end a process that gets none
            raise MemoryError from error
        raise RuntimeError(f"the process that lays out ended: {error.how}") from error
    except FailedError as error:
        raise RuntimeError(error.trace) from error
    if refusal:
        raise OSError(*refusal)
    result: Value = value
    return result


def _fork(begin: Callable[[int, mmap.mmap], NoReturn], timeout: float) -> Any:  # noqa: ANN401
    """Fork, call ``begin`` there with a pipe and a buffer for a note, and return the answer.

    Raises LimitError without one after ``timeout`` seconds.
    """
    note = mmap.mmap(-1, NOTE)
    near, far = os.pipe()
    with warnings.catch_warnings():  # other threads only wait for processes, and hold no lock
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        os.close(near)
        begin(far, note)
    os.close(far)
    status = None
    try:
        answer = _answer(process, near, timeout)
        if answer is not None:
            status = os.waitpid(process, 0)[1]
    finally:
        os.close(near)
        if status is None:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    with note:
        at = bytes(note).partition(b"\0")[0].decode(errors="replace")
    return _result(answer, status, at)


def _answer(process: int, near: int, timeout: float) -> bytes | None:
    """Read the pipe until the process ends; None where that takes too long.

    Raises _StuckError for a process that sleeps: it can only wait for a lock that a thread of this
    process held during the fork, and that is never released there.
    """
    content, end, sleep_count = bytearray(), monotonic() + timeout, 0
    while monotonic() < end:
        if select.select([near], [], [], _POLL)[0]:
            if not (more := os.read(near, 1 << 20)):
                return bytes(content)
            content += more
        elif (sleep_count := sleep_count + 1 if _is_asleep(process) else 0) == _STUCK_POLLS:
            raise _StuckError
    return None


def _is_asleep(process: int) -> bool:
    """Return whether a process sleeps, by proc_pid_stat(5); False where that is unknown."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rpartition(")")[2].split()[0] == "S"
    return False


def _result(answer: bytes | None, status: int | None, at: str) -> object:
    if answer is None or status is None:
        raise LimitError("time", at)
    if not answer:
        exit_code = os.waitstatus_to_exitcode(status)
        if exit_code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise LimitError("time", at)
        if exit_code == NO_MEMORY:
            raise LimitError("memory", at)
        how = signal.Signals(-exit_code).name if exit_code < 0 else f"status {exit_code}"
        raise CrashedError(how, at)
    try:
        kind, content = _RestrictedUnpickler(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, ValueError) as error:
        raise CrashedError(f"an answer that cannot be read: {error}", at) from error
    if kind == "made":
        return content
    if kind == "raised":
        raise content
    if kind == "failed":
        cause, trace = content
        raise FailedError(cause, trace, at)
    raise LimitError(kind, at)


class _RestrictedUnpickler(pickle.Unpickler):
    """Unpickler of platebook's data classes, enums and errors only."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class by name. Raises UnpicklingError for one that is not allowed."""
        if module.startswith("platebook.") or (module, name) in _FOREIGN_CLASSES:
            class_ = getattr(importlib.import_module(module), name, None)
            ours = isinstance(class_, type) and (
                is_dataclass(class_) or issubclass(class_, (Enum, PlatebookError))
            )
            if ours or (module, name) in _FOREIGN_CLASSES:
                return class_
        raise pickle.UnpicklingError(f"{module}.{name} has no business in an answer")
