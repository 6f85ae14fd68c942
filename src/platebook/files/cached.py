"""Files of a cache: read without trust in what stands there, and written as a whole.

A pipe, a link or a folder under the name of a cached file is never waited for or followed; it is
as good as missing, and replaced by the next that is written.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DRAFT = ".draft-"


def open_regular(path: Path) -> int:
    """Open a regular file for reading; give its descriptor. Raises OSError for anything else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(str(path))
    return descriptor


def read(path: Path, most: int = -1) -> bytes:
    """Read a regular file, or its first ``most`` bytes. Raises OSError for anything else."""
    with open(open_regular(path), "rb") as file:
        return file.read(most)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a draft beside ``path`` that takes its place at the end, or is gone. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{DRAFT}{os.getpid()}-", dir=path.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
        try:
            draft.replace(path)
        except IsADirectoryError:
            shutil.rmtree(path)
            draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes) -> None:
    """Write a file in one step. Raises OSError."""
    with replacing(path) as draft:
        draft.write_bytes(data)


def sweep(folder: Path) -> None:
    """Remove the drafts in ``folder`` whose writers are gone."""
    for draft in folder.glob(f"{DRAFT}*"):
        writer = draft.name.removeprefix(DRAFT).partition("-")[0]
        if not (writer.isdigit() and Path("/proc", writer).exists()):
            with suppress(OSError):
                draft.unlink()
