"""Runs a command and says what it cost: CPU, wall time, memory, itself and all it started."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_EVERY_S = 0.05


@dataclass(frozen=True)
class Cost:
    """``cpu`` and ``wall`` in seconds, ``peak`` in MB: what all its processes held at once."""

    cpu: float
    wall: float
    peak: float


def run(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run a command to its end. Raises SystemExit with the end of its log if it fails.

    CPU seconds are user and system of the process and of its children that it waited for
    (wait4). Memory is read every 50 ms from the proportional set sizes of the whole family,
    so that what processes share counts once.
    """
    with log.open("wb") as output:
        start = monotonic()
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        watch = Watch(child.pid)
        watch.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = monotonic() - start
        watch.done.set()
        watch.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{log.read_text('utf-8', 'replace')[-3000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, watch.peak / 1024)


class Watch(threading.Thread):
    """Looks again and again at how much memory a process and its descendants hold.

    ``peak`` is the most so far, in kB; ``done`` ends it.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()

    def run(self) -> None:
        """Look until ``done`` is set."""
        while not self.done.wait(_EVERY_S):
            self.peak = max(self.peak, sum(map(_held, family(self.pid))))


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it, as far as they still are."""
    found = [pid]
    for each in found:
        try:
            for task in Path(f"/proc/{each}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def _held(pid: int) -> int:
    """Read a process's proportional set size, in kB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
