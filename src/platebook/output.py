"""Puts finished files in their places, all of them or none.

Drafts are written into a scratch folder inside the output folder, so that taking their places is
a renaming on one disk, which is all or nothing (POSIX.1-2017, rename), and their permissions
follow the umask like those of any file. A scratch folder is locked while its build lives: one
that nobody holds belongs to a build that was killed, and the next build sweeps it away.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from platebook.errors import OutputError

SCRATCH_PREFIX = ".platebook-"
ASIDE = ".aside"  #: inside a scratch folder: the old files, until all new ones are in place

_ELSEWHERE = "Choose another folder with -o."
_FREE_SPACE = "Free some space and build again, or choose a folder on another disk with -o."
_CLOSE_IT = "Close the program that holds it and build again."
#: What the system says, in words: what is wrong and what to do.
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
def replacing(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield a scratch folder; what is written there under ``names`` takes its place together.

    At the end of the block every draft replaces the file (or folder) of its name in ``folder``,
    which is made if need be. When the block fails or is interrupted, or one draft cannot take
    its place, everything is as it was and nothing is left lying about. Two builds into one
    folder place theirs one after the other. Raises OutputError, exit 8; other errors of the
    block pass through.
    """
    made = _make(folder)
    try:
        with _scratch(folder) as scratch:
            with _explained(folder, inside=scratch):
                yield scratch
            with _explained(folder):
                _place(scratch, folder, names)
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):  # another build may have put something there
                each.rmdir()
        raise


@contextmanager
def workroom() -> Iterator[Path]:
    """Yield a folder among the system's temporary ones, gone at the end of the block.

    For what a book is made with and does not hold, such as fonts cut for it. Raises OutputError,
    exit 8, where it cannot be written; other errors of the block pass through.
    """
    folder: Path | None = None
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX.strip(".")) as made:
            folder = Path(made)
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
    """Say where prepared photographs are remembered; the folder need not be there yet.

    ``PLATEBOOK_CACHE``, else ``platebook`` in the user's cache folder (XDG Base Directory
    Specification: a relative ``XDG_CACHE_HOME`` is ignored).
    """
    if chosen := environ.get("PLATEBOOK_CACHE"):
        return Path(chosen).absolute()
    base = Path(environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        base = Path.home() / ".cache"
    return base / "platebook"


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones made, outermost first."""
    missing: list[Path] = []
    above = folder
    with _explained(folder):
        while not os.path.lexists(above):
            missing.insert(0, above)
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(above))
        folder.mkdir(parents=True, exist_ok=True)
    return missing


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Make a scratch folder and hold it; sweep away those that nobody holds any more."""
    with _explained(folder), _held(folder):
        _sweep(folder)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=folder))
        lock = os.open(scratch, os.O_RDONLY)
        _lock(lock, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(lock)


def _sweep(folder: Path) -> None:
    """Remove the scratch folders of builds that were killed."""
    for left in folder.glob(f"{SCRATCH_PREFIX}*"):
        with suppress(OSError):
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep other builds out of a folder for a moment."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        _lock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _lock(descriptor: int, how: int) -> bool:
    """Lock an open folder; False where another holds it, or where the disk knows no locks."""
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        return False
    return True


def _place(scratch: Path, folder: Path, names: Sequence[str]) -> None:
    """Let every draft take its place; when one cannot, put everything back."""
    absent = [name for name in names if not (scratch / name).exists()]
    if absent:
        raise AssertionError(f"no draft was written for {', '.join(absent)}")
    (scratch / ASIDE).mkdir()
    tried: list[str] = []
    with _held(folder):
        try:
            for name in names:
                tried.append(name)
                _set_aside(folder / name, scratch / ASIDE / name, scratch / name)
                (scratch / name).replace(folder / name)
        except BaseException:
            for name in reversed(tried):
                _put_back(folder / name, scratch / ASIDE / name, scratch / name)
            raise


def _set_aside(target: Path, aside: Path, draft: Path) -> None:
    """Keep the old file until all is well, without a moment in which it is not in its place."""
    if not os.path.lexists(target):
        return
    old_is_folder = target.is_dir() and not target.is_symlink()
    if old_is_folder != draft.is_dir():
        clash = errno.EISDIR if old_is_folder else errno.ENOTDIR
        raise OSError(clash, os.strerror(clash), str(target))
    if old_is_folder:
        target.replace(aside)  # a folder with something in it cannot be replaced outright
        return
    try:
        os.link(target, aside, follow_symlinks=False)
    except OSError:  # this disk knows no second name for a file
        target.replace(aside)


def _put_back(target: Path, aside: Path, draft: Path) -> None:
    """Undo one placing, as far as it went."""
    if os.path.lexists(draft) and not os.path.lexists(aside):
        return
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    elif not os.path.lexists(aside):
        target.unlink(missing_ok=True)
    if os.path.lexists(aside):
        aside.replace(target)


@contextmanager
def _explained(folder: Path, inside: Path | None = None) -> Iterator[None]:
    """Turn what the system says about the output into a sentence.

    With ``inside``, only errors about files in that scratch folder, and full disks, are about
    the output; a file in it is called by the name that it would have had in ``folder``.
    """
    try:
        yield
    except OSError as error:
        named = _named(error) or folder
        named = folder if named.name.startswith(SCRATCH_PREFIX) else named
        drafted = inside is not None and _concerns(error, inside)
        full = error.errno in _FULL
        if inside is not None and not (drafted or full):
            raise
        if inside is not None and drafted:
            named = folder / named.absolute().relative_to(inside.absolute())
        plain = (error.strerror or str(error), _ELSEWHERE)
        message, fix = _REASONS.get(error.errno or 0, plain)
        raise OutputError.of(str(folder if full else named), message, fix) from error


def _named(error: OSError) -> Path | None:
    """Give the file that the system complains of, if it names one."""
    name = error.filename2 or error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes) else None


def _concerns(error: OSError, folder: Path) -> bool:
    named = _named(error)
    return named is not None and named.absolute().is_relative_to(folder.absolute())
