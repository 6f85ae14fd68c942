"""Runs a function in a process of its own that can open, write and start nothing it need not.

The process is a fork of this one, so that it starts at once with all that is loaded, and ends with
the answer. What comes back is read with a list of the classes that may be in it.
"""

from __future__ import annotations

import importlib
import io
import math
import mmap
import os
import pickle
import select
import signal
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, TypeVar

from platebook.errors import PlatebookError
from platebook.sandbox import child

Value = TypeVar("Value")
#: Classes of others that may be in an answer.
_KNOWN = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("datetime", "date"),
    ("markupsafe", "Markup"),
    ("pathlib", "PosixPath"),
}
#: How much longer than it may work a process may wait for its turn, and for how many seconds
#: beside.
_ASLEEP, _GRACE = 4, 10.0
#: How often to look after it, in seconds; how many times asleep in a row is stuck for good; and
#: how often to begin again then.
_LOOK, _STUCK, _TRIES = 0.25, 8, 4


class LimitError(Exception):
    """The work took more than it may; ``what`` is ``time`` or ``memory``.

    ``at`` is the last note of what was being done, see ``doing``.
    """

    def __init__(self, what: str, at: str) -> None:
        self.what, self.at = what, at
        super().__init__(f"{what}: {at}")


class _StuckError(Exception):
    """The process waits for what never comes."""


class CrashedError(Exception):
    """The process died; ``how`` is the signal's name or the status, ``at`` as in LimitError."""

    def __init__(self, how: str, at: str) -> None:
        self.how, self.at = how, at
        super().__init__(f"{how}: {at}")


class FailedError(Exception):
    """The work raised an error that is none of ours: ``cause`` in a line, ``trace`` at length."""

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
    """Do some work in a process that may open ``reads`` and write ``writes``, and give its value.

    Folders stand for all that is in them; Python, its libraries and the system's fonts can be
    read too. The first folder of ``writes`` is where temporary files go. The work may take so
    many ``seconds`` of the processor, and so many bytes of ``memory`` beside what there is.
    Raises LimitError, CrashedError, FailedError, and every PlatebookError that the work raises.
    """
    limits = [*reads], writes, seconds, memory

    def begin(far: int, note: mmap.mmap) -> NoReturn:
        child.be(work, far, note, *limits)

    for _ in range(_TRIES):
        with suppress(_StuckError):
            made: Value = _forked(begin, _ASLEEP * seconds + _GRACE)
            return made
    raise LimitError("time", "")


def run_forked(work: Callable[[], Value]) -> Value:
    """Do our own work in a fork with all rights, so that its memory is returned to the system.

    Gives its value, of the classes that an answer of ``run`` may have. Raises PlatebookError and
    OSError as the work does, MemoryError, and RuntimeError for any other error. The work is done
    in this process instead where a fork cannot start, or waits for a lock of another thread.
    """

    def outcome() -> tuple[Value | None, tuple[Any, ...]]:
        try:
            return work(), ()
        except OSError as error:
            return None, (error.errno, error.strerror, error.filename)

    def begin(far: int, _note: mmap.mmap) -> NoReturn:
        child.answer_and_exit(outcome, far)

    try:
        value, refusal = _forked(begin, math.inf)
    except (_StuckError, OSError):  # no fork, or one that waits for ever
        return work()
    except LimitError as error:
        raise MemoryError from error
    except FailedError as error:
        raise RuntimeError(error.trace) from error
    if refusal:
        raise OSError(*refusal)
    made: Value = value
    return made


def _forked(begin: Callable[[int, mmap.mmap], NoReturn], patience: float) -> Any:  # noqa: ANN401
    """Fork, ``begin`` there, and give the answer: begun with a pipe's end and room for a note.

    Raises LimitError without one after ``patience`` seconds.
    """
    note = mmap.mmap(-1, child.NOTE)
    near, far = os.pipe()
    with warnings.catch_warnings():  # others' threads wait for processes, and hold no lock of ours
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        os.close(near)
        begin(far, note)
    os.close(far)
    status = None
    try:
        answer = _answer(process, near, patience)
        if answer is not None:
            status = os.waitpid(process, 0)[1]
    finally:
        os.close(near)
        if status is None:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    with note:
        at = bytes(note).partition(b"\0")[0].decode(errors="replace")
    return _read(answer, status, at)


def _answer(process: int, near: int, patience: float) -> bytes | None:
    """Read all that the process says until it ends; None where it takes too long.

    Raises _StuckError for one that sleeps: it has nothing to wait for, but for a lock that a
    thread of this process held when it was forked, and that nobody gives back there.
    """
    said, end, slept = bytearray(), monotonic() + patience, 0
    while monotonic() < end:
        if select.select([near], [], [], _LOOK)[0]:
            if not (more := os.read(near, 1 << 20)):
                return bytes(said)
            said += more
        elif (slept := slept + 1 if _sleeps(process) else 0) == _STUCK:
            raise _StuckError
    return None


def _sleeps(process: int) -> bool:
    """Whether a process sleeps, as proc_pid_stat(5) tells; not where it is not told."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rpartition(")")[2].split()[0] == "S"
    return False


def _read(answer: bytes | None, status: int | None, at: str) -> Any:  # noqa: ANN401
    if answer is None or status is None:
        raise LimitError("time", at)
    if not answer:
        ended = os.waitstatus_to_exitcode(status)
        if ended in (-signal.SIGXCPU, -signal.SIGKILL):
            raise LimitError("time", at)
        if ended == child.NO_MEMORY:
            raise LimitError("memory", at)
        how = signal.Signals(-ended).name if ended < 0 else f"status {ended}"
        raise CrashedError(how, at)
    try:
        kind, content = _Careful(io.BytesIO(answer)).load()
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


class _Careful(pickle.Unpickler):
    """Makes our own values, and nothing that runs."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Return a class by name. Raises UnpicklingError for one that is not allowed."""
        if module.startswith("platebook.") or (module, name) in _KNOWN:
            found = getattr(importlib.import_module(module), name, None)
            ours = isinstance(found, type) and (
                is_dataclass(found) or issubclass(found, (Enum, PlatebookError))
            )
            if ours or (module, name) in _KNOWN:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no business in an answer")
