"""Worker processes that open untrusted files: limits, start, requests over a pipe, end.

``photos`` decodes photographs in them, ``preflight`` reads finished files. They guard against
accidents (crashes, hangs, memory), not against attacks: a worker has all rights of the user.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Thread
from typing import IO, Any
from weakref import WeakSet

from platebook.files import program


def import_path() -> str:
    """Return a PYTHONPATH with which a worker imports the same modules as this process."""
    return os.pathsep.join(place or str(Path.cwd()) for place in sys.path)


class WorkerDiedError(Exception):
    """A worker ended before it answered; ``status`` is its exit status (negative: a signal)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    @property
    def cause(self) -> str:
        """The signal's name, or ``status`` and the number."""
        with suppress(ValueError):
            return signal.Signals(-self.status).name
        return f"status {self.status}"


class TimedOutError(Exception):
    """A worker did not answer in time."""


#: How the C library keeps memory. With one heap for all threads a decoder gives back what it held,
#: up to a hundred megabytes more; it costs no time, since a worker's threads take turns. What one
#: picture gives back, up to 64 MB, is kept for the next, and is in large pages: fresh pages are
#: cleared first, which takes a tenth of the time. What is set already holds: a program that stays
#: (the desk) keeps less. Other systems' libraries ignore it.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    # A worker's sums are small: NumPy's threads would only use CPU time while they wait.
    "OPENBLAS_NUM_THREADS": "1",
}


#: The garbage collector runs after so many new objects (Python's default: 700).
_OBJECTS = 20_000
#: The modules that a worker loads stay, so the garbage collector is off until ``serve`` runs.
_LOADING = "import gc; gc.disable(); "


class WorkerProcess:
    """A Python process that runs ``program``, which calls ``serve``, and answers requests.

    It has a process group of its own, so that Ctrl-C reaches only its parent, which ends it. -P:
    nothing is imported from the working directory.
    """

    def __init__(
        self, program: str, environment: Mapping[str, str], stderr: int | IO[bytes]
    ) -> None:
        self._connection, far = Pipe()
        with far:
            self._process = start(
                [sys.executable, "-P", "-c", _LOADING + program, str(far.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={**_ENVIRONMENT, **os.environ, "PYTHONPATH": import_path(), **environment},
                pass_fds=(far.fileno(),),
            )
        self.process_id = self._process.pid

    def request(
        self, message: object, wait: Callable[[Connection[Any, Any]], bool], timeout: float
    ) -> Any:  # noqa: ANN401 -- whatever the worker's function returns
        """Send a message and return the answer, once ``wait`` says that there is one.

        Raises TimedOutError where ``wait`` returns False. Raises WorkerDiedError where the process
        ends; one that has closed its pipe is killed after ``timeout`` seconds.
        """
        try:
            self._connection.send_bytes(pickle.dumps(message))
            if wait(self._connection):
                return self._connection.recv()
        except (EOFError, OSError):
            raise WorkerDiedError(self.end(timeout)) from None
        raise TimedOutError

    def end(self, timeout: float = 0) -> int:
        """End the process, by SIGKILL after ``timeout`` seconds; return its exit status."""
        if not timeout:
            self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout or None)
        return self.end()


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
    """Start a process in its own group, which is killed when the program is interrupted.

    ``options`` are those of ``Popen``.
    """
    with program.defer_interrupts():
        child = subprocess.Popen(command, process_group=0, **options)
        _CHILDREN.add(child)
    return child


def kill_all() -> None:
    """Kill every started process and its process group."""
    for child in list(_CHILDREN):
        with suppress(OSError):
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)


_CHILDREN: WeakSet[subprocess.Popen[bytes]] = WeakSet()
program.at_end(kill_all)


def confine(memory: int) -> None:
    """Limit this process: ``memory`` bytes of data, no core file, and no life after its parent's.

    The system's OOM killer takes it first. The parent alone holds the other end of its stdin open.
    """
    for limit, value in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (soft, hard))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    Thread(target=_exit_with_parent, daemon=True).start()


def serve(answer: Callable[[bytes], object]) -> None:
    """Answer pickled requests until the parent closes the pipe, number ``sys.argv[1]``."""
    requests: Connection[Any, Any] = Connection(int(sys.argv[1]))
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    gc.enable()
    with suppress(EOFError, ConnectionError):
        while True:
            requests.send(answer(requests.recv_bytes()))


def _exit_with_parent() -> None:
    os.read(0, 1)
    os._exit(0)
