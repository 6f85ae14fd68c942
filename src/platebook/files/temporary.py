"""One temporary folder for a whole run, which the next run removes if this one cannot.

All temporary files of a run are in it, those of child processes and libraries too. It is locked
while the run lives. A folder that is not locked, has our mark in it and belongs to the user was
left behind by a run that was killed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import sleep

from platebook.files import program

PREFIX = "platebook-run-"
_MARK = ".platebook"
#: How often to try again where another run's sweep took the folder before it was locked, or where
#: it is in use while it is removed; and seconds between these tries.
_TRIES, _PAUSE_S = 5, 0.05


def begin() -> None:
    """Make the run's temporary folder and name it in ``TMPDIR``; remove those of killed runs.

    Where none can be made, temporary files go to the usual place, and a failure is reported there.
    """
    with suppress(OSError):
        above = Path(tempfile.gettempdir())
        sweep(above)
        for _ in range(_TRIES):
            with program.defer_interrupts():
                folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
                program.at_end(partial(_remove, folder))
            if _lock(folder) is not None and folder.is_dir():
                (folder / _MARK).touch()
                tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
                return


def _remove(folder: Path) -> None:
    """Remove the run's folder, again where a thread put something there meanwhile."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        sleep(_PAUSE_S)


def sweep(above: Path) -> None:
    """Remove what killed runs left in a folder of temporary files."""
    with os.scandir(above) as entries:
        left = [Path(entry.path) for entry in entries if entry.name.startswith(PREFIX)]
    for folder in left:
        lock = _lock(folder)
        if lock is None:
            continue
        try:
            if (folder / _MARK).exists():
                shutil.rmtree(folder, ignore_errors=True)
            else:
                with suppress(OSError):  # not empty: it is in use
                    folder.rmdir()
        finally:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder of the user's and return its descriptor; None where that is not possible."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
    except OSError:
        pass
    os.close(lock)
    return None
