"""Remembers what was found in an image, by the digest of its bytes.

An inspection decodes every picture of a book; after a change of a caption, all of them are those
of the last build. What is remembered was found in the same bytes, never what their writer says.
"""

from __future__ import annotations

import hashlib
from ast import literal_eval
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from platebook.photos import libvips
from platebook.photos.cache import Cache
from platebook.photos.similarity.preview import find_duplicates, is_same_photo, make_preview

Value = TypeVar("Value")
#: Part of every key: to be changed whenever the same question has another answer.
_WAY = 1


@dataclass(frozen=True, slots=True)
class ImageMemory:
    """Answers by question; without a ``cache`` each question is answered anew.

    ``versions`` names the libraries that answer.
    """

    cache: Cache | None = None
    versions: str = ""

    @classmethod
    def of(cls, cache: Cache) -> ImageMemory:
        """Remember in ``cache``."""
        return cls(cache, f"{libvips.versions()}, Pillow {metadata.version('pillow')}")

    def recall(self, question: tuple[object, ...], find: Callable[[], Value]) -> Value:
        """Return what was found before, or ``find`` it; a value made of numbers, text and bytes.

        ``question`` has all that the answer depends on.
        """
        known: Value | None = self.get(question)
        if known is None:
            known = find()
            self.put(question, known)
        return known

    def get(self, question: tuple[object, ...]) -> Any:  # noqa: ANN401  whatever was put
        """Return what was ``put``; None if nothing was."""
        kept = self.cache.get(self._key(question)) if self.cache else None
        return None if kept is None else literal_eval(kept.decode())

    def put(self, question: tuple[object, ...], value: object) -> Path | None:
        """Remember a value that is not None; return the file that holds it, if one does."""
        if self.cache is None:
            return None
        return self.cache.put(self._key(question), repr(value).encode()).path

    def _key(self, question: tuple[object, ...]) -> str:
        return hashlib.sha256(repr((_WAY, self.versions, question)).encode()).hexdigest()

    def preview(self, picture: bytes) -> bytes:
        """Make the preview of an image that says itself what its numbers mean."""
        return self.recall(("preview", _digest(picture)), lambda: make_preview(picture))

    def is_same_photo(self, first: bytes, second: bytes) -> bool:
        """Return whether two previews are of one photograph (``photos.is_same_photo``)."""
        question = ("same", _digest(first), _digest(second))
        return self.recall(question, lambda: is_same_photo(first, second))

    def find_duplicates(self, previews: Sequence[bytes]) -> list[tuple[int, int]]:
        """Find pictures that look the same as an earlier one (``photos.find_duplicates``)."""
        question = ("duplicates", *map(_digest, previews))
        return self.recall(question, lambda: find_duplicates(previews))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


#: Answers each question anew.
NO_MEMORY = ImageMemory()
