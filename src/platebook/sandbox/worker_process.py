"""Worker processes that open untrusted files: limits, start, requests over a pipe, end.

``photos`` decodes photographs in them, ``preflight`` reads finished files. They guard against
accidents (crashes, hangs, memory), not against attacks: a worker has all rights of the user.

``ForkServer`` is a process that has loaded a program, and forks itself for each run of it: an
interpreter needs over a second of CPU time to load all that a build needs; a fork begins at once.
Requests and the descriptors of a run's output come over a Unix socket. A run is a process of its
own, in a process group of its own, which is interrupted when the server ends; the server ends its
runs and itself when the other end of the socket is closed, even by a SIGKILL.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock, Thread
from time import monotonic, sleep
from typing import IO, Any, NoReturn
from weakref import WeakSet

from platebook.files import process


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
}


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
                [sys.executable, "-P", "-c", program, str(far.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={**_ENVIRONMENT, **os.environ, "PYTHONPATH": import_path(), **environment},
                pass_fds=(far.fileno(),),
            )
        self.process_id = self._process.pid

    def request(
        self, message: object, wait: Callable[[Connection[Any, Any]], bool], patience: float
    ) -> Any:  # noqa: ANN401 -- whatever the worker's function returns
        """Send a message and return the answer, once ``wait`` says that there is one.

        Raises TimedOutError where ``wait`` returns False. Raises WorkerDiedError where the process
        ends; one that has closed its pipe is killed after ``patience`` seconds.
        """
        try:
            self._connection.send_bytes(pickle.dumps(message))
            if wait(self._connection):
                return self._connection.recv()
        except (EOFError, OSError):
            raise WorkerDiedError(self.end(patience)) from None
        raise TimedOutError

    def end(self, patience: float = 0) -> int:
        """End the process, by SIGKILL after ``patience`` seconds; return its exit status."""
        if not patience:
            self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(patience or None)
        return self.end()


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
    """Start a process in its own group, which is killed when the program is interrupted.

    ``options`` are those of ``Popen``.
    """
    with process.deferred():
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
process.at_end(kill_all)


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
    with suppress(EOFError, ConnectionError):
        while True:
            requests.send(answer(requests.recv_bytes()))


def _exit_with_parent() -> None:
    os.read(0, 1)
    os._exit(0)


#: Seconds that interrupted runs may take to clean up.
_PATIENCE = 8.0
#: Bytes of a request, which has the environment in it.
_MAX_REQUEST = 1 << 20
#: prctl(2): the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


class ForkServer:
    """Runs a program in forks of a process, which is started when it is needed.

    ``source`` is Python that calls ``serve``. Threads may share a server.
    """

    def __init__(self, source: str) -> None:
        self._source, self._lock = source, Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> tuple[int | None, bytes, bytes]:
        """Run the program; return its exit status (negative: a signal), stdout and stderr.

        The status is None where the server ended before.
        """
        request = [list(arguments), {**os.environ, **environment}, str(Path.cwd())]
        data = json.dumps(request).encode()
        near, far = socket.socketpair()
        with TemporaryFile() as written, TemporaryFile() as said, near:
            with far:
                files = [far.fileno(), written.fileno(), said.fileno()]
                with self._lock:
                    socket.send_fds(self._started(), [data], files)
            answer = near.recv(100)
            written.seek(0)
            said.seek(0)
            return int(answer) if answer else None, written.read(), said.read()

    def start(self) -> None:
        """Start the server before it is needed."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """Interrupt all runs, wait for them a little, and end the server. Takes no lock."""
        ended, connection = self._process, self._socket
        self._process = self._socket = None
        if not (ended and connection):
            return
        connection.close()
        try:
            ended.wait(_PATIENCE + 1)
        except subprocess.TimeoutExpired:
            ended.kill()

    def _started(self) -> socket.socket:
        """Return the socket of a server that runs."""
        if self._socket and self._process and self._process.poll() is None:
            return self._socket
        self.close()
        with process.deferred():
            near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with far:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", self._source],
                    stdin=far.fileno(),
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": import_path()},
                    process_group=0,
                )
            self._socket = near
        return near


def serve_forks(main: Callable[[], NoReturn], modules: Sequence[str]) -> NoReturn:
    """Run a server, whose stdin is the socket: load the modules, and call ``main`` in forks."""
    for module in modules:
        import_module(module)
    gc.collect()
    gc.freeze()  # a collector that touches every object would copy its page into each fork
    requests = socket.socket(fileno=os.dup(0))
    near, far = socket.socketpair()
    far.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(far.fileno())
    runs: dict[int, socket.socket] = {}
    while True:
        ready = select.select([requests, near], [], [])[0]
        if near in ready:
            near.recv(1000)
            _report_ended(runs)
        if requests in ready:
            with suppress(ConnectionError):
                data, files, _, _ = socket.recv_fds(requests, _MAX_REQUEST, 3)
                if data:
                    _fork(main, data, files, runs, (requests, near, far))
                    continue
            _end(runs)


def _fork(
    main: Callable[[], NoReturn],
    data: bytes,
    files: Sequence[int],
    runs: dict[int, socket.socket],
    own: Sequence[socket.socket],
) -> None:
    """Fork a run, and note it under its number."""
    answers = socket.socket(fileno=files[0])
    server = os.getpid()
    if number := os.fork():
        runs[number] = answers
        for descriptor in files[1:]:
            os.close(descriptor)
        return
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        for connection in (*own, *runs.values(), answers):
            connection.close()
        null = os.open(os.devnull, os.O_RDWR)
        for target, source in enumerate((null, *files[1:])):
            os.dup2(source, target)
            os.close(source)
        arguments, environment, folder = json.loads(data)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv[1:] = arguments
        if os.getppid() == server:
            main()
    finally:
        os._exit(process.INTERRUPTED)


def _report_ended(runs: dict[int, socket.socket]) -> None:
    """Send the exit status of every run that ended."""
    for number in list(runs):
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            with runs.pop(number) as answers, suppress(OSError):
                answers.send(str(os.waitstatus_to_exitcode(status)).encode())


def _end(runs: dict[int, socket.socket]) -> NoReturn:
    """Interrupt every run, wait for them a little, and end."""
    for number in runs:
        os.kill(number, signal.SIGTERM)
    end = monotonic() + _PATIENCE
    while runs and monotonic() < end:
        _report_ended(runs)
        sleep(0.05)
    for number in runs:
        with suppress(OSError):
            os.killpg(number, signal.SIGKILL)
    os._exit(0)
