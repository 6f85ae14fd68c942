"""Remembers what was found in a photograph's file, until the file changes.

A file that was changed so shortly before it was read that a second change might leave its times
as they are is read again the next time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platebook.errors import Finding
from platebook.photos.formats import source
from platebook.photos.image_memory import ImageMemory
from platebook.photos.model import MetadataText, Photo

#: Age of a change from which on the next has another time, whatever the clock's steps (ns).
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class KnownPhotos:
    """Photographs by what was asked: path, spelling and place in messages, language."""

    memory: ImageMemory

    def get(self, path: Path, spelling: str, where: str, language: str) -> Photo | None:
        """Return what was found; None where the file is another, or was never read."""
        try:
            stamp = source.stamp_of(path.stat())
        except OSError:
            return None
        kept = self.memory.get(("survey", stamp, str(path), spelling, where, language))
        if kept is None:
            return None
        sha256, kind, size, mode, words, profile, findings, length, end, decoder = kept
        return Photo(
            path=path,
            photo=spelling,
            sha256=sha256,
            format=kind,
            size=size,
            mode=mode,
            words={key: MetadataText(*text) for key, text in words},
            profile=profile,
            findings=tuple(map(Finding.from_json, findings)),
            bytes=length,
            end=end,
            decoder_memory=decoder,
            stamp=stamp,
        )

    def put(self, photo: Photo, where: str, language: str) -> None:
        """Remember what was found, unless it had to be decoded for that."""
        if photo.proven:
            return
        question = ("survey", photo.stamp, str(photo.path), photo.photo, where, language)
        kept = self.memory.put(
            question,
            (
                photo.sha256,
                photo.format,
                photo.size,
                photo.mode,
                [(key, (text.text, text.source)) for key, text in photo.words.items()],
                photo.profile,
                [finding.as_json() for finding in photo.findings],
                photo.bytes,
                photo.end,
                photo.decoder_memory,
            ),
        )
        # By the clock of the file system, which made the stamp too.
        with suppress(OSError):
            if kept and kept.stat().st_mtime_ns - photo.stamp[-1] < _SETTLED_NS:
                kept.unlink()
