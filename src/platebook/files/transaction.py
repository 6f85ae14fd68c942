"""Moves several files into a folder as one transaction, and writes those of a cache as a whole.

A later run completes a transaction, or undoes it.

A scratch folder inside the target folder holds the new files. Before the first of them is moved,
a journal there lists the names with the SHA-256 of the new file and what the old one is known by,
and ``OLD`` holds the old files (hard links where the disk has them). So whatever ends the process,
``recover`` can tell what was moved. Everything is synced to disk in that order, so power loss
leaves the same.

A journal may come from elsewhere, with an unpacked archive for instance: it holds names only, and
a file is moved or removed only where it is the one that the journal lists.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

JOURNAL, OLD = ".journal", ".aside"
#: The shape of the journal: another version's may mean something else.
_FORMAT = 2
_LARGEST = 1_000_000  # bytes
#: Files above which the whole disk is synced at once.
_MANY = 1_000


class ForeignJournalError(Exception):
    """The journal was written by another version, which alone can complete it."""


@dataclass(frozen=True, slots=True)
class _File:
    """One name of the transaction: what the old file is known by, None without, and the new one.

    An old file that was linked is known by its inode, size and time of change, any other by its
    SHA-256. ``moved``: the old file was not linked but is to be moved to ``OLD``, so that it may be
    missing from its place for a moment.
    """

    name: str
    old: str | None
    new: str
    moved: bool


def commit(
    scratch: Path,
    folder: Path,
    names: Sequence[str],
    digests: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Move the files ``names`` from ``scratch`` into ``folder``: all of them, or none.

    ``digests`` are the SHA-256 of files by name, as far as they are known. Raises OSError where one
    cannot be moved; then every old file is in its place again.
    """
    for name in names:
        _check_kind(scratch / name, folder / name)
    drafts = [path for name in names for path in (*(scratch / name).rglob("*"), scratch / name)]
    if len(drafts) > _MANY:
        os.sync()  # each file by itself takes minutes where there are thousands
    else:
        for path in drafts:
            sync(path)
    (scratch / OLD).mkdir(exist_ok=True)
    files = [_keep_old(scratch, folder, name, digests.get(name)) for name in names]
    _write_journal(scratch, files)
    try:
        _complete(scratch, folder, files)
    except BaseException:
        _undo(scratch, folder, files)
        _drop_journal(scratch)
        raise
    _drop_journal(scratch)


def is_open(scratch: Path) -> bool:
    """Return whether a transaction was begun in ``scratch`` and not ended."""
    return os.path.lexists(scratch / JOURNAL)


def recover(scratch: Path, folder: Path) -> None:
    """Complete the transaction that was interrupted in ``scratch``, or undo it; else do nothing.

    It is completed where every file is either the old or the new one, and undone where one
    was changed or removed since; that file is left as it is. Raises ForeignJournalError, and
    OSError where a file cannot be moved.
    """
    if not is_open(scratch):
        return
    if not (scratch / OLD).is_dir() or (scratch / OLD).is_symlink():
        return  # no transaction of ours
    files = _read_journal(scratch, folder)
    if files is None:
        _undo(scratch, folder, _guess(scratch, folder))
    else:
        pending = [file for file in files if _is_pending(scratch, folder, file)]
        is_known = all(file in pending or _digest(folder / file.name) == file.new for file in files)
        if (
            pending
            and is_known
            and all(_digest(scratch / file.name) == file.new for file in pending)
        ):
            _complete(scratch, folder, pending)
        elif pending:
            _undo(scratch, folder, files)
    _drop_journal(scratch)


def _complete(scratch: Path, folder: Path, files: Sequence[_File]) -> None:
    for file in files:
        draft, target = scratch / file.name, folder / file.name
        # A folder with something in it cannot be replaced outright.
        if file.moved and os.path.lexists(target):
            target.replace(scratch / OLD / file.name)
        draft.replace(target)
    sync(folder)


def _undo(scratch: Path, folder: Path, files: Sequence[_File]) -> None:
    """Put every old file back whose new one was moved; a file that is neither stays."""
    for file in reversed(files):
        draft, target = scratch / file.name, folder / file.name
        old = scratch / OLD / file.name
        if os.path.lexists(target):
            if os.path.lexists(draft) or _digest(target) != file.new:
                continue
            if file.moved or file.old is None:
                target.replace(draft)
        elif not file.moved:
            continue
        if os.path.lexists(old):
            old.replace(target)
    sync(folder)


def _is_pending(scratch: Path, folder: Path, file: _File) -> bool:
    """Return whether a file has its old content still, and is to have another."""
    target = folder / file.name
    if file.moved and not os.path.lexists(target):
        return _digest(scratch / OLD / file.name) == file.old
    digest = _digest(target)
    return (digest if file.moved else _identity(target)) == file.old and digest != file.new


def _check_kind(draft: Path, target: Path) -> None:
    """Raise OSError where a file would take a folder's place, or a folder a file's."""
    if os.path.lexists(target):
        is_folder = target.is_dir() and not target.is_symlink()
        if is_folder != draft.is_dir():
            clash = errno.EISDIR if is_folder else errno.ENOTDIR
            raise OSError(clash, os.strerror(clash), str(target))


def _keep_old(scratch: Path, folder: Path, name: str, new: str | None) -> _File:
    """Link the old file into ``OLD``, without a moment in which it is not in its place."""
    target, new = folder / name, new or _digest(scratch / name) or ""
    if not os.path.lexists(target):
        return _File(name, None, new, moved=False)
    if target.is_symlink() or not target.is_dir():
        with suppress(OSError):  # this disk has no hard links
            os.link(target, scratch / OLD / name, follow_symlinks=False)
            return _File(name, _identity(target), new, moved=False)
    return _File(name, _digest(target), new, moved=True)


def _identity(path: Path) -> str | None:
    """Return what identifies a linked file and its state, so that a change is noticed."""
    with suppress(OSError):
        status = path.lstat()
        return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"
    return None


def _write_journal(scratch: Path, files: Sequence[_File]) -> None:
    """Write the journal in one step: it is all there, or not at all."""
    document = {"format": _FORMAT, "files": [astuple(file) for file in files]}
    draft = scratch / f"{JOURNAL}-draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    sync(scratch / OLD)
    draft.replace(scratch / JOURNAL)
    sync(scratch)


def _drop_journal(scratch: Path) -> None:
    """End the transaction, before what it needed is removed."""
    (scratch / JOURNAL).unlink(missing_ok=True)
    sync(scratch)


def _read_journal(scratch: Path, folder: Path) -> list[_File] | None:
    """Read the journal; None where it is damaged. Raises ForeignJournalError."""
    try:
        with _open(scratch / JOURNAL) as descriptor:
            document = json.loads(os.read(descriptor, _LARGEST))
        if document["format"] != _FORMAT:
            raise ForeignJournalError(str(folder))
        return [_file(*row) for row in document["files"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _file(name: Any, old: Any, new: Any, moved: Any) -> _File:  # noqa: ANN401 -- untrusted
    """Check a row of a journal. Raises ValueError or TypeError."""
    plain = Path(name).name == name and b"\0" not in os.fsencode(name)
    if not plain or name in ("", ".", "..", JOURNAL, OLD):
        raise ValueError("not a file name")
    if not (isinstance(old, str | None) and isinstance(new, str) and isinstance(moved, bool)):
        raise TypeError("not a file")
    return _File(name, old, new, moved)


def _guess(scratch: Path, folder: Path) -> list[_File]:
    """List what a damaged journal must have held: the files in ``OLD`` that others replaced."""
    return [
        _File(old.name, _digest(old), _digest(folder / old.name) or "", moved=True)
        for old in sorted((scratch / OLD).iterdir())
    ]


def _digest(path: Path) -> str | None:
    """Return a digest of what stands at ``path``, links not followed; None where nothing does.

    Of an ordinary file that is its SHA-256; a folder counts by the names and sizes of what is in
    it.
    """
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    kind = b"" if stat.S_ISREG(mode) else f"{stat.S_IFMT(mode):o}\n".encode()
    digest = hashlib.sha256(kind)
    with suppress(OSError):  # what cannot be read is identified by its kind alone
        if stat.S_ISLNK(mode):
            digest.update(os.fsencode(path.readlink()))
        elif stat.S_ISDIR(mode):
            for entry in sorted(path.iterdir()):
                size = 0 if entry.is_dir() else entry.lstat().st_size
                digest.update(os.fsencode(entry.name) + f"\0{size}\0".encode())
        elif stat.S_ISREG(mode):
            with _open(path) as descriptor:
                while block := os.read(descriptor, 1 << 20):
                    digest.update(block)
    return digest.hexdigest()


@contextmanager
def _open(path: Path) -> Iterator[int]:
    """Open a regular file to read it; never a link, never waiting for a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def begin_sync(path: Path) -> None:
    """Begin to sync a draft to disk in the background; ``commit`` has the less to wait for."""

    def work() -> None:
        with suppress(OSError):  # ``commit`` reports it
            sync(path)

    Thread(target=work, daemon=True).start()


def sync(path: Path) -> None:
    """Sync a file or the names in a folder to disk. Raises OSError where that fails."""
    if path.is_symlink():
        return
    with _open(path) as descriptor:
        try:
            os.fsync(descriptor)
        except OSError as error:  # some disks cannot sync a folder
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
                raise


DRAFT = ".draft-"


def open_regular(path: Path) -> int:
    """Open a regular file for reading; return its descriptor. Raises OSError for anything else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(str(path))
    return descriptor


def read(path: Path, limit: int = -1) -> bytes:
    """Read a regular file, or its first ``limit`` bytes. Raises OSError for anything else."""
    with open(open_regular(path), "rb") as file:
        return file.read(limit)


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
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
    with replace_file(path) as draft:
        draft.write_bytes(data)


def sweep(folder: Path) -> None:
    """Remove the drafts in ``folder`` whose writers are gone."""
    for draft in folder.glob(f"{DRAFT}*"):
        writer = draft.name.removeprefix(DRAFT).partition("-")[0]
        if not (writer.isdigit() and Path("/proc", writer).exists()):
            with suppress(OSError):
                draft.unlink()
