"""A process that has loaded a program, and forks itself for each run of it.

An interpreter needs over a second of CPU time to load all that a build needs; a fork begins at
once. Requests and the descriptors of a run's output come over a Unix socket. A run is a process of
its own, in a process group of its own, which is interrupted when the server ends; the server ends
its runs and itself when the other end of the socket is closed, even by a SIGKILL.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from time import monotonic, sleep
from typing import NoReturn

from platebook.files import program
from platebook.sandbox.worker_process import import_path

#: Seconds that interrupted runs may take to clean up.
_TIMEOUT = 8.0
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
        with TemporaryFile() as stdout, TemporaryFile() as stderr, near:
            with far:
                files = [far.fileno(), stdout.fileno(), stderr.fileno()]
                with self._lock:
                    socket.send_fds(self._start(), [data], files)
            answer = near.recv(100)
            stdout.seek(0)
            stderr.seek(0)
            return int(answer) if answer else None, stdout.read(), stderr.read()

    def start(self) -> None:
        """Start the server before it is needed."""
        with self._lock:
            self._start()

    def close(self) -> None:
        """Interrupt all runs, wait for them a little, and end the server. Takes no lock."""
        server, connection = self._process, self._socket
        self._process = self._socket = None
        if not (server and connection):
            return
        connection.close()
        try:
            server.wait(_TIMEOUT + 1)
        except subprocess.TimeoutExpired:
            server.kill()

    def _start(self) -> socket.socket:
        """Return the socket of a server that runs."""
        if self._socket and self._process and self._process.poll() is None:
            return self._socket
        self.close()
        with program.defer_interrupts():
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


def serve(main: Callable[[], NoReturn], modules: Sequence[str]) -> NoReturn:
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
        os._exit(program.INTERRUPTED)


def _report_ended(runs: dict[int, socket.socket]) -> None:
    """Send the exit status of every run that ended."""
    for number in list(runs):
        pid, status = os.waitpid(number, os.WNOHANG)
        if pid:
            with runs.pop(number) as answers, suppress(OSError):
                answers.send(str(os.waitstatus_to_exitcode(status)).encode())


def _end(runs: dict[int, socket.socket]) -> NoReturn:
    """Interrupt every run, wait for them a little, and end."""
    for number in runs:
        os.kill(number, signal.SIGTERM)
    end = monotonic() + _TIMEOUT
    while runs and monotonic() < end:
        _report_ended(runs)
        sleep(0.05)
    for number in runs:
        with suppress(OSError):
            os.killpg(number, signal.SIGKILL)
    os._exit(0)
