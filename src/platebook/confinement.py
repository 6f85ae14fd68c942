"""What a process does that opens strangers' files: it is bounded, and ends when its parent does.

``plates`` decodes photographs in such processes, ``preflight`` reads finished files in them.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread


def import_path() -> str:
    """Give the PYTHONPATH by which such a process imports what we can, from the same places."""
    return os.pathsep.join(place or str(Path.cwd()) for place in sys.path)


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
