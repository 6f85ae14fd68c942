"""What an edit takes and gives: its values, its result, the change that undoes it, its errors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from platebook.errors import Finding, ManifestError

#: What a key may be set to; None takes the key away.
Value = str | bool | int | float | None | Sequence["Value"] | Mapping[str, "Value"]


def digest(raw: bytes) -> str:
    """Give the SHA-256 of a manifest's bytes, in hexadecimal."""
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
        """Give the change from one text to another: all between their common beginning and end."""
        at = _common(old, new)
        end = _common(old[at:][::-1], new[at:][::-1])
        return cls(digest(old), digest(new), at, old[at : len(old) - end], new[at : len(new) - end])

    def reversed(self) -> Change:
        """Give the change that undoes this one."""
        return Change(self.after, self.before, self.at, self.new, self.old)


def _common(one: bytes, other: bytes) -> int:
    """Count the bytes that two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # comparing slices is faster than comparing bytes one by one
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
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
