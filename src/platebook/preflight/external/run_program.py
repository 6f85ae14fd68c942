"""Runs a judge's program within bounds: it is given a file to read and a folder to write in."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from platebook.sandbox.worker_process import start

#: Bytes that are read of what a program writes.
REPORT_LIMIT = 60_000_000


def run(command: Sequence[str | Path], seconds: float, **environ: str) -> str:
    """Run a program and all that it starts; give why there is no answer, empty where there is."""
    with start(
        [str(each) for each in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | environ,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"it took longer than {seconds:.0f} seconds"
        finally:
            # A browser outlives the program that opened it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return f"it was ended by signal {-process.returncode}" if process.returncode < 0 else ""


def report(path: Path) -> bytes:
    """Read what a program wrote; nothing where it wrote none, or far too much."""
    try:
        return path.read_bytes() if path.stat().st_size <= REPORT_LIMIT else b""
    except OSError:
        return b""
