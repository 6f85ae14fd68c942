"""Remembers answers between runs, by all that they depend on."""

from __future__ import annotations

import hashlib
from ast import literal_eval
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from platebook.errors import Finding
from platebook.photos import libvips
from platebook.photos.cache import Cache
from platebook.photos.formats import source
from platebook.photos.model import MetadataText, Photo
from platebook.photos.similarity.small_previews import find_duplicates, is_same_photo, make_preview
from platebook.version import __version__

Value = TypeVar("Value")
#: Part of every key: to be increased whenever the same question has another answer. Another
#: version of platebook may always give another one.
_KEY = (1, __version__)
#: Age of a change from which on the next has another time, whatever the clock's steps (ns).
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """Answers by question; without a ``cache`` each question is answered anew.

    ``versions`` names the libraries that answer.
    """

    cache: Cache | None = None
    versions: str = ""

    def recall(self, question: tuple[object, ...], find: Callable[[], Value]) -> Value:
        """Return what was found before, or ``find`` it; a value made of numbers, text and bytes.

        ``question`` has all that the answer depends on.
        """
        value: Value | None = self.get(question)
        if value is None:
            value = find()
            self.put(question, value)
        return value

    def get(self, question: tuple[object, ...]) -> Any:  # noqa: ANN401  whatever was put
        """Return what was ``put``; None if nothing was, or something else stands there."""
        entry = self.cache.get(self._key(question)) if self.cache else None
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return None if entry is None else literal_eval(entry.decode())
        return None

    def put(self, question: tuple[object, ...], value: object) -> Path | None:
        """Remember a value that is not None; return the file that holds it, if one does."""
        if self.cache is None:
            return None
        return self.cache.put(self._key(question), repr(value).encode()).path

    def put_settled(self, question: tuple[object, ...], value: object, changed_ns: int) -> None:
        """Remember what was found in files, the last of which was ``changed_ns``.

        Not where that was so shortly ago that a second change might leave its time as it is.
        """
        entry = self.put(question, value)
        # By the clock of the file system, which made the time of the change too.
        with suppress(OSError):
            if entry and entry.stat().st_mtime_ns - changed_ns < _SETTLED_NS:
                entry.unlink()

    def _key(self, question: tuple[object, ...]) -> str:
        return hashlib.sha256(repr((_KEY, self.versions, question)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ImageMemory(Memory):
    """What was found in images, by the digest of their bytes, never what their writer says."""

    @classmethod
    def of(cls, cache: Cache) -> ImageMemory:
        """Remember beside ``cache``, which has prepared photographs."""
        return cls(cache.of_facts, f"{libvips.versions()}, Pillow {metadata.version('pillow')}")

    def preview(self, picture: bytes) -> bytes:
        """Make the preview of an image that says itself what its numbers mean."""
        return self.recall(("preview", _digest(picture)), lambda: make_preview(picture))

    def is_same_photo(self, first: bytes, second: bytes) -> bool:
        """Return whether two previews are of one photograph (``small_previews``)."""
        question = ("same", _digest(first), _digest(second))
        return self.recall(question, lambda: is_same_photo(first, second))

    def find_duplicates(self, previews: Sequence[bytes]) -> list[tuple[int, int]]:
        """Find pictures that look the same as an earlier one (``small_previews``)."""
        question = ("duplicates", *map(_digest, previews))
        return self.recall(question, lambda: find_duplicates(previews))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


#: Answers each question anew.
NO_MEMORY = ImageMemory()


@dataclass(frozen=True, slots=True)
class KnownPhotos:
    """Photographs by what was asked: path, spelling and place in messages, language.

    A file that was changed so shortly before it was read that a second change might leave its times
    as they are is read again the next time.
    """

    memory: ImageMemory

    def get(self, path: Path, spelling: str, where: str, language: str) -> Photo | None:
        """Return what was found; None where the file is another, or was never read."""
        try:
            stamp = source.stamp_of(path.stat())
        except OSError:
            return None
        value = self.memory.get(("survey", stamp, str(path), spelling, where, language))
        if value is None:
            return None
        sha256, kind, size, mode, words, profile, findings, length, end, decoder = value
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
        self.memory.put_settled(
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
            photo.stamp[-1],
        )
