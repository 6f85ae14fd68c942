"""Processes that open and decode strangers' files, so that no file can end or hang a build.

One process a core, the first at once and the others when needed, and all kept. A process that
dies, or takes too long over a photograph, costs that photograph and nothing else. This keeps out
accidents, not attackers: a worker may do whatever the user may.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Generic, TypeVar

from platebook.photos.formats.header import UnfitError
from platebook.photos.workers.memory import SHARE, MemoryBudget
from platebook.photos.workers.process import WorkerDiedError, WorkerProcess, value

Value = TypeVar("Value")
#: Called in the caller's thread after each order: how many are done, and which this was (from 0).
Step = Callable[[int, int], object]


def patience(path: Path, pixels: int = 0) -> float:
    """Give the seconds that a photograph may take: a hundred times what it should.

    Enough for a slow disk (5 MB a second) and a busy machine; a decoder that takes longer hangs.
    """
    size = path.stat().st_size if path.is_file() else 0
    return 30 + size / 5_000_000 + pixels / 2_000_000


@dataclass(frozen=True, slots=True)
class Task(Generic[Value]):
    """Work on one file: ``work(*arguments)``, a function of a module, within ``seconds``.

    Its decoder holds about so many bytes (``held``): it waits for others that hold too many.
    ``proof`` is what is done instead, with the same arguments, once another photograph was found
    unfit, so that nothing will be made: what it takes to find this one unfit too.
    """

    work: Callable[..., Value]
    arguments: tuple[object, ...]
    seconds: float
    held: int = 0
    proof: Callable[..., Value] | None = None


class WorkerPool:
    """At most ``jobs`` processes (0: one a core); end them with ``close`` or a ``with`` block."""

    def __init__(self, jobs: int = 0) -> None:
        self.jobs = max(1, jobs or len(os.sched_getaffinity(0)))
        self._lock, self._room = Lock(), MemoryBudget(SHARE * self.jobs)
        self._idle: list[WorkerProcess] = []
        self._alive: set[WorkerProcess] = set()
        self._stopping = False

    def __enter__(self) -> WorkerPool:
        """Start one process: by the time that it is wanted it has loaded what it needs."""
        self._idle.append(self._hired())
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

    def stop(self) -> None:
        """End every process at once, and give up the orders that are being carried out."""
        self._stopping = True
        self.close()

    def run(
        self, orders: Sequence[Task[Value]], step: Step, most: int | None = None
    ) -> list[Value | UnfitError]:
        """Carry out every order; give what each made, or why its photograph is unfit.

        ``most`` processes are asked, where there is less to do than it takes to start them all.
        An order whose worker died is tried once more when nothing else runs: it may have been
        short of memory for its neighbour's sake. Raises OSError where the system refuses what
        is no photograph's fault. An interruption ends all of them.
        """
        made: dict[int, Value | UnfitError] = {}
        vain = Event()
        pool = ThreadPoolExecutor(max_workers=min(self.jobs, most or self.jobs))
        try:
            running = {
                pool.submit(self._carry_out, order, vain): at for at, order in enumerate(orders)
            }
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
            self.stop()  # so that nobody waits for what is being decoded
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._stopping = False
        return [made[at] for at in range(len(orders))]

    def _carry_out(self, order: Task[Value], vain: Event) -> Value | UnfitError | None:
        """Give what an order makes; None where the worker died. ``vain``: nothing will be made."""
        with self._room.taken(order.held):
            if vain.is_set() and order.proof:
                order = replace(order, work=order.proof)
            try:
                made = self._told(order)
            except WorkerDiedError:
                return None
        if isinstance(made, UnfitError):
            vain.set()
        return made

    def _again(self, order: Task[Value]) -> Value | UnfitError:
        try:
            return self._told(order)
        except WorkerDiedError as died:
            return died.unfit

    def _told(self, order: Task[Value]) -> Value | UnfitError:
        worker = self._hired()
        try:
            kind, content = worker.tell(order.work, order.arguments, order.seconds)
        except BaseException:
            self._dismiss(worker)
            raise
        if kind == "late":
            self._dismiss(worker)
        else:
            with self._lock:
                self._idle.append(worker)
        made: Value | UnfitError = value(kind, content)
        return made

    def _hired(self) -> WorkerProcess:
        with self._lock:
            if self._stopping:
                raise WorkerDiedError(0)
            if self._idle:
                return self._idle.pop()
            worker = WorkerProcess()
            self._alive.add(worker)
            return worker

    def _dismiss(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.end()
