"""The desk's worker process: lays out, draws, and answers, the newest state first."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from platebook.desk.model import (
    DeskFinding,
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
    explain,
)
from platebook.desk.preview import Preview, Version
from platebook.desk.state import page_key
from platebook.pdf.preview_writer import PagePicture, PreviewPart
from platebook.photos import images
from platebook.photos.worker_pool import WorkerPool
from platebook.sandbox.worker_process import confine

#: Bytes of data that the worker may hold, and px of a small picture's longer side.
_MEMORY, _SMALL = 4_000_000_000, 320
#: Parts that are drawn at a time, and processes that decode photographs.
_AT_ONCE, _DECODERS = 4, 2
#: Seconds without a message, after which the decoders are ended.
_REST_S = 1.5
#: Seconds without a message, after which lists are laid out that a draft has left as they were.
_LISTS_S = 0.15


def main() -> None:
    """Run the worker: ``sys.argv`` has the number of its pipe and the story."""
    confine(_MEMORY)
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    with (
        tempfile.TemporaryDirectory(prefix="platebook-desk-") as folder,
        WorkerPool(_DECODERS) as pool,
    ):
        preview = Preview(Path(sys.argv[2]), Path(folder), pool)
        with suppress(EOFError, OSError):
            Worker(preview, connection).run()


class Worker:
    """Does what the web process asks: one thing at a time, the most urgent first."""

    def __init__(self, preview: Preview, connection: Connection[Any, Any]) -> None:
        self._preview, self._connection = preview, connection
        self._inbox: SimpleQueue[ToWorker | None] = SimpleQueue()
        self._show: Show | None = None
        self._unfinished: Show | None = None
        self._version: Version | None = None
        self._fetches: deque[Fetch | DrawWrap] = deque()
        self._waiting: list[PreviewPart] = []
        self._drawn: dict[str, Drawn] = {}
        self._look, self._asked = "", 0
        self._pages = preview.folder / "pages"
        self._pages.mkdir()

    def run(self) -> None:
        """Work until the pipe is closed."""
        Thread(target=self._receive, daemon=True).start()
        gc.disable()  # it would run in the middle of a layout
        while True:
            while not self._inbox.empty():
                self._take(self._inbox.get())
            if not self._is_busy():
                self._wait_for_message()
                continue
            self._work()
            if not self._is_busy():
                self._send(Idle(self._asked))
                _free_memory()

    def _work(self) -> None:
        """Do the most urgent thing."""
        if show := self._show:
            self._show = self._unfinished = None
            self._lay_out(show, draft=True)
        elif self._waiting and (parts := self._visible_parts()):
            self._draw(parts)
        elif self._fetches:
            self._answer(self._fetches.popleft())
        elif self._unfinished:
            self._finish(self._unfinished)
        else:
            self._draw(self._waiting[:_AT_ONCE])

    def _finish(self, show: Show) -> None:
        """Lay out what a draft has left, unless something else is wanted meanwhile."""
        try:
            self._take(self._inbox.get(timeout=_LISTS_S))
        except Empty:
            self._unfinished = None
            self._lay_out(show, draft=False)

    def _is_busy(self) -> bool:
        return bool(self._show or self._unfinished or self._waiting or self._fetches)

    def _wait_for_message(self) -> None:
        """Wait for a message; where none comes for a while, end the decoders meanwhile."""
        try:
            message = self._inbox.get(timeout=_REST_S)
        except Empty:
            self._preview.workers.close()
            message = self._inbox.get()
        self._take(message)

    def _receive(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._inbox.put(self._connection.recv())
        self._inbox.put(None)

    def _take(self, message: ToWorker | None) -> None:
        match message:
            case None:
                raise EOFError
            case Show(_, number):
                self._show, self._asked = message, number
            case ShowOpening(opening):
                self._look = opening
            case Fetch() | DrawWrap():
                self._fetches.append(message)

    def _send(self, message: FromWorker) -> None:
        self._connection.send(message)

    def _lay_out(self, show: Show, *, draft: bool) -> None:
        try:
            version = self._preview.lay_out(show.options, draft=draft)
        except Exception as error:
            self._send(Failed(self._explain(error)))
            return
        while not self._inbox.empty():
            self._take(self._inbox.get())
        if self._show is not None:  # something newer is to be laid out
            return
        self._version = version
        self._unfinished = show if version.stale_anchors else None
        self._send(NewestVersion(version.state, _folders(version)))
        keys = {page_key(part, 0): part for part in version.settled_parts}
        self._waiting = [part for key, part in keys.items() if key not in self._drawn]

    def _explain(self, error: Exception) -> tuple[DeskFinding, ...]:
        return explain(error, self._preview.story)

    def _draw(self, batch: Sequence[PreviewPart]) -> None:
        """Draw some of the pages that wait."""
        version = self._version
        if version is None:
            return
        self._waiting = [part for part in self._waiting if part not in batch]
        try:
            for key, picture in self._preview.draw(version, batch):
                self._send(self._store(key, picture))
        except Exception as error:
            self._send(Failed(self._explain(error)))
        if not self._waiting and not self._unfinished:
            self._preview.forget(version)

    def _visible_parts(self) -> Sequence[PreviewPart]:
        """Return the parts that wait on the opening that the browser shows."""
        pairs = self._version.state.openings if self._version else ()
        pair = next((pair for pair in pairs if pair.id == self._look), None)
        folios = {pair.left, pair.right} if pair else set()
        return [
            part
            for part in self._waiting
            if folios & set(range(part.folio, part.folio + part.count))
        ]

    def _store(self, key: str, picture: PagePicture) -> Drawn:
        """Write a page's pictures into the worker's folder."""
        large = images.encode_page(picture.rows, picture.size)
        small = images.thumbnail(large, _SMALL)
        paths = self._pages / f"{key}.jpg", self._pages / f"{key}-small.jpg"
        for path, content in zip(paths, (large, small), strict=True):
            path.write_bytes(content)
        self._drawn[key] = Drawn(key, str(paths[0]), str(paths[1]))
        return self._drawn[key]

    def _answer(self, question: Fetch | DrawWrap) -> None:
        if isinstance(question, Fetch):
            self._fetch(question)
        else:
            self._send(self._wrap(question))

    def _wrap(self, question: DrawWrap) -> Wrapped:
        """Draw the cover wrap, or say why there is none."""
        if self._version is None:
            return Wrapped(question.number)
        try:
            cover = self._preview.wrap(self._version, question.spine)
        except Exception as error:
            return Wrapped(question.number, findings=self._explain(error))
        key = f"cover-{hashlib.sha256(cover.picture.rows).hexdigest()[:32]}"
        path = self._pages / f"{key}.jpg"
        path.write_bytes(images.encode_page(cover.picture.rows, cover.picture.size))
        findings = tuple(DeskFinding.of(finding) for finding in cover.findings)
        return Wrapped(
            question.number, key, str(path), cover.size, cover.trim, cover.spine, findings
        )

    def _fetch(self, fetch: Fetch) -> None:
        answer = None
        if self._version:
            try:
                answer = self._preview.file(self._version, fetch.name)
            except Exception as error:
                self._send(Failed(self._explain(error)))
        self._send(Fetched(fetch.number, *answer) if answer else Fetched(fetch.number))


def _free_memory() -> None:
    """Free what a layout has left, and give it back to the system where the C library can."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _folders(version: Version) -> tuple[str, ...]:
    """Return the folders that a version's files come from: the story's and the theme's."""
    theme = version.job.design.theme if version.job.design.foreign else None
    places = (version.job.story.root, theme)
    return tuple(str(place.resolve()) for place in places if place)
