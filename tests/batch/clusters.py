"""A Dask cluster of separate processes on 127.0.0.1, and a store that speaks S3."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Find a port below those of connections: one of them could take it before it is bound."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


class DaskCluster:
    """A scheduler and workers, each a process; ``workers`` are in the order of their start.

    ``hosts`` are network namespaces by address, in the order in which machines are needed: that of
    the scheduler first. Without them, all are on 127.0.0.1. ``quick`` workers build with
    ``quick_build``.
    """

    def __init__(
        self,
        folder: Path,
        hosts: Mapping[str, str] = MappingProxyType({}),
        *,
        quick: bool = True,
        ttl: str = "3s",
    ) -> None:
        self._folder, self._port, self._quick, self._ttl = folder, free_port(), quick, ttl
        self._hosts = list(hosts.items())
        self._host = self._hosts.pop(0) if hosts else ("127.0.0.1", "")
        self.address = f"tcp://{self._host[0]}:{self._port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start_scheduler()

    def add_worker(self, version: str = "1", core: int | None = None) -> subprocess.Popen[bytes]:
        """Start a worker, on one core if it is given; ``version`` is that of ``quick_build``."""
        preload = ("--preload", "tests.batch.use_quick_build") if self._quick else ()
        worker = self._run(
            "worker", self._hosts.pop(0) if self._hosts else self._host,
            self.address, "--nthreads", "1", "--memory-limit", "0", "--no-nanny",
            "--death-timeout", "60", "--local-directory", str(self._folder), *preload,
            core=core,
            QUICK_BUILD=version,
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
        scheduler = self._run("scheduler", self._host, "--port", str(self._port))
        end = monotonic() + 60
        while monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex((self._host[0], self._port)) == 0:
                    return scheduler
            sleep(0.1)
        raise TimeoutError("the scheduler does not start")

    def _run(
        self,
        program: str,
        host: tuple[str, str],
        *arguments: str,
        core: int | None = None,
        **environment: str,
    ) -> subprocess.Popen[bytes]:
        address, namespace = host
        log = (self._folder / f"{program}-{len(self.workers)}.log").open("ab")
        with log:
            return subprocess.Popen(
                [
                    *(("ip", "netns", "exec", namespace) if namespace else ()),
                    *(("taskset", "-c", str(core)) if core is not None else ()),
                    *(sys.executable, "-m", f"distributed.cli.dask_{program}"),
                    *("--host", address, "--no-dashboard", *arguments),
                ],
                cwd=ROOT,
                env={
                    **os.environ,
                    **environment,
                    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
                    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": self._ttl,
                },
                stdout=log,
                stderr=log,
            )


class S3Server:
    """An S3 server in this process. ``busy`` answers are 503; all are ``delay`` seconds late."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.busy, self.delay = 0, 0.0
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server(host, 0, self._answer, threaded=True)
        self.address = f"http://{host}:{self._server.port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._server.shutdown()

    def _answer(self, environ: dict[str, Any], start: Any) -> Any:
        sleep(self.delay)
        if self.busy > 0:
            self.busy -= 1
            start("503 Slow Down", [("Content-Type", "text/plain")])
            return [b""]
        return self._app(environ, start)
