"""Tables of inks, made once for two profiles and kept on disk: 64 MB that all workers share.

From one profile, a photograph's or sRGB, to the other, the printer's. A table is written beside
its place and moved there in one step, by one process while the others wait. Where nothing can be
written it is made in memory. Safe to delete any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from platebook.files import cached
from platebook.photos.cmyk import lut
from platebook.photos.cmyk.lut_file import COLOURS, ROW, place, profile_of, rows
from platebook.photos.model import ColourTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Tables kept on disk, one for each target and colour space of photographs; what was used longest
#: ago goes first.
_KEPT = 6


@lru_cache(maxsize=4)
def table(target: ColourTarget, source: bytes | None = None) -> NDArray[np.uint32]:
    """Give the table of a target, each entry its four inks in one number; from disk if it can.

    Its colours are those of the RGB profile ``source``, or of sRGB. Raises UnfitError where the
    target's profile is no longer the one that was chosen.
    """
    path = place(target, source)
    with suppress(OSError), _alone(path.parent):
        if not (kept := rows(path)):
            _write(target, source, path)
            _prune(path.parent)
            kept = rows(path)
        if kept:
            return np.frombuffer(kept, np.uint32, COLOURS)
    made = np.empty((COLOURS, ROW), np.uint8)
    lut.fill(made, target, profile_of(target), source)
    return made.view(np.uint32)[:, 0]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process in at a time; the lock goes with the process that held it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(target: ColourTarget, source: bytes | None, path: Path) -> None:
    profile = profile_of(target)
    with cached.replacing(path) as draft, draft.open("r+b") as file:
        # Room is taken first: a disk that fills up later would end the process, not fail.
        os.posix_fallocate(file.fileno(), 0, COLOURS * ROW)
        made = np.memmap(draft, np.uint8, "r+", shape=(COLOURS, ROW))
        lut.fill(made, target, profile, source)
        made.flush()
        file.seek(0, os.SEEK_END)
        file.write(hashlib.sha256(made.data).digest())


def _prune(folder: Path) -> None:
    """Delete the tables used longest ago, and drafts whose makers were killed."""
    cached.sweep(folder)
    by_use = sorted(folder.glob("*.table"), key=lambda path: path.lstat().st_mtime_ns)
    for path in by_use[:-_KEPT]:
        with suppress(OSError):
            path.unlink()
