"""The worker process as the web process sees it: started when needed, started again when it dies.

The worker is killed when the desk ends (``sandbox.worker_process``), and ends by itself when the
desk is gone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from threading import Lock, Thread
from typing import Any

from platebook.desk.messages import FromWorker, ToWorker
from platebook.sandbox.worker_process import import_path, start

_PROGRAM = "from platebook.desk import worker; worker.main()"
#: One heap for all threads, and what is free goes back to the system: 30 MB less for a layout, and
#: as much for each decoder.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
#: Deaths without one message between them, after which the worker is not started again.
_MOST_DEATHS = 3


class WorkerLink:
    """Sends messages to the worker, and passes on those that come back.

    ``receive`` is called in a thread of its own, with None where the worker died and a new one
    was started: what it was asked must be asked again.
    """

    def __init__(self, story: str, receive: Callable[[FromWorker | None], None]) -> None:
        self._story, self._receive = story, receive
        self._lock = Lock()
        self._closed, self._deaths = False, 0
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None

    def send(self, message: ToWorker) -> None:
        """Send a message; starts the worker if there is none."""
        with self._lock:
            if self._closed:
                return
            if self._connection is None:
                self._start()
            with suppress(OSError):
                if self._connection is not None:
                    self._connection.send(message)

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    @property
    def process_id(self) -> int | None:
        """The worker's process, while there is one."""
        return self._process.pid if self._process else None

    def _start(self) -> None:
        near, far = Pipe()
        with far:
            self._process = start(
                [sys.executable, "-P", "-c", _PROGRAM, str(far.fileno()), self._story],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": import_path()},
                pass_fds=(far.fileno(),),
            )
        self._connection = near
        Thread(target=self._listen, args=(near, self._process), daemon=True).start()

    def _listen(self, connection: Connection[Any, Any], process: subprocess.Popen[bytes]) -> None:
        with suppress(EOFError, OSError):
            while True:
                message = connection.recv()
                self._deaths = 0
                self._receive(message)
        process.kill()
        process.wait()
        with self._lock:
            self._connection = self._process = None
            self._deaths += 1
            again = not self._closed and self._deaths < _MOST_DEATHS
        if again:
            self._receive(None)
