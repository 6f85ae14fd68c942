"""Remembers between builds how high captions came out: safe to delete at any time.

A folder of small JSON files, one for all that captions of a book have in common (styles, fonts,
paper, versions). Each begins with the digest of the rest, is written beside its place and moved
there in one step; the files used longest ago go first.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from platebook.files import cached

#: Part of every key: changed whenever captions are measured in another way.
_WAY = 1
#: What is kept at most: captions in a file, and files.
_CAPTIONS, _FILES = 8_000, 64
_DIGEST = 64


@dataclass(frozen=True, slots=True)
class CaptionMeasure:
    """A caption's height in mm, and that of its columns where it has any."""

    height: float
    columns: float | None = None


def key_of(*parts: object) -> str:
    """Name something by all that it depends on."""
    return hashlib.sha256(repr((_WAY, *parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CaptionCache:
    """The captions that were measured in one ``context``, by what each is made of.

    A memory that cannot be read or written is an empty one: it never fails a build.
    """

    folder: Path
    context: str

    @property
    def _path(self) -> Path:
        return self.folder / f"{self.context}.json"

    def recall(self) -> dict[str, CaptionMeasure]:
        """Give all that is remembered; nothing of a file that is harmed."""
        with suppress(OSError, ValueError, TypeError):
            digest, _, content = cached.read(self._path).decode().partition("\n")
            if digest == hashlib.sha256(content.encode()).hexdigest():
                with suppress(OSError):  # one that can only be read is a memory all the same
                    os.utime(self._path)
                return {key: _measure(*row) for key, row in json.loads(content).items()}
        return {}

    def keep(self, used: Mapping[str, CaptionMeasure], known: Mapping[str, CaptionMeasure]) -> None:
        """Remember what this book used first, then as much of what was ``known`` as is kept."""
        whole = [*{**used, **known, **used}.items()][: max(_CAPTIONS, len(used))]
        content = json.dumps({key: (each.height, each.columns) for key, each in whole})
        text = f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}"
        with suppress(OSError):
            cached.write(self._path, text.encode())
            self._prune()

    def _prune(self) -> None:
        """Delete the files that were used longest ago, and drafts that a killed build left."""
        cached.sweep(self.folder)
        dated = [(path.lstat().st_mtime_ns, path) for path in self.folder.glob("*.json")]
        for _, path in sorted(dated)[:-_FILES]:
            with suppress(OSError):
                path.unlink()


def _measure(height: float, columns: float | None) -> CaptionMeasure:
    """Take one row of a file. Raises ValueError for what is no length."""
    if not all(isinstance(each, float) and isfinite(each) for each in (height, columns or 0.0)):
        raise ValueError("no length")
    return CaptionMeasure(height, columns)
