"""Runs the builds of a batch on a Dask cluster: one task a story, which gives a small receipt.

A receipt is fetched and its task released at once: Dask would do finished tasks again if a worker
died that holds their results. What is true is in the output folder, not in the scheduler's memory:
after a restart of the scheduler the stories without a receipt are sent again, and a worker begins
with a look at what is there. TLS is configured as for any program with Dask.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from platebook.batch.build_story import CRASHED, build_story, failed, made_by
from platebook.batch.model import Receipt, Task
from platebook.batch.store import EXTRA
from platebook.errors import Finding, MissingToolError, OutputError, UsageError
from platebook.report import Report

#: Seconds for a connection, for the answers of all workers, and for a scheduler to come back.
_CONNECT, _ANSWER, _RETURN = 5, 30, 120
#: How often tasks are sent again after the scheduler was lost.
_RESTARTS = 10
_START = "Start one: `dask scheduler`; then give the address that it prints, tcp://HOST:8786."
_SAME = "Install the same platebook there, with the same constraints."
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
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # we report it ourselves
        self._dask: Any = distributed
        try:
            self._client = self._connect()
        except Exception as error:  # Dask has many for a bad address and for TLS
            message = f"no scheduler answers: {error}"
            raise OutputError.of(address, message, _START) from error
        try:
            self._check_versions()
        except BaseException:
            self._client.close(timeout=1)
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close(timeout=1)

    def run(self, ready: Iterable[Task | Receipt]) -> Iterator[Receipt]:
        """Run tasks; yield the receipt of each as it ends, and those that are there already."""
        if not self._client.scheduler_info(n_workers=-1)["workers"]:
            self._report_trouble(
                "has no worker yet", "Start some: `dask worker`, with the same address."
            )
        waiting: dict[str, Task] = {}
        ended = self._dask.as_completed(loop=self._client.loop)
        for each in ready:
            if isinstance(each, Receipt):
                yield each
                continue
            whole = hashlib.sha256(repr(each).encode()).hexdigest()
            key = f"platebook-{each.slug}-{whole}"
            waiting[key] = each
            self._submit(ended, key, each)
            if ended.has_ready():
                yield from _receipts(ended.next_batch(block=False), waiting)
        for _ in range(_RESTARTS):
            yield from _receipts(ended, waiting)
            if not waiting or not self._reconnect():
                break
            ended = self._dask.as_completed(loop=self._client.loop)
            for key, each in waiting.items():
                self._submit(ended, key, each)
        for each in waiting.values():
            message = f"the scheduler {self._address} was lost, and did not come back"
            yield failed(each, CRASHED, [Finding(each.slug, message, _RUN_AGAIN)])

    def _submit(self, ended: Any, key: str, task: Task) -> None:  # noqa: ANN401  Dask is not typed
        """Send a task. Without a scheduler it is sent after the next ``_reconnect``."""
        with suppress(Exception):
            ended.add(self._client.submit(build_story, task, key=key, pure=False))

    def _connect(self) -> Any:  # noqa: ANN401
        return self._dask.Client(
            self._address, timeout=_CONNECT, set_as_default=False, name="platebook"
        )

    def _reconnect(self) -> bool:
        """Wait for the scheduler to come back; say whether it did."""
        self._report_trouble("was lost", f"Start it again within {_RETURN} seconds, and workers.")
        self._client.close(timeout=1)
        end = monotonic() + _RETURN
        while monotonic() < end:
            with suppress(Exception):
                self._client = self._connect()
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
        asked = pool.submit(self._client.run, made_by, on_error="return")
        pool.shutdown(wait=False)
        try:
            answers: Mapping[str, object] = asked.result(_ANSWER)
        except (TimeoutError, OSError):
            return
        differ = sorted(
            worker
            for worker, answer in answers.items()
            if not isinstance(answer, OSError) and answer != made_by()
        )
        if differ:
            reason = answers[differ[0]]
            message = (
                f"has no platebook that can be used: {reason}"
                if isinstance(reason, Exception)
                else "has another version of platebook, of Python or of a library than this machine"
            )
            more = f" and {len(differ) - 1} more" if len(differ) > 1 else ""
            raise UsageError.of(f"{differ[0]}{more}", message, _SAME)


def _receipts(futures: Iterable[Any], waiting: dict[str, Task]) -> Iterator[Receipt]:
    """Yield the receipts of tasks that ended, and forget these; a lost task goes on waiting."""
    for future in futures:
        if future.status in ("cancelled", "lost"):
            continue
        task = waiting[future.key]
        try:
            receipt: Receipt = future.result()
        except CancelledError:
            continue
        except Exception as error:
            message = f"its worker ended: {error}"[:500]
            receipt = failed(task, CRASHED, [Finding(task.slug, message, _RUN_AGAIN)])
        del waiting[future.key]
        future.release()
        yield receipt
