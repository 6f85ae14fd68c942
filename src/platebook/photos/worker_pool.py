"""Worker processes that decode untrusted photographs, so that no file can end or hang a build.

One process per core, started when needed and kept. A process that crashes, or exceeds its time,
costs one photograph and nothing else. This guards against accidents, not attacks: a worker has
all rights of the user.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from threading import Condition, Event, Lock
from traceback import format_exc
from types import TracebackType
from typing import Any, Generic, TypeVar

from platebook.photos.formats.header import Header, UnfitError
from platebook.sandbox.worker_process import (
    TimedOutError,
    WorkerDiedError,
    WorkerProcess,
    confine,
    serve,
)

Value = TypeVar("Value")
#: Bytes that decoders may hold together, for each process that is allowed. With two, and what
#: the processes themselves hold, a build stays below 600 MB.
SHARE = 200_000_000
#: Bytes that are held for each px, measured: by decoders that hold a picture whole, and in strips.
_PER_PIXEL = {"AVIF": 15.5, "HEIF": 6.0, "WEBP": 8.3}
_IN_STRIPS = 1.0
#: A progressive JPEG's decoder holds two bytes for each sample until it has read all scans.
_COEFFICIENT = 2
_CHANNELS = {"L": 1, "CMYK": 4}
#: Formats whose deep pixels are held as such.
_WITH_DEPTH = {"AVIF", "HEIF"}


def decoder_memory(header: Header, *, progressive: bool = False) -> int:
    """Return about how many bytes the decoder of a photograph holds at a time."""
    per_pixel = _PER_PIXEL.get(header.format, _IN_STRIPS)
    if progressive:
        per_pixel = _COEFFICIENT * _CHANNELS.get(header.mode, 3)
    if header.depth > 8 and header.format in _WITH_DEPTH:
        per_pixel *= 2
    return round(header.pixels * per_pixel)


class MemoryBudget:
    """Room for decoders: they wait until the others leave enough; one alone always has enough."""

    def __init__(self, size: int) -> None:
        self._size, self._taken, self._left = size, 0, Condition()

    @contextmanager
    def reserve(self, amount: int) -> Iterator[None]:
        """Reserve ``amount`` bytes for the block, once they are free."""
        with self._left:
            self._left.wait_for(lambda: not self._taken or self._taken + amount <= self._size)
            self._taken += amount
        try:
            yield
        finally:
            with self._left:
                self._taken -= amount
                self._left.notify_all()


#: Bytes that a worker may hold: many times what the largest photograph that runs through in
#: strips needs, and enough for 250 megapixels of AVIF, of which most must be held.
MEMORY = 4_000_000_000
TOO_MUCH = (
    f"needs more than {MEMORY // 1_000_000_000} GB of memory to decode",
    "Export a smaller photograph.",
)

#: What a worker answers: the value; or why the photograph is unfit; or an error of the system's;
#: or the traceback of a mistake of ours.
Answer = tuple[str, Any]


def answer(request: bytes) -> Answer:
    """Call a pickled function with its arguments; any failure is an answer too."""
    try:
        work, arguments = pickle.loads(request)  # noqa: S301 -- from the parent process
        return "made", work(*arguments)
    except UnfitError as unfit:
        return "unfit", (unfit.message, unfit.fix)
    except MemoryError:
        return "unfit", TOO_MUCH
    except OSError as error:
        return "refused", error
    except Exception:
        return "bug", format_exc()


def main() -> None:
    """Run a worker. What decoders print is discarded: stderr holds only why it cannot start."""
    confine(MEMORY)
    os.ftruncate(2, 0)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    serve(answer)


_PROGRAM = "from platebook.photos import worker_pool; worker_pool.main()"
_FIX = "Export the photograph again."


class PhotoWorker(WorkerProcess):
    """A worker process that decodes photographs."""

    def __init__(self) -> None:
        self._stderr = TemporaryFile()  # noqa: SIM115 -- kept as long as the process
        super().__init__(_PROGRAM, {}, self._stderr)

    def run(self, task: Task[Value]) -> Value | UnfitError:
        """Run a task; return its value, or why the photograph is unfit. Raises all other errors.

        Raises WorkerDiedError where the photograph crashes the worker, TimedOutError where it
        takes too long, RuntimeError where the worker could not start.
        """
        try:
            kind, content = self.request(
                (task.work, task.arguments), lambda answers: answers.poll(task.seconds), 1
            )
        except WorkerDiedError:
            self._stderr.seek(0)
            if words := self._stderr.read(10_000).decode(errors="replace").strip():
                raise RuntimeError(words) from None
            raise
        if kind == "unfit":
            return UnfitError(*content)
        if kind == "refused":
            raise content
        if kind == "bug":
            raise RuntimeError(content)
        value: Value = content
        return value


def _crash(error: WorkerDiedError) -> UnfitError:
    """Describe a photograph that ended its worker, twice."""
    if error.status == -signal.SIGKILL:
        return UnfitError(
            "cannot be decoded: the system ended its decoder (SIGKILL), as it does when memory "
            "runs out",
            "Export a smaller photograph, or build with --jobs 1.",
        )
    return UnfitError(f"makes its decoder crash ({error.cause})", _FIX)


#: Called in the caller's thread after each order: how many are done, and which this was (from 0).
Step = Callable[[int, int], object]


def time_limit(path: Path, pixels: int = 0) -> float:
    """Return the seconds that a photograph may take: a hundred times what it should.

    Enough for a slow disk (5 MB a second) and a busy machine; a decoder that takes longer hangs.
    """
    size = path.stat().st_size if path.is_file() else 0
    return 30 + size / 5_000_000 + pixels / 2_000_000


@dataclass(frozen=True, slots=True)
class Task(Generic[Value]):
    """Work on one file: ``work(*arguments)``, a function of a module, within ``seconds``.

    Its decoder needs about ``decoder_memory`` bytes: the task waits while others leave too few.
    ``proof`` is what is done instead, with the same arguments, once another photograph was found
    unfit, so that nothing will be made: what it takes to find this one unfit too.
    """

    work: Callable[..., Value]
    arguments: tuple[object, ...]
    seconds: float
    decoder_memory: int = 0
    proof: Callable[..., Value] | None = None


class WorkerPool:
    """At most ``jobs`` processes (0: one a core); end them with ``close`` or a ``with`` block."""

    def __init__(self, jobs: int = 0) -> None:
        self.jobs = max(1, jobs or len(os.sched_getaffinity(0)))
        self._lock, self._room = Lock(), MemoryBudget(SHARE * self.jobs)
        self._idle: list[PhotoWorker] = []
        self._alive: set[PhotoWorker] = set()
        self._stopping = False

    def __enter__(self) -> WorkerPool:
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
        self, orders: Sequence[Task[Value]], step: Step, limit: int | None = None
    ) -> list[Value | UnfitError]:
        """Carry out every order; return what each made, or why its photograph is unfit.

        ``limit`` processes are asked, where there is less to do than it takes to start them all.
        An order whose worker died is tried once more when nothing else runs: it may have been
        short of memory for its neighbour's sake. Raises OSError where the system refuses what
        is no photograph's fault. An interruption ends all of them.
        """
        results: dict[int, Value | UnfitError] = {}
        vain = Event()
        pool = ThreadPoolExecutor(max_workers=min(self.jobs, limit or self.jobs))
        try:
            running = {
                pool.submit(self._run_first, order, vain): at for at, order in enumerate(orders)
            }
            for future in as_completed(running):
                if (result := future.result()) is not None:
                    results[running[future]] = result
                    step(len(results), running[future])
            for at, order in enumerate(orders):
                if at not in results:
                    result = self._retry(order)
                    results[at] = result
                    step(len(results), at)
        except BaseException:
            self.stop()  # end what is being decoded
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._stopping = False
        return [results[at] for at in range(len(orders))]

    def _run_first(self, order: Task[Value], vain: Event) -> Value | UnfitError | None:
        """Run a task; None where the worker died. ``vain``: another photograph is unfit."""
        with self._room.reserve(order.decoder_memory):
            if vain.is_set() and order.proof:
                order = replace(order, work=order.proof)
            try:
                result = self._run_task(order)
            except WorkerDiedError:
                return None
        if isinstance(result, UnfitError):
            vain.set()
        return result

    def _retry(self, order: Task[Value]) -> Value | UnfitError:
        try:
            return self._run_task(order)
        except WorkerDiedError as error:
            return _crash(error)

    def _run_task(self, order: Task[Value]) -> Value | UnfitError:
        worker = self._take_worker()
        try:
            result = worker.run(order)
        except TimedOutError:
            self._end_worker(worker)
            return UnfitError(f"takes longer than {order.seconds:.0f} seconds to decode", _FIX)
        except BaseException:
            self._end_worker(worker)
            raise
        with self._lock:
            self._idle.append(worker)
        return result

    def _take_worker(self) -> PhotoWorker:
        with self._lock:
            if self._stopping:
                raise WorkerDiedError(0)
            if self._idle:
                return self._idle.pop()
            worker = PhotoWorker()
            self._alive.add(worker)
            return worker

    def _end_worker(self, worker: PhotoWorker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.end()
