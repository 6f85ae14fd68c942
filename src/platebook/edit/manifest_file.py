"""Reads and replaces a manifest on disk: one writer at a time, in one step."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from platebook.errors import Finding, ManifestError, OutputError
from platebook.files import transaction
from platebook.manifest.load_story import read_bytes

#: What a key may be set to; None takes the key away.
Value = str | bool | int | float | None | Sequence["Value"] | Mapping[str, "Value"]


def digest(raw: bytes) -> str:
    """Return the SHA-256 of a manifest's bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One replaced span of a manifest's bytes, by which an edit is done, undone and done again.

    ``before`` and ``after`` are the SHA-256 of the whole file; ``at`` is where the span begins.
    """

    before: str
    after: str
    at: int
    old: bytes
    new: bytes

    @classmethod
    def between(cls, old: bytes, new: bytes) -> Change:
        """Return the change from one text to another, without their common beginning and end."""
        at = _common(old, new)
        end = _common(old[at:][::-1], new[at:][::-1])
        return cls(digest(old), digest(new), at, old[at : len(old) - end], new[at : len(new) - end])

    def apply_to(self, raw: bytes) -> bytes:
        """Return a manifest's bytes with the span replaced."""
        return raw[: self.at] + self.new + raw[self.at + len(self.old) :]

    def reversed(self) -> Change:
        """Return the change that undoes this one."""
        return Change(self.after, self.before, self.at, self.new, self.old)


def _common(first: bytes, second: bytes) -> int:
    """Count the bytes that two texts begin with alike."""
    low, high = 0, min(len(first), len(second))
    while low < high:  # comparing slices is faster than comparing bytes one by one
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[low:middle] == second[low:middle] else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was made (or, with ``write=False``, could be).

    ``digest`` is the SHA-256 of the manifest as it is now, ``change`` what was replaced in it (its
    ``reversed()`` undoes the edit), ``findings`` everything that reading the manifest reports.
    """

    digest: str
    change: Change
    findings: tuple[Finding, ...] = ()


class EditError(ManifestError):
    """An edit that cannot be made, or would make a right manifest wrong; nothing is written."""


class EditConflictError(EditError):
    """The manifest was changed by another program since it was read; nothing is written.

    ``digest`` and ``text`` are those of the manifest as it is now. Where one value was to be set,
    ``theirs`` is the value that stands there now and ``yours`` the one that was to be written.
    """

    def __init__(
        self,
        findings: Finding | Iterable[Finding],
        digest: str = "",
        text: str = "",
        theirs: Value = None,
        yours: Value = None,
    ) -> None:
        super().__init__(findings)
        self.digest, self.text, self.theirs, self.yours = digest, text, theirs, yours

    def __reduce__(self) -> tuple[type[EditConflictError], tuple[object, ...]]:  # type: ignore[override]
        """Let another process's error be raised here (pickle)."""
        return type(self), (self.findings, self.digest, self.text, self.theirs, self.yours)


class UnsupportedError(Exception):
    """A manifest is written in a way that an edit cannot change safely; the text says which."""


class _ChangedError(Exception):
    """The manifest is not the one that was read any more."""


@contextmanager
def lock(manifest: Path) -> Iterator[None]:
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
        with transaction.replace_file(path) as draft:
            draft.write_bytes(new)
            _keep_attributes(path, draft, before)
            transaction.sync(draft)
            if read_bytes(manifest) != old:
                raise _ChangedError  # noqa: TRY301  the draft goes with it
        with suppress(OSError):
            transaction.sync(path.parent)
    except _ChangedError:
        return False
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        fix = "Look at its permissions, and at the space on the disk."
        message = f"the manifest cannot be written: {reason}"
        raise OutputError.of(manifest.as_posix(), message, fix) from None
    return True


def _keep_attributes(path: Path, draft: Path, before: os.stat_result) -> None:
    """Copy the attributes of the replaced file to its draft, as far as the system lets us."""
    with suppress(OSError):
        shutil.copystat(path, draft)
    with suppress(OSError):
        os.chown(draft, before.st_uid, before.st_gid)
    draft.chmod(stat.S_IMODE(before.st_mode))
    os.utime(draft)
