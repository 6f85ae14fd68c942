"""Processes that open and decode strangers' files, so that no file can end or hang a build.

One process a core, started when first needed and kept. A process that dies, or takes too long
over a photograph, costs that photograph and nothing else. This keeps out accidents, not
attackers: a worker may do whatever the user may.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from types import TracebackType
from typing import Any, Generic, TypeVar

from platebook.confinement import import_path
from platebook.plates.header import UnfitError
from platebook.plates.memory import SHARE, Room

Value = TypeVar("Value")
#: Called in the caller's thread after each order: how many are done, and which this was (from 0).
Step = Callable[[int, int], object]

_PROGRAM = "from platebook.plates import worker; worker.main()"
_END = "Export the photograph again."
#: With one heap for all threads a decoder gives back what it held, up to a hundred megabytes
#: more; it costs no time, since a worker's threads take turns. Other systems' libraries ignore it.
#: Blocks of up to 32 MB that one photograph gives back are kept for the next, 64 MB of them: fresh
#: ones are cleared first, which takes some 3 % of a photograph's time.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
}


def patience(path: Path, pixels: int = 0) -> float:
    """Give the seconds that a photograph may take: a hundred times what it should.

    Enough for a slow disk (5 MB a second) and a busy machine; a decoder that takes longer hangs.
    """
    size = path.stat().st_size if path.is_file() else 0
    return 30 + size / 5_000_000 + pixels / 2_000_000


@dataclass(frozen=True, slots=True)
class Order(Generic[Value]):
    """Work on one file: ``work(*arguments)``, a function of a module, within ``seconds``.

    Its decoder holds about so many bytes (``held``): it waits for others that hold too many.
    """

    work: Callable[..., Value]
    arguments: tuple[object, ...]
    seconds: float
    held: int = 0


class Workers:
    """At most ``jobs`` processes (0: one a core); end them with ``close`` or a ``with`` block."""

    def __init__(self, jobs: int = 0) -> None:
        self.jobs = max(1, jobs or len(os.sched_getaffinity(0)))
        self._lock, self._room = Lock(), Room(SHARE * self.jobs)
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._stopping = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process at once, whatever it is doing, and wait until it is gone."""
        with self._lock:
            alive, self._alive = self._alive, set()
            self._idle.clear()
        for worker in alive:
            worker.end()

    def run(
        self, orders: Sequence[Order[Value]], step: Step, most: int | None = None
    ) -> list[Value | UnfitError]:
        """Carry out every order; give what each made, or why its photograph is unfit.

        ``most`` processes are asked, where there is less to do than it takes to start them all.
        An order whose worker died is tried once more when nothing else runs: it may have been
        short of memory for its neighbour's sake. Raises OSError where the system refuses what
        is no photograph's fault. An interruption ends all of them.
        """
        made: dict[int, Value | UnfitError] = {}
        pool = ThreadPoolExecutor(max_workers=min(self.jobs, most or self.jobs))
        try:
            running = {pool.submit(self._carry_out, order): at for at, order in enumerate(orders)}
            for future in as_completed(running):
                if (found := future.result()) is not None:
                    made[running[future]] = found
                    step(len(made), running[future])
            for at, order in enumerate(orders):
                if at not in made:
                    found = self._again(order)
                    made[at] = found
                    step(len(made), at)
        except BaseException:
            # Whatever is being decoded is given up, so that nobody waits for it.
            self._stopping = True
            self.close()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._stopping = False
        return [made[at] for at in range(len(orders))]

    def _carry_out(self, order: Order[Value]) -> Value | UnfitError | None:
        """Give what an order makes; None where the worker died."""
        with self._room.taken(order.held):
            try:
                return self._told(order)
            except _DiedError:
                return None

    def _again(self, order: Order[Value]) -> Value | UnfitError:
        try:
            return self._told(order)
        except _DiedError as died:
            return died.unfit

    def _told(self, order: Order[Value]) -> Value | UnfitError:
        worker = self._hired()
        try:
            kind, content = worker.tell(order)
        except BaseException:
            self._dismiss(worker)
            raise
        if kind == "late":
            self._dismiss(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        made: Value | UnfitError = _value(kind, content)
        return made

    def _hired(self) -> _Worker:
        with self._lock:
            if self._stopping:
                raise _DiedError(0)
            if self._idle:
                return self._idle.pop()
            worker = _Worker()
            self._alive.add(worker)
            return worker

    def _dismiss(self, worker: _Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.end()


class _DiedError(Exception):
    """A worker ended before it answered; ``status`` is how (negative: a signal's number)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        how = f"status {status}"
        with suppress(ValueError):
            how = signal.Signals(-status).name
        self.unfit = UnfitError(f"makes its decoder crash ({how})", _END)
        if status == -signal.SIGKILL:
            self.unfit = UnfitError(
                "cannot be decoded: the system ended its decoder (SIGKILL), as it does when "
                "memory runs out",
                "Export a smaller photograph, or build with --jobs 1.",
            )


class _Worker:
    """One process, and the line to it."""

    def __init__(self) -> None:
        self._line, far = Pipe()
        self._last_words = TemporaryFile()  # noqa: SIM115 -- kept as long as the process
        with far:
            # In a process group of its own, Ctrl-C is for the parent alone, who ends it. The
            # pipe to its stdin tells it when the parent is gone. -P: nothing is imported from
            # the folder that the user happens to stand in.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, str(far.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._last_words,
                env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": import_path()},
                pass_fds=(far.fileno(),),
                process_group=0,
            )

    def tell(self, order: Order[Value]) -> tuple[str, Any]:
        """Hand over an order and wait for the answer. Raises _DiedError where none comes."""
        line: Connection[Any, Any] = self._line
        try:
            line.send_bytes(pickle.dumps((order.work, order.arguments)))
            if not line.poll(order.seconds):
                return "late", order.seconds
            kind, content = line.recv()
        except (EOFError, OSError):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # to hear how it ended by itself
            raise self._died(self.end()) from None
        return kind, content

    def _died(self, status: int) -> Exception:
        """Tell a crash, which is a photograph's doing, from a process that never began."""
        self._last_words.seek(0)
        words = self._last_words.read(10_000).decode(errors="replace").strip()
        return RuntimeError(words) if words else _DiedError(status)

    def end(self) -> int:
        """End the process, wait until it is gone, and give the status it ended with."""
        self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        return self._process.wait()


def _value(kind: str, content: Any) -> Any:  # noqa: ANN401 -- what the work made
    if kind == "unfit":
        return UnfitError(*content)
    if kind == "late":
        return UnfitError(f"takes longer than {content:.0f} seconds to decode", _END)
    if kind == "refused":
        raise content
    if kind == "bug":
        raise RuntimeError(content)
    return content
