"""Tables of inks, made once for two profiles and kept on disk: 64 MB that all workers share.

From one profile, a photograph's or sRGB, to the other, the printer's. A table is written beside
its place and moved there in one step, by one process while the others wait. Where nothing can be
written it is made in memory. Safe to delete any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from platebook import output
from platebook.plates import inks, pixels
from platebook.plates.header import UnfitError
from platebook.plates.model import ColourTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from platebook.plates.inks import Bytes

#: Part of every name: changed whenever ``inks`` makes other tables of the same target.
_MAKING = 2
#: Tables kept on disk, one for each target and colour space of photographs; what was used longest
#: ago goes first.
_KEPT = 6


@lru_cache(maxsize=4)
def table(target: ColourTarget, source: bytes | None = None) -> NDArray[np.uint32]:
    """Give the table of a target, each entry its four inks in one number; from disk if it can.

    Its colours are those of the RGB profile ``source``, or of sRGB. Raises UnfitError where the
    target's profile is no longer the one that was chosen.
    """
    folder = output.cache_folder() / "inks"
    path = folder / f"{_name(target, source)}.table"
    with suppress(OSError), _alone(folder):
        if not _whole(path):
            _write(target, source, path)
            _prune(folder)
        os.utime(path)
        return np.memmap(path, np.uint32, "r")
    made = np.empty((inks.COLOURS, 4), np.uint8)
    inks.fill(made, target, profile_of(target), source)
    return made.view(np.uint32)[:, 0]


@lru_cache(maxsize=8)
def curve(target: ColourTarget) -> Bytes:
    """Give the curve of gray for black ink alone. Raises UnfitError as ``table`` does."""
    return inks.gray_curve(target, profile_of(target))


def profile_of(target: ColourTarget) -> bytes:
    """Give the profile's bytes. Raises UnfitError as ``table`` does."""
    with suppress(OSError):
        profile = target.profile.read_bytes()
        if hashlib.sha256(profile).hexdigest() == target.sha256:
            return profile
    raise UnfitError(
        f"cannot be printed: the profile {target.profile.name} changed while the book was made",
        "Build again.",
    )


def _name(target: ColourTarget, source: bytes | None) -> str:
    from PIL import features

    origin = hashlib.sha256(source).hexdigest() if source else "sRGB"
    made_of = (_MAKING, features.version("littlecms2"), pixels.versions(), target, origin)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:40]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process in at a time; the lock goes with the process that held it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == inks.COLOURS * 4


def _write(target: ColourTarget, source: bytes | None, path: Path) -> None:
    profile = profile_of(target)
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "r+b") as file:
            # Room is taken first: a disk that fills up later would end the process, not fail.
            os.posix_fallocate(file.fileno(), 0, inks.COLOURS * 4)
        made = np.memmap(draft, np.uint8, "r+", shape=(inks.COLOURS, 4))
        inks.fill(made, target, profile, source)
        made.flush()
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _prune(folder: Path) -> None:
    """Delete the tables used longest ago, and drafts whose makers were killed."""
    by_use = sorted(folder.glob("*.table"), key=lambda path: path.stat().st_mtime_ns)
    for path in [*by_use[:-_KEPT], *folder.glob(".draft-*")]:
        path.unlink(missing_ok=True)
