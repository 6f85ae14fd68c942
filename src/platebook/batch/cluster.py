"""Runs the builds of a batch on a Dask cluster: one task a story, which gives a small receipt.

A receipt is fetched and its task released at once: Dask would do finished tasks again if a worker
died that holds their results. What is true is in the output folder, not in the scheduler's memory:
after a restart of the scheduler the stories without a receipt are sent again, and a worker begins
with a look at what is there. TLS is configured as for any program with Dask.

Dask gives a task up when so many workers died that had it, even if it only waited there
(``allowed-failures``, a setting of the scheduler). So such a task is sent again, and the workers
count how often it began: a story that ended two of them is not begun by a third.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import astuple, replace
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from platebook.batch.build_story import (
    CRASHED,
    build_story,
    failure_receipt,
    read_receipt,
    versions_digest,
)
from platebook.batch.find_stories import BuildTask, Receipt
from platebook.batch.object_store import EXTRA
from platebook.errors import Finding, MissingToolError, OutputError, UsageError
from platebook.report import Report

#: Seconds for a connection, for the answers of all workers, and for a scheduler to come back.
_CONNECT, _ANSWER, _RETURN = 5, 30, 120
#: How often tasks are sent again after the scheduler was lost.
_RESTARTS = 10
#: How many workers may be lost while they build a story.
_LOST_WORKERS = 2
_START = "Start one: `dask scheduler`; then give the address that it prints, tcp://HOST:8786."
_SAME = "Install the same platebook there, with the same constraints."
_LOGGER = logging.getLogger("distributed.client")
_UNFIT = "has no platebook that can be used"
_OTHER = "has another version of platebook, of Python or of a library than this machine"
_RUN_AGAIN = "Run the batch again: it builds what is missing."


class Cluster:
    """A connection to the scheduler at ``address``. Raises PlatebookError where there is none.

    As a context manager it is closed at the end; tasks that wait are then given up.
    """

    def __init__(self, address: str, report: Report) -> None:
        try:
            import distributed
        except ImportError as error:
            message = "a cluster needs dask.distributed, which is missing"
            raise MissingToolError.of("--cluster", message, EXTRA) from error
        self._address, self._report = address, report
        self._dask: Any = distributed
        self._waiting: dict[str, BuildTask] = {}
        self._unfit: set[str] = set()
        self._topic = f"platebook-{uuid4()}"
        with ExitStack() as closing:
            # What Dask logs of a lost scheduler is reported by us.
            closing.callback(_LOGGER.setLevel, _LOGGER.level)
            _LOGGER.setLevel(logging.CRITICAL)
            try:
                self._connect()
            except Exception as error:  # Dask has many for a bad address and for TLS
                message = f"no scheduler answers: {error}"
                raise OutputError.of(address, message, _START) from error
            closing.callback(lambda: self._client.close(timeout=1))
            self._check_versions()
            self._closing = closing.pop_all()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def run(self, ready: Iterable[BuildTask | Receipt]) -> Iterator[Receipt]:
        """Run tasks; yield the receipt of each as it ends, and those that are there already."""
        if not self._client.scheduler_info(n_workers=-1)["workers"]:
            fix = "Start some: `dask worker`, with the same address."
            self._report_trouble("has no worker yet", fix)
        for story in ready:
            if isinstance(story, Receipt):
                yield story
                continue
            whole = hashlib.sha256(repr(story).encode()).hexdigest()
            key = f"platebook-{story.slug}-{whole}"
            self._waiting[key] = story
            self._submit(key)
            if self._ended.has_ready():
                yield from self._receipts(self._ended.next_batch(block=False))
        for _ in range(_RESTARTS):
            yield from self._receipts(self._ended)
            if not self._waiting or not self._reconnect():
                break
            for key in self._waiting:
                self._submit(key)
        for waiting in self._waiting.values():
            message = f"the scheduler {self._address} was lost, and did not come back"
            yield failure_receipt(waiting, CRASHED, [Finding(waiting.slug, message, _RUN_AGAIN)])

    def _submit(self, key: str, attempt: int = 1) -> None:
        """Send a task. Without a scheduler it is sent after the next ``_reconnect``."""
        with suppress(Exception):
            fit = self._unfit and [
                address for address in self._client.nthreads() if address not in self._unfit
            ]
            future = self._client.submit(
                *(_BUILD, astuple(self._waiting[key]), f"{self._topic}-{key}"),
                key=f"{key}-{attempt}",
                pure=False,
                **({"workers": fit, "allow_other_workers": True} if fit else {}),
            )
            self._ended.add(future)

    def _receipts(self, futures: Iterable[Any]) -> Iterator[Receipt]:
        """Yield the receipts of tasks that ended, and forget these.

        A task that is lost with its scheduler goes on waiting; one that its worker cannot build,
        or that was given up without a mistake of its own, is sent again.
        """
        for future in futures:
            if future.status in ("cancelled", "lost"):
                continue
            key, _, attempt = future.key.rpartition("-")
            task = self._waiting[key]
            try:
                receipt: Receipt | tuple[str, str] = future.result()
            except CancelledError:
                continue
            except self._dask.scheduler.KilledWorker:
                self._submit(key, int(attempt) + 1)
                continue
            except Exception as error:
                message = f"its worker ended: {error}"[:500]
                receipt = failure_receipt(task, CRASHED, [Finding(task.slug, message, _RUN_AGAIN)])
            if isinstance(receipt, tuple):
                self._exclude(*receipt)
                self._submit(key, int(attempt) + 1)
                continue
            del self._waiting[key]
            future.release()
            yield receipt

    def _exclude(self, worker: str, reason: str) -> None:
        """Report, once, that a worker builds nothing."""
        if worker not in self._unfit:
            self._unfit.add(worker)
            message = f"{reason}; it builds nothing of this batch"
            self._report.finding(Finding(worker, message, _SAME))

    def _connect(self) -> None:
        self._client: Any = self._dask.Client(
            self._address, timeout=_CONNECT, set_as_default=False, name="platebook"
        )
        self._ended: Any = self._dask.as_completed(loop=self._client.loop)

    def _reconnect(self) -> bool:
        """Wait for the scheduler to come back; say whether it did."""
        self._report_trouble("was lost", f"Start it again within {_RETURN} seconds, and workers.")
        self._client.close(timeout=1)
        end = monotonic() + _RETURN
        while monotonic() < end:
            with suppress(Exception):
                self._connect()
                return True
            sleep(1)
        return False

    def _report_trouble(self, message: str, fix: str) -> None:
        """Report at once what a person must do while the batch waits."""
        self._report.finding(Finding(self._address, message, fix))

    def _check_versions(self) -> None:
        """Raise UsageError for a worker that would make other bytes.

        One that does not answer is left out: its tasks will go to another.
        """
        pool = ThreadPoolExecutor(1)
        future = pool.submit(self._client.run, versions_digest, on_error="return")
        pool.shutdown(wait=False)
        try:
            answers: Mapping[str, object] = future.result(_ANSWER)
        except (TimeoutError, OSError):
            return
        differ = sorted(
            worker
            for worker, answer in answers.items()
            if not isinstance(answer, OSError) and answer != versions_digest()
        )
        if differ:
            reason = answers[differ[0]]
            message = f"{_UNFIT}: {reason}" if isinstance(reason, Exception) else _OTHER
            more = f" and {len(differ) - 1} more" if len(differ) > 1 else ""
            raise UsageError.of(f"{differ[0]}{more}", message, _SAME)


def build_on_worker(task: BuildTask, topic: str) -> Receipt | tuple[str, str]:
    """Build a story; on a worker with other versions give its address and why it cannot.

    Every beginning is an event of ``topic`` at the scheduler.
    """
    from distributed import get_worker

    worker = get_worker()
    if task.made_by != versions_digest():
        return worker.address, _OTHER
    with suppress(Exception):  # no answer: the scheduler is lost
        events = asyncio.run_coroutine_threadsafe(
            worker.scheduler.events(topic=topic), worker.loop.asyncio_loop
        )
        attempts = len(events.result(_ANSWER))
        if attempts >= _LOST_WORKERS and not read_receipt(replace(task, again=False)):
            message = f"{attempts} workers were lost while they built it"
            return failure_receipt(task, CRASHED, [Finding(task.slug, message, _RUN_AGAIN)])
    worker.log_event(topic, worker.address)
    return build_story(task)


def _portable() -> Callable[..., Any]:
    """Return ``build_on_worker`` as a function that a worker without platebook can run too.

    Dask sends a function with its code where no name leads to it. Its first argument are the
    fields of a task.
    """
    unfit = _UNFIT

    def build(fields: tuple[Any, ...], topic: str) -> Any:  # noqa: ANN401
        from time import sleep

        from distributed import get_worker

        try:
            from platebook.batch.cluster import build_on_worker
            from platebook.batch.find_stories import BuildTask

            task = BuildTask(*fields)
        except (ImportError, TypeError) as error:
            receipt: Any = (get_worker().address, f"{unfit}: {error}")
        else:
            receipt = build_on_worker(task, topic)
        if isinstance(receipt, tuple):
            sleep(2)  # for others to take what it would take
        return receipt

    return build


_BUILD = _portable()
