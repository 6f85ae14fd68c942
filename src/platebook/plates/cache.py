"""Prepared photographs kept between builds, by what they are made from: safe to delete any time.

A folder of JPEGs, two letters of the key deep. A file's name holds the key and the digest of its
bytes; it is written beside its place and moved there in one step, so two builds at once, or a
kill at any moment, never leave half a photograph behind. What was used longest ago goes first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: Part of every key: changed whenever the engine makes other pixels of the same wish.
ENGINE = 1
DEFAULT_LIMIT = 2_000_000_000
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Cache:
    """Prepared photographs in ``folder``, at most ``limit`` bytes of them after ``prune``.

    A cache that cannot be read or written is an empty one: it never fails a build.
    """

    folder: Path
    limit: int = DEFAULT_LIMIT

    def get(self, key: str) -> bytes | None:
        """Give the photograph kept under ``key``, whole and unharmed, or None."""
        for path in self._entries(key):
            with suppress(OSError):
                picture = path.read_bytes()
                if path.stem.endswith(_digest(picture)):
                    os.utime(path)
                    return picture
                path.unlink()
        return None

    def put(self, key: str, picture: bytes) -> None:
        """Keep a photograph under ``key``; the same bytes twice do no harm."""
        shard = self.folder / key[:2]
        with suppress(OSError):
            shard.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=shard)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(picture)
                Path(draft).replace(shard / f"{key}-{_digest(picture)}.jpg")
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise

    def prune(self) -> int:
        """Delete what was used longest ago until ``limit`` holds; give the bytes that are left."""
        kept = sorted(self._all(), key=lambda entry: (entry[1], entry[0].name))
        total = sum(size for _, _, size in kept)
        for path, _, size in kept:
            if total <= self.limit:
                break
            with suppress(OSError):
                path.unlink(missing_ok=True)
                total -= size
        return total

    def clear(self) -> int:
        """Delete every photograph; give how many bytes they had."""
        freed = 0
        for path, _, size in self._all():
            with suppress(OSError):
                path.unlink(missing_ok=True)
                freed += size
        return freed

    def _entries(self, key: str) -> list[Path]:
        try:
            with os.scandir(self.folder / key[:2]) as entries:
                names = sorted(entry.name for entry in entries if entry.name.startswith(f"{key}-"))
        except OSError:
            return []
        return [self.folder / key[:2] / name for name in names]

    def _all(self) -> Iterator[tuple[Path, int, int]]:
        """Give path, time of last use (ns) and size of everything kept, drafts of the dead too."""
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                status = path.stat()
                yield path, status.st_mtime_ns, status.st_size


def _digest(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()[:_DIGEST]
