"""What a process does that opens strangers' files: it is bounded, and ends when its parent does.

``plates`` decodes photographs in such processes, ``preflight`` reads finished files in them.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import IO, Any
from weakref import WeakSet

from platebook.files import process


def _import_path() -> str:
    """Give the PYTHONPATH by which such a process imports what we can, from the same places."""
    return os.pathsep.join(place or str(Path.cwd()) for place in sys.path)


def begun(
    program: str, far: Connection[Any, Any], environment: Mapping[str, str], stderr: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    """Begin such a process: Python with ``program``, whose first argument is its end of a line.

    In a group of its own, Ctrl-C is for us alone, who end it. The pipe to its stdin tells it when
    we are gone (``confine``). -P: nothing is imported from the folder that the user stands in.
    """
    return started(
        [sys.executable, "-P", "-c", program, str(far.fileno())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": _import_path(), **environment},
        pass_fds=(far.fileno(),),
    )


def started(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
    """Start a process in a group of its own, that is killed when the program is interrupted.

    ``options`` are those of ``Popen``.
    """
    with process.deferred():
        child = subprocess.Popen(command, process_group=0, **options)
        _CHILDREN.add(child)
    return child


def kill_all() -> None:
    """Kill all that was started, and all that it has started."""
    for child in list(_CHILDREN):
        with suppress(OSError):
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)


_CHILDREN: WeakSet[subprocess.Popen[bytes]] = WeakSet()
process.at_end(kill_all)


def confine(memory: int) -> None:
    """Bound this process: ``memory`` bytes of its own, no core file, no life after its parent's.

    It is also the first that the system ends when memory runs out. The parent holds the other
    end of its stdin open, and nobody else does.
    """
    for which, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(which)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (allowed, hard))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    os.read(0, 1)
    os._exit(0)
