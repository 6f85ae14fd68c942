"""The desk itself: the newest state, the pictures that were drawn, and who listens to changes.

All of it lives in the event loop of the web process; the worker's messages come from a thread.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from platebook.desk.builder import Builder, BuildStatus
from platebook.desk.messages import (
    Drawn,
    Failed,
    Fetch,
    Fetched,
    FromWorker,
    Idle,
    Look,
    Show,
    Shown,
    Wrap,
    Wrapped,
)
from platebook.desk.model import DeskOptions, DeskState
from platebook.desk.worker_link import WorkerLink

#: Messages that wait for one browser (a page that the browser froze, a lid that is closed); more
#: than that, and it gets the whole state instead.
_MOST_WAITING = 1_000
#: Seconds after which a file of the e-book is given up.
_PATIENCE = 30.0

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
        self.drawn: dict[str, Drawn] = {}
        self.busy = True
        self._loop = loop
        self._listeners: set[asyncio.Queue[Event]] = set()
        self._waiting: dict[int, asyncio.Future[Fetched | Wrapped]] = {}
        self._look = ""
        self._closed = False
        self._link = WorkerLink(str(story), self._from_thread)
        self.builder = Builder(story, folder, loop, self._tell_build)

    def refresh(self) -> None:
        """Lay the story out as it is now."""
        self.busy = True
        self.tell("busy")
        self._link.send(Show(self.options))

    def choose(self, options: DeskOptions) -> None:
        """Lay the story out for another printer, trim or theme."""
        if options != self.options:
            self.options = options
            self.refresh()

    def look(self, opening: str) -> None:
        """Draw this opening first."""
        self._look = opening
        self._link.send(Look(opening))

    async def fetch(self, name: str) -> Fetched | None:
        """Get a file of the e-book from the worker; None where it has none, or takes too long."""
        answer = await self._ask(lambda number: Fetch(number, name))
        return answer if isinstance(answer, Fetched) and answer.content is not None else None

    async def cover(self, spine: float | None) -> Wrapped | None:
        """Have the cover wrap drawn; None where it takes too long."""
        answer = await self._ask(lambda number: Wrap(number, spine))
        if not isinstance(answer, Wrapped):
            return None
        if answer.key:
            self.drawn[answer.key] = Drawn(answer.key, answer.picture, answer.picture)
        return replace(answer, picture="")

    async def _ask(self, question: Callable[[int], Fetch | Wrap]) -> Fetched | Wrapped | None:
        """Send a question to the worker, and wait for its answer."""
        if self._closed:
            return None
        number = secrets.randbits(62)
        waiting: asyncio.Future[Fetched | Wrapped] = self._loop.create_future()
        self._waiting[number] = waiting
        self._link.send(question(number))
        try:
            async with asyncio.timeout(_PATIENCE):
                return await waiting
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(number, None)

    def snapshot(self) -> dict[str, Any]:
        """Return all that a browser needs, as plain data."""
        shown = {page.key for page in self.state.pages}
        return {
            **self.state.as_json(),
            "revision": self.revision,
            "instance": self.instance,
            "busy": self.busy,
            "build": asdict(self.builder.status),
            "drawn": [key for key in self.drawn if key in shown],
        }

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[Event]]:
        """Return a queue of events for one browser."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_MOST_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def tell(self, kind: str, **data: object) -> None:
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
        """Return an empty answer to every question that the worker can no longer answer."""
        for number, waiting in self._waiting.items():
            if not waiting.done():
                waiting.set_result(Fetched(number))

    def _tell_build(self, status: BuildStatus) -> None:
        self.tell("build", **asdict(status))

    def _from_thread(self, message: FromWorker | None) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._receive, message)

    def _receive(self, message: FromWorker | None) -> None:
        match message:
            case Shown(state, folders):
                self.folders = folders
                self._show(state)
            case Failed(errors):
                self._show(replace(self.state, errors=errors))
            case Drawn(key):
                self.drawn[key] = message
                self.tell("page", key=key)
            case Fetched(number) | Wrapped(number):
                if (waiting := self._waiting.get(number)) and not waiting.done():
                    waiting.set_result(message)
            case Idle():
                self.busy = False
                self.tell("idle")
            case None:  # another worker began, which knows nothing
                self.drawn.clear()
                self._answer_none()
                self.look(self._look)
                self.refresh()

    def _show(self, state: DeskState) -> None:
        if state == self.state and self.revision:
            return
        self.state = state
        self.revision += 1
        self.tell("state", revision=self.revision)
