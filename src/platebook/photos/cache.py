"""Prepared photographs kept between builds, by what they are made from: safe to delete any time.

A folder of JPEGs, two letters of the key deep. A file's name holds the key and the digest of its
bytes; it is written beside its place and moved there in one step, so two builds at once, or a
kill at any moment, never leave half a photograph behind. What was used longest ago goes first.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platebook.files import transaction

#: So long after it was last used a file is marked as used again (ns).
_RECENT_NS = 3_600_000_000_000
#: Bytes that hold all that is read of a prepared JPEG: its tables and its size.
_HEAD = 1 << 16
#: Part of every key: to be changed whenever the same request gives other pixels.
ENGINE = 5
DEFAULT_LIMIT = 2_000_000_000
#: What a cache folder holds of ours, and nothing else in it is ever touched: prepared photographs,
#: the tables of press profiles, and what was found in photographs, pictures and laid out texts.
_KINDS = PLATES, INKS, FACTS = "plates", "inks", "facts"
_FACTS_LIMIT = 200_000_000
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class CacheContents:
    """What a cache folder holds: prepared photographs, tables of inks, facts.

    The files of each kind, and their bytes.
    """

    plates: int
    plates_bytes: int
    inks: int
    inks_bytes: int
    facts: int
    facts_bytes: int

    @property
    def bytes(self) -> int:
        """The bytes of all of it."""
        return self.plates_bytes + self.inks_bytes + self.facts_bytes


def cache_stock(folder: Path) -> CacheContents:
    """Count what is kept in the user's cache ``folder``; nothing where there is no such folder."""
    kinds = ([size for _, _, size in _files(folder / name)] for name in _KINDS)
    return CacheContents(*(figure for sizes in kinds for figure in (len(sizes), sum(sizes))))


def clear_cache(folder: Path) -> CacheContents:
    """Delete all that is kept in the user's cache ``folder``; return what is left of it.

    Builds that run meanwhile make again what they miss.
    """
    for name in _KINDS:
        for path, _, _ in list(_files(folder / name)):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        for shard in (*folder.glob(f"{name}/*/"), folder / name):
            with suppress(OSError):  # what is not ours, or was put there just now, stays
                shard.rmdir()
    return cache_stock(folder)


#: The name of a cached file, and what changes when it is written to: device, inode, size, time.
Stamp = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class CachedPlate:
    """A prepared photograph: its bytes, or else the file of the cache that holds it; or both."""

    content: bytes | None
    path: Path | None = None

    @property
    def picture(self) -> bytes:
        """All of its bytes."""
        if self.content is not None or self.path is None:
            return self.content or b""
        return transaction.read(self.path)

    @property
    def head(self) -> bytes:
        """What says how large it is and how it was coded."""
        if self.content is not None or self.path is None:
            return self.content or b""
        return transaction.read(self.path, _HEAD)

    def write_to(self, path: Path) -> None:
        """Write the photograph to ``path``: as a hard link to the cache's file where possible.

        The file must be replaced, never written to.
        """
        path.unlink(missing_ok=True)
        if self.path:
            with suppress(OSError):  # another file system, or one without hard links
                os.link(self.path, path)
                return
        path.write_bytes(self.picture)


@dataclass(frozen=True, slots=True)
class Cache:
    """Prepared photographs in ``folder``, at most ``limit`` bytes of them after ``prune``.

    A cache that cannot be read or written is an empty one: it never fails a build.
    """

    folder: Path
    limit: int = DEFAULT_LIMIT

    @property
    def of_facts(self) -> FactCache:
        """The cache beside it, of what was found in photographs, pictures and texts."""
        return FactCache(self.folder.with_name(FACTS), _FACTS_LIMIT)

    def get(self, key: str) -> bytes | None:
        """Return the photograph kept under ``key``, whole and unharmed, or None."""
        entry = self.find(key)
        return entry.picture if entry else None

    def find(self, key: str, *, unharmed: bool = False) -> CachedPlate | None:
        """Return the same with its file; what is known to be ``unharmed`` is not read."""
        for path in self._entries(key):
            with suppress(OSError):
                picture = None if unharmed else transaction.read(path)
                if picture is not None and not path.stem.endswith(_digest(picture)):
                    path.unlink()
                    continue
                _mark_used(path)
                return CachedPlate(picture, path)
        return None

    def stamp(self, key: str) -> Stamp | None:
        """Return the stamp of the file kept under ``key``; None where there is not one."""
        try:
            (path,) = self._entries(key)
            status = path.lstat()
        except (OSError, ValueError):
            return None
        return path.name, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def holds(self, key: str) -> bool:
        """Return whether something was kept under ``key``, without reading it."""
        return bool(self._entries(key))

    def put(self, key: str, picture: bytes) -> CachedPlate:
        """Keep a photograph under ``key``, in the place of what was kept there before."""
        path = self.folder / key[:2] / f"{key}-{_digest(picture)}.jpg"
        with suppress(OSError):
            transaction.write(path, picture)
            for other in self._entries(key):
                if other != path:
                    other.unlink(missing_ok=True)
            return CachedPlate(picture, path)
        return CachedPlate(picture)

    def refusal(self) -> str | None:
        """Return why nothing can be kept here, in the system's words; None where all is well."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return None
        except OSError as error:
            return (error.strerror or str(error)).lower()

    def prune(self) -> int:
        """Delete what was used longest ago until ``limit`` holds; return the bytes that are left.

        Drafts that a killed build left behind go first.
        """
        for shard in self.folder.glob("??"):
            transaction.sweep(shard)
        entries = sorted(_files(self.folder), key=lambda entry: (entry[1], entry[0].name))
        total = sum(size for _, _, size in entries)
        for path, _, size in entries:
            if total <= self.limit:
                break
            with suppress(OSError):
                path.unlink(missing_ok=True)
                total -= size
        return total

    def _entries(self, key: str) -> list[Path]:
        try:
            with os.scandir(self.folder / key[:2]) as entries:
                names = sorted(
                    entry.name
                    for entry in entries
                    if entry.name.startswith(f"{key}-") and entry.is_file(follow_symlinks=False)
                )
        except OSError:
            return []
        return [self.folder / key[:2] / name for name in names]


@dataclass(frozen=True, slots=True)
class FactCache(Cache):
    """Facts: files so small and so many that one is opened by its name, without listing a folder.

    Each begins with the digest of the rest.
    """

    def find(self, key: str, *, unharmed: bool = False) -> CachedPlate | None:  # noqa: ARG002
        """Return what is kept under ``key`` with its file."""
        path = self._path(key)
        with suppress(OSError):
            record = transaction.read(path)
            digest, content = record[:_DIGEST], record[_DIGEST:]
            if digest == _digest(content).encode():
                _mark_used(path)
                return CachedPlate(content, path)
            path.unlink()
        return None

    def put(self, key: str, picture: bytes) -> CachedPlate:
        """Keep a fact under ``key``, in the place of what was kept there before."""
        path = self._path(key)
        with suppress(OSError):
            transaction.write(path, _digest(picture).encode() + picture)
            return CachedPlate(picture, path)
        return CachedPlate(picture)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}-.jpg"


def _mark_used(path: Path) -> None:
    with suppress(OSError):  # a cache that can only be read is one all the same
        if time.time_ns() - path.lstat().st_mtime_ns > _RECENT_NS:
            os.utime(path)


def _digest(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()[:_DIGEST]


def _files(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Yield path, time of last use (ns) and size of every cached file, abandoned drafts included.

    Files with other names are left out, and folders that are symbolic links.
    """
    names = ("??/*-*.jpg", "*.table", f"{transaction.DRAFT}*", f"??/{transaction.DRAFT}*")
    for path in (path for name in names for path in folder.glob(name)):
        with suppress(OSError):
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode) and not path.parent.is_symlink():
                yield path, status.st_mtime_ns, status.st_size
