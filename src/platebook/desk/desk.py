"""The desk itself: the newest state, the pictures that were drawn, and who listens to changes.

All of it lives in the event loop of the web process; the worker's messages come from a thread.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from platebook.desk.builder import Builder
from platebook.desk.model import (
    DeskOptions,
    DeskState,
    Drawn,
    DrawWrap,
    Failed,
    Fetch,
    Fetched,
    FromWorker,
    Idle,
    NewestVersion,
    Show,
    ShowOpening,
    ToWorker,
    Wrapped,
)
from platebook.sandbox.worker_process import import_path, start

_PROGRAM = "from platebook.desk import worker; worker.main()"
#: One heap for all threads, and what is free goes back to the system: 30 MB less for a layout, and
#: as much for each decoder.
_ENVIRONMENT = {
    "GLIBC_TUNABLES": "",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "65536",
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


#: Messages that wait for one browser (a page that the browser froze, a lid that is closed); more
#: than that, and it gets the whole state instead.
_MOST_WAITING = 1_000
#: Seconds after which a file of the e-book is given up.
_TIMEOUT = 30.0

Event = tuple[str, dict[str, Any]]


class Desk:
    """What all browsers at the desk see.

    ``folder`` is where books are built into; ``folders`` are those to be watched for changes.
    """

    def __init__(self, story: Path, folder: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.story = story
        self.instance = secrets.token_hex(8)
        self.revision = 0
        self.state = DeskState()
        self.options = DeskOptions()
        self.folders: tuple[str, ...] = ()
        self.pictures: dict[str, Drawn] = {}
        self.busy = True
        self._loop = loop
        self._listeners: set[asyncio.Queue[Event]] = set()
        self._waiting: dict[int, asyncio.Future[Fetched | Wrapped]] = {}
        self._look, self._asked = "", 0
        self._closed = False
        self._link = WorkerLink(str(story), self._from_thread)
        self.builder = Builder(
            story, folder, loop, lambda status: self.publish("build", **asdict(status))
        )

    def refresh(self) -> None:
        """Lay the story out as it is now."""
        self.busy = True
        self.publish("busy")
        self._asked += 1
        self._link.send(Show(self.options, self._asked))

    def choose(self, options: DeskOptions) -> None:
        """Lay the story out for another printer, trim or theme."""
        if options != self.options:
            self.options = options
            self.refresh()

    def look(self, opening: str) -> None:
        """Draw this opening first."""
        self._look = opening
        self._link.send(ShowOpening(opening))

    async def fetch(self, name: str) -> Fetched | None:
        """Get a file of the e-book from the worker; None where it has none, or takes too long."""
        answer = await self._ask(lambda number: Fetch(number, name))
        return answer if isinstance(answer, Fetched) and answer.content is not None else None

    async def cover(self, spine: float | None) -> Wrapped | None:
        """Have the cover wrap drawn; None where it takes too long."""
        answer = await self._ask(lambda number: DrawWrap(number, spine))
        if not isinstance(answer, Wrapped):
            return None
        if answer.key:
            self.pictures[answer.key] = Drawn(answer.key, answer.picture, answer.picture)
        return replace(answer, picture="")

    async def _ask(self, question: Callable[[int], Fetch | DrawWrap]) -> Fetched | Wrapped | None:
        """Send a question to the worker, and wait for its answer."""
        if self._closed:
            return None
        number = secrets.randbits(62)
        waiting: asyncio.Future[Fetched | Wrapped] = self._loop.create_future()
        self._waiting[number] = waiting
        self._link.send(question(number))
        try:
            async with asyncio.timeout(_TIMEOUT):
                return await waiting
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(number, None)

    def snapshot(self) -> dict[str, Any]:
        """Return all that a browser needs, as plain data."""
        page_keys = {page.key for page in self.state.pages}
        return {
            **self.state.as_json(),
            "revision": self.revision,
            "instance": self.instance,
            "busy": self.busy,
            "chosen": asdict(self.options),
            "build": asdict(self.builder.status),
            "drawn": [key for key in self.pictures if key in page_keys],
        }

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[Event]]:
        """Return a queue of events for one browser."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_MOST_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def publish(self, kind: str, **data: object) -> None:
        """Send an event to every browser; one that has not listened for long is greeted anew."""
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(("hello", self.greeting))
            else:
                queue.put_nowait((kind, data))

    @property
    def greeting(self) -> dict[str, Any]:
        """The first event that a browser gets; it then fetches the whole state."""
        return {"instance": self.instance, "revision": self.revision, "busy": self.busy}

    def close(self) -> None:
        """End the worker, and a build that is running."""
        self.builder.stop()
        self._closed = True
        self._link.close()
        self._answer_none()

    def _answer_none(self) -> None:
        """Answer every question that the worker can no longer answer with nothing."""
        for number, waiting in self._waiting.items():
            if not waiting.done():
                waiting.set_result(Fetched(number))

    def _from_thread(self, message: FromWorker | None) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._receive, message)

    def _receive(self, message: FromWorker | None) -> None:
        match message:
            case NewestVersion(state, folders):
                self.folders = folders
                self._show(state)
            case Failed(errors):
                self._show(replace(self.state, errors=errors))
            case Drawn(key):
                self.pictures[key] = message
                self.publish("page", key=key)
            case Fetched(number) | Wrapped(number):
                if (waiting := self._waiting.get(number)) and not waiting.done():
                    waiting.set_result(message)
            case Idle(number) if number == self._asked:  # else it has not seen the newest yet
                self.busy = False
                self.publish("idle")
            case None:  # another worker began, which knows nothing
                self.pictures.clear()
                self._answer_none()
                self.look(self._look)
                self.refresh()

    def _show(self, state: DeskState) -> None:
        if state == self.state and self.revision:
            return
        self.state = state
        self.revision += 1
        self.publish("state", revision=self.revision)
