"""Runs platebook as a program of its own: with signals, pipes, a terminal, another locale."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMAND = (sys.executable, "-m", "platebook")


def environment(**changes: str) -> dict[str, str]:
    """The environment of this run, without what would change words or colours."""
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    return {**base, "TERM": "xterm", **changes}


def program(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run it to its end, with its streams caught."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd, env=env or environment(), capture_output=True, text=True, timeout=timeout,
    )  # fmt: skip


def on_a_terminal(
    arguments: Sequence[str], *, cwd: Path, columns: int = 80, env: Mapping[str, str] | None = None
) -> str:
    """Run it on a terminal so many columns wide; give all that was sent there."""
    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=cwd, env=env or environment(), stdin=below, stdout=below, stderr=below,
    ):  # fmt: skip
        os.close(below)
        said = b""
        try:
            while block := os.read(above, 65536):
                said += block
        except OSError:  # Linux says so when nobody is left at the other end
            pass
    os.close(above)
    return said.decode()
