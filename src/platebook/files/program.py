"""The life of the program: standard streams, interrupts, its temporary folder, and its end.

An exception that a signal handler raises can be lost: in a callback from a C library, in a
finalizer, while modules are imported or the interpreter shuts down. So an interrupt does not
unwind the stack: its handler removes what must not be left, kills child processes, and ends the
program there and then. Only the program does this (``begin``); used as a library, platebook
leaves signals alone.
"""

from __future__ import annotations

import atexit
import errno
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial

TYPE_CHECKING = False  # ``typing`` takes as long to import as all of these
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

INTERRUPTED, _CANNOT_WRITE = 130, 8
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_UNTOUCHED = "Nothing was replaced; run it again."
_REPLACED = "Files were replaced before, each as a whole; run it again."
#: Seconds after which an interrupted program ends, whatever cleaning up waits for.
_LAST = 10
#: Bytes of memory without which the command line cannot be loaded (it takes 50 MB).
_LEAST = 80_000_000


class _State:
    """What the handler must know; there is one program in a process."""

    process = 0  #: the process that began; a fork of it cleans nothing up
    deferred = 0  #: depth of the blocks that an interrupt waits for
    pending = False  #: an interrupt waits
    replaced = False  #: files of an earlier run were replaced
    status = INTERRUPTED
    actions: list[Callable[[], object]] = []  # noqa: RUF012
    farewell: Callable[[str], object] | None = None


def begin() -> None:
    """Open the standard streams that the caller closed, and take over interrupts."""
    if _State.process == os.getpid():
        return
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:  # a file opened later would get this number, and be written to
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    _State.process = os.getpid()
    for signal_number in _SIGNALS:
        if signal.getsignal(signal_number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(signal_number, _handle)


def require_memory() -> None:
    """End the program where its limits leave too little memory to load the command line."""
    import resource

    for kind, option in ((resource.RLIMIT_AS, "v"), (resource.RLIMIT_DATA, "d")):
        limit = resource.getrlimit(kind)[0]
        if limit != resource.RLIM_INFINITY and limit < _LEAST:
            needed, allowed = _LEAST // 1_000_000, limit // 1_000_000
            say(2, f"platebook: it needs {needed} MB of memory; the limit is {allowed} MB\n")
            say(2, f"  Type `ulimit -{option} unlimited`, and run it again.\n")
            os._exit(_CANNOT_WRITE)


def end(code: int) -> NoReturn:
    """End the program: what is left to clean up, the last of its output, and no shutdown.

    The interpreter's own shutdown takes long, and signals that come meanwhile kill it.
    """
    with suppress(Exception):
        atexit._run_exitfuncs()
    _clean_up()
    for stream in (sys.stderr, sys.stdout):
        try:
            stream.flush()
        except (OSError, ValueError) as error:
            if stream is sys.stdout and getattr(error, "errno", None) not in (errno.EPIPE, None):
                code = code or _CANNOT_WRITE
    os._exit(code)


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Let an interrupt wait until the end of the block, which must be short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _State.deferred += 1
    try:
        yield
    finally:
        _State.deferred -= 1
        if _State.pending and not _State.deferred and _State.process == os.getpid():
            _stop()


@contextmanager
def cleanup(action: Callable[[], object]) -> Iterator[None]:
    """Call ``action`` at the end of the block, and when the program is interrupted in it.

    It may then be called in the middle of its own call, and takes no lock.
    """
    _State.actions.append(action)
    try:
        yield
    finally:
        action()
        with suppress(ValueError):
            _State.actions.remove(action)


def at_end(action: Callable[[], object]) -> None:
    """Call ``action`` when the program ends, or is interrupted."""
    _State.actions.append(action)


def note_replaced() -> None:
    """Note that files were replaced, for what is said of an interrupt."""
    _State.replaced = True


def on_interrupt(say: Callable[[str], object] | None) -> None:
    """Set what says, given the advice for the user, that the program was interrupted."""
    _State.farewell = say


def advice() -> str:
    """Return what an interrupt left, and what to do."""
    return _REPLACED if _State.replaced else _UNTOUCHED


def _handle(_number: int, _frame: object) -> None:
    if os.getpid() != _State.process:  # a fork, before it is what it is to be
        os._exit(INTERRUPTED)
    if _State.deferred:
        _State.pending = True
    else:
        _stop()


def _stop() -> NoReturn:
    """End the program now. Further interrupts change nothing.

    They are not set to SIG_IGN: a process that another thread starts now would inherit that.
    """
    for number in _SIGNALS:
        signal.signal(number, _do_nothing)
    with suppress(BaseException):  # no thread, no time limit
        watch = threading.Timer(_LAST, os._exit, (INTERRUPTED,))
        watch.daemon = True
        watch.start()
    _clean_up()
    with suppress(BaseException):
        words = f"platebook: interrupted\n  {advice()}\n"
        (_State.farewell or partial(say, 2))(words)
    os._exit(INTERRUPTED)


def _do_nothing(_number: int, _frame: object) -> None:
    pass


def say(descriptor: int, words: str) -> None:
    """Write words without locks and buffers, as far as that is possible."""
    with suppress(OSError):
        os.write(descriptor, words.encode())


def _clean_up() -> None:
    for action in reversed(_State.actions):
        with suppress(BaseException):
            action()
