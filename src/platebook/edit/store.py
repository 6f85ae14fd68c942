"""Reads and replaces a manifest on disk: one writer at a time, in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platebook.errors import Finding, OutputError
from platebook.files import transaction
from platebook.manifest.load_story import read_bytes

#: What the name of a draft begins with, beside the manifest that it is to replace.
DRAFT = ".platebook-edit-"


@contextmanager
def locked(manifest: Path) -> Iterator[None]:
    """Let one edit of a story folder follow another; other programs do not know of the lock."""
    folder = os.path.realpath(manifest.parent)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield  # reading the manifest says what is wrong
        return
    try:
        with suppress(OSError):  # a network drive may have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace(manifest: Path, old: bytes, new: bytes) -> bool:
    """Replace a manifest in one step; False, and nothing is done, if it is not ``old`` any more.

    A manifest that is a link stays one: the file that it leads to is replaced (``read_bytes``
    refuses one outside the folder). Permissions, owner and extended attributes stay. Raises
    OutputError.
    """
    path = Path(os.path.realpath(manifest))
    try:
        before = path.stat()
        if not before.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
            raise PermissionError(13, "it is write-protected")
        descriptor, name = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(new)
                file.flush()
                _keep_attributes(path, draft, before)
                os.fsync(file.fileno())
            if read_bytes(manifest) != old:
                return False
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        with suppress(OSError):
            transaction.sync(path.parent)
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        fix = "Look at its permissions, and at the space on the disk."
        where = manifest.as_posix()
        raise OutputError(
            Finding(where, f"the manifest cannot be written: {reason}", fix)
        ) from None
    return True


def _keep_attributes(path: Path, draft: Path, before: os.stat_result) -> None:
    """Give a draft the attributes of the file that it replaces, as far as the system lets us."""
    with suppress(OSError):
        shutil.copystat(path, draft)
    with suppress(OSError):
        os.chown(draft, before.st_uid, before.st_gid)
    draft.chmod(stat.S_IMODE(before.st_mode))
    os.utime(draft)
