"""A Dask cluster of separate processes on 127.0.0.1, and a store that speaks S3."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class DaskCluster:
    """A scheduler and workers, each a process; ``workers`` are in the order of their start."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start_scheduler()

    def add_worker(self) -> subprocess.Popen[bytes]:
        worker = self._run(
            "worker", self.address, "--nthreads", "1", "--memory-limit", "0", "--no-nanny",
            "--death-timeout", "60", "--local-directory", str(self._folder),
            "--preload", "tests.batch.use_quick_build",
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def restart_scheduler(self) -> None:
        """Kill the scheduler, and start one with the same address."""
        self.scheduler.kill()
        self.scheduler.wait()
        self.scheduler = self._start_scheduler()

    def end(self) -> None:
        for each in (*self.workers, self.scheduler):
            each.kill()
            each.wait()

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        scheduler = self._run("scheduler", "--port", str(self._port))
        end = monotonic() + 60
        while monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return scheduler
            sleep(0.1)
        raise TimeoutError("the scheduler does not start")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{program}-{len(self.workers)}.log").open("ab")
        with log:
            return subprocess.Popen(
                [
                    *(sys.executable, "-m", f"distributed.cli.dask_{program}"),
                    *("--host", "127.0.0.1", "--no-dashboard", *arguments),
                ],
                cwd=ROOT,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
                    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "3s",
                },
                stdout=log,
                stderr=log,
            )


class S3Server:
    """An S3 server in this process, whose next answers are 503 if ``busy`` says how many."""

    def __init__(self) -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        self.busy = 0
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._server.shutdown()

    def _answer(self, environ: dict[str, Any], start: Any) -> Any:
        if self.busy > 0:
            self.busy -= 1
            start("503 Slow Down", [("Content-Type", "text/plain")])
            return [b""]
        return self._app(environ, start)
