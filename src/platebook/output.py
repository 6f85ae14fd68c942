"""Moves finished files to the output folder, all of them or none.

Drafts are written into a scratch folder inside the output folder, so that they are moved by an
atomic rename on one file system (POSIX.1-2017, rename), and their permissions follow the umask. A
scratch folder is locked while its build runs: an unlocked one belongs to a build that was killed;
the next build completes or undoes what that had begun (``files.transaction``), and removes it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType

from platebook.errors import OutputError
from platebook.files import program, transaction

SCRATCH_PREFIX = ".platebook-"

_CACHE = "PLATEBOOK_CACHE"
_ELSEWHERE = "Choose another folder with -o."
_FREE_SPACE = "Free some space and build again, or choose a folder on another disk with -o."
_CLOSE_IT = "Close the program that holds it and build again."
#: Error numbers of the system in words: what is wrong and what to do.
_REASONS = {
    errno.EACCES: (
        "you may not write here",
        "Choose another folder with -o, or ask for the right to write.",
    ),
    errno.EROFS: ("this disk can only be read", _ELSEWHERE),
    errno.ENOSPC: ("the disk is full", _FREE_SPACE),
    errno.EDQUOT: ("your share of the disk is full", _FREE_SPACE),
    errno.EFBIG: ("the file is larger than this disk takes", _ELSEWHERE),
    errno.ENOTDIR: ("is a file, and a folder is needed", _ELSEWHERE),
    errno.EISDIR: ("is a folder, and a file is to go there", f"Move it away. {_ELSEWHERE}"),
    errno.EBUSY: ("is in use", _CLOSE_IT),
    errno.ETXTBSY: ("is in use", _CLOSE_IT),
    errno.ENAMETOOLONG: ("the name is too long", "Give the story a shorter `slug`."),
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REASONS[errno.EPERM] = _REASONS[errno.EACCES]
_REASONS[errno.EEXIST] = _REASONS[errno.ENOTDIR]


@contextmanager
def replace_files(
    folder: Path, names: Sequence[str], digests: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Path]:
    """Yield a scratch folder; files written there under ``names`` are moved into place together.

    At the end of the block every draft replaces the file (or folder) of its name in ``folder``,
    which is made if necessary. When the block fails or is interrupted, or one draft cannot be
    moved, everything is as before and nothing is left behind. Two builds into one folder move
    their files one after the other. Raises OutputError; other errors of the block pass through.
    """
    new_folders: list[Path] = []
    with program.cleanup(partial(_discard, new_folders)), _scratch(folder, new_folders) as scratch:
        with _explain_errors(folder, inside=scratch):
            yield scratch
        absent = [name for name in names if not (scratch / name).exists()]
        assert not absent, f"no draft was written for {', '.join(absent)}"  # noqa: S101
        with _explain_errors(folder), _lock_folder(folder), program.defer_interrupts():
            transaction.commit(scratch, folder, names, digests)
            program.note_replaced()


def _discard(new_folders: Sequence[Path]) -> None:
    """Remove the scratch folder, and folders that were made only for it."""
    for folder in reversed(new_folders):
        if folder.name.startswith(SCRATCH_PREFIX) and not transaction.is_open(folder):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another build may have put something there
            folder.rmdir()


@contextmanager
def workroom() -> Iterator[Path]:
    """Yield a temporary folder, removed at the end of the block.

    For intermediate files, such as font subsets. Raises OutputError where it cannot be written;
    other errors of the block pass through.
    """
    folder: Path | None = None
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX.strip(".")) as temp_path:
            folder = Path(temp_path)
            yield folder
    except OSError as error:
        if folder and not (error.errno in _FULL or _concerns(error, folder)):
            raise
        message = (error.strerror or str(error)).lower()
        raise OutputError.of(
            str(folder.parent if folder else "temporary files"),
            f"nothing can be written here: {message}",
            "Free some space there, or name another folder in the variable TMPDIR.",
        ) from error


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the cache, which may not exist yet.

    ``PLATEBOOK_CACHE``, else ``platebook`` in the user's cache folder (XDG Base Directory
    Specification: a relative ``XDG_CACHE_HOME`` is ignored).
    """
    if environ_path := environ.get(_CACHE):
        return Path(environ_path).absolute()
    base = Path(environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        base = Path.home() / ".cache"
    return base / "platebook"


@contextmanager
def private_cache(folder: Path) -> Iterator[None]:
    """Use ``folder`` as the cache for a block, in child processes too."""
    before = os.environ.get(_CACHE)
    os.environ[_CACHE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_CACHE]
        else:
            os.environ[_CACHE] = before


def _make(folder: Path, new_folders: list[Path]) -> None:
    """Make a folder and its parents; append new ones to ``new_folders``, outermost first."""
    above, missing = folder, list[Path]()
    with _explain_errors(folder):
        while not os.path.lexists(above):
            missing.insert(0, above)
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(above))
        new_folders += missing
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _scratch(folder: Path, new_folders: list[Path]) -> Iterator[Path]:
    """Make a scratch folder and lock it; remove scratch folders that are no longer locked."""
    _make(folder, new_folders)
    with _explain_errors(folder), _lock_folder(folder), program.defer_interrupts():
        _sweep(folder)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=folder))
        new_folders.append(scratch)
        lock = os.open(scratch, os.O_RDONLY)
        _lock(lock, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        os.close(lock)


def recover(folder: Path) -> None:
    """Complete or undo what a killed build began in ``folder``; remove its scratch folder.

    Raises OutputError where that is not possible.
    """
    if any(folder.glob(f"{SCRATCH_PREFIX}*")):
        with _explain_errors(folder), _lock_folder(folder), program.defer_interrupts():
            _sweep(folder)


def _sweep(folder: Path) -> None:
    """Recover from, then remove, the scratch folders of killed builds."""
    owners = (os.geteuid(), folder.stat().st_uid)
    for left in sorted(folder.glob(f"{SCRATCH_PREFIX}*")):
        try:
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # not a folder, or not one of platebook's
        try:
            if os.fstat(lock).st_uid in owners and _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
                transaction.recover(left, folder)
                shutil.rmtree(left, ignore_errors=True)
        except transaction.ForeignJournalError:
            message = "another version of platebook was interrupted while it replaced files here"
            fix = "Build with that version again, or remove this folder and build again."
            raise OutputError.of(str(left), message, fix) from None
        finally:
            os.close(lock)


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder against other builds for a moment."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        _lock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _lock(descriptor: int, how: int) -> bool:
    """Lock an open folder; False where another process has it, or locks are not supported."""
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        return False
    return True


@contextmanager
def _explain_errors(folder: Path, inside: Path | None = None) -> Iterator[None]:
    """Turn an OSError about the output into a sentence.

    With ``inside``, only errors about files in that scratch folder, and full disks, concern the
    output; a file in it is named as it would be in ``folder``.
    """
    try:
        yield
    except OSError as error:
        error_path = _file_of(error) or folder
        error_path = folder if error_path.name.startswith(SCRATCH_PREFIX) else error_path
        drafted = inside is not None and _concerns(error, inside)
        full = error.errno in _FULL
        if inside is not None and not (drafted or full):
            raise
        if inside is not None and drafted:
            error_path = folder / error_path.absolute().relative_to(inside.absolute())
        plain = (error.strerror or str(error), _ELSEWHERE)
        message, fix = _REASONS.get(error.errno or 0, plain)
        raise OutputError.of(str(folder if full else error_path), message, fix) from error


def _file_of(error: OSError) -> Path | None:
    """Return the file that an OSError names, if any."""
    name = error.filename2 or error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes) else None


def _concerns(error: OSError, folder: Path) -> bool:
    error_path = _file_of(error)
    return error_path is not None and error_path.absolute().is_relative_to(folder.absolute())
